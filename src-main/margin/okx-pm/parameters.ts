// Parameters of OKX's portfolio margin: moves, basis and closing rates per class of underlying, and what all units share.
// May import the domain, the rulebook interface and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

/** Classes of underlyings; one that no `assetClass` row names is in the last. */
export const assetClasses = ['btc', 'eth', 'tier2', 'other'] as const;
export type AssetClass = (typeof assetClasses)[number];

/** A field of a number that isn't negative. */
const amount = (
  path: string,
  label: string,
  unit: string,
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit,
  kind: 'number',
  minimum: 0,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

const move = (path: string, label: string, meaning: string, feltBy?: string): ParameterField => ({
  ...amount(path, label, 'fraction', meaning, feltBy),
  maximum: 1 - Number.EPSILON,
});

const options = 'an account with options';
const optionExpiries = 'an account with options, while the form of MR3 isn’t off';
const dated = 'an account with options or, where MR5 acts on them, dated futures';
const hedged = 'a risk unit long in one dollar currency and short in another';
const liability = 'an account that owes';

export const parameterFields: readonly ParameterField[] = [
  {
    ...amount(
      'general.initialFactor',
      'Initial factor',
      'multiple',
      'Initial margin of a risk unit over its maintenance margin.',
    ),
    minimum: 1,
  },
  amount(
    'general.extremeFactor',
    'Share of the extreme loss',
    'fraction',
    'Share of the loss at an extreme move that MR6 asks for.',
  ),
  amount(
    'general.timeDecayHours',
    'Time decay',
    'hours',
    'Time over which MR2 lets the options decay.',
    options,
  ),
  amount(
    'general.feeRate',
    'Fee in the ratio',
    'fraction',
    'Share of negative equity and of the borrowing margin that the margin ratio adds to its denominator.',
    liability,
  ),
  amount(
    'general.minimumEquity',
    'Minimum equity',
    'USD',
    'Adjusted equity that the account mode asks for; a level of its own, no part of the margin.',
  ),
  {
    path: 'general.spotInUse',
    label: 'Spot in use',
    unit: 'choice',
    kind: 'choice',
    choices: ['hedging', 'none'],
    meaning:
      'Whether coins that hedge the derivatives’ delta move with their risk unit, up to that delta, or not at all.',
    feltBy: 'an account with coins of an underlying that it holds derivatives on',
  },
  {
    path: 'assetClass.*',
    label: 'Class of an underlying',
    unit: 'choice',
    kind: 'choice',
    choices: [...assetClasses],
    meaning: 'Which class’ moves and rates an underlying has; other where none is stated.',
  },
  move('unit.*.move.*', 'Price move', 'A price move of MR1, up and down, in ascending order.'),
  move('unit.*.extremeMove', 'Extreme move', 'The price move of MR6, up and down.'),
  amount(
    'unit.*.minimumBasisMove',
    'Least basis move',
    'fraction',
    'Least charge of MR4 on the delta of one expiry; perpetuals have this one.',
  ),
  amount(
    'unit.*.annualisedBasisMove',
    'Basis move per year',
    'fraction per year',
    'Charge of MR4 on the delta of one expiry, times its years.',
    'a dated instrument far enough out',
  ),
  amount(
    'unit.*.closingRate',
    'Closing rate',
    'fraction',
    'Charge of MR7 on the delta of a future or perpetual.',
  ),
  amount(
    'unit.*.closingTier.*.from',
    'Tier from',
    'USD',
    'Raw minimum charge of a risk unit from which the tier’s multiple holds.',
    'a unit whose minimum charge binds',
  ),
  amount(
    'unit.*.closingTier.*.multiple',
    'Tier’s multiple',
    'multiple',
    'What each dollar of the raw minimum charge within the tier counts.',
    'a unit whose minimum charge binds',
  ),
  amount(
    'volatility.*.days',
    'Days to expiry',
    'days',
    'Days to expiry of this node; between nodes both changes run linearly, beyond the last they stay.',
    options,
  ),
  amount(
    'volatility.*.points',
    'Change in points',
    'fraction per year',
    'Largest change of volatility in points.',
    options,
  ),
  move(
    'volatility.*.share',
    'Relative change',
    'Largest change of volatility relative to itself; the larger of both changes counts.',
    options,
  ),
  {
    path: 'vega.form',
    label: 'Form of MR3',
    unit: 'choice',
    kind: 'choice',
    choices: ['off', 'offsetting'],
    meaning:
      'off: MR3 is 0. offsetting: Margrave’s own stand-in, half of what the vegas of expiries cancel, times a move.',
    feltBy: 'an account with options in several expiries',
  },
  amount(
    'vega.move',
    'Move of the term structure',
    'volatility points',
    'Points by which the volatilities of two expiries part, in the form offsetting.',
    optionExpiries,
  ),
  {
    path: 'rates.actsOn',
    label: 'What MR5 acts on',
    unit: 'choice',
    kind: 'choice',
    choices: ['options', 'optionsAndFutures'],
    meaning: 'Instruments whose value moves with the curve.',
    feltBy: 'an account with dated futures',
  },
  amount(
    'rates.tenor.*.days',
    'Tenor',
    'days',
    'Days to expiry at which the weights of the two components are stated; linear between, flat beyond.',
    dated,
  ),
  amount(
    'rates.first.shock',
    'First component',
    'fraction per year',
    'Move of the first principal component, up and down.',
    dated,
  ),
  amount(
    'rates.first.weight.*',
    'Weight, first component',
    'multiple',
    'Weight of the first component at a tenor.',
    dated,
  ),
  amount(
    'rates.second.shock',
    'Second component',
    'fraction per year',
    'Move of the second principal component, up and down.',
    dated,
  ),
  {
    path: 'rates.second.weight.*',
    label: 'Weight, second component',
    unit: 'multiple',
    kind: 'number',
    meaning: 'Weight of the second component at a tenor.',
    feltBy: dated,
  },
  amount(
    'closing.minimumSlippage',
    'Least slippage of an option',
    'fraction',
    'Least slippage of closing one option, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.slippagePerDelta',
    'Slippage per delta',
    'fraction',
    'Slippage of closing one option per unit of its delta, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.takerRate',
    'Taker fee',
    'fraction',
    'Fee of closing one option, of the underlying’s price.',
    options,
  ),
  amount(
    'closing.takerCap',
    'Cap of the taker fee',
    'fraction',
    'Most that the fee takes of the option’s mark.',
    options,
  ),
  amount('depeg.size.*', 'Tier from', 'USD', 'Hedged amount from which the tier’s rates hold.', hedged),
  {
    ...amount(
      'depeg.level.*.price',
      'Stablecoin’s price',
      'USD',
      'Price at which this level’s rates hold; linear between levels, flat beyond.',
      hedged,
    ),
    maximum: 2,
  },
  amount(
    'depeg.level.*.rate.*',
    'Rate',
    'fraction',
    'Charge on the hedged amount within a tier, at this level’s price.',
    hedged,
  ),
  {
    ...amount(
      'currency.*.discount',
      'Discount rate',
      'fraction',
      'Share of positive equity in the currency that counts as adjusted equity.',
      'an account with equity in the currency',
    ),
    maximum: 1,
  },
  amount(
    'currency.*.borrow.*.from',
    'Borrowed from',
    'units',
    'Liability in the currency from which the tier’s rates hold.',
    liability,
  ),
  amount(
    'currency.*.borrow.*.maintenance',
    'Maintenance rate of borrowing',
    'fraction',
    'Maintenance margin of the liability within the tier.',
    liability,
  ),
  amount(
    'currency.*.borrow.*.initial',
    'Initial rate of borrowing',
    'fraction',
    'Initial margin of the liability within the tier.',
    liability,
  ),
];

/** Sizes and rates of a tiered sum, as its operator takes them: ascending `[from, rate]`. */
export type Tiers = [from: number, rate: number][];

/** What one class of underlyings has. */
export interface UnitParameters {
  class: AssetClass;
  /** Ascending, above 0. */
  moves: readonly number[];
  extremeMove: number;
  minimumBasisMove: number;
  annualisedBasisMove: number;
  closingRate: number;
  closingTiers: Tiers;
}

export interface VolatilityNode {
  days: number;
  points: number;
  share: number;
}

/** Typed access to the rows of a joined set. Every number is read, and checked, when it is first asked for. */
export class OkxParameters {
  readonly reader: ParameterReader;
  readonly #units = new Map<AssetClass, UnitParameters>();
  #volatility: readonly VolatilityNode[] | null = null;

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  number(path: string): number {
    return this.reader.number(path);
  }

  classOf(underlying: string): AssetClass {
    const path = `assetClass.${underlying.toLowerCase()}`;
    return this.reader.has(path) ? (this.reader.choice(path) as AssetClass) : 'other';
  }

  unit(underlying: string): UnitParameters {
    const name = this.classOf(underlying);
    const known = this.#units.get(name);
    if (known) return known;
    const at = (row: string): string => `unit.${name}.${row}`;
    const { reader } = this;
    const made: UnitParameters = {
      class: name,
      moves: ascending(reader.list(at('move')), at('move')),
      extremeMove: reader.number(at('extremeMove')),
      minimumBasisMove: reader.number(at('minimumBasisMove')),
      annualisedBasisMove: reader.number(at('annualisedBasisMove')),
      closingRate: reader.number(at('closingRate')),
      closingTiers: this.#tiers(at('closingTier'), 'multiple'),
    };
    this.#units.set(name, made);
    return made;
  }

  /** Nodes of the largest change of volatility, days ascending. */
  get volatility(): readonly VolatilityNode[] {
    if (this.#volatility) return this.#volatility;
    const nodes: VolatilityNode[] = [];
    for (let place = 1; place === 1 || this.reader.has(`volatility.${place}.days`); place++) {
      const at = (name: string): number => this.reader.number(`volatility.${place}.${name}`);
      nodes.push({ days: at('days'), points: at('points'), share: at('share') });
    }
    ascending(
      nodes.map((node) => node.days),
      'volatility.*.days',
    );
    this.#volatility = nodes;
    return nodes;
  }

  /** Charge on hedged stablecoin amounts by size, at a price of the coin. */
  depegTiers(price: number): Tiers {
    const { reader } = this;
    const sizes = ascending(reader.list('depeg.size'), 'depeg.size');
    const prices: number[] = [];
    const rates: number[][] = [];
    for (let level = 1; level === 1 || reader.has(`depeg.level.${level}.price`); level++) {
      prices.push(reader.number(`depeg.level.${level}.price`));
      rates.push(sizes.map((_, tier) => reader.number(`depeg.level.${level}.rate.${tier + 1}`)));
    }
    ascending(prices, 'depeg.level.*.price');
    return sizes.map((from, tier) => [
      from,
      between(
        prices,
        rates.map((row) => row[tier] ?? 0),
        price,
      ),
    ]);
  }

  discount(currency: string): number {
    return this.reader.number(`currency.${this.#currencyName(currency, 'discount')}.discount`);
  }

  borrowTiers(currency: string, level: 'maintenance' | 'initial'): Tiers {
    return this.#tiers(`currency.${this.borrowName(currency)}.borrow`, level);
  }

  /** Whose borrowing rates a currency has: its own, or `default`. */
  borrowName(currency: string): string {
    return this.#currencyName(currency, 'borrow.1.from');
  }

  #currencyName(currency: string, row: string): string {
    const own = currency.toLowerCase();
    return this.reader.has(`currency.${own}.${row}`) ? own : 'default';
  }

  #tiers(prefix: string, rate: string): Tiers {
    const tiers: Tiers = [];
    for (let place = 1; place === 1 || this.reader.has(`${prefix}.${place}.from`); place++) {
      tiers.push([
        this.reader.number(`${prefix}.${place}.from`),
        this.reader.number(`${prefix}.${place}.${rate}`),
      ]);
    }
    ascending(
      tiers.map(([from]) => from),
      `${prefix}.*.from`,
    );
    return tiers;
  }
}

