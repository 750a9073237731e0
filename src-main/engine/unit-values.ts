// P&L of one unit of quantity of each instrument row under the scenarios, in its settlement currency: the one place that
// knows what a payoff is worth at a shocked price. May import the domain, pricing and scenarios.
import { MargraveError } from '../domain/errors.ts';
import type { Kernel } from '../pricing/kernel.ts';
import type { InstrumentColumns, ScenarioSet } from '../scenarios/scenario-set.ts';
import { type EngineColumns, NOT_AN_OPTION } from './columns.ts';
import { ListedUnits } from './listed-units.ts';

/** Scenarios valued at once: a block of rows × this fits the second-level cache. */
export const SCENARIO_BLOCK = 256;
/** Rows valued at once. */
export const ROW_BLOCK = 128;

/** How one unit of quantity turns a price into money. */
const LINEAR_DELTA_ONE = 0;
const INVERSE_DELTA_ONE = 1;
const LINEAR_OPTION = 2;
const INVERSE_OPTION = 3;
/** Valued by the model of its own terms, not by the kernel. */
const LISTED_OPTION = 4;

/**
 * Throws `invalid-input` unless every bucket × scenario has its shock and no factor takes a price to 0: a coin-settled instrument
 * has no value there. Only `forwardShift` may, where nothing is coin-settled.
 */
export function checkScenarios(set: ScenarioSet, columns: InstrumentColumns): void {
  const cells = set.scenarios.length * columns.buckets.length;
  for (const name of ['forwardFactor', 'volatilityFactor', 'volatilityShift', 'volatilityFloor'] as const) {
    if (set[name].length !== cells) {
      throw new MargraveError(
        'invalid-input',
        `The scenario set has ${set[name].length} values of ${name}; ${columns.buckets.length} buckets × ${set.scenarios.length} scenarios need ${cells}.`,
        { column: name, length: set[name].length, expected: cells },
      );
    }
  }
  const shifts = set.forwardShift;
  if (shifts && !(shifts.length === cells && shifts.every(Number.isFinite))) {
    throw new MargraveError(
      'invalid-input',
      `The scenario set has ${shifts.length} values of forwardShift, not all of them finite or too few; ${columns.buckets.length} buckets × ${set.scenarios.length} scenarios need ${cells} finite ones.`,
      { column: 'forwardShift', length: shifts.length, expected: cells },
    );
  }
  for (const { scenario, factor } of set.rowVolatility ?? []) {
    if (scenario >= 0 && scenario < set.scenarios.length && factor.length === columns.count) continue;
    throw new MargraveError(
      'invalid-input',
      `The scenario set moves volatilities of ${factor.length} rows in scenario ${scenario}; there are ${columns.count} rows and ${set.scenarios.length} scenarios.`,
      { scenario, length: factor.length, expected: columns.count },
    );
  }
  for (let cell = 0; cell < cells; cell++) {
    const factor = set.forwardFactor[cell]!;
    if (factor > 0 && factor < Number.POSITIVE_INFINITY) continue;
    const scenario = set.scenarios[cell % set.scenarios.length]!.id;
    throw new MargraveError(
      'invalid-input',
      `Scenario ${scenario} multiplies a price by ${factor}. A price can’t fall by 100 % or more: use a smaller move.`,
      { scenario, factor },
    );
  }
}

/** What one block is valued in. A block is valued in one go, so all valuations share them: small books are valued a thousand times over. */
const buffers = {
  forward: new Float64Array(ROW_BLOCK * SCENARIO_BLOCK),
  strike: new Float64Array(ROW_BLOCK * SCENARIO_BLOCK),
  volatility: new Float64Array(ROW_BLOCK * SCENARIO_BLOCK),
  time: new Float64Array(ROW_BLOCK * SCENARIO_BLOCK),
  isCall: new Uint8Array(ROW_BLOCK * SCENARIO_BLOCK),
  timeValue: new Float64Array(ROW_BLOCK * SCENARIO_BLOCK),
  /** Shape of a row within its block: rows of one shape share their valuation. */
  shapeOf: new Int32Array(ROW_BLOCK),
  shapeRow: new Int32Array(ROW_BLOCK),
};

