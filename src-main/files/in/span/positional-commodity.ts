// A combined commodity of a positional file from its gathered records: amounts by the risk exponent, tiers, ranges, and what is missing.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type { InterCommoditySpread, SpanCommodity, SpanProduct } from '../../../domain/span-commodity.ts';
import { impliedDecimal } from './positional-line.ts';
import type { CommodityDraft, PositionalParameters, ProductFacts } from './positional-parameters.ts';
import { type ListedCommodity, leftCommodity, type SpanFault } from './reading.ts';

const weightings = { '': 'normal', 1: 'normal', 2: 'capped', 3: 'scanRange' } as const;

/** Commodities that a record of type 2 combines; what only other records name holds nothing. */
export function listedOf(parameters: PositionalParameters): ListedCommodity[] {
  return [...parameters.commodities.values()]
    .filter(({ products }) => products.length > 0)
    .map((draft) => ({
      code: draft.code,
      name: nameOf(draft, parameters),
      products: draft.products.map(({ exchange, product, kind }) => ({ exchange, product, kind })),
    }));
}

/** The short name of its first product that has one, else its code: the layout prints no name of a combined commodity. */
function nameOf(draft: CommodityDraft, parameters: PositionalParameters): string {
  for (const { key } of draft.products) {
    const name = parameters.products.get(key)?.shortName ?? '';
    if (name !== '') return name;
  }
  return draft.code;
}

/** All that costs the commodity: faults of its records and its products' records, and records that it lacks. */
export function faultsOf(draft: CommodityDraft, parameters: PositionalParameters): SpanFault[] {
  const faults = [
    ...draft.faults,
    ...draft.products.flatMap(({ key }) => parameters.products.get(key)?.faults ?? []),
  ].map((fault) => ({ ...fault, left: leftCommodity(draft.code) }));
  const lacks = (type: string, is: boolean): void => {
    // A record that can't be read is told of already.
    if (is || faults.some(({ place }) => place.startsWith(`type ${type},`))) return;
    faults.push({
      line: 0,
      place: `type ${type}`,
      value: draft.code,
      reason: `the file has no record of type ${type} for ${draft.code}`,
      left: leftCommodity(draft.code),
    });
  };
  lacks('2', draft.exponent !== null);
  lacks('3', draft.interMonthMethod !== null);
  lacks('4', draft.deliveryMethod !== null);
  if (draft.delivery.length < draft.deliveryCount) {
    faults.push({
      line: 0,
      place: 'type 4, columns 11–12',
      value: String(draft.deliveryCount),
      reason: `the records of type 4 for ${draft.code} have ${draft.delivery.length} of the ${draft.deliveryCount} delivery months that they announce`,
      left: leftCommodity(draft.code),
    });
  }
  return faults;
}

/** Faults of records that don't say whose they are, or whose commodity can't be read so that nobody can want it. */
export function ownerlessFaults(parameters: PositionalParameters): SpanFault[] {
  const owned = new Set(
    [...parameters.commodities.values()].flatMap(({ products }) => products.map(({ key }) => key)),
  );
  return [
    ...[...parameters.commodities.values()].filter(({ products }) => products.length === 0),
    ...[...parameters.products].filter(([key]) => !owned.has(key)).map(([, facts]) => facts),
  ].flatMap(({ faults }) => faults);
}

/** One scale for the product where its series agree; null where they don't, and each contract's delta is scaled by its own. */
export function deltaScaleOf(facts: ProductFacts): DecimalText | null {
  const scales = new Set(facts.deltaScales.values());
  return scales.size === 1 ? [...scales][0]! : null;
}

/** The commodity; sentences about what was read in a way that a user should know go to `notices`. */
export function commodityOf(
  draft: CommodityDraft,
  parameters: PositionalParameters,
  notices: string[],
): SpanCommodity {
  const exponent = draft.exponent ?? 0;
  const money = (digits: string): DecimalText => impliedDecimal(digits, -exponent);
  const products: SpanProduct[] = [];
  for (const { key, exchange, product, kind } of draft.products) {
    const facts = parameters.products.get(key);
    if (!facts?.contractValueFactor) continue;
    const premium =
      kind === 'option' ? (facts.valuation ?? (draft.isFuturesStyle ? 'daily' : 'upfront')) : paidAs(kind);
    const deltaScale = deltaScaleOf(facts) ?? '1';
    products.push({
      exchange,
      product,
      kind,
      contractValueFactor: facts.contractValueFactor,
      deltaScale,
      premium,
    });
  }
  if (draft.weightedPriceRisk === '')
    notices.push(`${draft.code}: the file has no record of type S; price risk is weighted the normal way.`);
  if (draft.isScannedByTiers) notices.push(scannedTogether(draft.code));
  return {
    code: draft.code,
    name: nameOf(draft, parameters),
    currency: draft.currency,
    products,
    interMonthMethod: draft.interMonthMethod ?? '',
    interMonthTiers: draft.interMonthTiers,
    interMonthSpreads: draft.spreads.map(({ spread, rate }) => ({ ...spread, rate: money(rate) })),
    spreadTiers: draft.interTiers,
    deliveryMethod: draft.deliveryMethod ?? '',
    delivery: draft.delivery.map(({ month, spread, outright, sign }) => ({
      month,
      spreadRate: money(spread),
      outrightRate: money(outright),
      sign,
    })),
    shortOptionMinimum: {
      method: draft.minimumMethod,
      rate: largestMinimum(draft.code, [draft.minimumRate ?? '0', ...draft.tierMinimums].map(money), notices),
    },
    weightedPriceRisk: weightings[draft.weightedPriceRisk],
    initialRatio: draft.initialRatio ?? '1',
    adjustmentRatio: draft.adjustmentRatio,
    scanRanges: scanRangesOf(draft, parameters, exponent, notices),
  };
}

