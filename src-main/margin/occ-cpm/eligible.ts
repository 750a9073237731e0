// Which instruments a customer portfolio margin account may hold.
// May import the domain and margin/blocks.
import type { Instrument } from '../../domain/instrument.ts';
import { unlistedRefusal } from '../blocks/listed/refusal.ts';

/** The currency that OCC's members margin in. */
export const CASH = 'USD';

/** Broad indexes whose futures, and options on those, may be held beside options on the index. */
const broadIndexes: ReadonlySet<string> = new Set([
  ...['SPX', 'XSP', 'OEX', 'XEO', 'NDX', 'XND', 'DJX', 'DJI', 'DJIA', 'RUI'],
  ...['RUT', 'MRUT', 'MID', 'SML', 'VIX'],
]);

/** Why the account can't hold an instrument, as a sentence; null when it can. */
export function cpmRefusal(instrument: Instrument): string | null {
  const { symbol, kind, underlying, settlementCurrency, payoff } = instrument;
  const unlisted = unlistedRefusal(instrument, 'customer portfolio margin');
  if (unlisted !== null) return unlisted;
  if (kind === 'perpetual' || payoff === 'inverse') {
    return `${symbol} is listed and yet ${kind === 'perpetual' ? 'a perpetual' : 'inverse'}, which nothing eligible is. Correct the instrument.`;
  }
  if (settlementCurrency !== CASH) {
    return `${symbol} settles in ${settlementCurrency}; customer portfolio margin takes what settles in dollars.`;
  }
  const isOnFuture = kind === 'future' || instrument.deliversFuture !== undefined;
  if (isOnFuture && !broadIndexes.has(underlying)) {
    return `${symbol} is ${kind === 'future' ? 'a future' : 'an option on a future'} on ${underlying}; customer portfolio margin takes futures on broad indexes only. It belongs in a futures account, under span.`;
  }
  return null;
}
