import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FileSystemFacts,
  networkFileSystem,
  networkWarning,
} from '../../src-main/book/network-folder.ts';
import { createBook, isWriter, openBook, openWriter } from '../../src-main/book/open.ts';
import { lockPath } from '../../src-main/book/writer-lock.ts';
import { edit, makeFolder, wholeBook } from './sample.ts';

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

describe('making a book', () => {
  it('sets what keeps it safe', async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada' })).close();
    const database = new Database(folder.book, { readonly: true });
    expect(database.pragma('application_id', { simple: true })).toBe(0x4d475256);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    const kinds = database
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' AND strict = 0",
      )
      .all();
    expect(kinds).toEqual([]);
    database.close();
  });

  it('never writes over a file, and leaves nothing unfinished', async () => {
    writeFileSync(folder.book, 'mine');
    await expect(createBook(folder.book, { name: 'x', user: 'ada' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readFileSync(folder.book, 'utf8')).toBe('mine');
    await expect(createBook(`${folder.path}/none/b`, { name: 'x', user: 'ada' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(readdirSync(folder.path)).toEqual(['desk.margrave']);
  });
});

describe('opening what is not a book', () => {
  const refuses = async (code: string, words: string): Promise<void> => {
    const before = readFileSync(folder.book);
    for (const wanted of ['read', 'write'] as const) {
      const opening = openBook(folder.book, { user: 'ada', wanted });
      await expect(opening).rejects.toMatchObject({ code });
      await expect(opening).rejects.toThrow(words);
    }
    expect(readFileSync(folder.book).equals(before)).toBe(true);
  };

  it('says that there is none', async () => {
    await expect(openBook(folder.book, { user: 'ada', wanted: 'write' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(existsSync(folder.book)).toBe(false);
  });

  it('says that a folder is a folder', async () => {
    for (const wanted of ['read', 'write'] as const) {
      const opening = openBook(folder.path, { user: 'ada', wanted });
      await expect(opening).rejects.toMatchObject({ code: 'invalid-file' });
      await expect(opening).rejects.toThrow(`${folder.path} is a folder, not a book.`);
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('names a file that is not SQLite, an empty one, and another program’s', async () => {
    writeFileSync(folder.book, '{"positions": []}'.repeat(200));
    await refuses('invalid-file', 'not a Margrave book');
    writeFileSync(folder.book, '');
    await refuses('invalid-file', 'not a Margrave book');
    const other = new Database(folder.book);
    other.exec('CREATE TABLE notes (text TEXT)');
    other.close();
    await refuses('invalid-file', 'not a Margrave book');
  });

  it('shows the way back where a book was cut off', async () => {
    const book = await createBook(folder.book, { name: 'Desk', user: 'ada' });
    book.apply(wholeBook(), edit);
    const backup = await book.backup('request');
    book.close();
    truncateSync(folder.book, 5000);
    await expect(openBook(folder.book, { user: 'ada', wanted: 'write' })).rejects.toThrow(backup.path);
  });

  it('knows what was a book by what stands beside it, even where its first bytes are gone', async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada' })).close();
    const bytes = readFileSync(folder.book);
    bytes.fill(0x20, 0, 16);
    writeFileSync(folder.book, bytes);
    await refuses('integrity', 'There is no backup in');
  });

  it('tells a book with a damaged header from a file of another program', async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada' })).close();
    const database = new Database(folder.book);
    database.pragma('application_id = 7');
    database.close();
    await refuses('integrity', 'header');
  });
});

describe('one writer per book', () => {
  it('gives the second opener a reader that says who writes', async () => {
    const book = await createBook(folder.book, {
      name: 'Desk',
      user: 'ada',
      now: () => new Date('2026-01-02T03:04:05Z'),
    });
    symlinkSync(folder.book, `${folder.path}/other-name`);
    for (const path of [folder.book, `${folder.path}/other-name`]) {
      const second = await openBook(path, { user: 'bob', wanted: 'write' });
      expect(isWriter(second)).toBe(false);
      expect(second.status().readOnlyReason).toBe(
        `ada has this book open for writing on ${hostname()} (process ${process.pid}) since 2026-01-02T03:04:05.000Z, so it is open for reading only here.`,
      );
      second.close();
    }
    book.apply(wholeBook(), edit);
    book.close();
    const next = await openBook(folder.book, { user: 'bob', wanted: 'write' });
    expect(isWriter(next)).toBe(true);
    next.close();
  });

  it('holds across processes, and is free when the holder is killed', { timeout: 30_000 }, async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada' })).close();
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('./hold-book.ts', import.meta.url)), folder.book],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString().trim()).toBe('writing');
    const second = await openBook(folder.book, { user: 'bob', wanted: 'write' });
    expect(second.status().readOnlyReason).toContain(`child has this book open for writing`);
    expect(second.status().readOnlyReason).toContain(`process ${child.pid}`);
    second.close();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await openWriter(folder.book, { user: 'bob' });
    expect(next.status().readOnly).toBe(false);
    next.close();
  });

  it('is not kept out by what an ended writer left, nor by a damaged lock file', async () => {
    (await createBook(folder.book, { name: 'Desk', user: 'ada' })).close();
    expect(existsSync(lockPath(folder.book))).toBe(true);
    writeFileSync(lockPath(folder.book), 'not a lock at all '.repeat(100));
    const book = await openWriter(folder.book, { user: 'ada' });
    const second = await openBook(folder.book, { user: 'bob', wanted: 'write' });
    expect(isWriter(second)).toBe(false);
    second.close();
    book.close();
  });
});

describe('a network folder', () => {
  const facts = (magic: number, mounts = '', platform = 'linux'): FileSystemFacts => ({
    platform,
    magic: () => magic,
    mounts: () => mounts,
  });
  const mounts = [
    'proc /proc proc rw 0 0',
    '/dev/sda1 / ext4 rw 0 0',
    'desk@host:/ /mnt/my\\040desk fuse.sshfs rw 0 0',
    'server:/x /mnt/nfs nfs4 rw 0 0',
  ].join('\n');

  it('is known by its file system, its mount, or its Windows name', () => {
    const ext4 = 0xef53;
    const fuse = 0x65735546;
    expect(networkFileSystem('/home/a/book', facts(0x6969))).toBe('NFS');
    expect(networkFileSystem('/home/a/book', facts(0xff534d42))).toBe('CIFS');
    expect(networkFileSystem('/mnt/my desk/book', facts(fuse, mounts))).toBe('fuse.sshfs');
    expect(networkFileSystem('/mnt/nfs/deep/book', facts(0, mounts))).toBe('nfs4');
    expect(networkFileSystem('/mnt/nfsx/book', facts(ext4, mounts))).toBeNull();
    expect(networkFileSystem('/home/a/book', facts(ext4, mounts))).toBeNull();
    expect(networkFileSystem('\\\\server\\share\\book', facts(0, '', 'win32'))).toBe('a Windows share');
    expect(networkFileSystem('\\\\?\\UNC\\server\\share\\book', facts(0, '', 'win32'))).toBe(
      'a Windows share',
    );
    expect(networkFileSystem('\\\\?\\C:\\book', facts(0, '', 'win32'))).toBeNull();
    expect(networkFileSystem('C:\\book', facts(0, '', 'win32'))).toBeNull();
    expect(networkWarning('/mnt/nfs/book', facts(0, mounts))).toContain('network folder (nfs4)');
  });

  it('is asked of this machine too: its own temporary folder is none', () => {
    expect(networkWarning(folder.book)).toBeNull();
  });
});
