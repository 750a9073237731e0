// The pairing with fractions allowed, by the revised simplex method with columns found as they are needed: what it costs at least.
// May import margin/blocks.
import { FLOAT_NOISE, KEPT_PER_LOOK } from '../../blocks/constants.ts';
import type { ColumnTable, PairingColumn } from './columns.ts';

/** Elementary steps that are left; counted, never timed, so that the same book has the same answer everywhere. */
export interface Work {
  left: number;
  /** Called after each step of the simplex method: throws once nobody waits for the answer. */
  checkpoint(): void;
}

/** Columns that aren't in the table yet and may cost less than their legs' prices; `worst` is the lowest (price-reduced) cost among all of them, 0 when none is negative. */
export interface FoundColumns<Column> {
  columns: Column[];
  worst: number;
  /** Steps that looking took. */
  steps: number;
}
export type FindColumns<Column> = (
  prices: Float64Array,
  counts: Float64Array,
  least: number,
) => FoundColumns<Column>;

/** Whole units of legs to be covered exactly, at least cost. Column i of the table, for each leg i, is that leg by itself. */
export interface PairingProblem<Column extends PairingColumn> {
  table: ColumnTable<Column>;
  legs: number;
  find: FindColumns<Column>;
  /** Added to the cost of each column so that, of two pairings that cost the same, the one of fewer strategies is found; too small to change which is cheapest. */
  preference: number;
}

export interface Relaxation {
  /** Units by column, those of legs by themselves left out; fractions. In the order of columns. */
  units: { column: number; units: number }[];
  /** Columns that the solution is made of, those of no units too, legs by themselves left out. */
  columns: number[];
  /** No pairing of these counts with these columns costs less. */
  bound: number;
  /** Columns that the counts have no whole unit of. */
  dropped: number;
}

/** What counts as 0 among shares and pivots. */
export const NEARLY_NOTHING = Math.sqrt(FLOAT_NOISE);

/**
 * Least cost of covering `counts` with fractions of columns, none of them excluded and each fitting at least once. When the work runs out on the way the
 * units are those reached, and the bound still holds: prices are lowered until no column costs less than its legs.
 * @param first columns of a pairing of nearly the same problem: they are tried before others, which saves most of the way
 */
export function relax<Column extends PairingColumn>(
  problem: PairingProblem<Column>,
  counts: Float64Array,
  excluded: ReadonlySet<number>,
  work: Work,
  first: readonly number[],
): Relaxation {
  return new Simplex(problem, counts, excluded, work, first).solve();
}

class Simplex<Column extends PairingColumn> {
  readonly #problem: PairingProblem<Column>;
  readonly #table: ColumnTable<Column>;
  readonly #counts: Float64Array;
  readonly #work: Work;
  readonly #size: number;
  /** Legs that are left, and the place of each leg among them; −1 for none. */
  readonly #active: number[] = [];
  readonly #placeOf: Int32Array;
  readonly #usable: number[] = [];
  #dropped = 0;
  readonly #basis: Int32Array;
  readonly #levels: Float64Array;
  /** Inverse of the basis, column by column: a column is read for each candidate, a row once for each step. */
  readonly #inverse: Float64Array;
  /** Price of each leg. */
  readonly #prices: Float64Array;
  #candidates: number[] = [];
  readonly #taken: Float64Array;
  readonly #moved: Int32Array;
  /** A reduced cost above this counts as none. */
  readonly #least: number;

  constructor(
    problem: PairingProblem<Column>,
    counts: Float64Array,
    excluded: ReadonlySet<number>,
    work: Work,
    first: readonly number[],
  ) {
    this.#problem = problem;
    this.#table = problem.table;
    this.#counts = counts;
    this.#work = work;
    this.#placeOf = new Int32Array(problem.legs).fill(-1);
    for (let leg = 0; leg < problem.legs; leg++) {
      if (counts[leg]! <= 0) continue;
      this.#placeOf[leg] = this.#active.length;
      this.#active.push(leg);
    }
    for (let column = 0; column < this.#table.count; column++) {
      if (excluded.has(column)) continue;
      if (this.#table.most(column, counts) >= 1) this.#usable.push(column);
      else this.#dropped++;
    }
    // Sorting the columns out, and bounding at the end, look at all of them.
    work.left -= 2 * this.#table.entries;
    this.#candidates = first.filter(
      (column) => !excluded.has(column) && this.#table.most(column, counts) >= 1,
    );
    this.#size = this.#active.length;
    this.#basis = Int32Array.from(this.#active);
    this.#levels = Float64Array.from(this.#active, (leg) => counts[leg]!);
    this.#taken = new Float64Array(this.#size);
    this.#moved = new Int32Array(this.#size);
    this.#inverse = new Float64Array(this.#size * this.#size);
    this.#prices = new Float64Array(problem.legs);
    let largest = 1;
    this.#active.forEach((leg, place) => {
      this.#inverse[place * this.#size + place] = 1;
      this.#prices[leg] = this.#table.costs[leg]! + problem.preference;
      largest = Math.max(largest, Math.abs(this.#prices[leg]!));
    });
    this.#least = -Math.max(problem.preference / 2, largest * Number.EPSILON * (1 + this.#size));
  }

