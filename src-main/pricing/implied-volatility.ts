// Implied volatility: the volatility at which Black-76 gives a price.
// May import the domain and this room.
//
// Method. The price becomes the normalised time value β(h, s) of time-value.ts, in which only s = volatility·√time is
// unknown and which increases in s. At s = √(2h) its curve turns from convex to concave; the side is known by comparing β
// there. On the lower side 1/√(−ln β) is nearly a straight line in s (far out ln β ≈ −h²/2s²), on the upper side
// ln(1 − β) is nearly a parabola (≈ −s²/8). Newton's steps on those two curves converge in a handful of rounds; each
// evaluation also narrows a bracket, and a step that would leave it is replaced by halving. The idea of solving in such
// coordinates is Jäckel's ("By implication", 2006; "Let's be rational", 2015); formulas and start values here are our own.
import type { OptionRight } from '../domain/instrument.ts';
import { requireFinite, requireNonNegative, requireRight } from './arguments.ts';
import { logComplement, logMoneyness, logTimeValue, timeValueFraction } from './time-value.ts';

/** What implied volatility is found from. */
export interface ImpliedVolatilityInput {
  right: OptionRight;
  /** Undiscounted price, in the forward's quote currency: a present value divided by the discount factor. */
  price: number;
  /** Forward price for the option's expiry, ≥ 0. */
  forward: number;
  /** Strike, ≥ 0. */
  strike: number;
  /** Time to expiry in years, ≥ 0. */
  time: number;
}

/** Why no volatility gives the price, or none in particular. */
export type NoImpliedVolatility =
  | 'below intrinsic' // price < intrinsic value: an arbitrage or a stale quote
  | 'at intrinsic' // no time value: any volatility from 0 to some bound gives this price in double precision
  | 'above the forward' // a call at or over its forward: no finite volatility
  | 'above the strike' // a put at or over its strike: no finite volatility
  | 'expired'; // time = 0: the price does not depend on volatility

/** The volatility as a yearly decimal, or the reason why there is none with the open interval that prices must lie in. */
export type ImpliedVolatility =
  | { volatility: number }
  | { reason: NoImpliedVolatility; lowerBound: number; upperBound: number };

const MOST_ROUNDS = 100;

/**
 * A coordinate of the curve at s: larger means s is too large; `step` is Newton's, to be added to s.
 */
interface Probe {
  excess: number;
  step: number;
}

function solve(start: number, low: number, high: number, probe: (s: number) => Probe): number {
  let below = low;
  let above = high;
  let s = start;
  let previousStep = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { excess, step } = probe(s);
    if (excess === 0) return s;
    if (excess > 0) above = Math.min(above, s);
    else below = Math.max(below, s);
    let next = s + step;
    if (!(next > below && next < above)) {
      // A Newton step that leaves the bracket by less than rounding is the end of the road, not a reason to halve.
      if (Math.abs(step) <= 4e-16 * s) return s;
      next = above === Number.POSITIVE_INFINITY ? 2 * s : below + (above - below) / 2;
    }
    const moved = Math.abs(next - s);
    if (moved <= 2e-16 * s || (moved < 1e-14 * s && moved >= previousStep)) return next;
    previousStep = moved;
    s = next;
  }
  return s;
}

/** s with β(h, s) = fraction below the turning point √(2h), h > 0. */
function solveLower(h: number, fraction: number): number {
  const turning = Math.sqrt(2 * h);
  const targetLog = Math.log(fraction);
  const target = 1 / Math.sqrt(-targetLog);
  const start = Math.min(turning, (h * target) / Math.SQRT2);
  return solve(start, 0, turning, (s) => {
    const { value, slope } = logTimeValue(h, s);
    const coordinate = 1 / Math.sqrt(-value);
    const coordinateSlope = (0.5 * coordinate * slope) / -value;
    // The difference of the logarithms is the accurate one; the coordinate only shapes the step.
    const gap = (target * target * coordinate * coordinate * (targetLog - value)) / (target + coordinate);
    return { excess: value - targetLog, step: gap / coordinateSlope };
  });
}

/** s with β(h, s) = fraction at or above the turning point; `complementLog` = ln(1 − fraction). */
function solveUpper(h: number, fraction: number, complementLog: number): number {
  const turning = Math.sqrt(2 * h);
  const start = turning > 0 ? turning : fraction / 0.3989422804014327;
  return solve(start, turning > 0 ? turning * (1 - 1e-15) : 0, Number.POSITIVE_INFINITY, (s) => {
    const { value, slope } = logComplement(h, s);
    return { excess: complementLog - value, step: (complementLog - value) / slope };
  });
}

/**
 * The volatility at which `blackValue` gives the price.
 *
 * Accuracy: that of the price. A price rounded at `ε` moves the answer by ε / vega; in particular a deep in-the-money price
 * holds its time value only to 1e-16 of the forward, so take the out-of-the-money option of the pair where there is a choice.
 * @returns `{ volatility }`, a yearly decimal > 0; or `{ reason, lowerBound, upperBound }` when no volatility, or no
 *   particular one, gives the price: a market price can be outside, so that is an answer and not an error
 * @throws MargraveError `invalid-input` when an argument is NaN, infinite or negative (a negative price is `below intrinsic`)
 */
export function impliedVolatility(input: ImpliedVolatilityInput): ImpliedVolatility {
  const { right, price, forward, strike, time } = input;
  requireRight(right);
  requireFinite('price', price);
  requireNonNegative('forward', forward);
  requireNonNegative('strike', strike);
  requireNonNegative('time', time);
  const lowerBound = Math.max(right === 'call' ? forward - strike : strike - forward, 0);
  const upperBound = right === 'call' ? forward : strike;
  const none = (reason: NoImpliedVolatility): ImpliedVolatility => ({ reason, lowerBound, upperBound });
  if (price < lowerBound) return none('below intrinsic');
  if (time === 0) return none('expired');
  if (price === lowerBound) return none('at intrinsic');
  if (price >= upperBound) return none(right === 'call' ? 'above the forward' : 'above the strike');
  const smaller = Math.min(forward, strike);
  const fraction = (price - lowerBound) / smaller;
  // Where an in-the-money price is within rounding of a bound, the subtraction can land on the bound itself.
  if (fraction >= 1) return none(right === 'call' ? 'above the forward' : 'above the strike');
  if (fraction === 0) return none('at intrinsic');
  const h = Math.abs(logMoneyness(forward, strike));
  const isLower = h > 0 && fraction < timeValueFraction(h, Math.sqrt(2 * h));
  const complementLog = fraction < 0.5 ? Math.log1p(-fraction) : Math.log((upperBound - price) / smaller);
  const s = isLower ? solveLower(h, fraction) : solveUpper(h, fraction, complementLog);
  return { volatility: s / Math.sqrt(time) };
}
