// A combined commodity out of its element `ccDef`, and spreads between commodities out of theirs.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import type {
  InterCommoditySpread,
  InterMonthSpread,
  RiskArray,
  SpanCommodity,
  SpanTier,
} from '../../../domain/span-commodity.ts';
import { largestMinimum, scannedTogether, type TiersKnown } from './positional-commodity.ts';
import type { XmlElement } from './xml-elements.ts';
import { countOf, monthOf, monthOrNone, numberOf, numberOrNull, sideOf } from './xml-numbers.ts';

const kindsOfTypes: Readonly<Record<string, RiskArray['kind']>> = {
  FUT: 'future',
  PHY: 'physical',
  EQTY: 'physical',
  STOCK: 'physical',
  OOF: 'option',
  OOP: 'option',
  OOE: 'option',
  OOC: 'option',
};
const weightings: Readonly<Record<string, SpanCommodity['weightedPriceRisk']>> = {
  '': 'normal',
  1: 'normal',
  NORMAL: 'normal',
  2: 'capped',
  CAPPED: 'capped',
  3: 'scanRange',
  SCANRANGE: 'scanRange',
};
const minimums: Readonly<Record<string, 'maximum' | 'gross'>> = {
  '': 'gross',
  1: 'maximum',
  MAX: 'maximum',
  2: 'gross',
  GROSS: 'gross',
};

/** Rates that a file has for several kinds of account: which is read, and what of it is initial over maintenance. */
export interface RateChoice {
  /** Number of the maintenance rate that is read; empty when the file defines none. */
  maintenance: string;
  /** Numbers of the initial rates for the same kind of account. */
  initial: ReadonlySet<string>;
}

/** The first maintenance rate for customers, else for members; where none is defined, the first of each list is read. */
export function rateChoice(definitions: readonly XmlElement[]): RateChoice {
  const isOf = (definition: XmlElement, child: string, value: string): boolean =>
    definition.textOf(child) === value;
  const chosen =
    definitions.find((one) => isOf(one, 'isM', '1') && isOf(one, 'isCust', '1')) ??
    definitions.find((one) => isOf(one, 'isM', '1')) ??
    definitions[0];
  if (!chosen) return { maintenance: '', initial: new Set() };
  const initial = definitions.filter(
    (one) =>
      isOf(one, 'isM', '0') &&
      isOf(one, 'isCust', chosen.textOf('isCust')) &&
      isOf(one, 'acctType', chosen.textOf('acctType')),
  );
  return { maintenance: chosen.textOf('r'), initial: new Set(initial.map((one) => one.textOf('r'))) };
}

/** The element of the rate that is read, of several that differ in `r`. */
export const ofRate = (
  elements: readonly XmlElement[],
  { maintenance }: RateChoice,
): XmlElement | undefined => elements.find((element) => element.textOf('r') === maintenance) ?? elements[0];

export interface LinkedProduct {
  exchange: string;
  product: string;
  kind: RiskArray['kind'];
  /** Null when the file leaves it to the contracts. */
  deltaScale: DecimalText | null;
}

/** Products that a commodity combines; portfolios of other types (combinations) are counted by `onOther`. */
export function linkedProducts(ccDef: XmlElement, onOther: (type: string) => void): LinkedProduct[] {
  const products: LinkedProduct[] = [];
  for (const link of ccDef.all('pfLink')) {
    const type = link.required('pfType');
    const kind = kindsOfTypes[type];
    if (kind === undefined) {
      onOther(type);
      continue;
    }
    const scale = numberOrNull(link, 'sc');
    products.push({
      exchange: link.required('exch'),
      product: link.required('pfCode'),
      kind,
      deltaScale: scale === '0' ? null : scale,
    });
  }
  return products;
}

/** All of the commodity but its products and scan ranges, which stand with the contracts. Throws an `XmlFault` on what can't be read. */
export function commodityOfElement(
  ccDef: XmlElement,
  rates: RateChoice,
  notices: string[],
): Omit<SpanCommodity, 'products' | 'scanRanges'> {
  const code = ccDef.required('cc');
  const spreads = ccDef.all('dSpread').map((spread) => interMonthSpread(spread, rates));
  if (tiersIn(ccDef.first('scanTiers')).length > 1) notices.push(scannedTogether(code));
  const minimum = (ccDef.first('somTiers')?.all('tier') ?? []).map((tier) => rateIn(tier, rates));
  return {
    code,
    name: ccDef.textOf('name') || code,
    currency: ccDef.required('currency'),
    interMonthMethod: spreads.length > 0 ? '10' : '01',
    interMonthTiers: tiersIn(ccDef.first('intraTiers')),
    interMonthSpreads: spreads,
    spreadTiers: tiersIn(ccDef.first('interTiers')),
    deliveryMethod: (ccDef.textOf('spotMeth') || '1').padStart(2, '0'),
    delivery: ccDef
      .all('spotRate')
      .filter((rate) => rates.maintenance === '' || rate.textOf('r') === rates.maintenance)
      .map((rate) => ({
        month: monthOf(rate, 'pe'),
        spreadRate: numberOf(rate, 'sprd'),
        outrightRate: numberOf(rate, 'outr'),
        sign: 'B',
      })),
    shortOptionMinimum: {
      method: wordOf(ccDef, 'somMeth', minimums),
      rate: largestMinimum(code, minimum, notices),
    },
    weightedPriceRisk: wordOf(ccDef, 'wfprMeth', weightings),
    ...ratiosOf(ccDef, rates),
  };
}

