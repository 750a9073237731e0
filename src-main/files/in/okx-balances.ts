// OKX's balances: of the account, or what a position-builder request or answer states.
import type { DecimalText } from '../../domain/decimal.ts';
import { decimalOf, isZero, textOf } from './deribit-fields.ts';
import { isElement, type LineOf, type Reject, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import type { JsonObject, JsonValue } from './json-text.ts';

export const okxModel = 'okx-pm';

/** The account that an answer of OKX's speaks of. */
export function beginOkx(gathering: Gathering): string {
  gathering.format('okx', 'OKX');
  const account = gathering.defaultAccount('okx');
  gathering.nameAccount(account, 'okx', okxModel);
  return account;
}

/**
 * `GET /api/v5/account/balance`: the cash balance of each currency (`cashBal`), below 0 where it is owed. Unrealised profit and option value are in the
 * equity (`eq`) besides: positions bring them.
 */
export function readOkxBalances(
  gathering: Gathering,
  file: string,
  details: readonly JsonValue[],
  lineOf: LineOf,
): void {
  const account = beginOkx(gathering);
  gathering.snapshotOf.balances.add(account);
  for (const element of details) {
    const reject = rejecting(gathering, 'balances', file, element, lineOf, (alone) => ({
      details: [alone],
    }));
    if (isElement(element, reject))
      takeOkxBalance(gathering, account, element, 'cashBal', decimalOf(element.cashBal), reject);
  }
}

/** One currency's cash, or the row rejected for `column`. */
export function takeOkxBalance(
  gathering: Gathering,
  account: string,
  element: JsonObject,
  column: string,
  amount: DecimalText | null,
  reject: Reject,
): void {
  const currency = textOf(element.ccy).toUpperCase();
  if (!/^[A-Z0-9]{1,20}$/.test(currency)) {
    reject('ccy', 'the asset names no currency', 'Write the currency, such as USDT');
  } else if (amount === null) {
    reject(column, 'the amount is not a finite number', 'Write a plain number');
  } else if (gathering.balances.some((row) => row.account === account && row.currency === currency)) {
    reject('ccy', `${currency} stands twice`, 'Keep one row per currency');
  } else if (!isZero(amount)) gathering.balances.push({ account, kind: 'cash', currency, amount });
}
