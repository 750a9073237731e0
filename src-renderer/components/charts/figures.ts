// What a chart is given, and the same figures as rows: one source for the picture, its table, what is read out and what leaves.
// May import format only.
import { formatDecimal, formatMove, placesOf, roundDecimal } from '../../format/decimal.ts';
import { formatClock, formatDay, formatInstant } from '../../format/time.ts';

/** The values along x. `move` is a relative move (`-0.16`), `time` an instant; both are drawn to scale, as `number` is. */
export interface Axis {
  label: string;
  kind: 'number' | 'move' | 'time' | 'category';
  values: readonly (string | number)[];
  /** How each value reads, where its kind doesn't say it. */
  texts?: readonly string[];
  /** A second reading of each value, such as the price at a move: a column of its own, and part of the tip. */
  also?: { label: string; texts: readonly string[] };
}

export interface Series {
  label: string;
  /** Decimal text, one for each value of the axis; null where there is none. */
  values: readonly (string | null)[];
  dashed?: boolean;
  /** The line that matters most: drawn thicker. */
  emphasis?: boolean;
}

/** A point of its own, such as the worst scenario. */
export interface Mark {
  x: string | number;
  y: string;
  label: string;
}

/** A vertical line, such as now or a threshold. `strong` stands out. */
export interface VerticalLine {
  x: string | number;
  label: string;
  strong?: boolean;
}

/** Rows of figures: as shown, and whole. */
export interface FigureTable {
  columns: { title: string; numeric: boolean }[];
  rows: { shown: string[]; exact: string[] }[];
}

/** Where a value of an axis stands on it. */
export function place(axis: Axis, value: string | number): number {
  if (axis.kind === 'category') return axis.values.indexOf(value);
  return axis.kind === 'time' ? Date.parse(String(value)) : Number(value);
}

/** A value of the axis in words, by its index. */
export function axisText(axis: Axis, index: number): string {
  const given = axis.texts?.[index];
  if (given !== undefined) return given;
  const value = String(axis.values[index] ?? '');
  if (axis.kind === 'move') return formatMove(trimmed(value, 4));
  if (axis.kind === 'time') return formatInstant(value);
  return axis.kind === 'number' ? formatDecimal(value) : value;
}

/** A tick between the values. */
export function tickText(axis: Axis, at: number): string {
  if (axis.kind === 'category') return axisText(axis, at);
  if (axis.kind === 'move') return formatMove(trimmed(at.toFixed(6), 4));
  if (axis.kind === 'time') {
    const instant = new Date(at).toISOString();
    const span = Date.parse(String(axis.values.at(-1))) - Date.parse(String(axis.values[0]));
    return span < 2 * 86_400_000 ? formatClock(instant) : formatDay(instant).slice(0, -5);
  }
  return compact(at);
}

/** Decimal text with at most so many places, and no zeros at its end. */
function trimmed(text: string, places: number): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const rounded = roundDecimal(text, places);
  const short = rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded;
  return short === '-0' ? '0' : short;
}

/** A number for an axis: short, with a true minus. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && size < 1
      ? value.toPrecision(2).replace(/\.?0+$/, '')
      : new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value);
  return text.replace('-', '−');
}

/** An amount with as many places as its unit takes, or as are asked for. */
export function amountText(amount: string | null, unit: string, places?: number): string {
  if (amount === null) return '–';
  if (places !== undefined) return formatDecimal(amount, places);
  if (unit === '%') return `${formatDecimal(trimmed(amount, 2))}\u2009%`;
  return formatDecimal(amount, unit === '' ? null : placesOf(unit));
}

/** A line or bar chart's figures: a row for each value of the axis. */
export function figureTable(axis: Axis, series: readonly Series[], unit: string): FigureTable {
  const named = (label: string): string => (unit === '' ? label : `${label}, ${unit}`);
  return {
    columns: [
      { title: axis.label, numeric: axis.kind === 'number' || axis.kind === 'move' },
      ...(axis.also ? [{ title: axis.also.label, numeric: true }] : []),
      ...series.map(({ label }) => ({ title: named(label), numeric: true })),
    ],
    rows: axis.values.map((value, index) => {
      const also = axis.also ? [axis.also.texts[index] ?? ''] : [];
      const amounts = series.map(({ values }) => values[index] ?? null);
      return {
        shown: [axisText(axis, index), ...also, ...amounts.map((amount) => amountText(amount, unit))],
        exact: [
          axis.kind === 'category' ? axisText(axis, index) : String(value),
          ...also.map(plainNumber),
          ...amounts.map((amount) => amount ?? ''),
        ],
      };
    }),
  };
}

/** Grouping and the typographic minus taken out, for a figure that leaves. */
function plainNumber(text: string): string {
  return text.replace(/\u2009/g, '').replace('\u2212', '-');
}

/** At most `most` rows, spread evenly over all, the first and last among them. */
export function thinned<Row>(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const step = Math.ceil((rows.length - 1) / (most - 1));
  return rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
}

/** Tab-separated text, figures whole. */
export function tabSeparated({ columns, rows }: FigureTable): string {
  const cell = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return [columns.map(({ title }) => title), ...rows.map(({ exact }) => exact)]
    .map((row) => row.map(cell).join('\t'))
    .join('\n');
}

/** CSV by RFC 4180, figures whole. */
export function commaSeparated({ columns, rows }: FigureTable): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns.map(({ title }) => title), ...rows.map(({ exact }) => exact)]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
