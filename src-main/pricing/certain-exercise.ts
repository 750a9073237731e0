// An American option on a price that moves without risk, and when early exercise can never pay: bounds of every engine.
// May import the domain and this room.
import type { OptionRight } from '../domain/instrument.ts';

/** The part of a dividend schedule that the engines read: years to the ex-dividend instant, money per share. */
export interface DatedCash {
  readonly time: number;
  readonly amount: number;
}

/** What early exercise depends on beside volatility. Continuously compounded yearly decimals; time in years. */
export interface ExerciseInput {
  right: OptionRight;
  spot: number;
  strike: number;
  time: number;
  rate: number;
  dividendYield: number;
  /** Ordered by time; those at or after expiry don't count. */
  dividends: readonly DatedCash[];
}

/** Present value of the cash dividends after `from` and before expiry, discounted to `from`. */
export function presentDividends(
  dividends: readonly DatedCash[],
  rate: number,
  time: number,
  from = 0,
): number {
  let sum = 0;
  for (let k = 0; k < dividends.length; k++) {
    const one = dividends[k]!;
    if (one.time > from && one.time < time) sum += one.amount * Math.exp(-rate * (one.time - from));
  }
  return sum;
}

/**
 * The best that exercise at a time fixed today yields: the largest present value, over all times up to expiry, of what exercise
 * then pays on the forward path. It is the American value at volatility 0 and a lower bound at every volatility (the payoff is
 * convex). Between ex-dates the present value has at most one turning point; it, both sides of every ex-date, today and expiry
 * are tried.
 *
 * Strike may be 0 or negative (an adjusted contract whose cash exceeds its strike).
 * @param least what the price less its dividends is worth at least: 0, or −∞ where prices may fall below 0
 * @returns quote currency per unit, ≥ 0
 */
export function certainExerciseValue(input: ExerciseInput, least = 0): number {
  const { right, spot, strike, time, rate, dividendYield, dividends } = input;
  const sign = right === 'call' ? 1 : -1;
  const prepaid = Math.max(spot - presentDividends(dividends, rate, time), least);
  let best = Math.max(sign * (spot - strike), 0);
  let start = 0;
  for (let k = 0; k <= dividends.length; k++) {
    const one = dividends[k];
    if (one !== undefined && one.time <= 0) continue;
    const isLast = one === undefined || one.time >= time;
    const end = isLast ? time : one.time;
    // Present value of the dividends still to come, the one at the end of this stretch included.
    const ahead = presentDividends(dividends, rate, time, start) * Math.exp(-rate * start);
    const at = (t: number): number =>
      sign * (prepaid * Math.exp(-dividendYield * t) + ahead - strike * Math.exp(-rate * t));
    best = Math.max(best, at(start), at(end));
    const turning =
      dividendYield === rate
        ? Number.NaN
        : Math.log((rate * strike) / (dividendYield * prepaid)) / (rate - dividendYield);
    if (turning > start && turning < end) best = Math.max(best, at(turning));
    if (isLast) break;
    start = end;
  }
  return best;
}

/**
 * True where early exercise is never better than waiting, so that the American option is worth the European. Sufficient, not
 * necessary. A put: no interest is earned on the strike, and the asset loses nothing by waiting. A call: the asset yields
 * nothing by itself, and each cash dividend is at most the interest on the strike up to the next one or expiry.
 */
export function isNeverExercisedEarly(input: ExerciseInput): boolean {
  const { right, strike, time, rate, dividendYield, dividends } = input;
  if (right === 'put') return rate <= 0 && dividendYield >= 0;
  if (rate < 0 || dividendYield > 0) return false;
  for (let k = 0; k < dividends.length; k++) {
    const one = dividends[k]!;
    if (one.time <= 0 || one.time >= time || one.amount === 0) continue;
    const next = dividends[k + 1];
    const until = next === undefined || next.time > time ? time : next.time;
    if (one.amount > -strike * Math.expm1(-rate * (until - one.time))) return false;
  }
  return true;
}

/**
 * The price from which an American option without expiry is exercised: strike·β/(β − 1) with the root β of
 * ½v·β(β − 1) + (rate − yield)·β = rate that lies above 1 (call) or below 0 (put). A put's is found as the call's under the exchange
 * of price and strike, rate and yield. Infinite where it is never exercised.
 * @param variance volatility², > 0
 */
export function perpetualBoundary(
  right: OptionRight,
  strike: number,
  rate: number,
  dividendYield: number,
  variance: number,
): number {
  if (right === 'put') {
    return (strike * strike) / perpetualBoundary('call', strike, dividendYield, rate, variance);
  }
  const tilt = 0.5 - (rate - dividendYield) / variance;
  // β − 1 in the form that doesn't cancel: of the two, each is exact where the other is not.
  const above = 1 - tilt;
  const root = Math.hypot(above, Math.sqrt((2 * Math.max(dividendYield, 0)) / variance));
  const excess = above > 0 ? (2 * dividendYield) / variance / (root + above) : root - above;
  return strike * (1 + 1 / excess);
}

/**
 * True where even the option without expiry would be exercised now, so that every option with expiry is too: it is worth its
 * intrinsic value. Only where no cash dividend comes and rate and yield are positive (a put needs the rate, a call the yield).
 */
export function isExercisedAtOnce(input: ExerciseInput, volatility: number): boolean {
  const { right, spot, strike, time, rate, dividendYield, dividends } = input;
  if (presentDividends(dividends, 0, time) > 0) return false;
  if (rate < 0 || dividendYield < 0 || (right === 'call' ? dividendYield : rate) === 0) return false;
  const variance = volatility * volatility;
  if (variance === 0) return false;
  const boundary = perpetualBoundary(right, strike, rate, dividendYield, variance);
  return right === 'call' ? spot >= boundary : spot <= boundary;
}
