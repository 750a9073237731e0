// Price history tables: a date and one column per series, or series, time and value in rows.

import { decimalText, ExactDecimal } from '../../domain/decimal.ts';
import type { HistoryPoint } from '../../domain/market.ts';
import { instantOfText } from '../times.ts';
import type { Gathering } from './gathering.ts';
import { type NumberStyle, readNumber, styleOf } from './numbers.ts';
import { foldedHeader } from './positions-columns.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

const timeNames = new Set([
  'date',
  'day',
  'time',
  'timestamp',
  'datetime',
  'datum',
  'fecha',
  'data',
  'jour',
  '日期',
  '日付',
  'дата',
]);
const seriesNames = new Set([
  'series',
  'symbol',
  'ticker',
  'currency',
  'asset',
  'coin',
  'index',
  'name',
  'underlying',
]);
const valueNames = ['close', 'adjclose', 'value', 'price', 'last', 'settle', 'schluss', 'schlusskurs'];
/** Columns beside a close that are no series of their own. */
const besides = new Set([
  'open',
  'high',
  'low',
  'volume',
  'openinterest',
  'change',
  'vwap',
  'trades',
  'source',
]);
const positionNames =
  /^(quantity|qty|position|size|amount|strike|right|optiontype|side|direction|instrumentname|contractsymbol)$/;
const sniffedRows = 500;

interface Layout {
  time: number;
  /** Long tables: the column that names the series. */
  series: number | null;
  values: { index: number; series: string | null; scale: 'asIs' | 'points' }[];
}

/** The layout, when header and first rows are those of a history; null when they aren't. */
export function historyLayout(
  file: string,
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): Layout | null {
  const folded = headers.map(foldedHeader);
  if (folded.some((header) => positionNames.test(header))) return null;
  const time = folded.findIndex((header) => timeNames.has(header));
  if (time < 0 || rows.length === 0) return null;
  const dated = rows.filter((row) => instantOfText(row[time] ?? '') !== null).length;
  if (dated * 2 <= rows.length) return null;
  const inPoints = /dvol/i.test(file);
  // A column named `COIN` or `Index` names the series only when it holds names.
  const series = folded.findIndex(
    (header, at) => seriesNames.has(header) && rows.every((row) => !/^[\s\d.,+-]*$/.test(row[at] ?? '')),
  );
  const close = valueNames.map((name) => folded.indexOf(name)).find((index) => index >= 0) ?? -1;
  if (series >= 0) {
    return close < 0
      ? null
      : { time, series, values: [{ index: close, series: null, scale: inPoints ? 'points' : 'asIs' }] };
  }
  const values: Layout['values'] = [];
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index]!.trim();
    if (index === time || header === '' || besides.has(folded[index]!)) continue;
    // `BTC_DVOL`, `DVOL:BTC`: a volatility index in points, kept as a fraction.
    const volatility = /^(?:([A-Z0-9]+)[ _-]?DVOL|DVOL[ _:-]([A-Z0-9]+))$/i.exec(header);
    if (volatility)
      values.push({
        index,
        series: `volatility:${(volatility[1] ?? volatility[2])!.toUpperCase()}`,
        scale: 'points',
      });
    else values.push({ index, series: header, scale: 'asIs' });
  }
  if (values.length === 0) return null;
  const numbers = values.some(({ index }) =>
    rows.some((row) => /^[-+]?\d[\d.,'\s]*(e[+-]?\d+)?$/i.test((row[index] ?? '').trim())),
  );
  return numbers ? { time, series: null, values } : null;
}

/** Empty cells are days without a price. A date without a time stands for its day and is kept at 00:00 UTC of it. */
export class HistoryCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #layout: Layout;
  #held: { cells: string[]; line: number }[] | null = [];
  #styles: NumberStyle[] = [];

  constructor(gathering: Gathering, file: string, headers: readonly string[], layout: Layout) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    this.#layout = layout;
    gathering.format('history-csv', 'Price history');
    if (layout.values.some(({ scale }) => scale === 'points')) {
      gathering.notice(
        `${file}: volatility indices are given in points and kept as fractions (46.96 becomes 0.4696).`,
      );
    }
  }

  row(cells: string[], line: number): void {
    if (this.#held === null) this.#take(cells, line);
    else {
      this.#held.push({ cells, line });
      if (this.#held.length >= sniffedRows) this.#begin();
    }
  }

  end(): void {
    if (this.#held !== null) this.#begin();
  }

  #begin(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#styles = this.#layout.values.map(({ index }) =>
      styleOf(
        held.map(({ cells }) => cells[index] ?? ''),
        { decimal: '.', certain: false },
      ),
    );
    for (const { cells, line } of held) this.#take(cells, line);
  }

  #take(cells: string[], line: number): void {
    const place = { file: this.#file, line };
    if (rejectWrongWidth(this.#gathering, 'history', place, this.#headers, cells)) return;
    const trouble = this.#points(cells);
    if (trouble === null) return;
    this.#gathering.reject(
      'history',
      place,
      this.#headers[trouble.index] ?? '',
      cells[trouble.index] ?? '',
      trouble.reason,
      trouble.remedy,
      originalRow(this.#headers, cells),
    );
  }

  /** Takes all values of the row or none; answers what is wrong with it. */
  #points(cells: readonly string[]): { index: number; reason: string; remedy: string } | null {
    const wrong = (index: number, reason: string, remedy: string) => ({ index, reason, remedy });
    const time = instantOfText(cells[this.#layout.time] ?? '');
    if (time === null) return wrong(this.#layout.time, 'it is no date', 'Write it as 2025-06-27');
    const points: HistoryPoint[] = [];
    for (let at = 0; at < this.#layout.values.length; at++) {
      const { index, series, scale } = this.#layout.values[at]!;
      const cell = (cells[index] ?? '').trim();
      if (cell === '' || cell === '-' || /^(nan|n\/a|na|null)$/i.test(cell)) continue;
      const named = series ?? (cells[this.#layout.series!] ?? '').trim();
      if (named === '') return wrong(this.#layout.series!, 'the series is not named', 'Name the series');
      const read = readNumber(cell, this.#styles[at]!);
      if ('reason' in read) return wrong(index, read.reason, read.remedy);
      const full = scale === 'points' && series === null ? `volatility:${named.toUpperCase()}` : named;
      if (!this.#gathering.takeLot('history', full, '', time)) {
        return wrong(
          this.#layout.time,
          `${full} has a value at this time in an earlier row`,
          'Keep one of the rows',
        );
      }
      const value =
        scale === 'points' ? decimalText(new ExactDecimal(read.value).dividedBy(100)) : read.value;
      points.push({ series: full, time, value, source: this.#file });
    }
    for (const point of points) this.#gathering.history.push(point);
    return null;
  }
}
