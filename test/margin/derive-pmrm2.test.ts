// PMRM_2 on books of its own: trees, contributions, order, detail levels, the split between markets, twins, and what is said.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { fieldOfPath } from '../../src-main/margin/blocks/parameter-reader.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { derivePmrm2 } from '../../src-main/margin/derive-pmrm2/margin.ts';
import { parameterFields } from '../../src-main/margin/derive-pmrm2/parameters.ts';
import type { RequirementInput } from '../../src-main/margin/rulebook.ts';
import { parametersOf } from './books.ts';
import {
  type DeriveBookWords,
  type DeriveMarketWords,
  deriveInstrument,
  deriveMarket,
  derivePortfolio,
} from './derive-books.ts';
import { naiveInput } from './naive-values.ts';
import { presets } from './presets.ts';

const expiries = ['2026-02-28', '2026-03-27', '2026-09-25'];
const symbols = [
  'BTC-PERP',
  'ETH-PERP',
  ...expiries.flatMap((day) =>
    ['ETH-D-2500-P', 'ETH-D-3000-C', 'ETH-D-3000-P', 'ETH-D-4500-C', 'BTC-D-90000-P'].map((name) =>
      name.replace('D', day.replaceAll('-', '')),
    ),
  ),
];
const market: DeriveMarketWords = {
  index: { btc_usd: '95000', eth_usd: '3000' },
  mark: { 'BTC-PERP': '95100', 'ETH-PERP': '2998.5' },
  forward: Object.fromEntries(
    expiries.flatMap((day, place) => [
      [`eth_usd ${day}T08:00:00Z`, String(3000 * 1.01 ** place)],
      [`btc_usd ${day}T08:00:00Z`, String(95000 * 1.01 ** place)],
    ]),
  ),
  volatility: Object.fromEntries(symbols.map((symbol, place) => [symbol, String(0.45 + place / 100)])),
  rate: { USD: '0.04' },
  currencyRate: { 'USDC/USD': '0.97', 'USDT/USD': '0.999' },
  confidence: { 'eth_usd/spot': '0.5', 'btc_usd/forward 2026-09-25T08:00:00Z': '0.2' },
};
const parameters = parametersOf('derive-pmrm2', ['BTC', 'ETH'], {}, presets, '2026-02-27');

function inputOf(
  book: DeriveBookWords,
  words: DeriveMarketWords = market,
  detail: RequirementInput['detail'] = 'whole',
  replaced: Record<string, string> = {},
): RequirementInput {
  const effective =
    Object.keys(replaced).length === 0
      ? parameters
      : parametersOf('derive-pmrm2', ['BTC', 'ETH'], replaced, presets, '2026-02-27');
  return naiveInput({
    rulebook: derivePmrm2,
    portfolio: derivePortfolio(book),
    market: deriveMarket(words),
    parameters: effective,
    detail,
  });
}
const entriesOf = (...words: Parameters<typeof inputOf>): MarginEntry[] =>
  derivePmrm2.requirement(inputOf(...words));
const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + toFloat(text), 0);

const randomBook = fc.record({
  positions: fc.dictionary(fc.constantFrom(...symbols), fc.integer({ min: -40, max: 40 }).map(String), {
    minKeys: 1,
    maxKeys: 8,
  }),
  cash: fc.record({ USDC: fc.integer({ min: -200_000, max: 900_000 }).map(String) }),
  collateral: fc.dictionary(
    fc.constantFrom('BTC', 'ETH', 'USDT'),
    fc.integer({ min: 0, max: 50 }).map(String),
    {
      maxKeys: 3,
    },
  ),
});

