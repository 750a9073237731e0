// The XLSX report: a sheet per table, real numbers with formats, text that can't run as a formula. May import @e965/xlsx.
import type { CellObject, RowInfo, WorkSheet } from '@e965/xlsx';
import { MargraveError } from '../../domain/errors.ts';
import { startsLikeFormula } from './csv-report.ts';
import type { ReportInput } from './report-input.ts';
import { type Cell, decimalsOf, type NumberCell, type ReportTable } from './report-table.ts';
import { reportTables } from './report-tables.ts';
import { allSections, type Sections } from './sections.ts';
import { HEADER_FORMAT, styledPackage } from './xlsx-package.ts';

const ROWS_OF_A_SHEET = 1_048_576;
const CHARACTERS_OF_A_CELL = 32_767;
const TEXT_FORMAT = '@';
/** The deepest outline that a sheet can have. */
const DEEPEST_OUTLINE = 7;

/** The workbook's bytes. Numbers are the float64 nearest to the result's; CSV and JSON have every digit. Throws `unsupported` when a table has more rows than a sheet. */
export async function xlsxReport(input: ReportInput, sections: Sections = allSections): Promise<Uint8Array> {
  const { CFB, write } = await import('@e965/xlsx');
  const tables = reportTables(input, sections).map(({ table }) => table);
  const workbook = {
    SheetNames: tables.map(({ name }) => name),
    Sheets: Object.fromEntries(tables.map((table) => [table.name, sheetOf(table)])),
    Props: {
      Title: `Margin report, run ${input.run.id}`,
      Author: input.run.user,
      Application: 'Margrave',
      CreatedDate: new Date(input.run.createdAt),
    },
  };
  const bytes: Uint8Array = write(workbook, { type: 'buffer', bookType: 'xlsx', bookSST: true });
  return styledPackage(CFB.read(bytes, { type: 'buffer' }));
}

function sheetOf(table: ReportTable): WorkSheet {
  if (table.rows.length >= ROWS_OF_A_SHEET) {
    throw new MargraveError(
      'unsupported',
      `The table ${table.name} has ${table.rows.length} rows, more than a spreadsheet can hold. Nothing was written. Make the CSV or JSON report instead.`,
      { table: table.name, rows: table.rows.length },
    );
  }
  const header = table.columns.map(({ label }): CellObject => ({ t: 's', v: label, z: HEADER_FORMAT }));
  const depthAt = table.columns.findIndex(({ key }) => key === 'depth');
  const labelAt = table.columns.findIndex(({ role }) => role === 'label');
  const depthOf = (row: Cell[]): number => (depthAt < 0 ? 0 : Number((row[depthAt] as NumberCell).number));
  const lines = table.rows.map((row) => {
    const cells = row.map(cellOf);
    const label = cells[labelAt];
    if (depthAt >= 0 && label) label.v = '    '.repeat(depthOf(row)) + String(label.v);
    return cells;
  });
  const last = `${columnName(table.columns.length - 1)}${table.rows.length + 1}`;
  const outline: RowInfo[] = [
    {},
    ...table.rows.map((row) => ({ level: Math.min(depthOf(row), DEEPEST_OUTLINE) })),
  ];
  const sheet = {
    '!data': [header, ...lines],
    '!ref': `A1:${last}`,
    '!cols': table.columns.map(({ width }) => ({ wch: width })),
    ...(table.rows.length > 0 && { '!autofilter': { ref: `A1:${last}` } }),
    ...(depthAt >= 0 && { '!rows': outline, '!outline': { above: true } }),
  };
  // The type says cells by address; the writer takes rows as well ("dense"), a quarter of the memory.
  return sheet as unknown as WorkSheet;
}

function cellOf(cell: Cell): CellObject | undefined {
  if (cell === null) return undefined;
  if (typeof cell === 'boolean') return { t: 's', v: cell ? 'yes' : 'no' };
  if (typeof cell === 'object') return { t: 'n', v: Number(cell.number), z: numberFormat(cell) };
  const text = cell.slice(0, CHARACTERS_OF_A_CELL);
  // Text stays text in any case; with the format for text it stays so when somebody edits the cell, too.
  return startsLikeFormula(text) ? { t: 's', v: text, z: TEXT_FORMAT } : { t: 's', v: text };
}

function numberFormat({ number, unit, style }: NumberCell): string {
  switch (style) {
    case 'amount': {
      const decimals = decimalsOf(unit);
      return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
    }
    case 'fraction':
      return '0.00%';
    case 'count':
      return '0';
    case 'quantity':
      return number.includes('.') ? '#,##0.0#######' : '#,##0';
    case 'plain':
      return 'General';
  }
}

/** `A`, `B`, … `Z`, `AA`. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
