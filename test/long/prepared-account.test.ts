// 200 accounts of each rulebook, prepared once, against a run of every book that they are asked of; 200 edits of listed books.
import { it } from 'vitest';
import { expectChains } from '../engine/fixtures/prepared-books.ts';
import { expectListedEdits } from '../engine/fixtures/prepared-listed-books.ts';

it.each(['deribit-pm', 'deribit-cross-pm', 'deribit-sm'])('%s', (rulebook) => expectChains(rulebook, 200));

it.each(['occ-cpm', 'reg-t', 'span'])('%s, listed', (rulebook) => expectListedEdits(rulebook, 50));
