// A headline is the whole entry without its explanation: every amount, level and sentence to the bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { type BookWords, entriesOf, marketOf, portfolioOf, randomBook, randomMarket } from './books.ts';

const unexplained = (entries: readonly MarginEntry[]): MarginEntry[] =>
  entries.map((entry) => ({
    ...entry,
    tables: [],
    contributions: [],
    tree: { ...entry.tree, children: [] },
  }));

const expectSame = (rulebook: string, book: BookWords, market = randomMarket): void => {
  const whole = entriesOf(rulebook, portfolioOf(book), market);
  const headline = entriesOf(rulebook, portfolioOf(book), market, {}, 'headline');
  expect(headline).toEqual(unexplained(whole));
};

for (const rulebook of ['deribit-pm', 'deribit-cross-pm', 'deribit-sm']) {
  describe(rulebook, () => {
    it('headline equals whole to the bit on random books', () => {
      fc.assert(
        fc.property(randomBook, (book) => expectSame(rulebook, book)),
        { seed: 20261122, numRuns: 60 },
      );
    });

    it('levels equal whole to the bit on random books', () => {
      const amounts = (entries: readonly MarginEntry[]) =>
        entries.map(
          ({ nettingSet, currency, equity, initialMargin, maintenanceMargin, thresholds, status }) => ({
            ...{ nettingSet, currency, equity, initialMargin, maintenanceMargin, thresholds, status },
          }),
        );
      fc.assert(
        fc.property(randomBook, (book) => {
          const whole = entriesOf(rulebook, portfolioOf(book), randomMarket);
          const levels = entriesOf(rulebook, portfolioOf(book), randomMarket, {}, 'levels');
          expect(amounts(levels)).toEqual(amounts(whole));
        }),
        { seed: 20261122, numRuns: 120 },
      );
    });

    it('says the same of its root where every line is confirmed, and where none is', () => {
      const market = marketOf({ index: { btc_usd: '65000' }, mark: { 'BTC-PERPETUAL': '65010' } });
      expectSame(rulebook, { positions: { 'BTC-PERPETUAL': '500000' }, cash: { BTC: '3' } }, market);
      expectSame(rulebook, { cash: { BTC: '3' } }, market);
      expectSame(rulebook, { positions: { 'BTC-25SEP26-65000-P': '-20' } });
    });
  });
}
