// 200 accounts of each rulebook, prepared once, against a run of every book that they are asked of.
import { it } from 'vitest';
import { expectChains } from '../engine/fixtures/prepared-books.ts';

it.each(['deribit-pm', 'deribit-cross-pm', 'deribit-sm'])('%s', (rulebook) => expectChains(rulebook, 200));
