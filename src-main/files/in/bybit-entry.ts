// What one contract's rows of a Bybit log add up to, oldest first: its last position, the price it was entered at, and where rows are missing.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';

/** One row of the log that names a contract. Amounts are null where the log has none (`--`). */
export interface LogRow {
  line: number;
  type: string;
  /** `BUY`, `SELL`, or anything else where the venue gives none. */
  direction: string;
  quantity: DecimalText | null;
  position: DecimalText | null;
  price: DecimalText | null;
  cashFlow: DecimalText | null;
}

export interface Reconstructed<Row extends LogRow> {
  /** Signed, from the last row. */
  quantity: DecimalText;
  /** Price it was entered at, by cost; null when the log doesn't reach back to where it was opened. */
  averagePrice: DecimalText | null;
  /** Price from which profit is not in the wallet balance: the entry, or the last settlement in cash; null when not known. */
  settledPrice: DecimalText | null;
  /** The first two rows that don't follow from one another: rows between them are missing, or both sides are held at once. */
  gap: [Row, Row] | null;
}

type Exact = InstanceType<typeof ExactDecimal>;
const zero = new ExactDecimal(0);
/** Places kept of a price that is an average. */
const PRICE_PLACES = 12;

/** The row's position with its sign: trades print it signed, settlements may print its size beside the side that is held. */
export function signedPosition({ type, direction, position }: LogRow): DecimalText | null {
  // Nothing is left of a contract that was delivered.
  if (type === 'DELIVERY') return '0';
  const isUnsignedShort =
    type === 'SETTLEMENT' && direction === 'SELL' && position?.startsWith('-') === false;
  return isUnsignedShort ? decimalText(new ExactDecimal(position!).negated()) : position;
}

/**
 * Follows the rows of one contract, oldest first; at least the last one must state a position. Profit is realised at average cost. A settlement with a cash
 * flow pays profit up to its price (perpetuals in USDC, every eight hours).
 */
export function reconstruct<Row extends LogRow>(
  instrument: Instrument,
  rows: readonly Row[],
): Reconstructed<Row> {
  let held: Exact | null = null;
  let heldRow: Row | null = null;
  let entry: Exact | null = null;
  let settled: Exact | null = null;
  let gap: Reconstructed<Row>['gap'] = null;
  for (const row of rows) {
    const text = signedPosition(row);
    if (text === null) continue;
    const after: Exact = new ExactDecimal(text);
    const price = row.price === null || !(Number(row.price) > 0) ? null : new ExactDecimal(row.price);
    const traded = tradedBy(row);
    const before: Exact =
      traded === null ? (row.type === 'DELIVERY' ? (held ?? after) : after) : after.minus(traded);
    if (held !== null && heldRow !== null && !held.equals(before)) {
      gap ??= [heldRow, row];
      entry = null;
      settled = null;
    }
    if (traded !== null) {
      entry = mixed(instrument, before, after, entry, price);
      settled = mixed(instrument, before, after, settled, price);
    } else if (row.type === 'SETTLEMENT' && row.cashFlow !== null && row.cashFlow !== '0' && price !== null) {
      settled = price;
    }
    held = after;
    heldRow = row;
  }
  const priced = (value: Exact | null): DecimalText | null =>
    value === null ? null : decimalText(value.toDecimalPlaces(PRICE_PLACES));
  return {
    quantity: decimalText(held ?? zero),
    averagePrice: priced(entry),
    settledPrice: instrument.kind === 'option' ? null : priced(settled),
    gap,
  };
}

/** What the row added to the position; null for rows that trade nothing or don't say. */
function tradedBy({ type, direction, quantity }: LogRow): Exact | null {
  if (type === 'SETTLEMENT' || type === 'DELIVERY' || quantity === null) return null;
  if (direction !== 'BUY' && direction !== 'SELL') return null;
  const size = new ExactDecimal(quantity).abs();
  return direction === 'BUY' ? size : size.negated();
}

/** Average price after a trade: of both parts when the position grew, as it was when it shrank, the trade's when it turned. Null when either is not known. */
function mixed(
  instrument: Instrument,
  before: Exact,
  after: Exact,
  average: Exact | null,
  price: Exact | null,
): Exact | null {
  if (after.isZero()) return null;
  const hasTurned = before.isZero() || before.isPositive() !== after.isPositive();
  if (hasTurned) return price;
  if (after.abs().lessThanOrEqualTo(before.abs())) return average;
  if (average === null || price === null) return null;
  const added = after.minus(before);
  return instrument.payoff === 'inverse' && instrument.kind !== 'option'
    ? after.dividedBy(before.dividedBy(average).plus(added.dividedBy(price)))
    : before.times(average).plus(added.times(price)).dividedBy(after);
}
