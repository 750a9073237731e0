// One writer per book: a lock that the operating system holds for the process and lets go when the process ends, however it ends.
import { renameSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { storageCode } from './sqlite-error.ts';

/** Who writes. */
export interface LockHolder {
  user: string;
  host: string;
  process: number;
  /** Instant in UTC. */
  since: string;
}

/** The lock's file, beside the book; it stays there when nobody holds it, and means nothing by itself. */
export const lockPath = (bookPath: string): string => `${bookPath}-writer`;

/** Milliseconds: a held lock stays held, so there is little to wait for. */
const beginPatience = 100;
const commitPatience = 2000;

/**
 * A small SQLite file in which the writer keeps a transaction open for as long as it has the book. SQLite's lock is the system's: kill −9
 * frees it. The holder's name is committed before, so that others can read it while the lock is held.
 */
export class WriterLock {
  readonly #database: Database.Database;

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /**
   * The lock, or who holds it (null when that can't be read). Throws SQLite's error when the lock file can't be made.
   * @param now the instant from which this writer holds it
   */
  static acquire(bookPath: string, user: string, now: Date): WriterLock | { heldBy: LockHolder | null } {
    const holder: LockHolder = { user, host: hostname(), process: process.pid, since: now.toISOString() };
    try {
      return WriterLock.#attempt(bookPath, holder);
    } catch (thrown) {
      if (storageCode(thrown) !== 'SQLITE_NOTADB' && !storageCode(thrown).startsWith('SQLITE_CORRUPT'))
        throw thrown;
      // Nobody can hold a lock in a file that SQLite can't read.
      renameSync(lockPath(bookPath), `${lockPath(bookPath)}.damaged`);
      return WriterLock.#attempt(bookPath, holder);
    }
  }

  static #attempt(bookPath: string, holder: LockHolder): WriterLock | { heldBy: LockHolder | null } {
    const database = new Database(lockPath(bookPath), { timeout: beginPatience });
    try {
      database.pragma('journal_mode = DELETE');
      // It carries no content: nothing in it need survive a power cut.
      database.pragma('synchronous = OFF');
      const mine = JSON.stringify(holder);
      for (let round = 0; round < 3; round += 1) {
        database.exec('BEGIN IMMEDIATE');
        database.exec('CREATE TABLE IF NOT EXISTS holder (text TEXT)');
        database.exec('DELETE FROM holder');
        database.prepare('INSERT INTO holder VALUES (?)').run(mine);
        // A reader of the name may be in the way for a moment; a writer can't be.
        database.pragma(`busy_timeout = ${commitPatience}`);
        database.exec('COMMIT');
        database.pragma(`busy_timeout = ${beginPatience}`);
        database.exec('BEGIN IMMEDIATE');
        // Between the two another may have written its name and lost: only the holder's own name may stand.
        if (database.prepare('SELECT text FROM holder').pluck().get() === mine)
          return new WriterLock(database);
        database.exec('ROLLBACK');
      }
      database.close();
      return { heldBy: null };
    } catch (thrown) {
      if (!storageCode(thrown).startsWith('SQLITE_BUSY')) {
        database.close();
        throw thrown;
      }
      const heldBy = readHolder(database);
      database.close();
      return { heldBy };
    }
  }

  release(): void {
    if (!this.#database.open) return;
    try {
      this.#database.exec('DELETE FROM holder');
      this.#database.exec('COMMIT');
    } catch {
      // A full disk keeps the name in the file; the lock itself goes with the connection, and a name without a lock means nothing.
    } finally {
      this.#database.close();
    }
  }
}

function readHolder(database: Database.Database): LockHolder | null {
  try {
    const text = database.prepare('SELECT text FROM holder').pluck().get();
    return typeof text === 'string' ? (JSON.parse(text) as LockHolder) : null;
  } catch {
    return null;
  }
}

/** Why the book opens for reading only, as a sentence. */
export function heldSentence(holder: LockHolder | null): string {
  if (!holder) return 'Another program has this book open for writing, so it is open for reading only here.';
  return `${holder.user} has this book open for writing on ${holder.host} (process ${holder.process}) since ${holder.since}, so it is open for reading only here.`;
}
