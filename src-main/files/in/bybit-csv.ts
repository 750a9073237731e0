// Bybit's log of a unified account as a table, read row by row; `bybit-log.ts` makes an account of it. Three headers are known: of the page's export, of the
// data export (a line with the user's number stands above it), and the older one.
import { type DecimalText, ExactDecimal } from '../../domain/decimal.ts';
import { instantOfText } from '../times.ts';
import { type BybitRow, joinBybitLog } from './bybit-log.ts';
import { isZero } from './deribit-fields.ts';
import type { Gathering } from './gathering.ts';
import { decimalOfCell } from './numbers.ts';
import { foldedHeader } from './positions-columns.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

const wanted = ['currency', 'contract', 'type', 'position', 'filledprice', 'cashflow', 'walletbalance'];

/** True for the headers of the log, in any of its forms. */
export function isBybitLog(headers: readonly string[]): boolean {
  const folded = headers.map(foldedHeader);
  return wanted.every((name) => folded.includes(name)) && folded.some((name) => /^time(utc)?$/.test(name));
}

/** The line that the data export puts above its header. */
export const isBybitPreamble = (cells: readonly string[]): boolean => /^UID:/i.test((cells[0] ?? '').trim());

export class BybitCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #at = new Map<string, number>();
  readonly #rows: BybitRow[] = [];
  #isCorrected = false;
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
    const place = { file: this.#file, line };
    // What can't be placed in time can't be given back by itself: alone it would look like the newest row.
    if (rejectWrongWidth(this.#gathering, 'positions', place, this.#headers, cells, false)) return;
    const amount = (column: string): DecimalText | null => decimalOfCell(this.#cell(cells, column));
    const row: BybitRow = {
      file: this.#file,
      line,
      time: Date.parse(instantOfText(this.#cell(cells, 'time')) ?? ''),
      order: 0,
      user: this.#cell(cells, 'uid'),
      currency: this.#name(cells, 'currency'),
      contract: this.#name(cells, 'contract'),
      type: this.#name(cells, 'type'),
      direction: this.#name(cells, 'direction'),
      orderId: this.#cell(cells, 'orderid'),
      quantity: amount('quantity'),
      position: amount('position'),
      price: amount('filledprice'),
      cashFlow: amount('cashflow'),
      change: amount('change'),
      balance: amount('walletbalance'),
      statesBalance: this.#name(cells, 'walletbalance') !== '',
      text: cells.join('\u0000'),
      reject: (section, column, reason, remedy, canComeBack) =>
        this.#gathering.reject(
          section,
          place,
          this.#headers[this.#at.get(column) ?? -1] ?? column,
          this.#cell(cells, column),
          reason,
          remedy,
          canComeBack ? originalRow(this.#headers, cells) : {},
        ),
    };
    if (!Number.isFinite(row.time)) {
      const remedy = 'Write it in the log as 2026-03-27 08:00:00, and import the log again';
      row.reject(
        'positions',
        'time',
        'the time is no date, so the row has no place in the log',
        remedy,
        false,
      );
      return;
    }
    this.#seeDirection(row);
    this.#rows.push(row);
  }

  end(): void {
    // The venue's own exports stand newest first: so does a file that nothing says otherwise of.
    const isForwards = (this.#byTime === 0 ? this.#byBalance : this.#byTime) > 0;
    for (const [index, row] of this.#rows.entries()) row.order = isForwards ? index : -index;
    joinBybitLog(this.#gathering, { file: this.#file, rows: this.#rows, isCorrected: this.#isCorrected });
  }

  #seeDirection(row: BybitRow): void {
    const previous = this.#rows.at(-1);
    if (!previous) return;
    if (row.time !== previous.time) {
      this.#byTime += row.time > previous.time ? 1 : -1;
      return;
    }
    if (row.currency !== previous.currency || row.balance === null || previous.balance === null) return;
    const step = new ExactDecimal(row.balance).minus(previous.balance);
    const isStep = (change: DecimalText | null, sign: 1 | -1): boolean =>
      change !== null && !isZero(change) && step.times(sign).equals(change);
    if (isStep(row.change, 1)) this.#byBalance += 1;
    if (isStep(previous.change, -1)) this.#byBalance -= 1;
  }

  #cell(cells: readonly string[], column: string): string {
    const place = this.#at.get(column);
    return place === undefined ? '' : (cells[place] ?? '').trim();
  }

  /** A word in capitals; the log writes `--` where there is none. */
  #name(cells: readonly string[], column: string): string {
    const text = this.#cell(cells, column).toUpperCase();
    return /^-+$/.test(text) ? '' : text;
  }
}
