// That the headline and the levels of a margin are those of the whole margin, on random books: few in each test run, many in the campaign.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { type BookWords, entriesOf, portfolioOf, randomBook, randomMarket } from './books.ts';

/** Entries as a headline has them. */
export const unexplained = (entries: readonly MarginEntry[]): MarginEntry[] =>
  entries.map((entry) => ({
    ...entry,
    tables: [],
    contributions: [],
    tree: { ...entry.tree, children: [] },
  }));

/** What levels keep of entries. */
export const amountsOf = (entries: readonly MarginEntry[]) =>
  entries.map(({ nettingSet, currency, equity, initialMargin, maintenanceMargin, thresholds, status }) => ({
    ...{ nettingSet, currency, equity, initialMargin, maintenanceMargin, thresholds, status },
  }));

export function expectHeadline(rulebook: string, book: BookWords, market = randomMarket): void {
  const whole = entriesOf(rulebook, portfolioOf(book), market);
  const headline = entriesOf(rulebook, portfolioOf(book), market, {}, 'headline');
  expect(headline).toEqual(unexplained(whole));
  const levels = entriesOf(rulebook, portfolioOf(book), market, {}, 'levels');
  expect(amountsOf(levels)).toEqual(amountsOf(whole));
}

export function expectHeadlines(rulebook: string, books: number): void {
  fc.assert(
    fc.property(randomBook, (book) => expectHeadline(rulebook, book)),
    { seed: 20261122, numRuns: books },
  );
}
