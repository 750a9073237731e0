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
  /** Rows of different groups never have the same identity. Large sections are compared group by group: small tables stay in the processor's cache. */
  group?: (row: Row) => string;
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
  const compared: (Compared<Row> | null)[] = new Array(after.length).fill(null);
  const removed: Compared<Row>[] = [];
  const places = placesByGroup(kind, after);
  for (const [group, earlierPlaces] of placesByGroup(kind, before)) {
    const known = new Map<string, Row>();
    for (const place of earlierPlaces) known.set(kind.identity(before[place]!), before[place]!);
    for (const place of places.get(group) ?? []) {
      const row = after[place]!;
      const identity = kind.identity(row);
      const earlier = known.get(identity);
      if (gone(row)) {
        if (earlier === undefined || complete) continue;
        compared[place] = { state: 'removed', before: earlier, after: null };
      } else if (earlier === undefined) {
        compared[place] = { state: 'added', before: null, after: row };
        continue;
      } else {
        const state = kind.same(earlier, row) ? 'unchanged' : 'changed';
        compared[place] = { state, before: earlier, after: row };
      }
      known.delete(identity);
    }
    places.delete(group);
    if (complete)
      for (const row of known.values()) removed.push({ state: 'removed', before: row, after: null });
  }
  // Groups that the book has nothing of.
  for (const fresh of places.values()) {
    for (const place of fresh) {
      const row = after[place]!;
      if (!gone(row)) compared[place] = { state: 'added', before: null, after: row };
    }
  }
  return [...compared.filter((one) => one !== null), ...removed];
}

/** Where the rows of each group stand in the list. */
function placesByGroup<Row>({ group }: RowKind<Row>, rows: readonly Row[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let place = 0; place < rows.length; place += 1) {
    const name = group === undefined ? '' : group(rows[place]!);
    const own = places.get(name);
    if (own === undefined) places.set(name, [place]);
    else own.push(place);
  }
  return places;
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

/** Fields as text for the preview; null and what is left out are empty, a list its length. */
export function shownFields<Row extends object>(
  fields: readonly (keyof Row)[],
): (row: Row) => Record<string, string> {
  return (row) =>
    Object.fromEntries(
      fields.map((field) => {
        const value = row[field];
        return [
          String(field),
          value === null || value === undefined
            ? ''
            : Array.isArray(value)
              ? String(value.length)
              : String(value),
        ];
      }),
    );
}
