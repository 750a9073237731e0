// The columns of the positions grid: title, unit, width and how each is shown. Views and copying read this one table.
import type { PositionColumn, PositionRow } from '../client/nouns.ts';
import { formatDecimal, placesOf, shiftDecimal } from '../format/decimal.ts';
import { formatDay } from '../format/time.ts';

/** What a row doesn't say of itself. */
export interface RowContext {
  accountName: string;
}

export interface GridColumn {
  key: PositionColumn;
  title: string;
  /** Shown small beside the title and read out with it. */
  unit: string;
  /** Pixels. */
  width: number;
  numeric: boolean;
  show(row: PositionRow, context: RowContext): string;
  /** The unit or currency of this row's figure, shown quietly after it; empty where the column has one unit. */
  after(row: PositionRow, context: RowContext): string;
}

const absent = '–';
const nothing = (): string => '';

function text(key: PositionColumn, title: string, width: number, show?: GridColumn['show']): GridColumn {
  return {
    key,
    title,
    unit: '',
    width,
    numeric: false,
    show: show ?? ((row) => row[key] ?? ''),
    after: nothing,
  };
}

function number(
  key: PositionColumn,
  title: string,
  unit: string,
  width: number,
  places: number | null | ((row: PositionRow, context: RowContext) => number),
  after: (row: PositionRow, context: RowContext) => string = nothing,
): GridColumn {
  return {
    key,
    title,
    unit,
    width,
    numeric: true,
    show(row, context) {
      const amount = row[key];
      if (amount === null) return absent;
      return formatDecimal(amount, typeof places === 'function' ? places(row, context) : places);
    },
    after: (row, context) => (row[key] === null ? '' : after(row, context)),
  };
}

/** Prices of options quoted in their coin have six places, so that a column of them lines up; other prices two or four. */
const pricePlaces = (row: PositionRow): number => {
  if (row.kind !== 'option') return 2;
  return placesOf(row.settlementCurrency) === 2 ? 4 : 6;
};

/** Every column, in the order of the set that shows all. The first of a set is the one that stays while scrolling sideways. */
export const gridColumns: readonly GridColumn[] = [
  text('symbol', 'Instrument', 160),
  text('account', 'Account', 104, (_row, { accountName }) => accountName),
  number('quantity', 'Quantity', '', 118, null, (row) => row.quantityUnit),
  number('mark', 'Mark', '', 78, pricePlaces),
  {
    key: 'volatility',
    title: 'Vol',
    unit: '%',
    width: 54,
    numeric: true,
    show: (row) => (row.volatility === null ? absent : formatDecimal(shiftDecimal(row.volatility, 2), 2)),
    after: nothing,
  },
  number(
    'value',
    'Value',
    '',
    116,
    (row) => placesOf(row.settlementCurrency),
    (row) => row.settlementCurrency,
  ),
  number(
    'contribution',
    'Margin share',
    '',
    108,
    (row) => placesOf(row.contributionCurrency ?? ''),
    (row) => row.contributionCurrency ?? '',
  ),
  number('delta', 'Delta', 'units', 92, 4),
  number('gamma', 'Gamma', '', 80, (row) => (Math.abs(Number(row.gamma)) >= 1 ? 3 : 6)),
  number('vega', 'Vega', 'per pt', 78, 2),
  number('theta', 'Theta', 'per day', 90, 2),
  text('strategy', 'Strategy', 118),
  text('underlying', 'Underlying', 82),
  text('expiry', 'Expiry', 92, (row) => (row.expiry === null ? absent : formatDay(row.expiry))),
  number('strike', 'Strike', '', 78, null),
  text('right', 'Right', 50, (row) => row.right ?? absent),
  text('kind', 'Kind', 76),
  number('averagePrice', 'Average price', '', 100, pricePlaces),
  text('volatilityLevel', 'Volatility from', 126, (row) => row.volatilityLevel ?? absent),
  text('lot', 'Lot', 44),
  text('instrument', 'Instrument id', 200),
  text('quantityUnit', 'Quantity in', 84),
  text('settlementCurrency', 'Settles in', 78),
  text('contributionCurrency', 'Share in', 70, (row) => row.contributionCurrency ?? absent),
  text('excluded', 'Left out because', 320, (row) => row.excluded ?? ''),
];

const columnByKey = new Map(gridColumns.map((column) => [column.key, column]));

/** The columns of a set, in its order; names of an older or newer program are passed over. */
export function columnsOf(keys: readonly string[]): GridColumn[] {
  return keys.flatMap((key) => columnByKey.get(key as PositionColumn) ?? []);
}

export const widthOf = (columns: readonly GridColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width, 0);

/** Figures whose unit or currency a row says of itself: it is copied in a column of its own beside them. */
const unitBeside: Partial<Record<PositionColumn, PositionColumn>> = {
  quantity: 'quantityUnit',
  value: 'settlementCurrency',
  contribution: 'contributionCurrency',
};

/** The order in which rows are copied: as shown, a figure's unit after it; the instrument's whole name comes first. */
export function copiedColumns(shown: readonly GridColumn[]): PositionColumn[] {
  const copied = new Set<PositionColumn>(['account', 'instrument']);
  for (const { key } of shown) {
    copied.add(key);
    const unit = unitBeside[key];
    if (unit !== undefined) copied.add(unit);
  }
  return [...copied];
}
