// Parameters of customer portfolio margin: who belongs to which group, how far prices move, offsets, minimums, house stress.
// May import the domain, the rulebook interface and margin/blocks.
import { ExactDecimal } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import {
  LARGEST_AMOUNT,
  LARGEST_COUNT,
  LARGEST_SCALE,
  LARGEST_SHARE,
  LEAST_MOVE,
} from '../blocks/constants.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

const twoClasses = 'two class groups of one product group, one of which gains where the other loses';
const twoProducts = 'two product groups of one portfolio group, one of which gains where the other loses';
const concentrated = 'a concentrated position, while concentration is counted';

const groupName = (path: string, label: string, meaning: string, feltBy: string): ParameterField => ({
  path,
  label,
  unit: 'name',
  kind: 'text',
  meaning,
  feltBy,
});

export const parameterFields: readonly ParameterField[] = [
  numberField(
    'general.pointsPerSide',
    'Points per side',
    'count',
    [1, LARGEST_COUNT],
    'Prices are moved to this many points down and as many up, in equal steps on each side; no move is no point.',
    'a book whose loss is largest between the ends of the range',
  ),
  groupName(
    'underlying.*.classGroup',
    'Class group of an underlying',
    'By price index. What is of one class group nets wholly: a deliverable, and the options and futures on it.',
    'two underlyings of one class group',
  ),
  numberField(
    'underlying.*.leverage',
    'Daily multiple of a fund',
    'factor',
    [-LARGEST_SCALE, LARGEST_SCALE],
    'By price index. The range of its product group times this; below 0 for a fund that gains when the index falls. 1 when left out.',
    'a leveraged or inverse fund',
  ),
  groupName(
    'product.*.classGroup',
    'Class group of a futures product',
    'By product code (es), of futures and the options on them; goes before the underlying’s. Its range stays the underlying’s.',
    'a future that is held beside others of its underlying',
  ),
  groupName(
    'classGroup.*.productGroup',
    'Product group of a class group',
    'Class groups of one product group offset in part. A class group without a row is a product group of its own.',
    'a broad index',
  ),
  groupName(
    'productGroup.*.portfolioGroup',
    'Portfolio group of a product group',
    'Product groups of one portfolio group are moved together and offset in part. A product group without a row is a portfolio group of its own.',
    twoProducts,
  ),
  numberField(
    'productGroup.*.down',
    'Range down',
    'fraction',
    [LEAST_MOVE, LARGEST_SHARE],
    'The furthest point down, as a positive part of the price.',
    'a product group that loses when its prices fall',
  ),
  numberField(
    'productGroup.*.up',
    'Range up',
    'fraction',
    [LEAST_MOVE, LARGEST_SCALE],
    'The furthest point up.',
    'a product group that loses when its prices rise',
  ),
  numberField(
    'productGroup.*.offset',
    'Offset between class groups',
    'fraction',
    [0, 1],
    'At each point this part of a class group’s gain offsets the losses of others in the product group; 0 without a row.',
    twoClasses,
  ),
  {
    path: 'productGroup.*.isDiversified',
    label: 'Broad index',
    unit: 'flag',
    kind: 'flag',
    meaning: 'A broad index: never counted as concentrated. False without a row.',
    feltBy: concentrated,
  },
  numberField(
    'portfolioGroup.*.offset',
    'Offset between product groups',
    'fraction',
    [0, 1],
    'At each point this part of a product group’s gain offsets the losses of others in the portfolio group; 0 without a row.',
    twoProducts,
  ),
  numberField(
    'other.down',
    'Range down of all others',
    'fraction',
    [LEAST_MOVE, LARGEST_SHARE],
    'Of single stocks, narrow indexes, sectors, and whatever is of no product group with a range of its own.',
    'a share that loses when its price falls',
  ),
  numberField(
    'other.up',
    'Range up of all others',
    'fraction',
    [LEAST_MOVE, LARGEST_SCALE],
    'Of single stocks, narrow indexes, sectors, and whatever is of no product group with a range of its own.',
    'a share that loses when its price rises',
  ),
  numberField(
    'minimum.option',
    'Minimum of an option',
    'USD per unit of the multiplier',
    [0, LARGEST_AMOUNT],
    'Each contract asks at least this times its multiplier, long and short alike, a long one at most its market value.',
    'a portfolio group whose minimum is above its loss',
  ),
  numberField(
    'minimum.future',
    'Minimum of a future',
    'USD per unit of the multiplier',
    [0, LARGEST_AMOUNT],
    'Each future asks at least this times its multiplier.',
    'a portfolio group of futures whose minimum is above its loss',
  ),
  {
    path: 'minimumEquity.kind',
    label: 'Minimum equity that applies',
    unit: 'choice',
    kind: 'choice',
    choices: ['fullMonitoring', 'partialMonitoring', 'primeBroker', 'unlistedDerivatives', 'none'],
    meaning:
      'By how the firm watches the account. It warns: it is a level of its own and adds nothing to the margin.',
  },
  numberField(
    'minimumEquity.fullMonitoring',
    'With full real-time monitoring',
    'USD',
    [0, LARGEST_AMOUNT],
    'Least equity of an account that the firm watches all day.',
    'an account whose minimum equity is this one',
  ),
  numberField(
    'minimumEquity.partialMonitoring',
    'Without full real-time monitoring',
    'USD',
    [0, LARGEST_AMOUNT],
    'Least equity of an account that the firm does not watch all day.',
    'an account whose minimum equity is this one',
  ),
  numberField(
    'minimumEquity.primeBroker',
    'Trading away, and day trading',
    'USD',
    [0, LARGEST_AMOUNT],
    'Least equity of an account whose trades are executed elsewhere, or that day-trades.',
    'an account whose minimum equity is this one',
  ),
  numberField(
    'minimumEquity.unlistedDerivatives',
    'With unlisted derivatives',
    'USD',
    [0, LARGEST_AMOUNT],
    'Least equity of an account that holds unlisted derivatives.',
    'an account whose minimum equity is this one',
  ),
  {
    path: 'concentration.isCounted',
    label: 'Stress of concentrated positions',
    unit: 'flag',
    kind: 'flag',
    meaning:
      'Concentrated class groups are also moved over the wider range; the larger loss counts. A house rule: off in the published set.',
    feltBy: 'a concentrated position',
  },
  numberField(
    'concentration.shareOfMarketValue',
    'Concentrated above this part of the market value',
    'fraction',
    [0, 1],
    'A class group is concentrated when its shares and options, long and short, are more than this part of the account’s.',
    concentrated,
  ),
  numberField(
    'concentration.shareOfRequirement',
    'Concentrated above this part of the risk',
    'fraction',
    [0, 1],
    'A class group is also concentrated when its own loss is more than this part of the sum of all class groups’.',
    concentrated,
  ),
  numberField(
    'concentration.down',
    'Stress down',
    'fraction',
    [LEAST_MOVE, LARGEST_SHARE],
    'The furthest point down of a concentrated class group; its own range where that is wider.',
    concentrated,
  ),
  numberField(
    'concentration.up',
    'Stress up',
    'fraction',
    [LEAST_MOVE, LARGEST_SCALE],
    'The furthest point up of a concentrated class group; its own range where that is wider.',
    concentrated,
  ),
];

