// Opening and making books: what kind of file it is, whether its content is whole, who writes, and which version it has.
import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { MargraveError } from '../domain/errors.ts';
import { defaultBackupFolder, flushFile, flushFolder, listBackups, makeBackup, wayBack } from './backup.ts';
import type { BookReader, BookWriter, IntegrityReport } from './book.ts';
import { bookVersion, openForReading, openForWriting } from './connection.ts';
import { verifyBook } from './integrity.ts';
import { migrate } from './migrate.ts';
import { currentVersion } from './migrations/list.ts';
import { networkWarning } from './network-folder.ts';
import { type ReaderSetting, SqliteBookReader } from './reader.ts';
import { isDamage, storageError } from './sqlite-error.ts';
import { SqliteBookWriter } from './writer.ts';
import { heldSentence, lockPath, WriterLock } from './writer-lock.ts';

export interface OpenSetting {
  /** Who opens it: written into the lock and into migrations. */
  user: string;
  wanted: 'write' | 'read';
  /** Where backups go; `<book>.backups` beside the book when omitted. */
  backupFolder?: string;
  now?: () => Date;
  /** False: digests are not checked on opening, for a second reader of a book that was. */
  check?: boolean;
  /** The file may not grow beyond this many bytes. */
  maximumBytes?: number;
}

/** True when the book can be written. */
export function isWriter(book: BookReader): book is BookWriter {
  return book instanceof SqliteBookWriter;
}

/**
 * Opens a book. Wanted for writing, it is a `BookWriter` (see `isWriter`) unless somebody else writes, the file is from a newer version, its
 * content is damaged or its folder can't be written: then it is a reader whose status says why.
 * An older book is brought to this version, after a verified backup. The day's first opening makes a backup.
 * Throws `not-found`, `invalid-file` (a folder, or not a book), `integrity` (too damaged to read; names the backup to restore) or `input-output`.
 */
export async function openBook(path: string, setting: OpenSetting): Promise<BookReader | BookWriter> {
  const now = setting.now ?? ((): Date => new Date());
  if (!existsSync(path)) {
    throw new MargraveError('not-found', `There is no book at ${resolve(path)}.`, { path: resolve(path) });
  }
  const file = realpathSync(path);
  if (statSync(file).isDirectory()) {
    throw new MargraveError(
      'invalid-file',
      `${resolve(path)} is a folder, not a book. It was left as it was; choose the book’s file.`,
      { path: resolve(path) },
    );
  }
  const folder = setting.backupFolder ?? defaultBackupFolder(file);
  const warning = networkWarning(file);
  const reader: ReaderSetting = {
    path: file,
    readOnly: true,
    readOnlyReason: null,
    warnings: warning ? [warning] : [],
    checked: null,
    now,
  };
  const { database, version } = openKnown(file, folder);
  const readOnly = (reason: string | null): BookReader => {
    reader.readOnlyReason = reason;
    return new SqliteBookReader(database, reader);
  };
  let lock: WriterLock | null = null;
  try {
    if (version > currentVersion) {
      return readOnly(
        `The book is of version ${version} and this program writes version ${currentVersion}, so it is open for reading only. Use the newer program to change it.`,
      );
    }
    if (setting.check !== false) reader.checked = verifyBook(database, file, 'open', now());
    if (reader.checked?.ok === false) return readOnly(damageSentence(reader.checked, file, folder));
    if (setting.wanted === 'read') return readOnly(null);
    const attempt = acquire(file, setting.user, now());
    if (typeof attempt === 'string') return readOnly(attempt);
    lock = attempt;
    const book = await openAsWriter(database, lock, file, folder, reader, setting);
    if (isWriter(book)) lock = null;
    return book;
  } catch (thrown) {
    database.close();
    throw withWayBack(thrown, file, folder);
  } finally {
    lock?.release();
  }
}

/** A writer, or an error `read-only` that says why there is none. */
export async function openWriter(path: string, setting: Omit<OpenSetting, 'wanted'>): Promise<BookWriter> {
  const book = await openBook(path, { ...setting, wanted: 'write' });
  if (isWriter(book)) return book;
  const reason = book.status().readOnlyReason ?? 'The book is open for reading only.';
  book.close();
  throw new MargraveError('read-only', reason, { path: resolve(path) });
}

/**
 * Makes a new book and opens it for writing. The file appears whole or not at all.
 * Throws `conflict` when there is a file already, `input-output` when it can't be written.
 */
export async function createBook(
  path: string,
  setting: { name: string; user: string; sample?: boolean; backupFolder?: string; now?: () => Date },
): Promise<BookWriter> {
  const file = resolve(path);
  const now = setting.now ?? ((): Date => new Date());
  if (existsSync(file)) {
    throw new MargraveError(
      'conflict',
      `There is a file at ${file} already. It was left as it was; choose another name.`,
      {
        path: file,
      },
    );
  }
  if (!existsSync(dirname(file))) {
    throw new MargraveError('not-found', `There is no folder ${dirname(file)}: the book was not made.`, {
      path: file,
    });
  }
  layDown(file, { ...setting, now: now() });
  const opened: Omit<OpenSetting, 'wanted'> = { user: setting.user, now };
  if (setting.backupFolder !== undefined) opened.backupFolder = setting.backupFolder;
  return openWriter(file, opened);
}

