// Is a volatility surface free of arbitrage? Numerical checks on quoted volatilities alone, with the textbook's own formulas:
// nothing here comes from the program. Gatheral and Jacquier, "Arbitrage-free SVI volatility surfaces" (2014), section 2.
import normalCumulative from '@stdlib/stats-base-dists-normal-cdf';

/** Quotes of one underlying and expiry. */
export interface Slice {
  name: string;
  forward: number;
  /** Years. */
  time: number;
  /** Ascending strikes, each with the volatility quoted there. */
  quotes: { strike: number; volatility: number }[];
}

interface Node {
  /** ln(strike / forward). */
  k: number;
  /** Total variance. */
  w: number;
}

const nodes = ({ forward, time, quotes }: Slice): Node[] =>
  quotes.map(({ strike, volatility }) => ({ k: Math.log(strike / forward), w: volatility ** 2 * time }));

/** Value, slope and curvature at `k` of the parabola through three points. */
function parabola(points: readonly Node[], k: number): { w: number; slope: number; curvature: number } {
  const [a, b, c] = points as [Node, Node, Node];
  const first = (b.w - a.w) / (b.k - a.k);
  const second = ((c.w - b.w) / (c.k - b.k) - first) / (c.k - a.k);
  return {
    w: a.w + first * (k - a.k) + second * (k - a.k) * (k - b.k),
    slope: first + second * (2 * k - a.k - b.k),
    curvature: 2 * second,
  };
}

/** Durrleman's function g, whose sign is the sign of the implied density, at each strike but the outermost. */
export function densityFunction(slice: Slice): { strike: number; g: number }[] {
  const all = nodes(slice);
  return all.slice(1, -1).map(({ k }, index) => {
    const { w, slope, curvature } = parabola(all.slice(index, index + 3), k);
    const g = (1 - (k * slope) / (2 * w)) ** 2 - (slope ** 2 / 4) * (1 / w + 1 / 4) + curvature / 2;
    return { strike: slice.quotes[index + 1]!.strike, g };
  });
}

/** Undiscounted call price by Black's formula. */
export function callPrice(forward: number, strike: number, volatility: number, time: number): number {
  const deviation = volatility * Math.sqrt(time);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return forward * normalCumulative(d1, 0, 1) - strike * normalCumulative(d1 - deviation, 0, 1);
}

/** Sentences on butterflies that cost less than nothing: g below 0, or call prices that are not falling and convex in strike. */
export function butterflyTroubles(slice: Slice): string[] {
  const troubles: string[] = [];
  for (const { strike, g } of densityFunction(slice))
    if (!(g >= 0)) troubles.push(`${slice.name}, strike ${strike}: g = ${g}`);
  const prices = slice.quotes.map(({ strike, volatility }) =>
    callPrice(slice.forward, strike, volatility, slice.time),
  );
  let before = -1;
  for (let index = 1; index < prices.length; index++) {
    const { strike } = slice.quotes[index]!;
    const slope = (prices[index]! - prices[index - 1]!) / (strike - slice.quotes[index - 1]!.strike);
    if (slope < before - 1e-9 || slope > 0)
      troubles.push(`${slice.name}, strike ${strike}: the call's slope ${slope} follows on ${before}`);
    before = slope;
  }
  return troubles;
}

/** Sentences on total variance that falls from one expiry to the next at the same moneyness, where both are quoted. */
export function calendarTroubles(near: Slice, far: Slice): string[] {
  const later = nodes(far);
  const troubles: string[] = [];
  for (const { k, w } of nodes(near)) {
    if (k < later[0]!.k || k > later.at(-1)!.k) continue;
    const above = later.findIndex((node) => node.k >= k);
    const start = Math.min(Math.max(above - 1, 0), later.length - 3);
    const laterVariance = parabola(later.slice(start, start + 3), k).w;
    if (laterVariance < w)
      troubles.push(
        `${near.name} to ${far.name}: total variance falls from ${w} to ${laterVariance} at ln(K/F) = ${k}`,
      );
  }
  return troubles;
}
