// Sums of chosen positions, of every unit by itself: nothing is ever added across currencies or underlyings.
// May import domain and contract types.
import type { PositionSums } from '../../contract/views.ts';
import { fromFloat } from '../../domain/decimal.ts';
import type { NumberColumn, PositionTable, TextColumn } from './position-table.ts';

const greeks = ['delta', 'gamma', 'vega', 'theta'] as const;

/** Rows without a figure bring nothing; units in their own order. */
export function positionSums(table: PositionTable, rows: Int32Array): PositionSums {
  const { codes } = table.texts('excluded');
  let excluded = 0;
  for (const row of rows) if ((codes[row] ?? -1) >= 0) excluded++;
  return {
    rows: rows.length,
    excluded,
    value: byUnit(table, rows, 'value', 'settlementCurrency'),
    contribution: byUnit(table, rows, 'contribution', 'contributionCurrency'),
    greeks: greekSums(table, rows),
  };
}

function byUnit(
  table: PositionTable,
  rows: Int32Array,
  figure: NumberColumn,
  unit: TextColumn,
): PositionSums['value'] {
  const figures = table.numbers(figure);
  const { values, codes } = table.texts(unit);
  const sums = new Float64Array(values.length);
  const found = new Uint8Array(values.length);
  for (const row of rows) {
    const amount = figures[row] ?? Number.NaN;
    const code = codes[row] ?? -1;
    if (Number.isNaN(amount) || code < 0) continue;
    sums[code] = (sums[code] ?? 0) + amount;
    found[code] = 1;
  }
  return values.flatMap((currency, code) =>
    found[code] ? [{ currency, amount: fromFloat(sums[code] ?? 0) }] : [],
  );
}

function greekSums(table: PositionTable, rows: Int32Array): PositionSums['greeks'] {
  const underlyings = table.texts('underlying');
  const quotes = table.texts('quoteCurrency');
  const columns = greeks.map((name) => table.numbers(name));
  const sums = new Map<number, Float64Array>();
  for (const row of rows) {
    const underlying = underlyings.codes[row] ?? -1;
    const quote = quotes.codes[row] ?? -1;
    if (underlying < 0 || quote < 0 || Number.isNaN(columns[0]?.[row])) continue;
    const key = underlying * quotes.values.length + quote;
    let sum = sums.get(key);
    if (!sum) {
      sum = new Float64Array(greeks.length);
      sums.set(key, sum);
    }
    for (const [index, column] of columns.entries()) sum[index] = (sum[index] ?? 0) + (column[row] ?? 0);
  }
  return [...sums.entries()]
    .sort(([one], [other]) => one - other)
    .map(([key, [delta = 0, gamma = 0, vega = 0, theta = 0]]) => ({
      underlying: underlyings.values[Math.floor(key / quotes.values.length)] ?? '',
      quoteCurrency: quotes.values[key % quotes.values.length] ?? '',
      delta: fromFloat(delta),
      gamma: fromFloat(gamma),
      vega: fromFloat(vega),
      theta: fromFloat(theta),
    }));
}
