// What a combined commodity and its spreads are as parameter rows of the rulebook `span`: paths, units, lists that say how long they are.
// May import the domain.
import type { Parameter, ParameterValue } from './parameters.ts';
import type { InterCommoditySpread, SpanCommodity, SpanTier } from './span-commodity.ts';

/** Digits of a priority in a spread's key, so that keys stand in the order of priorities. */
const priorityDigits = 6;

/** Units of the rows that a commodity's parameters have; the rulebook's schema says the same. */
export const spanUnits = {
  /** In the currency of the combined commodity. */
  money: 'commodity currency',
  text: 'text',
  choice: 'choice',
  count: 'count',
  flag: 'flag',
  ratio: 'ratio',
  document: 'document',
  array: 'risk array',
} as const;

/** One segment of a path: a code, with the points that would cut it replaced. */
export const pathSegment = (code: string): string => code.replaceAll('.', ',');

/** Where the hash of a combined commodity's risk arrays stands. */
export const riskArraysPath = (code: string): string => `combinedCommodity.${pathSegment(code)}.riskArrays`;

/** Where the array of one held instrument stands: month of its delta, sixteen losses, composite delta. */
export const arrayPath = (instrument: string): string => `array.${pathSegment(instrument)}`;

/** Where what a product is stands. */
export const productPath = (exchange: string, product: string, kind: string): string =>
  `product.${pathSegment(exchange)}.${pathSegment(product)}.${kind}`;

/**
 * Codes under which parameter sets of a combined commodity are kept, in code-point order: its futures' and physicals' products and, where it has neither, all its
 * products; and its own.
 */
export function commodityAssets({ code, products }: Pick<SpanCommodity, 'code' | 'products'>): string[] {
  const underlying = products.filter(({ kind }) => kind !== 'option');
  const own = underlying.some(({ kind }) => kind === 'future') ? underlying : products;
  return [...new Set([code, ...own.map(({ product }) => product)])].sort();
}

/**
 * All rows of one combined commodity, in the order of their paths: itself, its products, and the spreads with other commodities that name it.
 * @param interCommoditySpreads all of the file; those without a leg in the commodity are left out
 * @param source where the numbers are from, whole
 * @param document hash of its risk arrays; null when the file has none
 */
