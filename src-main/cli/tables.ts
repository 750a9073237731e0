// Tables as text: boxes on a terminal, aligned columns in a pipe. Amounts with their thousands apart. May import cli-table3.
import Table from 'cli-table3';

export interface Column {
  title: string;
  /** Numbers stand to the right. */
  right?: boolean;
}

/** A whole table, ending in a line end. Cells are made safe for a terminal: control characters become spaces. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  boxes: boolean,
): string {
  const cells = rows.map((row) => row.map(printable));
  return boxes ? boxed(columns, cells) : aligned(columns, cells);
}

function boxed(columns: readonly Column[], rows: readonly string[][]): string {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows);
  return `${table.toString()}\n`;
}

function aligned(columns: readonly Column[], rows: readonly string[][]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => (line[place] ?? '').length)));
  const text = lines.map((line) =>
    columns
      .map(({ right }, place) => {
        const cell = line[place] ?? '';
        const width = widths[place] ?? 0;
        return right ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

/** Text of a file or book as it may be written to a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that would steer the terminal.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** Two places for money of account, eight for coin. The full number is in --json. */
const coarse = new Set(['USD', 'USDC', 'USDT', 'EUR', 'GBP', 'CHF', 'JPY', 'EURR']);

/** An amount in a currency, rounded for reading: `1,234.50`. An empty dash for null. */
export function amount(text: string | null, currency: string): string {
  if (text === null) return '—';
  const places = coarse.has(currency) ? 2 : 8;
  return Number(text).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: places });
}

/** A fraction as percent: `0.163` is `16.3 %`. */
export function percent(text: string | null): string {
  return text === null ? '—' : `${Number((Number(text) * 100).toFixed(2))} %`;
}
