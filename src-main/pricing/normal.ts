// The normal distribution for pricing: density, cumulative probability and Mills' ratio of the upper tail.
// Imports nothing.

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

// Mills' ratio on [0, 72] as a ratio of polynomials of degree 9 and 10. The coefficients were fitted for Margrave by
// iteratively re-weighted least squares in 80-digit arithmetic; the largest relative error of the fit is 1.3e-16. All of
// them are positive, so neither Horner sum cancels.
const RATIONAL_LIMIT = 72;

/**
 * Mills' ratio of the standard normal distribution: (1 − N(z)) / φ(z), the upper tail over the density.
 *
 * Decreasing from √(π/2) at 0; about 1/z far out. It neither under- nor overflows where the tail itself does, which is
 * why options far out of the money are valued through it.
 * @param z a number ≥ 0, Infinity included; for z < 0 the result means nothing
 * @returns the ratio; measured against 50-digit arithmetic: relative error below 1e-15
 */
export function millsRatio(z: number): number {
  if (z > RATIONAL_LIMIT) {
    // The divergent expansion 1/z·(1 − 1/z² + 3/z⁴ − 15/z⁶ + 105/z⁸); its next term is below 1e-15 here.
    const w = 1 / z / z;
    return (1 / z) * (1 - w * (1 - w * (3 - w * (15 - w * 105))));
  }
  let numerator = z + 26.23087005276341;
  numerator = numerator * z + 338.3396985288894;
  numerator = numerator * z + 2771.4979727625273;
  numerator = numerator * z + 15756.020072129806;
  numerator = numerator * z + 64213.87450289468;
  numerator = numerator * z + 187555.76745523498;
  numerator = numerator * z + 379968.174206194;
  numerator = numerator * z + 488982.842992586;
  numerator = numerator * z + 310781.93446992827;
  let denominator = z * 1.0000000000003317 + 26.230870052668788;
  denominator = denominator * z + 339.3396985406019;
  denominator = denominator * z + 2797.728841975736;
  denominator = denominator * z + 16092.359810003896;
  denominator = denominator * z + 66932.90944241156;
  denominator = denominator * z + 202645.13938509542;
  denominator = denominator * z + 438900.78637298377;
  denominator = denominator * z + 648344.2323657337;
  denominator = denominator * z + 588001.7852994722;
  denominator = denominator * z + 247968.10729000365;
  return numerator / denominator;
}

/**
 * The density of the standard normal distribution, φ(x) = exp(−x²/2)/√(2π).
 *
 * x is split into sixteenths and a rest so that x² is squared without rounding: the relative error stays near 1e-16 in
 * the far tail, where exp(−x·x/2) alone loses a factor x².
 * @param x any number; ±Infinity gives 0
 */
export function normalDensity(x: number): number {
  const size = Math.abs(x);
  if (size > 39) return 0;
  const coarse = Math.floor(size * 16) / 16;
  const rest = (size - coarse) * (size + coarse);
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * rest);
}

/**
 * The cumulative standard normal probability N(x).
 *
 * Measured against @stdlib/stats-base-dists-normal-cdf on [−37, 37] (test/pricing/normal.test.ts): absolute difference
 * below 4e-16, relative difference below 2e-13. The latter is the rounding of x/√2 on the other side: against 60-digit
 * values N is within 1e-15 of itself down to 1e-300.
 * @param x any number; −Infinity gives 0, +Infinity gives 1
 */
export function normalCumulative(x: number): number {
  const tail = normalDensity(x) * millsRatio(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}
