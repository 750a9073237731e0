// How the PDF looks: sizes, colours, tables, and numbers as people read them. May import the domain and pdfmake's types.
import type {
  Content,
  ContextPageSize,
  CustomTableLayout,
  StyleDictionary,
  TableCell,
} from 'pdfmake/interfaces';
import { type DecimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { decimalsOf } from '../report-table.ts';

export type { Content, ContextPageSize, TableCell };

export const colour = {
  ink: '#1b2733',
  muted: '#5a6772',
  accent: '#1d4f7c',
  rule: '#c9d1d9',
  band: '#f4f6f8',
  alarm: '#9c1c1c',
  alarmBand: '#fbe4e1',
  lines: ['#9c1c1c', '#1b2733', '#1d4f7c', '#7a5a00', '#3f6b3f'],
} as const;

export const styles: StyleDictionary = {
  title: { fontSize: 22, bold: true, color: colour.accent },
  subtitle: { fontSize: 12, color: colour.muted },
  section: { fontSize: 15, bold: true, color: colour.accent, margin: [0, 14, 0, 6] },
  entry: { fontSize: 15, bold: true, color: colour.accent, margin: [0, 0, 0, 2] },
  caption: { fontSize: 10.5, bold: true, color: colour.ink },
  head: { fontSize: 8, bold: true, color: colour.muted },
  cell: { fontSize: 8.5 },
  note: { fontSize: 8, color: colour.muted },
  small: { fontSize: 7.5, color: colour.muted },
  aside: { fontSize: 8, color: colour.muted },
};

/** Between A4's margins, points. */
export const CONTENT_WIDTH = 595.28 - 2 * 42;

const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';

/** A number with the given decimals, half away from zero, thousands apart by a space, with a true minus sign. */
export function grouped(text: DecimalText, decimals: number): string {
  const rounded = new ExactDecimal(text).toFixed(decimals, ExactDecimal.ROUND_HALF_UP);
  const isNegative = rounded.startsWith('-') && /[1-9]/.test(rounded);
  const [whole = '0', part] = rounded.replace('-', '').split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
  return `${isNegative ? MINUS : ''}${spaced}${part === undefined ? '' : `.${part}`}`;
}

/** An amount with its currency's decimals, without the currency. */
export const money = (text: DecimalText, currency: string): string => grouped(text, decimalsOf(currency));

/** An amount with its currency. */
export const moneyWithCurrency = (text: DecimalText, currency: string): string =>
  `${money(text, currency)}${NO_BREAK_SPACE}${currency}`;

/** A fraction as percent: `12.3 %`. */
export const percent = (text: DecimalText, decimals = 1): string =>
  `${grouped(new ExactDecimal(text).times(100).toFixed(), decimals)}${NO_BREAK_SPACE}%`;

/** A move as signed percent: `+16 %`. */
export const move = (text: DecimalText, decimals: number): string =>
  `${Number(text) > 0 ? '+' : ''}${percent(text, decimals)}`;

/** A number with its own digits, at most six decimals. */
export function plain(text: DecimalText): string {
  const decimals = Math.min(6, text.split('.')[1]?.length ?? 0);
  return grouped(text, decimals);
}

/** An instant as `2026-03-02 09:00:00 UTC`. */
export const instantText = (iso: string): string =>
  `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')}${NO_BREAK_SPACE}UTC`;

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

export type Alignment = 'left' | 'right' | 'center';

export interface PdfColumn {
  label: string;
  /** Points; `fit` for what its widest cell needs; `*` for a share of what is left. */
  width: number | '*' | 'fit';
  align?: Alignment;
}

export interface PdfTable {
  /** Repeated with the header on each page, so that no heading stands alone. */
  caption: string;
  note?: string;
  columns: PdfColumn[];
  rows: TableCell[][];
  /** Rows from the end that are set apart: totals. */
  totals?: number;
  /** Rows closer together, for tables that are read across. */
  isDense?: boolean;
}

const PADDING = 5;
const CELL_SIZE = 8.5;
const HEAD_SIZE = 8;
/** What a `*` column is left with before numbers are set smaller. */
const LEAST_STAR = 76;
/** The smallest that numbers are set, of their size. */
const LEAST_SCALE = 0.78;

/** A short label stays on one line. */
const headText = (label: string): string =>
  label.length > 10 ? label : label.replaceAll(' ', NO_BREAK_SPACE);

/** Widths in points of the columns, and the scale of the type at which they fit between the margins. */
function fitted(
  columns: readonly PdfColumn[],
  rows: readonly TableCell[][],
): { widths: (number | '*')[]; scale: number } {
  const wanted = columns.map(({ width, label }, index): number | '*' => {
    if (width !== 'fit') return width;
    const words = headText(label)
      .split(' ')
      .map((word) => textWidth(word, HEAD_SIZE));
    return Math.max(...words, ...rows.map((row) => cellWidth(row[index])));
  });
  const sum = (of: (column: PdfColumn) => boolean): number =>
    wanted.reduce<number>((total, width, index) => {
      const column = columns[index];
      return typeof width === 'number' && column && of(column) ? total + width : total;
    }, 0);
  const stars = wanted.filter((width) => width === '*').length;
  const padding = 2 * PADDING * (columns.length - 1);
  const room = CONTENT_WIDTH - padding - stars * LEAST_STAR - sum(({ width }) => width !== 'fit');
  const fit = sum(({ width }) => width === 'fit');
  const scale = fit > room ? Math.max(LEAST_SCALE, room / fit) : 1;
  const widths = wanted.map((width, index) =>
    columns[index]?.width === 'fit' && width !== '*' ? width * scale + 0.5 : width,
  );
  return { widths, scale };
}

/** Text of a cell that can't wrap, as wide as Roboto sets it at the cells' size. */
function cellWidth(cell: TableCell | undefined): number {
  if (typeof cell === 'string') return textWidth(cell, CELL_SIZE);
  if (typeof cell !== 'object' || cell === null) return 0;
  if ('stack' in cell) return Math.max(0, ...cell.stack.map((line) => cellWidth(line as TableCell)));
  return 'text' in cell && typeof cell.text === 'string' ? textWidth(cell.text, CELL_SIZE) : 0;
}

/** Roboto's advance widths, in parts of the size: digits and signs exactly, letters generously. */
function textWidth(text: string, size: number): number {
  let parts = 0;
  for (const letter of text) {
    if (/[0-9]/.test(letter)) parts += 0.565;
    else if (/[\s.,:;|'’]/.test(letter)) parts += 0.265;
    else if (/[mwMW@]/.test(letter)) parts += 0.9;
    else parts += /[A-Z%+−×Σ†]/.test(letter) ? 0.72 : 0.58;
  }
  return parts * size;
}

/** A table whose caption and header repeat on each page; rows don't break across pages. */
export function table({ caption, note, columns, rows, totals = 0, isDense = false }: PdfTable): Content {
  const span = columns.length;
  const captionCell: TableCell = {
    colSpan: span,
    margin: [0, 6, 0, 1],
    stack: [{ text: caption, style: 'caption' }, ...(note ? [{ text: note, style: 'note' }] : [])],
  };
  const header = columns.map(
    (column): TableCell => ({
      text: headText(column.label),
      style: 'head',
      alignment: column.align ?? 'left',
    }),
  );
  const body = [
    [captionCell, ...Array.from({ length: span - 1 }, (): TableCell => ({}))],
    header,
    ...rows.map((row) => row.map((cell, index) => aligned(cell, columns[index]?.align ?? 'left'))),
  ];
  const { widths, scale } = fitted(columns, rows);
  return {
    fontSize: CELL_SIZE * scale,
    table: {
      headerRows: 2,
      keepWithHeaderRows: Math.min(2, rows.length),
      dontBreakRows: true,
      widths,
      body,
    },
    layout: gridLayout(totals, isDense ? 1.1 : 1.9),
    margin: [0, 0, 0, 8],
  };
}

/** A row that heads the rows after it. */
export const sectionRow = (text: string, columns: number): TableCell[] => [
  { text, bold: true, colSpan: columns, color: colour.muted, margin: [0, 3, 0, 0] },
  ...Array.from({ length: columns - 1 }, (): TableCell => ({})),
];

function aligned(cell: TableCell, alignment: Alignment): TableCell {
  if (typeof cell === 'string') {
    return alignment === 'right'
      ? { text: cell, alignment, noWrap: true }
      : { text: wrappable(cell), alignment };
  }
  if (typeof cell === 'object' && 'stack' in cell) return { alignment, ...cell } as TableCell;
  if (typeof cell === 'object' && 'text' in cell) {
    return { alignment, noWrap: alignment === 'right', ...cell } as TableCell;
  }
  return cell;
}

/** Thin rules; a stronger one under the header and above the totals. */
function gridLayout(totals: number, padding: number): CustomTableLayout {
  return {
    hLineWidth: (row, node) => {
      const last = node.table.body.length;
      if (row < 2) return 0;
      if (row === 2) return 0.9;
      return totals > 0 && row === last - totals ? 0.9 : 0.4;
    },
    vLineWidth: () => 0,
    hLineColor: (row) => (row === 2 ? colour.accent : colour.rule),
    paddingLeft: (column) => (column === 0 ? 0 : PADDING),
    paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : PADDING),
    paddingTop: (row) => (row < 2 ? 1 : padding),
    paddingBottom: (row) => (row < 2 ? 2 : padding),
  };
}

/** Pairs of label and value without rules. */
export function facts(pairs: readonly (readonly [string, TableCell])[], labelWidth = 105): Content {
  return {
    style: 'cell',
    table: {
      widths: [labelWidth, '*'],
      body: pairs.map(([label, value]): TableCell[] => [
        { text: label, color: colour.muted },
        typeof value === 'string' ? wrappable(value) : value,
      ]),
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      paddingLeft: () => 0,
      paddingRight: () => 6,
      paddingTop: () => 1.6,
      paddingBottom: () => 1.6,
    },
  };
}

/** A coloured box with a sentence. */
export function notice(text: string, isAlarm: boolean): Content {
  return {
    table: {
      widths: ['*'],
      body: [
        [{ text: wrappable(text), fontSize: 9.5, bold: true, color: isAlarm ? colour.alarm : colour.accent }],
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (column) => (column === 0 ? 3 : 0),
      vLineColor: () => (isAlarm ? colour.alarm : colour.accent),
      fillColor: () => (isAlarm ? colour.alarmBand : colour.band),
      paddingLeft: () => 8,
      paddingRight: () => 8,
      paddingTop: () => 5,
      paddingBottom: () => 5,
    },
    margin: [0, 4, 0, 6],
  };
}

/** Lets a word that no column holds break anywhere: a zero-width space after every 24 letters of it. */
export const wrappable = (text: string): string =>
  text.replace(/[^\s\u200b-]{24}(?=[^\s\u200b-])/gu, '$&\u200b');

/** A text cut to so many letters. */
export const cut = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

/** Lets a long name without blanks (an instrument, a path) break after its separators: a zero-width space follows each. */
export const breakable = (text: string): string => wrappable(text.replace(/([:/._|])(?=\S)/g, '$1\u200b'));
