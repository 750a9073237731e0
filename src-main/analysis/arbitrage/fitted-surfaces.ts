// Fitted surfaces (raw SVI): density of each expiry by Durrleman's g, and total variance against the next expiry. May import domain and pricing.
import type { ArbitrageViolation } from '../../domain/arbitrage.ts';
import type { MarketFigures } from '../../domain/market.ts';
import { undiscountedBlack } from '../../pricing/black.ts';
import { normalDensity } from '../../pricing/normal.ts';
import type { SviSurface } from '../../pricing/svi.ts';
import { surfaceIn } from '../../pricing/volatility-quotes.ts';

export interface FittedExpiry {
  expiry: string;
  surface: SviSurface;
}

/** Points looked at on each side, and how many standard deviations of the fit they reach: twice as far as volatilities are taken from it. */
const POINTS = 160;
const DEVIATIONS = 8;
/** Width of the butterfly that a density below 0 is told as, relative to the forward. */
const BUTTERFLY_WIDTH = 0.01;
/** What a fit's printed digits leave open. */
const SMALLEST_DENSITY = 1e-9;
const SMALLEST_VARIANCE = 1e-9;

type Found = Omit<ArbitrageViolation, 'currency'>;

/** The fitted surfaces of one price index, by expiry. */
export function fittedExpiries(market: MarketFigures, priceIndex: string): FittedExpiry[] {
  const expiries = new Set(market.all('surface', `${priceIndex}/a`).map(({ expiry }) => expiry));
  return [...expiries].sort().flatMap((expiry) => {
    const surface = surfaceIn(market, priceIndex, expiry);
    return surface && surface.forward > 0 && surface.time > 0 ? [{ expiry, surface }] : [];
  });
}

/** Total variance of a fit at log-moneyness k, with its first two derivatives. */
export function sviVariance(
  { a, b, rho, m, sigma }: SviSurface,
  k: number,
): { variance: number; slope: number; curvature: number } {
  const root = Math.sqrt((k - m) ** 2 + sigma ** 2);
  return {
    variance: a + b * (rho * (k - m) + root),
    slope: b * (rho + (root === 0 ? 0 : (k - m) / root)),
    curvature: root === 0 ? 0 : (b * sigma ** 2) / root ** 3,
  };
}

/**
 * Durrleman's function: the risk-neutral density of ln(price/forward) is g(k)·φ(d₂)/√w. Below 0 there is butterfly arbitrage (Gatheral and Jacquier 2014,
 * lemma 2.2). −∞ where the variance isn't above 0.
 */
export function durrleman(surface: SviSurface, k: number): number {
  const { variance, slope, curvature } = sviVariance(surface, k);
  if (!(variance > 0)) return Number.NEGATIVE_INFINITY;
  return (1 - (k * slope) / (2 * variance)) ** 2 - (slope ** 2 / 4) * (1 / variance + 1 / 4) + curvature / 2;
}

const reach = ({ a, b, sigma }: SviSurface): number => DEVIATIONS * Math.sqrt(Math.max(a + b * sigma, 0));

/** At most one violation per expiry, at its worst point, and one per pair of neighbouring expiries. */
export function* ofFittedSurfaces(fits: readonly FittedExpiry[]): Generator<Found> {
  for (const fit of fits) {
    const found = worstDensity(fit);
    if (found) yield found;
  }
  for (let at = 1; at < fits.length; at++) {
    const found = worstCrossing(fits[at - 1]!, fits[at]!);
    if (found) yield found;
  }
}

function worstDensity({ expiry, surface }: FittedExpiry): Found | null {
  const widest = reach(surface);
  let worst: { k: number; g: number; amount: number } | null = null;
  for (let step = -POINTS; step <= POINTS; step++) {
    const k = (widest * step) / POINTS;
    const g = durrleman(surface, k);
    if (g >= -SMALLEST_DENSITY) continue;
    const amount = Number.isFinite(g) ? -butterfly(surface, k, g) : 0;
    if (worst === null || amount > worst.amount) worst = { k, g, amount };
  }
  if (worst === null) return null;
  const strike = surface.forward * Math.exp(worst.k);
  const what = Number.isFinite(worst.g)
    ? `the fitted surface has a density below 0 near ${shortNumber(strike)}: Durrleman's g is ${worst.g.toPrecision(3)}`
    : `the fitted surface has no variance above 0 near ${shortNumber(strike)}`;
  return {
    kind: 'butterfly',
    on: 'surface',
    right: null,
    expiry,
    laterExpiry: null,
    legs: [],
    what,
    amount: worst.amount,
    beyondSpread: null,
  };
}

/** Undiscounted value of a butterfly of strikes 1 % of the forward apart, by the density of the price: g·φ(d₂)/(K·√w) times the width squared. */
function butterfly(surface: SviSurface, k: number, g: number): number {
  const deviation = Math.sqrt(sviVariance(surface, k).variance);
  const d2 = -k / deviation - deviation / 2;
  const strike = surface.forward * Math.exp(k);
  return ((g * normalDensity(d2)) / (strike * deviation)) * (BUTTERFLY_WIDTH * surface.forward) ** 2;
}

function worstCrossing(earlier: FittedExpiry, later: FittedExpiry): Found | null {
  const widest = Math.min(reach(earlier.surface), reach(later.surface));
  let worst: { k: number; amount: number } | null = null;
  for (let step = -POINTS; step <= POINTS; step++) {
    const k = (widest * step) / POINTS;
    const [before, after] = [earlier, later].map(({ surface }) =>
      Math.max(0, sviVariance(surface, k).variance),
    ) as [number, number];
    if (before - after <= SMALLEST_VARIANCE) continue;
    const { forward } = later.surface;
    const strike = forward * Math.exp(k);
    const worth = (variance: number): number =>
      undiscountedBlack(k >= 0 ? 'call' : 'put', forward, strike, Math.sqrt(variance));
    const amount = worth(before) - worth(after);
    if (worst === null || amount > worst.amount) worst = { k, amount };
  }
  if (worst === null) return null;
  const strike = later.surface.forward * Math.exp(worst.k);
  return {
    kind: 'calendar',
    on: 'surface',
    right: null,
    expiry: earlier.expiry,
    laterExpiry: later.expiry,
    legs: [],
    what: `the fitted surface of ${earlier.expiry.slice(0, 10)} has more total variance near ${shortNumber(strike)} than that of ${later.expiry.slice(0, 10)}`,
    amount: worst.amount,
    beyondSpread: null,
  };
}

/** A strike as people read it: five digits. */
const shortNumber = (value: number): string =>
  Number(value.toPrecision(5)).toLocaleString('en-US', { maximumFractionDigits: 8 });
