// OKX's trading log as a table. It is a log, no snapshot: what is held is the last position balance of each instrument. Logs of one import are one: exports
// come in parts.
import { decimalText, ExactDecimal } from '../../domain/decimal.ts';
import { instantOfText } from '../times.ts';
import { isZero } from './deribit-fields.ts';
import type { Gathering, Place } from './gathering.ts';
import { decimalOfCell } from './numbers.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

const wanted = ['Time', 'Instrument', 'Position Change', 'Position Balance'];

/** True for the headers of the trading log; it has two columns named `Unit`, which no other table may. */
export function isOkxLog(headers: readonly string[]): boolean {
  return wanted.every((name) => headers.includes(name));
}

interface LastRow {
  /** Milliseconds; later rows of one time stand above by their id. */
  time: number;
  id: string;
  place: Place;
  cells: string[];
  take(account: string, name: string): void;
}

interface Joined {
  last: Map<string, LastRow>;
  files: Set<string>;
  rows: number;
  spot: number;
}

const logs = new WeakMap<Gathering, Joined>();

/** Makes positions of the logs, once all files are read. */
export function finishOkxLogs(gathering: Gathering): void {
  const log = logs.get(gathering);
  if (!log) return;
  logs.delete(gathering);
  const files = [...log.files].sort().join(', ');
  if (log.rows === 0) {
    gathering.notice(`${files} holds no row that could be read: nothing is taken from it.`);
    return;
  }
  const account = gathering.defaultAccount('okx');
  gathering.nameAccount(account, 'okx', 'okx-pm');
  gathering.snapshotOf.positions.add(account);
  for (const name of [...log.last.keys()].sort()) log.last.get(name)!.take(account, name);
  const { size } = log.last;
  gathering.notice(
    `${files} is a log of ${log.rows === 1 ? '1 row' : `${log.rows} rows`}: positions are the last position balance of ${size === 1 ? 'its one instrument' : `each of its ${size} instruments`}. What was opened before the log and not traded in it is not here.`,
  );
  if (log.spot > 0) {
    const what = log.spot === 1 ? '1 spot instrument' : `${log.spot} spot instruments`;
    gathering.notice(`Passed over in ${files}: ${what}. Enter coins as balances.`);
  }
}

/** Takes rows in any order and keeps the last of each instrument: by time, then by id. */
export class OkxLogCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #log: Joined;

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    // The second `Unit` is that of the balance.
    this.#headers = headers.map((header, place) =>
      headers.indexOf(header) < place ? `${header} (${place + 1})` : header,
    );
    this.#log = logs.get(gathering) ?? { last: new Map(), files: new Set(), rows: 0, spot: 0 };
    this.#log.files.add(file);
    logs.set(gathering, this.#log);
    gathering.format('okx-log', 'OKX trading log');
  }

  row(cells: string[], line: number): void {
    const place = { file: this.#file, line };
    if (rejectWrongWidth(this.#gathering, 'positions', place, this.#headers, cells, false)) return;
    const name = this.#cell(cells, 'Instrument').toUpperCase();
    if (name === '') return;
    this.#log.rows++;
    const text = this.#cell(cells, 'Time');
    const time = Date.parse(instantOfText(text) ?? '');
    if (!Number.isFinite(time)) {
      this.#reject(
        place,
        cells,
        'Time',
        'the time is no date, so the row has no place in the log',
        'Write it in the log as 2026-03-27 08:00:00, and import the log again',
        false,
      );
      return;
    }
    const row: LastRow = {
      time,
      id: this.#cell(cells, 'id'),
      place,
      cells,
      take: (account, held) => this.#take(account, held, row),
    };
    const known = this.#log.last.get(name);
    if (!known || isLater(row, known)) this.#log.last.set(name, row);
  }

  /** Nothing yet: other files of the import may hold later rows (`finishOkxLogs`). */
  end(): void {}

  #take(account: string, name: string, { place, cells }: LastRow): void {
    const resolution = this.#gathering.resolve(name, 'okx');
    if ('reason' in resolution) {
      this.#reject(place, cells, 'Instrument', resolution.reason, resolution.remedy);
      return;
    }
    const { instrument, contractSizeKnown } = resolution;
    if (instrument.kind === 'spot') {
      this.#log.spot++;
      return;
    }
    const balance = decimalOfCell(this.#cell(cells, 'Position Balance'));
    if (balance === null) {
      this.#reject(
        place,
        cells,
        'Position Balance',
        'the position balance is not a finite number',
        'Write the signed balance as a plain number',
      );
      return;
    }
    if (isZero(balance)) return;
    const unit = this.#cell(cells, 'Unit').toUpperCase();
    const isInOwnUnit =
      unit === (instrument.quantityUnit === 'quote' ? instrument.quoteCurrency : instrument.underlying);
    if (!isInOwnUnit && !/^(|CONT|CONTS|CONTRACT|CONTRACTS|张)$/.test(unit)) {
      this.#reject(
        place,
        cells,
        'Unit',
        `the unit is neither contracts nor ${instrument.quantityUnit === 'quote' ? instrument.quoteCurrency : instrument.underlying}`,
        'Correct the unit',
      );
      return;
    }
    if (!isInOwnUnit && !contractSizeKnown) {
      this.#reject(
        place,
        cells,
        'Position Balance',
        `the log doesn’t say how much one contract of ${instrument.symbol} is`,
        'Import the venue’s list of instruments with it (GET /api/v5/public/instruments, with ctVal)',
      );
      return;
    }
    const quantity = isInOwnUnit
      ? balance
      : decimalText(new ExactDecimal(balance).times(instrument.contractSize));
    this.#gathering.addPosition({
      account,
      instrument: instrument.id,
      strategy: '',
      lot: '',
      quantity,
      averagePrice: null,
      settledPrice: null,
    });
  }

  #cell(cells: readonly string[], header: string): string {
    const place = this.#headers.indexOf(header);
    return place < 0 ? '' : (cells[place] ?? '').trim();
  }

  /** `canComeBack`: the row by itself, corrected, is as good as in the log. A row without a time would look like the newest. */
  #reject(
    place: Place,
    cells: string[],
    column: string,
    reason: string,
    remedy: string,
    canComeBack = true,
  ): void {
    this.#gathering.reject(
      'positions',
      place,
      column,
      this.#cell(cells, column),
      reason,
      remedy,
      canComeBack ? originalRow(this.#headers, cells) : {},
    );
  }
}

function isLater(row: LastRow, known: LastRow): boolean {
  if (row.time !== known.time) return row.time > known.time;
  return row.id.length !== known.id.length ? row.id.length > known.id.length : row.id > known.id;
}