/** How far prices move: both positive parts of the price. */
export interface PriceRange {
  down: number;
  up: number;
}

type Belonging = Pick<Instrument, 'priceIndex'> &
  Partial<Pick<Instrument, 'product' | 'kind' | 'deliversFuture'>>;

/** Where an instrument belongs. */
export interface Membership {
  classGroup: string;
  productGroup: string;
  portfolioGroup: string;
  /** False where no row names its product or underlying: it is a group of its own. */
  isNamed: boolean;
}

/** Typed view; rows are read, and checked, when first asked for. */
export class CpmParameters {
  readonly reader: ParameterReader;
  readonly #memberships = new Map<string, Membership>();
  readonly #points = new Map<string, readonly number[]>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  get pointsPerSide(): number {
    return this.reader.number('general.pointsPerSide');
  }

  get isConcentrationCounted(): boolean {
    return this.reader.flag('concentration.isCounted');
  }

  concentration(name: 'shareOfMarketValue' | 'shareOfRequirement'): number {
    return this.reader.number(`concentration.${name}`);
  }

  minimum(kind: 'option' | 'future'): number {
    return this.reader.number(`minimum.${kind}`);
  }

  /** The minimum equity that applies; null where none does. */
  get minimumEquity(): { path: string; label: string; amount: number } | null {
    const kind = this.reader.choice('minimumEquity.kind');
    if (kind === 'none') return null;
    const path = `minimumEquity.${kind}`;
    const field = parameterFields.find((one) => one.path === path);
    return {
      path,
      label: `Minimum equity, ${(field?.label ?? kind).toLowerCase()}`,
      amount: this.reader.number(path),
    };
  }

  /**
   * Where an instrument belongs: a future, or an option on one, by its product, else by its price index, else by itself. Shares and options on them have tickers
   * that are products of futures too: ES is a utility besides. Throws `invalid-input` on a name that can't be one.
   */
  membership({ product, priceIndex, kind, deliversFuture }: Belonging): Membership {
    const future = kind === 'future' || deliversFuture !== undefined ? product?.toLowerCase() : undefined;
    const key = `${future ?? ''} ${priceIndex}`;
    const known = this.#memberships.get(key);
    if (known) return known;
    const named = [
      ...(future === undefined ? [] : [`product.${future}.classGroup`]),
      `underlying.${priceIndex}.classGroup`,
    ].find((path) => this.reader.has(path));
    const classGroup = named === undefined ? priceIndex : this.#name(named);
    const above = (section: string, group: string, level: string): string => {
      const path = `${section}.${group}.${level}`;
      return this.reader.has(path) ? this.#name(path) : group;
    };
    const productGroup = above('classGroup', classGroup, 'productGroup');
    const portfolioGroup = above('productGroup', productGroup, 'portfolioGroup');
    const found: Membership = { classGroup, productGroup, portfolioGroup, isNamed: named !== undefined };
    this.#memberships.set(key, found);
    return found;
  }

  /** Range of a price index before its fund’s multiple: its product group’s, else that of all others. */
  range(priceIndex: string): PriceRange {
    const { productGroup } = this.membership({ priceIndex });
    const at = (side: 'down' | 'up'): number => this.reader.number(this.#rangePath(productGroup, side));
    return { down: at('down'), up: at('up') };
  }

  /** Range of a price index when its class group is concentrated; its own where that is wider. */
  stressedRange(priceIndex: string): PriceRange {
    const own = this.range(priceIndex);
    return {
      down: Math.max(own.down, this.reader.number('concentration.down')),
      up: Math.max(own.up, this.reader.number('concentration.up')),
    };
  }

  /** True when a venue’s number confirms both sides of a price index’ range. */
  isRangeConfirmed(priceIndex: string): boolean {
    const { productGroup } = this.membership({ priceIndex });
    return (['down', 'up'] as const).every((side) =>
      this.reader.isConfirmed(this.#rangePath(productGroup, side)),
    );
  }

  /** What a fund’s price moves by when its index moves by 1; 1 for what is no leveraged fund. */
  leverage(priceIndex: string): number {
    const path = `underlying.${priceIndex}.leverage`;
    return this.reader.has(path) ? this.reader.number(path) : 1;
  }

  /** Part of a gain that offsets losses beside it, in a product group or a portfolio group. */
  offset(section: 'productGroup' | 'portfolioGroup', group: string): number {
    const path = `${section}.${group}.offset`;
    return this.reader.has(path) ? this.reader.number(path) : 0;
  }

  isDiversified(productGroup: string): boolean {
    const path = `productGroup.${productGroup}.isDiversified`;
    return this.reader.has(path) && this.reader.flag(path);
  }

  /** Relative moves of a range, ascending: five down and five up of −8/+6 are −8, −6.4 … −1.6, 1.2 … 6 %, as decimals have them. Do not modify. */
  points({ down, up }: PriceRange): readonly number[] {
    const key = `${down} ${up}`;
    const known = this.#points.get(key);
    if (known) return known;
    const count = this.pointsPerSide;
    const part = (side: number, step: number): number =>
      new ExactDecimal(side).times(step).dividedBy(count).toNumber();
    const steps = Array.from({ length: count }, (_, place) => place + 1);
    const made = [
      ...steps.toReversed().map((step) => -part(down, step)),
      ...steps.map((step) => part(up, step)),
    ];
    this.#points.set(key, made);
    return made;
  }

  #rangePath(productGroup: string, side: 'down' | 'up'): string {
    const own = `productGroup.${productGroup}.${side}`;
    return this.reader.has(own) ? own : `other.${side}`;
  }

  #name(path: string): string {
    const name = this.reader.text(path).trim();
    if (name !== '' && !name.includes('.')) return name;
    throw new MargraveError(
      'invalid-input',
      `Parameter ${path} is “${name}”: the name of a group is not empty and has no point in it.`,
      { path },
    );
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): CpmParameters => new CpmParameters(effective),
);
