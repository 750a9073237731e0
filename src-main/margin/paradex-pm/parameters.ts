// Parameters of Paradex's portfolio margin: 24 weighted scenarios and delta factors per asset, terms of the volatility shock, provisions.
// May import the domain, the rulebook interface and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

/** Rows of an asset that has none of its own are those of this name. */
const DEFAULT = 'default';
const anOption = 'an option';
const aPerpetual = 'a perpetual';

export const parameterFields: readonly ParameterField[] = [
  numberField(
    'general.maintenanceFactor',
    'Maintenance factor',
    'fraction',
    [0, 1],
    'Maintenance margin is this part of the net portfolio requirement, plus the provisions.',
    'a position',
  ),
  numberField(
    'general.daysToExpiryFloor',
    'Floor of days to expiry',
    'days',
    [0],
    'Volatility shocks of options with fewer days left are those of this many days.',
    'an option with fewer days left than the floor, or than the new one',
  ),
  numberField(
    'general.volatilityTermDays',
    'Term of the volatility shock',
    'days',
    [0],
    'The shock is printed for this many days; options below it use the short power, others the long one.',
    anOption,
  ),
  numberField(
    'general.shortTermVegaPower',
    'Short-term vega power',
    'power',
    [0, 2],
    'Power of (term / days) below the term.',
    'an option below the term',
  ),
  numberField(
    'general.longTermVegaPower',
    'Long-term vega power',
    'power',
    [0, 2],
    'Power of (term / days) from the term on.',
    'an option from the term on',
  ),
  numberField(
    'general.fundingProvisionHours',
    'Funding provision',
    'hours',
    [0],
    'Funding is provided for this many hours; 0 in versions without the provision.',
    'a perpetual that pays funding, once a funding rate is given',
  ),
  numberField(
    'general.fundingRateHours',
    'Period of a funding rate',
    'hours',
    [1],
    'The funding rates below are paid once in this many hours.',
    'a perpetual that pays funding, once a funding rate is given',
  ),
  {
    path: 'general.otherCurrencies',
    label: 'Balances in other currencies',
    unit: 'choice',
    kind: 'choice',
    choices: ['exchanged', 'notCounted'],
    meaning:
      'The venue takes USDC only. exchanged: other balances count at the snapshot’s rate, as if exchanged; notCounted: only what is owed in them counts.',
    feltBy: 'a balance in another currency than USDC',
  },
  numberField(
    'asset.*.scenario.*.move',
    'Price move',
    'fraction',
    [-1],
    'Relative move of the spot price in this scenario.',
    'a book whose worst scenario it is, or becomes',
  ),
  numberField(
    'asset.*.scenario.*.volatilityShock',
    'Volatility shock',
    'fraction',
    [-1],
    'Relative shock of implied volatility at the term; scaled by (term / days) to the power.',
    'an option in a scenario that binds',
  ),
  numberField(
    'asset.*.scenario.*.weight',
    'Weight',
    'fraction',
    [0, 1],
    'Share of the scenario’s loss that counts.',
    'a book whose worst scenario it is, or becomes',
  ),
  numberField(
    'asset.*.minimumVolatilityUp',
    'Least volatility after a shock up',
    'fraction per year',
    [0],
    'After a shock up, volatility is at least this; 0 in versions without the floor.',
    'an option whose shocked volatility is below it',
  ),
  numberField(
    'asset.*.unhedgedFactor',
    'Factor of net delta',
    'fraction',
    [0, 1],
    'Minimum delta requirement per unit of net delta value.',
    'a book whose minimum delta requirement binds',
  ),
  numberField(
    'asset.*.hedgedFactor',
    'Factor of hedged delta',
    'fraction',
    [0, 1],
    'Minimum delta requirement per unit of hedged delta value.',
    'a book whose minimum delta requirement binds',
  ),
  numberField(
    'asset.*.fundingRate',
    'Funding rate',
    'fraction per period',
    [-1, 1],
    'Expected funding rate of the perpetual, positive when longs pay; 0 while none is given.',
    aPerpetual,
  ),
  numberField(
    'asset.*.perpetualFeeRate',
    'Fee of perpetuals',
    'fraction',
    [0, 1],
    'Fee provision per unit of notional.',
    aPerpetual,
  ),
  numberField(
    'asset.*.optionFeeRate',
    'Fee of options',
    'fraction',
    [0, 1],
    'Fee provision per unit of spot value, before its limit.',
    'an option whose fee is below its limit',
  ),
  numberField(
    'asset.*.optionFeeLimit',
    'Limit of an option’s fee',
    'fraction',
    [0, 1],
    'The fee of an option is at most this part of its mark.',
    'an option whose fee is at its limit',
  ),
];

