// Small books and markets for tests, written by instrument name; everything on 27 June 2026 unless said otherwise.
import fc from 'fast-check';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import type { MarginEntry, MarginNode } from '../../src-main/domain/margin-result.ts';
import type { MarketFigure, MarketSnapshot } from '../../src-main/domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../../src-main/domain/parameters.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';
import { chooseParameterSets, rulebookById } from '../../src-main/margin/registry.ts';
import { naiveInput } from './naive-values.ts';
import { presets } from './presets.ts';

export interface BookWords {
  /** Quantity by symbol, in the instrument's quantity unit; a list makes several lots. */
  positions?: Record<string, string | string[]>;
  cash?: Record<string, string>;
  collateral?: Record<string, string>;
  /** What is owed, positive. */
  loan?: Record<string, string>;
  orders?: { symbol: string; side: 'buy' | 'sell'; quantity: string; price?: string; reduceOnly?: boolean }[];
  given?: Portfolio['given'];
  settled?: Record<string, string>;
}

export function portfolioOf(words: BookWords): Portfolio {
  const symbols = new Set([
    ...Object.keys(words.positions ?? {}),
    ...(words.orders ?? []).map((order) => order.symbol),
  ]);
  const instruments = [...symbols].map((symbol) => deribitInstrument(symbol)!);
  return {
    ...emptyPortfolio(),
    accounts: [
      {
        id: 'a',
        name: 'A',
        legalEntity: 'Example',
        venue: 'deribit',
        segregation: 'house',
        marginModel: 'deribit-pm',
        group: null,
        reportingCurrency: 'USD',
      },
    ],
    instruments,
    positions: Object.entries(words.positions ?? {}).flatMap(([symbol, quantities]) =>
      [quantities].flat().map((quantity, lot) => ({
        account: 'a',
        instrument: `deribit:${symbol}`,
        strategy: '',
        lot: String(lot + 1),
        quantity,
        averagePrice: null,
        settledPrice: words.settled?.[symbol] ?? null,
      })),
    ),
    orders: (words.orders ?? []).map((order, index) => ({
      account: 'a',
      id: String(index),
      instrument: `deribit:${order.symbol}`,
      side: order.side,
      quantity: order.quantity,
      price: order.price ?? null,
      reduceOnly: order.reduceOnly ?? false,
    })),
    balances: (['cash', 'collateral', 'loan'] as const).flatMap((kind) =>
      Object.entries(words[kind] ?? {}).map(([currency, amount]) => ({
        account: 'a',
        kind,
        currency,
        amount,
      })),
    ),
    given: words.given ?? [],
  };
}

export interface MarketWords {
  time?: string;
  index?: Record<string, string>;
  mark?: Record<string, string>;
  /** `btc_usd 2026-09-25T08:00:00Z` → forward. */
  forward?: Record<string, string>;
  volatility?: Record<string, string>;
  rate?: Record<string, string>;
}

export function marketOf(words: MarketWords): MarketSnapshot {
  const time = words.time ?? '2026-06-27T08:00:00Z';
  const rows = (
    figureClass: MarketFigure['class'],
    of: Record<string, string> | undefined,
    prefix = '',
  ): MarketFigure[] =>
    Object.entries(of ?? {}).map(([name, value]) => {
      const [key = '', expiry = ''] = name.split(' ');
      return { class: figureClass, key: `${prefix}${key}`, expiry, value, time, source: 'test' };
    });
  return {
    id: 'market',
    time,
    label: 'test',
    figures: [
      ...rows('index', words.index),
      ...rows('mark', words.mark, 'deribit:'),
      ...rows('forward', words.forward),
      ...rows('volatility', words.volatility, 'deribit:'),
      ...rows('currencyRate', words.rate),
    ],
  };
}

/** Parameters of the presets, with some replaced by path. */
export function parametersOf(
  rulebook: string,
  assets: string[],
  replaced: Record<string, string | boolean> = {},
  sets: readonly ParameterSet[] = presets,
  asOf = '2026-06-27',
): EffectiveParameters {
  const chosen = chooseParameterSets(rulebook, assets, asOf, sets);
  const known = new Set(chosen.parameters.map((row) => row.path));
  const extra = Object.keys(replaced)
    .filter((path) => !known.has(path))
    .map((path) => ({ path, value: replaced[path]!, unit: '', source: 'test', confirmed: false }));
  return {
    ...chosen,
    parameters: [
      ...chosen.parameters.map((row) => {
        const value = replaced[row.path];
        return value === undefined ? row : { ...row, value, confirmed: false };
      }),
      ...extra,
    ],
  };
}

