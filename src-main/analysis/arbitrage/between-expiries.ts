// Options of different expiries against each other. May import domain, pricing and this folder.
// American ones by price: a longer life costs no less. European ones by total variance at equal forward moneyness, which never falls.
import { undiscountedBlack } from '../../pricing/black.ts';
import { atMiddle, takeable } from './between-strikes.ts';
import type { OptionFamily, OptionQuote, OptionSmile } from './option-quotes.ts';
import type { Finding, Leg } from './violations.ts';

/** Violations between the expiries of a family of American options: each against the cheapest later ask, else against the next expiry's middle. */
export function* longerLives({ smiles, tolerance }: OptionFamily): Generator<Finding> {
  for (const side of ['calls', 'puts'] as const) {
    const byStrike = new Map<number, OptionQuote[]>();
    for (const smile of smiles) {
      for (const quote of smile[side]) {
        const list = byStrike.get(quote.strike);
        if (list) list.push(quote);
        else byStrike.set(quote.strike, [quote]);
      }
    }
    for (const quotes of byStrike.values()) {
      const found: Finding[] = [];
      let cheapest: OptionQuote | null = null;
      let next: OptionQuote | null = null;
      for (const quote of [...quotes].reverse()) {
        const against = (later: OptionQuote): Leg[] => [
          { quote, ratio: -1 },
          { quote: later, ratio: 1 },
        ];
        if (cheapest && takeable(against(cheapest)) > tolerance)
          found.push({ kind: 'calendar', legs: against(cheapest), bound: 0 });
        else if (next && atMiddle(against(next)) > tolerance)
          found.push({ kind: 'calendar', legs: against(next), bound: 0 });
        if (quote.ask !== null && (cheapest === null || quote.ask < cheapest.ask!)) cheapest = quote;
        if (quote.middle !== null) next = quote;
      }
      yield* found.reverse();
    }
  }
}

interface Point {
  /** ln(strike / forward). */
  moneyness: number;
  /** Total variance: volatility² · time. */
  variance: number;
  quote: OptionQuote;
}

/**
 * Total variance of an expiry by moneyness: of the option out of the money where both are quoted. Null without a forward or without volatilities.
 */
export function totalVariance({ calls, puts, forward, time }: OptionSmile): Point[] | null {
  if (forward === null || forward <= 0) return null;
  const points = new Map<number, Point>();
  for (const quotes of [calls, puts]) {
    for (const quote of quotes) {
      if (quote.volatility === null || quote.strike <= 0) continue;
      const isOut = quotes === calls ? quote.strike >= forward : quote.strike < forward;
      if (!isOut && points.has(quote.strike)) continue;
      const moneyness = Math.log(quote.strike / forward);
      points.set(quote.strike, { moneyness, variance: quote.volatility ** 2 * time, quote });
    }
  }
  return points.size === 0 ? null : [...points.values()].sort((a, b) => a.moneyness - b.moneyness);
}

/**
 * Violations between neighbouring expiries of European options: total variance of the later one below the least that a smile through the earlier one's
 * quotes can have at the same forward moneyness. Moneyness beyond the earlier quotes isn't judged.
 */
export function* fallingVariance({ smiles, tolerance }: OptionFamily): Generator<Finding> {
  let earlier: Point[] | null = null;
  for (const smile of smiles) {
    const points = totalVariance(smile);
    if (points === null) continue;
    if (earlier !== null) {
      for (const later of points) {
        const least = leastVariance(earlier, later.moneyness);
        if (least === null || least.variance <= later.variance) continue;
        const [forward, strike] = [smile.forward!, later.quote.strike];
        const right = strike >= forward ? 'call' : 'put';
        const worth = (variance: number): number =>
          undiscountedBlack(right, forward, strike, Math.sqrt(variance));
        const byVolatility = worth(least.variance) - worth(later.variance);
        if (byVolatility <= tolerance) continue;
        const legs = [
          { quote: least.nearest, ratio: -1 },
          { quote: later.quote, ratio: 1 },
        ];
        yield { kind: 'calendar', legs, bound: 0, byVolatility };
      }
    }
    earlier = points;
  }
}

/**
 * The least total variance at a moneyness between quotes: on the chord of its neighbours, or on the neighbouring chords drawn on, whichever is lower (a
 * convex smile lies between the two, a concave one above the chord). Null beyond the quotes.
 */
function leastVariance(
  points: readonly Point[],
  moneyness: number,
): { variance: number; nearest: OptionQuote } | null {
  const after = points.findIndex((point) => point.moneyness >= moneyness);
  if (after < 0) return null;
  const right = points[after]!;
  if (right.moneyness === moneyness) return { variance: right.variance, nearest: right.quote };
  const left = points[after - 1];
  if (!left) return null;
  const line = (a: Point | undefined, b: Point | undefined): number =>
    a && b
      ? a.variance + ((b.variance - a.variance) * (moneyness - a.moneyness)) / (b.moneyness - a.moneyness)
      : Number.NEGATIVE_INFINITY;
  const chord = line(left, right);
  const drawnOn = Math.max(line(points[after - 2], left), line(right, points[after + 1]));
  const isNearerLeft = moneyness - left.moneyness < right.moneyness - moneyness;
  const variance = Math.max(0, Number.isFinite(drawnOn) ? Math.min(chord, drawnOn) : chord);
  return { variance, nearest: isNearerLeft ? left.quote : right.quote };
}
