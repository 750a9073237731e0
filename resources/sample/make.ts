// Makes the sample book's inputs, deterministically: the same bytes on every machine. Run: node resources/sample/make.ts [folder]
// Everything here is invented for the sample and marked so; no venue, desk or market ever showed these figures.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../../src-main/domain/account.ts';
import { decimalText } from '../../src-main/domain/decimal.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarginLimit } from '../../src-main/domain/limit.ts';
import type { HistoryPoint, MarketFigure, MarketSnapshot } from '../../src-main/domain/market.ts';
import type { OpenOrder, Position } from '../../src-main/domain/portfolio.ts';
import { writePortfolioJson } from '../../src-main/files/portfolio-out.ts';
import { blackGreeks, blackValue } from '../../src-main/pricing/black.ts';
import { addListedMarkets, listedAccounts, listedBalances, listedGroup } from './listed.ts';
import { type SurfaceShape, surfaceVolatility } from './surface.ts';

const asOf = '2026-06-01T09:00:00Z';
const source = 'sample: invented, resources/sample/make.ts';
const expiryDays = ['2026-06-05', '2026-06-12', '2026-06-26', '2026-07-31', '2026-08-28', '2026-09-25', '2026-12-25', '2027-03-26'];
const expiries = expiryDays.map((day) => `${day}T08:00:00Z`);
const futureExpiries = [expiries[2], expiries[5], expiries[6], expiries[7]] as string[];

interface Underlying {
  name: string;
  priceIndex: string;
  payoff: 'linear' | 'inverse';
  quoteCurrency: string;
  settlementCurrency: string;
  symbolPrefix: string;
  index: number;
  /** Annualised basis of the forwards, fraction. */
  basis: number;
  strikeStep: number;
  priceStep: number;
  optionMultiplier: string;
  futureContract: string;
  surface: SurfaceShape;
  historyVolatility: number;
}

const underlyings: Underlying[] = [
  {
    name: 'BTC', priceIndex: 'btc_usd', payoff: 'inverse', quoteCurrency: 'USD', settlementCurrency: 'BTC', symbolPrefix: 'BTC', index: 84_250, basis: 0.062,
    strikeStep: 2_000, priceStep: 0.01, optionMultiplier: '1', futureContract: '10', historyVolatility: 0.48,
    surface: { shortVolatility: 0.44, longVolatility: 0.53, meanReversion: 0.35, skew: -0.22, curvature: 0.95, decay: 0.45 },
  },
  {
    name: 'ETH', priceIndex: 'eth_usd', payoff: 'inverse', quoteCurrency: 'USD', settlementCurrency: 'ETH', symbolPrefix: 'ETH', index: 2_310, basis: 0.048,
    strikeStep: 100, priceStep: 0.01, optionMultiplier: '1', futureContract: '1', historyVolatility: 0.66,
    surface: { shortVolatility: 0.63, longVolatility: 0.68, meanReversion: 0.4, skew: -0.15, curvature: 0.9, decay: 0.45 },
  },
  {
    name: 'SOL', priceIndex: 'sol_usdc', payoff: 'linear', quoteCurrency: 'USDC', settlementCurrency: 'USDC', symbolPrefix: 'SOL_USDC', index: 138.4, basis: 0.055,
    strikeStep: 5, priceStep: 0.0001, optionMultiplier: '10', futureContract: '1', historyVolatility: 0.82,
    surface: { shortVolatility: 0.78, longVolatility: 0.82, meanReversion: 0.4, skew: -0.1, curvature: 0.85, decay: 0.45 },
  },
];

