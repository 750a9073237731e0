// The columns of the positions grid: title, unit, width and how each is shown. Views and copying read this one table.
import type { PositionColumn, PositionRow } from '../client/nouns.ts';
import { formatDecimal, placesOf, shiftDecimal } from '../format/decimal.ts';
import { formatDay } from '../format/time.ts';

export interface GridColumn {
  key: PositionColumn;
  title: string;
  /** Shown small beside the title and read out with it. */
  unit: string;
  /** Pixels. */
  width: number;
  numeric: boolean;
  /** `shareCurrency` is that of the margin entry the row belongs to. */
  show(row: PositionRow, shareCurrency: string): string;
}

const absent = '–';

function text(
  key: PositionColumn,
  title: string,
  width: number,
  show?: (row: PositionRow) => string,
): GridColumn {
  return { key, title, unit: '', width, numeric: false, show: show ?? ((row) => row[key] ?? '') };
}

function number(
  key: PositionColumn,
  title: string,
  unit: string,
  width: number,
  places: number | null | ((row: PositionRow) => number),
): GridColumn {
  return {
    key,
    title,
    unit,
    width,
    numeric: true,
    show(row) {
      const amount = row[key];
      if (amount === null) return absent;
      return formatDecimal(amount, typeof places === 'function' ? places(row) : places);
    },
  };
}

const settled = (row: PositionRow): number => placesOf(row.settlementCurrency);

/** In the order shown. The first is the one that stays while scrolling sideways. */
export const gridColumns: readonly GridColumn[] = [
  text('symbol', 'Instrument', 196),
  text('account', 'Account', 96),
  number('quantity', 'Quantity', '', 104, null),
  text('quantityUnit', 'Unit', 56),
  number('mark', 'Mark', '', 96, null),
  {
    key: 'volatility',
    title: 'Volatility',
    unit: '%',
    width: 84,
    numeric: true,
    show: (row) => (row.volatility === null ? absent : formatDecimal(shiftDecimal(row.volatility, 2), 2)),
  },
  number('value', 'Value', '', 108, settled),
  text('settlementCurrency', 'Ccy', 52),
  {
    key: 'contribution',
    title: 'Margin share',
    unit: '',
    width: 136,
    numeric: true,
    show: (row, shareCurrency) =>
      row.contribution === null
        ? absent
        : `${formatDecimal(row.contribution, placesOf(shareCurrency))}${shareCurrency === '' ? '' : ` ${shareCurrency}`}`,
  },
  number('delta', 'Delta', 'coin', 92, 4),
  number('gamma', 'Gamma', '', 96, 8),
  number('vega', 'Vega', 'per pt', 96, 2),
  number('theta', 'Theta', 'per day', 100, 2),
  text('strategy', 'Strategy', 110),
  text('underlying', 'Underlying', 86),
  text('expiry', 'Expiry', 96, (row) => (row.expiry === null ? absent : formatDay(row.expiry))),
  number('strike', 'Strike', '', 86, null),
  text('right', 'Right', 54, (row) => row.right ?? absent),
  text('kind', 'Kind', 80),
  number('averagePrice', 'Average price', '', 108, null),
  text('volatilityLevel', 'Volatility from', 130, (row) => row.volatilityLevel ?? absent),
  text('lot', 'Lot', 44),
];

export const gridWidth = gridColumns.reduce((sum, column) => sum + column.width, 0);
