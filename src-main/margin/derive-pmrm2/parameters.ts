// Parameters of Derive's portfolio margin, second version: the scenarios by place, shocks, discounts, contingencies, collateral by market.
// May import the domain, the rulebook interface and margin/blocks.
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { fields } from './fields.ts';

export const parameterFields: readonly ParameterField[] = fields;

/** How volatilities move in a scenario: `linear` and `absolute` tilt the smile. */
export type VolatilityMove = 'up' | 'same' | 'down' | 'linear' | 'absolute';

export interface ScenarioParameters {
  place: number;
  /** Relative move of the price. */
  move: number;
  volatility: VolatilityMove;
  /** Multiplies the profit or loss. */
  dampening: number;
  table: 'regular' | 'tails' | 'skews';
}

export interface SkewParameters {
  scaleCap: number;
  base: number;
}

export interface DiscountParameters {
  fixed: number;
  rateFactor: number;
  rateAdd: number;
}

export interface CollateralParameters {
  maintenance: number;
  /** On top of maintenance. */
  initial: number;
  riskCancelling: boolean;
  /** Whether a venue's number confirms them. */
  confirmed: boolean;
}

export interface Pmrm2Parameters {
  reader: ParameterReader;
  scenarios: readonly ScenarioParameters[];
  volatility: {
    rangeUp: number;
    rangeDown: number;
    leastUp: number;
    shortPower: number;
    longPower: number;
    floorDays: number;
    termDays: number;
  };
  skew: {
    linear: SkewParameters;
    absolute: SkewParameters;
    leastWidth: number;
    widthScale: number;
    volatilityFixed: number;
    volatilityScale: number;
  };
  discount: { long: DiscountParameters; short: DiscountParameters };
  lossFactor: { initial: number; maintenance: number };
  basis: { moveUp: number; moveDown: number; addFactor: number; timeFactor: number };
  peg: { threshold: number; lossFactor: number };
  confidence: { threshold: number; margin: number };
  perpetual: { maintenance: number; initial: number };
  option: { maintenance: number; initial: number };
  averagingSeconds: number;
  /** Markets that the parameters name, upper case, code-point order. */
  markets: readonly string[];
  /** Collateral terms of an asset in a market, else those in any market; null when the parameters don't know it. */
  collateral(market: string, asset: string): CollateralParameters | null;
}

/** Stands for the market of collateral that counts alike in every market. */
const OTHER = 'other';

/** The typed parameters of a joined set, made once per set. Throws `invalid-input` naming a missing or out-of-bounds path. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): Pmrm2Parameters => readParameters(new ParameterReader(fields, effective)),
);

function readParameters(reader: ParameterReader): Pmrm2Parameters {
  const at = (path: string): number => reader.number(path);
  const skew = (name: string): SkewParameters => ({
    scaleCap: at(`skew.${name}.scaleCap`),
    base: at(`skew.${name}.base`),
  });
  const discount = (side: string): DiscountParameters => ({
    fixed: at(`discount.${side}.fixed`),
    rateFactor: at(`discount.${side}.rateFactor`),
    rateAdd: at(`discount.${side}.rateAdd`),
  });
  const levels = (of: string): { maintenance: number; initial: number } => ({
    maintenance: at(`contingency.${of}.maintenance`),
    initial: at(`contingency.${of}.initial`),
  });
  const collaterals = new Map<string, CollateralParameters | null>();
  return {
    reader,
    scenarios: readScenarios(reader),
    volatility: {
      rangeUp: at('volatility.rangeUp'),
      rangeDown: at('volatility.rangeDown'),
      leastUp: at('volatility.leastUp'),
      shortPower: at('volatility.shortPower'),
      longPower: at('volatility.longPower'),
      floorDays: at('volatility.floorDays'),
      termDays: at('volatility.termDays'),
    },
    skew: {
      linear: skew('linear'),
      absolute: skew('absolute'),
      leastWidth: at('skew.leastWidth'),
      widthScale: at('skew.widthScale'),
      volatilityFixed: at('skew.volatilityFixed'),
      volatilityScale: at('skew.volatilityScale'),
    },
    discount: { long: discount('long'), short: discount('short') },
    lossFactor: { initial: at('lossFactor.initial'), maintenance: at('lossFactor.maintenance') },
    basis: {
      moveUp: at('basis.moveUp'),
      moveDown: at('basis.moveDown'),
      addFactor: at('basis.addFactor'),
      timeFactor: at('basis.timeFactor'),
    },
    peg: { threshold: at('peg.threshold'), lossFactor: at('peg.lossFactor') },
    confidence: { threshold: at('confidence.threshold'), margin: at('confidence.margin') },
    perpetual: levels('perpetual'),
    option: levels('option'),
    averagingSeconds: at('settlement.averagingSeconds'),
    markets: reader
      .names('market')
      .filter((name) => name !== OTHER)
      .map((name) => name.toUpperCase()),
    collateral(market, asset) {
      const own = `market.${market}.${asset}`.toLowerCase();
      const path = reader.has(`${own}.haircutMaintenance`) ? own : `market.${OTHER}.${asset}`.toLowerCase();
      let known = collaterals.get(path);
      if (known === undefined) {
        known = reader.has(`${path}.haircutMaintenance`)
          ? {
              maintenance: at(`${path}.haircutMaintenance`),
              initial: at(`${path}.haircutInitial`),
              riskCancelling: reader.flag(`${path}.riskCancelling`),
              confirmed: reader.isConfirmed(path),
            }
          : null;
        collaterals.set(path, known);
      }
      return known;
    },
  };
}

function readScenarios(reader: ParameterReader): ScenarioParameters[] {
  const scenarios: ScenarioParameters[] = [];
  for (let place = 1; place === 1 || reader.has(`scenario.${place}.priceMove`); place++) {
    const move = reader.number(`scenario.${place}.priceMove`);
    const volatility = reader.choice(`scenario.${place}.volatility`) as VolatilityMove;
    const dampening = reader.number(`scenario.${place}.dampening`);
    const tilts = volatility === 'linear' || volatility === 'absolute';
    const table = tilts ? 'skews' : dampening === 1 ? 'regular' : 'tails';
    scenarios.push({ place, move, volatility, dampening, table });
  }
  return scenarios;
}
