// Parameters of Derive's first portfolio margin (PMRM v1): schema, and their reading as any kind of number.
// May import the domain and margin/blocks.
import type { DecimalText } from '../../domain/decimal.ts';
import type { EffectiveParameters, ParameterField } from '../../domain/parameters.ts';
import { numberField } from '../blocks/number-field.ts';
import { oncePer } from '../blocks/once-per.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';

const share = [0, 1] as const;
const notNegative = [0] as const;
const move = [-1, 2] as const;

/** States of volatility in a scenario. */
const volatilityStates = ['up', 'same', 'down'] as const;
export type VolatilityState = (typeof volatilityStates)[number];

const discounted = 'an expiry whose options are worth something in the worst scenario';

export const parameterFields: readonly ParameterField[] = [
  numberField(
    'scenario.*.spotMove',
    'Price move of a scenario',
    'fraction',
    move,
    'Spot, perpetuals and the part of forwards that still moves change by this share.',
    'a book whose worst scenario it is',
  ),
  {
    path: 'scenario.*.volatility',
    label: 'Volatility of a scenario',
    unit: 'choice',
    kind: 'choice',
    choices: volatilityStates,
    meaning: 'Whether volatilities are shocked up, down or not at all there.',
    feltBy: 'an option, in a book whose worst scenario it is',
  },
  numberField(
    'margin.initialFactor',
    'Loss factor, initial',
    'factor',
    notNegative,
    'Initial margin takes the worst loss and the static contingencies this many times; maintenance margin once.',
  ),
  numberField(
    'peg.threshold',
    'Peg threshold',
    'USD',
    notNegative,
    'Below this price of USDC the initial loss factor rises.',
    'an account while USDC is below it',
  ),
  numberField(
    'peg.factor',
    'Peg factor',
    'factor per USD',
    notNegative,
    'The initial loss factor rises by this times the distance of USDC below its threshold.',
    'an account while USDC is below the threshold',
  ),
  numberField(
    'discount.static',
    'Static discount',
    'factor',
    share,
    'An expiry that is worth something in a scenario counts with this part of it.',
    discounted,
  ),
  numberField(
    'discount.rateMultiple',
    'Multiple of the rate',
    'factor',
    notNegative,
    'The expiry’s rate times this discounts what it is worth in a scenario.',
    `${discounted}, at a rate that isn’t 0`,
  ),
  numberField(
    'discount.rateAddition',
    'Addition to the rate',
    'fraction per year',
    notNegative,
    'Added to the rate that discounts what an expiry is worth in a scenario.',
    discounted,
  ),
  numberField(
    'volatility.rangeUp',
    'Volatility range up',
    'fraction',
    notNegative,
    'Relative rise of volatility at the term.',
    'an option whose worst scenario has volatility up',
  ),
  numberField(
    'volatility.rangeDown',
    'Volatility range down',
    'fraction',
    notNegative,
    'Relative fall of volatility at the term.',
    'an option whose worst scenario has volatility down',
  ),
  numberField(
    'volatility.shortTermPower',
    'Short-term power',
    'power',
    notNegative,
    'Power of (term / days) up to the term.',
    'an option up to the term, in a scenario with volatility up or down',
  ),
  numberField(
    'volatility.longTermPower',
    'Long-term power',
    'power',
    notNegative,
    'Power of (term / days) beyond the term.',
    'an option beyond the term, in a scenario with volatility up or down',
  ),
  numberField(
    'volatility.termDays',
    'Volatility term',
    'days',
    notNegative,
    'Days to expiry at which the volatility shock is the range itself.',
    'an option, in a scenario with volatility up or down',
  ),
  numberField(
    'volatility.floorDays',
    'Floor of days to expiry',
    'days',
    notNegative,
    'Days to expiry count as at least this in the volatility shock.',
    'an option that expires sooner, in a scenario with volatility up or down',
  ),
  numberField(
    'basis.moveUp',
    'Forward move up',
    'fraction',
    move,
    'The forward contingency moves every forward up by this share.',
    'an expiry that loses when its forward rises',
  ),
  numberField(
    'basis.moveDown',
    'Forward move down',
    'fraction',
    move,
    'The forward contingency moves every forward by this share, a negative one.',
    'an expiry that loses when its forward falls',
  ),
  numberField(
    'basis.addition',
    'Forward contingency, fixed part',
    'factor',
    notNegative,
    'The contingency of an expiry is its loss times (this + multiple × years).',
    'a book whose forward contingency exceeds its worst scenario',
  ),
  numberField(
    'basis.multiple',
    'Forward contingency, per year',
    'factor per year',
    notNegative,
    'The contingency of an expiry is its loss times (fixed part + this × years).',
    'a book whose forward contingency exceeds its worst scenario',
  ),
  numberField(
    'contingency.perpetual',
    'Static contingency of perpetuals',
    'fraction',
    notNegative,
    'Share of spot per perpetual, long or short.',
    'a perpetual',
  ),
  numberField(
    'contingency.base',
    'Static contingency of the coin',
    'fraction',
    notNegative,
    'Share of spot per coin held.',
    'the market’s own coin as collateral',
  ),
  numberField(
    'contingency.option',
    'Static contingency of naked shorts',
    'fraction',
    notNegative,
    'Share of spot per short option that no long one of its strike covers.',
    'a naked short option',
  ),
  numberField(
    'confidence.threshold',
    'Confidence threshold',
    'fraction',
    share,
    'Below it, initial margin is charged for what the oracles don’t know.',
    'an account whose oracles are less sure than this',
  ),
  numberField(
    'confidence.margin',
    'Confidence margin',
    'fraction',
    notNegative,
    'The charge is (1 − confidence) × this × size × spot.',
    'an account whose oracles are below the threshold',
  ),
  numberField(
    'forward.averagingSeconds',
    'Settlement average',
    'seconds',
    notNegative,
    'Before expiry the forward is fixed step by step over this time, where the snapshot doesn’t state the fixed part.',
    'an option about to expire',
  ),
];

