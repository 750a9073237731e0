// OKX's positions answer, flattened to a table by somebody's script: the fields' own names are the headers.
import type { Gathering } from './gathering.ts';
import type { JsonObject } from './json-text.ts';
import { readOkxPositions } from './okx-positions.ts';
import { originalRow, rejectWrongWidth, type TableReader } from './table-rows.ts';

/** True for headers that only the positions answer has together. */
export function isOkxPositionsTable(headers: readonly string[]): boolean {
  return (
    headers.includes('instId') &&
    headers.includes('pos') &&
    (headers.includes('posSide') || headers.includes('mgnMode'))
  );
}

export class OkxPositionsCsv implements TableReader {
  readonly #gathering: Gathering;
  readonly #file: string;
  readonly #headers: readonly string[];
  readonly #elements: JsonObject[] = [];
  readonly #lines = new Map<unknown, number>();

  constructor(gathering: Gathering, file: string, headers: readonly string[]) {
    this.#gathering = gathering;
    this.#file = file;
    this.#headers = headers;
  }

  row(cells: string[], line: number): void {
    if (rejectWrongWidth(this.#gathering, 'positions', { file: this.#file, line }, this.#headers, cells))
      return;
    const element: JsonObject = {};
    for (const [header, cell] of Object.entries(originalRow(this.#headers, cells))) {
      if (header !== '' && header !== '__proto__') element[header] = cell.trim();
    }
    this.#elements.push(element);
    this.#lines.set(element, line);
  }

  end(): void {
    readOkxPositions(this.#gathering, this.#file, this.#elements, (element) => this.#lines.get(element) ?? 0);
  }
}
