// The columns of an IBKR Flex open position that Margrave reads: attribute names of the XML, and the header names of the same query as CSV.
// May import the domain.
import type { DecimalText } from '../../../domain/decimal.ts';
import { canonicalDecimal, decimalOfCell } from '../numbers.ts';

export const flexColumns = [
  'accountId',
  'currency',
  'assetCategory',
  'symbol',
  'description',
  'conid',
  'underlyingSymbol',
  'listingExchange',
  'multiplier',
  'strike',
  'expiry',
  'putCall',
  'reportDate',
  'position',
  'markPrice',
  'costBasisPrice',
  'side',
  'levelOfDetail',
] as const;

export type FlexColumn = (typeof flexColumns)[number];

/** One row, every column as text; empty where the file has none. */
export type FlexValues = Record<FlexColumn, string>;

const blank = Object.fromEntries(flexColumns.map((column) => [column, ''])) as FlexValues;

/** A row without anything. */
export const emptyFlexValues = (): FlexValues => ({ ...blank });

/** The number of a cell; null when it is none. Plain numbers, which nearly all are, take a quick way. */
export const flexNumber = (cell: string): DecimalText | null => canonicalDecimal(cell) ?? decimalOfCell(cell);

/** Header of the CSV, folded to letters and digits → column. The XML's own attribute names are headers too: rejected rows are given back with them. */
const headerNames: Readonly<Record<string, FlexColumn>> = {
  clientaccountid: 'accountId',
  currencyprimary: 'currency',
  assetclass: 'assetCategory',
  quantity: 'position',
  ...Object.fromEntries(flexColumns.map((column) => [column.toLowerCase(), column])),
};

/** The column that a folded header names. */
export const flexColumnOf = (folded: string): FlexColumn | undefined =>
  Object.hasOwn(headerNames, folded) ? headerNames[folded] : undefined;

/** True for the folded headers of an open positions section: what a position can't be told without. */
export function isFlexTable(folded: readonly string[]): boolean {
  const columns = new Set(folded.map(flexColumnOf));
  return (['accountId', 'assetCategory', 'symbol', 'position', 'putCall'] as const).every((column) =>
    columns.has(column),
  );
}
