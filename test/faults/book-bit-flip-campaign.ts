// Flips single bits of a closed book. Each flip that changes a row must be reported with its table, or the book must refuse to open and
// name the backup. What changed is found by reading the raw rows of the file before and after, not by the book's own digests; a
// squeezed text is read as what it unfolds to: the bits that fill up its last byte carry nothing.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { createBook, openBook } from '../../src-main/book/open.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { edit, makeFolder, snapshot, wholeBook } from '../book/sample.ts';
import { storeSampleRun } from '../book/sample-run.ts';
import { seeded } from './book-steps.ts';

export interface Flip {
  byte: number;
  bit: number;
  /** Tables whose rows read differently, or can't be read. */
  changed: string[];
  outcome: 'reported' | 'refused with the way back' | 'nothing to report';
}

/** Flips `count` bits, one at a time, at places drawn from the seed. Throws on a changed row that nobody reports. */
export async function flipBits(count: number, seed: number): Promise<Flip[]> {
  const folder = makeFolder();
  try {
    const backup = await fill(folder.book);
    const whole = readFileSync(folder.book);
    const before = rawRows(folder.book);
    const random = seeded(seed);
    const flips: Flip[] = [];
    for (let index = 0; index < count; index += 1) {
      const byte = Math.floor(random() * whole.length);
      const bit = Math.floor(random() * 8);
      const damaged = Buffer.from(whole);
      damaged[byte] = (damaged[byte] as number) ^ (1 << bit);
      for (const suffix of ['', '-wal', '-shm']) rmSync(folder.book + suffix, { force: true });
      writeFileSync(folder.book, damaged);
      const probe = join(folder.path, 'probe');
      for (const suffix of ['', '-wal', '-shm']) rmSync(probe + suffix, { force: true });
      writeFileSync(probe, damaged);
      const changed = differences(before, rawRows(probe));
      flips.push({
        byte,
        bit,
        changed,
        outcome: await judge(folder.book, backup, changed, `byte ${byte} bit ${bit}`),
      });
    }
    return flips;
  } finally {
    folder.remove();
  }
}

async function fill(path: string): Promise<string> {
  const book = await createBook(path, { name: 'Flipped', user: 'ada' });
  book.apply(wholeBook(250), edit);
  book.apply([{ kind: 'putSnapshot', snapshot: snapshot('long', '2025-06-02T00:00:00Z', 120) }], edit);
  storeSampleRun(book, 'r1', 'margin '.repeat(800));
  storeSampleRun(book, 'r2', 'deposit '.repeat(3000));
  const backup = await book.backup('request');
  book.close();
  return backup.path;
}

/** Every table's rows as type and bytes of each cell, sorted; a table that can't be read is null; all null when the file can't be opened. */
function rawRows(path: string): Map<string, string | null> {
  const found = new Map<string, string | null>();
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true });
    database.function('unfolded', { deterministic: true }, unfolded);
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all() as string[];
    for (const table of [...tables, 'sqlite_schema']) found.set(table, rawTable(database, table));
  } catch {
    found.set('the whole file', null);
  } finally {
    database?.close();
  }
  return found;
}

/** What a stored content unfolds to; itself where it does not. */
function unfolded(encoding: unknown, content: unknown): unknown {
  if (encoding !== 'deflate' || !Buffer.isBuffer(content)) return content;
  try {
    return inflateRawSync(content);
  } catch {
    return content;
  }
}

function rawTable(database: Database.Database, table: string): string | null {
  try {
    const columns =
      table === 'sqlite_schema'
        ? ['type', 'name', 'tbl_name', 'sql']
        : (database.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    const squeezed = columns.includes('encoding');
    const cells = columns.map((column) => {
      const bytes = squeezed && column === 'content' ? 'unfolded(encoding, content)' : `"${column}"`;
      return `typeof("${column}") || hex(CAST(${bytes} AS BLOB))`;
    });
    const rows = database
      .prepare(`SELECT ${cells.join(', ')} FROM "${table}"`)
      .raw()
      .all() as string[][];
    return rows
      .map((row) => row.join(' '))
      .sort()
      .join('\n');
  } catch {
    return null;
  }
}

function differences(before: Map<string, string | null>, after: Map<string, string | null>): string[] {
  if (after.has('the whole file')) return ['the whole file'];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

async function judge(
  path: string,
  backup: string,
  changed: string[],
  place: string,
): Promise<Flip['outcome']> {
  try {
    const book = await openBook(path, { user: 'ada', wanted: 'read' });
    try {
      const { problems } = book.verify();
      const missed = changed.filter(
        (table) => !problems.some((problem) => problem.startsWith(`Table ${table}:`)),
      );
      if (changed.length === 0) return problems.length > 0 ? 'reported' : 'nothing to report';
      if (missed.length === 0) return 'reported';
      throw new Error(
        `${place} changed ${changed.join(', ')}, but the check says: ${problems.join(' ') || 'nothing'}`,
      );
    } finally {
      book.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof MargraveError) || !thrown.message.includes(backup)) {
      throw new Error(`${place} (${changed.join(', ')}): ${(thrown as Error).message}`);
    }
    return 'refused with the way back';
  }
}
