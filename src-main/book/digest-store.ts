// The `digest` table: one sealed row per table, written in the transaction that changes the table.
import type { Database } from 'better-sqlite3';
import { contentHash } from './content-hash.ts';
import { type Row, TableDigest } from './row-digest.ts';
import { digestedColumns, type TableShape } from './tables.ts';

/** Stands in the digest table for the schema itself: a changed definition or trigger is a changed row too. */
export const schemaTable = 'sqlite_schema';

const sealOf = (table: string, rows: number, value: string): string =>
  contentHash(`${table} ${rows} ${value}`);

export interface StoredDigest {
  table: string;
  rows: number;
  value: string;
  /** False when the digest row itself isn't what was written. */
  sealHolds: boolean;
}

/** All stored digests by table name. */
export function storedDigests(database: Database): Map<string, StoredDigest> {
  const rows = database.prepare('SELECT table_name, rows, value, seal FROM digest').raw().all() as [
    string,
    number,
    string,
    string,
  ][];
  return new Map(
    rows.map(([table, count, value, seal]) => [
      String(table),
      {
        table: String(table),
        rows: Number(count),
        value: String(value),
        sealHolds: seal === sealOf(table, count, value),
      },
    ]),
  );
}

export function storeDigest(database: Database, table: string, digest: TableDigest): void {
  const value = digest.toString();
  database
    .prepare(
      `INSERT INTO digest (table_name, rows, value, seal) VALUES (?, ?, ?, ?)
       ON CONFLICT (table_name) DO UPDATE SET rows = excluded.rows, value = excluded.value, seal = excluded.seal`,
    )
    .run(table, digest.rows, value, sealOf(table, digest.rows, value));
}

/** The digest of a table as its rows are now. Throws SQLite's own error where a page can't be read. */
export function computeDigest(database: Database, shape: TableShape): TableDigest {
  const digest = new TableDigest();
  const columns = digestedColumns(shape).join(', ');
  for (const row of database.prepare(`SELECT ${columns} FROM ${shape.name}`).raw().iterate()) {
    digest.add(row as Row);
  }
  return digest;
}

/** The digest of the schema: kind, name, table and text of every table, index and trigger. Where they stand in the file is left out. */
export function computeSchemaDigest(database: Database): TableDigest {
  const digest = new TableDigest();
  for (const row of database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').raw().iterate()) {
    digest.add(row as Row);
  }
  return digest;
}

/** Writes the digests of all tables anew, after a migration. */
export function recomputeDigests(database: Database, shapes: readonly TableShape[]): void {
  for (const shape of shapes) storeDigest(database, shape.name, computeDigest(database, shape));
  storeDigest(database, schemaTable, computeSchemaDigest(database));
}
