// The time value of a European option in normalised form, accurate relative to itself in the wings and near the money.
// May import this room only.
//
// A call and a put at one strike have the same time value, and swapping forward and strike does not change it. So with
// h = |ln(forward/strike)| ≥ 0 and s = volatility·√time > 0 one function serves all: the value of the option of the pair
// that is out of the money, divided by the smaller of forward and strike,
//   β(h, s) = N(−b) − e^h·N(−a),  a = h/s + s/2,  b = h/s − s/2.
// Because e^h·φ(a) = φ(b), that is φ(b)·(M(b) − M(a)) with Mills' ratio M: one exponential, and nothing underflows early.
import { millsRatio, normalDensity } from './normal.ts';

const LOG_SQRT_TWO_PI = 0.9189385332046728;
/** Below this half-deviation M(b) − M(a) is expanded about its midpoint: the difference would cancel. */
const EXPANSION_LIMIT = 0.05;

/** ln(forward/strike), to full relative precision near the money and without overflow for extreme ratios. */
export function logMoneyness(forward: number, strike: number): number {
  const ratio = forward / strike;
  if (ratio > 0.5 && ratio < 2) return Math.log1p((forward - strike) / strike);
  if (ratio > 1e-300 && ratio < 1e300) return Math.log(ratio);
  return Math.log(forward) - Math.log(strike);
}

/**
 * M(b) − M(a) for b ≥ 0, or for any b when s/2 is below the expansion limit.
 * The odd derivatives of Mills' ratio follow from M′ = z·M − 1 and M⁽ⁿ⁺¹⁾ = z·M⁽ⁿ⁾ + n·M⁽ⁿ⁻¹⁾.
 */
function millsDifference(h: number, s: number): number {
  const middle = h / s;
  const half = s / 2;
  if (half >= EXPANSION_LIMIT) return millsRatio(middle - half) - millsRatio(middle + half);
  if (middle > 60) {
    // −M′(z) = 1/z²·(1 − 3/z² + 15/z⁴ − …): the recurrence would cancel.
    const w = 1 / middle / middle;
    return s * w * (1 - w * (3 - w * (15 - w * 105)));
  }
  const m0 = millsRatio(middle);
  const m1 = middle * m0 - 1;
  const m2 = middle * m1 + m0;
  const m3 = middle * m2 + 2 * m1;
  const m4 = middle * m3 + 3 * m2;
  const m5 = middle * m4 + 4 * m3;
  const m6 = middle * m5 + 5 * m4;
  const m7 = middle * m6 + 6 * m5;
  const square = half * half;
  return -2 * half * (m1 + (square / 6) * (m3 + (square / 20) * (m5 + (square / 42) * m7)));
}

/**
 * β(h, s): time value over the smaller of forward and strike, between 0 and 1, increasing in s.
 * @param h |ln(forward/strike)| ≥ 0, Infinity included
 * @param s volatility·√time ≥ 0, Infinity included
 */
export function timeValueFraction(h: number, s: number): number {
  if (s === 0 || h === Number.POSITIVE_INFINITY) return 0;
  const b = h / s - s / 2;
  if (b > 39) return 0;
  if (b >= 0 || s / 2 < EXPANSION_LIMIT) return normalDensity(b) * millsDifference(h, s);
  return 1 - normalDensity(b) * (millsRatio(-b) + millsRatio(h / s + s / 2));
}

/** ln β(h, s) and its derivative by s, for b ≥ 0 (s ≤ √(2h)) and s > 0; finite where β itself underflows. */
export function logTimeValue(h: number, s: number): { value: number; slope: number } {
  const b = h / s - s / 2;
  const difference = millsDifference(h, s);
  return { value: -0.5 * b * b - LOG_SQRT_TWO_PI + Math.log(difference), slope: 1 / difference };
}

/** ln(1 − β(h, s)) and its derivative by s, for b ≤ 0 (s ≥ √(2h)) and s > 0; finite where 1 − β underflows. */
export function logComplement(h: number, s: number): { value: number; slope: number } {
  const b = h / s - s / 2;
  if (s / 2 < EXPANSION_LIMIT) {
    const density = normalDensity(b);
    const fraction = density * millsDifference(h, s);
    return { value: Math.log1p(-fraction), slope: -density / (1 - fraction) };
  }
  const sum = millsRatio(-b) + millsRatio(h / s + s / 2);
  return { value: -0.5 * b * b - LOG_SQRT_TWO_PI + Math.log(sum), slope: -1 / sum };
}
