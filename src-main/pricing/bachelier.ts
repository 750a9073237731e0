// Bachelier's normal model: value, Greeks and implied normal volatility where prices and strikes may be negative.
// May import the domain and this room.
import type { OptionRight } from '../domain/instrument.ts';
import { requireFinite, requireNonNegative, requirePositive, requireRight } from './arguments.ts';
import type { ImpliedVolatility } from './implied-volatility.ts';
import { millsRatio, normalCumulative, normalDensity } from './normal.ts';

/** What Bachelier's formula needs to know. */
export interface BachelierInput {
  right: OptionRight;
  /** Forward price for the option's expiry; any finite number. */
  forward: number;
  /** Strike in the forward's unit; any finite number. */
  strike: number;
  /** Normal volatility: price units per √year (a future that moves 1.00 in a typical 1/256 year has 16); ≥ 0. */
  volatility: number;
  /** Time to expiry in years, ≥ 0. */
  time: number;
  /** Discount factor to the payment date, > 0; left out it is 1. */
  discount?: number;
}

/** Sensitivities of one long option under Bachelier's model. */
export interface BachelierGreeks {
  /** Change of value per 1.00 change of the forward. */
  delta: number;
  /** Change of delta per 1.00 change of the forward. */
  gamma: number;
  /** Change of value per 1.00 of normal volatility (price units per √year). */
  vega: number;
  /** Change of value per year of time passing, forward and rate held. */
  theta: number;
}

/** φ(d) − d·(1 − N(d)) for d ≥ 0: the out-of-the-money value in units of volatility·√time. */
function normalTimeValue(distance: number): number {
  const density = normalDensity(distance);
  if (density === 0) return 0;
  if (distance < 6) return density * (1 - distance * millsRatio(distance));
  // 1 − d·M(d) = 1/d² − 3/d⁴ + 15/d⁶ − …: the difference would cancel.
  const w = 1 / (distance * distance);
  let sum = 0;
  let term = w;
  for (let k = 1; k <= 12; k++) {
    sum += term;
    const next = -term * (2 * k + 1) * w;
    if (Math.abs(next) >= Math.abs(term)) break;
    term = next;
  }
  return density * sum;
}

/** Value for checked input, undiscounted. */
export function undiscountedBachelier(
  right: OptionRight,
  forward: number,
  strike: number,
  deviation: number,
): number {
  const gain = right === 'call' ? forward - strike : strike - forward;
  const intrinsic = Math.max(gain, 0);
  return deviation === 0 ? intrinsic : intrinsic + deviation * normalTimeValue(Math.abs(gain) / deviation);
}

function check(input: BachelierInput): void {
  requireRight(input.right);
  requireFinite('forward', input.forward);
  requireFinite('strike', input.strike);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('time', input.time);
  if (input.discount !== undefined) requirePositive('discount', input.discount);
}

/**
 * Value of one European option on a forward under Bachelier's model (the forward at expiry is normal), quote currency per unit.
 *
 * Intrinsic plus time value, so a far strike is accurate relative to itself (about 1e-10, 1e-13 nearer than six deviations).
 * volatility = 0 or time = 0 give the discounted intrinsic value.
 * Checked against: the payoff integrated numerically; put–call parity; Black-76 at small volatility, to which it tends.
 * @throws MargraveError `invalid-input` that names the argument: infinite, NaN, or a negative volatility or time
 */
export function bachelierValue(input: BachelierInput): number {
  check(input);
  const { right, forward, strike, volatility, time, discount = 1 } = input;
  return discount * undiscountedBachelier(right, forward, strike, volatility * Math.sqrt(time));
}

/**
 * Greeks of one long European option under Bachelier's model; units in {@link BachelierGreeks}. Exactly at the money with
 * volatility·√time = 0 delta is ±½ and gamma 0; with a `discount` the rate is −ln(discount)/time.
 * Checked against: differences of {@link bachelierValue}.
 * @throws MargraveError `invalid-input` as {@link bachelierValue}
 */
export function bachelierGreeks(input: BachelierInput): BachelierGreeks {
  check(input);
  const { right, forward, strike, volatility, time, discount = 1 } = input;
  const deviation = volatility * Math.sqrt(time);
  const gap = forward - strike;
  const d = gap === 0 ? 0 : gap / deviation;
  const density = normalDensity(d);
  const delta = right === 'call' ? normalCumulative(d) : -normalCumulative(-d);
  const value = discount * undiscountedBachelier(right, forward, strike, deviation);
  const passing = -Math.log(discount) * value - (discount * density * deviation) / 2;
  return {
    delta: discount * delta,
    gamma: deviation === 0 || density === 0 ? 0 : (discount * density) / deviation,
    vega: discount * density * Math.sqrt(time),
    theta: time === 0 ? 0 : passing / time,
  };
}

/** What implied normal volatility is found from: as BachelierInput, with the undiscounted price in the volatility's place. */
export interface ImpliedNormalVolatilityInput {
  right: OptionRight;
  /** Undiscounted price: a present value divided by the discount factor. */
  price: number;
  forward: number;
  strike: number;
  time: number;
}

/**
 * The normal volatility at which {@link bachelierValue} gives the undiscounted price.
 *
 * Newton's steps on the logarithm of the time value against 1/volatility (far out it is nearly a parabola in the distance),
 * kept in a bracket. At the money the answer is closed: price·√(2π/time). Accuracy: that of the price.
 * Checked against: round trips from seven deviations in to seven out.
 * @returns `{ volatility }` in price units per √year, or the reason why there is none; no price is too high for this model
 * @throws MargraveError `invalid-input` when an argument is NaN or infinite, or time is negative
 */
export function impliedNormalVolatility(input: ImpliedNormalVolatilityInput): ImpliedVolatility {
  const { right, price, forward, strike, time } = input;
  requireRight(right);
  requireFinite('price', price);
  requireFinite('forward', forward);
  requireFinite('strike', strike);
  requireNonNegative('time', time);
  const gain = right === 'call' ? forward - strike : strike - forward;
  const lowerBound = Math.max(gain, 0);
  const none = (reason: 'below intrinsic' | 'at intrinsic' | 'expired'): ImpliedVolatility => ({
    reason,
    lowerBound,
    upperBound: Number.POSITIVE_INFINITY,
  });
  if (price < lowerBound) return none('below intrinsic');
  if (time === 0) return none('expired');
  const timeValue = price - lowerBound;
  if (timeValue === 0) return none('at intrinsic');
  const root = Math.sqrt(time);
  const distance = Math.abs(gain);
  if (distance === 0) return { volatility: (timeValue * Math.sqrt(2 * Math.PI)) / root };
  // The time value per unit of distance is f(x)/x with x = distance/deviation, decreasing in x.
  const target = timeValue / distance;
  let low = 0;
  let high = 38;
  if (normalTimeValue(high) / high > target) return none('at intrinsic');
  let x = Math.min(1 / (target * Math.sqrt(2 * Math.PI)), 3);
  for (let round = 0; round < 200; round++) {
    const value = normalTimeValue(x);
    const excess = Math.log(value / x) - Math.log(target);
    if (excess > 0) low = x;
    else high = x;
    // d ln(f/x)/dx = −(1 − N(x))/f − 1/x.
    const slope = -normalCumulative(-x) / value - 1 / x;
    let next = x - excess / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 2e-16 * x) break;
    x = next;
  }
  return { volatility: distance / x / root };
}
