// Black-76: value and Greeks of a European option on a forward.
// May import the domain and this room.
//
// Limits, shared by every function of this file. time = 0, volatility = 0 or strike = 0 or forward = 0 give the
// (discounted) intrinsic value and the Greeks of the payoff; volatility·√time → ∞ gives the forward for a call, the strike
// for a put. With volatility·√time = 0 exactly at the money delta is ±½, the mean of its two sides; gamma there is reported
// as 0, since the point mass of a kinked payoff is not a number. Finite valid input never gives NaN.
//
// Checked against: the payoff integrated numerically and differences of that integral (properties, each seen to reject a
// seeded mistake); 60-digit arithmetic in the wings; Haug's European tables; Strata's Black-76; Deribit's printed marks.
import type { OptionRight } from '../domain/instrument.ts';
import { requireNonNegative, requirePositive, requireRight } from './arguments.ts';
import { normalCumulative, normalDensity } from './normal.ts';
import { logMoneyness, timeValueFraction } from './time-value.ts';

/** What Black-76 needs to know. */
export interface BlackInput {
  right: OptionRight;
  /** Forward price for the option's expiry, quote currency per unit of the underlying, ≥ 0. */
  forward: number;
  /** Strike in the forward's unit, ≥ 0. */
  strike: number;
  /** Volatility as a yearly decimal: 0.60 is 60 %; ≥ 0. */
  volatility: number;
  /** Time to expiry in years (the venue's day count; Deribit: seconds / (365 × 86,400)), ≥ 0. */
  time: number;
  /** Discount factor to the payment date, > 0. Left out it is 1: the undiscounted value. */
  discount?: number;
}

/** Sensitivities of one option of size one, long. */
export interface BlackGreeks {
  /** Change of value per 1.00 change of the forward. */
  delta: number;
  /** Change of delta per 1.00 change of the forward. */
  gamma: number;
  /** Change of value per 1.00 (100 volatility points) of volatility. */
  vega: number;
  /** Change of value per one volatility point (0.01): vega / 100. */
  vegaPerPoint: number;
  /** Change of value per year of calendar time passing, usually negative for the holder; the forward and the rate stay. */
  theta: number;
  /** theta / 365. */
  thetaPerDay: number;
  /** Change of value per 1.00 of the discount rate with the *forward* held: −time × value. */
  rho: number;
  /** rho / 100: per percentage point. */
  rhoPerPoint: number;
  /**
   * Change of value per 1.00 of the rate with the *spot* held, so that the forward grows with the rate: the rho that
   * Deribit prints is this / 100.
   */
  rhoSpotHeld: number;
}

/** The density and the probabilities of the Black formula; every branch of the limits above is decided here. */
export interface BlackTerms {
  density: number;
  exerciseBelow: { n1: number; n2: number };
  exerciseAbove: { n1: number; n2: number };
}

/**
 * The terms of the Black formula for checked input.
 * @param deviation volatility × √time
 * @returns `density` = φ(d1); `exerciseAbove` = N(d1), N(d2) for a call; `exerciseBelow` = N(−d1), N(−d2) for a put
 */
export function blackTerms(forward: number, strike: number, deviation: number): BlackTerms {
  let d1: number;
  let d2: number;
  if (strike === 0 && forward === 0) {
    d1 = 0;
    d2 = 0;
  } else if (strike === 0 || forward === 0) {
    d1 = strike === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    d2 = d1;
  } else {
    const x = logMoneyness(forward, strike);
    const centre = x === 0 ? 0 : x / deviation;
    d1 = centre + deviation / 2;
    d2 = centre - deviation / 2;
  }
  return {
    density: normalDensity(d1),
    exerciseAbove: { n1: normalCumulative(d1), n2: normalCumulative(d2) },
    exerciseBelow: { n1: normalCumulative(-d1), n2: normalCumulative(-d2) },
  };
}

/** Intrinsic plus time value for checked input, undiscounted. */
export function undiscountedBlack(
  right: OptionRight,
  forward: number,
  strike: number,
  deviation: number,
): number {
  const intrinsic = Math.max(right === 'call' ? forward - strike : strike - forward, 0);
  const smaller = Math.min(forward, strike);
  if (smaller === 0 || deviation === 0) return intrinsic;
  return intrinsic + smaller * timeValueFraction(Math.abs(logMoneyness(forward, strike)), deviation);
}

/** φ(d1) / (price × deviation), 0 where the density is 0: an underflow of the product must not make it 0/0. */
export function gammaOf(density: number, price: number, deviation: number): number {
  return density === 0 || deviation === 0 || price === 0 ? 0 : density / price / deviation;
}

/** price × φ(d1) × σ√T / 2: the time value lost while the time to expiry shrinks by its own length at today's pace. */
export function decayOf(density: number, price: number, deviation: number): number {
  return density === 0 || price === 0 ? 0 : (density * deviation * price) / 2;
}

function check(input: BlackInput): void {
  requireRight(input.right);
  requireNonNegative('forward', input.forward);
  requireNonNegative('strike', input.strike);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('time', input.time);
  if (input.discount !== undefined) requirePositive('discount', input.discount);
}

/**
 * Value of one European option on a forward, by Black (1976), in the forward's quote currency per unit of the underlying.
 *
 * Computed as intrinsic plus time value (see time-value.ts), so the smaller of the two prices at a strike is never the
 * difference of large numbers: error below 1e-15 of the larger of forward and strike, and an out-of-the-money value is
 * accurate to about 1e-12 of itself down to 1e-300.
 * @returns the value of a long option of size one, ≥ 0; undiscounted unless `discount` is given
 * @throws MargraveError `invalid-input` that names the argument and shows its value: negative, infinite or NaN
 */
export function blackValue(input: BlackInput): number {
  check(input);
  const { right, forward, strike, volatility, time, discount = 1 } = input;
  return discount * undiscountedBlack(right, forward, strike, volatility * Math.sqrt(time));
}

/**
 * Greeks of one long European option on a forward, by Black (1976); units in {@link BlackGreeks}.
 *
 * With a `discount` the rate is −ln(discount)/time (0 at time 0), held while theta's clock runs.
 * @throws MargraveError `invalid-input` as {@link blackValue}
 */
export function blackGreeks(input: BlackInput): BlackGreeks {
  check(input);
  const { right, forward, strike, volatility, time, discount = 1 } = input;
  const deviation = volatility * Math.sqrt(time);
  const terms = blackTerms(forward, strike, deviation);
  const value = discount * undiscountedBlack(right, forward, strike, deviation);
  const delta = right === 'call' ? terms.exerciseAbove.n1 : -terms.exerciseBelow.n1;
  const strikeWeight = right === 'call' ? terms.exerciseAbove.n2 : -terms.exerciseBelow.n2;
  // Both parts are divided by time together: apart, a tiny time would make them ∞ − ∞.
  const passing = -Math.log(discount) * value - discount * decayOf(terms.density, forward, deviation);
  const vega = discount * forward * terms.density * Math.sqrt(time);
  const theta = time === 0 ? 0 : passing / time;
  const rho = time === 0 || value === 0 ? 0 : -time * value;
  return {
    delta: discount * delta,
    gamma: discount * gammaOf(terms.density, forward, deviation),
    vega,
    vegaPerPoint: vega / 100,
    theta,
    thetaPerDay: theta / 365,
    rho,
    rhoPerPoint: rho / 100,
    // The weight first: where it is 0 no product before it may have overflowed.
    rhoSpotHeld: strikeWeight * strike * discount * time,
  };
}
