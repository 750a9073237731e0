// The scenarios of OKX's portfolio margin: price moves × volatility states (MR1), extreme moves (MR6), a day of decay (MR2).
// May import the domain, scenarios and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../scenarios/scenario-set.ts';
import { DAYS_PER_YEAR, HOURS_PER_DAY } from '../blocks/constants.ts';
import { between, type OkxParameters, type UnitParameters } from './typed-parameters.ts';

/** Tables of the set, in its order. */
export const tableNames = { standard: 'standard', extreme: 'extreme', timeDecay: 'timeDecay' } as const;

const states = ['up', 'same', 'down'] as const;

/** Price moves of one class in the order of the scenarios: standard ascending with states adjacent, extreme down and up, none for decay. */
export function unitMoves(unit: UnitParameters): number[] {
  const ascending = [...[...unit.moves].reverse().map((move) => -move), 0, ...unit.moves];
  return [...ascending.flatMap((move) => states.map(() => move)), -unit.extremeMove, unit.extremeMove, 0];
}

/**
 * One set for all classes: a scenario's label has the moves of the first bucket's class, each bucket its own. Volatilities move by row: by the
 * larger of points and share, both interpolated over the row's days to expiry. Throws `invalid-input` when classes have unequal numbers of moves.
 */
export function okxScenarios(columns: InstrumentColumns, parameters: OkxParameters): ScenarioSet {
  const units = columns.buckets.map((bucket) => parameters.unit(bucket.underlying));
  const [first] = units;
  const scenarios = first ? scenarioList(first) : [];
  const count = scenarios.length;
  const size = count * columns.buckets.length;
  const forwardFactor = new Float64Array(size);
  units.forEach((unit, bucket) => {
    const moves = unitMoves(unit);
    if (moves.length !== count) {
      throw new MargraveError(
        'invalid-input',
        `Parameters unit.${unit.class}.move and unit.${first?.class}.move have unequal numbers of moves: a table needs as many for every class.`,
        { path: `unit.${unit.class}.move` },
      );
    }
    moves.forEach((move, scenario) => {
      forwardFactor[bucket * count + scenario] = 1 + move;
    });
  });
  const timePassed = new Float64Array(count);
  const hours = parameters.number('general.timeDecayHours');
  if (count > 0) timePassed[count - 1] = hours / HOURS_PER_DAY / DAYS_PER_YEAR;
  const factors = volatilityFactors(columns, parameters);
  return {
    scenarios,
    forwardFactor,
    volatilityFactor: new Float64Array(size).fill(1),
    volatilityShift: new Float64Array(size),
    volatilityFloor: new Float64Array(size),
    rowVolatility: scenarios.flatMap(({ volatility, table }, scenario) =>
      table !== tableNames.standard || volatility === 'same'
        ? []
        : [{ scenario, factor: factors[volatility] }],
    ),
    timePassed,
    weight: new Float64Array(count).fill(1),
  };
}

function scenarioList(unit: UnitParameters): Scenario[] {
  const moves = unitMoves(unit);
  const standard = moves.length - 1 - 2;
  return moves.map((priceMove, place): Scenario => {
    if (place === moves.length - 1) {
      return {
        id: `${tableNames.timeDecay}/1`,
        label: 'Time passes',
        table: tableNames.timeDecay,
        priceMove,
        volatility: 'same',
      };
    }
    const isStandard = place < standard;
    const table = isStandard ? tableNames.standard : tableNames.extreme;
    const volatility = isStandard ? (states[place % states.length] ?? 'same') : 'same';
    const id = `${table}/${isStandard ? place + 1 : place - standard + 1}`;
    return { id, label: `${movePercent(priceMove)}, volatility ${volatility}`, table, priceMove, volatility };
  });
}

/** Factors on each row's volatility in the states up and down: 1 ± the larger of points over volatility and share, never below 0. */
function volatilityFactors(
  columns: InstrumentColumns,
  parameters: OkxParameters,
): { up: Float64Array; down: Float64Array } {
  const up = new Float64Array(columns.count).fill(1);
  const down = new Float64Array(columns.count).fill(1);
  const nodes = parameters.volatility;
  const days = nodes.map((node) => node.days);
  for (let row = 0; row < columns.count; row++) {
    const volatility = columns.volatility[row] ?? 0;
    if (volatility <= 0) continue;
    const left = (columns.time[row] ?? 0) * DAYS_PER_YEAR;
    const points = between(
      days,
      nodes.map((node) => node.points),
      left,
    );
    const share = between(
      days,
      nodes.map((node) => node.share),
      left,
    );
    const change = Math.max(points / volatility, share);
    up[row] = 1 + change;
    down[row] = Math.max(0, 1 - change);
  }
  return { up, down };
}
