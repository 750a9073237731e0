// The engine in float64 beside the exact path in whole numbers, on a few random accounts; the campaign runs many.
import { it } from 'vitest';
import { expectParity } from './parity.ts';

it('agrees within 1e-10 of the initial and the maintenance margin', () => expectParity(10));