/**
 * Values rows × scenarios on a kernel, with buffers that are made once. Options of one bucket with the same forward, strike
 * and volatility are valued once, as the one of call and put that is out of the money there; the other's value is that plus
 * the intrinsic value, which is how the kernel defines it, so a pair costs one valuation and no bit.
 */
export class UnitValues {
  readonly columns: InstrumentColumns;
  readonly scenarios: ScenarioSet;
  readonly #kernel: Kernel;
  readonly #kind: Uint8Array;
  /** Null where there is no listed option. */
  readonly #listed: ListedUnits | null;
  /** Value of one unit now, quote currency, before the multiplier; options only. */
  readonly #baseValue: Float64Array;
  /** Value of one unit now as the payoff counts it: coin when inverse. */
  readonly #baseSettled: Float64Array;
  readonly #forward = buffers.forward;
  readonly #strike = buffers.strike;
  readonly #volatility = buffers.volatility;
  readonly #time = buffers.time;
  readonly #isCall = buffers.isCall;
  readonly #timeValue = buffers.timeValue;
  readonly #shapeOf = buffers.shapeOf;
  readonly #shapeRow = buffers.shapeRow;
  /** Results by row, once `remember` was asked: row i at i · scenarios, NaN until it was valued. */
  #remembered: Float64Array | null = null;

