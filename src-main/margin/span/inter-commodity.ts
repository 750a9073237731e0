// Credits for spreads between combined commodities: weighted by price risk, of a flat amount, and by scanning arrays together.
// May import the domain and what is beside it.
import type { RequirementInput } from '../rulebook.ts';
import { type HeldCommodity, scanRangeMoney } from './commodity-array.ts';
import { monthsOfTier, roundedCount } from './inter-month.ts';
import { MonthDeltas } from './month-deltas.ts';
import { arrayRisk } from './price-risk.ts';
import type { CommodityLeg, CommoditySpread, SpanParameters } from './typed-parameters.ts';

/** A combined commodity while spreads are formed: its array changes where it is scanned together with others, its deltas where spreads take them. */
export interface SpreadSide {
  held: HeldCommodity;
  losses: Float64Array;
  /** What spreads inside and between commodities left. */
  deltas: MonthDeltas;
  /** By months; replaced as a whole where arrays were added. */
  months: HeldCommodity['months'];
}

export interface GivenCredit {
  spread: CommoditySpread;
  kind: 'inter-commodity' | 'scanning-based' | 'super-spread';
  legs: {
    commodity: string;
    months: string;
    side: 'A' | 'B';
    deltaPerSpread: number;
    deltaUsed: number;
    /** Positive. */
    credit: number;
  }[];
  count: number;
}

interface CreditContext {
  values: RequirementInput['values'];
  parameters: SpanParameters;
  sides: ReadonlyMap<string, SpreadSide>;
}

/** Spreads whose commodities, as far as their terms are known, all list them: others are left over from another file. */
export function agreedSpreads(parameters: SpanParameters): CommoditySpread[] {
  return parameters.commoditySpreads.filter(({ key, legs }) =>
    legs.every(
      ({ commodity }) =>
        !parameters.hasCommodity(commodity) || parameters.commodity(commodity).otherSpreads.has(key),
    ),
  );
}

/**
 * Forms one spread by count: legs of side A net long and B net short, then the other way round; the fewest spreads that a leg has deltas for, so all legs have to be
 * there (which legs a scan of arrays can do without is said of scanning-based spreads alone). Deltas are used up; weighted price risks are those before any spread
 * between commodities.
 */
export function countedCredits(context: CreditContext, spread: CommoditySpread): GivenCredit[] {
  return [1, -1].flatMap((direction) => countedCredit(context, spread, direction) ?? []);
}

function countedCredit(
  { values, parameters, sides }: CreditContext,
  spread: CommoditySpread,
  direction: number,
): GivenCredit | null {
  const legs = spread.legs.flatMap((leg) => {
    const side = sides.get(leg.commodity);
    if (!side) return [];
    const isMember = monthsOfTier(side.held.terms.spreadTiers, leg.tier);
    const sign = leg.side === 'A' ? direction : -direction;
    const left = sign * side.deltas.net(isMember);
    return left > 0 ? [{ leg, side, isMember, sign, left }] : [];
  });
  if (legs.length === 0 || legs.length < spread.legs.length) return null;
  const count = roundedCount(
    Math.min(...legs.map(({ leg, left }) => left / leg.ratio)),
    parameters.number('general.deltaDecimals'),
  );
  if (!(count > 0)) return null;
  return {
    spread,
    kind: spread.isSuper ? 'super-spread' : 'inter-commodity',
    count,
    legs: legs.map(({ leg, side, isMember, sign }) => {
      const rate = leg.hasOwnCredit ? leg.credit : spread.credit;
      // A flat amount is the spread's: legs share it alike unless they have amounts of their own.
      const flat = leg.hasOwnCredit ? rate : rate / legs.length;
      const credit =
        spread.method === 'flat'
          ? count * flat
          : count * leg.ratio * weightedPriceRisk(values, parameters, side, leg, spread) * rate;
      const parts = side.deltas.take(isMember, sign, count * leg.ratio);
      return {
        commodity: leg.commodity,
        months: parts.map(({ month }) => month).join(', '),
        side: leg.side,
        deltaPerSpread: leg.ratio,
        deltaUsed: sign * parts.reduce((sum, { amount }) => sum + amount, 0),
        credit,
      };
    }),
  };
}

/**
 * Money per delta of a commodity, or of one of its tiers, by the commodity's method; 0 where price brings no risk. In super-spreads no more than the scan of the
 * commodity over the delta of the leg.
 */