it('trees recombine; parts, contributions and scenario shares add up; order, lots and detail change no bit', () => {
  fc.assert(
    fc.property(randomBook, (book) => {
      const input = inputOf(book);
      const entries = derivePmrm2.requirement(input);
      for (const entry of entries) {
        expect(treeFaults(entry.tree)).toEqual([]);
        expect(entry.tree.amount).toBe(entry.initialMargin);
        expect(sum(Object.values(entry.equityParts))).toBe(toFloat(entry.equity));
        expect(sum(entry.contributions.map(({ amount }) => amount))).toBe(toFloat(entry.initialMargin));
        const rest = entry.contributions.filter(({ driver }) => driver === 'notAllocable');
        expect(Math.abs(sum(rest.map(({ amount }) => amount)))).toBeLessThanOrEqual(
          1e-9 * Math.max(1, toFloat(entry.initialMargin)),
        );
        for (const { table, scenarios } of entry.tables) {
          const line = scenarios.at(-1)!;
          const place = input.values.scenarios.scenarios.findIndex(({ id }) => id === line.id);
          const shares = derivePmrm2.scenarioShares!(input, { ...entry, table }, place);
          const total = shares.reduce((running, { amount }) => running + amount, 0);
          expect(Math.abs(total - toFloat(line.profitAndLoss))).toBeLessThan(1e-6);
        }
      }
      const turned = Object.fromEntries(
        Object.entries(book.positions)
          .reverse()
          .map(([symbol, quantity]) => [symbol, [quantity, '0.003', '7', '-7.003']]),
      );
      expect(entriesOf({ ...book, positions: turned })).toEqual(entries);
      for (const detail of ['headline', 'levels'] as const) {
        const amounts = ({ equityParts, initialMargin, maintenanceMargin, deposit, tree }: MarginEntry) => [
          equityParts,
          initialMargin,
          maintenanceMargin,
          deposit,
          tree.amount,
        ];
        expect(entriesOf(book, market, detail).map(amounts)).toEqual(entries.map(amounts));
      }
    }),
    { seed: 20260227, numRuns: 25 },
  );
});

it('one perpetual by hand: loss, contingencies and the confidence of spot', () => {
  const [entry] = entriesOf({ positions: { 'ETH-PERP': '2' }, cash: { USDC: '1000' } });
  // Worst of the preset's list: −18 % of 2 × 2,998.5 = 1,079.46; −66 % dampened by 0.21 is 831.1842, −33 % by 0.42 the same.
  // Loss factor: 1 + (0.99 − 0.97) × 4 = 1.08. Contingencies on 2 × 3,000: 3 % and 1 %. Confidence 0.5 < 0.55: (1 − 0.5) × 6,000.
  expect(toFloat(entry!.maintenanceMargin)).toBeCloseTo(0.8 * 1079.46 + 180, 9);
  expect(toFloat(entry!.initialMargin)).toBeCloseTo(1.08 * 1079.46 + 180 + 60 + 3000, 9);
  expect(entry!.worstScenario).toMatchObject({ id: 'regular/23', table: 'regular', priceMove: '-0.18' });
  expect(entry!.unconfirmed).toEqual([expect.stringContaining('scenarios, volatility moves')]);
});

it('a coin backs its own market; cash is split so that every market passes exactly when some split passes', () => {
  const positions = { 'ETH-PERP': '20', 'BTC-PERP': '-1', 'BTC-20260327-90000-P': '-3' };
  const total = (cash: string): MarginEntry[] =>
    entriesOf({ positions, cash: { USDC: cash }, collateral: { ETH: '5', USDT: '1000' } });
  const short = total('0');
  const missing = -sum(short.map(({ freeEquity }) => freeEquity));
  expect(missing).toBeGreaterThan(0);
  expect(short.map(({ nettingSet, status }) => [nettingSet, status === 'passes'])).toEqual([
    ['BTC', false],
    ['ETH', false],
  ]);
  expect(sum(short.map(({ deposit }) => deposit))).toBeCloseTo(missing, 6);
  const enough = total(String(missing + 10));
  expect(enough.map(({ status }) => status)).toEqual(['passes', 'passes']);
  const [btc, eth] = enough.map(
    ({ freeEquity, initialMargin }) => toFloat(freeEquity) / toFloat(initialMargin),
  );
  expect(btc).toBeCloseTo(eth!, 9);
  expect(enough[0]!.assumptions.join(' ')).toContain('BTC, ETH are margined as accounts of their own');
  expect(sum(enough.map(({ equityParts }) => equityParts.cash!))).toBeCloseTo(missing + 10, 6);
});

it('what is missing is assumed and said; an unknown coin counts for nothing; a coin owed moves with its market', () => {
  const bare = { index: market.index!, mark: market.mark! };
  const [entry] = entriesOf(
    { positions: { 'ETH-PERP': '1' }, collateral: { BTC: '1' }, loan: { ETH: '2' }, cash: { USD: '97' } },
    { ...bare, currencyRate: { 'BTC/USD': '95000' } },
    'whole',
    {},
  );
  const said = entry!.assumptions.join('\n');
  for (const part of ['USDC is counted as 1 USD', 'full confidence, 1, is assumed', 'USD counts as USDC']) {
    expect(said).toContain(part);
  }
  expect(entry!.unconfirmed.join(' ')).toContain('a coin that is owed');
  // Two owed against one held long: the worst move is up.
  expect(toFloat(entry!.worstScenario!.priceMove)).toBeGreaterThan(0);
  const [sol] = entriesOf(
    { positions: { 'ETH-PERP': '1' }, collateral: { SOL: '10' } },
    {
      ...market,
      currencyRate: { ...market.currencyRate, 'SOL/USD': '150' },
    },
  );
  expect(sol!.assumptions.join(' ')).toContain('No collateral terms of SOL');
  const free = ({ freeEquity }: MarginEntry): number => toFloat(freeEquity);
  const [without] = entriesOf({ positions: { 'ETH-PERP': '1' } });
  expect(free(sol!)).toBeLessThanOrEqual(free(without!));
});