/** Mulberry-style 32-bit generator: small, seeded, the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const yearsTo = (expiry: string): number => (Date.parse(expiry) - Date.parse(asOf)) / (365 * 86_400_000);
const rounded = (value: number, digits: number): string => decimalText(value.toFixed(digits));
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayName = (expiry: string): string => `${Number(expiry.slice(8, 10))}${months[Number(expiry.slice(5, 7)) - 1]}${expiry.slice(2, 4)}`;

function forwardOf(underlying: Underlying, expiry: string | null): number {
  const time = expiry === null ? 0 : yearsTo(expiry);
  return Number((underlying.index * Math.exp(underlying.basis * time)).toFixed(4));
}

const instruments = new Map<string, Instrument>();
const figures = new Map<string, MarketFigure>();

function figure(entry: Omit<MarketFigure, 'source' | 'time'>, secondsBefore: number): void {
  const time = new Date(Date.parse(asOf) - secondsBefore * 1000).toISOString().replace('.000Z', 'Z');
  figures.set(`${entry.class} ${entry.key} ${entry.expiry}`, { ...entry, time, source });
}

function futureOf(underlying: Underlying, expiry: string | null): Instrument {
  const symbol = `${underlying.symbolPrefix}-${expiry === null ? 'PERPETUAL' : dayName(expiry)}`;
  const known = instruments.get(`deribit:${symbol}`);
  if (known) return known;
  const inverse = underlying.payoff === 'inverse';
  const made: Instrument = {
    id: `deribit:${symbol}`, venue: 'deribit', symbol, kind: expiry === null ? 'perpetual' : 'future', payoff: underlying.payoff, underlying: underlying.name,
    priceIndex: underlying.priceIndex, quoteCurrency: underlying.quoteCurrency, settlementCurrency: underlying.settlementCurrency,
    quantityUnit: inverse ? 'quote' : 'base', multiplier: '1', contractSize: underlying.futureContract, expiry, strike: null, right: null, exercise: null,
  };
  instruments.set(made.id, made);
  const mark = expiry === null ? underlying.index * 1.0002 : forwardOf(underlying, expiry);
  figure({ class: 'mark', key: made.id, expiry: '', value: rounded(mark, 4) }, 2);
  return made;
}

function volatilityOf(underlying: Underlying, expiry: string, strike: number): number {
  return Number(surfaceVolatility(underlying.surface, Math.log(strike / forwardOf(underlying, expiry)), yearsTo(expiry)).toFixed(6));
}

function optionOf(underlying: Underlying, expiry: string, strike: number, right: 'call' | 'put'): Instrument {
  const symbol = `${underlying.symbolPrefix}-${dayName(expiry)}-${strike}-${right === 'call' ? 'C' : 'P'}`;
  const known = instruments.get(`deribit:${symbol}`);
  if (known) return known;
  const made: Instrument = {
    id: `deribit:${symbol}`, venue: 'deribit', symbol, kind: 'option', payoff: underlying.payoff, underlying: underlying.name, priceIndex: underlying.priceIndex,
    quoteCurrency: underlying.quoteCurrency, settlementCurrency: underlying.settlementCurrency, quantityUnit: 'base', multiplier: underlying.optionMultiplier,
    contractSize: '1', expiry, strike: decimalText(strike), right, exercise: 'european',
  };
  instruments.set(made.id, made);
  const forward = forwardOf(underlying, expiry);
  const volatility = volatilityOf(underlying, expiry, strike);
  const value = blackValue({ right, forward, strike, volatility, time: yearsTo(expiry) });
  figure({ class: 'volatility', key: made.id, expiry: '', value: decimalText(volatility) }, 12);
  figure({ class: 'mark', key: made.id, expiry: '', value: rounded(underlying.payoff === 'inverse' ? value / forward : value, 8) }, 12);
  return made;
}

/** The listed strike nearest to forward·e^(moves·σ√T). */
function strikeAt(underlying: Underlying, expiry: string, deviations: number): number {
  const forward = forwardOf(underlying, expiry);
  const width = surfaceVolatility(underlying.surface, 0, yearsTo(expiry)) * Math.sqrt(yearsTo(expiry));
  const step = underlying.strikeStep;
  return Math.max(step, Math.round((forward * Math.exp(deviations * width)) / step) * step);
}

function deltaOf(underlying: Underlying, instrument: Instrument): number {
  if (instrument.kind !== 'option' || instrument.expiry === null || instrument.strike === null || instrument.right === null) return 0;
  const strike = Number(instrument.strike);
  const greeks = blackGreeks({ right: instrument.right, forward: forwardOf(underlying, instrument.expiry), strike, volatility: volatilityOf(underlying, instrument.expiry, strike), time: yearsTo(instrument.expiry) });
  return greeks.delta * Number(instrument.multiplier);
}

const positions = new Map<string, Position>();
const random = generator(20_260_601);

