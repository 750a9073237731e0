// Value of a European option on a forward by Black (1976), in whole numbers.
// May import the fixed-point numbers and functions beside it.
import { divide, type Fixed, inUnit, larger, multiply, ONE, PRECISE_ONE } from './fixed.ts';
import { logarithm, normalProbability, squareRoot } from './functions.ts';

/** All in 1e-18ths: prices in the quote currency, volatility a fraction per year, time in years; none below 0. */
export interface FixedOption {
  forward: Fixed;
  strike: Fixed;
  volatility: Fixed;
  time: Fixed;
  isCall: boolean;
}

/**
 * Value of a long option of size one, undiscounted. Inside, deviation, d1, d2 and probabilities are kept to 1e-27 and the value is truncated to 1e-18 once;
 * a put is the call by parity, never below 0. A strike, forward or deviation of 0 leaves the intrinsic value.
 */
export function optionValue(option: FixedOption): Fixed {
  const { forward, strike, isCall } = option;
  const call = callValue(option);
  return isCall ? call : larger(call - forward + strike, 0n);
}

function callValue({ forward, strike, volatility, time }: FixedOption): Fixed {
  const deviation = multiply(precise(volatility), squareRoot(precise(time), PRECISE_ONE), PRECISE_ONE);
  if (deviation === 0n || strike === 0n || forward === 0n) return larger(forward - strike, 0n);
  const ratio = divide(forward, strike, PRECISE_ONE);
  // A strike so far above that nothing of the ratio is left.
  if (ratio === 0n) return 0n;
  const moneyness = logarithm(ratio, PRECISE_ONE);
  const centre = divide(moneyness, deviation, PRECISE_ONE);
  const above = normalProbability(centre + deviation / 2n, PRECISE_ONE);
  const below = normalProbability(centre - deviation / 2n, PRECISE_ONE);
  const value =
    multiply(precise(forward), above, PRECISE_ONE) - multiply(precise(strike), below, PRECISE_ONE);
  return inUnit(larger(value, 0n), PRECISE_ONE, ONE);
}

const precise = (value: Fixed): bigint => inUnit(value, ONE, PRECISE_ONE);
