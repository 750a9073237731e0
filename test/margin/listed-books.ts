// Listed books for the properties that hold under every rulebook: shares, options with dividends, index options, futures and options on
// them, at random and rich, and a market that has figures for all of them. A rulebook leaves out what it doesn't carry.
import fc from 'fast-check';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import { emptyPortfolio, type Portfolio } from '../../src-main/domain/portfolio.ts';
import type { FeltBook } from './felt-parameters.ts';
import { listedFuture, listedOption, optionOnFuture, share } from './listed-instruments.ts';
import { venueMarket } from './venue-books.ts';

/** Rulebooks whose properties are looked for on these books. */
export const listedRulebooks: ReadonlySet<string> = new Set(['occ-cpm', 'reg-t', 'span']);

export const LISTED_TIME = '2026-02-13T21:00:00Z';
const days = ['2026-03-20', '2026-06-18'];
const LATER = '2027-01-15';

const shares = ['AAPL', 'KO', 'SPY', 'DIA', 'PSQ', 'LOWA', 'LOWB'].map((symbol) => share(symbol));
const options = [
  ...days.flatMap((day) =>
    (['call', 'put'] as const).flatMap((right) => [
      ...[220, 240, 260].map((strike) => listedOption('AAPL', day, right, strike)),
      ...[60, 70].map((strike) => listedOption('KO', day, right, strike)),
      ...[500, 600, 640].map((strike) => listedOption('SPY', day, right, strike)),
      ...[6200, 6400, 6600].map((strike) => listedOption('SPXW', day, right, strike)),
      listedOption('RUT', day, right, 2300),
    ]),
  ),
  listedOption('DIA', LATER, 'call', 440),
];
const es = { product: 'ES', underlying: 'SPX', multiplier: '50' };
const cl = { product: 'CL', underlying: 'CL', multiplier: '1000' };
const futures = [
  listedFuture('cme', 'ESH26', { ...es, day: '2026-03-20' }),
  listedFuture('cme', 'ESM26', { ...es, day: '2026-06-19' }),
  listedFuture('nymex', 'CLJ26', { ...cl, day: '2026-03-20' }),
  listedFuture('nymex', 'CLK26', { ...cl, day: '2026-04-21' }),
  listedFuture('cbot', 'ZCK26', { product: 'ZC', underlying: 'ZC', multiplier: '50', day: '2026-05-14' }),
];
/** Product code and strikes of the options on each future’s product. */
const written: Record<string, [product: string, strikes: number[]]> = {
  ES: ['ES', [6400]],
  CL: ['LO', [65, 70]],
  ZC: ['OZC', [450]],
};
const onFutures = futures.flatMap((future) => {
  const [product = '', strikes = []] = written[future.product ?? ''] ?? [];
  return strikes.flatMap((strike) =>
    (['call', 'put'] as const).map((right) => optionOnFuture(future, product, right, strike)),
  );
});

/** Every instrument that the books choose from, in the order of their ids. */
export const listedInstruments: readonly Instrument[] = [
  ...shares,
  ...options,
  ...futures,
  ...onFutures,
].sort((a, b) => (a.id < b.id ? -1 : 1));

const indexPrices: Record<string, string> = {
  ...{ 'us-aapl': '241.5', 'us-ko': '66.2', 'us-spy': '641.8', 'us-dia': '447', 'us-psq': '31.4' },
  ...{ spx: '6420', rut: '2310', 'us-lowa': '1.9', 'us-lowb': '4', cl: '68.4', zc: '447' },
};

