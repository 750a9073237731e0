// Backups: SQLite's own backup into `.partial`, flushed, verified, renamed. Kept: 3 of today, 7 daily, 12 monthly.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, extname, join } from 'node:path';
import Database from 'better-sqlite3';
import { MargraveError } from '../domain/errors.ts';
import type { BackupFile } from './book.ts';
import { openForReading } from './connection.ts';
import { verifyBook } from './integrity.ts';
import { storageError } from './sqlite-error.ts';

const reasons = ['migration', 'import', 'restore', 'request', 'daily'] as const;

/** Pages copied between two turns of the event loop: 8 MB. */
const pagesPerTurn = 2048;

/** Where a book's backups go unless a folder is named. */
export const defaultBackupFolder = (bookPath: string): string => `${bookPath}.backups`;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const stem = (bookPath: string): string => basename(bookPath, extname(bookPath));

/** Everything in the folder that is a finished backup of this book by name, newest first. */
export function listBackups(bookPath: string, folder: string): BackupFile[] {
  if (!isFolder(folder)) return [];
  const own = stem(bookPath);
  const found: BackupFile[] = [];
  for (const name of readdirSync(folder)) {
    const parts = /^(.*)\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([a-z]+)\.backup$/.exec(name);
    const reason = reasons.find((candidate) => candidate === parts?.[9]);
    if (!parts || !reason || parts[1] !== own) continue;
    const [, , year, month, day, hour, minute, second, thousandth] = parts;
    const path = join(folder, name);
    found.push({
      path,
      createdAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.${thousandth}Z`,
      reason,
      bytes: statSync(path).size,
    });
  }
  return found.sort((a, b) => (a.createdAt > b.createdAt ? -1 : a.createdAt < b.createdAt ? 1 : 0));
}

/**
 * The backups that are kept: the 3 newest of today, the newest of each of the 7 newest days, the newest of each of the 12 newest months (UTC).
 * @param backups newest first
 */
export function keptBackups(backups: readonly BackupFile[], now: Date): Set<string> {
  const today = now.toISOString().slice(0, 10);
  const kept = new Set<string>();
  const newestOf = (length: number, count: number): void => {
    const seen = new Set<string>();
    for (const { createdAt, path } of backups) {
      const period = createdAt.slice(0, length);
      if (seen.has(period) || seen.size === count) continue;
      seen.add(period);
      kept.add(path);
    }
  };
  for (const { path } of backups.filter(({ createdAt }) => createdAt.startsWith(today)).slice(0, 3))
    kept.add(path);
  newestOf(10, 7);
  newestOf(7, 12);
  return kept;
}

/**
 * Copies the book as the connection sees it into the folder, verifies the copy, and lets go of backups that are no longer kept.
 * Throws `input-output` when there is no room, `integrity` when the copy doesn't verify; the book is left as it was and no unfinished file stays.
 */
export async function makeBackup(
  database: Database.Database,
  bookPath: string,
  folder: string,
  reason: BackupFile['reason'],
  now: () => Date,
): Promise<BackupFile> {
  let partial = '';
  try {
    mkdirSync(folder, { recursive: true });
    removePartials(bookPath, folder);
    const made = freeName(bookPath, folder, reason, now());
    partial = `${made.path}.partial`;
    await copyWhole(database, partial);
    const report = verifyFile(partial, now());
    if (!report.ok) {
      throw new MargraveError(
        'integrity',
        `The backup of ${bookPath} does not verify: ${report.problems[0]} It was not kept, and the book is as it was.`,
        { problems: report.problems },
      );
    }
    renameSync(partial, made.path);
    flushFolder(folder);
    const backups = listBackups(bookPath, folder);
    const kept = keptBackups(backups, now());
    for (const backup of backups)
      if (!kept.has(backup.path) && backup.path !== made.path) rmSync(backup.path);
    return { ...made, reason, bytes: statSync(made.path).size };
  } catch (thrown) {
    if (partial !== '') removePartials(bookPath, folder);
    throw storageError(thrown, `The backup of ${bookPath} could not be made`, 'The book is as it was.');
  }
}

/** Copies the database into a new file that needs no log beside it, and flushes it. */
export async function copyWhole(database: Database.Database, target: string): Promise<void> {
  await database.backup(target, { progress: () => pagesPerTurn });
  const copy = new Database(target, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  flushFile(target);
}

/** Opens a file for reading and checks all of it. */
export function verifyFile(path: string, now: Date): ReturnType<typeof verifyBook> {
  const copy = openForReading(path);
  try {
    return verifyBook(copy, path, 'whole', now);
  } finally {
    copy.close();
  }
}

export function flushFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename last. Windows keeps folders by itself and refuses. */
export function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The sentence that shows the way back after damage. */
export function wayBack(bookPath: string, folder: string): string {
  const newest = listBackups(bookPath, folder)[0];
  return newest
    ? `Restore it from the newest backup: ${newest.path} (${newest.createdAt}).`
    : `There is no backup in ${folder}: restore it from a copy of your own.`;
}

/** A name that no backup has yet, after the newest one: the clock may stand still between two. */
function freeName(
  bookPath: string,
  folder: string,
  reason: BackupFile['reason'],
  now: Date,
): { path: string; createdAt: string } {
  const newest = Date.parse(listBackups(bookPath, folder)[0]?.createdAt ?? '');
  const tooClose = newest >= now.getTime() && newest < now.getTime() + 1000;
  for (let instant = tooClose ? newest + 1 : now.getTime(); ; instant += 1) {
    const createdAt = new Date(instant).toISOString();
    const stamp = createdAt.replaceAll(/[-:.]/g, '');
    const path = join(folder, `${stem(bookPath)}.${stamp}-${reason}.backup`);
    if (!existsSync(path)) return { path, createdAt };
  }
}

function removePartials(bookPath: string, folder: string): void {
  if (!isFolder(folder)) return;
  const own = `${stem(bookPath)}.`;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(own) && /-[a-z]+\.backup\.partial(-wal|-shm|-journal)?$/.test(name)) {
      rmSync(join(folder, name), { force: true });
    }
  }
}
