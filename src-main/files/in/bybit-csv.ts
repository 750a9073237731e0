// Bybit's log of a unified account as a table. It is a log, no snapshot: what is held is the last position of each contract and the last wallet balance of
// each currency. Three headers are known: of the page's export, of the data export (a line with the user's number stands above it), and the older one.
import { type DecimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { instantOfText } from '../times.ts';
import { type LogRow, reconstruct, signedPosition } from './bybit-entry.ts';
import { decimalOf, isZero } from './deribit-fields.ts';
import type { Gathering, Place } from './gathering.ts';
import { foldedHeader } from './positions-columns.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

const venue = 'bybit';
/** Bybit's own rules have no rulebook here: the name says so wherever the account is shown. */
const model = 'bybit-pm';
/** Rows named in a notice. */
const mostNamed = 12;

const wanted = ['currency', 'contract', 'type', 'position', 'filledprice', 'cashflow', 'walletbalance'];

/** True for the headers of the log, in any of its forms. */
export function isBybitLog(headers: readonly string[]): boolean {
  const folded = headers.map(foldedHeader);
  return wanted.every((name) => folded.includes(name)) && folded.some((name) => /^time(utc)?$/.test(name));
}

/** The line that the data export puts above its header. */
export const isBybitPreamble = (cells: readonly string[]): boolean => /^UID:/i.test((cells[0] ?? '').trim());

interface Row extends LogRow {
  time: number;
  /** Place in the file, from 0. */
  order: number;
  cells: string[];
  currency: string;
  orderId: string;
}

interface User {
  contracts: Map<string, Row[]>;
  /** Of each currency, the first and the last row in the file of its newest time. */
  newest: Map<string, { first: Row; last: Row }>;
}

export class BybitCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #at = new Map<string, number>();
  readonly #users = new Map<string, User>();
  #rows = 0;
  #isCorrected = false;
  #previous: Row | null = null;
  /** Evidence that the file runs forwards (+) or backwards (−): of its times, and of balances that follow from one another. */
  #byTime = 0;
  #byBalance = 0;

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    for (const [index, header] of headers.entries()) {
      const folded = foldedHeader(header);
      this.#at.set(folded === 'timeutc' ? 'time' : folded, index);
    }
    gathering.format('bybit-log', 'Bybit unified account log');
  }

  row(cells: string[], line: number, lot = ''): void {
    if (lot !== '') this.#isCorrected = true;
    // What can't be placed in time can't be given back by itself: alone it would look like the newest row.
    if (
      rejectWrongWidth(this.#gathering, 'positions', { file: this.#file, line }, this.#headers, cells, false)
    )
      return;
    const time = Date.parse(instantOfText(this.#cell(cells, 'time')) ?? '');
    if (!Number.isFinite(time)) {
      this.#reject(
        'positions',
        { line, cells },
        'time',
        'the time is no date, so the row has no place in the log',
        'Write it in the log as 2026-03-27 08:00:00, and import the log again',
        false,
      );
      return;
    }
    const amount = (column: string): DecimalText | null => decimalOf(this.#cell(cells, column));
    const row: Row = {
      time,
      order: this.#rows++,
      line,
      cells,
      currency: this.#cell(cells, 'currency').toUpperCase(),
      type: this.#cell(cells, 'type').toUpperCase(),
      direction: this.#cell(cells, 'direction').toUpperCase(),
      orderId: this.#cell(cells, 'orderid'),
      quantity: amount('quantity'),
      position: amount('position'),
      price: amount('filledprice'),
      cashFlow: amount('cashflow'),
    };
    this.#seeDirection(row);
    const user = this.#userOf(this.#cell(cells, 'uid'));
    const contract = this.#cell(cells, 'contract').toUpperCase();
    if (!isBlank(contract)) {
      const known = user.contracts.get(contract);
      if (known) known.push(row);
      else user.contracts.set(contract, [row]);
    }
    if (isBlank(row.currency) || isBlank(this.#cell(cells, 'walletbalance'))) return;
    const newest = user.newest.get(row.currency);
    if (!newest || row.time > newest.first.time) user.newest.set(row.currency, { first: row, last: row });
    else if (row.time === newest.first.time) newest.last = row;
  }

  end(): void {
    const isForwards = (this.#byTime === 0 ? this.#byBalance : this.#byTime) > 0;
    const names = [...this.#users.keys()].sort();
    for (const name of names) this.#takeUser(name, names.length > 1, this.#users.get(name)!, isForwards);
  }

  #userOf(name: string): User {
    const known = this.#users.get(name);
    if (known) return known;
    const fresh: User = { contracts: new Map(), newest: new Map() };
    this.#users.set(name, fresh);
    return fresh;
  }

  #seeDirection(row: Row): void {
    const previous = this.#previous;
    this.#previous = row;
    if (!previous) return;
    if (row.time !== previous.time) {
      this.#byTime += row.time > previous.time ? 1 : -1;
      return;
    }
    if (row.currency !== previous.currency) return;
    const [was, is] = [previous, row].map(({ cells }) => ({
      balance: decimalOf(this.#cell(cells, 'walletbalance')),
      change: decimalOf(this.#cell(cells, 'change')),
    }));
    if (was!.balance === null || is!.balance === null) return;
    const step = new ExactDecimal(is!.balance).minus(was!.balance);
    if (is!.change !== null && !isZero(is!.change) && step.equals(is!.change)) this.#byBalance += 1;
    if (was!.change !== null && !isZero(was!.change) && step.negated().equals(was!.change))
      this.#byBalance -= 1;
  }

  #takeUser(name: string, isOneOfMany: boolean, user: User, isForwards: boolean): void {
    const gathering = this.#gathering;
    const account = gathering.defaultAccount(venue, isOneOfMany ? name : '');
    gathering.nameAccount(account, venue, model);
    gathering.snapshotOf.positions.add(account);
    if (!this.#isCorrected) gathering.snapshotOf.balances.add(account);
    const held: string[] = [];
    const without: string[] = [];
    let spot = 0;
    for (const contract of [...user.contracts.keys()].sort()) {
      const rows = user.contracts.get(contract)!;
      rows.sort((a, b) => a.time - b.time || (isForwards ? a.order - b.order : b.order - a.order));
      const found = this.#takeContract(account, contract, rows);
      if (found === 'spot') spot++;
      else if (found !== null) {
        held.push(`${contract} ${found.quantity} (line ${found.line})`);
        if (!found.isEntryKnown) without.push(contract);
      }
    }
    const balances = this.#isCorrected ? [] : this.#takeBalances(account, user, isForwards);
    this.#sayWhat(account, held, balances);
    if (without.length > 0) {
      gathering.notice(
        `${this.#file} does not reach back to where ${named(without)} ${without.length === 1 ? 'was' : 'were'} opened: the entry price is not known, and profit since then is taken as paid already. Export a longer log, or enter the settled price of the position.`,
      );
    }
    if (spot > 0)
      gathering.notice(
        `Spot trades in ${spot === 1 ? '1 pair' : `${spot} pairs`} of ${this.#file} are in the balances; they are no positions.`,
      );
    if (gathering.context.accounts.get(account) === undefined) {
      gathering.notice(
        `Margrave has no rulebook of Bybit: account ${account} is marked ${model}, which nothing computes. Choose a rulebook to see what another venue would ask for it (--rulebook okx-pm, or compare), or give the account another margin model.`,
      );
    }
  }

  #sayWhat(account: string, held: readonly string[], balances: readonly string[]): void {
    if (this.#isCorrected) return;
    const positions = held.length === 0 ? 'no position is open' : `positions are ${named(held)}`;
    const money = balances.length === 0 ? 'no wallet balance is stated' : `balances are ${named(balances)}`;
    this.#gathering.notice(
      `${this.#file} is a log of ${this.#rows} rows, no snapshot: account ${account} is reconstructed from the last position of each contract and the last wallet balance of each currency: ${positions}; ${money}. What was opened before the log and not traded in it is not here.`,
    );
  }

  /** What came of one contract's rows, oldest first; null when nothing is held or the row was rejected. */
  #takeContract(
    account: string,
    contract: string,
    rows: readonly Row[],
  ): 'spot' | { quantity: DecimalText; line: number; isEntryKnown: boolean } | null {
    const resolution = this.#gathering.resolve(contract, venue);
    if ('reason' in resolution || resolution.instrument.kind === 'spot') {
      // A pair that only changes coins holds nothing; its coins are in the balances.
      const wrong = rows.findLast(({ position }) => position !== null && !isZero(position));
      if (!wrong) return 'spot';
      const { reason, remedy } =
        'reason' in resolution
          ? resolution
          : { reason: `${contract} is a spot pair`, remedy: 'Correct the contract, or leave the row out' };
      this.#reject('positions', rows.at(-1)!, 'contract', reason, remedy);
      return null;
    }
    const { instrument } = resolution;
    const own = withoutSpot(rows, instrument);
    const last = own.at(-1);
    if (!last) return 'spot';
    if (signedPosition(last) === null) {
      this.#reject(
        'positions',
        last,
        'position',
        `the position after the last row of ${contract} is not a finite number`,
        'Write the signed position as a plain number, with a decimal point',
      );
      return null;
    }
    const { quantity, averagePrice, settledPrice, gap } = reconstruct(instrument, own);
    if (gap !== null) {
      this.#gathering.notice(
        `${this.#file}: the positions of ${contract} in lines ${gap[0]} and ${gap[1]} don’t follow from one another: rows are missing between them, or it is held long and short at once. The last row counts: check ${quantity}.`,
      );
    }
    if (isZero(quantity)) return null;
    this.#gathering.addPosition({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: '',
      quantity,
      averagePrice,
      settledPrice,
    });
    const isEntryKnown = instrument.kind === 'option' || settledPrice !== null;
    return { quantity, line: last.line, isEntryKnown };
  }

  #takeBalances(account: string, user: User, isForwards: boolean): string[] {
    const taken: string[] = [];
    for (const currency of [...user.newest.keys()].sort()) {
      const { first, last } = user.newest.get(currency)!;
      const row = isForwards ? last : first;
      const amount = decimalOf(this.#cell(row.cells, 'walletbalance'));
      if (!/^[A-Z0-9]{1,20}$/.test(currency)) {
        this.#reject(
          'balances',
          row,
          'currency',
          'it can be no currency',
          'Correct it in the log, and import the log again',
          false,
        );
      } else if (amount === null) {
        this.#reject(
          'balances',
          row,
          'walletbalance',
          `the last wallet balance of ${currency} is not a finite number`,
          'Write a plain number in the log, with a decimal point, and import the log again',
          false,
        );
      } else if (!isZero(amount)) {
        this.#gathering.balances.push({ account, kind: 'cash', currency, amount });
        taken.push(`${currency} ${amount} (line ${row.line})`);
      }
    }
    return taken;
  }

  #cell(cells: readonly string[], column: string): string {
    const place = this.#at.get(column);
    return place === undefined ? '' : (cells[place] ?? '').trim();
  }

  /** `canComeBack`: the row by itself, corrected, is as good as in the log. */
  #reject(
    section: 'positions' | 'balances',
    { line, cells }: { line: number; cells: string[] },
    column: string,
    reason: string,
    remedy: string,
    canComeBack = true,
  ): void {
    const place: Place = { file: this.#file, line };
    this.#gathering.reject(
      section,
      place,
      this.#headers[this.#at.get(column) ?? -1] ?? column,
      this.#cell(cells, column),
      reason,
      remedy,
      canComeBack ? originalRow(this.#headers, cells) : {},
    );
  }
}

/** The log writes `--` where there is nothing. */
const isBlank = (text: string): boolean => text === '' || /^-+$/.test(text);

/**
 * Perpetuals in USDT and spot pairs share their names. A spot trade is two rows, one per currency, whose cash flow is the quantity itself: a row in another
 * currency than the contract's is one of them, and so is the row in that currency beside it.
 */
function withoutSpot(rows: readonly Row[], { settlementCurrency }: Instrument): Row[] {
  const tradeOf = ({ time, orderId }: Row): string => `${time} ${orderId}`;
  const isOther = (row: Row): boolean => row.type === 'TRADE' && row.currency !== settlementCurrency;
  const ofSpot = new Set(rows.filter(isOther).map(tradeOf));
  return rows.filter((row) => {
    if (isOther(row)) return false;
    const isLeg = row.type === 'TRADE' && row.cashFlow !== null && row.cashFlow === row.quantity;
    return !(isLeg && !isZero(row.cashFlow!) && ofSpot.has(tradeOf(row)));
  });
}

function named(list: readonly string[]): string {
  const shown = list.slice(0, mostNamed).join(', ');
  return list.length > mostNamed ? `${shown} and ${list.length - mostNamed} more` : shown;
}
