import { expect, test } from 'vitest';
import {
  type KnownFigures,
  readTypedFigure,
  type TypedFigure,
} from '../../../src-main/desk/market/check-figure.ts';
import type { Instrument } from '../../../src-main/domain/instrument.ts';

const option: Instrument = {
  id: 'deribit:BTC-26JUN26-60000-C',
  venue: 'deribit',
  symbol: 'BTC-26JUN26-60000-C',
  kind: 'option',
  payoff: 'inverse',
  underlying: 'BTC',
  priceIndex: 'btc_usd',
  quoteCurrency: 'USD',
  settlementCurrency: 'BTC',
  quantityUnit: 'base',
  multiplier: '1',
  contractSize: '1',
  expiry: '2026-06-26T08:00:00Z',
  strike: '60000',
  right: 'call',
  exercise: 'european',
};
const perpetual: Instrument = {
  ...option,
  id: 'deribit:BTC-PERPETUAL',
  kind: 'perpetual',
  expiry: null,
  strike: null,
  right: null,
  exercise: null,
};
const listed: Instrument = {
  ...option,
  payoff: 'linear',
  product: 'LO',
  priceModel: 'normal',
  id: 'nymex:LO',
};
const future: Instrument = {
  ...perpetual,
  kind: 'future',
  product: 'CL',
  id: 'nymex:CLJ26',
  expiry: option.expiry,
};
const known: KnownFigures = {
  instrument: (id) => [option, perpetual, listed, future].find((instrument) => instrument.id === id),
  has: ({ key }) => key === 'deribit:GONE',
  forwards: (key) => (key === 'eth_usd' ? ['3000'] : []),
};
const said = (typed: Partial<TypedFigure> & Pick<TypedFigure, 'class' | 'key' | 'value'>): string => {
  const read = readTypedFigure({ expiry: '', ...typed }, known);
  return 'message' in read ? read.message : `taken ${read.figure.value} ${read.figure.expiry}`.trim();
};

test('a volatility is a fraction: a percentage is asked about', () => {
  expect(said({ class: 'volatility', key: option.id, value: '0.60' })).toBe('taken 0.6');
  expect(said({ class: 'volatility', key: option.id, value: '60' })).toMatch(/6000 %. Did you mean 0\.6\?$/);
  expect(said({ class: 'volatility', key: option.id, value: '60 %' })).toMatch(/Did you mean 0\.6\?$/);
  expect(said({ class: 'volatility', key: option.id, value: '0' })).toMatch(/must be positive/);
  expect(said({ class: 'volatility', key: perpetual.id, value: '0.6' })).toMatch(/only options/);
});

test('prices are positive, rates are fractions of either sign, marks of options may be nothing', () => {
  expect(said({ class: 'index', key: 'btc_usd', value: '-1' })).toMatch(/must be positive/);
  expect(said({ class: 'mark', key: option.id, value: '0' })).toBe('taken 0');
  expect(said({ class: 'mark', key: option.id, value: '-0.1' })).toMatch(/can’t be negative/);
  expect(said({ class: 'mark', key: perpetual.id, value: '0' })).toMatch(/must be positive/);
  expect(said({ class: 'rate', key: 'USD', value: '-0.01' })).toBe('taken -0.01');
  expect(said({ class: 'rate', key: 'USD', value: '5' })).toMatch(/Did you mean 0\.05\?$/);
  expect(said({ class: 'index', key: 'btc_usd', value: '67,120.5' })).toMatch(/67120\.5\.$/);
  expect(said({ class: 'index', key: 'btc_usd', value: 'about 3' })).toMatch(/with digits and a point/);
});

test('a key is what its class names, and its expiry stands where it belongs', () => {
  expect(said({ class: 'forward', key: 'btc_usd', value: '1' })).toMatch(/needs its expiry/);
  expect(said({ class: 'forward', key: 'btc_usd', expiry: '2026-06-26', value: '1' })).toBe(
    'taken 1 2026-06-26T00:00:00Z',
  );
  expect(said({ class: 'forward', key: 'btc_usd', expiry: 'soon', value: '1' })).toMatch(/is no time/);
  expect(said({ class: 'index', key: 'btc_usd', expiry: '2026-06-26', value: '1' })).toMatch(
    /leave it empty/,
  );
  expect(said({ class: 'index', key: 'BTC', value: '1' })).toMatch(/no price index/);
  expect(said({ class: 'currencyRate', key: 'USDC', value: '1' })).toMatch(/no pair of currencies/);
  expect(said({ class: 'currencyRate', key: 'USD/USD', value: '1' })).toMatch(/twice/);
  expect(said({ class: 'currencyRate', key: 'USDC/USD', value: '1' })).toBe('taken 1');
  expect(said({ class: 'mark', key: 'deribit:NOPE', value: '1' })).toMatch(/no instrument “deribit:NOPE”/);
  expect(said({ class: 'mark', key: 'deribit:GONE', value: '1' })).toBe('taken 1');
  expect(said({ class: 'settlement', key: perpetual.id, value: '1' })).toMatch(/never expires/);
});

