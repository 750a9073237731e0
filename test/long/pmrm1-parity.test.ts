// PMRM v1: the engine in float64 beside the exact path in whole numbers, on many random accounts.
import { it } from 'vitest';
import { expectParity } from '../margin/derive-pmrm1/parity.ts';

it('agrees within 1e-10 of the margins of three hundred accounts', () => expectParity(300));
