// The schema rows that Deribit's two portfolio margins share, and their typed reading.
// May import the domain, scenarios and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../../domain/parameters.ts';
import type { GridShape, VolatilityState } from '../../../scenarios/price-volatility-grid.ts';
import {
  DAYS_PER_YEAR,
  LARGEST_AMOUNT,
  LARGEST_COUNT,
  LARGEST_SCALE,
  LARGEST_SHARE,
  LEAST_MOVE,
  LONGEST_DAYS,
  SHORTEST_DAYS,
  THREE_STATES,
  WIDEST_FALL,
  WIDEST_RISE,
} from '../constants.ts';
import { ParameterReader } from '../parameter-reader.ts';

const field = (
  path: string,
  label: string,
  unit: string,
  minimum: number,
  maximum: number,
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit,
  kind: 'number',
  minimum,
  maximum,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

const choice = (
  path: string,
  label: string,
  choices: readonly string[],
  meaning: string,
  feltBy?: string,
): ParameterField => ({
  path,
  label,
  unit: 'choice',
  kind: 'choice',
  choices,
  meaning,
  ...(feltBy === undefined ? {} : { feltBy }),
});

const options = 'options on the pair';
const several = 'cross collateral over several underlyings';
const largeDelta = 'a delta on the pair beyond the threshold';
const profits = 'a scenario in which what is held on the currency makes a profit';
const extended = 'a position on the currency that loses most far out, in the extended table';

/** Schema rows of the risk matrix. `*` of `currencyPair` is a price index, of `currency` a currency, lower case. */
export const gridFields: readonly ParameterField[] = [
  field(
    'general.maintenanceFactor',
    'Maintenance factor',
    'fraction',
    0,
    1,
    'Maintenance margin is this share of the risk-matrix margin.',
  ),
  field(
    'general.bucketsCount',
    'Price moves per side',
    'count',
    1,
    LARGEST_COUNT,
    'Prices of the standard table on each side of no move.',
  ),
  choice(
    'general.volatilityScenarios',
    'Volatility states',
    ['1', THREE_STATES],
    '3: up, same and down at every price; 1: same only.',
    'an account with options',
  ),
  field(
    'general.extendedMove.*',
    'Extended move',
    'fraction',
    WIDEST_FALL,
    WIDEST_RISE,
    'A far price move of the extended table, with volatility up.',
  ),
  field(
    'general.volatilityTermDays',
    'Volatility term',
    'days',
    1,
    LONGEST_DAYS,
    'Days to expiry at which the volatility shock is the range itself; shorter uses the short power, others the long one.',
    'an account with options',
  ),
  field(
    'general.daysToExpiryFloor',
    'Floor of days to expiry',
    'days',
    SHORTEST_DAYS,
    DAYS_PER_YEAR,
    'Days to expiry count as at least this in the volatility shock.',
    'an option in its last days',
  ),
  choice(
    'general.rollShockForm',
    'Form of the annualised move',
    ['exponential', 'linear'],
    'exponential: exp(risk · years) − 1; linear: risk · years.',
  ),
  choice(
    'general.deltaNetting',
    'Delta of the delta shock',
    ['longOptionsReduce', 'netDelta'],
    'longOptionsReduce: long options may reduce the delta of futures and short options but not turn its sign; netDelta: all deltas net.',
    'a delta beyond the threshold whose sign long options turn',
  ),
  choice(
    'general.openOrdersRule',
    'Open orders',
    ['worstSide', 'none'],
    'worstSide: the increase of the risk matrix when all buys, or all sells, of an underlying fill, the larger, summed over underlyings; none: only amounts given by the venue.',
    'an account with open orders',
  ),
  choice(
    'general.acrossUnderlyings',
    'Uncorrelated underlyings',
    ['larger', 'sumOfWorsts', 'cellByCell'],
    'How underlyings outside the correlated set join: each at its own worst, cell by cell, or the larger of both.',
    several,
  ),
  field(
    'general.correlationContingency',
    'Correlation contingency',
    'fraction',
    0,
    1,
    'Share of the benefit of the correlated set that is charged back.',
    several,
  ),
  field(
    'currencyPair.*.priceRange',
    'Price range',
    'fraction',
    LEAST_MOVE,
    LARGEST_SHARE,
    'Largest price move of the standard table, both ways.',
    'a position on the pair',
  ),
  field(
    'currencyPair.*.volatilityRangeUp',
    'Volatility range up',
    'fraction',
    0,
    LARGEST_SCALE,
    'Relative rise of volatility at the term.',
    options,
  ),
  field(
    'currencyPair.*.volatilityRangeDown',
    'Volatility range down',
    'fraction',
    0,
    1,
    'Relative fall of volatility at the term.',
    options,
  ),
  field(
    'currencyPair.*.minimumVolatilityForShockUp',
    'Least volatility when up',
    'fraction per year',
    0,
    LARGEST_SCALE,
    'Volatility in state up is at least this.',
    options,
  ),
  field(
    'currencyPair.*.shortTermVegaPower',
    'Short-term vega power',
    'power',
    0,
    2,
    'Power of term/days for expiries shorter than the term.',
    options,
  ),
  field(
    'currencyPair.*.longTermVegaPower',
    'Long-term vega power',
    'power',
    0,
    2,
    'Power of term/days for other expiries.',
    options,
  ),
  field(
    'currencyPair.*.extendedTableFactor',
    'Extended table factor',
    'factor',
    0,
    LARGEST_SCALE,
    'Multiplies the extended table.',
    'a position on the pair that loses most far out, in the extended table',
  ),
  field(
    'currencyPair.*.deltaShockIncrement',
    'Delta shock increment',
    'fraction per coin',
    0,
    1,
    'Rate charged per coin of delta on the delta above the threshold.',
    largeDelta,
  ),
  field(
    'currencyPair.*.deltaShockThreshold',
    'Delta shock threshold',
    'USD',
    0,
    LARGEST_AMOUNT,
    'Delta, in USD, up to which there is no delta shock.',
    largeDelta,
  ),
  field(
    'currencyPair.*.maximumDeltaShock',
    'Largest delta shock',
    'fraction',
    0,
    1,
    'The delta shock is at most this share of the delta.',
    largeDelta,
  ),
  field(
    'currency.*.annualisedMoveRisk',
    'Annualised move risk',
    'fraction per year',
    0,
    LARGEST_SCALE,
    'Roll shock per year to expiry.',
    'a dated instrument on the currency',
  ),
  field(
    'currency.*.minimumAnnualisedMove',
    'Least roll shock',
    'fraction',
    0,
    1,
    'Roll shock of an expiry is at least this share of its delta.',
    'a position on the currency',
  ),
  field(
    'currency.*.extendedDampener',
    'Extended dampener',
    'USD',
    0,
    LARGEST_AMOUNT,
    'Allowance, per multiple of the price range beyond the first, by which extended results move towards 0.',
    extended,
  ),
  field(
    'currency.*.profitOffset',
    'Profit offset',
    'fraction',
    0,
    1,
    'Share of a profit that counts against losses elsewhere.',
    profits,
  ),
  field(
    'currency.*.maximumOffsetableProfit',
    'Largest offsetable profit',
    'USD',
    0,
    LARGEST_AMOUNT,
    'Profit that counts is at most this.',
    profits,
  ),
  {
    path: 'currency.*.correlationSet',
    label: 'In the correlated set',
    unit: 'flag',
    kind: 'flag',
    meaning: 'Underlyings of the set are added cell by cell.',
    feltBy: several,
  },
];

export interface GeneralParameters {
  maintenanceFactor: number;
  shape: GridShape;
  volatilityTermDays: number;
  daysToExpiryFloor: number;
  rollShockForm: string;
  deltaNetting: string;
  openOrdersRule: string;
  acrossUnderlyings: string;
  correlationContingency: number;
}

export interface PairParameters {
  /** The pair whose numbers are used, `btc_usd`: another than asked for when that has none of its own. */
  name: string;
  priceRange: number;
  volatilityRangeUp: number;
  volatilityRangeDown: number;
  minimumVolatilityForShockUp: number;
  shortTermVegaPower: number;
  longTermVegaPower: number;
  extendedTableFactor: number;
  deltaShockIncrement: number;
  deltaShockThreshold: number;
  maximumDeltaShock: number;
}

export interface CurrencyParameters {
  /** The currency whose numbers are used: `usd` stands in for settlement currencies without numbers of their own. */
  name: string;
  annualisedMoveRisk: number;
  minimumAnnualisedMove: number;
  extendedDampener: number;
  profitOffset: number;
  maximumOffsetableProfit: number;
  correlationSet: boolean;
}

/** Typed view of the risk matrix' parameters; each group is read, and checked, when it is first asked for. */
export class GridParameters {
  readonly reader: ParameterReader;
  #general: GeneralParameters | undefined;
  readonly #pairs = new Map<string, PairParameters>();
  readonly #currencies = new Map<string, CurrencyParameters>();

  constructor(fields: readonly ParameterField[], effective: EffectiveParameters) {
    this.reader = new ParameterReader(fields, effective);
  }

  get general(): GeneralParameters {
    if (this.#general) return this.#general;
    const { reader } = this;
    const three = reader.choice('general.volatilityScenarios') === THREE_STATES;
    const states: VolatilityState[] = three ? ['up', 'same', 'down'] : ['same'];
    this.#general = {
      maintenanceFactor: reader.number('general.maintenanceFactor'),
      shape: {
        movesPerSide: Math.round(reader.number('general.bucketsCount')),
        states,
        farMoves: reader.list('general.extendedMove'),
      },
      volatilityTermDays: reader.number('general.volatilityTermDays'),
      daysToExpiryFloor: reader.number('general.daysToExpiryFloor'),
      rollShockForm: reader.choice('general.rollShockForm'),
      deltaNetting: reader.choice('general.deltaNetting'),
      openOrdersRule: reader.choice('general.openOrdersRule'),
      acrossUnderlyings: reader.choice('general.acrossUnderlyings'),
      correlationContingency: reader.number('general.correlationContingency'),
    };
    return this.#general;
  }

  /** Parameters of a price index; a pair without its own (`btc_usdc`) uses the dollar pair of its underlying (`btc_usd`). */
  pair(priceIndex: string, underlying: string): PairParameters {
    const own = `currencyPair.${priceIndex}.priceRange`;
    const dollar = `${underlying.toLowerCase()}_usd`;
    const name =
      this.reader.has(own) || !this.reader.has(`currencyPair.${dollar}.priceRange`) ? priceIndex : dollar;
    const known = this.#pairs.get(name);
    if (known) return known;
    const at = (last: string): number => this.reader.number(`currencyPair.${name}.${last}`);
    const pair: PairParameters = {
      name,
      priceRange: at('priceRange'),
      volatilityRangeUp: at('volatilityRangeUp'),
      volatilityRangeDown: at('volatilityRangeDown'),
      minimumVolatilityForShockUp: at('minimumVolatilityForShockUp'),
      shortTermVegaPower: at('shortTermVegaPower'),
      longTermVegaPower: at('longTermVegaPower'),
      extendedTableFactor: at('extendedTableFactor'),
      deltaShockIncrement: at('deltaShockIncrement'),
      deltaShockThreshold: at('deltaShockThreshold'),
      maximumDeltaShock: at('maximumDeltaShock'),
    };
    this.#pairs.set(name, pair);
    return pair;
  }

  /** Risk parameters of a currency. Dollar-like settlement currencies without numbers of their own use those of `usd`. */
  currency(code: string): CurrencyParameters {
    const own = code.toLowerCase();
    const has = this.reader.has(`currency.${own}.annualisedMoveRisk`);
    const name = has || !own.startsWith('usd') ? own : 'usd';
    const known = this.#currencies.get(name);
    if (known) return known;
    const at = (last: string): number => this.reader.number(`currency.${name}.${last}`);
    const currency: CurrencyParameters = {
      name,
      annualisedMoveRisk: at('annualisedMoveRisk'),
      minimumAnnualisedMove: at('minimumAnnualisedMove'),
      extendedDampener: at('extendedDampener'),
      profitOffset: at('profitOffset'),
      maximumOffsetableProfit: at('maximumOffsetableProfit'),
      correlationSet: this.reader.flag(`currency.${name}.correlationSet`),
    };
    this.#currencies.set(name, currency);
    return currency;
  }
}

/**
 * Factors on volatility for one time to expiry (years): 1 + rangeUp·(term/days)^p and 1 − rangeDown·(term/days)^p, p the short power below the term.
 * Days are at least the floor; the lower factor is not below 0.
 */
export function volatilityFactors(
  time: number,
  pair: PairParameters,
  general: GeneralParameters,
): { up: number; down: number } {
  const days = Math.max(time * DAYS_PER_YEAR, general.daysToExpiryFloor);
  const power = days < general.volatilityTermDays ? pair.shortTermVegaPower : pair.longTermVegaPower;
  const scale = (general.volatilityTermDays / days) ** power;
  return { up: 1 + pair.volatilityRangeUp * scale, down: Math.max(0, 1 - pair.volatilityRangeDown * scale) };
}