export interface AssetScenario {
  move: number;
  volatilityShock: number;
  weight: number;
}

export interface AssetParameters {
  /** The name whose rows these are: the asset's own, or `default`. */
  name: string;
  scenarios: readonly AssetScenario[];
  minimumVolatilityUp: number;
  unhedgedFactor: number;
  hedgedFactor: number;
  fundingRate: number;
  perpetualFeeRate: number;
  optionFeeRate: number;
  optionFeeLimit: number;
}

/** Typed view; rows of an asset are read, and checked, when first asked for. */
export class ParadexParameters {
  readonly reader: ParameterReader;
  readonly #assets = new Map<string, AssetParameters>();

  constructor(effective: EffectiveParameters) {
    this.reader = new ParameterReader(parameterFields, effective);
  }

  general(name: string): number {
    return this.reader.number(`general.${name}`);
  }

  get otherCurrencies(): string {
    return this.reader.choice('general.otherCurrencies');
  }

  /** Rows of an underlying (`BTC`), or the default ones. Throws `invalid-input` naming what is missing. */
  asset(underlying: string): AssetParameters {
    const own = underlying.toLowerCase();
    const name = this.reader.has(`asset.${own}.unhedgedFactor`) ? own : DEFAULT;
    const known = this.#assets.get(name);
    if (known) return known;
    const at = (path: string): number => this.reader.number(`asset.${name}.${path}`);
    const scenarios: AssetScenario[] = [];
    for (let place = 1; place === 1 || this.reader.has(`asset.${name}.scenario.${place}.move`); place++) {
      const move = at(`scenario.${place}.move`);
      if (move <= -1) {
        throw new MargraveError(
          'invalid-input',
          `Parameter asset.${name}.scenario.${place}.move is ${move}: no price falls by all it is worth.`,
          { path: `asset.${name}.scenario.${place}.move` },
        );
      }
      scenarios.push({
        move,
        volatilityShock: at(`scenario.${place}.volatilityShock`),
        weight: at(`scenario.${place}.weight`),
      });
    }
    const parameters: AssetParameters = {
      name,
      scenarios,
      minimumVolatilityUp: at('minimumVolatilityUp'),
      unhedgedFactor: at('unhedgedFactor'),
      hedgedFactor: at('hedgedFactor'),
      fundingRate: at('fundingRate'),
      perpetualFeeRate: at('perpetualFeeRate'),
      optionFeeRate: at('optionFeeRate'),
      optionFeeLimit: at('optionFeeLimit'),
    };
    this.#assets.set(name, parameters);
    return parameters;
  }

  /** Scenarios per asset; all assets of a book need as many. Throws `invalid-input` naming the two that differ. */
  scenarioCount(underlyings: readonly string[]): number {
    const [first = DEFAULT, ...others] = underlyings;
    const count = this.asset(first).scenarios.length;
    for (const other of others) {
      if (this.asset(other).scenarios.length === count) continue;
      throw new MargraveError(
        'invalid-input',
        `The parameters list ${count} scenarios of ${first} and ${this.asset(other).scenarios.length} of ${other}: books of both need as many of each.`,
        { assets: [first, other] },
      );
    }
    return count;
  }
}

/** The typed parameters of a joined set, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): ParadexParameters => new ParadexParameters(effective),
);
