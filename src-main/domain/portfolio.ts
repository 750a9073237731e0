// Positions, orders and the portfolio that a margin run takes; netting to unique holdings is exact, in decimal.
import type { Account, Balance, GivenRequirement, ReportingGroup } from './account.ts';
import { type DecimalText, decimalText, ExactDecimal } from './decimal.ts';
import { MargraveError } from './errors.ts';
import type { Instrument } from './instrument.ts';

/** A position row. Its identity within a book is account × instrument × strategy × lot. */
export interface Position {
  account: string;
  instrument: string;
  /** The desk's own label; empty when there is none. */
  strategy: string;
  /** `1`, `2`, … where a file lists the same instrument more than once. */
  lot: string;
  /** Signed, in the instrument's quantity unit: short is negative. */
  quantity: DecimalText;
  averagePrice: DecimalText | null;
  /** Price from which profit is not yet in the cash balance (Deribit: the last session's settlement price); null: all profit is in cash. */
  settledPrice: DecimalText | null;
}

export interface OpenOrder {
  account: string;
  id: string;
  instrument: string;
  side: 'buy' | 'sell';
  /** Unfilled amount, positive, in the instrument's quantity unit. */
  quantity: DecimalText;
  price: DecimalText | null;
  reduceOnly: boolean;
}

export interface Portfolio {
  groups: ReportingGroup[];
  accounts: Account[];
  instruments: Instrument[];
  positions: Position[];
  orders: OpenOrder[];
  balances: Balance[];
  given: GivenRequirement[];
}

export const emptyPortfolio = (): Portfolio => ({
  groups: [],
  accounts: [],
  instruments: [],
  positions: [],
  orders: [],
  balances: [],
  given: [],
});

/** All positions of one account in one instrument, netted. */
export interface Holding {
  account: string;
  instrument: string;
  quantity: DecimalText;
  /**
   * Value at the settled prices in the settlement currency: Σ quantity·multiplier·settledPrice (linear), Σ −quantity/settledPrice (inverse).
   * Unrealised profit of a future = the same at the mark − this. Null when no row has a settled price. Rows without one count as settled at the mark: they add no profit,
   * and `unsettledQuantity` says how much quantity the cost stands for.
   */
  cost: DecimalText | null;
  unsettledQuantity: DecimalText;
}

interface Netting {
  first: Position;
  /** Null while the first row is the only one. */
  quantity: InstanceType<typeof ExactDecimal> | null;
  cost: InstanceType<typeof ExactDecimal> | null;
  unsettled: InstanceType<typeof ExactDecimal>;
}

const zero = new ExactDecimal(0);
/** Whether profit since a settled price is counted: of an option only where its premium is paid day by day. */
const isSettledDaily = ({ kind, premium }: Instrument): boolean => kind !== 'option' || premium === 'daily';

/** Decimal text as `decimalText` would write it, short enough that no digit is rounded. */
const isCanonical = (text: DecimalText): boolean =>
  text.length <= 50 && /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/.test(text);

/**
 * Nets positions to holdings, exactly, ordered by account then instrument (code-point order).
 * Holdings of zero quantity are kept when they still carry profit, and dropped otherwise.
 * Throws `invalid-input` when a position names an instrument that the portfolio doesn't hold.
 */
export function netPositions(
  positions: readonly Position[],
  instruments: ReadonlyMap<string, Instrument>,
): Holding[] {
  const sums = new Map<string, Netting>();
  for (const position of positions) {
    const instrument = instruments.get(position.instrument);
    if (!instrument) {
      throw new MargraveError(
        'invalid-input',
        `The position in ${position.instrument} of account ${position.account} names an instrument that the book doesn't know.`,
        { position },
      );
    }
    const key = `${position.account}\u0000${position.instrument}`;
    let sum = sums.get(key);
    // Most holdings are one row: its text is the quantity, and no decimal is made of it.
    if (sum) sum.quantity = (sum.quantity ?? new ExactDecimal(sum.first.quantity)).plus(position.quantity);
    else {
      sum = { first: position, quantity: null, cost: null, unsettled: zero };
      sums.set(key, sum);
    }
    if (position.settledPrice !== null && isSettledDaily(instrument)) {
      const cost =
        instrument.payoff === 'inverse'
          ? new ExactDecimal(position.quantity).negated().dividedBy(position.settledPrice)
          : new ExactDecimal(position.quantity).times(instrument.multiplier).times(position.settledPrice);
      sum.cost = (sum.cost ?? zero).plus(cost);
      sum.unsettled = sum.unsettled.plus(position.quantity);
    }
  }
  const holdings: Holding[] = [];
  for (const { first, quantity: summed, cost, unsettled } of sums.values()) {
    const quantity =
      summed === null && isCanonical(first.quantity) ? first.quantity : decimalText(summed ?? first.quantity);
    if (quantity === '0' && (cost === null || cost.isZero())) continue;
    holdings.push({
      account: first.account,
      instrument: first.instrument,
      quantity,
      cost: cost === null ? null : decimalText(cost),
      unsettledQuantity: unsettled === zero ? '0' : decimalText(unsettled),
    });
  }
  return holdings.sort((a, b) =>
    a.account < b.account
      ? -1
      : a.account > b.account
        ? 1
        : a.instrument < b.instrument
          ? -1
          : a.instrument > b.instrument
            ? 1
            : 0,
  );
}