export interface Pmrm1Scenario<Amount> {
  /** `1`, `2` … in the order of the list. */
  name: string;
  spotMove: Amount;
  volatility: VolatilityState;
}

/** The parameters as numbers of one kind: floats for the engine, fixed-point ones for the exact path. */
export interface Pmrm1Parameters<Amount> {
  scenarios: readonly Pmrm1Scenario<Amount>[];
  initialFactor: Amount;
  peg: { threshold: Amount; factor: Amount };
  discount: { static: Amount; rateMultiple: Amount; rateAddition: Amount };
  volatility: {
    rangeUp: Amount;
    rangeDown: Amount;
    shortTermPower: Amount;
    longTermPower: Amount;
    termDays: Amount;
    floorDays: Amount;
  };
  basis: { moveUp: Amount; moveDown: Amount; addition: Amount; multiple: Amount };
  contingency: { perpetual: Amount; base: Amount; option: Amount };
  confidence: { threshold: Amount; margin: Amount };
  averagingSeconds: Amount;
}

/** Reads the parameters, each number made of its text by `amount`. Throws `invalid-input` naming the path that is missing or out of bounds. */
export function readParameters<Amount>(
  effective: EffectiveParameters,
  amount: (text: DecimalText) => Amount,
): Pmrm1Parameters<Amount> {
  const reader = new ParameterReader(parameterFields, effective);
  const texts = new Map(effective.parameters.map(({ path, value }) => [path, String(value)]));
  const at = (path: string): Amount => {
    reader.number(path);
    return amount(texts.get(path) ?? '');
  };
  const state = (path: string): VolatilityState => {
    const chosen = reader.choice(path);
    return volatilityStates.find((one) => one === chosen) ?? 'same';
  };
  const names = reader.names('scenario').sort((a, b) => Number(a) - Number(b));
  return {
    scenarios: names.map((name) => ({
      name,
      spotMove: at(`scenario.${name}.spotMove`),
      volatility: state(`scenario.${name}.volatility`),
    })),
    initialFactor: at('margin.initialFactor'),
    peg: { threshold: at('peg.threshold'), factor: at('peg.factor') },
    discount: {
      static: at('discount.static'),
      rateMultiple: at('discount.rateMultiple'),
      rateAddition: at('discount.rateAddition'),
    },
    volatility: {
      rangeUp: at('volatility.rangeUp'),
      rangeDown: at('volatility.rangeDown'),
      shortTermPower: at('volatility.shortTermPower'),
      longTermPower: at('volatility.longTermPower'),
      termDays: at('volatility.termDays'),
      floorDays: at('volatility.floorDays'),
    },
    basis: {
      moveUp: at('basis.moveUp'),
      moveDown: at('basis.moveDown'),
      addition: at('basis.addition'),
      multiple: at('basis.multiple'),
    },
    contingency: {
      perpetual: at('contingency.perpetual'),
      base: at('contingency.base'),
      option: at('contingency.option'),
    },
    confidence: { threshold: at('confidence.threshold'), margin: at('confidence.margin') },
    averagingSeconds: at('forward.averagingSeconds'),
  };
}

/** The parameters of a joined set as floats, made once per set. */
export const typedParameters = oncePer(
  (effective: EffectiveParameters): Pmrm1Parameters<number> => readParameters(effective, Number),
);
