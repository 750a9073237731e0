// P&L vectors per (account, risk group): each unique instrument valued once per scenario, then added up sparsely.
// Nothing of size positions × scenarios is held. May import the domain, pricing, scenarios and margin.
import type { InstrumentColumns } from '../scenarios/scenario-set.ts';
import { ROW_BLOCK, SCENARIO_BLOCK, type UnitValues } from './unit-values.ts';

/** Who holds how much of which row: entry i of every array is one holding, ordered by account then row. */
export interface SparseHoldings {
  /** Index of the vector that this holding adds to. */
  vector: Int32Array;
  row: Int32Array;
  quantity: Float64Array;
  /** How many vectors there are. */
  vectors: number;
}

/** One block of rows × scenarios; filled and read within one block. */
const scratch = new Float64Array(ROW_BLOCK * SCENARIO_BLOCK);

/** Called between blocks of work with the share done; throws to stop. */
export type Tick = (done: number, total: number) => void;

/**
 * P&L vectors: vector v, scenario s at v · scenarios + s.
 *
 * Per bucket and per block of scenarios the rows are valued into a scratch that fits the second-level cache, and
 * quantity × row is added to each holder's vector. Each vector's sum runs in the order bucket, then instrument id,
 * whatever the block sizes and whatever else is in the book, so the same holdings give the same bits.
 */
export function profitAndLossVectors(units: UnitValues, holdings: SparseHoldings, tick: Tick): Float64Array {
  const { columns, scenarios } = units;
  const total = scenarios.scenarios.length;
  const sums = new Float64Array(holdings.vectors * total);
  if (total === 0) return sums;
  const { rows, bucketStart } = rowsByBucket(columns);
  const { start, order } = holdersByRow(columns.count, holdings);
  for (let bucket = 0; bucket < columns.buckets.length; bucket++) {
    tick(bucketStart[bucket]!, columns.count);
    const end = bucketStart[bucket + 1]!;
    for (let first = 0; first < total; first += SCENARIO_BLOCK) {
      const width = Math.min(SCENARIO_BLOCK, total - first);
      for (let from = bucketStart[bucket]!; from < end; from += ROW_BLOCK) {
        const to = Math.min(from + ROW_BLOCK, end);
        // A block of listed options, each valued by trees, takes many seconds.
        const valued = (place: number): void => {
          const start = bucketStart[bucket]!;
          const before = ((end - start) * first + (from + place - start) * width) / total;
          tick(start + before, columns.count);
        };
        units.fill(rows, from, to, first, width, scratch, valued);
        for (let place = from; place < to; place++) {
          const row = rows[place]!;
          const source = (place - from) * width;
          for (let holder = start[row]!; holder < start[row + 1]!; holder++) {
            const holding = order[holder]!;
            const target = holdings.vector[holding]! * total + first;
            const quantity = holdings.quantity[holding]!;
            for (let s = 0; s < width; s++) sums[target + s]! += quantity * scratch[source + s]!;
          }
        }
      }
      tick(bucketStart[bucket]!, columns.count);
    }
  }
  tick(columns.count, columns.count);
  return sums;
}

/** Rows in the order bucket, then row; and where each bucket starts. */
function rowsByBucket(columns: InstrumentColumns): { rows: Int32Array; bucketStart: Int32Array } {
  const bucketStart = new Int32Array(columns.buckets.length + 1);
  for (let row = 0; row < columns.count; row++) bucketStart[columns.bucket[row]! + 1]! += 1;
  for (let bucket = 0; bucket < columns.buckets.length; bucket++)
    bucketStart[bucket + 1]! += bucketStart[bucket]!;
  const next = bucketStart.slice();
  const rows = new Int32Array(columns.count);
  for (let row = 0; row < columns.count; row++) rows[next[columns.bucket[row]!]!++] = row;
  return { rows, bucketStart };
}

/** Holdings of each row: order[start[row] … start[row + 1]). */
function holdersByRow(count: number, holdings: SparseHoldings): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const row of holdings.row) start[row + 1]! += 1;
  for (let row = 0; row < count; row++) start[row + 1]! += start[row]!;
  const next = start.slice();
  const order = new Int32Array(holdings.row.length);
  for (let holding = 0; holding < order.length; holding++) {
    order[next[holdings.row[holding]!]!++] = holding;
  }
  return { start, order };
}