it('in the last half hour what the average has fixed doesn’t move: stated, or the share of the window that has passed', () => {
  const symbol = 'ETH-20260227-3000-C';
  const book = { positions: { [symbol]: '-10' }, cash: { USDC: '20000' } };
  const at = (seconds: number, more: DeriveMarketWords = {}): MarginEntry => {
    const time = new Date(Date.parse('2026-02-27T08:00:00Z') - seconds * 1000).toISOString();
    const words = {
      ...market,
      time,
      forward: { 'eth_usd 2026-02-27T08:00:00Z': '3000' },
      volatility: { [symbol]: '0.5' },
    };
    return entriesOf(book, { ...words, ...more })[0]!;
  };
  const loss = (entry: MarginEntry): number => -toFloat(entry.worstScenario!.profitAndLoss);
  // Near expiry the worst of the short call is +18 % of what still moves.
  expect(loss(at(900))).toBeLessThan(0.55 * loss(at(1800)));
  expect(at(900).assumptions.join(' ')).toContain('no fixed part of the forward eth_usd');
  expect(at(900).unconfirmed.join(' ')).toContain('settlement price is averaged');
  const stated = at(900, { fixedForward: { 'eth_usd 2026-02-27T08:00:00Z': '3000' } });
  expect(stated.assumptions.join(' ')).not.toContain('no fixed part');
  expect(loss(stated)).toBeLessThan(0.1 * loss(at(900)));
});

it('carries linear twins of options and perpetuals of other venues; refuses dated futures, spot and American options', () => {
  const held = deribitInstrument('BTC-25SEP26-65000-P')!;
  expect(derivePmrm2.refuses(held)).toBeNull();
  expect(derivePmrm2.twin!(held)).toMatchObject({
    carriedAs: 'linear option of 1 BTC, settled in USDC',
    instrument: {
      id: held.id,
      payoff: 'linear',
      settlementCurrency: 'USDC',
      quantityUnit: 'base',
      multiplier: '1',
    },
  });
  expect(derivePmrm2.twin!(deribitInstrument('BTC-PERPETUAL')!)!.instrument.kind).toBe('perpetual');
  const own = deriveInstrument('ETH-PERP');
  expect(derivePmrm2.twin!(own)).toBeNull();
  expect(derivePmrm2.refuses(own)).toBeNull();
  const future = deribitInstrument('BTC-25SEP26')!;
  expect(derivePmrm2.refuses(future)).toContain('dated future');
  expect(derivePmrm2.twin!(future)).toBeNull();
  expect(derivePmrm2.refuses({ ...held, exercise: 'american' })).toContain('American');
  expect(derivePmrm2.refuses({ ...own, kind: 'spot' })).toContain('enter it as a balance');
});

it('a parameter that a book doesn’t feel says in the schema which books do', () => {
  const book = {
    positions: {
      'ETH-PERP': '-3',
      'ETH-20260228-3000-C': '-20',
      'ETH-20260327-4500-C': '-20',
      'ETH-20260327-2500-P': '5',
      'ETH-20260925-3000-P': '9',
    },
    cash: { USDC: '9000' },
    collateral: { ETH: '2' },
  };
  const print = (replaced: Record<string, string>): string =>
    JSON.stringify(entriesOf(book, market, 'whole', replaced).map(({ tables, tree }) => [tables, tree]));
  const before = print({});
  const unfelt = parameters.parameters
    .filter(({ value }) => typeof value === 'string' && /^-?[\d.]+$/.test(value))
    .map(({ path, value }) => ({ path, other: String(Number(value) * 1.07 + 3e-3) }))
    .filter(({ path, other }) => print({ [path]: other }) === before)
    .map(({ path }) => path);
  expect(unfelt.filter((path) => fieldOfPath(parameterFields, path)!.feltBy === undefined)).toEqual([]);
  // Of what isn’t collateral of another kind this book feels all but these.
  expect(unfelt.filter((path) => !path.startsWith('market.'))).toEqual([
    'basis.moveDown',
    'confidence.threshold',
    'discount.short.fixed',
    'discount.short.rateAdd',
    'discount.short.rateFactor',
    'settlement.averagingSeconds',
    'skew.leastWidth',
    'volatility.leastUp',
  ]);
});