/** What is said of a commodity whose tiers the clearing house scans apart. */
export const scannedTogether = (code: string): string =>
  `${code}: the clearing house scans tiers of its months apart; Margrave scans all months together, which can ask less.`;

const paidAs = (kind: 'future' | 'physical'): SpanProduct['premium'] =>
  kind === 'future' ? 'daily' : 'upfront';

/** A commodity has one short option minimum here: where a file has several by tier, the largest, so that none is too low. */
export function largestMinimum(code: string, rates: readonly DecimalText[], notices: string[]): DecimalText {
  const stated = [...new Set(rates.filter((rate) => rate !== '0'))];
  if (stated.length > 1) {
    notices.push(
      `${code}: the short option minimum differs by tier (${stated.join(', ')}); the largest is taken for all.`,
    );
  }
  return stated.reduce((largest, rate) => (new ExactDecimal(rate).gt(largest) ? rate : largest), '0');
}

/** Ranges by month, of the first product that has one for the month; per contract whose delta scale is 1. */
function scanRangesOf(
  draft: CommodityDraft,
  parameters: PositionalParameters,
  exponent: number,
  notices: string[],
): SpanCommodity['scanRanges'][number][] {
  const ranges = new Map<string, SpanCommodity['scanRanges'][number]>();
  for (const { key } of draft.products) {
    const facts = parameters.products.get(key);
    if (!facts) continue;
    for (const { month, price, exponent: own, volatility, isPercentage } of facts.scanRanges) {
      if (isPercentage) {
        notices.push(
          `${draft.code}: its price scan ranges are percentages, which aren’t read; its arrays are.`,
        );
        break;
      }
      if (ranges.has(month)) continue;
      const scale = deltaScaleOf(facts) ?? facts.deltaScales.get(`${month} `) ?? '1';
      const amount = impliedDecimal(price, -exponent - own);
      ranges.set(month, { month, price: perUnitScale(amount, scale), volatility });
    }
  }
  return [...ranges.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Money of a contract whose delta scale is 1. */
export const perUnitScale = (amount: DecimalText, scale: DecimalText): DecimalText =>
  scale === '1' || scale === '0'
    ? amount
    : decimalText(new ExactDecimal(amount).div(scale).toSignificantDigits(15));

/** What is known of the tiers of a commodity. */
export interface TiersKnown {
  /** Tiers in which its deltas count towards spreads between commodities. */
  interTiers: readonly { number: number; start: string; end: string }[];
}

/**
 * Spreads that can be formed as the file says, by priority. A tier of a commodity that has but one is all of it. A tier that the commodity
 * doesn't have can't be told: such a spread is left out, which gives no credit for it, and counted in `notices`.
 */
export function readableSpreads(
  spreads: readonly InterCommoditySpread[],
  tiersOf: (code: string) => TiersKnown | null,
  notices: string[],
): InterCommoditySpread[] {
  let unsaid = 0;
  const readable: InterCommoditySpread[] = [];
  for (const spread of spreads) {
    const legs = spread.legs.map((leg) => {
      const known = tiersOf(leg.combinedCommodity);
      if (leg.tier === null || !known) return leg;
      if (known.interTiers.length <= 1) return { ...leg, tier: null };
      return known.interTiers.some(({ number }) => number === leg.tier) ? leg : null;
    });
    if (legs.some((leg) => leg === null)) unsaid += 1;
    else readable.push({ ...spread, legs: legs.filter((leg) => leg !== null) });
  }
  if (unsaid > 0) {
    notices.push(
      `${unsaid} ${unsaid === 1 ? 'spread' : 'spreads'} between commodities name months that Margrave can’t tell apart; no credit is given for them.`,
    );
  }
  return readable.sort((a, b) => a.priority - b.priority);
}
