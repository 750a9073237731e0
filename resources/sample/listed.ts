// The listed part of the sample: one customer of a broker, whose account is two margin accounts by law. Money for securities (shares, their options, index
// options; margined by OCC's portfolio margin) and money for futures (futures and options on them; margined by SPAN) are segregated and never net: futures on
// the index hedge its options in life, but in neither margin account.
// Everything is invented and made by the program's own pricing functions, so no quote offers an arbitrage.
import type { Account, Balance, ReportingGroup } from '../../src-main/domain/account.ts';
import { decimalText } from '../../src-main/domain/decimal.ts';
import { futuresInstrument } from '../../src-main/domain/futures-instrument.ts';
import type { Instrument, OptionRight } from '../../src-main/domain/instrument.ts';
import { occInstrument, occSymbol, shareInstrument } from '../../src-main/domain/listed-instrument.ts';
import type { MarketFigure } from '../../src-main/domain/market.ts';
import { newYorkInstant } from '../../src-main/domain/new-york-time.ts';
import type { Position } from '../../src-main/domain/portfolio.ts';
import { listedOptionValue, type OptionTerms } from '../../src-main/pricing/listed-option.ts';
import { type SurfaceShape, surfaceVolatility } from './surface.ts';

const SECURITIES = 'listed-customer';
const FUTURES = 'listed-futures';

export const listedGroup: ReportingGroup = { id: 'listed', name: 'Listed markets', parent: 'clients' };
export const listedAccounts: Account[] = [
  { id: SECURITIES, name: 'Listed customer, securities', legalEntity: 'Sample Brokerage Ltd', venue: 'occ', segregation: 'individually-segregated', marginModel: 'occ-cpm', group: 'listed', reportingCurrency: 'USD' },
  { id: FUTURES, name: 'Listed customer, futures', legalEntity: 'Sample Brokerage Ltd', venue: 'cme', segregation: 'individually-segregated', marginModel: 'span', group: 'listed', reportingCurrency: 'USD' },
];
/** The securities are bought on credit: a debit balance at the broker. */
export const listedBalances: Balance[] = [
  { account: SECURITIES, kind: 'cash', currency: 'USD', amount: '-1048000' },
  { account: FUTURES, kind: 'cash', currency: 'USD', amount: '106000' },
];

interface Share {
  price: number;
  /** Yield of an index, or nothing where dividends are told one by one. */
  dividendYield?: number;
  borrowRate?: number;
  dividends?: { day: string; amount: number; isDeclared: boolean }[];
  surface: SurfaceShape;
}

const smile = (shortVolatility: number, longVolatility: number, skew: number, curvature: number): SurfaceShape => ({
  shortVolatility, longVolatility, meanReversion: 0.4, skew, curvature, decay: 0.45,
});
const indexSmile = smile(0.142, 0.176, -0.62, 1.2);

const shares: Record<string, Share> = {
  SPX: { price: 6842.15, dividendYield: 0.0125, surface: indexSmile },
  SPY: {
    price: 682.46, borrowRate: 0.0025, surface: indexSmile,
    dividends: [
      { day: '2026-06-18', amount: 1.94, isDeclared: false },
      { day: '2026-09-18', amount: 1.97, isDeclared: false },
      { day: '2026-12-18', amount: 2.02, isDeclared: false },
    ],
  },
  AAPL: { price: 241.5, borrowRate: 0.0025, surface: smile(0.24, 0.27, -0.35, 1.1), dividends: [{ day: '2026-08-10', amount: 0.27, isDeclared: false }, { day: '2026-11-09', amount: 0.27, isDeclared: false }] },
  MSFT: { price: 512.3, borrowRate: 0.0025, surface: smile(0.215, 0.245, -0.35, 1.1), dividends: [{ day: '2026-08-20', amount: 0.91, isDeclared: false }, { day: '2026-11-19', amount: 0.91, isDeclared: false }] },
  KO: { price: 71.18, borrowRate: 0.0025, surface: smile(0.142, 0.165, -0.3, 1), dividends: [{ day: '2026-06-12', amount: 0.53, isDeclared: true }, { day: '2026-09-14', amount: 0.53, isDeclared: false }] },
  XOM: { price: 116.84, borrowRate: 0.006, surface: smile(0.23, 0.25, -0.3, 1.1), dividends: [{ day: '2026-08-14', amount: 0.99, isDeclared: false }, { day: '2026-11-13', amount: 1.01, isDeclared: false }] },
};