  solve(): Relaxation {
    let stalled = 0;
    while (this.#work.left > 0) {
      const entering = this.#entering(stalled > this.#size);
      if (entering === null) break;
      this.#work.checkpoint();
      stalled = this.#pivot(entering, stalled > this.#size) > 0 ? 0 : stalled + 1;
    }
    return this.#answer();
  }

  /** Column that lowers the cost most among those kept, or, after many steps that moved nothing, the first that has a negative one. */
  #entering(first: boolean): number | null {
    for (;;) {
      if (!first) {
        let best: number | null = null;
        let largest = -1;
        for (const column of this.#candidates) {
          const reduced = this.#reducedCost(column);
          if (reduced >= this.#least) continue;
          const gain = this.#gainOf(column, -reduced, largest);
          if (gain <= largest) continue;
          largest = gain;
          best = column;
        }
        if (best !== null) return best;
      }
      this.#candidates = this.#look();
      if (this.#candidates.length === 0 && !this.#findMore()) return null;
      if (first && this.#candidates.length > 0) return Math.min(...this.#candidates);
    }
  }

  /** Columns of negative reduced cost: the first in the order of cost, then of place. */
  #look(): number[] {
    this.#work.left -= this.#table.entries;
    const found: { column: number; reduced: number }[] = [];
    let bar = this.#least;
    for (const column of this.#usable) {
      const reduced = this.#reducedCost(column);
      if (reduced >= bar) continue;
      found.push({ column, reduced });
      if (found.length < 2 * KEPT_PER_LOOK) continue;
      found.sort((a, b) => a.reduced - b.reduced || a.column - b.column);
      found.length = KEPT_PER_LOOK;
      bar = found.at(-1)!.reduced;
    }
    found.sort((a, b) => a.reduced - b.reduced || a.column - b.column);
    return found.slice(0, KEPT_PER_LOOK).map(({ column }) => column);
  }

  #findMore(): boolean {
    const { columns, steps } = this.#problem.find(this.#prices, this.#counts, this.#least);
    this.#work.left -= steps;
    for (const column of columns) {
      this.#usable.push(this.#table.count);
      this.#candidates.push(this.#table.count);
      this.#table.add(column);
    }
    return columns.length > 0;
  }

