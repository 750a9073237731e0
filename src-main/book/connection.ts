// Opening the file itself: pragmas that keep it safe, and what kind of file it is.
import { existsSync, readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { MargraveError } from '../domain/errors.ts';
import { storageCode, storageError } from './sqlite-error.ts';

/** ASCII `MGRV`: tells a book from any other SQLite file. */
export const applicationId = 0x4d475256;

/** Milliseconds that a call waits for another connection's short lock. */
const patience = 5000;

/** A connection that can't write, whatever it is asked. Throws `input-output` or `integrity`. */
export function openForReading(path: string): Database.Database {
  try {
    return guarded(new Database(path, { readonly: true, fileMustExist: true, timeout: patience }));
  } catch (thrown) {
    // In a folder that can't be written, or is full, there is no place for the shared memory that a log needs.
    const log = `${path}-wal`;
    const quiet = !existsSync(log) || statSync(log).size === 0;
    if (quiet && /^SQLITE_(CANTOPEN|READONLY|IOERR)/.test(storageCode(thrown))) {
      try {
        return guarded(new Database(imageOf(path), { readonly: true }));
      } catch {
        // The first refusal says more.
      }
    }
    throw storageError(thrown, `${path} could not be opened`, '');
  }
}

function guarded(database: Database.Database): Database.Database {
  try {
    database.pragma('query_only = on');
    database.pragma('trusted_schema = off');
    database.pragma('cell_size_check = on');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** The whole file in memory, marked as having no log: where nothing can be written beside it, it is read as it stands. */
function imageOf(path: string): Buffer {
  const image = readFileSync(path);
  image[18] = 1;
  image[19] = 1;
  return image;
}

/** The one connection that writes. Every commit is on the disk before it returns. */
export function openForWriting(path: string, maximumBytes?: number): Database.Database {
  const database = new Database(path, { fileMustExist: true, timeout: patience });
  try {
    database.pragma('journal_mode = WAL');
    // Set on every connection: builds differ in what they take for a file with a log.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = off');
    database.pragma('cell_size_check = on');
    database.pragma('fullfsync = on');
    // An import changes more pages than SQLite's default cache holds: spilled to the log and read back, they'd be written twice.
    database.pragma('cache_size = -65536');
    // A large import leaves a large log: it is cut back when it has been folded into the file.
    database.pragma('journal_size_limit = 16777216');
    if (maximumBytes !== undefined) {
      const pageSize = database.pragma('page_size', { simple: true }) as number;
      database.pragma(`max_page_count = ${Math.max(1, Math.floor(maximumBytes / pageSize))}`);
    }
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** What the file's header says. */
export interface FileIdentity {
  application: number;
  version: number;
  /** It has Margrave's own tables, whatever its header says. */
  hasBookTables: boolean;
}

function identityOf(database: Database.Database): FileIdentity {
  const tables = database
    .prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'digest', 'audit')")
    .pluck()
    .get() as number;
  return {
    application: Number(database.pragma('application_id', { simple: true })),
    version: Number(database.pragma('user_version', { simple: true })),
    hasBookTables: tables > 0,
  };
}

/** The schema version of a book. Throws `invalid-file` when the file is something else, `integrity` when it is a book whose header is damaged. */
export function bookVersion(database: Database.Database, path: string): number {
  const { application, version, hasBookTables } = identityOf(database);
  if (application !== applicationId && !hasBookTables) {
    throw new MargraveError(
      'invalid-file',
      `${path} is an SQLite file but not a Margrave book. It was left as it was.`,
      { path, applicationId: application },
    );
  }
  const damaged = application !== applicationId || version < 1;
  if (damaged) {
    throw new MargraveError(
      'integrity',
      `The header of ${path} is damaged: it holds Margrave’s tables but says application ${application}, version ${version}.`,
      {
        path,
        table: 'file header',
      },
    );
  }
  return version;
}

/** One fact of the `meta` table, or null. */
export function metaValue(database: Database.Database, key: string): string | null {
  const value = database.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
  return typeof value === 'string' ? value : null;
}