/** Futures by name: price in the exchange's quotation, last day (none: the third Friday), and the smile of the options on them. */
interface Future {
  exchange: string;
  price: number | null;
  lastDay?: string;
  surface: SurfaceShape;
  digits: number;
}
const oilSmile = smile(0.33, 0.28, 0.12, 1.2);
const cornSmile = smile(0.3, 0.25, 0.25, 1.2);
const futures: Record<string, Future> = {
  ...Object.fromEntries(['ESM26', 'ESU26', 'ESZ26'].map((name): [string, Future] => [name, { exchange: 'cme', price: null, surface: indexSmile, digits: 2 }])),
  CLN26: { exchange: 'nymex', price: 66.82, lastDay: '2026-06-22', surface: oilSmile, digits: 2 },
  CLQ26: { exchange: 'nymex', price: 66.37, lastDay: '2026-07-21', surface: oilSmile, digits: 2 },
  CLU26: { exchange: 'nymex', price: 65.98, lastDay: '2026-08-20', surface: oilSmile, digits: 2 },
  CLZ26: { exchange: 'nymex', price: 65.04, lastDay: '2026-11-20', surface: oilSmile, digits: 2 },
  CLZ27: { exchange: 'nymex', price: 63.4, lastDay: '2027-11-19', surface: oilSmile, digits: 2 },
  ZCN26: { exchange: 'cbot', price: 447.75, lastDay: '2026-07-14', surface: cornSmile, digits: 4 },
  ZCU26: { exchange: 'cbot', price: 452.5, lastDay: '2026-09-14', surface: cornSmile, digits: 4 },
  ZCZ26: { exchange: 'cbot', price: 465.25, lastDay: '2026-12-14', surface: cornSmile, digits: 4 },
  ZCH27: { exchange: 'cbot', price: 478.5, lastDay: '2027-03-12', surface: cornSmile, digits: 4 },
};

/** What the sample's own script does with what is made here. */
export interface ListedSink {
  asOf: string;
  rate: number;
  /** A new stream of numbers in [0, 1), the same on every machine. */
  random: () => number;
  instrument: (made: Instrument) => void;
  figure: (entry: Omit<MarketFigure, 'source' | 'time'>, secondsBefore: number) => void;
  position: (made: Position) => void;
}

const rounded = (value: number, digits: number): string => decimalText(value.toFixed(digits));

