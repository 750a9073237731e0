// The engine's valuation against the naive one: two implementations that share no code below the rulebooks give the same margins.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MarginEntry, MarginNode } from '../../src-main/domain/margin-result.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { rulebookById, rulebooks } from '../../src-main/margin/registry.ts';
import { entriesOf, parametersOf, portfolioOf, randomBook, randomMarket } from './books.ts';
import { entriesUnder } from './engine-books.ts';
import { listedRulebooks } from './listed-books.ts';
import { naiveCarried } from './naive-carry.ts';

function engineEntries(rulebook: string, portfolio: Portfolio, carried: Portfolio): MarginEntry[] {
  const assets = rulebookById(rulebook).assets(
    carried.instruments,
    carried.balances.map((balance) => balance.currency),
  );
  return entriesUnder(rulebook, portfolio, randomMarket, parametersOf(rulebook, assets));
}

const lines = (node: MarginNode): MarginNode[] => [node, ...node.children.flatMap(lines)];
/** Lines down to the parts of the risk matrix: deeper ones may differ in which of two equal cells is the worst. */
const headlines = (entry: MarginEntry): [string, number][] =>
  lines(entry.tree)
    .filter((node) => node.id.split('/').length <= 4)
    .map((node) => [node.id, Number(node.amount)]);

// The naive valuer knows no terms of listed options: their rulebooks have oracles of their own.
const ofCoins = rulebooks.map(({ id }) => id).filter((id) => !listedRulebooks.has(id));

describe.each(ofCoins)('%s', (rulebook) => {
  it('engine and naive valuer agree on every headline and every cell', () => {
    fc.assert(
      fc.property(randomBook, (book) => {
        const portfolio = portfolioOf(book);
        const carried = naiveCarried(rulebookById(rulebook), portfolio, randomMarket);
        const naive = entriesOf(rulebook, carried, randomMarket);
        const engine = engineEntries(rulebook, portfolio, carried);
        expect(engine.map((entry) => [entry.nettingSet, entry.currency])).toEqual(
          naive.map((entry) => [entry.nettingSet, entry.currency]),
        );
        engine.forEach((entry, index) => {
          const other = naive[index]!;
          const scale = Math.max(1, ...headlines(other).map(([, amount]) => Math.abs(amount)));
          const near = (a: number, b: number, what: string): void =>
            expect(Math.abs(a - b) / scale, what).toBeLessThan(2e-8);
          const expected = new Map(headlines(other));
          for (const [id, amount] of headlines(entry)) {
            if (expected.has(id)) near(amount, expected.get(id)!, id);
          }
          near(Number(entry.equity), Number(other.equity), 'equity');
          entry.tables.forEach((table, at) => {
            table.scenarios.forEach((cell, place) => {
              const own = Number(cell.counted);
              const naiveCell = Number(other.tables[at]!.scenarios[place]!.counted);
              expect(Math.abs(own - naiveCell) / Math.max(scale, Math.abs(own)), cell.id).toBeLessThan(1e-11);
            });
          });
        });
      }),
      { seed: 11, numRuns: 8 },
    );
  });
});
