// The pairing as a problem of whole numbers: columns that take from legs and ask for money, kept so that they are priced fast.
// May import nothing.

/** One unit takes `uses[i]` units of leg `legs[i]` and costs `cost`, a whole number of the smallest unit of money. */
export interface PairingColumn {
  legs: readonly number[];
  uses: readonly number[];
  cost: number;
}

/** Columns as flat lists: column j has the places `starts[j]` to `starts[j + 1]` of `rows` and `uses`. */
export class ColumnTable<Column extends PairingColumn> {
  readonly columns: Column[] = [];
  readonly starts: number[] = [0];
  readonly rows: number[] = [];
  readonly uses: number[] = [];
  readonly costs: number[] = [];

  get count(): number {
    return this.columns.length;
  }

  /** Places in all columns together: what pricing them once takes. */
  get entries(): number {
    return this.rows.length;
  }

  add(column: Column): void {
    this.columns.push(column);
    this.rows.push(...column.legs);
    this.uses.push(...column.uses);
    this.costs.push(column.cost);
    this.starts.push(this.rows.length);
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
