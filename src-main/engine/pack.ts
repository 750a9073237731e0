// Positions to columns: netted exactly in decimal, converted to float64 once, ordered so that the order of rows in the
// book can't change a bit of any answer. May import the domain.
import type { DecimalText } from '../domain/decimal.ts';
import { fromFloat, toFloat } from '../domain/decimal.ts';
import { MargraveError } from '../domain/errors.ts';
import type { Instrument } from '../domain/instrument.ts';
import { netPositions, type Portfolio } from '../domain/portfolio.ts';
import type { PackedPortfolio } from './protocol.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted by a key; entries of equal key keep their order. */
function sortedBy<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [...rows].sort((a, b) => byText(key(a), key(b)));
}

function uniqueById<Row extends { id: string }>(rows: readonly Row[], what: string): Map<string, Row> {
  const map = new Map<string, Row>();
  for (const row of rows) {
    if (map.has(row.id)) {
      throw new MargraveError('invalid-input', `The ${what} ${row.id} is listed twice.`, { id: row.id });
    }
    map.set(row.id, row);
  }
  return map;
}

/**
 * A portfolio as the engine takes it: positions netted to holdings (account × instrument), as columns.
 * Everything is sorted by key (code-point order), so permuting or splitting rows gives the same pack.
 * Throws `invalid-input` when an account or instrument is listed twice, or a position names one that isn't there.
 */
export function packPortfolio(portfolio: Portfolio): PackedPortfolio {
  const instrumentMap = uniqueById(portfolio.instruments, 'instrument');
  const accountMap = uniqueById(portfolio.accounts, 'account');
  const instruments = sortedBy([...instrumentMap.values()], ({ id }) => id);
  const accounts = sortedBy([...accountMap.values()], ({ id }) => id);
  const instrumentIndex = new Map(instruments.map(({ id }, index) => [id, index]));
  const accountIndex = new Map(accounts.map(({ id }, index) => [id, index]));
  const holdings = netPositions(portfolio.positions, instrumentMap);
  const packed: PackedPortfolio = {
    groups: sortedBy(portfolio.groups, ({ id }) => id),
    accounts,
    instruments,
    orders: sortedBy(
      portfolio.orders,
      ({ account, id, instrument }) => `${account}\u0000${id}\u0000${instrument}`,
    ),
    balances: sortedBy(
      portfolio.balances,
      (row) => `${row.account}\u0000${row.currency}\u0000${row.kind}\u0000${row.amount}`,
    ),
    given: sortedBy(
      portfolio.given,
      (row) => `${row.account}\u0000${row.currency}\u0000${row.component}\u0000${row.amount}`,
    ),
    holdingAccount: new Int32Array(holdings.length),
    holdingInstrument: new Int32Array(holdings.length),
    holdingQuantity: new Float64Array(holdings.length),
    holdingCost: new Float64Array(holdings.length),
    holdingUnsettled: new Float64Array(holdings.length),
  };
  for (const order of packed.orders) {
    if (!instrumentMap.has(order.instrument))
      throw unknown('order', order.id, 'instrument', order.instrument);
    if (!accountMap.has(order.account)) throw unknown('order', order.id, 'account', order.account);
  }
  holdings.forEach((holding, row) => {
    const account = accountIndex.get(holding.account);
    if (account === undefined) throw unknown('position in', holding.instrument, 'account', holding.account);
    packed.holdingAccount[row] = account;
    packed.holdingInstrument[row] = instrumentIndex.get(holding.instrument)!;
    packed.holdingQuantity[row] = toFloat(holding.quantity);
    packed.holdingCost[row] = holding.cost === null ? Number.NaN : toFloat(holding.cost);
    packed.holdingUnsettled[row] = toFloat(holding.unsettledQuantity);
  });
  return packed;
}

function unknown(what: string, id: string, missing: 'account' | 'instrument', name: string): MargraveError {
  return new MargraveError(
    'invalid-input',
    `The ${what} ${id} names the ${missing} ${name}, which the portfolio doesn't hold.`,
    { [missing]: name },
  );
}

/** Instrument of a holding row. */
export function instrumentOf(packed: PackedPortfolio, holding: number): Instrument {
  return packed.instruments[packed.holdingInstrument[holding]!]!;
}

/** Quantity of a holding row as text: the shortest that reads back as the same float64. */
export function quantityOf(packed: PackedPortfolio, holding: number): DecimalText {
  return fromFloat(packed.holdingQuantity[holding]!);
}

/** The same pack with a part of its holdings, in the same order. */
export function selectHoldings(packed: PackedPortfolio, keep: (holding: number) => boolean): PackedPortfolio {
  const rows: number[] = [];
  for (let row = 0; row < packed.holdingAccount.length; row++) if (keep(row)) rows.push(row);
  const floats = (from: Float64Array): Float64Array => Float64Array.from(rows, (row) => from[row]!);
  const integers = (from: Int32Array): Int32Array => Int32Array.from(rows, (row) => from[row]!);
  return {
    ...packed,
    holdingAccount: integers(packed.holdingAccount),
    holdingInstrument: integers(packed.holdingInstrument),
    holdingQuantity: floats(packed.holdingQuantity),
    holdingCost: floats(packed.holdingCost),
    holdingUnsettled: floats(packed.holdingUnsettled),
  };
}
