// What trading does to an account's rows: positions and cash, exactly, in decimal. The same for a what-if that is shown and one
// that is written into the book. May import domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { Position } from '../../domain/portfolio.ts';

export interface Trade {
  leg: string;
  instrument: Instrument;
  /** Signed, in the instrument's quantity unit. */
  quantity: DecimalText;
  /** In the venue's quotation. */
  price: DecimalText;
  /** Price that the account is margined at now: its mark, else the model's. */
  current: DecimalText;
  /** The row that it adds to. */
  row: Pick<Position, 'strategy' | 'lot'>;
}

export interface Traded {
  /** Rows that are other than before, by `rowKey`; null: gone. */
  rows: Map<
    string,
    { identity: Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>; row: Position | null }
  >;
  /** Change of cash by currency; none is 0. */
  cash: Map<string, DecimalText>;
  /** Cash of each trade, by leg, in the instrument's settlement currency. */
  cashOf: Map<string, DecimalText>;
}

type Decimal = InstanceType<typeof ExactDecimal>;
/** Places to which cash that no decimal writes exactly is rounded: beyond what any venue books. */
const CASH_PLACES = 18;
/** Digits of a price that joins two: beyond what a float64 holds, so that the profit joined is the same. */
const PRICE_DIGITS = 24;

export const rowKey = (row: Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>): string =>
  `${row.account}|${row.instrument}|${row.strategy}|${row.lot}`;

/**
 * Trades one after the other.
 *
 * - Options: the premium, −quantity · multiplier · price, is paid from or into the cash where `premiumInCash` says so.
 * - Shares: their price is always paid from or into the cash, whatever is chosen for premiums.
 * - Futures and perpetuals: a new row is settled at the trade's price. A row that grows is settled at the price that joins both
 *   (by value; inverse contracts by coin). A row that shrinks pays the profit since its settled price into the cash and keeps the price
 *   for the rest; beyond 0, the rest is a new position at the trade's price. A row whose profit is all in the cash stays
 *   so: what the trade's price is better or worse than the current one goes to the cash.
 *
 * So a trade at the current price changes equity by no more than a rounding. A row of quantity 0 is gone.
 */
export function traded(
  account: string,
  positions: (key: string) => Position | undefined,
  trades: readonly Trade[],
  premiumInCash: boolean,
): Traded {
  const rows: Traded['rows'] = new Map();
  const cash = new Map<string, Decimal>();
  const cashOf = new Map<string, DecimalText>();
  for (const trade of trades) {
    const identity = { account, instrument: trade.instrument.id, ...trade.row };
    const key = rowKey(identity);
    const known = rows.get(key);
    const held = known ? known.row : (positions(key) ?? null);
    const { row, paid } =
      trade.instrument.kind === 'option'
        ? paidTraded(held, identity, trade, premiumInCash)
        : isListed(trade.instrument) && trade.instrument.kind === 'spot'
          ? paidTraded(held, identity, trade, true)
          : futureTraded(held, identity, trade);
    rows.set(key, { identity, row });
    const currency = trade.instrument.settlementCurrency;
    const amount = paid.toDecimalPlaces(CASH_PLACES);
    cash.set(currency, (cash.get(currency) ?? new ExactDecimal(0)).plus(amount));
    cashOf.set(trade.leg, decimalText(amount));
  }
  const moved = [...cash].filter(([, amount]) => !amount.isZero());
  return { rows, cash: new Map(moved.map(([currency, amount]) => [currency, decimalText(amount)])), cashOf };
}

type Identity = Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>;
interface RowTraded {
  row: Position | null;
  paid: Decimal;
}

function paidTraded(held: Position | null, identity: Identity, trade: Trade, inCash: boolean): RowTraded {
  const { instrument, quantity, price } = trade;
  const premium = new ExactDecimal(quantity).times(instrument.multiplier).times(price).negated();
  return {
    row: sized(held, identity, trade, held?.settledPrice ?? null),
    paid: inCash ? premium : new ExactDecimal(0),
  };
}

function futureTraded(held: Position | null, identity: Identity, trade: Trade): RowTraded {
  const { instrument, quantity, price, current } = trade;
  const nothing = new ExactDecimal(0);
  if (!held) return { row: sized(null, identity, trade, price), paid: nothing };
  if (held.settledPrice === null) {
    const paid = profit(instrument, new ExactDecimal(quantity), price, current);
    return { row: sized(held, identity, trade, null), paid };
  }
  const before = new ExactDecimal(held.quantity);
  const added = new ExactDecimal(quantity);
  if (before.isZero() || before.isNegative() === added.isNegative()) {
    const settled = joinedPrice(instrument, before, held.settledPrice, added, price);
    return { row: sized(held, identity, trade, settled), paid: nothing };
  }
  const isFlipped = added.abs().greaterThan(before.abs());
  const closed = isFlipped ? before : added.negated();
  const paid = profit(instrument, closed, held.settledPrice, price);
  return { row: sized(held, identity, trade, isFlipped ? price : held.settledPrice), paid };
}

/** Profit of a quantity from one price to another, settlement currency. */
function profit(instrument: Instrument, quantity: Decimal, from: DecimalText, to: DecimalText): Decimal {
  const one = new ExactDecimal(1);
  return instrument.payoff === 'inverse'
    ? quantity.times(one.dividedBy(from).minus(one.dividedBy(to)))
    : quantity.times(instrument.multiplier).times(new ExactDecimal(to).minus(from));
}

/** The price at which two quantities of one sign are worth what they are at their own. */
function joinedPrice(
  instrument: Instrument,
  first: Decimal,
  firstPrice: DecimalText,
  second: Decimal,
  secondPrice: DecimalText,
): DecimalText {
  if (firstPrice === secondPrice) return firstPrice;
  const whole = first.plus(second);
  const byCoin = instrument.payoff === 'inverse' && instrument.kind !== 'option';
  const joined =
    byCoin && !new ExactDecimal(firstPrice).isZero()
      ? whole.dividedBy(first.dividedBy(firstPrice).plus(second.dividedBy(secondPrice)))
      : first.times(firstPrice).plus(second.times(secondPrice)).dividedBy(whole);
  return decimalText(joined.toSignificantDigits(PRICE_DIGITS));
}

/** The row after so much was added, or null when nothing is left. The average price is of what was opened, where it is known. */
function sized(
  held: Position | null,
  identity: Identity,
  { instrument, quantity, price }: Trade,
  settledPrice: DecimalText | null,
): Position | null {
  const before = new ExactDecimal(held?.quantity ?? '0');
  const added = new ExactDecimal(quantity);
  const after = before.plus(added);
  if (after.isZero()) return null;
  const grows = before.isNegative() === added.isNegative();
  const isNew = before.isZero() || (!grows && added.abs().greaterThan(before.abs()));
  let averagePrice = held?.averagePrice ?? null;
  if (isNew) averagePrice = price;
  else if (grows && averagePrice !== null)
    averagePrice = joinedPrice(instrument, before, averagePrice, added, price);
  return { ...identity, quantity: decimalText(after), averagePrice, settledPrice };
}
