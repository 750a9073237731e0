// The CSV report: every table in long form, one value per line, for a spreadsheet and a script alike. May import domain types only.
import { csvText } from '../csv-out.ts';
import type { ReportInput } from './report-input.ts';
import type { Cell, ColumnRole, ReportTable } from './report-table.ts';
import { reportTables } from './report-tables.ts';
import { allSections, type Sections } from './sections.ts';

/** Header of the one table. `item` names the row of its section, `quantity` the value in it; numbers are plain decimals, whole. */
const csvHeader = [
  'section',
  'account',
  'rulebook',
  'netting_set',
  'item',
  'label',
  'quantity',
  'value',
  'unit',
] as const;

/** The report as RFC 4180 text (CRLF, UTF-8). Text that a spreadsheet would run as a formula begins with an apostrophe. */
export function csvReport(input: ReportInput, sections: Sections = allSections): string {
  const rows: string[][] = [[...csvHeader]];
  for (const { table } of reportTables(input, sections)) addRows(rows, table);
  return csvText(rows, '\r\n');
}

function addRows(rows: string[][], table: ReportTable): void {
  const section = table.name.toLowerCase().replaceAll(' ', '-');
  const place = new Map<ColumnRole, number>();
  table.columns.forEach(({ role }, index) => {
    if (role !== 'value') place.set(role, index);
  });
  for (const row of table.rows) {
    const named = (role: ColumnRole): string => {
      const index = place.get(role);
      return index === undefined ? '' : cellText(row[index] ?? null);
    };
    const prefix = [
      section,
      named('account'),
      named('rulebook'),
      named('nettingSet'),
      named('item'),
      named('label'),
    ];
    table.columns.forEach(({ key, role }, index) => {
      const cell = row[index] ?? null;
      if (role !== 'value' || cell === null || cell === '') return;
      const unit = typeof cell === 'object' ? inert(cell.unit) : '';
      rows.push([...prefix, key, cellText(cell), unit]);
    });
  }
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return String(cell);
  return typeof cell === 'string' ? inert(cell) : cell.number;
}

const formulaStart = /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/u;

/** True when a spreadsheet might read the text as a formula: it begins, blanks apart, with = + - @ (wide forms too), a tab or a line break. */
export const startsLikeFormula = (text: string): boolean => formulaStart.test(text);

/** The text, with an apostrophe in front when it would run as a formula. */
export const inert = (text: string): string => (startsLikeFormula(text) ? `'${text}` : text);