export function commodityParameters(
  commodity: SpanCommodity,
  interCommoditySpreads: readonly InterCommoditySpread[],
  source: string,
  document: string | null,
): Parameter[] {
  const rows: Parameter[] = [];
  const add: Adding = (path, value, unit) =>
    void rows.push({ path, value, unit: spanUnits[unit], source, confirmed: false });
  const own = `combinedCommodity.${pathSegment(commodity.code)}`;
  add(`${own}.name`, commodity.name, 'text');
  add(`${own}.currency`, commodity.currency, 'text');
  add(`${own}.initialRatio`, commodity.initialRatio, 'ratio');
  add(`${own}.adjustmentRatio`, commodity.adjustmentRatio, 'ratio');
  add(`${own}.weightedPriceRisk`, commodity.weightedPriceRisk, 'choice');
  add(`${own}.shortOptionMinimum.method`, commodity.shortOptionMinimum.method, 'choice');
  add(`${own}.shortOptionMinimum.rate`, commodity.shortOptionMinimum.rate, 'money');
  add(`${own}.interMonthMethod`, commodity.interMonthMethod, 'text');
  add(`${own}.deliveryMethod`, commodity.deliveryMethod, 'text');
  // A file's ranges are money per contract and volatility points as they are added.
  add(`${own}.priceScanRangeForm`, 'money', 'choice');
  add(`${own}.volatilityScanRangeForm`, 'absolute', 'choice');
  if (document !== null) add(`${own}.riskArrays`, document, 'document');
  listed(add, `${own}.scanRange`, commodity.scanRanges, (path, range) => {
    add(`${path}.month`, range.month, 'text');
    add(`${path}.price`, range.price, 'ratio');
    add(`${path}.volatility`, range.volatility, 'ratio');
  });
  const tierRows = (path: string, tier: SpanTier): void => {
    add(`${path}.number`, String(tier.number), 'count');
    add(`${path}.start`, tier.start, 'text');
    add(`${path}.end`, tier.end, 'text');
  };
  listed(add, `${own}.tier`, commodity.interMonthTiers, tierRows);
  listed(add, `${own}.spreadTier`, commodity.spreadTiers ?? commodity.interMonthTiers, tierRows);
  listed(add, `${own}.interMonthSpread`, commodity.interMonthSpreads, (path, spread) => {
    add(`${path}.kind`, spread.kind, 'choice');
    add(`${path}.priority`, String(spread.priority), 'count');
    add(`${path}.rate`, spread.rate, 'money');
    listed(add, `${path}.leg`, spread.legs, (leg, { tier, month, ratio, side }) => {
      add(`${leg}.tier`, String(tier ?? 0), 'count');
      add(`${leg}.month`, month ?? '', 'text');
      add(`${leg}.ratio`, ratio, 'ratio');
      add(`${leg}.side`, side, 'choice');
    });
  });
  listed(add, `${own}.delivery`, commodity.delivery, (path, month) => {
    add(`${path}.month`, month.month, 'text');
    add(`${path}.spreadRate`, month.spreadRate, 'money');
    add(`${path}.outrightRate`, month.outrightRate, 'money');
    add(`${path}.sign`, month.sign, 'choice');
  });
  for (const { exchange, product, kind, contractValueFactor, deltaScale, premium } of commodity.products) {
    const path = productPath(exchange, product, kind);
    add(`${path}.combinedCommodity`, commodity.code, 'text');
    add(`${path}.contractValueFactor`, contractValueFactor, 'ratio');
    add(`${path}.deltaScale`, deltaScale, 'ratio');
    add(`${path}.premium`, premium, 'choice');
  }
  const keyed = spreadKeys(interCommoditySpreads).filter(([, { legs }]) =>
    legs.some(({ combinedCommodity }) => combinedCommodity === commodity.code),
  );
  listed(add, `${own}.interCommoditySpread`, keyed, (path, [key]) => add(`${path}.key`, key, 'text'));
  for (const [key, spread] of keyed) addSpread(add, `interCommoditySpread.${key}`, spread);
  // A product that a file names twice is one row.
  return [...new Map(rows.map((row) => [row.path, row])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Adding = (path: string, value: ParameterValue, unit: keyof typeof spanUnits) => void;

function listed<Item>(
  add: Adding,
  path: string,
  items: readonly Item[],
  each: (path: string, item: Item) => void,
): void {
  add(`${path}.count`, String(items.length), 'count');
  items.forEach((item, index) => {
    each(`${path}.${index + 1}`, item);
  });
}

function addSpread(add: Adding, path: string, spread: InterCommoditySpread): void {
  add(`${path}.priority`, String(spread.priority), 'count');
  add(`${path}.method`, spread.method, 'choice');
  add(`${path}.credit`, spread.credit, 'ratio');
  add(`${path}.isSuper`, spread.isSuper, 'flag');
  listed(add, `${path}.leg`, spread.legs, (leg, own) => {
    add(`${leg}.combinedCommodity`, own.combinedCommodity, 'text');
    add(`${leg}.tier`, String(own.tier ?? 0), 'count');
    add(`${leg}.ratio`, own.ratio, 'ratio');
    add(`${leg}.side`, own.side, 'choice');
    add(`${leg}.isTarget`, own.isTarget, 'flag');
    add(`${leg}.isRequired`, own.isRequired, 'flag');
    add(`${leg}.credit`, own.credit ?? spread.credit, 'ratio');
    add(`${leg}.hasOwnCredit`, own.credit !== null, 'flag');
  });
}

/** Keys that say priority and commodities, so that the same spread of another file's date has the same key; alike ones are numbered. */
function spreadKeys(spreads: readonly InterCommoditySpread[]): [string, InterCommoditySpread][] {
  const seen = new Map<string, number>();
  return spreads.map((spread) => {
    const codes = [...new Set(spread.legs.map(({ combinedCommodity }) => combinedCommodity))];
    const name = pathSegment(
      `${spread.isSuper ? 'super-' : ''}${String(spread.priority).padStart(priorityDigits, '0')}-${codes.join('-')}`,
    );
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [times === 1 ? name : `${name}~${times}`, spread];
  });
}
