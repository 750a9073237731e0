// The pairing of least cost in whole units: branch and bound over the relaxation, a dive for a good one first.
// May import margin/blocks.
import { LEGS_PER_WINDOW, RELAXATIONS_PER_SEARCH, STEPS_PER_WINDOW } from '../../blocks/constants.ts';
import type { PairingColumn } from './columns.ts';
import { NEARLY_NOTHING, type PairingProblem, type Relaxation, relax, type Work } from './relaxation.ts';

export interface Pairing {
  /** Units by column, legs by themselves too; in the order of columns. Together they take exactly the counts. */
  units: { column: number; units: number }[];
  cost: number;
  /** No pairing costs less. */
  bound: number;
  isExact: boolean;
  /** Columns of its relaxation: see `leastPairing`. */
  columns: readonly number[];
}

/** Costs are whole and the preference adds less than half of one in all: what a bound exceeds a whole cost by less than this may be noise. */
const BOUND_NOISE = 0.5 * 0.5;

/**
 * Covers the counts at least cost. Exact when the search ends within the work; else the best found, with the bound of the relaxation.
 * The same problem has the same answer: nothing depends on time, and ties go to the lower column.
 * @param first columns of the relaxation of nearly the same problem, to begin with
 */
export function leastPairing<Column extends PairingColumn>(
  problem: PairingProblem<Column>,
  counts: Float64Array,
  work: Work,
  first: readonly number[] = [],
): Pairing {
  const search = new Search(problem, counts, work);
  return search.run(first, problem.legs > LEGS_PER_WINDOW);
}

class Search<Column extends PairingColumn> {
  readonly #problem: PairingProblem<Column>;
  readonly #counts: Float64Array;
  readonly #work: Work;
  #best: Map<number, number> = new Map();
  #cost = Number.POSITIVE_INFINITY;
  #units = Number.POSITIVE_INFINITY;
  /** Whether every part of the search was followed to its end. */
  #isComplete = true;

  constructor(problem: PairingProblem<Column>, counts: Float64Array, work: Work) {
    this.#problem = problem;
    this.#counts = counts;
    this.#work = work;
  }

