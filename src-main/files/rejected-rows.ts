// The document of rejected rows from several kinds of files at once: written by the desk, read back as what the rows were.
import { portfolioFormatName, portfolioFormatVersion, portfolioRows } from '../contract/portfolio-format.ts';
import { MargraveError } from '../domain/errors.ts';
import { csvText } from './csv-out.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './in/json-text.ts';
import { inertCell } from './portfolio-columns.ts';

export const rejectedRowsFormat = 'margrave-rejected-rows';

/** The parts of such a document as files of their own kinds; null when the value is none. @throws `invalid-file` when its shape is broken. */
export function partsOfRejectedRows(file: string, value: JsonValue): { name: string; text: string }[] | null {
  if (!isJsonObject(value) || value.format !== rejectedRowsFormat) return null;
  const parts: { name: string; text: string }[] = [];
  const tables = Array.isArray(value.tables) ? value.tables : [];
  for (const table of tables) {
    if (!isJsonObject(table) || !isList(table.columns) || !isList(table.rows) || !table.rows.every(isList)) {
      throw new MargraveError(
        'invalid-file',
        `${file}: a table of rejected rows lacks its columns or rows. Nothing was read. Restore the lists “columns” and “rows”.`,
        { file },
      );
    }
    const rows = [table.columns, ...(table.rows as JsonValue[][])].map((cells) => cells.map(cellOf));
    parts.push({ name: file, text: csvText(rows) });
  }
  if (isList(value.venue) && value.venue.length > 0)
    parts.push({ name: file, text: JSON.stringify(value.venue) });
  const portfolio = value.portfolio;
  if (isJsonObject(portfolio) && Object.keys(portfolio).some((key) => Object.hasOwn(portfolioRows, key))) {
    const document: JsonObject = {
      format: portfolioFormatName,
      version: portfolioFormatVersion,
      purpose: 'rejected rows',
      ...portfolio,
    };
    parts.push({ name: file, text: JSON.stringify(document) });
  }
  return parts;
}

function isList(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value);
}

function cellOf(value: JsonValue): string {
  return inertCell(typeof value === 'string' ? value : JSON.stringify(value));
}