test('what on-chain venues publish has keys, expiries and bounds of its own', () => {
  const expiry = '2026-06-26T08:00:00Z';
  const surface = (name: string, value: string): string =>
    said({ class: 'surface', key: `eth_usd/${name}`, expiry, value });
  expect(surface('rho', '-0.30')).toBe(`taken -0.3 ${expiry}`);
  expect(surface('a', '-0.001')).toBe(`taken -0.001 ${expiry}`);
  expect(surface('rho', '1')).toMatch(/between -1 and 1/);
  expect(surface('b', '-0.1')).toMatch(/can’t be negative/);
  expect(surface('sigma', '0')).toMatch(/must be positive/);
  expect(surface('skew', '1')).toMatch(/no parameter of a fitted surface/);
  expect(said({ class: 'surface', key: 'eth_usd/a', value: '1' })).toMatch(/needs its expiry/);
  const confidence = (key: string, value: string, on = ''): string =>
    said({ class: 'confidence', key, expiry: on, value });
  expect(confidence('eth_usd/spot', '1')).toBe('taken 1');
  expect(confidence('WETH/collateral', '0')).toBe('taken 0');
  expect(confidence('eth_usd/volatility', '0.5', expiry)).toBe(`taken 0.5 ${expiry}`);
  expect(confidence('eth_usd/spot', '1.01')).toMatch(/between 0 and 1/);
  expect(confidence('eth_usd/volatility', '0.5')).toMatch(/needs its expiry/);
  expect(confidence('eth_usd/spot', '1', expiry)).toMatch(/has no expiry/);
  expect(confidence('eth_usd', '1')).toMatch(/is no confidence/);
  const fixed = (key: string, value: string): string => said({ class: 'fixedForward', key, expiry, value });
  expect(fixed('eth_usd', '3000')).toBe(`taken 3000 ${expiry}`);
  expect(fixed('eth_usd', '3000.5')).toMatch(/more than the whole forward, 3000/);
  expect(fixed('eth_usd', '-1')).toMatch(/can’t be negative/);
  expect(fixed('btc_usd', '0')).toBe(`taken 0 ${expiry}`);
});

test('listed markets: quotes and settlements of futures may be below 0, dividends and rates have keys and bounds', () => {
  for (const of of ['mark', 'bid', 'ask', 'settlement'] as const)
    expect(said({ class: of, key: future.id, value: '-37.63' })).toBe('taken -37.63');
  expect(said({ class: 'bid', key: listed.id, value: '0' })).toBe('taken 0');
  expect(said({ class: 'ask', key: listed.id, value: '0' })).toMatch(/no quote: leave the figure out/);
  expect(said({ class: 'ask', key: listed.id, value: '-1' })).toMatch(/option’s ask can’t be negative/);
  expect(said({ class: 'bid', key: perpetual.id, value: '0' })).toMatch(/A bid must be positive/);
  expect(said({ class: 'volatility', key: listed.id, value: '25' })).toBe('taken 25');
  expect(said({ class: 'volatility', key: future.id, value: '25' })).toMatch(/only options/);
  const expiry = '2026-05-08T13:30:00Z';
  expect(said({ class: 'dividend', key: 'us-aapl_usd', expiry, value: '0.26' })).toBe(`taken 0.26 ${expiry}`);
  expect(said({ class: 'dividendForecast', key: 'us-aapl_usd', expiry, value: '0' })).toBe(
    `taken 0 ${expiry}`,
  );
  expect(said({ class: 'dividend', key: 'us-aapl_usd', expiry, value: '-0.26' })).toMatch(
    /can’t be negative/,
  );
  expect(said({ class: 'dividend', key: 'us-aapl_usd', value: '0.26' })).toMatch(
    /needs its ex-dividend instant/,
  );
  expect(said({ class: 'dividend', key: 'AAPL', expiry, value: '0.26' })).toMatch(/no price index/);
  expect(said({ class: 'dividendYield', key: 'spx_usd', value: '0.013' })).toBe('taken 0.013');
  expect(said({ class: 'dividendYield', key: 'spx_usd', value: '1.3 %' })).toMatch(/Did you mean 0\.013\?$/);
  expect(said({ class: 'dividendYield', key: 'spx_usd', value: '1.3' })).toMatch(
    /A dividend yield is a fraction/,
  );
  expect(said({ class: 'dividendYield', key: 'spx_usd', expiry, value: '0.013' })).toMatch(/leave it empty/);
  expect(said({ class: 'borrowRate', key: 'us-gme_usd', value: '1.35' })).toBe('taken 1.35');
  expect(said({ class: 'borrowRate', key: 'us-gme_usd', value: '25' })).toMatch(/Did you mean 0\.25\?$/);
});
