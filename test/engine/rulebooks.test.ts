// The program's own rulebooks through the engine, on its own presets: answers explain themselves, don't depend on the order of
// rows, and cross a thread.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { explanationFaults } from '../../src-main/analysis/explain.ts';
import type { MarginNode } from '../../src-main/domain/margin-result.ts';
import type { EffectiveParameters, ParameterSet } from '../../src-main/domain/parameters.ts';
import { startEngine } from '../../src-main/engine/engine-client.ts';
import type { MarginRequest } from '../../src-main/engine/protocol.ts';
import { chooseParameterSets, rulebooks } from '../../src-main/margin/registry.ts';
import { everythingListed, LISTED_TIME, listedMarket, listedRulebooks } from '../margin/listed-books.ts';
import { AS_OF, account, book, instruments, position, request } from './fixtures/books.ts';

const presets = new URL('../../resources/parameters/', import.meta.url);
const sets = readdirSync(presets).map(
  (file) => JSON.parse(readFileSync(new URL(file, presets), 'utf8')) as ParameterSet,
);
const parameters: Record<string, EffectiveParameters> = Object.fromEntries(
  rulebooks.map((rulebook) => {
    if (listedRulebooks.has(rulebook.id)) {
      const assets = rulebook.assets(everythingListed.instruments, ['USD', 'EUR']);
      return [rulebook.id, chooseParameterSets(rulebook.id, assets, LISTED_TIME, sets)];
    }
    const carried = instruments().map((held) => rulebook.twin?.(held)?.instrument ?? held);
    const assets = rulebook.assets(carried, ['BTC', 'USDC', 'SOL', 'ETH']);
    return [rulebook.id, chooseParameterSets(rulebook.id, assets, AS_OF, sets)];
  }),
);

const positions = instruments()
  .filter(({ kind }) => kind !== 'spot')
  .map(({ id }, index) => position('a', id, String(((index * 37) % 21) - 10 || 3), { settledPrice: null }));
const portfolio = book(positions, {
  accounts: [{ ...account('a'), marginModel: 'deribit-pm' }],
  balances: [
    { account: 'a', kind: 'cash', currency: 'BTC', amount: '5' },
    { account: 'a', kind: 'cash', currency: 'USDC', amount: '100000' },
  ],
  orders: [
    {
      account: 'a',
      id: '1',
      instrument: 'test:BTC-2025-01-31-95000-call',
      side: 'sell',
      quantity: '2',
      price: '0.05',
      reduceOnly: false,
    },
  ],
});
const listed = {
  ...everythingListed,
  positions: everythingListed.positions.map((row, index) => ({
    ...row,
    quantity: String(((index * 37) % 21) - 10 || 3),
  })),
};
const words = (rulebook: string): Partial<MarginRequest> => ({
  rulebook,
  parameters,
  allowExcluded: true,
  withStandalone: true,
});

const engine = startEngine();
afterAll(() => engine.close());

describe.each(rulebooks.map(({ id }) => id))('%s', (rulebook) => {
  const isListed = listedRulebooks.has(rulebook);
  const own = isListed ? listed : portfolio;
  const asked = (portfolio: typeof own): MarginRequest =>
    request(portfolio, { ...words(rulebook), ...(isListed ? { market: listedMarket } : {}) });
  test('every entry explains itself', async () => {
    const { result, holdings } = await engine.call('margin', asked(own));
    expect(result.entries.length).toBeGreaterThan(0);
    expect(result.entries.some(({ initialMargin }) => Number(initialMargin) > 0)).toBe(true);
    expect(result.entries.flatMap(explanationFaults)).toEqual([]);
    expect(result.parameters.map((used) => used.rulebook)).toContain(rulebook);
    expect(holdings.instrument).toHaveLength(own.positions.length);
    if (result.excluded.length === 0) expect([...holdings.standalone].filter(Number.isNaN)).toEqual([]);
  });

  test('what the positions bring, all drivers together, and what none of them brings make the initial margins', async () => {
    const { result, holdings } = await engine.call('margin', asked(own));
    const sum = (numbers: readonly number[]): number => numbers.reduce((made, one) => made + one, 0);
    const unheld = result.entries.flatMap(({ contributions }) =>
      contributions.filter(({ instrument }) => instrument === null).map(({ amount }) => Number(amount)),
    );
    const initial = sum(result.entries.map(({ initialMargin }) => Number(initialMargin)));
    // Rows that the venue can’t carry bring nothing.
    const brought = [...holdings.contribution].filter((amount) => !Number.isNaN(amount));
    expect(sum([...brought, ...unheld]) / initial).toBeCloseTo(1, 9);
  });

  test('reversed and split rows give the same bits', async () => {
    const split = own.positions.toReversed().flatMap((row) => [
      { ...row, quantity: '1.7' },
      { ...row, quantity: String((Number(row.quantity) * 10 - 17) / 10), lot: '2' },
    ]);
    const other = { ...own, positions: split, balances: own.balances.toReversed() };
    const [one, two] = await Promise.all([
      engine.call('margin', { ...asked(own), question: 'one' }),
      engine.call('margin', { ...asked(other), question: 'two' }),
    ]);
    expect(two).toEqual(one);
  });
});

test('a fault in an explanation is seen: a changed line, a lost contribution, a wrong equity', async () => {
  const { result } = await engine.call('margin', request(portfolio, words('deribit-pm')));
  const entry = result.entries.find(({ contributions }) => contributions.length > 1)!;
  expect(explanationFaults(entry)).toEqual([]);
  const changed = (node: MarginNode): MarginNode => ({
    ...node,
    children: node.children.map((child, index) => (index === 0 ? { ...child, amount: '123' } : child)),
  });
  expect(explanationFaults({ ...entry, tree: changed(entry.tree) })).not.toEqual([]);
  expect(
    explanationFaults({ ...entry, tree: { ...entry.tree, children: [entry.tree, entry.tree] } }).join(),
  ).toContain('is used twice');
  const largest = entry.contributions.toSorted(
    (a, b) => Math.abs(Number(b.amount)) - Math.abs(Number(a.amount)),
  )[0];
  expect(
    explanationFaults({ ...entry, contributions: entry.contributions.filter((one) => one !== largest) })[0],
  ).toContain('contributions');
  expect(explanationFaults({ ...entry, equity: '-1' })).toHaveLength(2);
});