/** The numbers themselves. Throws `invalid-input` unless each is above the one before it. */
function ascending(numbers: readonly number[], path: string): readonly number[] {
  const place = numbers.findIndex((value, index) => index > 0 && value <= (numbers[index - 1] ?? 0));
  if (place < 0) return numbers;
  throw new MargraveError(
    'invalid-input',
    `Parameters ${path} must ascend: number ${place + 1} is ${numbers[place]}, after ${numbers[place - 1]}.`,
    { path },
  );
}

/** Linear interpolation over ascending nodes, flat beyond them. */
export function between(nodes: readonly number[], values: readonly number[], at: number): number {
  const above = nodes.findIndex((node) => node >= at);
  if (above < 0) return values.at(-1) ?? 0;
  const upper = values[above] ?? 0;
  if (above === 0 || nodes[above] === at) return upper;
  const from = nodes[above - 1] ?? 0;
  const to = nodes[above] ?? 0;
  const lower = values[above - 1] ?? 0;
  return lower + ((upper - lower) * (at - from)) / (to - from);
}

const read = new WeakMap<EffectiveParameters, OkxParameters>();

/** The typed parameters of a joined set, made once per set. */
export function typedParameters(effective: EffectiveParameters): OkxParameters {
  const known = read.get(effective);
  if (known) return known;
  const fresh = new OkxParameters(effective);
  read.set(effective, fresh);
  return fresh;
}
