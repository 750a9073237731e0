// Compares rows of a file with rows of the book by identity: added, changed, removed, unchanged.
// May import domain and contract.
import type { ImportRow, ImportSection } from '../../contract/views.ts';

export type RowState = ImportRow['state'];

/** One identity: what the book holds and what it would hold. */
export interface Compared<Row> {
  state: RowState;
  before: Row | null;
  after: Row | null;
}

/** How rows of a section are told apart, compared and shown. */
export interface RowKind<Row> {
  section: ImportSection;
  identity: (row: Row) => string;
  same: (a: Row, b: Row) => boolean;
  show: (row: Row) => Record<string, string>;
}

/**
 * Every identity of `after`, in its order; with `complete`, then every identity of `before` that `after` lacks, as removed.
 * Rows of `after` for which `gone` holds count as absent (a quantity of 0 removes).
 */
export function compareRows<Row>(
  kind: RowKind<Row>,
  before: readonly Row[],
  after: readonly Row[],
  complete: boolean,
  gone: (row: Row) => boolean = () => false,
): Compared<Row>[] {
  const known = new Map<string, Row>();
  for (const row of before) known.set(kind.identity(row), row);
  const compared: Compared<Row>[] = [];
  for (const row of after) {
    // A book that holds nothing yet is not asked: an identity of several texts costs more than the rest of the comparison.
    const identity = known.size === 0 ? '' : kind.identity(row);
    const earlier = known.size === 0 ? undefined : known.get(identity);
    if (gone(row)) {
      if (earlier !== undefined && !complete) {
        compared.push({ state: 'removed', before: earlier, after: null });
        known.delete(identity);
      }
    } else if (earlier === undefined) compared.push({ state: 'added', before: null, after: row });
    else {
      compared.push({
        state: kind.same(earlier, row) ? 'unchanged' : 'changed',
        before: earlier,
        after: row,
      });
      known.delete(identity);
    }
  }
  if (complete)
    for (const row of known.values()) compared.push({ state: 'removed', before: row, after: null });
  return compared;
}

/** A comparison of two rows field by field. */
export function sameFields<Row extends object>(fields: readonly (keyof Row)[]): (a: Row, b: Row) => boolean {
  return (a, b) => {
    for (const field of fields) if (a[field] !== b[field]) return false;
    return true;
  };
}

/** True when two lists hold the same rows, whatever their order: a book hands rows out in its own. */
export function sameRows<Row extends object>(
  identity: (row: Row) => string,
  fields: readonly (keyof Row)[],
): (a: readonly Row[], b: readonly Row[]) => boolean {
  const same = sameFields(fields);
  return (a, b) => {
    const left = new Map(a.map((row) => [identity(row), row]));
    const right = new Map(b.map((row) => [identity(row), row]));
    if (left.size !== right.size) return false;
    for (const [key, row] of left) {
      const other = right.get(key);
      if (other === undefined || !same(row, other)) return false;
    }
    return true;
  };
}

/** Fields as text for the preview; null is empty, a list its length. */
export function shownFields<Row extends object>(
  fields: readonly (keyof Row)[],
): (row: Row) => Record<string, string> {
  return (row) =>
    Object.fromEntries(
      fields.map((field) => {
        const value = row[field];
        return [
          String(field),
          value === null ? '' : Array.isArray(value) ? String(value.length) : String(value),
        ];
      }),
    );
}