/** Adds to a position of the account; legs of one strategy in one instrument join. */
function trade(account: string, instrument: Instrument, strategy: string, quantity: number): void {
  const key = `${account} ${instrument.id} ${strategy}`;
  const before = positions.get(key);
  const total = Number(before?.quantity ?? '0') + quantity;
  const mark = Number(figures.get(`mark ${instrument.id} `)?.value ?? '0');
  const average = mark * (1 + (random() - 0.5) * 0.12);
  const option = instrument.kind === 'option';
  const digits = option && instrument.payoff === 'inverse' ? 4 : 2;
  positions.set(key, {
    account, instrument: instrument.id, strategy, lot: '1', quantity: rounded(total, 2), averagePrice: rounded(Math.max(average, 10 ** -digits), digits),
    settledPrice: option ? null : rounded(mark * (1 + (random() - 0.5) * 0.006), 2),
  });
}

const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const scaleOf = (underlying: Underlying): number => ({ BTC: 1, ETH: 12, SOL: 18 })[underlying.name] ?? 1;

function strangle(account: string, underlying: Underlying, expiry: string, width: number, size: number): void {
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, width), 'call'), 'short strangle', -size);
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, -width), 'put'), 'short strangle', -size);
}

function condor(account: string, underlying: Underlying, expiry: string, size: number): void {
  strangle(account, underlying, expiry, 1, size);
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, 2.1), 'call'), 'wings', size);
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, -2.1), 'put'), 'wings', size);
}

function calendar(account: string, underlying: Underlying, near: string, far: string, width: number, size: number): void {
  const strike = strikeAt(underlying, near, width);
  const right = width >= 0 ? 'call' : 'put';
  trade(account, optionOf(underlying, near, strike, right), 'calendar', -size);
  trade(account, optionOf(underlying, far, strike, right), 'calendar', size);
}

function riskReversal(account: string, underlying: Underlying, expiry: string, size: number): void {
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, 1.2), 'call'), 'risk reversal', size);
  trade(account, optionOf(underlying, expiry, strikeAt(underlying, expiry, -1.2), 'put'), 'risk reversal', -size);
}

/** Trades the perpetual so that the account keeps `left` of its option delta in this underlying. */
function hedge(account: string, underlying: Underlying, left: number): void {
  let delta = 0;
  for (const position of positions.values()) {
    const instrument = instruments.get(position.instrument);
    if (position.account === account && instrument?.underlying === underlying.name) delta += deltaOf(underlying, instrument) * Number(position.quantity);
  }
  const coins = -(delta * (1 - left));
  const perpetual = futureOf(underlying, null);
  const contract = Number(perpetual.contractSize);
  const quantity = underlying.payoff === 'inverse' ? Math.round((coins * underlying.index) / contract) * contract : Math.round(coins);
  if (quantity !== 0) trade(account, perpetual, 'delta hedge', quantity);
}

const [bitcoin, ether, solana] = underlyings as [Underlying, Underlying, Underlying];

for (const underlying of underlyings) {
  figure({ class: 'index', key: underlying.priceIndex, expiry: '', value: decimalText(underlying.index) }, 1);
  for (const expiry of expiries) figure({ class: 'forward', key: underlying.priceIndex, expiry, value: rounded(forwardOf(underlying, expiry), 4) }, 5);
}
figure({ class: 'index', key: 'sol_usd', expiry: '', value: '138.43' }, 1);
figure({ class: 'currencyRate', key: 'USDC/USD', expiry: '', value: '0.9998' }, 30);
figure({ class: 'currencyRate', key: 'USDT/USD', expiry: '', value: '0.9991' }, 30);
figure({ class: 'rate', key: 'USD', expiry: '', value: '0.0385' }, 3_600);

// Volatility desk: short wings against calendars and condors, delta held near nothing.
for (const underlying of [bitcoin, ether]) {
  const scale = scaleOf(underlying);
  for (const [index, expiry] of expiries.entries()) {
    for (const width of [0.7, 1, 1.3, 1.7]) strangle('volatility', underlying, expiry, width, whole(2, 9) * scale);
    condor('volatility', underlying, expiry, whole(8, 22) * scale);
    const far = expiries[index + 1];
    if (far) for (const width of [-0.8, -0.3, 0.2, 0.6]) calendar('volatility', underlying, expiry, far, width, whole(4, 15) * scale);
  }
  for (const expiry of futureExpiries) trade('volatility', futureOf(underlying, expiry), 'roll', whole(-9, 9) * 20_000);
  hedge('volatility', underlying, 0.06);
}

