// The pairing as a problem of whole numbers: columns that take from legs and ask for money, kept so that they are priced fast.
// May import nothing.

/** One unit takes `uses[i]` units of leg `legs[i]`, of at most four legs, and costs `cost`, a whole number of the smallest unit of money. */
export interface PairingColumn {
  legs: readonly number[];
  uses: readonly number[];
  cost: number;
}

/** Columns as flat lists: column j has the places `starts[j]` to `starts[j + 1]` of `rows` and `uses`. The lists are replaced as they grow. */
export class ColumnTable<Column extends PairingColumn> {
  readonly columns: Column[] = [];
  starts = new Int32Array(2);
  rows = new Int32Array(0);
  uses = new Float64Array(0);
  costs = new Float64Array(2);

  get count(): number {
    return this.columns.length;
  }

  /** Places in all columns together: what pricing them once takes. */
  get entries(): number {
    return this.starts[this.count]!;
  }

  add(column: Column): void {
    const from = this.entries;
    const to = from + column.legs.length;
    if (to > this.rows.length) {
      const length = 2 * to;
      this.rows = grown(new Int32Array(length), this.rows);
      this.uses = grown(new Float64Array(length), this.uses);
    }
    if (this.count + 2 > this.starts.length) {
      const length = 2 * (this.count + 2);
      this.starts = grown(new Int32Array(length), this.starts);
      this.costs = grown(new Float64Array(length), this.costs);
    }
    this.rows.set(column.legs, from);
    this.uses.set(column.uses, from);
    this.costs[this.count] = column.cost;
    this.columns.push(column);
    this.starts[this.count] = to;
  }

  /** Most units of a column that the counts allow. */
  most(column: number, counts: Float64Array): number {
    let most = Number.POSITIVE_INFINITY;
    for (let at = this.starts[column]!; at < this.starts[column + 1]!; at++) {
      most = Math.min(most, Math.floor(counts[this.rows[at]!]! / this.uses[at]!));
    }
    return most;
  }

  /** Takes `units` of a column off the counts. */
  take(column: number, units: number, counts: Float64Array): void {
    for (let at = this.starts[column]!; at < this.starts[column + 1]!; at++) {
      counts[this.rows[at]!]! -= this.uses[at]! * units;
    }
  }
}

function grown<Numbers extends Int32Array | Float64Array>(larger: Numbers, before: Numbers): Numbers {
  larger.set(before);
  return larger;
}
