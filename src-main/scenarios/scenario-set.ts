// Scenario sets: what happens to each instrument's inputs in each scenario, and what the scenario weighs.
// May import the domain only.

/** Inputs of unique instruments as columns, row i everywhere the same instrument; made by the engine, ordered by instrument id. */
export interface InstrumentColumns {
  count: number;
  ids: readonly string[];
  /** Forward (options, futures), mark or index (perpetual, spot), quote currency; of a listed option the price of the spot or the future it is on. */
  forward: Float64Array;
  /** Fraction per year; 0 where it doesn't apply. */
  volatility: Float64Array;
  /** Years to expiry, actual/365 in seconds; 0 where it doesn't expire. */
  time: Float64Array;
  strike: Float64Array;
  /** 1 call, 0 put; 255 when not an option. */
  right: Uint8Array;
  multiplier: Float64Array;
  /** Row's shock bucket: instruments of one price index and expiry move together. Index into `buckets`. */
  bucket: Int32Array;
  buckets: readonly ShockBucket[];
}

/** One price index × expiry. `time` in years; null for spot and perpetual. */
export interface ShockBucket {
  priceIndex: string;
  underlying: string;
  expiry: string | null;
  time: number | null;
}

export interface Scenario {
  /** `standard/1` … ; unique within its set. */
  id: string;
  label: string;
  table: string;
  /** Relative move of the price; a label where buckets differ. */
  priceMove: number;
  volatility: 'up' | 'same' | 'down';
}

/**
 * Shocked inputs: for bucket b and scenario s, at b·scenarios.length + s,
 *   forward′ = forward · forwardFactor (+ forwardShift),  volatility′ = max(volatility · volatilityFactor + volatilityShift, volatilityFloor), never below 0.
 * Weights are the rulebook's to apply (they may differ by payoff), and are here for display and for plain weighted sets.
 */
export interface ScenarioSet {
  scenarios: readonly Scenario[];
  forwardFactor: Float64Array;
  volatilityFactor: Float64Array;
  volatilityShift: Float64Array;
  volatilityFloor: Float64Array;
  /**
   * Price units of the quote currency added to the price after its factor; left out where no scenario adds any. Prices may then reach 0 and below: futures
   * lose all the way; options of relative volatility are worth their limit at 0, or what exercise pays at the price where that is more; options priced
   * `normal` go on.
   */
  forwardShift?: Float64Array;
  /**
   * Scenarios in which the volatility of each row is moved by a factor of its own (skews, the larger of two moves): applied in place of the
   * bucket's factor, shift and floor. `factor` has one number per row of the columns; rows of one bucket, strike and volatility have one factor.
   */
  rowVolatility?: readonly { scenario: number; factor: Float64Array }[];
  /**
   * Years taken from every instrument's time before valuing, per scenario. Prices are those of then: a share's without the dividends that went off it
   * meanwhile, which count neither in its P&L nor in what its options are worth.
   */
  timePassed: Float64Array;
  weight: Float64Array;
}

/** The set of a rulebook that has no grid: nothing is valued but now. */
export const noScenarios: ScenarioSet = {
  scenarios: [],
  forwardFactor: new Float64Array(),
  volatilityFactor: new Float64Array(),
  volatilityShift: new Float64Array(),
  volatilityFloor: new Float64Array(),
  timePassed: new Float64Array(),
  weight: new Float64Array(),
};
