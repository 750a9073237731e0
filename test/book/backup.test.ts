import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptBackups, listBackups, verifyFile } from '../../src-main/book/backup.ts';
import type { BackupFile, BookWriter } from '../../src-main/book/book.ts';
import { createBook, isWriter, openBook, openWriter } from '../../src-main/book/open.ts';
import { restoreBook } from '../../src-main/book/restore.ts';
import { edit, makeFolder, wholeBook } from './sample.ts';

let folder: ReturnType<typeof makeFolder>;
let clock: Date;
const now = (): Date => clock;
beforeEach(() => {
  folder = makeFolder();
  clock = new Date('2026-03-10T09:00:00Z');
});
afterEach(() => folder.remove());

async function filledBook(): Promise<BookWriter> {
  const book = await createBook(folder.book, { name: 'Desk', user: 'ada', now });
  book.apply(wholeBook(), edit);
  return book;
}

const putMapping = (book: BookWriter, name: string): void => {
  book.apply([{ kind: 'putMapping', name, mapping: '{}' }], edit);
};

describe('a backup', () => {
  it('is a whole book of its own in one file, beside the book unless a folder is named', async () => {
    const book = await filledBook();
    const backup = await book.backup('request');
    expect(backup).toEqual(
      expect.objectContaining({ reason: 'request', createdAt: '2026-03-10T09:00:00.000Z' }),
    );
    expect(readdirSync(`${folder.book}.backups`)).toEqual(['desk.20260310T090000000Z-request.backup']);
    expect(backup.bytes).toBe(readFileSync(backup.path).length);
    expect(verifyFile(backup.path, clock).problems).toEqual([]);
    const copy = await openBook(backup.path, { user: 'ada', wanted: 'read' });
    expect(copy.portfolio()).toEqual(book.portfolio());
    expect(copy.status().bookId).toBe(book.status().bookId);
    copy.close();
    expect(book.backups()).toEqual([backup]);
    book.close();
    const elsewhere = join(folder.path, 'else');
    const again = await openWriter(folder.book, { user: 'ada', now, backupFolder: elsewhere });
    expect(again.backups().map(({ reason }) => reason)).toEqual(['daily']);
    again.close();
  });

  it('may be overtaken by changes while it is made, and is a committed state all the same', async () => {
    const book = await filledBook();
    const making = book.backup('import');
    putMapping(book, 'meanwhile');
    await new Promise((resolve) => setImmediate(resolve));
    putMapping(book, 'a little later');
    const backup = await making;
    const copy = await openBook(backup.path, { user: 'ada', wanted: 'read' });
    const names = copy.mappings().map(({ name }) => name);
    expect(names).toEqual(
      ['broker', 'a little later', 'meanwhile'].filter((name) => names.includes(name)).sort(),
    );
    expect(copy.audit().at(-1)?.hash).toBe(copy.status().auditHead);
    expect(copy.verify().problems).toEqual([]);
    copy.close();
    expect(book.verify().problems).toEqual([]);
    book.close();
  });

  it('is not kept when the copy doesn’t verify', async () => {
    const book = await filledBook();
    const other = new Database(folder.book);
    other.exec("UPDATE balance SET amount = '0'");
    other.close();
    await expect(book.backup('request')).rejects.toMatchObject({ code: 'integrity' });
    await expect(book.backup('request')).rejects.toThrow('Table balance');
    expect(readdirSync(`${folder.book}.backups`)).toEqual([]);
    book.close();
  });

  it('takes away what an interrupted one left, and nothing that is somebody else’s', async () => {
    const book = await filledBook();
    const backups = `${folder.book}.backups`;
    mkdirSync(backups);
    writeFileSync(join(backups, 'desk.20260301T090000000Z-daily.backup.partial'), 'half');
    writeFileSync(join(backups, 'other.20260301T090000000Z-daily.backup.partial'), 'half');
    writeFileSync(join(backups, 'notes.txt'), 'mine');
    for (let count = 0; count < 5; count += 1) await book.backup('request');
    const left = readdirSync(backups);
    expect(left).toHaveLength(5);
    expect(left).toContain('notes.txt');
    expect(left).toContain('other.20260301T090000000Z-daily.backup.partial');
    book.close();
  });

  it('that can’t be written is an error that leaves the book as it was', async () => {
    const book = await filledBook();
    writeFileSync(`${folder.book}.backups`, 'a file where the folder should be');
    await expect(book.backup('request')).rejects.toMatchObject({ code: 'input-output' });
    putMapping(book, 'after');
    expect(book.verify().problems).toEqual([]);
    book.close();
    const again = await openWriter(folder.book, { user: 'ada', now });
    expect(again.status().warnings[0]).toContain('The backup');
    again.close();
  });
});

describe('the day’s first opening', () => {
  it('makes one backup a day, and none of a book that nobody has put anything in', async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada', now })).close();
    const list = (): string[] =>
      listBackups(folder.book, `${folder.book}.backups`).map(({ createdAt }) => createdAt);
    const book = await openWriter(folder.book, { user: 'ada', now });
    expect(list()).toEqual([]);
    book.apply(wholeBook(), edit);
    book.close();
    for (const time of ['2026-03-10T10:00:00Z', '2026-03-10T23:59:00Z', '2026-03-11T00:01:00Z']) {
      clock = new Date(time);
      (await openWriter(folder.book, { user: 'ada', now })).close();
    }
    expect(list()).toEqual(['2026-03-11T00:01:00.000Z', '2026-03-10T10:00:00.000Z']);
  });
});

