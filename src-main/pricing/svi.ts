// Raw SVI: the volatility of a strike from the five parameters of an expiry's fitted total variance.
// May import nothing.

/** Fitted parameters of one expiry. `forward` and `time` (years) are those that the fit was made at, which a valuation's own need not be. */
export interface SviSurface {
  a: number;
  b: number;
  rho: number;
  m: number;
  sigma: number;
  forward: number;
  time: number;
}

/** Log-moneyness is held within ± this many standard deviations of the fit, √(a + b·σ). */
const WIDEST_DEVIATIONS = 4;
/** Largest total variance: a deviation σ√T of 12. */
const LARGEST_VARIANCE = 144;

/**
 * Volatility per year at a strike: √(min(w, 144)/time), w = a + b·(ρ·(k − m) + √((k − m)² + σ²)), k = ln(strike/forward) held within ±4·√(a + b·σ).
 * A strike of 0 lies at the lower end.
 * @param strike ≥ 0, in the forward's currency
 * @returns null where the parameters give no variance: a negative or undefined w, a forward or time that isn't above 0
 */
export function sviVolatility(surface: SviSurface, strike: number): number | null {
  const { a, b, rho, m, sigma, forward, time } = surface;
  const widest = WIDEST_DEVIATIONS * Math.sqrt(a + b * sigma);
  if (!(widest >= 0 && forward > 0 && time > 0 && strike >= 0)) return null;
  const k = Math.max(-widest, Math.min(widest, Math.log(strike / forward)));
  const variance = a + b * (rho * (k - m) + Math.sqrt((k - m) ** 2 + sigma ** 2));
  const volatility = Math.sqrt(Math.min(variance, LARGEST_VARIANCE) / time);
  return Number.isFinite(volatility) ? volatility : null;
}
