// Listed instruments for tests, by a few words: shares, OCC options, futures, options on futures.
import type { Instrument } from '../../src-main/domain/instrument.ts';

const base = {
  payoff: 'linear',
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  quantityUnit: 'base',
  contractSize: '1',
  expiry: null,
  strike: null,
  right: null,
  exercise: null,
} as const;

/** Indexes: their options are European and settle in cash. */
const indexes: Record<string, string> = { SPX: 'SPX', SPXW: 'SPX', NDX: 'NDX', RUT: 'RUT', SOX: 'SOX' };

/** Price index of an index or a share. */
export const listedIndex = (underlying: string): string =>
  `${Object.values(indexes).includes(underlying) ? '' : 'us-'}${underlying.toLowerCase()}_usd`;

/** A share or fund: `us:AAPL`. */
export const share = (symbol: string, words: Partial<Instrument> = {}): Instrument => ({
  ...base,
  id: `us:${symbol}`,
  venue: 'us',
  symbol,
  kind: 'spot',
  underlying: symbol,
  priceIndex: listedIndex(symbol),
  multiplier: '1',
  product: symbol,
  ...words,
});

/** An OCC option by root, day of expiry, right and strike: `listedOption('AAPL', '2026-12-18', 'call', 250)`. */
export function listedOption(
  root: string,
  day: string,
  right: 'call' | 'put',
  strike: number,
  words: Partial<Instrument> = {},
): Instrument {
  const underlying = indexes[root] ?? root;
  const digits = String(Math.round(strike * 1000)).padStart(8, '0');
  const symbol = `${root}${day.slice(2).replaceAll('-', '')}${right === 'call' ? 'C' : 'P'}${digits}`;
  const isIndex = root in indexes;
  return {
    ...base,
    id: `occ:${symbol}`,
    venue: 'occ',
    symbol,
    kind: 'option',
    underlying,
    priceIndex: listedIndex(underlying),
    multiplier: '100',
    product: root,
    expiry: `${day}T21:00:00Z`,
    strike: String(strike),
    right,
    exercise: isIndex ? 'european' : 'american',
    ...(isIndex ? { settles: 'pm' as const } : {}),
    ...words,
  };
}

/** A future by exchange, code and contract month: `listedFuture('cme', 'ESZ26', { product: 'ES', … })`. */
export const listedFuture = (
  venue: string,
  symbol: string,
  words: Pick<Instrument, 'underlying' | 'multiplier'> & { product: string; day: string },
): Instrument => {
  const { day, ...rest } = words;
  return {
    ...base,
    ...rest,
    id: `${venue}:${symbol}`,
    venue,
    symbol,
    kind: 'future',
    priceIndex: `${words.underlying.toLowerCase()}_usd`,
    contractMonth: day.slice(0, 7).replace('-', ''),
    expiry: `${day}T20:00:00Z`,
  };
};

/** An American option on a future, under the option’s own product code. */
export const optionOnFuture = (
  future: Instrument,
  product: string,
  right: 'call' | 'put',
  strike: number,
  words: Partial<Instrument> = {},
): Instrument => {
  const symbol = `${product}${future.symbol.slice(future.product?.length ?? 0)}-${strike}-${right === 'call' ? 'C' : 'P'}`;
  return {
    ...future,
    id: `${future.venue}:${symbol}`,
    symbol,
    kind: 'option',
    product,
    deliversFuture: future.id,
    strike: String(strike),
    right,
    exercise: 'american',
    ...words,
  };
};
