// One write transaction: rows go in and out through it alone, so that digests and the way back are kept in the same breath.
import type { Database, Statement } from 'better-sqlite3';
import { MargraveError } from '../domain/errors.ts';
import { storeDigest, storedDigests } from './digest-store.ts';
import { type Cell, type Row, TableDigest } from './row-digest.ts';
import { storageCode } from './sqlite-error.ts';
import { digestedColumns, type TableShape } from './tables.ts';

/** What was done to one table by one step. */
export interface TableDelta {
  table: string;
  added: Row[];
  changed: { before: Row; after: Row }[];
  removed: Row[];
  /** Set when every added row lies where nothing lay before: taking away all rows with these values undoes it. */
  emptyBefore: { column: string; values: string[] } | null;
}

interface TableStatements {
  insert: Statement;
  update: Statement | null;
  remove: Statement;
  find: Statement;
}

const keyText = (row: Row, size: number): string => {
  let text = String(row[0]);
  for (let index = 1; index < size; index += 1) text += `\u0000${String(row[index])}`;
  return text;
};

const sameRow = (left: Row, right: Row): boolean => {
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};

export class BookTransaction {
  readonly deltas: TableDelta[] = [];
  readonly #database: Database;
  readonly #statements: Map<string, TableStatements>;
  readonly #digests = new Map<string, TableDigest>();
  readonly #selects = new Map<string, Statement>();
  readonly #stored;
  #appended = 0;

  /** `statements` outlives the transaction: it keeps what was prepared. */
  constructor(database: Database, statements: Map<string, TableStatements>) {
    this.#database = database;
    this.#statements = statements;
    this.#stored = storedDigests(database);
  }

  /** Rows of the table now. */
  rowCount(shape: TableShape): number {
    return this.#digest(shape).rows;
  }

  /** All rows whose column has one of the values, in key order per value. */
  rowsWhere(shape: TableShape, column: string, values: readonly string[]): Row[] {
    const sql = `SELECT ${shape.columns.join(', ')} FROM ${shape.name} WHERE ${column} = ?`;
    const select = this.#selects.get(sql) ?? this.#database.prepare(sql).raw();
    this.#selects.set(sql, select);
    return values.flatMap((value) => select.all(value) as Row[]);
  }

  /** Adds rows and replaces those of the same key; rows that are there as given are left alone. */
  put(shape: TableShape, rows: readonly Row[]): void {
    const size = shape.key.length;
    const { find } = this.#prepared(shape);
    const keyed = rows.length * 4 > this.rowCount(shape) && rows.length > 200 ? this.#all(shape) : null;
    const delta = this.#delta(shape);
    for (const row of rows) {
      const key = keyed ? keyText(row, size) : '';
      const before = keyed ? keyed.get(key) : (find.get(row.slice(0, size)) as Row | undefined);
      if (before && sameRow(before, row)) continue;
      if (before) this.#change(shape, delta, before, row);
      else this.#add(shape, delta, row);
      keyed?.set(key, row);
    }
  }

  /** Removes the rows of these keys that are there; gives back how many were. */
  remove(shape: TableShape, keys: readonly Row[]): number {
    const { find } = this.#prepared(shape);
    const delta = this.#delta(shape);
    for (const key of keys) {
      const before = find.get(key) as Row | undefined;
      if (before) this.#remove(shape, delta, before);
    }
    return delta.removed.length;
  }

  /** Makes `rows` all that the table holds for the values of a column. A key given twice is an error. */
  replaceWhere(shape: TableShape, column: string, values: readonly string[], rows: readonly Row[]): void {
    const place = shape.columns.indexOf(column);
    // Value by value: what is compared at a time stays small, and a table whose key begins with the column is written page after page.
    const owned = new Map<Cell, Row[]>(values.map((value) => [value, []]));
    for (const row of rows) {
      const own = owned.get(row[place]!);
      if (own === undefined) {
        throw new MargraveError(
          'invalid-input',
          `A row of ${shape.name} belongs to ${column} “${String(row[place])}”, which is not among those replaced (${values.join(', ')}). Nothing was written.`,
          { table: shape.name, row: row.map(String) },
        );
      }
      own.push(row);
    }
    const delta = this.#delta(shape);
    let found = 0;
    for (const [value, own] of owned) found += this.#replaceOne(shape, delta, column, String(value), own);
    if (found === 0 && rows.length > 0) delta.emptyBefore = { column, values: [...new Set(values)] };
  }

