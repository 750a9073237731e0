// A grid of price moves × volatility states, and a second table of far moves with volatility up, as shocks per bucket.
// May import the domain only.
import type { InstrumentColumns, Scenario, ScenarioSet, ShockBucket } from './scenario-set.ts';

export type VolatilityState = 'up' | 'same' | 'down';

/** What the grid needs of one bucket: how far its price moves, and how its volatility is shocked. */
export interface BucketShock {
  /** Relative price move at the edge of the standard table, a fraction above 0. */
  priceRange: number;
  /** Volatility is multiplied by this in state up, and is then at least `floorUp` (a fraction per year). */
  factorUp: number;
  floorUp: number;
  /** Volatility is multiplied by this in state down; not below 0. */
  factorDown: number;
}

export interface GridShape {
  /** Moves on each side of no move: 4 gives 9 prices. */
  movesPerSide: number;
  /** Volatility states of every price, in the order of the cells. */
  states: readonly VolatilityState[];
  /** Relative moves of the far table, each above −1. */
  farMoves: readonly number[];
}

/**
 * Relative move of every scenario for one price range, standard cells first (price ascending, volatility states adjacent), then the far moves.
 * The middle move is exactly 0 and the outermost are exactly ±`priceRange`.
 */
export function gridMoves(shape: GridShape, priceRange: number): Float64Array {
  const prices = 2 * shape.movesPerSide + 1;
  const moves = new Float64Array(prices * shape.states.length + shape.farMoves.length);
  let cell = 0;
  for (let price = 0; price < prices; price++) {
    const move = (priceRange * (price - shape.movesPerSide)) / shape.movesPerSide;
    for (let state = 0; state < shape.states.length; state++) moves[cell++] = move;
  }
  for (const move of shape.farMoves) moves[cell++] = move;
  return moves;
}

/**
 * Builds the scenario set of a grid. `shockOf` is asked once per bucket of `columns`; buckets without an expiry keep their volatility.
 * `labelRange` is the price range shown in labels, where buckets differ.
 */
export function gridScenarios(
  columns: Pick<InstrumentColumns, 'buckets'>,
  shape: GridShape,
  labelRange: number,
  shockOf: (bucket: ShockBucket) => BucketShock,
): ScenarioSet {
  const scenarios = gridScenarioList(shape, labelRange);
  const count = scenarios.length;
  const size = columns.buckets.length * count;
  const forwardFactor = new Float64Array(size);
  const volatilityFactor = new Float64Array(size).fill(1);
  const volatilityFloor = new Float64Array(size);
  columns.buckets.forEach((bucket, row) => {
    const shock = shockOf(bucket);
    const moves = gridMoves(shape, shock.priceRange);
    for (let index = 0; index < count; index++) {
      const place = row * count + index;
      forwardFactor[place] = 1 + (moves[index] ?? 0);
      if (bucket.expiry === null) continue;
      const state = scenarios[index]?.volatility;
      if (state === 'up') {
        volatilityFactor[place] = shock.factorUp;
        volatilityFloor[place] = shock.floorUp;
      } else if (state === 'down') {
        volatilityFactor[place] = Math.max(0, shock.factorDown);
      }
    }
  });
  return {
    scenarios,
    forwardFactor,
    volatilityFactor,
    volatilityShift: new Float64Array(size),
    volatilityFloor,
    timePassed: new Float64Array(count),
    weight: new Float64Array(count).fill(1),
  };
}

/** The scenarios by name, in the order of `gridMoves`. */
export function gridScenarioList(shape: GridShape, priceRange: number): Scenario[] {
  const moves = gridMoves(shape, priceRange);
  const standard = (2 * shape.movesPerSide + 1) * shape.states.length;
  return [...moves].map((priceMove, index): Scenario => {
    const isStandard = index < standard;
    const volatility = isStandard ? (shape.states[index % shape.states.length] ?? 'same') : 'up';
    return {
      id: isStandard ? `standard/${index + 1}` : `extended/${index - standard + 1}`,
      label: `${movePercent(priceMove)}, volatility ${volatility}`,
      table: isStandard ? 'standard' : 'extended',
      priceMove,
      volatility,
    };
  });
}

/** A relative move as people read it: `−16 %`, `0 %`, `+50 %`; at most two decimals. */
export function movePercent(move: number): string {
  const percent = Math.round(Math.abs(move) * 1e4) / 100;
  if (percent === 0) return '0 %';
  return `${move < 0 ? '−' : '+'}${percent} %`;
}
