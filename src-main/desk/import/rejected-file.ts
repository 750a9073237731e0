// The rows that an import could not take, as a file that can be corrected and imported again. May import contract and files.
import { portfolioFormatVersion } from '../../contract/portfolio-format.ts';
import { csvText } from '../../files/csv-out.ts';
import { inertCell, rejectedColumns } from '../../files/portfolio-columns.ts';
import type { RejectedEntry } from '../../files/read-outcome.ts';
import { rejectedRowsFormat } from '../../files/rejected-rows.ts';

/**
 * One CSV when all rows come from tables with the same header (two columns more say why and what to do); otherwise one JSON document that holds tables, Deribit's elements and
 * portfolio rows. Reading it sets `suggestedMode` to merge, so that the good rows stay. Null when no row can be given back.
 */
export function rejectedFile(
  rejected: readonly RejectedEntry[],
): { name: string; mediaType: string; text: string; rows: number } | null {
  const entries = rejected.filter(
    (entry) => entry.element !== undefined || Object.keys(entry.original).length > 0,
  );
  const first = entries[0];
  if (!first) return null;
  const stem = first.row.file.replace(/\.[A-Za-z0-9]+$/, '').replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'import';
  const tables = new Map<string, RejectedEntry[]>();
  const venue: RejectedEntry[] = [];
  const portfolio = new Map<string, RejectedEntry[]>();
  for (const entry of entries) {
    if (entry.element === undefined) push(tables, Object.keys(entry.original).join('\n'), entry);
    // Rows of Margrave's own document are named by their path in it: `positions[3].quantity`.
    else if (entry.row.column.startsWith(`${entry.section}[`)) push(portfolio, entry.section, entry);
    else venue.push(entry);
  }
  if (tables.size === 1 && venue.length === 0 && portfolio.size === 0) {
    const rows = [...tables.values()][0]!;
    return { name: `${stem}-rejected.csv`, mediaType: 'text/csv', text: tableText(rows), rows: rows.length };
  }
  const document = {
    format: rejectedRowsFormat,
    version: portfolioFormatVersion,
    reasons: entries.map(({ row }) => row),
    tables: [...tables.values()].map((rows) => ({
      columns: [...Object.keys(rows[0]!.original), ...rejectedColumns],
      rows: rows.map(cellsOf),
    })),
    venue: venue.map(elementOf),
    portfolio: Object.fromEntries([...portfolio].map(([section, rows]) => [section, rows.map(elementOf)])),
  };
  return {
    name: `${stem}-rejected.json`,
    mediaType: 'application/json',
    text: `${JSON.stringify(document, null, 2)}\n`,
    rows: entries.length,
  };
}

function elementOf(entry: RejectedEntry): unknown {
  return JSON.parse(entry.element!);
}

function tableText(entries: readonly RejectedEntry[]): string {
  const headers = Object.keys(entries[0]!.original);
  const rows = entries.map((entry) => cellsOf(entry).map(inertCell));
  return csvText([[...headers, ...rejectedColumns], ...rows]);
}

/** The row as it stood, where it stood, why it was rejected, what to do. The place keeps a corrected row apart from rows that were taken. */
function cellsOf({ original, row }: RejectedEntry): string[] {
  return [...Object.values(original), `${row.file}:${row.line}`, `${row.column}: ${row.reason}`, row.remedy];
}

function push(map: Map<string, RejectedEntry[]>, key: string, entry: RejectedEntry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