  /** Makes `rows` all that the table holds for one value of a column; gives back how many it held. */
  #replaceOne(
    shape: TableShape,
    delta: TableDelta,
    column: string,
    value: string,
    rows: readonly Row[],
  ): number {
    const size = shape.key.length;
    const existing = this.rowsWhere(shape, column, [value]);
    const known = new Map<string, number>();
    for (const [index, row] of existing.entries()) known.set(keyText(row, size), index);
    const after: (Row | undefined)[] = new Array(existing.length);
    const fresh: Row[] = [];
    for (const row of rows) {
      const index = known.size === 0 ? undefined : known.get(keyText(row, size));
      // A second row of a key is fresh: it then collides as an addition would.
      if (index === undefined || after[index] !== undefined) fresh.push(row);
      else after[index] = row;
    }
    for (const [index, row] of existing.entries()) {
      const kept = after[index];
      if (kept === undefined) this.#remove(shape, delta, row);
      else if (!sameRow(row, kept)) this.#change(shape, delta, row, kept);
    }
    for (const row of fresh) this.#add(shape, delta, row);
    return existing.length;
  }

  /** Adds one row to a table that only grows; there is no way back from it. */
  append(shape: TableShape, row: Row): void {
    this.#appended += 1;
    this.#insertRow(shape, row);
  }

  /** True when a table that only grows has grown. */
  get appendedAnything(): boolean {
    return this.#appended > 0;
  }

  /** True when at least one row is not what it was. */
  get changedAnything(): boolean {
    return this.deltas.some((d) => d.added.length + d.changed.length + d.removed.length > 0);
  }

  /** Writes the digests of all tables that were touched, and gives them back by table. */
  storeDigests(): Record<string, string> {
    const written: Record<string, string> = {};
    for (const [table, digest] of this.#digests) {
      const stored = this.#stored.get(table);
      const value = digest.toString();
      if (stored && stored.value === value && stored.rows === digest.rows) continue;
      storeDigest(this.#database, table, digest);
      this.#stored.set(table, { table, rows: digest.rows, value, sealHolds: true });
      written[table] = value;
    }
    return written;
  }

  #delta(shape: TableShape): TableDelta {
    const delta: TableDelta = { table: shape.name, added: [], changed: [], removed: [], emptyBefore: null };
    this.deltas.push(delta);
    return delta;
  }

  #all(shape: TableShape): Map<string, Row> {
    const size = shape.key.length;
    const rows = this.#database
      .prepare(`SELECT ${shape.columns.join(', ')} FROM ${shape.name}`)
      .raw()
      .all() as Row[];
    return new Map(rows.map((row) => [keyText(row, size), row]));
  }

  #add(shape: TableShape, delta: TableDelta, row: Row): void {
    this.#insertRow(shape, row);
    delta.added.push(row);
  }

  #insertRow(shape: TableShape, row: Row): void {
    try {
      this.#prepared(shape).insert.run(row);
    } catch (thrown) {
      throw rowError(thrown, shape, row);
    }
    this.#digest(shape).add(this.#digested(shape, row));
  }

  #change(shape: TableShape, delta: TableDelta, before: Row, after: Row): void {
    const { update } = this.#prepared(shape);
    const size = shape.key.length;
    try {
      update?.run([...after.slice(size), ...after.slice(0, size)]);
    } catch (thrown) {
      throw rowError(thrown, shape, after);
    }
    const digest = this.#digest(shape);
    digest.remove(this.#digested(shape, before));
    digest.add(this.#digested(shape, after));
    delta.changed.push({ before, after });
  }

  #remove(shape: TableShape, delta: TableDelta, before: Row): void {
    try {
      this.#prepared(shape).remove.run(before.slice(0, shape.key.length));
    } catch (thrown) {
      throw rowError(thrown, shape, before);
    }
    this.#digest(shape).remove(this.#digested(shape, before));
    delta.removed.push(before);
  }

  #digested(shape: TableShape, row: Row): Row {
    if (!shape.sealed) return row;
    const sealed = shape.columns.indexOf(shape.sealed);
    return row.filter((_, index) => index !== sealed);
  }

  #digest(shape: TableShape): TableDigest {
    let digest = this.#digests.get(shape.name);
    if (!digest) {
      const stored = this.#stored.get(shape.name);
      if (!stored) {
        throw new MargraveError(
          'integrity',
          `The book has no digest of table ${shape.name}. Nothing was written.`,
          {
            table: shape.name,
          },
        );
      }
      digest = new TableDigest(stored.rows, stored.value);
      this.#digests.set(shape.name, digest);
    }
    return digest;
  }

  #prepared(shape: TableShape): TableStatements {
    let prepared = this.#statements.get(shape.name);
    if (!prepared) {
      prepared = prepareTable(this.#database, shape);
      this.#statements.set(shape.name, prepared);
    }
    return prepared;
  }
}

export type { TableStatements };

function prepareTable(database: Database, shape: TableShape): TableStatements {
  const isKey = shape.key.map((column) => `${column} = ?`).join(' AND ');
  const others = shape.columns.filter((column) => !shape.key.includes(column));
  const marks = shape.columns.map(() => '?').join(', ');
  return {
    insert: database.prepare(`INSERT INTO ${shape.name} (${shape.columns.join(', ')}) VALUES (${marks})`),
    update:
      others.length === 0
        ? null
        : database.prepare(
            `UPDATE ${shape.name} SET ${others.map((column) => `${column} = ?`).join(', ')} WHERE ${isKey}`,
          ),
    remove: database.prepare(`DELETE FROM ${shape.name} WHERE ${isKey}`),
    find: database
      .prepare(`SELECT ${digestedColumns(shape).join(', ')} FROM ${shape.name} WHERE ${isKey}`)
      .raw(),
  };
}

/** A row that the schema refuses, as a sentence that shows the row. */
function rowError(thrown: unknown, shape: TableShape, row: Row): unknown {
  const code = storageCode(thrown);
  if (!code.startsWith('SQLITE_CONSTRAINT')) return thrown;
  const shown = shape.columns
    .slice(0, 8)
    .map(
      (column, index) => `${column} ${row[index] === null ? 'none' : `“${String(row[index]).slice(0, 60)}”`}`,
    )
    .join(', ');
  const reason =
    code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
      ? 'names something that the book doesn’t hold, or is still in use'
      : code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE'
        ? 'is given twice'
        : `has a value that isn’t allowed (${(thrown as Error).message})`;
  return new MargraveError(
    'invalid-input',
    `The row of ${shape.name} with ${shown} ${reason}. Nothing was written.`,
    { table: shape.name, row: row.map((cell) => (cell === null ? null : String(cell))) },
  );
}
