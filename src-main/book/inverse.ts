// The way back from a change: rows to take away and rows to put back, kept beside its audit entry.
import { MargraveError } from '../domain/errors.ts';
import type { Row } from './row-digest.ts';
import { contentTables, type TableShape } from './tables.ts';
import type { BookTransaction, TableDelta } from './transaction.ts';

interface InverseStep {
  table: string;
  columns: readonly string[];
  /** Everything with one of these values is taken away: shorter than 100,000 keys. */
  clear: { column: string; values: string[] } | null;
  /** Keys of rows to take away. */
  remove: Row[];
  /** Whole rows to put back. */
  put: Row[];
}

const shapes = new Map<string, TableShape>(Object.values(contentTables).map((shape) => [shape.name, shape]));

/** The steps that undo the deltas, newest first, as canonical JSON. */
export function inverseText(deltas: readonly TableDelta[]): string {
  const steps: InverseStep[] = [];
  for (const delta of [...deltas].reverse()) {
    if (delta.added.length + delta.changed.length + delta.removed.length === 0) continue;
    const shape = shapeOf(delta.table);
    steps.push({
      clear: delta.emptyBefore,
      columns: shape.columns,
      put: [...delta.removed, ...delta.changed.map(({ before }) => before)],
      remove: delta.emptyBefore ? [] : delta.added.map((row) => row.slice(0, shape.key.length)),
      table: delta.table,
    });
  }
  // The keys above stand in order, and rows are lists of text and whole numbers: this is canonical already, and eight times as fast.
  return JSON.stringify(steps);
}

/** Goes back. Throws `integrity` when the steps don't fit the book's tables; the caller rolls back. */
export function applyInverse(transaction: BookTransaction, text: string): void {
  for (const step of JSON.parse(text) as InverseStep[]) {
    const shape = shapeOf(step.table);
    if (step.columns.join() !== shape.columns.join()) {
      throw new MargraveError(
        'integrity',
        `The way back names other columns of ${step.table} than the book has.`,
        {
          table: step.table,
        },
      );
    }
    if (step.clear) transaction.replaceWhere(shape, step.clear.column, step.clear.values, []);
    if (step.remove.length > 0) transaction.remove(shape, step.remove);
    if (step.put.length > 0) transaction.put(shape, step.put);
  }
}

/** What was done, for the audit entry: counts per table, and the rows themselves where they are few. */
export function describeDeltas(deltas: readonly TableDelta[]): Record<string, unknown> {
  const tables: Record<string, { added: number; changed: number; removed: number; rows?: unknown }> = {};
  for (const { table, added, changed, removed } of deltas) {
    if (added.length + changed.length + removed.length === 0) continue;
    const sum = tables[table] ?? { added: 0, changed: 0, removed: 0 };
    sum.added += added.length;
    sum.changed += changed.length;
    sum.removed += removed.length;
    tables[table] = sum;
  }
  for (const [table, sum] of Object.entries(tables)) {
    if (sum.added + sum.changed + sum.removed > 20) continue;
    const own = deltas.filter((delta) => delta.table === table);
    sum.rows = {
      added: own.flatMap((delta) => delta.added),
      changed: own.flatMap((delta) => delta.changed),
      removed: own.flatMap((delta) => delta.removed),
    };
  }
  return tables;
}

function shapeOf(table: string): TableShape {
  const shape = shapes.get(table);
  if (shape) return shape;
  throw new MargraveError(
    'integrity',
    `The way back names the table ${table}, which the book doesn’t have.`,
    { table },
  );
}
