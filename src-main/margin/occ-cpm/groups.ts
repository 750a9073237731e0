// Class groups, product groups and portfolio groups of one account: profit and loss at each point, minimums, requirement. In USD.
// May import the domain, the rulebook interface and margin/blocks.
import type { Instrument } from '../../domain/instrument.ts';
import { hasMarketValue, unitMarketValue } from '../blocks/listed/equity.ts';
import type { AccountValues, ValuedHolding } from '../rulebook.ts';
import type { CpmParameters, Membership, PriceRange } from './parameters.ts';
import { pointCount } from './scenarios.ts';

/** What is of one deliverable: nets wholly. */
export interface ClassMargin {
  name: string;
  label: string;
  membership: Membership;
  holdings: readonly ValuedHolding[];
  /** Range of its prices before a fund's multiple. */
  range: PriceRange;
  /** Profit (+) or loss (−) at each point, and over the wider range where that is scanned and the class group is concentrated. */
  profitAndLoss: Float64Array;
  stressed: Float64Array | null;
  /** Minimum of each holding. */
  minimums: readonly number[];
}

export interface ProductMargin {
  name: string;
  /** Part of a class group's gain that counts beside others' losses. */
  offset: number;
  classes: readonly ClassMargin[];
}

/** A scan of a portfolio group: at each point the product groups after offsets, and the loss at the worst. */
export interface Scan {
  points: Float64Array;
  worst: number;
  loss: number;
}

export interface PortfolioMargin {
  name: string;
  /** Part of a product group's gain that counts beside others' losses. */
  offset: number;
  products: readonly ProductMargin[];
  scan: Scan;
  /** With its concentrated class groups over the wider range; null when it has none. */
  stress: Scan | null;
  minimum: number;
  requirement: number;
}

/** Finest group for which P&L vectors are wanted: what parameters may tell apart. */
export const cpmGroup = ({ priceIndex, product }: Instrument): string => `${priceIndex} ${product}`;

/** Amounts left to right, gains times the factor, as a line of operator `scaledGains` joins them. */
export const scaledGains = (amounts: readonly number[], factor: number): number =>
  amounts.reduce((total, amount) => total + (amount > 0 ? amount * factor : amount), 0);

/** What a class group counts at a point of a scan. */
export const classAmount = (
  { profitAndLoss, stressed }: ClassMargin,
  point: number,
  isStress: boolean,
): number => (isStress ? (stressed ?? profitAndLoss) : profitAndLoss)[point] ?? 0;

/** What a product group counts at a point: its class groups, gains at its offset. */
export const productAmount = ({ classes, offset }: ProductMargin, point: number, isStress: boolean): number =>
  scaledGains(
    classes.map((one) => classAmount(one, point, isStress)),
    offset,
  );

/** All class groups of a portfolio group, in the order in which they are summed. */
export const classesOf = ({ products }: PortfolioMargin): ClassMargin[] =>
  products.flatMap(({ classes }) => classes);

/** One requirement per portfolio group with holdings, all levels in code-point order. */
export function portfolioMargins(values: AccountValues, parameters: CpmParameters): PortfolioMargin[] {
  const classes = withStress(values, parameters, classMargins(values, parameters));
  return grouped(classes, ({ membership }) => membership.portfolioGroup).map(([name, members]) => {
    const products = grouped(members, ({ membership }) => membership.productGroup).map(
      ([product, own]): ProductMargin => ({
        name: product,
        offset: parameters.offset('productGroup', product),
        classes: own,
      }),
    );
    const offset = parameters.offset('portfolioGroup', name);
    const count = pointCount(parameters);
    const scan = scanOf(products, offset, count, false);
    const stress = members.some(({ stressed }) => stressed !== null)
      ? scanOf(products, offset, count, true)
      : null;
    const minimum = products
      .flatMap((product) => product.classes.flatMap(({ minimums }) => minimums))
      .reduce((sum, amount) => sum + amount, 0);
    return {
      ...{ name, offset, products, scan, stress, minimum },
      requirement: Math.max(scan.loss, stress?.loss ?? 0, minimum),
    };
  });
}

