// The tables of a report before they are a sheet or lines of CSV: cells say what they are. May import domain types only.
import type { DecimalText } from '../../domain/decimal.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import type { ReportInput } from './report-input.ts';

/** How a number is shown: money and coin by their currency; a quantity with its own digits; a fraction as percent; a count; or as it is. */
export type NumberStyle = 'amount' | 'quantity' | 'fraction' | 'count' | 'plain';

export interface NumberCell {
  number: DecimalText;
  /** Currency or unit; empty when it has none. */
  unit: string;
  style: NumberStyle;
}

/** Text, a flag, a number, or nothing. Numbers are never given as text. */
export type Cell = string | boolean | NumberCell | null;

/** What a column is to its row: part of its name, its label, its unit (said by the numbers themselves too), or a value. */
export type ColumnRole = 'account' | 'rulebook' | 'nettingSet' | 'item' | 'label' | 'unit' | 'value';

export interface TableColumn {
  key: string;
  label: string;
  role: ColumnRole;
  /** Characters. */
  width: number;
}

export interface ReportTable {
  /** Sheet name; in lower case and hyphenated, the section in CSV. */
  name: string;
  columns: TableColumn[];
  /** One cell per column. */
  rows: Cell[][];
}

export const amount = (number: DecimalText, currency: string): NumberCell => ({
  number,
  unit: currency,
  style: 'amount',
});
export const quantity = (number: DecimalText, unit = ''): NumberCell => ({ number, unit, style: 'quantity' });
export const fraction = (number: DecimalText): NumberCell => ({ number, unit: '', style: 'fraction' });
export const count = (number: number): NumberCell => ({ number: String(number), unit: '', style: 'count' });
export const plainNumber = (number: DecimalText, unit = ''): NumberCell => ({ number, unit, style: 'plain' });

/** The cell of something that may be missing. */
export const optional = <Value>(value: Value | null, cell: (value: Value) => Cell): Cell =>
  value === null ? null : cell(value);

export const column = (key: string, label: string, role: ColumnRole = 'value', width = 18): TableColumn => ({
  key,
  label,
  role,
  width,
});

/** The three columns that name a margin entry. */
export const entryColumns = (): TableColumn[] => [
  column('account', 'Account', 'account', 16),
  column('rulebook', 'Rulebook', 'rulebook', 18),
  column('nettingSet', 'Netting set', 'nettingSet', 14),
];

const twoDecimals = new Set([
  'USD',
  'USDC',
  'USDT',
  'USDE',
  'DAI',
  'EURR',
  'EUR',
  'GBP',
  'CHF',
  'AUD',
  'CAD',
  'HKD',
  'SGD',
]);

/** Decimals that an amount of a currency is shown with: 2 for money and stablecoins, 0 for yen, 8 for coin. */
export function decimalsOf(currency: string): number {
  if (currency === 'JPY') return 0;
  return twoDecimals.has(currency) ? 2 : 8;
}

/** Rows of every entry, each named by the entry it belongs to. */
export const perEntry = (input: ReportInput, rows: (entry: MarginEntry) => Cell[][]): Cell[][] =>
  input.result.entries.flatMap((entry) =>
    rows(entry).map((row) => [entry.account, entry.rulebook, entry.nettingSet, ...row]),
  );