/** Writes an empty book of a schema version (the newest unless told) under another name, and renames it into place. */
export function layDown(
  file: string,
  setting: { name: string; user: string; now: Date; sample?: boolean; version?: number },
): void {
  const unfinished = join(dirname(file), `.${basename(file)}.making`);
  try {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true });
    const database = new Database(unfinished);
    try {
      database.pragma('journal_mode = DELETE');
      database.pragma('foreign_keys = ON');
      const birth = { bookId: randomUUID(), name: setting.name, sample: setting.sample === true };
      migrate(database, {
        user: setting.user,
        now: setting.now,
        to: setting.version ?? currentVersion,
        birth,
      });
    } finally {
      database.close();
    }
    flushFile(unfinished);
    renameSync(unfinished, file);
    flushFolder(dirname(file));
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw storageError(thrown, `The book ${file} could not be made`, 'Nothing was left behind.');
  }
}

function openKnown(file: string, folder: string): { database: Database.Database; version: number } {
  let database: Database.Database | null = null;
  try {
    database = openForReading(file);
    return { database, version: bookVersion(database, file) };
  } catch (thrown) {
    database?.close();
    // A file that was never a book has neither a writer's lock nor backups beside it.
    const code = thrown instanceof MargraveError ? thrown.detail.code : undefined;
    const wasBook = existsSync(lockPath(file)) || listBackups(file, folder).length > 0;
    if (code === 'SQLITE_NOTADB' && !wasBook) {
      throw new MargraveError(
        'invalid-file',
        `${file} is not a Margrave book: it is not an SQLite file. It was left as it was.`,
        {
          path: file,
        },
      );
    }
    throw withWayBack(thrown, file, folder);
  }
}

function acquire(file: string, user: string, now: Date): WriterLock | string {
  try {
    const lock = WriterLock.acquire(file, user, now);
    return lock instanceof WriterLock ? lock : heldSentence(lock.heldBy);
  } catch (thrown) {
    const { message } = storageError(thrown, 'The writer’s lock beside the book could not be made', '');
    return `The book is open for reading only. ${message}`;
  }
}

async function openAsWriter(
  reading: Database.Database,
  lock: WriterLock,
  file: string,
  folder: string,
  reader: ReaderSetting,
  setting: OpenSetting,
): Promise<BookReader | BookWriter> {
  const { now } = reader;
  let writing: Database.Database | null = null;
  try {
    writing = openForWriting(file, setting.maximumBytes);
    // Asked again under the lock: another writer may have migrated or changed it since.
    const version = bookVersion(writing, file);
    if (version > currentVersion) {
      throw new MargraveError(
        'newer-version',
        `The book became version ${version} while it was opened. Open it again.`,
        {},
      );
    }
    const today = now().toISOString().slice(0, 10);
    if (version < currentVersion) {
      const whole = verifyBook(writing, file, 'whole', now());
      if (!whole.ok) throw new MargraveError('integrity', damageSentence(whole, file, folder), {});
      await makeBackup(writing, file, folder, 'migration', now);
      migrate(writing, { user: setting.user, now: now(), birth: null });
    } else if (
      isBegun(writing) &&
      !listBackups(file, folder).some(({ createdAt }) => createdAt.startsWith(today))
    ) {
      try {
        await makeBackup(writing, file, folder, 'daily', now);
      } catch (thrown) {
        reader.warnings.push((thrown as Error).message);
      }
    }
    const writable: ReaderSetting = { ...reader, readOnly: false, readOnlyReason: null };
    return new SqliteBookWriter(reading, writing, lock, folder, writable);
  } catch (thrown) {
    writing?.close();
    if (isDamage(thrown)) throw thrown;
    const { message } = storageError(thrown, 'The book could not be opened for writing', 'It is as it was.');
    reader.readOnlyReason = `The book is open for reading only. ${message}`;
    return new SqliteBookReader(reading, reader);
  }
}

/** False for a book that nobody has put anything in: there is nothing to keep a backup of. */
function isBegun(database: Database.Database): boolean {
  return (database.prepare('SELECT count(*) FROM audit').pluck().get() as number) > 1;
}

function damageSentence(report: IntegrityReport, file: string, folder: string): string {
  const more = report.problems.length > 1 ? ` (and ${report.problems.length - 1} more)` : '';
  return `The book’s check found damage, so it is open for reading only. ${report.problems[0]}${more} ${wayBack(file, folder)}`;
}

/** Adds the backup to restore to an error about damage. */
function withWayBack(thrown: unknown, file: string, folder: string): MargraveError {
  const error = storageError(thrown, `${file} could not be opened`, 'It was left as it was.');
  if (error.code !== 'integrity') return error;
  const backups = listBackups(file, folder).map(({ path }) => path);
  return new MargraveError('integrity', `${error.message} ${wayBack(file, folder)}`, {
    ...error.detail,
    backups,
  });
}
