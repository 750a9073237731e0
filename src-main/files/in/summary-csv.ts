// Deribit's book summaries or tickers, flattened to a table by somebody's script: the fields' own names are the headers.
import { FigureReader } from './deribit-market.ts';
import type { Gathering } from './gathering.ts';
import type { JsonObject } from './json-text.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

export function isSummaryTable(headers: readonly string[]): boolean {
  return (
    headers.includes('instrument_name') &&
    headers.includes('mark_price') &&
    (headers.includes('creation_timestamp') || headers.includes('timestamp')) &&
    !headers.includes('size')
  );
}

export class SummaryCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #figures: FigureReader;
  readonly #lines = new Map<unknown, number>();

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
    this.#figures = new FigureReader(gathering, file, (element) => this.#lines.get(element) ?? 0);
    gathering.format('deribit', 'Deribit');
  }

  row(cells: string[], line: number): void {
    if (rejectWrongWidth(this.#gathering, 'market', { file: this.#file, line }, this.#headers, cells)) return;
    const element: JsonObject = {};
    for (const [header, cell] of Object.entries(originalRow(this.#headers, cells))) {
      if (cell === '' || header === '' || header === '__proto__') continue;
      element[header] = header.endsWith('timestamp') && /^\d+$/.test(cell) ? Number(cell) : cell;
    }
    this.#lines.clear();
    this.#lines.set(element, line);
    this.#figures.add(
      element,
      this.#headers.includes('creation_timestamp') ? 'book summary' : 'ticker',
      null,
    );
  }

  end(): void {
    this.#figures.finish(null);
  }
}
