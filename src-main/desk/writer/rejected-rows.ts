// The file of rejected rows: as they stood, so that they can be corrected and imported again, with the reason beside each. May import files types.
import type { ReadOutcome } from '../../files/read-outcome.ts';
import { madeFile } from '../made-file.ts';
import type { MadeAt } from '../worker-calls.ts';

/** Columns that say why; readers of position files ignore columns they don't know. */
const reasonColumns = ['rejected because', 'what to do'];

/** Writes the rows as CSV under the columns they came with. */
export function writeRejectedRows(
  folder: string,
  source: string,
  rejected: ReadOutcome['rejected'],
): MadeAt & { rows: number } {
  const headers = [...new Set(rejected.flatMap(({ original }) => Object.keys(original)))];
  const lines = [[...headers, ...reasonColumns]];
  for (const { row, original } of rejected)
    lines.push([...headers.map((header) => original[header] ?? ''), row.reason, row.remedy]);
  const text = `${lines.map((line) => line.map(cell).join(',')).join('\n')}\n`;
  const name = `${source.replace(/\.[^.]*$/, '')} rejected rows.csv`;
  return { ...madeFile(folder, name, 'text/csv', text), rows: rejected.length };
}

const cell = (text: string): string =>
  /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