describe('what is kept', () => {
  const backup = (createdAt: string): BackupFile => ({
    path: createdAt,
    createdAt,
    reason: 'daily',
    bytes: 1,
  });

  it('is 3 of today, 7 daily and 12 monthly', () => {
    const times: string[] = [];
    for (let day = 0; day < 500; day += 1) {
      for (const hour of [20, 15, 10, 5]) {
        times.push(new Date(Date.UTC(2026, 2, 10, hour) - day * 86_400_000).toISOString());
      }
    }
    const kept = [...keptBackups(times.map(backup), new Date('2026-03-10T21:00:00Z'))];
    expect(kept.filter((time) => time.startsWith('2026-03-10')).map((time) => time.slice(11, 13))).toEqual([
      '20',
      '15',
      '10',
    ]);
    const days = new Set(kept.map((time) => time.slice(0, 10)));
    for (let day = 4; day <= 10; day += 1) expect(days).toContain(`2026-03-${String(day).padStart(2, '0')}`);
    const months = kept.filter((time) => time < '2026-03-01').map((time) => time.slice(0, 10));
    expect(months[0]).toBe('2026-02-28');
    expect(months.at(-1)).toBe('2025-04-30');
    expect(kept).toHaveLength(3 + 6 + 11);
  });

  it('counts days that have backups, however far apart', () => {
    const times = ['2026-03-01', '2026-02-01', '2025-12-24', '2024-01-01'].map(
      (day) => `${day}T08:00:00.000Z`,
    );
    expect(keptBackups(times.map(backup), new Date('2026-03-10T21:00:00Z')).size).toBe(4);
  });
});

describe('restoring', () => {
  it('puts the backup in place, after a backup of what was there, and says so in the chain', async () => {
    const book = await filledBook();
    const before = book.portfolio();
    const backup = await book.backup('request');
    putMapping(book, 'later');
    book.apply([{ kind: 'removeAccounts', accounts: ['prime-a'] }], edit);
    const lostHead = book.status().auditHead;
    await expect(restoreBook(backup.path, folder.book, { user: 'ada', now })).rejects.toMatchObject({
      code: 'read-only',
    });
    const reader = await openBook(folder.book, { user: 'eve', wanted: 'read' });
    book.close();
    const report = await restoreBook(backup.path, folder.book, { user: 'bob', now });
    expect(report.damagedKeptAt).toBeNull();
    expect(report.previous?.reason).toBe('restore');
    expect(reader.portfolio()).toEqual(before);
    reader.close();
    const restored = await openWriter(folder.book, { user: 'ada', now });
    expect(restored.portfolio()).toEqual(before);
    expect(restored.mappings().map(({ name }) => name)).toEqual(['broker']);
    const last = restored.audit().at(-1);
    expect([last?.action, last?.user]).toEqual(['restore', 'bob']);
    expect(JSON.parse(last?.detail ?? '').replacedAuditHead).toBe(lostHead);
    expect(restored.verify().problems).toEqual([]);
    expect(restored.undo('ada')?.summary).toBe('Undone: An edit');
    restored.close();
    // And back again: what the restore replaced was not lost.
    await restoreBook(report.previous?.path ?? '', folder.book, { user: 'ada', now });
    const back = await openBook(folder.book, { user: 'ada', wanted: 'read' });
    expect(back.accounts().map(({ id }) => id)).toEqual(['prime-b']);
    back.close();
  });

  it('puts damaged files aside and keeps them', async () => {
    const book = await filledBook();
    const backup = await book.backup('request');
    book.close();
    for (const damage of ['not a database any more', 'header']) {
      if (damage === 'header') {
        const bytes = readFileSync(folder.book);
        bytes.fill(0xff, 100, 4096);
        writeFileSync(folder.book, bytes);
      } else writeFileSync(folder.book, damage.repeat(500));
      clock = new Date(clock.getTime() + 60_000);
      const report = await restoreBook(backup.path, folder.book, { user: 'ada', now });
      expect(report.previous).toBeNull();
      expect(existsSync(report.damagedKeptAt ?? '')).toBe(true);
      const restored = await openBook(folder.book, { user: 'ada', wanted: 'write' });
      expect(isWriter(restored)).toBe(true);
      expect(restored.verify().problems).toEqual([]);
      restored.close();
    }
  });

  it('puts a book whose values are damaged aside: a copy of it would not verify', async () => {
    const book = await filledBook();
    const backup = await book.backup('request');
    book.close();
    const other = new Database(folder.book);
    other.exec("UPDATE balance SET amount = '0'");
    other.close();
    const report = await restoreBook(backup.path, folder.book, { user: 'ada', now });
    expect(report.damagedKeptAt).not.toBeNull();
    expect((await openBook(folder.book, { user: 'ada', wanted: 'read' })).verify().problems).toEqual([]);
  });

  it('makes a new book where there is none, and refuses a damaged backup', async () => {
    const book = await filledBook();
    const backup = await book.backup('request');
    book.close();
    const target = join(folder.path, 'new.margrave');
    const report = await restoreBook(backup.path, target, { user: 'ada', now });
    expect(report.previous).toBeNull();
    const before = readFileSync(target);
    const other = new Database(backup.path);
    other.exec("UPDATE balance SET amount = '0'");
    other.close();
    await expect(restoreBook(backup.path, target, { user: 'ada', now })).rejects.toThrow('Table balance');
    expect(readFileSync(target).equals(before)).toBe(true);
    await expect(restoreBook(target, target, { user: 'ada', now })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(restoreBook(`${target}x`, target, { user: 'ada' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