// Basis and yield: cash and carry, covered calls, risk reversals; collateral in several assets.
for (const underlying of underlyings) {
  const scale = scaleOf(underlying);
  for (const expiry of futureExpiries) {
    const future = futureOf(underlying, expiry);
    trade('basis', future, 'cash and carry', underlying.payoff === 'inverse' ? -whole(10, 40) * 20_000 : -whole(500, 2_500));
  }
  for (const expiry of expiries) {
    for (const width of [0.8, 1.2, 1.8]) trade('basis', optionOf(underlying, expiry, strikeAt(underlying, expiry, width), 'call'), 'covered call', -whole(2, 7) * scale);
    riskReversal('basis', underlying, expiry, whole(1, 6) * scale);
    trade('basis', optionOf(underlying, expiry, strikeAt(underlying, expiry, -1.9), 'put'), 'tail protection', whole(3, 10) * scale);
  }
  hedge('basis', underlying, 0.5);
}

// Client flow: what clients sold and bought, hedged late; it is short of initial margin on purpose.
for (const underlying of [bitcoin, ether]) {
  const scale = scaleOf(underlying);
  for (let count = 0; count < 118; count++) {
    const expiry = pick(expiries.slice(0, 6));
    const right = random() < 0.55 ? 'put' : 'call';
    const deviations = (right === 'put' ? -1 : 1) * (0.2 + 2 * random());
    trade('client-flow', optionOf(underlying, expiry, strikeAt(underlying, expiry, deviations), right), 'client flow', (random() < 0.68 ? -1 : 1) * whole(1, 12) * scale);
  }
  hedge('client-flow', underlying, 0.35);
}

const groups: ReportingGroup[] = [
  { id: 'firm', name: 'Sample firm', parent: null },
  { id: 'trading', name: 'Trading', parent: 'firm' },
  { id: 'clients', name: 'Client business', parent: 'firm' },
  listedGroup,
];
const accounts: Account[] = [
  { id: 'volatility', name: 'Volatility desk', legalEntity: 'Sample Trading Ltd', venue: 'deribit', segregation: 'house', marginModel: 'deribit-pm', group: 'trading', reportingCurrency: 'USD' },
  { id: 'basis', name: 'Basis and yield', legalEntity: 'Sample Trading Ltd', venue: 'deribit', segregation: 'house', marginModel: 'deribit-cross-pm', group: 'trading', reportingCurrency: 'USD' },
  { id: 'client-flow', name: 'Client flow', legalEntity: 'Sample Brokerage Ltd', venue: 'deribit', segregation: 'individually-segregated', marginModel: 'deribit-pm', group: 'clients', reportingCurrency: 'USD' },
  ...listedAccounts,
];
const balances: Balance[] = [
  { account: 'volatility', kind: 'cash', currency: 'BTC', amount: '49.6' },
  { account: 'volatility', kind: 'cash', currency: 'ETH', amount: '455.5' },
  { account: 'basis', kind: 'cash', currency: 'BTC', amount: '21.4' },
  { account: 'basis', kind: 'cash', currency: 'ETH', amount: '318' },
  { account: 'basis', kind: 'cash', currency: 'USDC', amount: '455000' },
  { account: 'basis', kind: 'collateral', currency: 'USDT', amount: '380000' },
  { account: 'client-flow', kind: 'cash', currency: 'BTC', amount: '31.2' },
  { account: 'client-flow', kind: 'cash', currency: 'ETH', amount: '164' },
  ...listedBalances,
];
const given: GivenRequirement[] = [{ account: 'volatility', currency: 'BTC', component: 'marketMakerProtection', amount: '1.25', source }];

const orders: OpenOrder[] = [];
for (const [index, account] of ['volatility', 'volatility', 'basis', 'client-flow', 'volatility', 'basis', 'client-flow'].entries()) {
  const underlying = index % 2 === 0 ? bitcoin : ether;
  const expiry = expiries[(index * 3) % expiries.length] as string;
  const right = index % 3 === 0 ? 'put' : 'call';
  const option = optionOf(underlying, expiry, strikeAt(underlying, expiry, right === 'put' ? -0.9 : 0.9), right);
  const mark = Number(figures.get(`mark ${option.id} `)?.value ?? '0');
  orders.push({ account, id: `order-${index + 1}`, instrument: option.id, side: index % 2 === 0 ? 'sell' : 'buy', quantity: rounded(whole(2, 9) * scaleOf(underlying), 0), price: rounded(mark * (index % 2 === 0 ? 1.04 : 0.96), 4), reduceOnly: false });
}
orders.push({ account: 'basis', id: 'order-8', instrument: futureOf(solana, null).id, side: 'buy', quantity: '400', price: '136.5', reduceOnly: false });

