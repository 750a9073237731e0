// Condors and iron condors: two spreads of one expiry, far too many to list in a large book. Those that undercut the prices of their legs are found by a sweep.
// May import the domain, the rulebook interface and margin/blocks.
import { LISTED_CONDORS } from '../blocks/constants.ts';
import type { ColumnMaker, StrategyColumn } from './columns.ts';
import { type LegGroup, type OptionLeg, onGrid } from './legs.ts';
import type { FindColumns } from './pairing/relaxation.ts';
import type { StrategyParameters } from './parameters.ts';
import { loanValue, type StrategyKind } from './requirements.ts';

/** Two legs of one right: the one with the lower strike first. Amounts in hundredths of a cent per contract. */
interface Spread {
  low: number;
  high: number;
  lowStrike: number;
  highStrike: number;
  width: number;
  /** Loan value taken back of its long leg. */
  loan: number;
}

/** Spreads that can be joined to condors of a kind. */
interface Family {
  /** Iron condors: put spreads below call spreads. Condors: spreads of one right and one width. */
  isIron: boolean;
  kind: StrategyKind;
  lower: Spread[];
  upper: Spread[];
}

export interface Condors {
  /** All of them, where they are few. */
  listed: StrategyColumn[];
  /** Finds the rest. */
  find: FindColumns<StrategyColumn>;
}

/** Condors of a group: listed where a family has few, found against prices where it has many. */
export function condorsOf(
  group: LegGroup,
  maker: ColumnMaker,
  parameters: StrategyParameters,
  preference: number,
): Condors {
  const families = familiesOf(group, parameters);
  const isSmall = ({ lower, upper }: Family): boolean => lower.length * upper.length <= LISTED_CONDORS;
  const listed = families
    .filter(isSmall)
    .flatMap((family) =>
      family.lower.flatMap((lower) =>
        family.upper.flatMap((upper) =>
          fits(family, lower, upper) ? made(family, lower, upper, maker) : [],
        ),
      ),
    );
  const large = families.filter((family) => !isSmall(family));
  const known = new Set<string>();
  const steps = large.reduce((sum, { lower, upper }) => sum + (lower.length + upper.length) * 2, 0);
  return {
    listed,
    find: (prices, counts, least) => {
      const found: StrategyColumn[] = [];
      let worst = 0;
      for (const family of large) {
        for (const best of family.isIron
          ? sweepIron(family, prices, counts, preference)
          : sweepEqual(family, prices, counts, preference)) {
          if (best.reduced >= least) continue;
          worst = Math.min(worst, best.reduced);
          const key = `${family.kind} ${best.lower.low} ${best.lower.high} ${best.upper.low} ${best.upper.high}`;
          if (known.has(key)) continue;
          known.add(key);
          found.push(...made(family, best.lower, best.upper, maker));
        }
      }
      return { columns: found, worst, steps: steps * Math.max(1, Math.ceil(Math.log2(1 + steps))) };
    },
  };
}

const fits = ({ isIron }: Family, lower: Spread, upper: Spread): boolean =>
  isIron
    ? lower.highStrike <= upper.lowStrike
    : lower.highStrike < upper.lowStrike && lower.width === upper.width;

function made(family: Family, lower: Spread, upper: Spread, maker: ColumnMaker): StrategyColumn[] {
  // An iron condor's members: short put, long put, short call, long call.
  const legs = family.isIron
    ? [lower.high, lower.low, upper.low, upper.high]
    : [lower.low, lower.high, upper.low, upper.high];
  return maker.try(family.kind, legs);
}

function familiesOf(group: LegGroup, parameters: StrategyParameters): Family[] {
  const places = group.legs.map((leg, place) => ({ leg, place }));
  const options = places.filter(
    (one): one is { leg: OptionLeg; place: number } => one.leg.kind === 'option' && one.leg.count > 0,
  );
  const together = Map.groupBy(options, ({ leg }) => `${leg.contract} ${leg.expiry}`);
  return [...together.values()].flatMap((own) => {
    const spreads = (isCall: boolean, isLowLong: boolean): Spread[] =>
      own
        .filter(({ leg }) => leg.isCall === isCall && leg.isLong === isLowLong)
        .flatMap((low) =>
          own.flatMap((high) => {
            const isSpread =
              high.leg.isCall === isCall && high.leg.isLong !== isLowLong && high.leg.strike > low.leg.strike;
            if (!isSpread) return [];
            const long = isLowLong ? low.leg : high.leg;
            return [
              {
                low: low.place,
                high: high.place,
                lowStrike: low.leg.strike,
                highStrike: high.leg.strike,
                width: onGrid(high.leg.strike - low.leg.strike),
                loan: onGrid(loanValue(long, parameters)),
              },
            ];
          }),
        );
    const family = (kind: StrategyKind, isIron: boolean, lower: Spread[], upper: Spread[]): Family[] =>
      lower.length > 0 && upper.length > 0 ? [{ kind, isIron, lower, upper }] : [];
    return [
      ...family('ironCondor', true, spreads(false, true), spreads(true, false)),
      ...[true, false].flatMap((isCall) => [
        ...family('longCondor', false, spreads(isCall, true), spreads(isCall, false)),
        ...family('shortCondor', false, spreads(isCall, false), spreads(isCall, true)),
      ]),
    ];
  });
}