  #reducedCost(column: number): number {
    const { starts, rows, uses, costs } = this.#table;
    const prices = this.#prices;
    const end = starts[column + 1]!;
    let reduced = costs[column]! + this.#problem.preference;
    for (let at = starts[column]!; at < end; at++) reduced -= uses[at]! * prices[rows[at]!]!;
    return reduced;
  }

  /** What a unit of a column takes of each column of the basis. */
  #direction(column: number): Float64Array {
    const size = this.#size;
    const inverse = this.#inverse;
    const { starts, rows, uses } = this.#table;
    const direction = this.#taken.fill(0);
    for (let at = starts[column]!; at < starts[column + 1]!; at++) {
      const from = this.#placeOf[rows[at]!]! * size;
      const use = uses[at]!;
      for (let row = 0; row < size; row++) direction[row]! += inverse[from + row]! * use;
    }
    return direction;
  }

  /**
   * What a column saves: `saved` per unit times the units that can come in before another column is used up. Looked into only until it is known to be no more
   * than `least`, which most are after a few rows.
   */
  #gainOf(column: number, saved: number, least: number): number {
    const size = this.#size;
    const [inverse, levels] = [this.#inverse, this.#levels];
    const { starts, rows, uses } = this.#table;
    const start = starts[column]!;
    const places = starts[column + 1]! - start;
    this.#work.left -= size * (1 + places);
    const from = (at: number): number => (at < places ? this.#placeOf[rows[start + at]!]! * size : 0);
    const use = (at: number): number => (at < places ? uses[start + at]! : 0);
    // No strategy has more than four members.
    const [from0, from1, from2, from3] = [from(0), from(1), from(2), from(2 + 1)];
    const [use0, use1, use2, use3] = [use(0), use(1), use(2), use(2 + 1)];
    let step = Number.POSITIVE_INFINITY;
    for (let row = 0; row < size; row++) {
      const taken =
        inverse[from0 + row]! * use0 +
        inverse[from1 + row]! * use1 +
        inverse[from2 + row]! * use2 +
        inverse[from3 + row]! * use3;
      if (taken <= NEARLY_NOTHING) continue;
      const level = levels[row]!;
      const ratio = level > 0 ? level / taken : 0;
      if (ratio >= step) continue;
      step = ratio;
      if (saved * step <= least) break;
    }
    return saved * step;
  }

  /** Brings a column into the basis. @returns how many units of it come in */
  #pivot(entering: number, lowestLeaves: boolean): number {
    const size = this.#size;
    const [inverse, levels] = [this.#inverse, this.#levels];
    const reduced = this.#reducedCost(entering);
    const direction = this.#direction(entering);
    let leaving = -1;
    let step = Number.POSITIVE_INFINITY;
    for (let row = 0; row < size; row++) {
      if (direction[row]! <= NEARLY_NOTHING) continue;
      const ratio = Math.max(0, levels[row]!) / direction[row]!;
      const isBetterTie =
        ratio === step &&
        (lowestLeaves ? this.#basis[row]! < this.#basis[leaving]! : direction[row]! > direction[leaving]!);
      if (ratio < step || isBetterTie) {
        step = ratio;
        leaving = row;
      }
    }
    const pivot = direction[leaving]!;
    // Most of the direction and of a row of the inverse is 0: only the rest is carried on.
    const moved = this.#moved;
    let count = 0;
    for (let row = 0; row < size; row++) {
      const taken = direction[row]!;
      if (row === leaving || taken === 0) continue;
      levels[row]! -= taken * step;
      moved[count++] = row;
    }
    const [prices, active] = [this.#prices, this.#active];
    let filled = 0;
    for (let at = 0; at < size; at++) {
      const from = at * size;
      const former = inverse[from + leaving]!;
      if (former === 0) continue;
      filled++;
      const scaled = former / pivot;
      for (let place = 0; place < count; place++) {
        const row = moved[place]!;
        inverse[from + row]! -= direction[row]! * scaled;
      }
      inverse[from + leaving] = scaled;
      prices[active[at]!]! += reduced * scaled;
    }
    levels[leaving] = step;
    this.#basis[leaving] = entering;
    this.#work.left -= size + count * filled;
    return step;
  }

  #answer(): Relaxation {
    const units = [...this.#basis]
      .map((column, row) => ({ column, units: this.#levels[row]! }))
      .filter(({ column, units: level }) => column >= this.#problem.legs && level > NEARLY_NOTHING)
      .sort((a, b) => a.column - b.column);
    const columns = [...this.#basis].filter((column) => column >= this.#problem.legs).sort((a, b) => a - b);
    return { units, columns, bound: this.#bound(), dropped: this.#dropped };
  }

  /** Prices that no column undercuts, times the counts; without what the preference adds. */
  #bound(): number {
    const { starts, rows, uses } = this.#table;
    const lowered = new Float64Array(this.#problem.legs);
    for (const column of this.#usable) {
      const reduced = this.#reducedCost(column);
      if (reduced >= 0) continue;
      let taken = 0;
      for (let at = starts[column]!; at < starts[column + 1]!; at++) taken += uses[at]!;
      for (let at = starts[column]!; at < starts[column + 1]!; at++) {
        lowered[rows[at]!] = Math.max(lowered[rows[at]!]!, -reduced / taken);
      }
    }
    const { worst } = this.#problem.find(this.#prices, this.#counts, this.#least);
    const units = this.#active.reduce((sum, leg) => sum + this.#counts[leg]!, 0);
    // Columns that aren't in the table take two units at least: lowering each price by half of what they undercut is enough.
    const bound = this.#active.reduce(
      (sum, leg) => sum + this.#counts[leg]! * (this.#prices[leg]! - lowered[leg]! + worst / 2),
      -this.#problem.preference * units,
    );
    // Prices that the work didn't suffice for are far off: where nothing costs less than nothing, neither does a pairing.
    return this.#table.costs.every((cost) => cost >= 0) ? Math.max(0, bound) : bound;
  }
}
