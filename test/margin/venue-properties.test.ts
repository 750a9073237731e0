// What must hold for every book under Paradex, Binance and Hyperliquid: random books as those venues would carry them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import type { RequirementInput, Rulebook } from '../../src-main/margin/rulebook.ts';
import { type BookWords, parametersOf, portfolioOf, randomBook, randomMarket } from './books.ts';
import { naiveInput } from './naive-values.ts';

/** The rows that the venue carries, as its own instruments; their profit counts from a price of its own. */
function carried(rulebook: Rulebook, book: BookWords): Portfolio {
  const portfolio = portfolioOf(book);
  const instruments = portfolio.instruments.filter((instrument) => rulebook.refuses(instrument) === null);
  const ids = new Set(instruments.map(({ id }) => id));
  return {
    ...portfolio,
    instruments: instruments.map((instrument) => rulebook.twin?.(instrument)?.instrument ?? instrument),
    positions: portfolio.positions
      .filter(({ instrument }) => ids.has(instrument))
      .map((position) => ({ ...position, settledPrice: '64000' })),
    orders: portfolio.orders.filter(({ instrument }) => ids.has(instrument)),
  };
}

function entriesOf(
  rulebook: Rulebook,
  portfolio: Portfolio,
  detail: RequirementInput['detail'],
): MarginEntry[] {
  const assets = rulebook.assets(
    portfolio.instruments,
    portfolio.balances.map(({ currency }) => currency),
  );
  const parameters = parametersOf(rulebook.id, assets, {}, undefined, '2026-10-30');
  return rulebook.requirement(naiveInput({ rulebook, portfolio, market: randomMarket, parameters, detail }));
}

/** The same holdings in another order, each in three lots. */
const inLots = (portfolio: Portfolio): Portfolio => ({
  ...portfolio,
  positions: [...portfolio.positions]
    .reverse()
    .flatMap((position) => [
      { ...position, quantity: '7', lot: '2' },
      position,
      { ...position, quantity: '-7', lot: '3' },
    ]),
  balances: [...portfolio.balances].reverse(),
});

const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + Number(text), 0);

describe.each(['paradex-pm', 'binance-pm', 'hyperliquid-pm'])('%s', (id) => {
  it('explains itself to the bit, says the same at every detail, and feels no order and no lots', () => {
    const rulebook = rulebookById(id);
    fc.assert(
      fc.property(randomBook, fc.integer({ min: -50_000, max: 50_000 }), (book, dollars) => {
        const portfolio = carried(rulebook, { ...book, cash: { ...book.cash, USDC: String(dollars) } });
        const [entry, ...others] = entriesOf(rulebook, portfolio, 'whole');
        expect(others).toEqual([]);
        expect(JSON.stringify(entriesOf(rulebook, inLots(portfolio), 'whole'))).toBe(JSON.stringify([entry]));
        expect(treeFaults(entry!.tree)).toEqual([]);
        expect(entry!.tree.amount).toBe(entry!.initialMargin);
        expect(sum(Object.values(entry!.equityParts))).toBe(Number(entry!.equity));
        expect(sum(entry!.contributions.map(({ amount }) => amount))).toBe(Number(entry!.initialMargin));
        expect(Number(entry!.initialMargin)).toBeGreaterThanOrEqual(Number(entry!.maintenanceMargin));
        expect(entry!.deposit === '0').toBe(Number(entry!.freeEquity) >= 0);
        expect(entry!.status === 'passes').toBe(Number(entry!.freeEquity) >= 0);
        expect(entriesOf(rulebook, portfolio, 'headline')).toEqual([
          { ...entry!, tables: [], contributions: [], tree: { ...entry!.tree, children: [] } },
        ]);
        const { equity, freeEquity, deposit, thresholds, status } = entry!;
        expect(entriesOf(rulebook, portfolio, 'levels')).toMatchObject([
          { equity, freeEquity, deposit, thresholds, status },
        ]);
      }),
      { seed: 20260627, numRuns: 12 },
    );
  });
});
