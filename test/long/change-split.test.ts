// The change split on five hundred random pairs of runs: ties to the last digit, whatever differs between them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runChange } from '../../src-main/engine/run-change.ts';
import { expectTies } from '../engine/fixtures/change-ties.ts';
import { context, pairOf, randomPair } from '../engine/fixtures/run-pairs.ts';

it('ties on 500 random pairs of runs', () => {
  let pairs = 0;
  fc.assert(
    fc.property(randomPair, (words) => {
      const pair = pairOf(words.from, words.to);
      const change = runChange(pair, context);
      expectTies(change, pair.from, pair.to);
      pairs += 1;
    }),
    { seed: 20261122, numRuns: 500 },
  );
  expect(pairs).toBe(500);
});