/** Index, marks of futures, a volatility per option, rate, dividends declared and expected, yields. */
export const listedMarket: MarketSnapshot = venueMarket(
  {
    'rate USD': '0.041',
    'currencyRate EUR/USD': '1.08',
    'dividendYield spx_usd': '0.013',
    'dividendYield rut_usd': '0.012',
    'dividend us-aapl_usd 2026-05-11T13:30:00Z': '0.26',
    'dividend us-ko_usd 2026-03-13T13:30:00Z': '0.51',
    'dividendForecast us-ko_usd 2026-06-12T13:30:00Z': '0.53',
    'dividendForecast us-spy_usd 2026-03-20T13:30:00Z': '1.9',
    ...Object.fromEntries(Object.entries(indexPrices).map(([name, price]) => [`index ${name}_usd`, price])),
    ...Object.fromEntries(
      futures.map(({ id, priceIndex }, place) => {
        const price = Number(indexPrices[priceIndex.slice(0, -'_usd'.length)]) * (1 + place / 500);
        return [`mark ${id}`, price.toFixed(3)];
      }),
    ),
    ...Object.fromEntries(
      [...options, ...onFutures].map(({ id }, place) => [
        `volatility ${id}`,
        String(0.14 + (place % 7) / 50),
      ]),
    ),
  },
  LISTED_TIME,
);

export interface ListedWords {
  /** Signed contracts or shares by instrument id; a list makes several lots. */
  positions: Record<string, string | string[]>;
  cash?: Record<string, string>;
  loan?: Record<string, string>;
  /** Price from which a future’s profit counts, by id. */
  settled?: Record<string, string>;
  orders?: Portfolio['orders'];
}

/** A portfolio of one account over `listedInstruments`; only held and ordered instruments are in it. */
export function listedPortfolio(words: ListedWords): Portfolio {
  const orders = words.orders ?? [];
  const held = new Set([...Object.keys(words.positions), ...orders.map(({ instrument }) => instrument)]);
  return {
    ...emptyPortfolio(),
    accounts: [
      {
        ...{ id: 'a', name: 'A', legalEntity: 'Example', venue: 'broker', segregation: 'house', group: null },
        ...{ marginModel: 'occ-cpm', reportingCurrency: 'USD' },
      },
    ],
    instruments: listedInstruments.filter(({ id }) => held.has(id)),
    positions: Object.entries(words.positions).flatMap(([instrument, quantities]) =>
      [quantities].flat().map((quantity, lot) => ({
        ...{ account: 'a', instrument, strategy: '', lot: String(lot + 1), quantity, averagePrice: null },
        settledPrice: words.settled?.[instrument] ?? null,
      })),
    ),
    orders,
    balances: (['cash', 'loan'] as const).flatMap((kind) =>
      Object.entries(words[kind] ?? {}).map(([currency, amount]) => ({
        account: 'a',
        kind,
        currency,
        amount,
      })),
    ),
  };
}

const sizeOf = (id: string, contracts: number): string =>
  String(id.startsWith('us:') ? contracts * 100 + (contracts % 7) : contracts);

/** A few instruments, long and short, money in dollars and euros, sometimes an order. */
export const randomListedBook: fc.Arbitrary<Portfolio> = fc
  .record({
    rows: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(...listedInstruments.map(({ id }) => id)),
        contracts: fc.integer({ min: -40, max: 40 }).filter((size) => size !== 0),
      }),
      { minLength: 1, maxLength: 9, selector: ({ id }) => id },
    ),
    usd: fc.integer({ min: -200_000, max: 2_000_000 }),
    eur: fc.integer({ min: 0, max: 50_000 }),
    order: fc.option(fc.constantFrom(...listedInstruments.map(({ id }) => id)), { nil: null }),
  })
  .map(({ rows, usd, eur, order }) =>
    listedPortfolio({
      positions: Object.fromEntries(rows.map(({ id, contracts }) => [id, sizeOf(id, contracts)])),
      cash: { USD: String(usd), EUR: String(eur) },
      settled: { 'cme:ESH26': '6390.25', 'nymex:CLJ26': '70.1' },
      orders:
        order === null
          ? []
          : [
              {
                account: 'a',
                id: '1',
                instrument: order,
                side: 'sell',
                quantity: '3',
                price: null,
                reduceOnly: false,
              },
            ],
    }),
  );

