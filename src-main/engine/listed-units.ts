// P&L of one unit of listed options under the scenarios: each valued by the model of its own terms, once per scenario. Kept apart from
// the kernel's rows, which are valued by the thousand. May import the domain, pricing and scenarios.
import { type ListedRow, listedModelValue, listedRow } from '../pricing/listed-arguments.ts';
import { listedOptionValue, type OptionTerms } from '../pricing/listed-option.ts';
import { agedTerms } from '../pricing/option-terms.ts';
import type { ScenarioSet } from '../scenarios/scenario-set.ts';
import type { EngineColumns } from './columns.ts';

/** Results of a row are kept over sets of at most so many scenarios. */
const SCENARIOS_KEPT = 256;

/** Values listed options of a set of columns. A call and a put of one strike don't share their value: early exercise parts them. */
export class ListedUnits {
  readonly #engineColumns: EngineColumns;
  readonly #scenarios: ScenarioSet;
  readonly #now = new Map<number, { option: ListedRow; value: number }>();
  /** P&L by row, NaN where it isn't known yet; trees are asked for again by single cells and by positions alone. */
  readonly #known = new Map<number, Float64Array>();
  /** Terms after so many years, by the terms now, which all options of one index and expiry share. */
  readonly #aged = new Map<OptionTerms, Map<number, OptionTerms>>();
  /** Factor of each row's volatility by scenario: see `ScenarioSet.rowVolatility`. */
  readonly #rowFactors: ReadonlyMap<number, Float64Array>;

  constructor(engineColumns: EngineColumns, scenarios: ScenarioSet) {
    this.#engineColumns = engineColumns;
    this.#scenarios = scenarios;
    this.#rowFactors = new Map(
      (scenarios.rowVolatility ?? []).map(({ scenario, factor }) => [scenario, factor]),
    );
  }

  /** Discounted value now, quote currency, before the multiplier. */
  now(row: number): number {
    return this.#rowNow(row).value;
  }

  /** Writes P&L of one unit of `row` in scenarios [first, first + width) to out[target + s]. */
  fill(row: number, first: number, width: number, out: Float64Array, target: number): void {
    const total = this.#scenarios.scenarios.length;
    if (total > SCENARIOS_KEPT) {
      for (let s = 0; s < width; s++) out[target + s] = this.#cell(row, first + s);
      return;
    }
    let known = this.#known.get(row);
    if (!known) {
      known = new Float64Array(total).fill(Number.NaN);
      this.#known.set(row, known);
    }
    for (let s = 0; s < width; s++) {
      let amount = known[first + s]!;
      if (Number.isNaN(amount)) {
        amount = this.#cell(row, first + s);
        known[first + s] = amount;
      }
      out[target + s] = amount;
    }
  }

  #cell(row: number, scenario: number): number {
    const { columns } = this.#engineColumns;
    const set = this.#scenarios;
    const { option, value } = this.#rowNow(row);
    const cell = columns.bucket[row]! * set.scenarios.length + scenario;
    const shift = set.forwardShift?.[cell] ?? 0;
    const rowFactor = this.#rowFactors.get(scenario)?.[row];
    const moved = option.volatility * set.volatilityFactor[cell]! + set.volatilityShift[cell]!;
    const passed = Math.min(set.timePassed[scenario]!, option.time);
    const shocked = listedOptionValue(
      option.right,
      option.price * set.forwardFactor[cell]! + shift,
      option.strike,
      rowFactor === undefined
        ? Math.max(moved, set.volatilityFloor[cell]!, 0)
        : Math.max(option.volatility * rowFactor, 0),
      option.time - passed,
      this.#agedBy(option.terms, passed),
    );
    return columns.multiplier[row]! * (shocked - value);
  }

  #rowNow(row: number): { option: ListedRow; value: number } {
    const known = this.#now.get(row);
    if (known) return known;
    const input = this.#engineColumns.inputs[row]!;
    const found = { option: listedRow(input), value: listedModelValue(input) };
    this.#now.set(row, found);
    return found;
  }

  #agedBy(terms: OptionTerms, years: number): OptionTerms {
    if (years === 0) return terms;
    let byYears = this.#aged.get(terms);
    if (!byYears) {
      byYears = new Map();
      this.#aged.set(terms, byYears);
    }
    let aged = byYears.get(years);
    if (!aged) {
      aged = agedTerms(terms, years);
      byYears.set(years, aged);
    }
    return aged;
  }
}
