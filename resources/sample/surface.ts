// The sample's volatility surface: surface SVI (Gatheral and Jacquier, "Arbitrage-free SVI volatility surfaces", 2014), power-law form.
// Free of butterfly and calendar arbitrage by their theorems 4.1 and 4.2 as long as η(1+|ρ|) ≤ 2 and the at-the-money total variance grows with time.

/** Shape of one underlying's surface. `shortVolatility` and `longVolatility` are the ends of the at-the-money term structure, fractions per year. */
export interface SurfaceShape {
  shortVolatility: number;
  longVolatility: number;
  /** Years over which the term structure moves from short to long. */
  meanReversion: number;
  skew: number;
  curvature: number;
  decay: number;
}

/** At-the-money total variance to `time` years: the integral of a forward variance that is positive everywhere, so it grows with time. */
export function atTheMoneyVariance(shape: SurfaceShape, time: number): number {
  const { shortVolatility, longVolatility, meanReversion } = shape;
  const fading = meanReversion * (1 - Math.exp(-time / meanReversion));
  return longVolatility ** 2 * time + (shortVolatility ** 2 - longVolatility ** 2) * fading;
}

/** Total variance at log-moneyness k = ln(strike/forward). */
export function totalVariance(shape: SurfaceShape, logMoneyness: number, time: number): number {
  const variance = atTheMoneyVariance(shape, time);
  const slope = shape.curvature / (variance ** shape.decay * (1 + variance) ** (1 - shape.decay));
  const scaled = slope * logMoneyness;
  return (variance / 2) * (1 + shape.skew * scaled + Math.sqrt((scaled + shape.skew) ** 2 + 1 - shape.skew ** 2));
}

/** Implied volatility, fraction per year. */
export function surfaceVolatility(shape: SurfaceShape, logMoneyness: number, time: number): number {
  return Math.sqrt(totalVariance(shape, logMoneyness, time) / time);
}
