// The parameters of Deribit's risk matrix, read by path into what the blocks compute with.
// May import the domain, scenarios and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../../domain/parameters.ts';
import type { GridShape, VolatilityState } from '../../../scenarios/price-volatility-grid.ts';
import { DAYS_PER_YEAR, THREE_STATES } from '../constants.ts';
import { ParameterReader } from '../parameter-reader.ts';

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
