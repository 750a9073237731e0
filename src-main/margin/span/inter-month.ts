// Charges inside one combined commodity: spreads between months and tiers, and deliveries.
// May import the domain and what is beside it.
import { isSameMonth } from '../../domain/span-contracts.ts';
import { DECIMAL_BASE, FLOAT_NOISE } from '../blocks/constants.ts';
import type { MonthRisk } from './commodity-array.ts';
import type { MonthDeltas } from './month-deltas.ts';
import type { CommodityTerms, MonthLeg, MonthSpread, Tier } from './typed-parameters.ts';

/** A spread or delivery that was charged. */
export interface ChargedSpread {
  kind: 'series' | 'tier' | 'delivery';
  label: string;
  legs: { months: string; side: 'A' | 'B'; deltaPerSpread: number; deltaUsed: number }[];
  /** Spreads formed; of a delivery 0. */
  count: number;
  charge: number;
}

export interface MonthCharges {
  spreads: ChargedSpread[];
  deliveries: ChargedSpread[];
  interMonth: number;
  delivery: number;
}

/**
 * Series first, then tiers, by priority; each with legs of side A long and B short, then the other way round. A spread takes the nearest months of a tier first.
 * Deliveries are charged on what those spreads, and super-spreads before them, took and left.
 * @param deltas what super-spreads left of the months' deltas; spreads take theirs off
 * @param decimals places to which counts of spreads are rounded
 */
export function monthCharges(
  terms: CommodityTerms,
  months: readonly Pick<MonthRisk, 'month' | 'delta'>[],
  deltas: MonthDeltas,
  decimals: number,
): MonthCharges {
  const leftOf = (month: string): number => deltas.months.find((row) => row.month === month)?.left ?? 0;
  const taken = new Map(months.map(({ month, delta }) => [month, Math.abs(delta) - Math.abs(leftOf(month))]));
  const spreads = terms.spreads.flatMap((spread) =>
    [1, -1].flatMap((direction) => formed(terms, spread, direction, deltas, taken, decimals) ?? []),
  );
  const deliveries = months.flatMap(({ month, delta }) => {
    return deliveryOf(terms, month, delta, leftOf(month), taken.get(month) ?? 0) ?? [];
  });
  const sum = (charged: readonly ChargedSpread[]): number =>
    charged.reduce((total, { charge }) => total + charge, 0);
  return { spreads, deliveries, interMonth: sum(spreads), delivery: sum(deliveries) };
}

/** To so many places, half away from 0. */
export function roundedCount(count: number, decimals: number): number {
  const unit = DECIMAL_BASE ** decimals;
  // A half that its binary form falls short of is still a half.
  return Math.round(count * unit * (1 + FLOAT_NOISE)) / unit;
}

/** Whether a month is in a tier; both ends are taken in, an empty end is open. */
function isInTier({ start, end }: Pick<Tier, 'start' | 'end'>, month: string): boolean {
  const upTo = (bound: string): string => month.slice(0, bound.length);
  return (start === '' || upTo(start) >= start.slice(0, month.length)) && (end === '' || upTo(end) <= end);
}

/** Months of a tier by its number; 0 stands for all. A number that isn't listed has none. */
export function monthsOfTier(tiers: readonly Tier[], number: number): (month: string) => boolean {
  if (number === 0) return () => true;
  const own = tiers.filter((tier) => tier.number === number);
  return (month) => own.some((tier) => isInTier(tier, month));
}

function formed(
  terms: CommodityTerms,
  spread: MonthSpread,
  direction: number,
  deltas: MonthDeltas,
  taken: Map<string, number>,
  decimals: number,
): ChargedSpread | null {
  const legs = spread.legs.map((leg) => ({
    leg,
    sign: leg.side === 'A' ? direction : -direction,
    isMember: membersOf(terms, leg),
  }));
  if (legs.length === 0) return null;
  // Legs that draw on the same months and side share what is there.
  const available = legs.map(({ leg, sign, isMember }) => {
    const shared = legs
      .filter((other) => other.sign === sign && nameOf(other.leg) === nameOf(leg))
      .reduce((sum, other) => sum + other.leg.ratio, 0);
    return deltas.oneSided(isMember, sign) / shared;
  });
  const count = roundedCount(Math.min(...available), decimals);
  if (!(count > 0)) return null;
  const used = legs.map(({ leg, sign, isMember }) => {
    const parts = deltas.take(isMember, sign, count * leg.ratio);
    for (const { month, amount } of parts) taken.set(month, (taken.get(month) ?? 0) + amount);
    return {
      months: parts.map(({ month }) => month).join(', '),
      side: leg.side,
      deltaPerSpread: leg.ratio,
      deltaUsed: sign * parts.reduce((sum, { amount }) => sum + amount, 0),
    };
  });
  return {
    kind: spread.kind,
    label: legs.map(({ leg }) => nameOf(leg)).join(' – '),
    legs: used,
    count,
    charge: count * spread.rate,
  };
}

const nameOf = ({ tier, month }: MonthLeg): string => (tier === 0 ? month : `tier ${tier}`);

const membersOf = (terms: CommodityTerms, { tier, month }: MonthLeg): ((month: string) => boolean) =>
  tier === 0
    ? (held) => month !== '' && held !== '' && isSameMonth(held, month)
    : monthsOfTier(terms.tiers, tier);

function deliveryOf(
  terms: CommodityTerms,
  month: string,
  delta: number,
  left: number,
  inSpreads: number,
): ChargedSpread | null {
  const rates = terms.delivery.find((row) => month !== '' && isSameMonth(month, row.month));
  if (!rates) return null;
  const isCharged = rates.sign === 'B' || (rates.sign === 'L' ? delta > 0 : delta < 0);
  const charge = isCharged ? Math.abs(left) * rates.outrightRate + inSpreads * rates.spreadRate : 0;
  if (charge === 0) return null;
  return {
    kind: 'delivery',
    label: `delivery ${month}`,
    legs: [{ months: month, side: 'A', deltaPerSpread: 1, deltaUsed: delta }],
    count: 0,
    charge,
  };
}