interface Joined {
  lower: Spread;
  upper: Spread;
  /** Cost less the prices of its legs. */
  reduced: number;
}

/** What the prices of a spread's legs bring beyond the loan value taken back; NaN when one of them is used up. */
const brought = ({ low, high, loan }: Spread, prices: Float64Array, counts: Float64Array): number =>
  counts[low]! > 0 && counts[high]! > 0 ? prices[low]! + prices[high]! - loan : Number.NaN;

interface Valued {
  spread: Spread;
  value: number;
}

const valued = (spreads: readonly Spread[], prices: Float64Array, counts: Float64Array): Valued[] =>
  spreads
    .map((spread) => ({ spread, value: brought(spread, prices, counts) }))
    .filter(({ value }) => !Number.isNaN(value));

/** For each put spread the call spread above it with which the greater width is least covered: a sweep down the strikes over best partners by width. */
function sweepIron(
  { lower, upper }: Family,
  prices: Float64Array,
  counts: Float64Array,
  preference: number,
): Joined[] {
  const calls = valued(upper, prices, counts).sort((a, b) => b.spread.lowStrike - a.spread.lowStrike);
  const puts = valued(lower, prices, counts).sort((a, b) => b.spread.highStrike - a.spread.highStrike);
  const widths = [...new Set(calls.map(({ spread }) => spread.width))].sort((a, b) => a - b);
  const placeOf = new Map(widths.map((width, place) => [width, place]));
  const narrower = new BestBefore(widths.length);
  const wider = new BestBefore(widths.length);
  const joinedBest: Joined[] = [];
  let next = 0;
  for (const { spread, value } of puts) {
    while (next < calls.length && calls[next]!.spread.lowStrike >= spread.highStrike) {
      const call = calls[next++]!;
      const place = placeOf.get(call.spread.width)!;
      narrower.put(place, call.value, call.spread);
      wider.put(widths.length - 1 - place, call.value - call.spread.width, call.spread);
    }
    const upTo = placesUpTo(widths, spread.width);
    const options = [
      { best: narrower.upTo(upTo), cost: spread.width },
      { best: wider.upTo(widths.length - upTo), cost: 0 },
    ];
    for (const { best, cost } of options) {
      if (best === null) continue;
      const reduced = cost + preference - value - best.value;
      joinedBest.push({ lower: spread, upper: best.spread, reduced });
    }
  }
  return joinedBest;
}

/** For each lower spread the best upper one of its width that begins above it. The cost of a short condor is that width, of a long one nothing. */
function sweepEqual(
  { kind, lower, upper }: Family,
  prices: Float64Array,
  counts: Float64Array,
  preference: number,
): Joined[] {
  const uppers = Map.groupBy(valued(upper, prices, counts), ({ spread }) => spread.width);
  const lowers = Map.groupBy(valued(lower, prices, counts), ({ spread }) => spread.width);
  return [...lowers].flatMap(([width, own]) => {
    const partners = (uppers.get(width) ?? []).sort((a, b) => b.spread.lowStrike - a.spread.lowStrike);
    const cost = kind === 'shortCondor' ? width : 0;
    let next = 0;
    let best: Valued | null = null;
    const joinedBest: Joined[] = [];
    for (const { spread, value } of own.sort((a, b) => b.spread.highStrike - a.spread.highStrike)) {
      while (next < partners.length && partners[next]!.spread.lowStrike > spread.highStrike) {
        const partner: Valued = partners[next++]!;
        if (best === null || partner.value > best.value) best = partner;
      }
      if (best === null) continue;
      joinedBest.push({
        lower: spread,
        upper: best.spread,
        reduced: cost + preference - value - best.value,
      });
    }
    return joinedBest;
  });
}

/** How many of the ascending widths are at most `width`. */
function placesUpTo(widths: readonly number[], width: number): number {
  let [from, to] = [0, widths.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (widths[middle]! <= width) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The best of what was put at places before a given one (a binary indexed tree of maxima). */
class BestBefore {
  readonly #best: ({ value: number; spread: Spread } | null)[];

  constructor(places: number) {
    this.#best = Array.from({ length: places + 1 }, () => null);
  }

  put(place: number, value: number, spread: Spread): void {
    for (let at = place + 1; at < this.#best.length; at += at & -at) {
      const known = this.#best[at];
      if (!known || value > known.value) this.#best[at] = { value, spread };
    }
  }

  /** Of the first `places` places; null when nothing was put there. */
  upTo(places: number): { value: number; spread: Spread } | null {
    let best: { value: number; spread: Spread } | null = null;
    for (let at = places; at > 0; at -= at & -at) {
      const known = this.#best[at];
      if (known && (best === null || known.value > best.value)) best = known;
    }
    return best;
  }
}
