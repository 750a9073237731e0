// Options of one expiry against each other: convexity in strike, and spreads of two strikes between 0 and their width. May import domain and this folder.
// Middle prices are compared between neighbours; bids against the best asks of all strikes, so that no wide spread hides what lies beyond it.
import type { OptionRight } from '../../domain/instrument.ts';
import type { OptionFamily, OptionQuote } from './option-quotes.ts';
import type { Finding, Leg } from './violations.ts';

/** All violations among the calls, or the puts, of one expiry. Quotes by rising strike. */
export function* betweenStrikes(
  quotes: readonly OptionQuote[],
  right: OptionRight,
  { tolerance }: Pick<OptionFamily, 'tolerance'>,
): Generator<Finding> {
  yield* butterflies(quotes, tolerance);
  yield* verticals(quotes, right, tolerance);
}

const priced = <Side extends 'middle' | 'ask'>(
  quotes: readonly OptionQuote[],
  side: Side,
): (OptionQuote & Record<Side, number>)[] =>
  quotes.filter((quote): quote is OptionQuote & Record<Side, number> => quote[side] !== null);

/** The weights of two wings that replicate the strike between them at worst. */
function butterflyLegs(left: OptionQuote, middle: OptionQuote, right: OptionQuote): Leg[] {
  const weight = (right.strike - middle.strike) / (right.strike - left.strike);
  return [
    { quote: left, ratio: weight },
    { quote: middle, ratio: -1 },
    { quote: right, ratio: 1 - weight },
  ];
}

function* butterflies(quotes: readonly OptionQuote[], tolerance: number): Generator<Finding> {
  const seen = new Set<OptionQuote>();
  const hull = lowerHull(priced(quotes, 'ask'));
  let edge = 0;
  for (const quote of quotes) {
    while (edge < hull.length - 2 && hull[edge + 1]!.strike <= quote.strike) edge++;
    const [left, right] = [hull[edge], hull[edge + 1]];
    if (quote.bid === null || !left || !right) continue;
    if (quote.strike <= left.strike || quote.strike >= right.strike) continue;
    const legs = butterflyLegs(left, quote, right);
    if (takeable(legs) <= tolerance) continue;
    seen.add(quote);
    yield { kind: 'butterfly', legs, bound: 0 };
  }
  const middles = priced(quotes, 'middle');
  for (let at = 1; at + 1 < middles.length; at++) {
    const [left, quote, right] = [middles[at - 1]!, middles[at]!, middles[at + 1]!];
    if (seen.has(quote) || left.strike === quote.strike || quote.strike === right.strike) continue;
    const legs = butterflyLegs(left, quote, right);
    if (atMiddle(legs) > tolerance) yield { kind: 'butterfly', legs, bound: 0 };
  }
}

/** The lower convex hull of asks over strikes: the cheapest that any strike can be replicated for by two others. */
function lowerHull<Quote extends OptionQuote & { ask: number }>(quotes: readonly Quote[]): Quote[] {
  const hull: Quote[] = [];
  for (const quote of quotes) {
    while (hull.length >= 2) {
      const [first, second] = [hull.at(-2)!, hull.at(-1)!];
      const turn =
        (second.strike - first.strike) * (quote.ask - first.ask) -
        (second.ask - first.ask) * (quote.strike - first.strike);
      if (turn > 0) break;
      hull.pop();
    }
    hull.push(quote);
  }
  return hull;
}

/**
 * Selling one and buying the other: a call of a higher strike, or a put of a lower one, is never worth more than what is bought (bound 0); the other way
 * round it is never worth more than the difference of strikes above it (bound = width).
 */
function* verticals(
  quotes: readonly OptionQuote[],
  right: OptionRight,
  tolerance: number,
): Generator<Finding> {
  // Towards what is worth more: lower strikes of calls, higher strikes of puts.
  const dearerFirst = right === 'call' ? [...quotes] : [...quotes].reverse();
  yield* sold(dearerFirst, () => 0, tolerance);
  const cheaperFirst = [...dearerFirst].reverse();
  yield* sold(cheaperFirst, (a, b) => Math.abs(a.strike - b.strike), tolerance);
}

/** Each quote sold against one bought before it in the order given: the best ask of all those, else the middle of its neighbour. */
function* sold(
  quotes: readonly OptionQuote[],
  width: (a: OptionQuote, b: OptionQuote) => number,
  tolerance: number,
): Generator<Finding> {
  const origin = quotes[0];
  let cheapest: OptionQuote | null = null;
  let neighbour: OptionQuote | null = null;
  for (const quote of quotes) {
    const legsOf = (bought: OptionQuote): Leg[] => [
      { quote: bought, ratio: 1 },
      { quote, ratio: -1 },
    ];
    const bound = cheapest ? width(cheapest, quote) : 0;
    const best = cheapest && legsOf(cheapest);
    if (best && quote.bid !== null && cheapest!.strike !== quote.strike && takeable(best) - bound > tolerance)
      yield { kind: 'vertical', legs: best, bound };
    else if (neighbour && quote.middle !== null && neighbour.strike !== quote.strike) {
      const legs = legsOf(neighbour);
      const own = width(neighbour, quote);
      if (atMiddle(legs) - own > tolerance) yield { kind: 'vertical', legs, bound: own };
    }
    if (quote.middle !== null) neighbour = quote;
    // What a later one is sold against: ask plus the width from there, less what all share.
    const cost = (one: OptionQuote): number => (one.ask ?? Number.POSITIVE_INFINITY) - width(origin!, one);
    if (quote.ask !== null && (cheapest === null || cost(quote) < cost(cheapest))) cheapest = quote;
  }
}

/** What the legs earn selling at bids and buying at asks; −∞ where one is missing. */
export function takeable(legs: readonly Leg[]): number {
  let earned = 0;
  for (const { quote, ratio } of legs) {
    const price = ratio > 0 ? quote.ask : quote.bid;
    if (price === null) return Number.NEGATIVE_INFINITY;
    earned -= ratio * price;
  }
  return earned;
}

/** What the legs earn at middle prices; −∞ where one is missing. */
export function atMiddle(legs: readonly Leg[]): number {
  let earned = 0;
  for (const { quote, ratio } of legs) {
    if (quote.middle === null) return Number.NEGATIVE_INFINITY;
    earned -= ratio * quote.middle;
  }
  return earned;
}