/** Tiers for spreads with other commodities. */
export const tiersOfElement = (ccDef: XmlElement): TiersKnown => ({
  interTiers: tiersIn(ccDef.first('interTiers')),
});

/** A spread of `interSpreads`. */
export function spreadOfElement(spread: XmlElement, rates: RateChoice): InterCommoditySpread {
  const scanning = spread.all('sLeg').length > 0;
  const charge = spread.textOf('chargeMeth').toUpperCase();
  const isFlat = !scanning && (charge === 'F' || charge === 'FLAT');
  const credit = rateIn(spread, rates);
  const legs = [...spread.all('tLeg'), ...spread.all('sLeg')].map((leg) => {
    const tier = leg.textOf('tn') === '' ? 0 : countOf(leg, 'tn');
    return {
      combinedCommodity: leg.required('cc'),
      tier: tier === 0 ? null : tier,
      ratio: numberOrNull(leg, 'i') ?? '1',
      side: leg.textOf('rs') === '' && scanning ? ('A' as const) : sideOf(leg),
      isTarget: leg.textOf('isTarget') === '1',
      // Says something of scanning-based spreads only; all others need all legs.
      isRequired: !scanning || leg.textOf('isRequired') !== '0',
      credit: null,
    };
  });
  if (legs.length < 2) throw spread.fault('spread', 'a spread needs two legs or more');
  if (scanning && !legs.some(({ isTarget }) => isTarget)) legs[0]!.isTarget = true;
  return {
    priority: countOf(spread, 'spread'),
    method: scanning ? 'scanning' : isFlat ? 'flat' : 'weighted',
    // Files print percentages; what is 1 or less can only be a fraction.
    credit:
      isFlat || new ExactDecimal(credit).lte(1) ? credit : decimalText(new ExactDecimal(credit).div(100)),
    isSuper: false,
    legs,
  };
}

function interMonthSpread(spread: XmlElement, rates: RateChoice): InterMonthSpread {
  const byTier = spread.all('tLeg').length > 0;
  const legs = (byTier ? spread.all('tLeg') : spread.all('pLeg')).map((leg) => ({
    tier: byTier ? countOf(leg, 'tn') : null,
    month: byTier ? null : monthOf(leg, 'pe'),
    ratio: numberOf(leg, 'i'),
    side: sideOf(leg),
  }));
  if (legs.length < 2) throw spread.fault('spread', 'a spread needs two legs or more');
  return {
    kind: byTier ? 'tier' : 'series',
    priority: countOf(spread, 'spread'),
    rate: rateIn(spread, rates),
    legs,
  };
}

/** `rate/val` of the rate that is read. */
function rateIn(element: XmlElement, rates: RateChoice): DecimalText {
  const rate = ofRate(element.all('rate'), rates);
  if (!rate) throw element.fault('rate', '“rate” is missing');
  return numberOf(rate, 'val');
}

function ratiosOf(
  ccDef: XmlElement,
  { maintenance, initial }: RateChoice,
): Pick<SpanCommodity, 'initialRatio' | 'adjustmentRatio'> {
  const adjusted = ccDef.all('adjRate').filter((rate) => rate.textOf('baseR') === maintenance);
  const own = adjusted.find((rate) => rate.textOf('r') === maintenance);
  const above = adjusted.find((rate) => initial.has(rate.textOf('r')));
  return {
    initialRatio: above ? numberOf(above, 'val') : '1',
    adjustmentRatio: own ? numberOf(own, 'val') : '1',
  };
}

function tiersIn(list: XmlElement | undefined): SpanTier[] {
  return (list?.all('tier') ?? []).map((tier) => ({
    number: countOf(tier, 'tn'),
    start: monthOrNone(tier, 'sPe'),
    end: monthOrNone(tier, 'ePe'),
  }));
}

function wordOf<Meaning>(
  element: XmlElement,
  child: string,
  meanings: Readonly<Record<string, Meaning>>,
): Meaning {
  const word = element.textOf(child).toUpperCase();
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  if (meaning === undefined)
    throw element.fault(
      child,
      `“${word.slice(0, 40)}” isn’t among ${Object.keys(meanings)
        .filter((one) => one !== '')
        .join(', ')}`,
    );
  return meaning;
}