  constructor(engineColumns: EngineColumns, scenarios: ScenarioSet, kernel: Kernel) {
    const { columns, inputs } = engineColumns;
    checkScenarios(scenarios, columns);
    this.columns = columns;
    this.scenarios = scenarios;
    this.#kernel = kernel;
    this.#kind = Uint8Array.from(inputs, ({ instrument, terms }) => {
      if (terms) return LISTED_OPTION;
      const isInverse = instrument.payoff === 'inverse';
      if (instrument.kind === 'option') return isInverse ? INVERSE_OPTION : LINEAR_OPTION;
      // Spot is worth its price in the quote currency, whatever its pair settles in.
      return isInverse && instrument.kind !== 'spot' ? INVERSE_DELTA_ONE : LINEAR_DELTA_ONE;
    });
    this.#listed = this.#kind.includes(LISTED_OPTION) ? new ListedUnits(engineColumns, scenarios) : null;
    if (scenarios.forwardShift) this.#checkCoinPrices(scenarios.forwardShift);
    this.#baseValue = this.#valueNow();
    this.#baseSettled = Float64Array.from(this.#baseValue, (value, row) => {
      const forward = columns.forward[row]!;
      if (inputs[row]!.instrument.kind === 'spot') return columns.multiplier[row]! * forward;
      return columns.multiplier[row]! * (this.#kind[row] === INVERSE_OPTION ? value / forward : value);
    });
  }

  #checkCoinPrices(shifts: Float64Array): void {
    const { columns, scenarios } = this;
    const total = scenarios.scenarios.length;
    for (let row = 0; row < columns.count; row++) {
      if (this.#kind[row] !== INVERSE_DELTA_ONE && this.#kind[row] !== INVERSE_OPTION) continue;
      for (let s = 0; s < total; s++) {
        const cell = columns.bucket[row]! * total + s;
        const price = columns.forward[row]! * scenarios.forwardFactor[cell]! + shifts[cell]!;
        if (price > 0) continue;
        throw new MargraveError(
          'invalid-input',
          `Scenario ${scenarios.scenarios[s]!.id} takes the price of ${columns.ids[row]} to ${price}, where a coin-settled instrument has no value: use a smaller shift.`,
          { scenario: scenarios.scenarios[s]!.id, instrument: columns.ids[row], price },
        );
      }
    }
  }

  /**
   * Value of one unit of a row now: options in their settlement currency (listed ones discounted), spot at its price, 0 for futures and perpetuals.
   */
  settledValue(row: number): number {
    return this.#baseSettled[row]!;
  }

  /** From now on each row is valued once over all scenarios and its results are kept, for holdings that change under the same market. */
  remember(): void {
    const total = this.scenarios.scenarios.length;
    if (this.#remembered || total === 0 || total > SCENARIO_BLOCK) return;
    this.#remembered = new Float64Array(this.columns.count * total).fill(Number.NaN);
  }

  #valueNow(): Float64Array {
    const { columns } = this;
    const out = new Float64Array(columns.count);
    const isCall = Uint8Array.from(columns.right, (right) => (right === 1 ? 1 : 0));
    const outOfTheMoney = Uint8Array.from(columns.strike, (strike, row) =>
      strike >= columns.forward[row]! ? 1 : 0,
    );
    this.#kernel.optionValues(
      columns.count,
      columns.forward,
      columns.strike,
      columns.volatility,
      columns.time,
      outOfTheMoney,
      out,
    );
    for (let row = 0; row < columns.count; row++) {
      if (columns.right[row] === NOT_AN_OPTION) out[row] = 0;
      else if (this.#kind[row] === LISTED_OPTION) out[row] = this.#listed!.now(row);
      else out[row] = intrinsic(isCall[row]!, columns.forward[row]!, columns.strike[row]!) + out[row]!;
    }
    return out;
  }

  /**
   * Writes P&L of one unit of each of `rows[from..to)` (all of one bucket, at most ROW_BLOCK) in scenarios
   * [first, first + width) to out[(row − from) · width + s]. `width` is at most SCENARIO_BLOCK.
   * @param before called before each listed option, with its place among the rows; may throw to stop
   */
  fill(
    rows: Int32Array,
    from: number,
    to: number,
    first: number,
    width: number,
    out: Float64Array,
    before: (place: number) => void = () => {},
  ): void {
    const remembered = this.#remembered;
    const total = this.scenarios.scenarios.length;
    if (!remembered || width !== total) {
      this.#value(rows, from, to, first, width, out, before);
      return;
    }
    let isKnown = true;
    for (let place = from; place < to && isKnown; place++) {
      isKnown = !Number.isNaN(remembered[rows[place]! * total]!);
    }
    if (!isKnown) this.#value(rows, from, to, first, width, out, before);
    for (let place = from; place < to; place++) {
      const own = rows[place]! * total;
      const there = (place - from) * width;
      if (isKnown) out.set(remembered.subarray(own, own + total), there);
      else remembered.set(out.subarray(there, there + total), own);
    }
  }

  #value(
    rows: Int32Array,
    from: number,
    to: number,
    first: number,
    width: number,
    out: Float64Array,
    before: (place: number) => void,
  ): void {
    const shapes = this.#shape(rows, from, to);
    if (shapes > 0) this.#valueShapes(shapes, first, width);
    for (let place = 0; place < to - from; place++) {
      const row = rows[from + place]!;
      const target = place * width;
      const kind = this.#kind[row]!;
      if (kind === LISTED_OPTION) {
        before(place);
        this.#listed!.fill(row, first, width, out, target);
      } else if (kind >= LINEAR_OPTION) this.#option(row, this.#shapeOf[place]! * width, width, out, target);
      else this.#deltaOne(row, first, width, out, target);
    }
  }

  /** Finds rows that share forward, strike and volatility. Returns how many shapes there are. */
  #shape(rows: Int32Array, from: number, to: number): number {
    const { forward, strike, volatility } = this.columns;
    let shapes = 0;
    for (let place = 0; place < to - from; place++) {
      const row = rows[from + place]!;
      if (this.#kind[row]! < LINEAR_OPTION || this.#kind[row] === LISTED_OPTION) continue;
      // Rows come in the order of their ids, so the partner of a put is nearly always the shape before it.
      let shape = shapes - 1;
      while (shape >= 0 && shape >= shapes - 4) {
        const other = this.#shapeRow[shape]!;
        if (
          strike[other] === strike[row] &&
          volatility[other] === volatility[row] &&
          forward[other] === forward[row]
        )
          break;
        shape--;
      }
      if (shape < 0 || shape < shapes - 4) {
        shape = shapes++;
        this.#shapeRow[shape] = row;
      }
      this.#shapeOf[place] = shape;
    }
    return shapes;
  }

  #valueShapes(shapes: number, first: number, width: number): void {
    const { columns, scenarios } = this;
    const { forwardFactor, volatilityFactor, volatilityShift, volatilityFloor, timePassed } = scenarios;
    const forwards = this.#forward;
    const volatilities = this.#volatility;
    const times = this.#time;
    const isCall = this.#isCall;
    const total = scenarios.scenarios.length;
    for (let shape = 0; shape < shapes; shape++) {
      const row = this.#shapeRow[shape]!;
      const start = columns.bucket[row]! * total + first;
      const forward = columns.forward[row]!;
      const strike = columns.strike[row]!;
      const volatility = columns.volatility[row]!;
      const time = columns.time[row]!;
      const target = shape * width;
      this.#strike.fill(strike, target, target + width);
      for (let s = 0; s < width; s++) {
        const cell = start + s;
        const shocked = forward * forwardFactor[cell]!;
        forwards[target + s] = shocked;
        isCall[target + s] = strike >= shocked ? 1 : 0;
        const moved = volatility * volatilityFactor[cell]! + volatilityShift[cell]!;
        volatilities[target + s] = Math.max(moved, volatilityFloor[cell]!, 0);
        times[target + s] = Math.max(time - timePassed[first + s]!, 0);
      }
      if (scenarios.forwardShift) {
        for (let s = 0; s < width; s++) {
          // Below 0 an option of relative volatility is worth its limit at 0.
          const shocked = Math.max(forwards[target + s]! + scenarios.forwardShift[start + s]!, 0);
          forwards[target + s] = shocked;
          isCall[target + s] = strike >= shocked ? 1 : 0;
        }
      }
      for (const moved of scenarios.rowVolatility ?? []) {
        const s = moved.scenario - first;
        if (s >= 0 && s < width) volatilities[target + s] = Math.max(volatility * moved.factor[row]!, 0);
      }
    }
    this.#kernel.optionValues(
      shapes * width,
      this.#forward,
      this.#strike,
      this.#volatility,
      this.#time,
      this.#isCall,
      this.#timeValue,
    );
  }

  #option(row: number, start: number, width: number, out: Float64Array, target: number): void {
    const { columns } = this;
    const strike = columns.strike[row]!;
    const isCall = columns.right[row]!;
    const multiplier = columns.multiplier[row]!;
    if (this.#kind[row] === INVERSE_OPTION) {
      const now = this.#baseValue[row]! / columns.forward[row]!;
      for (let s = 0; s < width; s++) {
        const forward = this.#forward[start + s]!;
        const value = intrinsic(isCall, forward, strike) + this.#timeValue[start + s]!;
        out[target + s] = multiplier * (value / forward - now);
      }
      return;
    }
    const now = this.#baseValue[row]!;
    for (let s = 0; s < width; s++) {
      const value = intrinsic(isCall, this.#forward[start + s]!, strike) + this.#timeValue[start + s]!;
      out[target + s] = multiplier * (value - now);
    }
  }

  #deltaOne(row: number, first: number, width: number, out: Float64Array, target: number): void {
    const { columns, scenarios } = this;
    const start = columns.bucket[row]! * scenarios.scenarios.length + first;
    const forward = columns.forward[row]!;
    const isInverse = this.#kind[row] === INVERSE_DELTA_ONE;
    const scale = columns.multiplier[row]! * forward;
    for (let s = 0; s < width; s++) {
      const factor = scenarios.forwardFactor[start + s]!;
      const stated = scenarios.scenarios[first + s]!.priceMove;
      // 1 + m has lost the last bits of m: take the move itself where the factor is made of it.
      const move = 1 + stated === factor ? stated : factor - 1;
      out[target + s] = isInverse ? move / factor / forward : scale * move;
    }
    const shifts = scenarios.forwardShift;
    if (!shifts) return;
    for (let s = 0; s < width; s++) {
      const shift = shifts[start + s]!;
      if (shift === 0) continue;
      const factor = scenarios.forwardFactor[start + s]!;
      if (isInverse)
        out[target + s] = (forward * (factor - 1) + shift) / (forward * factor + shift) / forward;
      else out[target + s]! += columns.multiplier[row]! * shift;
    }
  }
}

function intrinsic(isCall: number, forward: number, strike: number): number {
  return Math.max(isCall === 1 ? forward - strike : strike - forward, 0);
}