/** Entries of a book under a rulebook, by the naive valuer. */
export function entriesOf(
  rulebook: string,
  portfolio: Portfolio,
  market: MarketSnapshot,
  replaced: Record<string, string | boolean> = {},
  detail: 'whole' | 'headline' | 'levels' = 'whole',
): MarginEntry[] {
  const found = rulebookById(rulebook);
  const assets = found.assets(
    portfolio.instruments,
    portfolio.balances.map((balance) => balance.currency),
  );
  const parameters = parametersOf(rulebook, assets, replaced);
  return found.requirement(naiveInput({ rulebook: found, portfolio, market, parameters, detail }));
}

/** The line of a tree by the end of its id. */
export function lineOf(entry: MarginEntry, path: string): MarginNode {
  const all = (node: MarginNode): MarginNode[] => [node, ...node.children.flatMap(all)];
  const found = all(entry.tree).find((node) => node.id === `${entry.tree.id}/${path}`);
  if (!found) throw new Error(`no line ${path}`);
  return found;
}

export const amountOf = (entry: MarginEntry, path: string): number => Number(lineOf(entry, path).amount);

const expiries = ['3JUL26', '31JUL26', '25SEP26', '25JUN27'];
/** Instruments of the random books and a market that holds figures for all of them. */
export const randomSymbols: readonly string[] = ['BTC', 'ETH'].flatMap((coin) => [
  `${coin}-PERPETUAL`,
  `${coin}_USDC-PERPETUAL`,
  ...expiries.flatMap((expiry) => {
    const strikes = coin === 'BTC' ? [50000, 65000, 80000] : [1500, 2000, 2600];
    return [
      `${coin}-${expiry}`,
      ...strikes.flatMap((strike) => [`${coin}-${expiry}-${strike}-C`, `${coin}-${expiry}-${strike}-P`]),
    ];
  }),
]);

export const randomMarket: MarketSnapshot = (() => {
  const instruments = randomSymbols.map((symbol) => deribitInstrument(symbol)!);
  const base = (underlying: string): number => (underlying === 'BTC' ? 65000 : 2000);
  const words: Required<Omit<MarketWords, 'time'>> = {
    index: { btc_usd: '65000', eth_usd: '2000', btc_usdc: '65010', eth_usdc: '2000.5' },
    mark: {},
    forward: {},
    volatility: {},
    rate: { 'USDC/USD': '0.9998', 'USDT/USD': '0.9991' },
  };
  instruments.forEach((instrument, index) => {
    const price = base(instrument.underlying) * (1 + (index % 7) / 1000);
    if (instrument.kind === 'option') words.volatility[instrument.symbol] = String(0.4 + (index % 9) / 30);
    else words.mark[instrument.symbol] = price.toFixed(2);
    if (instrument.expiry !== null) {
      words.forward[`${instrument.priceIndex} ${instrument.expiry}`] ??= (
        base(instrument.underlying) * 1.004
      ).toFixed(2);
    }
  });
  return marketOf(words);
})();

/** Quantities in hundredths on a few of the random instruments, and cash. */
export const randomBook: fc.Arbitrary<BookWords> = fc
  .record({
    rows: fc.uniqueArray(
      fc.record({
        symbol: fc.constantFrom(...randomSymbols),
        hundredths: fc.integer({ min: -50_000, max: 50_000 }).filter((size) => size !== 0),
      }),
      { minLength: 1, maxLength: 9, selector: (row) => row.symbol },
    ),
    btc: fc.integer({ min: -500, max: 5_000 }),
    usdt: fc.integer({ min: 0, max: 9_000_000 }),
    order: fc.option(fc.constantFrom(...randomSymbols), { nil: null }),
  })
  .map(({ rows, btc, usdt, order }) => ({
    positions: Object.fromEntries(
      rows.map(({ symbol, hundredths }) => {
        const isInverseFuture = !symbol.includes('_') && symbol.split('-').length === 2;
        return [symbol, isInverseFuture ? String(hundredths * 10) : String(hundredths / 100)];
      }),
    ),
    cash: { BTC: String(btc / 100), USDT: String(usdt / 100) },
    orders: order === null ? [] : [{ symbol: order, side: 'sell' as const, quantity: '12.5' }],
  }));
