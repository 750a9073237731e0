// Unique instruments with their inputs as columns, row i everywhere the same instrument, ordered by instrument id.
// May import the domain, pricing and scenarios.
import { toFloat } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ValuationInput } from '../pricing/inputs.ts';
import type { InstrumentColumns, ShockBucket } from '../scenarios/scenario-set.ts';

/** Columns, and what belongs to each row but isn't a number of the valuation. */
export interface EngineColumns {
  columns: InstrumentColumns;
  inputs: readonly ValuationInput[];
  rowOf: ReadonlyMap<string, number>;
}

/** `right` of a row that isn't an option. */
export const NOT_AN_OPTION = 255;

const bucketKey = (instrument: Instrument): string =>
  `${instrument.priceIndex}\u0000${instrument.expiry ?? ''}`;

/**
 * Columns of the same instruments at other forwards, volatilities and marks: order, strikes and buckets are taken over.
 * @param like columns of exactly these instruments, at the same times to expiry
 */
export function columnsLike(like: EngineColumns, inputs: Iterable<ValuationInput>): EngineColumns {
  const { count } = like.columns;
  const forward = new Float64Array(count);
  const volatility = new Float64Array(count);
  const ordered: ValuationInput[] = [...like.inputs];
  for (const input of inputs) {
    const row = like.rowOf.get(input.instrument.id)!;
    ordered[row] = input;
    forward[row] = input.forward;
    volatility[row] = input.volatility ?? 0;
  }
  return { columns: { ...like.columns, forward, volatility }, inputs: ordered, rowOf: like.rowOf };
}

/**
 * Columns of the given inputs, each instrument once. Rows are in the order of the instrument id; buckets in the order of
 * price index, then expiry (spot and perpetual first): both orders depend on the keys alone.
 */
export function buildColumns(inputs: Iterable<ValuationInput>): EngineColumns {
  const ordered = [...inputs].sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1));
  const count = ordered.length;
  const bucketOf = new Map<string, number>();
  const buckets: ShockBucket[] = [];
  const first = new Map<string, ValuationInput>();
  for (const input of ordered) {
    const key = bucketKey(input.instrument);
    if (!first.has(key)) first.set(key, input);
  }
  for (const key of [...first.keys()].sort()) {
    const { instrument, time } = first.get(key)!;
    bucketOf.set(key, buckets.length);
    const { priceIndex, underlying, expiry } = instrument;
    buckets.push({ priceIndex, underlying, expiry, time });
  }
  const columns: InstrumentColumns = {
    count,
    ids: ordered.map(({ instrument }) => instrument.id),
    forward: Float64Array.from(ordered, ({ forward }) => forward),
    volatility: Float64Array.from(ordered, ({ volatility }) => volatility ?? 0),
    time: Float64Array.from(ordered, ({ time }) => time ?? 0),
    strike: Float64Array.from(ordered, ({ instrument }) => toFloat(instrument.strike ?? '0')),
    right: Uint8Array.from(ordered, ({ instrument }) =>
      instrument.kind !== 'option' ? NOT_AN_OPTION : instrument.right === 'call' ? 1 : 0,
    ),
    multiplier: Float64Array.from(ordered, ({ instrument }) => toFloat(instrument.multiplier)),
    bucket: Int32Array.from(ordered, ({ instrument }) => bucketOf.get(bucketKey(instrument))!),
    buckets,
  };
  return { columns, inputs: ordered, rowOf: new Map(columns.ids.map((id, row) => [id, row])) };
}