/** One unit of everything and some money: what parameters are chosen for. */
export const everythingListed: Portfolio = listedPortfolio({
  positions: Object.fromEntries(listedInstruments.map(({ id }) => [id, '1'])),
  cash: { USD: '1', EUR: '1' },
});

const id = (root: string, day: string, right: 'call' | 'put', strike: number): string =>
  listedOption(root, day, right, strike).id;
const [near = '', far = ''] = days;

/** Books in which nearly everything that rulebooks of listed markets ask about is held at once. */
export const listedRichBooks: readonly FeltBook[] = [
  // Index, funds, futures and stock options together, short and large; months and commodities against each other.
  {
    [id('SPXW', near, 'put', 6200)]: '-40',
    [id('SPXW', far, 'call', 6600)]: '-30',
    'us:SPY': '-2000',
    'us:DIA': '9000',
    'us:PSQ': '30000',
    'cme:ESH26': '-6',
    'cme:ESM26': '2',
    [id('AAPL', near, 'call', 260)]: '-50',
    [id('AAPL', far, 'put', 220)]: '-50',
    [id('RUT', near, 'call', 2300)]: '-20',
    'us:KO': '-4000',
    'nymex:CLJ26': '-30',
    'nymex:CLK26': '24',
    'cbot:ZCK26': '100',
    'nymex:LOJ26-70-C': '-60',
    'nymex:LOK26-65-P': '-25',
  },
  // Hedged: a straddle whose minimum binds, a butterfly, covered calls, a long box, shares of little price sold short.
  {
    [id('SPXW', near, 'call', 6400)]: '-20',
    [id('SPXW', near, 'call', 6200)]: '10',
    [id('SPXW', near, 'call', 6600)]: '10',
    [id('AAPL', far, 'call', 240)]: '30',
    [id('AAPL', far, 'put', 240)]: '30',
    [id('KO', near, 'call', 60)]: '-40',
    'us:KO': '4000',
    [id('DIA', LATER, 'call', 440)]: '10',
    'us:LOWA': '-9000',
    'us:LOWB': '-5000',
    'cbot:OZCK26-450-P': '-10',
    'nymex:CLJ26': '5',
  },
  // Shares and their options in every pairing that has a name, and boxes on either side.
  {
    'us:AAPL': '1000',
    [id('AAPL', far, 'put', 220)]: '10',
    'us:KO': '-1000',
    [id('KO', near, 'call', 70)]: '10',
    'us:SPY': '1000',
    [id('SPY', near, 'put', 500)]: '10',
    [id('SPY', near, 'call', 640)]: '-10',
    [id('SPXW', far, 'call', 6200)]: '4',
    [id('SPXW', far, 'put', 6200)]: '-4',
    [id('SPXW', far, 'call', 6600)]: '-4',
    [id('SPXW', far, 'put', 6600)]: '4',
  },
  {
    'us:AAPL': '1000',
    [id('AAPL', far, 'put', 240)]: '10',
    [id('AAPL', far, 'call', 240)]: '-10',
    'us:KO': '-1000',
    [id('KO', near, 'put', 60)]: '-10',
    [id('KO', near, 'call', 60)]: '10',
    'us:SPY': '1000',
    [id('SPY', near, 'put', 600)]: '10',
    [id('SPY', near, 'call', 640)]: '-10',
    [id('SPXW', far, 'call', 6200)]: '-4',
    [id('SPXW', far, 'put', 6200)]: '4',
    [id('SPXW', far, 'call', 6600)]: '4',
    [id('SPXW', far, 'put', 6600)]: '-4',
  },
].map((positions) => ({
  portfolio: listedPortfolio({
    positions,
    cash: { USD: '900000', EUR: '-5000' },
    settled: { 'cme:ESH26': '6390.25' },
  }),
  market: listedMarket,
}));