function classMargins(values: AccountValues, parameters: CpmParameters): ClassMargin[] {
  const of = ({ instrument }: ValuedHolding): string => parameters.membership(instrument).classGroup;
  return grouped(values.holdings, of).map(([name, holdings]) => {
    const [first] = holdings as [ValuedHolding, ...ValuedHolding[]];
    const { priceIndex, underlying } = first.instrument;
    const membership = parameters.membership(first.instrument);
    return {
      name,
      label: membership.isNamed ? name.toUpperCase() : underlying,
      membership,
      holdings,
      range: parameters.range(priceIndex),
      profitAndLoss: scanned(values, holdings, 0, pointCount(parameters)),
      stressed: null,
      minimums: holdings.map((holding) => minimumOf(values, holding, parameters)),
    };
  });
}

/** P&L vectors of the holdings' groups, added up in the order of the groups' names. */
function scanned(
  values: AccountValues,
  holdings: readonly ValuedHolding[],
  from: number,
  count: number,
): Float64Array {
  const total = new Float64Array(count);
  for (const group of [...new Set(holdings.map(({ instrument }) => cpmGroup(instrument)))].sort()) {
    const vector = values.profitAndLoss(group);
    for (let point = 0; point < count; point++)
      total[point] = (total[point] ?? 0) + (vector?.[from + point] ?? 0);
  }
  return total;
}

/** The least that a holding asks: per contract and unit of multiplier, a long option at most its market value. */
function minimumOf(values: AccountValues, holding: ValuedHolding, parameters: CpmParameters): number {
  const { instrument, quantity } = holding;
  if (instrument.kind === 'spot') return 0;
  const size = Math.abs(quantity) * Number(instrument.multiplier);
  if (instrument.kind !== 'option') return size * parameters.minimum('future');
  const least = size * parameters.minimum('option');
  if (quantity < 0 || !hasMarketValue(instrument)) return least;
  return Math.min(least, Math.max(0, quantity * unitMarketValue(values, holding)));
}

/** Marks the concentrated class groups, and gives them their wider scan. */
function withStress(
  values: AccountValues,
  parameters: CpmParameters,
  classes: readonly ClassMargin[],
): ClassMargin[] {
  if (!parameters.isConcentrationCounted) return [...classes];
  const worth = classes.map(({ holdings }) =>
    holdings
      .filter(({ instrument }) => hasMarketValue(instrument))
      .reduce((sum, holding) => sum + Math.abs(holding.quantity * unitMarketValue(values, holding)), 0),
  );
  const risks = classes.map(({ profitAndLoss }) => Math.max(0, -Math.min(...profitAndLoss)));
  const isAbove = (amounts: readonly number[], place: number, share: number): boolean => {
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    return (amounts[place] ?? 0) > share * total;
  };
  const count = pointCount(parameters);
  return classes.map((one, place) => {
    const isConcentrated =
      !parameters.isDiversified(one.membership.productGroup) &&
      (isAbove(worth, place, parameters.concentration('shareOfMarketValue')) ||
        isAbove(risks, place, parameters.concentration('shareOfRequirement')));
    return isConcentrated ? { ...one, stressed: scanned(values, one.holdings, count, count) } : one;
  });
}

function scanOf(products: readonly ProductMargin[], offset: number, count: number, isStress: boolean): Scan {
  const points = Float64Array.from({ length: count }, (_, point) =>
    scaledGains(
      products.map((product) => productAmount(product, point, isStress)),
      offset,
    ),
  );
  let worst = 0;
  points.forEach((amount, point) => {
    if (amount < (points[worst] ?? 0)) worst = point;
  });
  return { points, worst, loss: Math.max(0, -(points[worst] ?? 0)) };
}

/** Members by name, names in code-point order, members in the order they come in. */
function grouped<Member>(
  members: readonly Member[],
  nameOf: (member: Member) => string,
): [name: string, members: Member[]][] {
  return [...Map.groupBy(members, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1));
}
