// Tables as text: boxes on a terminal, aligned columns in a pipe. Amounts with their thousands apart. May import cli-table3.
import Table from 'cli-table3';

export interface Column {
  title: string;
  /** Numbers stand to the right. */
  right?: boolean;
}

/**
 * A whole table, ending in a line end: in boxes that fit `boxesWithin` characters, long text in several lines; in plain columns
 * when that is null, or when the numbers alone are wider. Cells are made safe for a terminal: control characters become spaces.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  boxesWithin: number | null,
): string {
  const cells = rows.map((row) => row.map(printable));
  return (boxesWithin === null ? null : boxed(columns, cells, boxesWithin)) ?? aligned(columns, cells);
}

const longestWord = (cells: readonly string[]): number =>
  Math.max(...cells.flatMap((cell) => cell.split(' ').map((word) => word.length)));

function naturalWidths(columns: readonly Column[], rows: readonly string[][]): number[] {
  return columns.map(({ title }, place) =>
    rows.reduce((widest, row) => Math.max(widest, (row[place] ?? '').length), title.length),
  );
}

/** Lines around and between the columns take three characters a column. */
const BOX_WIDTH = 3;

function boxed(columns: readonly Column[], rows: readonly string[][], width: number): string | null {
  const widths = naturalWidths(columns, rows);
  let over = widths.reduce((sum, one) => sum + one + BOX_WIDTH, 1) - width;
  // Text gives way, the longest column first; a number, a name or an id is never broken.
  const least = columns.map(({ title, right }, place) =>
    right ? (widths[place] ?? 0) : longestWord([title, ...rows.map((row) => row[place] ?? '')]),
  );
  for (; over > 0; over--) {
    const yielding = widths
      .map((_, place) => place)
      .filter((place) => (widths[place] ?? 0) > (least[place] ?? 0));
    if (yielding.length === 0) return null;
    const longest = yielding.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    widths[longest] = (widths[longest] ?? 0) - 1;
  }
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    colWidths: widths.map((one) => one + 2),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows);
  return `${table.toString()}\n`;
}

function aligned(columns: readonly Column[], rows: readonly string[][]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = naturalWidths(columns, rows);
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

/** An amount in a currency, rounded for reading, with as many places as every other amount in it: `1,234.50`, `−0.12345678`. */
export function amount(text: string | null, currency: string): string {
  if (text === null) return '—';
  const places = coarse.has(currency) ? 2 : 8;
  return signed(
    Number(text).toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places }),
  );
}

/** A fraction as percent with one place: `0.163` is `16.3 %`. */
export function percent(text: string | null): string {
  return text === null ? '—' : `${signed((Number(text) * 100).toFixed(1))} %`;
}

/** A ratio to so many places; in words where there is none. `asked`: the initial margin that it would hold against. */
export function ratioText(value: string | null, asked: string | null, places: number): string {
  if (value !== null) return signed(Number(value).toLocaleString('en-US', { maximumFractionDigits: places }));
  return asked === null || Number(asked) === 0 ? 'none: nothing is asked' : 'none: nothing stands against it';
}

/** With the minus sign that the program's labels have; a rounded zero has none. */
function signed(text: string): string {
  return text.replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '');
}
