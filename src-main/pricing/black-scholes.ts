// Black–Scholes–Merton: value and Greeks of a European option on a spot price that pays a continuous yield.
// May import the domain and this room.
//
// It is Black-76 on the spot less the yield until expiry, against the discounted strike; limits as in black.ts, for
// prices below 1e150.
// yield = rate is an option on a future, yield = foreign rate is Garman–Kohlhagen, yield = 0 is Black–Scholes.
import type { OptionRight } from '../domain/instrument.ts';
import { requireModestGrowth, requireNonNegative, requireRight } from './arguments.ts';
import { type BlackGreeks, blackTerms, decayOf, gammaOf, undiscountedBlack } from './black.ts';

/** What Black–Scholes–Merton needs to know. */
export interface BlackScholesInput {
  right: OptionRight;
  /** Spot price, quote currency per unit of the underlying, ≥ 0. */
  spot: number;
  /** Strike in the spot's unit, ≥ 0. */
  strike: number;
  /** Volatility as a yearly decimal, ≥ 0. */
  volatility: number;
  /** Time to expiry in years, ≥ 0. */
  time: number;
  /** Continuously compounded yearly interest rate as a decimal, of either sign. */
  rate: number;
  /** Continuously compounded yearly dividend yield, lending rate or foreign rate as a decimal, of either sign. */
  dividendYield: number;
}

/**
 * Sensitivities of one long option; delta and gamma by the spot, vega and theta as in Black-76, rho by the rate with spot
 * and yield held.
 */
export interface BlackScholesGreeks extends Omit<BlackGreeks, 'rhoSpotHeld'> {
  /** Change of value per 1.00 of the dividend yield with spot and rate held. */
  dividendRho: number;
}

function check(input: BlackScholesInput): void {
  requireRight(input.right);
  requireNonNegative('spot', input.spot);
  requireNonNegative('strike', input.strike);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('time', input.time);
  requireModestGrowth('rate', input.rate, input.time);
  requireModestGrowth('dividendYield', input.dividendYield, input.time);
}

/**
 * Present value of one European option on a spot price, by Black, Scholes and Merton (1973), in the spot's quote currency.
 * @returns the value of a long option of size one, ≥ 0
 * @throws MargraveError `invalid-input` that names the argument and shows its value; also when |rate·time| > 300
 */
export function blackScholesValue(input: BlackScholesInput): number {
  check(input);
  const { right, spot, strike, volatility, time, rate, dividendYield } = input;
  const prepaidSpot = spot * Math.exp(-dividendYield * time);
  const discountedStrike = strike * Math.exp(-rate * time);
  return undiscountedBlack(right, prepaidSpot, discountedStrike, volatility * Math.sqrt(time));
}

/**
 * Greeks of one long European option on a spot price; units in {@link BlackScholesGreeks}.
 * @throws MargraveError `invalid-input` as {@link blackScholesValue}
 */
export function blackScholesGreeks(input: BlackScholesInput): BlackScholesGreeks {
  check(input);
  const { right, spot, strike, volatility, time, rate, dividendYield } = input;
  const yieldFactor = Math.exp(-dividendYield * time);
  const prepaidSpot = spot * yieldFactor;
  const discountedStrike = strike * Math.exp(-rate * time);
  const deviation = volatility * Math.sqrt(time);
  const terms = blackTerms(prepaidSpot, discountedStrike, deviation);
  const spotWeight = right === 'call' ? terms.exerciseAbove.n1 : -terms.exerciseBelow.n1;
  const strikeWeight = right === 'call' ? terms.exerciseAbove.n2 : -terms.exerciseBelow.n2;
  const vega = prepaidSpot * terms.density * Math.sqrt(time);
  const theta =
    dividendYield * prepaidSpot * spotWeight -
    rate * discountedStrike * strikeWeight -
    (time === 0 ? 0 : decayOf(terms.density, prepaidSpot, deviation) / time);
  const rho = strikeWeight * discountedStrike * time;
  return {
    delta: yieldFactor * spotWeight,
    gamma: yieldFactor * gammaOf(terms.density, spot, deviation),
    vega,
    vegaPerPoint: vega / 100,
    theta,
    thetaPerDay: theta / 365,
    rho,
    rhoPerPoint: rho / 100,
    dividendRho: -time * prepaidSpot * spotWeight,
  };
}