/** Two years of daily closes that end at the snapshot's index: correlated steps, fat-tailed, walked backwards. */
function makeHistory(): HistoryPoint[] {
  const points: HistoryPoint[] = [];
  const step = generator(731);
  const normal = (): number => {
    let sum = 0;
    for (let count = 0; count < 12; count++) sum += step();
    return sum - 6;
  };
  const levels = underlyings.map((underlying) => underlying.index);
  const volatilities = underlyings.map((underlying) => underlying.surface.shortVolatility);
  const end = Date.parse('2026-06-01T00:00:00Z');
  const rows: HistoryPoint[][] = [];
  for (let back = 0; back <= 730; back++) {
    const time = new Date(end - back * 86_400_000).toISOString().replace('.000Z', 'Z');
    rows.push(
      underlyings.flatMap((underlying, place) => [
        { series: underlying.name, time, value: rounded(levels[place] as number, 2), source },
        { series: `volatility:${underlying.name}`, time, value: rounded(volatilities[place] as number, 4), source },
      ]),
    );
    const common = normal();
    const jump = step() < 0.012 ? (step() - 0.65) * 0.22 : 0;
    for (const [place, underlying] of underlyings.entries()) {
      const move = ((0.82 * common + 0.572 * normal()) * underlying.historyVolatility) / Math.sqrt(365) + jump - 0.0004;
      levels[place] = (levels[place] as number) * Math.exp(-move);
      const target = underlying.surface.shortVolatility;
      volatilities[place] = Math.max(0.25, (volatilities[place] as number) + 0.06 * (target - (volatilities[place] as number)) - 0.35 * move + 0.008 * normal());
    }
  }
  for (const row of rows.reverse()) points.push(...row);
  return points;
}

// Strikes around the money are quoted everywhere, held or not, so that scenarios and what-ifs find a surface.
for (const underlying of underlyings) {
  for (const expiry of expiries) {
    for (let deviations = -2.5; deviations <= 2.5; deviations += 0.5) {
      const strike = strikeAt(underlying, expiry, deviations);
      optionOf(underlying, expiry, strike, 'call');
      optionOf(underlying, expiry, strike, 'put');
    }
  }
}

addListedMarkets({
  asOf,
  rate: Number(figures.get('rate USD ')?.value),
  random: generator(1_973),
  instrument: (made) => instruments.set(made.id, made),
  figure,
  position: (made) => positions.set(`${made.account} ${made.instrument} ${made.strategy}`, made),
});

/** One account within its limits, one warned, one past them. */
const limits: MarginLimit[] = [
  { account: 'volatility', measure: 'usage', underlying: '', bucket: '', warning: '0.7', limit: '0.85' },
  { account: 'volatility', measure: 'delta', underlying: 'BTC', bucket: '', warning: '40', limit: '60' },
  { account: 'volatility', measure: 'vega', underlying: 'BTC', bucket: '30', warning: '6000', limit: '9000' },
  { account: 'basis', measure: 'usage', underlying: '', bucket: '', warning: '0.55', limit: '0.7' },
  { account: 'basis', measure: 'deposit', underlying: '', bucket: '', warning: '50000', limit: '100000' },
  { account: 'client-flow', measure: 'usage', underlying: '', bucket: '', warning: '0.8', limit: '0.95' },
  { account: 'client-flow', measure: 'delta', underlying: 'ETH', bucket: '', warning: '500', limit: '750' },
];

const snapshot: MarketSnapshot = { id: 'sample-2026-06-01', time: asOf, label: 'Sample market', figures: [...figures.values()] };
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const text = writePortfolioJson({
  groups, accounts, instruments: [...instruments.values()].sort((a, b) => byText(a.id, b.id)),
  positions: [...positions.values()].filter((position) => position.quantity !== '0'),
  orders, balances, given, limits, snapshots: [snapshot], history: makeHistory(), parameterSets: [],
});
const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url));
writeFileSync(`${folder}/portfolio.json`, text);
process.stdout.write(`${positions.size} positions, ${instruments.size} instruments, ${figures.size} figures\n`);