function weightedPriceRisk(
  values: RequirementInput['values'],
  parameters: SpanParameters,
  { held, losses, months }: SpreadSide,
  { tier }: Pick<CommodityLeg, 'tier'>,
  { isSuper }: Pick<CommoditySpread, 'isSuper'>,
): number {
  const { terms, contracts } = held;
  const isMember = monthsOfTier(terms.spreadTiers, tier);
  const own = months.filter(({ month }) => isMember(month));
  const array =
    tier === 0
      ? losses
      : summed(
          own.map((row) => row.losses),
          losses.length,
        );
  const delta = own.reduce((sum, row) => sum + row.delta, 0);
  const { price } = arrayRisk(array, parameters.scenarios);
  const most =
    isSuper && delta !== 0
      ? arrayRisk(losses, parameters.scenarios).scan / Math.abs(delta)
      : Number.POSITIVE_INFINITY;
  const normal = price <= 0 || delta === 0 ? 0 : Math.min(price / Math.abs(delta), most);
  if (terms.weightedPriceRisk === 'normal') return normal;
  const nearest = contracts
    .filter(({ month }) => isMember(month))
    .reduce<(typeof contracts)[number] | null>(
      (best, one) => (best && best.month <= one.month ? best : one),
      null,
    );
  const range = nearest ? scanRangeMoney(values, terms, nearest) : 0;
  return terms.weightedPriceRisk === 'scanRange' ? Math.min(range, most) : Math.min(normal, range);
}

/**
 * Scans the arrays of a spread's legs together: losses whole, of gains the share that the credit is; the target takes array and deltas (times target ratio over leg
 * ratio), other legs are left with none. The credit is what the scans of the legs come to by themselves less the scan of all; legs share it as their scans.
 * Null where a required leg isn't held or fewer than two are.
 */
export function scannedCredit(
  { parameters, sides }: CreditContext,
  spread: CommoditySpread,
): GivenCredit | null {
  const legs = spread.legs.flatMap((leg) => {
    const side = sides.get(leg.commodity);
    return side ? [{ leg, side }] : [];
  });
  const isWhole = spread.legs.every((leg) => !leg.isRequired || legs.some((own) => own.leg === leg));
  const target = legs.find(({ leg }) => leg.isTarget) ?? legs[0];
  if (!isWhole || !target || legs.length < 2) return null;
  const scans = legs.map(({ side }) => arrayRisk(side.losses, parameters.scenarios).scan);
  const together = summed(
    legs.map(({ leg, side }) => {
      const share = leg.hasOwnCredit ? leg.credit : spread.credit;
      return side.losses.map((loss) => (loss < 0 ? loss * share : loss));
    }),
    target.side.losses.length,
  );
  const alone = scans.reduce((sum, scan) => sum + scan, 0);
  const credit = alone - arrayRisk(together, parameters.scenarios).scan;
  const nothing = new Float64Array(together.length);
  const moved = legs.flatMap(({ leg, side }) =>
    side.deltas.months.map(({ month, left }) => ({
      month,
      delta: (left * target.leg.ratio) / leg.ratio,
    })),
  );
  const used = legs.map(({ side }) => side.deltas.net(() => true));
  for (const { side } of legs) {
    side.losses = nothing;
    side.months = [];
    side.deltas = new MonthDeltas([]);
  }
  target.side.losses = together;
  target.side.deltas = new MonthDeltas(moved);
  target.side.months = target.side.deltas.months.map(({ month, left }) => ({
    month,
    delta: left,
    losses: nothing,
  }));
  return {
    spread,
    kind: 'scanning-based',
    count: 0,
    legs: legs.map(({ leg, side }, place) => ({
      commodity: leg.commodity,
      months: side.held.months.map(({ month }) => month).join(', '),
      side: leg.side,
      deltaPerSpread: leg.ratio,
      deltaUsed: used[place] ?? 0,
      credit: alone === 0 ? 0 : (credit * (scans[place] ?? 0)) / alone,
    })),
  };
}

/** Arrays added, in their order. */
export function summed(arrays: readonly Float64Array[], length: number): Float64Array {
  const sum = new Float64Array(length);
  for (const array of arrays) {
    array.forEach((loss, scenario) => {
      sum[scenario] = (sum[scenario] ?? 0) + loss;
    });
  }
  return sum;
}
