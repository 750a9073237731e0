// Restoring a book from a backup: what is there is backed up first, and readers elsewhere see one state or the other.
import { existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { canonicalJson } from '../domain/canonical-json.ts';
import { MargraveError } from '../domain/errors.ts';
import { nextEntry } from './audit-chain.ts';
import { copyWhole, defaultBackupFolder, flushFile, flushFolder, makeBackup, verifyFile } from './backup.ts';
import type { BackupFile } from './book.ts';
import { bookVersion, openForReading, openForWriting } from './connection.ts';
import { currentVersion } from './migrations/list.ts';
import { storageError } from './sqlite-error.ts';
import { recordTables } from './tables.ts';
import { BookTransaction } from './transaction.ts';
import { heldSentence, WriterLock } from './writer-lock.ts';

export interface RestoreReport {
  path: string;
  from: string;
  /** Backup of what was there; null when nothing was, or when it was too damaged. */
  previous: BackupFile | null;
  /** Where the damaged files were put, when they could not be backed up; null otherwise. */
  damagedKeptAt: string | null;
}

/**
 * Puts a backup in the place of a book, which nobody may have open for writing. The audit chain of the backup goes on with an entry that says so.
 * Throws `invalid-file` or `integrity` when the backup isn't whole, `read-only` when somebody writes the book, `newer-version`,
 * or `input-output`; the book is then as it was.
 */
export async function restoreBook(
  backupPath: string,
  targetPath: string,
  setting: { user: string; backupFolder?: string; now?: () => Date },
): Promise<RestoreReport> {
  const now = setting.now ?? ((): Date => new Date());
  if (!existsSync(backupPath)) {
    throw new MargraveError('not-found', `There is no backup at ${resolve(backupPath)}.`, {
      path: resolve(backupPath),
    });
  }
  const target = existsSync(targetPath) ? realpathSync(targetPath) : resolve(targetPath);
  const from = realpathSync(backupPath);
  if (from === target) {
    throw new MargraveError(
      'invalid-input',
      'A book can’t be restored from itself: name one of its backups.',
      {},
    );
  }
  const folder = setting.backupFolder ?? defaultBackupFolder(target);
  const lock = acquireLock(target, setting.user, now());
  const prepared = join(dirname(target), `.${basename(target)}.restoring`);
  const report: RestoreReport = { path: target, from, previous: null, damagedKeptAt: null };
  try {
    removeWithLogs(prepared);
    await prepare(from, prepared, target, setting.user, now());
    if (existsSync(target)) await replace(prepared, target, folder, report, now);
    else renameSync(prepared, target);
    flushFolder(dirname(target));
    return report;
  } catch (thrown) {
    throw storageError(thrown, `${target} could not be restored from ${from}`, 'The book is as it was.');
  } finally {
    removeWithLogs(prepared);
    lock.release();
  }
}

function acquireLock(target: string, user: string, now: Date): WriterLock {
  try {
    const lock = WriterLock.acquire(target, user, now);
    if (lock instanceof WriterLock) return lock;
    throw new MargraveError('read-only', `${heldSentence(lock.heldBy)} It was not restored.`, {
      path: target,
    });
  } catch (thrown) {
    throw storageError(thrown, `${target} could not be restored`, 'The book is as it was.');
  }
}

/** A verified copy of the backup beside the target, with the entry that says that it was restored. */
async function prepare(
  from: string,
  prepared: string,
  target: string,
  user: string,
  now: Date,
): Promise<void> {
  const source = openForReading(from);
  try {
    const version = bookVersion(source, from);
    if (version > currentVersion) {
      throw new MargraveError(
        'newer-version',
        `The backup is of version ${version} and this program knows version ${currentVersion}. Restore it with the newer program; the book is as it was.`,
        { backupVersion: version, programVersion: currentVersion },
      );
    }
    await copyWhole(source, prepared);
  } finally {
    source.close();
  }
  const check = verifyFile(prepared, now);
  if (!check.ok) {
    throw new MargraveError(
      'integrity',
      `The backup ${from} is damaged: ${check.problems[0]} The book is as it was.`,
      {
        problems: check.problems,
      },
    );
  }
  const database = new Database(prepared, { fileMustExist: true });
  try {
    database.pragma('foreign_keys = ON');
    database.transaction(() => appendRestoreEntry(database, from, target, user, now)).immediate();
  } finally {
    database.close();
  }
  flushFile(prepared);
}

function appendRestoreEntry(
  database: Database.Database,
  from: string,
  target: string,
  user: string,
  now: Date,
): void {
  const transaction = new BookTransaction(database, new Map());
  const row = nextEntry(database, {
    time: now.toISOString(),
    user,
    action: 'restore',
    summary: `Restored from the backup ${basename(from)}`,
    detail: canonicalJson({
      backup: basename(from),
      book: basename(target),
      replacedAuditHead: headOf(target),
    }),
    undoes: null,
  });
  const { sequence, time, action, summary, detail, previousHash, hash } = row;
  transaction.append(recordTables.audit, [
    sequence,
    time,
    user,
    action,
    summary,
    detail,
    previousHash,
    hash,
    null,
  ]);
  const revision = database.prepare("SELECT value FROM meta WHERE key = 'revision'").pluck().get();
  transaction.put(recordTables.meta, [['revision', String(Number(revision) + 1)]]);
  transaction.storeDigests();
}

/** The audit head of the book that is replaced, or null when it can't be read. */
function headOf(target: string): string | null {
  if (!existsSync(target)) return null;
  try {
    const database = openForReading(target);
    try {
      const hash = database.prepare('SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1').pluck().get();
      return typeof hash === 'string' ? hash : null;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

/** Backs up what is there and writes the prepared file over it, in one transaction of the book's own; a book too damaged for that is put aside. */
async function replace(
  prepared: string,
  target: string,
  folder: string,
  report: RestoreReport,
  now: () => Date,
): Promise<void> {
  try {
    const current = openForWriting(target);
    try {
      report.previous = await makeBackup(current, target, folder, 'restore', now);
    } finally {
      current.close();
    }
    const source = openForReading(prepared);
    try {
      await source.backup(target, { progress: () => 0x7fffffff });
    } finally {
      source.close();
    }
  } catch (thrown) {
    const error = storageError(thrown, '', '');
    if (error.code !== 'integrity' && error.code !== 'internal') throw error;
    const aside = `${target}.damaged-${now().toISOString().replaceAll(/[-:.]/g, '')}`;
    // A log left beside another file would be taken for its own: it goes with the file it belongs to.
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(target + suffix)) renameSync(target + suffix, aside + suffix);
    }
    report.damagedKeptAt = aside;
    renameSync(prepared, target);
  }
}

function removeWithLogs(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
