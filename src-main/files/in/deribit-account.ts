// Deribit's account data: positions, open orders, account summaries.
import { type DecimalText, decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimalOf, isZero, textOf } from './deribit-fields.ts';
import { isElement, type LineOf, rejecting } from './deribit-rejection.ts';
import type { Gathering } from './gathering.ts';
import type { JsonObject, JsonValue } from './json-text.ts';

const marginModels: Record<string, string> = {
  segregated_pm: 'deribit-pm',
  cross_pm: 'deribit-cross-pm',
  segregated_sm: 'deribit-sm',
  cross_sm: 'deribit-sm',
};

/** `get_positions`: `size` is signed, in USD for inverse futures and in coin for the rest, which is the domain's own unit. */
export function readPositions(gathering: Gathering, file: string, list: JsonValue[], lineOf: LineOf): void {
  const account = gathering.defaultAccount('deribit');
  gathering.nameAccount(account, 'deribit', null);
  gathering.snapshotOf.positions.add(account);
  let flat = 0;
  let disagree = 0;
  for (const element of list) {
    const reject = rejecting(gathering, 'positions', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const resolution = gathering.resolve(textOf(element.instrument_name), 'deribit');
    if ('reason' in resolution) {
      reject('instrument_name', resolution.reason, resolution.remedy);
      continue;
    }
    const size = decimalOf(element.size);
    if (size === null) {
      reject('size', 'the size is not a finite number', 'Write the signed size as a plain number');
      continue;
    }
    if (isZero(size)) {
      flat++;
      continue;
    }
    const direction = textOf(element.direction);
    const negative = size.startsWith('-');
    if (direction === 'buy' && negative) {
      reject(
        'direction',
        'the direction is buy but the size is negative',
        'Correct the direction or the sign',
      );
      continue;
    }
    const averagePrice = decimalOf(element.average_price);
    const settled =
      resolution.instrument.kind === 'option' ? null : settledPriceOf(element, resolution.instrument, size);
    if (settled?.disagrees) disagree++;
    gathering.addPosition({
      account,
      instrument: resolution.instrument.id,
      strategy: '',
      lot: '',
      quantity: direction === 'sell' && !negative ? `-${size}` : size,
      averagePrice: averagePrice === null || isZero(averagePrice) ? null : averagePrice,
      settledPrice: settled?.price ?? null,
    });
  }
  if (flat > 0) gathering.notice(`${flat} closed positions (size 0) of ${file} were passed over.`);
  if (disagree > 0) {
    gathering.notice(
      `${disagree} positions of ${file} state a session profit that neither their settlement price nor their average price gives: they were opened or enlarged during the session. Their settlement price is used.`,
    );
  }
}

/**
 * The price from which profit is not yet in the balance: the last settlement's, or the average price of a position opened since (then `settlement_price` is 0,
 * missing, or doesn't give the `floating_profit_loss` that the venue states, and the average price does).
 */
function settledPriceOf(
  element: JsonObject,
  instrument: Instrument,
  size: DecimalText,
): { price: DecimalText | null; disagrees: boolean } {
  const positive = (value: DecimalText | null): DecimalText | null =>
    value === null || isZero(value) || value.startsWith('-') ? null : value;
  const settlement = positive(decimalOf(element.settlement_price));
  const average = positive(decimalOf(element.average_price));
  const mark = positive(decimalOf(element.mark_price));
  const floating = decimalOf(element.floating_profit_loss);
  if (settlement === null) return { price: average, disagrees: false };
  if (mark === null || floating === null) return { price: settlement, disagrees: false };
  const gives = (price: DecimalText): boolean => {
    const profit =
      instrument.payoff === 'inverse'
        ? new ExactDecimal(size).times(
            new ExactDecimal(1).dividedBy(price).minus(new ExactDecimal(1).dividedBy(mark)),
          )
        : new ExactDecimal(size).times(new ExactDecimal(mark).minus(price));
    // The venue prints profit to eight digits (coin) or six (stablecoin), and prices to their tick.
    const rounding = new ExactDecimal('0.000002').plus(profit.abs().times('0.0001'));
    return profit.minus(floating).abs().lessThanOrEqualTo(rounding);
  };
  if (gives(settlement)) return { price: settlement, disagrees: false };
  if (average !== null && gives(average)) return { price: average, disagrees: false };
  return { price: settlement, disagrees: true };
}

/** `get_open_orders…`: the unfilled amount. Orders that wait for a trigger reserve nothing yet and are passed over with a notice. */
export function readOrders(gathering: Gathering, file: string, list: JsonValue[], lineOf: LineOf): void {
  const account = gathering.defaultAccount('deribit');
  gathering.nameAccount(account, 'deribit', null);
  gathering.snapshotOf.orders.add(account);
  const seen = new Set<string>();
  let waiting = 0;
  for (const element of list) {
    const reject = rejecting(gathering, 'orders', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const state = textOf(element.order_state);
    if (state === 'untriggered') {
      waiting++;
      continue;
    }
    if (state === 'filled' || state === 'cancelled' || state === 'rejected') continue;
    const id = textOf(element.order_id);
    if (id === '' || seen.has(id)) {
      reject(
        'order_id',
        id === '' ? 'the order has no id' : 'the order stands twice in the file',
        'Keep one row per order',
      );
      continue;
    }
    const resolution = gathering.resolve(textOf(element.instrument_name), 'deribit');
    if ('reason' in resolution) {
      reject('instrument_name', resolution.reason, resolution.remedy);
      continue;
    }
    const side = textOf(element.direction);
    if (side !== 'buy' && side !== 'sell') {
      reject('direction', 'the direction is neither buy nor sell', 'Write buy or sell');
      continue;
    }
    const amount = decimalOf(element.amount);
    const filled = element.filled_amount === undefined ? '0' : decimalOf(element.filled_amount);
    if (amount === null || filled === null) {
      reject(
        amount === null ? 'amount' : 'filled_amount',
        'the amount is not a finite number',
        'Write a plain number',
      );
      continue;
    }
    const open = new ExactDecimal(amount).minus(filled);
    if (open.isNegative() && !open.isZero()) {
      reject('filled_amount', 'more is filled than was ordered', 'Correct amount or filled_amount');
      continue;
    }
    if (open.isZero()) continue;
    seen.add(id);
    gathering.orders.push({
      account,
      id,
      instrument: resolution.instrument.id,
      side,
      quantity: decimalText(open),
      price: decimalOf(element.price),
      reduceOnly: element.reduce_only === true || element.reduce_only === 'true',
    });
  }
  if (waiting > 0)
    gathering.notice(
      `${waiting} untriggered orders of ${file} were passed over: they reserve nothing until they trigger.`,
    );
}

/**
 * Account summaries. Cash = `balance` + realised profit of the session's futures, because Deribit's
 * equity = balance + futures_session_rpl + futures_session_upl + options_value (its two published examples agree to the last digit); the unrealised part comes back
 * from the positions' settled prices and the option value from their marks. `spot_reserve` is taken as given.
 * One summary speaks for one currency; `whole` says that the list holds all of the account's.
 */
export function readSummaries(
  gathering: Gathering,
  file: string,
  list: JsonValue[],
  lineOf: LineOf,
  whole: boolean,
): void {
  const account = gathering.defaultAccount('deribit');
  let model: string | null = null;
  if (whole) gathering.snapshotOf.balances.add(account);
  for (const element of list) {
    const reject = rejecting(gathering, 'balances', file, element, lineOf);
    if (!isElement(element, reject)) continue;
    const currency = textOf(element.currency);
    const balance = decimalOf(element.balance);
    if (currency === '') {
      reject('currency', 'the summary names no currency', 'Save the answer of get_account_summaries again');
      continue;
    }
    if (balance === null) {
      reject('balance', 'the balance is not a finite number', 'Write a plain number');
      continue;
    }
    const stated = textOf(element.margin_model);
    if (stated !== '') {
      model = marginModels[stated] ?? null;
      if (model === null)
        gathering.notice(`${file} names the margin model “${stated}”, which Margrave does not know.`);
    }
    const cash = decimalText(new ExactDecimal(balance).plus(realisedOf(element)));
    const earlier = gathering.balances.find((row) => row.account === account && row.currency === currency);
    if (earlier && earlier.amount !== cash) {
      reject(
        'balance',
        `an earlier summary gives ${earlier.amount} ${currency}`,
        'Keep one summary per currency',
      );
      continue;
    }
    if (earlier) continue;
    if (!whole || !isZero(cash)) gathering.balances.push({ account, kind: 'cash', currency, amount: cash });
    const reserve = decimalOf(element.spot_reserve);
    if (reserve !== null && !reserve.startsWith('-')) {
      gathering.given.push({
        account,
        currency,
        component: 'spot',
        amount: reserve,
        source: `Deribit account summary (${file})`,
      });
    }
    for (const [field, words] of [
      ['additional_reserve', 'an additional reserve'],
      ['fee_balance', 'a fee balance'],
    ] as const) {
      const amount = decimalOf(element[field]);
      if (amount !== null && !isZero(amount)) {
        gathering.notice(
          `${file} states ${words} of ${amount} ${currency}; Margrave has no line for it and leaves it out.`,
        );
      }
    }
  }
  const known = gathering.context.accounts.get(account);
  if (known && model !== null && known.marginModel !== model) {
    gathering.notice(
      `${file} was margined as ${model}; account ${account} of the book stays with ${known.marginModel}.`,
    );
  }
  gathering.nameAccount(account, 'deribit', model);
}

/** Realised profit of the session that is not yet in the balance: futures only, an option's premium moves the balance at once. */
function realisedOf(summary: JsonObject): DecimalText {
  const futures = decimalOf(summary.futures_session_rpl);
  if (futures !== null) return futures;
  const all = decimalOf(summary.session_rpl) ?? '0';
  const options = decimalOf(summary.options_session_rpl) ?? '0';
  return decimalText(new ExactDecimal(all).minus(options));
}
