// The book's own check: SQLite's, the references, every table's digest, sealed contents, and the audit chain. It never writes.
import type { Database } from 'better-sqlite3';
import { chainProblems } from './audit-chain.ts';
import type { IntegrityReport } from './book.ts';
import { bookVersion, metaValue } from './connection.ts';
import { openSealedText } from './content-hash.ts';
import {
  computeDigest,
  computeSchemaDigest,
  type StoredDigest,
  schemaTable,
  storedDigests,
} from './digest-store.ts';
import { currentVersion } from './migrations/list.ts';
import { digestedTables, tablesOf } from './tables.ts';

type TableResult = IntegrityReport['tables'][number];

/**
 * Checks the book that the connection reads, in one transaction.
 * @param depth `open`: digests of every table, what is checked whenever a book is opened; `whole`: also SQLite's own check of every page,
 *   references, the contents of stored documents and the audit chain.
 * @param now the instant written in `checkedAt`
 */
export function verifyBook(
  database: Database,
  path: string,
  depth: 'open' | 'whole',
  now: Date,
): IntegrityReport {
  const report: IntegrityReport = { ok: true, checkedAt: now.toISOString(), tables: [], problems: [] };
  const attempt = (table: string, check: () => void): void => {
    try {
      check();
    } catch (thrown) {
      report.problems.push(`Table ${table}: it can’t be read (${(thrown as Error).message}).`);
    }
  };
  const body = (): void => {
    let version = currentVersion;
    attempt('file header', () => {
      version = bookVersion(database, path);
    });
    if (version > currentVersion) {
      report.problems.push(
        `The book is of version ${version}; this program checks up to version ${currentVersion}. Check it with the newer program.`,
      );
      return;
    }
    attempt('meta', () => {
      const stated = metaValue(database, 'schemaVersion');
      if (stated !== String(version)) {
        report.problems.push(
          `Table file header: the file says version ${version}, table meta says ${stated ?? 'none'}.`,
        );
      }
    });
    checkDigests(database, version, report, attempt);
    if (depth === 'open') return;
    attempt('sqlite_schema', () => checkPages(database, report));
    attempt('sqlite_schema', () => checkReferences(database, version, report));
    for (const table of ['document', 'inverse']) attempt(table, () => checkSealed(database, table, report));
    attempt('audit', () => report.problems.push(...chainProblems(database)));
  };
  try {
    if (database.inTransaction) body();
    else database.transaction(body)();
  } catch (thrown) {
    report.problems.push(`The file can’t be read: ${(thrown as Error).message}.`);
  }
  for (const entry of report.tables) {
    if (entry.ok && report.problems.some((problem) => problem.startsWith(`Table ${entry.table}:`)))
      entry.ok = false;
  }
  report.ok = report.problems.length === 0;
  return report;
}

function checkDigests(
  database: Database,
  version: number,
  report: IntegrityReport,
  attempt: (table: string, check: () => void) => void,
): void {
  let stored = new Map<string, StoredDigest>();
  const seals: TableResult = { table: 'digest', rows: 0, ok: true, expected: 'every seal holds', found: '' };
  attempt('digest', () => {
    stored = storedDigests(database);
  });
  const shapes = tablesOf(version);
  const names = [...shapes.map((shape) => shape.name), schemaTable];
  const broken = names.filter((name) => stored.get(name)?.sealHolds !== true);
  const strange = [...stored.keys()].filter((name) => !names.includes(name));
  seals.rows = stored.size;
  seals.ok = broken.length === 0 && strange.length === 0;
  seals.found = seals.ok ? 'every seal holds' : `broken: ${[...broken, ...strange].join(', ')}`;
  if (!seals.ok) {
    report.problems.push(
      `Table digest: its rows are not what was written (${[...broken, ...strange].join(', ')}).`,
    );
  }
  report.tables.push(seals);
  for (const name of names) {
    const shape = shapes.find((candidate) => candidate.name === name);
    const expected = stored.get(name);
    const result: TableResult = {
      table: name,
      rows: 0,
      ok: false,
      expected: expected?.value ?? '',
      found: '',
    };
    attempt(name, () => {
      const found = shape ? computeDigest(database, shape) : computeSchemaDigest(database);
      result.rows = found.rows;
      result.found = found.toString();
      result.ok = result.found === result.expected && found.rows === expected?.rows;
      // Where the digest's own row is damaged, the table's rows are not accused.
      if (!result.ok && expected?.sealHolds === true) {
        report.problems.push(
          `Table ${name}: its ${found.rows} rows are not the ${expected.rows} rows that were written (digest ${result.found}, expected ${result.expected}).`,
        );
      }
    });
    report.tables.push(result);
  }
}

/** SQLite's own check of pages, order and types. */
function checkPages(database: Database, report: IntegrityReport): void {
  const roots = new Map<number, string>();
  const owners = new Map<string, string>();
  for (const row of database.prepare('SELECT name, tbl_name, rootpage FROM sqlite_schema').raw().iterate()) {
    const [name, table, root] = row as [string, string, number];
    roots.set(root, table);
    owners.set(name, table);
  }
  const messages = database.prepare('PRAGMA integrity_check(50)').pluck().all() as string[];
  for (const message of messages.flatMap((text) => text.split('\n'))) {
    if (message === 'ok' || message === '') continue;
    const tree = /\bTree (\d+)\b/.exec(message);
    const named = /\b(?:index|value in|in table) ([A-Za-z_0-9]+)/.exec(message);
    const table =
      (tree && roots.get(Number(tree[1]))) ?? (named && (owners.get(named[1] ?? '') ?? null)) ?? null;
    report.problems.push(table ? `Table ${table}: ${message}.` : `SQLite’s check of the file: ${message}.`);
  }
}

function checkReferences(database: Database, version: number, report: IntegrityReport): void {
  const counts = new Map<string, number>();
  for (const row of database.prepare('PRAGMA foreign_key_check').raw().iterate()) {
    const [table, , parent] = row as [string, number, string];
    const which = `Table ${table}: rows name a row of ${parent} that is not there`;
    counts.set(which, (counts.get(which) ?? 0) + 1);
  }
  for (const shape of digestedTables) {
    if (shape.since > version || (shape.name !== 'position' && shape.name !== 'open_order')) continue;
    const missing = database
      .prepare(
        `SELECT count(*) FROM (SELECT DISTINCT instrument FROM ${shape.name} EXCEPT SELECT id FROM instrument)`,
      )
      .pluck()
      .get() as number;
    if (missing > 0) counts.set(`Table ${shape.name}: rows name an instrument that is not there`, missing);
  }
  for (const [which, count] of counts) report.problems.push(`${which} (${count}).`);
}

function checkSealed(database: Database, table: string, report: IntegrityReport): void {
  const rows = database.prepare(`SELECT hash, bytes, encoding, content FROM ${table}`).iterate();
  for (const row of rows) {
    const sealed = row as { hash: string; bytes: number; encoding: string; content: Buffer };
    try {
      openSealedText(sealed, 'Content');
    } catch {
      report.problems.push(`Table ${table}: the content sealed by ${sealed.hash} is not what was written.`);
    }
  }
}
