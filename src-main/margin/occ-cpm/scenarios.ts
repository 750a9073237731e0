// The ten points as shocks per price index: volatility stays, no time passes.
// May import the domain, scenarios and the parameters beside it.
import { MargraveError } from '../../domain/errors.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../scenarios/scenario-set.ts';
import type { CpmParameters, PriceRange } from './parameters.ts';

/** Names of the points, and of those over the wider range. */
export const POINT = 'point';
export const STRESS = 'stress';

/** Sets by buckets and parameters: they depend on nothing else, and a market that is moved keeps its buckets. */
const made = new WeakMap<InstrumentColumns['buckets'], WeakMap<CpmParameters, ScenarioSet>>();

/**
 * The points of every bucket, each bucket by its own range: scenario k is point k of all. While concentration is counted the points over the wider
 * range follow them. Throws `invalid-input` naming a missing or out-of-bounds parameter, and where a fund would lose more than its price.
 */
export function cpmScenarios(columns: InstrumentColumns, parameters: CpmParameters): ScenarioSet {
  const known = made.get(columns.buckets) ?? new WeakMap<CpmParameters, ScenarioSet>();
  made.set(columns.buckets, known);
  const set = known.get(parameters) ?? makeScenarios(columns, parameters);
  known.set(parameters, set);
  return set;
}

/** How many points there are. */
export const pointCount = (parameters: CpmParameters): number => 2 * parameters.pointsPerSide;

/** A point as people read it: `−4.8 %`; `4 of 10` where ranges differ. */
export function pointLabel(moves: readonly number[] | null, point: number, count: number): string {
  const move = moves?.[point];
  return move === undefined ? `point ${point + 1} of ${count}` : movePercent(move);
}

function makeScenarios({ buckets }: InstrumentColumns, parameters: CpmParameters): ScenarioSet {
  const ranges: ((priceIndex: string) => PriceRange)[] = [(index) => parameters.range(index)];
  if (parameters.isConcentrationCounted) ranges.push((index) => parameters.stressedRange(index));
  const indexes = [...new Set(buckets.map(({ priceIndex }) => priceIndex))].sort();
  const points = pointCount(parameters);
  const count = points * ranges.length;
  const scenarios = ranges.flatMap((rangeOf, place) => scenarioList(indexes.map(rangeOf), parameters, place));
  const size = buckets.length * count;
  const set: ScenarioSet = {
    scenarios,
    forwardFactor: new Float64Array(size),
    volatilityFactor: new Float64Array(size).fill(1),
    volatilityShift: new Float64Array(size),
    volatilityFloor: new Float64Array(size),
    timePassed: new Float64Array(count),
    weight: new Float64Array(count).fill(1),
  };
  buckets.forEach(({ priceIndex }, row) => {
    const leverage = parameters.leverage(priceIndex);
    ranges.forEach((rangeOf, place) => {
      parameters.points(rangeOf(priceIndex)).forEach((move, point) => {
        set.forwardFactor[row * count + place * points + point] = 1 + fundMove(priceIndex, leverage, move);
      });
    });
  });
  return set;
}

function scenarioList(ranges: readonly PriceRange[], parameters: CpmParameters, place: number): Scenario[] {
  const [shown] = ranges;
  if (!shown) return [];
  const isOne = ranges.every(({ down, up }) => down === shown.down && up === shown.up);
  const moves = parameters.points(shown);
  const table = place === 0 ? POINT : STRESS;
  return moves.map(
    (move, point): Scenario => ({
      id: `${table}/${point + 1}`,
      label: pointLabel(isOne ? moves : null, point, moves.length),
      table,
      priceMove: move,
      volatility: 'same',
    }),
  );
}

function fundMove(priceIndex: string, leverage: number, move: number): number {
  const own = leverage * move;
  if (own > -1) return own;
  throw new MargraveError(
    'invalid-input',
    `A fund of ${leverage} times its index would lose all it is worth at ${movePercent(move)}: parameter underlying.${priceIndex}.leverage and its product group’s range don’t go together.`,
    { path: `underlying.${priceIndex}.leverage` },
  );
}
