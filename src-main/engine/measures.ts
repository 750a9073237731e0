// Value and Greeks of one unit of each instrument row, in the units of InstrumentMeasure.
// May import the domain, pricing and scenarios.
import type { InstrumentMeasure } from '../domain/margin-result.ts';
import type { UnitMeasures } from '../margin/rulebook.ts';
import { blackGreeks } from '../pricing/black.ts';
import { listedModelGreeks } from '../pricing/listed-arguments.ts';
import type { EngineColumns } from './columns.ts';

/**
 * Greeks of one unit of quantity of a row. `value` is what the valuation found (settlement currency; see UnitValues).
 *
 * Delta in units of the underlying: linear options multiplier · N(d1); inverse options N(d1) less the mark in coin, as the
 * venue counts them; linear futures the multiplier; inverse futures, per 1 of quote notional, 1 / forward; spot the multiplier.
 * Gamma per 1 of quote currency, vega in quote currency per 0.01 of volatility, theta in quote currency per day; of an
 * inverse option they are those of its value in quote currency. Gamma of an inverse future is 0: its delta is stated in coin.
 * Listed options by the model of their own terms, delta and gamma against the price of what they are on: the spot or their future. An option of model
 * `normal` has its volatility in price units: its vega is per 0.01 of these.
 */
export function unitMeasures({ columns, inputs }: EngineColumns, row: number, value: number): UnitMeasures {
  const { instrument } = inputs[row]!;
  const forward = columns.forward[row]!;
  const multiplier = columns.multiplier[row]!;
  if (instrument.kind !== 'option' || instrument.right === null) {
    const isInverse = instrument.payoff === 'inverse' && instrument.kind !== 'spot';
    return { value, delta: isInverse ? 1 / forward : multiplier, gamma: 0, vega: 0, theta: 0 };
  }
  const input = inputs[row]!;
  if (input.terms) {
    const greeks = listedModelGreeks(input);
    return {
      value,
      delta: multiplier * greeks.delta,
      gamma: multiplier * greeks.gamma,
      vega: (multiplier * greeks.vega) / 100,
      theta: (multiplier * greeks.theta) / 365,
    };
  }
  const greeks = blackGreeks({
    right: instrument.right,
    forward,
    strike: columns.strike[row]!,
    volatility: columns.volatility[row]!,
    time: columns.time[row]!,
  });
  return {
    value,
    // `value` of an inverse option carries the multiplier already.
    delta: instrument.payoff === 'inverse' ? multiplier * greeks.delta - value : multiplier * greeks.delta,
    gamma: multiplier * greeks.gamma,
    vega: multiplier * greeks.vegaPerPoint,
    theta: multiplier * greeks.thetaPerDay,
  };
}

/** The measures of every row, with the inputs used, as the window shows them. */
export function instrumentMeasures(
  engineColumns: EngineColumns,
  measures: (row: number) => UnitMeasures,
): InstrumentMeasure[] {
  return engineColumns.inputs.map((input, row) => ({
    instrument: input.instrument.id,
    forward: input.forward,
    volatility: input.volatility,
    volatilityLevel: input.volatilityLevel,
    time: input.time,
    mark: input.mark,
    ...measures(row),
  }));
}
