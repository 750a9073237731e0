// Implied volatility of any engine whose value rises with volatility: a search that never leaves its bracket.
// May import this room only.
import type { ImpliedVolatility } from './implied-volatility.ts';

/** What the search knows of the option. */
export interface VolatilitySearch {
  right: 'call' | 'put';
  price: number;
  time: number;
  /** Value at volatility 0 and the least upper bound at high volatility, in the price's unit. */
  lowerBound: number;
  upperBound: number;
  /** Value at a volatility; not decreasing in it but for rounding and the engine's own unevenness. */
  valueAt: (volatility: number) => number;
  /** A volatility to begin at, > 0. */
  start: number;
  /** Highest volatility that is tried. */
  most: number;
}

const MOST_ROUNDS = 80;

/**
 * The root of `excess` between `low` (excess below 0) and `high` (above 0): the secant of the bracket, with Illinois' halving of a
 * side that stays and a bisection now and then.
 */
function rootBetween(
  excess: (x: number) => number,
  low: number,
  high: number,
  lowGap: number,
  highGap: number,
  enough: number,
): number {
  let [a, b, gapA, gapB] = [low, high, lowGap, highGap];
  let staying = 0;
  for (let round = 1; round <= MOST_ROUNDS && b - a > 1e-13 * b; round++) {
    const secant = b - (gapB * (b - a)) / (gapB - gapA);
    const x = secant > a && secant < b && round % 6 !== 0 ? secant : (a + b) / 2;
    const gap = excess(x);
    if (Math.abs(gap) <= enough) return x;
    if (gap < 0) {
      [a, gapA] = [x, gap];
      if (staying < 0) gapB /= 2;
      staying = -1;
    } else {
      [b, gapB] = [x, gap];
      if (staying > 0) gapA /= 2;
      staying = 1;
    }
  }
  return (a + b) / 2;
}

/**
 * The volatility at which `valueAt` gives the price: a bracket grown from `start` by factors, then narrowed. An option at or below
 * its value at volatility 0 has none in particular, and the answer says so: no number is invented.
 *
 * Accuracy: the engine's value at the answer is within 1e-14 of the price, or the bracket is narrower than 1e-13 of itself.
 * @returns `{ volatility }`, or the reason why there is none with the bounds that prices must lie between
 */
export function searchVolatility(search: VolatilitySearch): ImpliedVolatility {
  const { right, price, time, lowerBound, upperBound, valueAt, start, most } = search;
  const none = (reason: Exclude<ImpliedVolatility, { volatility: number }>['reason']): ImpliedVolatility => ({
    reason,
    lowerBound,
    upperBound,
  });
  const rounding = 4e-16 * Math.max(Math.abs(lowerBound), Math.abs(price));
  if (price < lowerBound - rounding) return none('below intrinsic');
  if (time === 0) return none('expired');
  if (price <= lowerBound + rounding) return none('at intrinsic');
  if (price >= upperBound) return none(right === 'call' ? 'above the forward' : 'above the strike');
  const excess = (volatility: number): number => valueAt(volatility) - price;
  let high = Math.min(start, most);
  let highGap = excess(high);
  let low = high;
  let lowGap = highGap;
  for (let factor = 0.95; lowGap >= 0; factor = factor * factor) {
    [high, highGap] = [low, lowGap];
    low *= factor;
    if (low < 1e-12) return none('at intrinsic');
    lowGap = excess(low);
  }
  for (let factor = 1.05; highGap < 0; factor = factor * factor) {
    if (high >= most) return none(right === 'call' ? 'above the forward' : 'above the strike');
    [low, lowGap] = [high, highGap];
    high = Math.min(high * factor, most);
    highGap = excess(high);
  }
  return { volatility: rootBetween(excess, low, high, lowGap, highGap, 1e-14 * price) };
}
