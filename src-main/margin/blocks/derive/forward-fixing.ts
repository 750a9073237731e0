// The part of a forward that the settlement average has fixed already, and the part that still moves.
// May import the domain.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarketFigures } from '../../../domain/market.ts';
import { SECONDS_PER_YEAR } from '../constants.ts';

/** forward = fixed + variable, quote currency. */
export interface ForwardParts {
  fixed: number;
  variable: number;
  /** True when the fixed part was not stated but follows from the time left. */
  assumed: boolean;
}

/**
 * Parts of the forward of one price index and expiry: the figure `fixedForward` as stated; else, in the last `averagingSeconds` before expiry,
 * fixed = F·(1 − t/averagingSeconds); else all of it moves.
 * @param time years to expiry
 */
export function forwardParts(
  market: MarketFigures,
  priceIndex: string,
  expiry: string,
  forward: number,
  time: number,
  averagingSeconds: number,
): ForwardParts {
  const stated = market.find('fixedForward', priceIndex, expiry);
  if (stated) {
    // Never more than the forward itself: a market moved down leaves what is fixed, and nothing that moves.
    const fixed = Math.min(toFloat(stated.value), forward);
    return { fixed, variable: forward - fixed, assumed: false };
  }
  const seconds = time * SECONDS_PER_YEAR;
  if (!(seconds < averagingSeconds)) return { fixed: 0, variable: forward, assumed: false };
  const variable = (forward * seconds) / averagingSeconds;
  return { fixed: forward - variable, variable, assumed: true };
}
