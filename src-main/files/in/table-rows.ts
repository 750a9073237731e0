// What every reader of a table shares: the shape of a reader, and the row as it stood.
import type { ImportSection } from '../../contract/views.ts';
import type { Gathering, Place } from './gathering.ts';

/** Takes the rows after the header, one by one; `end` when there are no more. */
export interface TableReader {
  /** `lot` is set for corrected rejected rows: it keeps them apart from rows that were taken. */
  row(cells: string[], line: number, lot?: string): void;
  end(): void;
}

/** The row as header → cell. Cells beyond the header are numbered. */
export function originalRow(headers: readonly string[], cells: readonly string[]): Record<string, string> {
  const original: Record<string, string> = {};
  for (let index = 0; index < Math.max(headers.length, cells.length); index++) {
    const header = headers[index] ?? `column ${index + 1}`;
    Object.defineProperty(original, header, {
      value: (cells[index] ?? '').slice(0, 2_000),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return original;
}

/** Rejects a row whose number of cells isn't the header's (trailing empty cells are forgiven). True when it was rejected. `isWhole`: the row means something by itself, so that it can be given back. */
export function rejectWrongWidth(
  gathering: Gathering,
  section: ImportSection,
  place: Place,
  headers: readonly string[],
  cells: string[],
  isWhole = true,
): boolean {
  if (cells.length === headers.length) return false;
  while (cells.length > headers.length && cells.at(-1)!.trim() === '') cells.pop();
  if (cells.length === headers.length) return false;
  gathering.reject(
    section,
    place,
    headers[Math.min(cells.length, headers.length) - 1] ?? '',
    cells.join(' | '),
    `the row has ${cells.length} cells, the header ${headers.length}`,
    isWhole
      ? 'Put cells that hold the separator in quotes, and fill missing cells'
      : 'Put cells that hold the separator in quotes, fill missing cells, and import the whole log again',
    isWhole ? originalRow(headers, cells) : {},
  );
  return true;
}
