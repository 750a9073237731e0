// A report before it is made: its tables as text, the first rows of each, for the window. May import domain and contract types.
import type { ReportPreview } from '../../contract/views.ts';
import { ExactDecimal } from '../../domain/decimal.ts';
import type { ReportInput } from './report-input.ts';
import { type Cell, decimalsOf, type ReportTable } from './report-table.ts';
import { reportTables } from './report-tables.ts';
import { reportSections, type Sections } from './sections.ts';

/** Characters of a cell that the preview shows; the report has them all. */
const SHOWN = 400;

/** @param rows how many rows of each table are shown; `total` says how many there are */
export function previewReport(input: ReportInput, sections: Sections, rows: number): ReportPreview {
  const tables = reportTables(input, sections);
  return {
    title: `Margin report, ${input.book.name}, run ${input.run.id}`,
    sections: reportSections
      .filter(({ id }) => sections.has(id))
      .map(({ id, title }) => ({
        id,
        title,
        tables: tables
          .filter(({ section }) => section === id)
          .map(({ table }) => forReading(table))
          .map((table) => ({
            title: table.name,
            columns: table.columns.map(({ label }, index) => ({
              title: label,
              numeric: table.rows.slice(0, rows).some((row) => isNumber(row[index] ?? null)),
            })),
            rows: table.rows.slice(0, rows).map((row) => row.map(shown)),
            total: table.rows.length,
          })),
      })),
  };
}

/** Tables whose rows are named by ids for programs; their labels say the same to people. */
const namedByLabels = new Set(['Summary', 'Tree']);

function forReading(table: ReportTable): ReportTable {
  if (!namedByLabels.has(table.name)) return table;
  const kept = table.columns.map(({ role }) => role !== 'item');
  return {
    name: table.name,
    columns: table.columns.filter((_, index) => kept[index]),
    rows: table.rows.map((row) => row.filter((_, index) => kept[index])),
  };
}

const isNumber = (cell: Cell): boolean => typeof cell === 'object' && cell !== null;

/** As the spreadsheet would show it: money to its currency's digits, shares in percent. */
function shown(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'string') return cell.slice(0, SHOWN);
  const { number, unit, style } = cell;
  switch (style) {
    case 'amount':
      return `${grouped(new ExactDecimal(number).toFixed(decimalsOf(unit)))} ${unit}`.trim();
    case 'fraction':
      return `${new ExactDecimal(number).times(100).toFixed(2)} %`;
    case 'count':
      return number;
    case 'quantity':
    case 'plain':
      return `${number} ${unit}`.trim();
  }
}

/** Thin spaces between thousands, a true minus. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const spaced = whole.replace(/(?<=\d)(?=(\d{3})+$)/g, '\u2009');
  const sign = text.startsWith('-') ? '−' : '';
  return `${sign}${spaced}${fraction === undefined ? '' : `.${fraction}`}`;
}