/** Puts instruments, market and positions of both accounts into the sample. */
export function addListedMarkets({ asOf, rate, random, instrument, figure, position }: ListedSink): void {
  const yearsTo = (instant: string): number => (Date.parse(instant) - Date.parse(asOf)) / (365 * 86_400_000);
  const marks = new Map<string, number>();
  const quote = (made: Instrument, mark: number, digits: number, spread: number): void => {
    const tick = 10 ** -digits;
    marks.set(made.id, mark);
    instrument(made);
    figure({ class: 'mark', key: made.id, expiry: '', value: rounded(mark, digits) }, 20);
    figure({ class: 'bid', key: made.id, expiry: '', value: rounded(Math.max(Math.floor((mark - spread) / tick) * tick, 0), digits) }, 20);
    figure({ class: 'ask', key: made.id, expiry: '', value: rounded(Math.ceil((mark + spread) / tick) * tick, digits) }, 20);
  };

  for (const [name, { price, dividendYield, borrowRate, dividends }] of Object.entries(shares)) {
    const key = name === 'SPX' ? 'spx_usd' : (shareInstrument(name) as Instrument).priceIndex;
    figure({ class: 'index', key, expiry: '', value: decimalText(price) }, 10);
    if (dividendYield !== undefined) figure({ class: 'dividendYield', key, expiry: '', value: decimalText(dividendYield) }, 3_600);
    if (borrowRate !== undefined) figure({ class: 'borrowRate', key, expiry: '', value: decimalText(borrowRate) }, 3_600);
    for (const { day, amount, isDeclared } of dividends ?? []) {
      figure({ class: isDeclared ? 'dividend' : 'dividendForecast', key, expiry: newYorkInstant(day, '09:30'), value: decimalText(amount) }, 3_600);
    }
  }
  figure({ class: 'index', key: 'cl_usd', expiry: '', value: '67.05' }, 10);
  figure({ class: 'index', key: 'zc_usd', expiry: '', value: '446' }, 10);

  const shareOf = (name: string): Instrument => {
    const made = shareInstrument(name) as Instrument;
    if (!marks.has(made.id)) quote(made, (shares[name] as Share).price, 2, 0.01);
    return made;
  };

  const futureOf = (name: string): Instrument => {
    const { exchange, price, lastDay, digits } = futures[name] as Future;
    const reading = futuresInstrument(name, exchange, lastDay === undefined ? {} : { expiry: newYorkInstant(lastDay, '14:30') });
    if (reading === null || !('instrument' in reading)) throw new Error(`${name} is no future`);
    const made = reading.instrument;
    if (marks.has(made.id)) return made;
    const { price: spot, dividendYield = 0 } = shares.SPX as Share;
    const mark = price ?? spot * Math.exp((rate - dividendYield) * yearsTo(made.expiry as string));
    quote(made, Number(mark.toFixed(2)), digits, price === null ? 0.25 : 10 ** -2);
    return made;
  };

  const termsOn = (on: OptionTerms['on'], exercise: OptionTerms['exercise']): OptionTerms => ({
    exercise, priceModel: 'relative', on, rate, yield: 0, dividends: [], units: 1, cash: 0,
  });

  const quoteOption = (made: Instrument, price: number, forward: number, surface: SurfaceShape, terms: OptionTerms, digits: number): void => {
    const time = yearsTo(made.expiry as string);
    const strike = Number(made.strike);
    const volatility = Number(surfaceVolatility(surface, Math.log((strike - terms.cash) / terms.units / forward), time).toFixed(6));
    const value = listedOptionValue(made.right as OptionRight, price, strike, volatility, time, terms);
    figure({ class: 'volatility', key: made.id, expiry: '', value: decimalText(volatility) }, 20);
    quote(made, Number(value.toFixed(digits)), digits, Math.max(10 ** -digits, 0.012 * value));
  };

  /** `root`, day as `0717` of 2026, right and strike. `XOM1` delivers 75 dollars beside its hundred shares. */
  const option = (root: string, day: string, right: OptionRight, strike: number): Instrument => {
    const symbol = occSymbol({ root, day: `2026-${day.slice(0, 2)}-${day.slice(2)}`, right, strike: decimalText(strike) }) as string;
    const read = occInstrument(symbol) as Instrument;
    const cash = root === 'XOM1' ? 75 : 0;
    const made: Instrument = cash === 0 ? read : { ...read, deliverableUnits: '100', deliverableCash: decimalText(cash) };
    if (marks.has(made.id)) return made;
    const share = shares[made.underlying] as Share;
    const expiry = made.expiry as string;
    const carry = (share.dividendYield ?? 0) + (share.borrowRate ?? 0);
    const terms: OptionTerms = {
      ...termsOn('spot', made.exercise ?? 'european'),
      yield: carry,
      cash: cash / 100,
      dividends: (share.dividends ?? [])
        .map(({ day: exDay, amount, isDeclared }) => ({ instant: newYorkInstant(exDay, '09:30'), amount, isForecast: !isDeclared }))
        .filter(({ instant }) => Date.parse(instant) < Date.parse(expiry))
        .map(({ instant, amount, isForecast }) => ({ time: yearsTo(instant), amount, isForecast })),
    };
    const time = yearsTo(expiry);
    const prepaid = terms.dividends.reduce((left, one) => left - one.amount * Math.exp(-rate * one.time), share.price);
    quoteOption(made, share.price, prepaid * Math.exp((rate - carry) * time), share.surface, terms, 2);
    return made;
  };

  /** An option on a future by its name, `LOQ26-70-C`; `lastDay` where it isn't the future's. */
  const futureOption = (name: string, future: string, lastDay?: string): Instrument => {
    const { exchange, surface, digits } = futures[future] as Future;
    const delivered = futureOf(future);
    const reading = futuresInstrument(name, exchange, lastDay === undefined ? {} : { expiry: newYorkInstant(lastDay, '14:30') });
    if (reading === null || !('instrument' in reading) || reading.instrument.deliversFuture !== delivered.id) throw new Error(`${name} is no option on ${future}`);
    const made = reading.instrument;
    if (marks.has(made.id)) return made;
    const price = marks.get(delivered.id) as number;
    quoteOption(made, price, price, surface, termsOn('future', 'american'), digits);
    return made;
  };

  const trade = (account: string, made: Instrument, strategy: string, quantity: number): void => {
    const mark = marks.get(made.id) as number;
    position({
      account, instrument: made.id, strategy, lot: '1', quantity: decimalText(quantity),
      averagePrice: rounded(Math.max(mark * (1 + (random() - 0.5) * (made.kind === 'option' ? 0.12 : 0.03)), 0.01), 2),
      settledPrice: made.kind === 'future' ? rounded(mark * (1 + (random() - 0.5) * 0.006), 2) : null,
    });
  };

  type Leg = readonly [root: string, day: string, letter: 'C' | 'P', strike: number, quantity: number];
  const strategy = (name: string, ...legs: Leg[]): void => {
    for (const [root, day, letter, strike, quantity] of legs) trade(SECURITIES, option(root, day, letter === 'C' ? 'call' : 'put', strike), name, quantity);
  };

  // Index: condors from a week to a quarter, butterfly, calendar, box, hedges; its futures are in the other account.
  for (const [day, low, high, wing, size] of [['0612', 6650, 7000, 75, 2], ['0630', 6600, 7050, 100, 4], ['0717', 6500, 7150, 100, 3], ['0930', 6200, 7400, 200, 2]] as const) {
    strategy('iron condor', ['SPXW', day, 'P', low - wing, size], ['SPXW', day, 'P', low, -size], ['SPXW', day, 'C', high, -size], ['SPXW', day, 'C', high + wing, size]);
  }
  strategy('butterfly', ['SPXW', '0612', 'C', 6800, 2], ['SPXW', '0612', 'C', 6850, -4], ['SPXW', '0612', 'C', 6900, 2]);
  strategy('calendar', ['SPX', '0618', 'C', 6900, -3], ['SPX', '0918', 'C', 6900, 3]);
  strategy('box', ['SPX', '1218', 'C', 6500, 2], ['SPX', '1218', 'P', 6500, -2], ['SPX', '1218', 'C', 7000, -2], ['SPX', '1218', 'P', 7000, 2]);
  strategy('put spread', ['SPXW', '0731', 'P', 6750, 3], ['SPXW', '0731', 'P', 6550, -3]);
  strategy('tail protection', ['SPX', '0918', 'P', 6200, 4], ['SPX', '1218', 'P', 6000, 3]);
  strategy('short strangle', ['SPX', '0618', 'P', 6600, -1], ['SPX', '0618', 'C', 7050, -1]);

  // Index fund: collar, spreads, a straddle and a calendar across its dividend.
  trade(SECURITIES, shareOf('SPY'), 'collar', 1_200);
  strategy('collar', ['SPY', '0717', 'C', 700, -12], ['SPY', '0717', 'P', 660, 12]);
  strategy('put spread', ['SPY', '0918', 'P', 670, 10], ['SPY', '0918', 'P', 640, -10]);
  strategy('call spread', ['SPY', '0821', 'C', 690, 8], ['SPY', '0821', 'C', 710, -8]);
  strategy('calendar', ['SPY', '0618', 'C', 690, -10], ['SPY', '0918', 'C', 690, 10]);
  strategy('short straddle', ['SPY', '0630', 'C', 682, -2], ['SPY', '0630', 'P', 682, -2]);

  // Single stocks. Apple: collar, conversion, butterfly. Microsoft: reversal, spread, strangle.
  trade(SECURITIES, shareOf('AAPL'), 'collar', 800);
  strategy('collar', ['AAPL', '0717', 'C', 255, -8], ['AAPL', '0717', 'P', 230, 8]);
  trade(SECURITIES, shareOf('AAPL'), 'conversion', 500);
  strategy('conversion', ['AAPL', '0918', 'C', 240, -5], ['AAPL', '0918', 'P', 240, 5]);
  strategy('butterfly', ['AAPL', '0821', 'C', 230, 4], ['AAPL', '0821', 'C', 240, -8], ['AAPL', '0821', 'C', 250, 4]);
  strategy('put spread', ['AAPL', '0618', 'P', 235, -6], ['AAPL', '0618', 'P', 225, 6]);
  trade(SECURITIES, shareOf('MSFT'), 'reversal', -400);
  strategy('reversal', ['MSFT', '0918', 'C', 510, 4], ['MSFT', '0918', 'P', 510, -4]);
  strategy('call spread', ['MSFT', '0717', 'C', 520, 10], ['MSFT', '0717', 'C', 540, -10]);
  strategy('short strangle', ['MSFT', '0821', 'P', 475, -3], ['MSFT', '0821', 'C', 555, -3]);
  strategy('calendar', ['MSFT', '0618', 'C', 515, -4], ['MSFT', '0821', 'C', 515, 4]);
  // Coca-Cola goes ex dividend on 12 June: the holders of these calls in the money will exercise them the day before.
  trade(SECURITIES, shareOf('KO'), 'covered call', 2_000);
  strategy('covered call', ['KO', '0618', 'C', 65, -15], ['KO', '0717', 'C', 72.5, -5]);
  strategy('cash secured put', ['KO', '0821', 'P', 67.5, -10]);
  strategy('call spread', ['KO', '0918', 'C', 70, 10], ['KO', '0918', 'C', 75, -10]);
  // Exxon: risk reversal, spread, and a series adjusted for a distribution: a hundred shares and 75 dollars.
  trade(SECURITIES, shareOf('XOM'), 'covered call', 600);
  strategy('covered call', ['XOM1', '0717', 'C', 115, -3], ['XOM', '0821', 'C', 122, -3]);
  strategy('risk reversal', ['XOM', '0918', 'C', 125, 6], ['XOM', '0918', 'P', 105, -6]);
  strategy('call spread', ['XOM', '0717', 'C', 115, 8], ['XOM', '0717', 'C', 120, -8]);

  // Strikes beside those held are quoted too, so that it is known how far a strike is from the money in listed strikes.
  const besides: readonly (readonly [root: string, day: string, strikes: readonly number[]])[] = [
    ['SPXW', '0612', [6625, 6675, 6825, 6875, 6975, 7025]],
    ['SPX', '0618', [6850, 6950]],
    ['SPY', '0618', [680, 685, 695]],
    ['AAPL', '0618', [230, 240, 245]],
    ['MSFT', '0618', [505, 510, 520]],
    ['KO', '0618', [62.5, 67.5, 70, 72.5]],
    ['XOM', '0717', [110, 125]],
    ['XOM1', '0717', [110, 120]],
  ];
  for (const [root, day, strikes] of besides) {
    for (const strike of strikes) for (const right of ['call', 'put'] as const) option(root, day, right, strike);
  }
  for (const strike of [61, 63, 66, 67, 70, 72]) {
    futureOption(`LOQ26-${strike}-C`, 'CLQ26', '2026-07-16');
    futureOption(`LOQ26-${strike}-P`, 'CLQ26', '2026-07-16');
  }
  for (const strike of [6525, 6875, 6900, 7175]) futureOption(`ESU26-${strike}-${strike < 6895 ? 'P' : 'C'}`, 'ESU26');

  // The futures account: curves of oil and corn against each other, options on both and on the index future.
  const held = (name: string, kind: string, quantity: number): void => trade(FUTURES, futureOf(name), kind, quantity);
  for (const [name, quantity] of [['CLN26', 6], ['CLQ26', -6], ['CLU26', 4], ['CLZ26', -8], ['CLZ27', 5]] as const) held(name, 'calendar spread', quantity);
  for (const [name, quantity] of [['ZCN26', -10], ['ZCU26', 6], ['ZCZ26', -8], ['ZCH27', 6]] as const) held(name, 'calendar spread', quantity);
  for (const [name, quantity] of [['ESM26', 2], ['ESU26', -4], ['ESZ26', 1]] as const) held(name, 'index hedge', quantity);
  const onFuture = (kind: string, future: string, lastDay: string | undefined, legs: readonly (readonly [string, number])[]): void => {
    for (const [name, quantity] of legs) trade(FUTURES, futureOption(name, future, lastDay), kind, quantity);
  };
  onFuture('strangle', 'CLQ26', '2026-07-16', [['LOQ26-62-P', -5], ['LOQ26-71-C', -5]]);
  onFuture('wings', 'CLQ26', '2026-07-16', [['LOQ26-58-P', 5], ['LOQ26-76-C', 5]]);
  onFuture('call spread', 'CLU26', '2026-08-17', [['LOU26-68-C', 6], ['LOU26-74-C', -6]]);
  onFuture('put spread', 'CLZ26', '2026-11-17', [['LOZ26-60-P', 6], ['LOZ26-52-P', -6]]);
  onFuture('short puts', 'ZCU26', '2026-08-21', [['OZCU26-430-P', -8], ['OZCU26-410-P', 8]]);
  onFuture('risk reversal', 'ZCZ26', '2026-11-20', [['OZCZ26-500-C', 8], ['OZCZ26-430-P', -8]]);
  onFuture('far calls', 'ZCZ26', '2026-11-20', [['OZCZ26-620-C', -20]]);
  onFuture('collar', 'ESU26', undefined, [['ESU26-6500-P', 3], ['ESU26-7200-C', -3]]);
  onFuture('put spread', 'ESZ26', undefined, [['ESZ26-6600-P', 2], ['ESZ26-6200-P', -2]]);
}