  /** @param byWindows whether a pairing that is too large to be searched whole is improved in parts */
  run(first: readonly number[], byWindows = false): Pairing {
    this.#record(new Map());
    const before = this.#work.left;
    const root = relax(this.#problem, this.#counts, new Set(), this.#work, first);
    const bound = wholeBound(root.bound);
    this.#dive(root, before);
    if (bound < this.#cost) {
      const spent = before - this.#work.left;
      if (spent * RELAXATIONS_PER_SEARCH <= this.#work.left) {
        this.#branch(this.#counts, new Map(), 0, new Set(), root);
      } else {
        this.#isComplete = false;
        this.#searchRemainder(root, { ...this.#work, left: Math.min(spent, this.#work.left) });
        if (byWindows) this.#improve(root.columns, bound);
      }
    }
    const isExact = this.#isComplete || bound >= this.#cost;
    return {
      units: [...this.#best].map(([column, units]) => ({ column, units })),
      cost: this.#cost,
      bound: isExact ? this.#cost : bound,
      isExact,
      columns: root.columns,
    };
  }

  /** Takes whole units of the relaxation, then relaxes what is left, until it is nothing or `most` steps are spent. */
  #dive(root: Relaxation, most: number): void {
    const counts = this.#counts.slice();
    const taken = new Map<number, number>();
    let { units, columns } = root;
    // What is left is small, so relaxing it is cheap: it has work of its own, whatever the root took.
    const own = 2 * 2 * 2 * counts.length ** 2 * counts.length;
    const work = { ...this.#work, left: Math.min(own, most) };
    while (units.length > 0) {
      let isMoved = false;
      for (const { column, units: level } of units) {
        const whole = Math.min(Math.floor(level + NEARLY_NOTHING), this.#problem.table.most(column, counts));
        if (whole < 1) continue;
        this.#take(column, whole, counts, taken);
        isMoved = true;
      }
      if (!isMoved) {
        // No whole unit: those of more than half of one, the largest first, as far as legs last.
        const falling = [...units].sort((a, b) => b.units - a.units || a.column - b.column);
        for (const [place, { column, units: level }] of falling.entries()) {
          if (place > 0 && level <= 0.5 + NEARLY_NOTHING) break;
          if (this.#problem.table.most(column, counts) >= 1) this.#take(column, 1, counts, taken);
        }
      }
      ({ units, columns } = relax(this.#problem, counts, new Set(), work, columns));
    }
    this.#record(taken);
  }

  /** Keeps the whole units of the relaxation and searches what they leave, which is far less. */
  #searchRemainder(root: Relaxation, work: Work): void {
    const counts = this.#counts.slice();
    const taken = new Map<number, number>();
    for (const { column, units } of root.units) {
      const whole = Math.floor(units + NEARLY_NOTHING);
      if (whole > 0) this.#take(column, whole, counts, taken);
    }
    if (taken.size === 0) return;
    for (const { column, units } of new Search(this.#problem, counts, work).run(root.columns).units) {
      taken.set(column, (taken.get(column) ?? 0) + units);
    }
    this.#record(taken);
  }

  /**
   * Pairs anew what the strategies that take of a few neighbouring legs hold, window after window, as long as that saves and work is left: a window is
   * small enough to be searched where the whole isn't.
   */
  #improve(columns: readonly number[], bound: number): void {
    const { legs, table } = this.#problem;
    const step = Math.ceil(LEGS_PER_WINDOW / 2);
    let before = Number.POSITIVE_INFINITY;
    while (this.#cost < before && this.#cost > bound) {
      before = this.#cost;
      for (let start = 0; start < legs && this.#work.left > 0 && this.#cost > bound; start += step) {
        const freed = new Float64Array(legs);
        const kept = new Map<number, number>();
        for (const [column, units] of this.#best) {
          if (this.#takesOf(column, start, start + LEGS_PER_WINDOW)) table.take(column, -units, freed);
          else kept.set(column, units);
        }
        const left = Math.min(this.#work.left, STEPS_PER_WINDOW);
        const own = { ...this.#work, left };
        for (const { column, units } of new Search(this.#problem, freed, own).run(columns).units) {
          kept.set(column, (kept.get(column) ?? 0) + units);
        }
        this.#work.left -= left - own.left;
        this.#record(kept);
      }
    }
  }

  /** Whether a column takes of a leg of those places. */
  #takesOf(column: number, from: number, to: number): boolean {
    const { starts, rows } = this.#problem.table;
    for (let at = starts[column]!; at < starts[column + 1]!; at++) {
      if (rows[at]! >= from && rows[at]! < to) return true;
    }
    return false;
  }

  #take(column: number, units: number, counts: Float64Array, taken: Map<number, number>): void {
    this.#problem.table.take(column, units, counts);
    taken.set(column, (taken.get(column) ?? 0) + units);
  }

  /** Keeps a pairing when it costs less than the best so far, or as much in fewer strategies; legs that it leaves stand by themselves. */
  #record(taken: ReadonlyMap<number, number>): void {
    const { table, legs } = this.#problem;
    const left = this.#counts.slice();
    for (const [column, units] of taken) table.take(column, units, left);
    const whole = new Map(taken);
    for (let leg = 0; leg < legs; leg++) {
      if (left[leg]! > 0) whole.set(leg, (whole.get(leg) ?? 0) + left[leg]!);
    }
    const ordered = [...whole].sort(([a], [b]) => a - b);
    const cost = ordered.reduce((sum, [column, units]) => sum + table.costs[column]! * units, 0);
    const units = ordered.reduce((sum, [, count]) => sum + count, 0);
    if (cost > this.#cost || (cost === this.#cost && units >= this.#units)) return;
    this.#cost = cost;
    this.#units = units;
    this.#best = new Map(ordered);
  }

  /**
   * Looks below a node whose relaxation is known: one column that comes in fractions is given each whole number of units in turn, the nearest first.
   * Away from its fraction the relaxation only rises, so a side ends where it passes the best, unless fewer columns fit there than here.
   */
  #branch(
    counts: Float64Array,
    taken: ReadonlyMap<number, number>,
    cost: number,
    excluded: ReadonlySet<number>,
    node: Relaxation,
  ): void {
    const { table } = this.#problem;
    const whole = new Map(taken);
    for (const { column, units } of node.units) {
      const floor = Math.floor(units + NEARLY_NOTHING);
      if (floor > 0) whole.set(column, (whole.get(column) ?? 0) + floor);
    }
    this.#record(whole);
    const fractional = node.units.filter(({ units }) => Math.abs(units - Math.round(units)) > NEARLY_NOTHING);
    const chosen = fractional.reduce<(typeof fractional)[number] | null>(
      (best, one) => (best === null || distance(one.units) > distance(best.units) ? one : best),
      null,
    );
    if (chosen === null) {
      if (wholeBound(cost + node.bound) < this.#cost) this.#isComplete = false;
      return;
    }
    const { column } = chosen;
    const without = new Set(excluded).add(column);
    const most = table.most(column, counts);
    const down = Math.floor(chosen.units);
    const sides = [
      { next: down, step: -1 },
      { next: down + 1, step: 1 },
    ];
    while (sides.length > 0) {
      sides.sort((a, b) => Math.abs(a.next - chosen.units) - Math.abs(b.next - chosen.units));
      const side = sides[0]!;
      const units = side.next;
      if (units < 0 || units > most) {
        sides.shift();
        continue;
      }
      if (this.#work.left <= 0) {
        this.#isComplete = false;
        return;
      }
      const left = counts.slice();
      table.take(column, units, left);
      const spent = cost + table.costs[column]! * units;
      const child = relax(this.#problem, left, without, this.#work, node.columns);
      if (wholeBound(spent + child.bound) >= this.#cost) {
        if (child.dropped === node.dropped) sides.shift();
      } else {
        const now = new Map(taken);
        if (units > 0) now.set(column, units);
        this.#branch(left, now, spent, without, child);
      }
      side.next += side.step;
    }
  }
}

/** Costs are whole: the least whole number that a bound allows. */
const wholeBound = (bound: number): number => Math.ceil(bound - BOUND_NOISE);
const distance = (units: number): number => Math.abs(units - Math.round(units));
