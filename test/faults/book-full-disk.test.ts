import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BookWriter } from '../../src-main/book/book.ts';
import { createBook, isWriter, openBook, openWriter } from '../../src-main/book/open.ts';
import { makeFolder } from '../book/sample.ts';
import { storeSampleRun } from '../book/sample-run.ts';
import { ground, importStep, importStepOf } from './book-steps.ts';
import { removeDisk, smallDisk } from './small-disk.ts';

const audit = { user: 'ada', action: 'import', summary: 'Import' };
const small = 50;
const large = 40_000;

/** Asks for more than there is room for, twice, and finds the book as it was and at work. */
function outgrow(book: BookWriter): void {
  const head = book.status();
  for (const attempt of [
    () =>
      book.apply(
        importStep(2, large, () => undefined),
        audit,
      ),
    () => storeSampleRun(book, 'r1', noise(4_000_000)),
  ]) {
    expect(attempt).toThrow(/no space left.* The book is as it was\./);
    expect(book.status()).toEqual(
      expect.objectContaining({ auditHead: head.auditHead, revision: head.revision }),
    );
    expect(book.runs()).toEqual([]);
    expect(importStepOf(book, small)).toBe(1);
    expect(book.verify().problems).toEqual([]);
  }
  expect(book.apply([{ kind: 'putMapping', name: 'small', mapping: '{}' }], audit).sequence).not.toBeNull();
}

/** Text that doesn't squeeze. */
function noise(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(36);
  }
  return text;
}

describe('a book that may not grow', () => {
  it('refuses the change whole, says why, and goes on', async () => {
    const folder = makeFolder();
    const made = await createBook(folder.book, { name: 'Small', user: 'ada' });
    made.apply(ground(), audit);
    made.apply(
      importStep(1, small, () => undefined),
      audit,
    );
    made.close();
    const book = await openWriter(folder.book, { user: 'ada', maximumBytes: 1_000_000 });
    outgrow(book);
    book.close();
    expect(statSync(folder.book).size).toBeLessThan(1_000_000);
    folder.remove();
  });
});

const disk = smallDisk();
afterAll(() => removeDisk(disk));

describe('a full disk', () => {
  if (!('path' in disk)) {
    // biome-ignore lint/suspicious/noSkippedTests: the skip is the message, and the closing line counts it.
    it.skip(`skipped: no small file system (${disk.reason})`, () => undefined);
    return;
  }
  const path = join(disk.path, 'desk.margrave');

  it('leaves the book as it was, and the book goes on where there is room again', async () => {
    const spare = join(disk.path, 'spare');
    writeFileSync(spare, Buffer.alloc(400_000));
    const book = await createBook(path, { name: 'Small', user: 'ada' });
    try {
      book.apply(ground(), audit);
      book.apply(
        importStep(1, small, () => undefined),
        audit,
      );
      outgrow(book);
    } finally {
      rmSync(spare);
      book.close();
    }
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('makes a backup fail without a trace, and the book open for reading only', async () => {
    writeFileSync(join(disk.path, 'filler'), Buffer.alloc(1));
    const backups = join(disk.path, 'backups');
    mkdirSync(backups);
    const book = await openWriter(path, { user: 'ada', backupFolder: backups });
    fill(join(disk.path, 'filler'));
    await expect(book.backup('request')).rejects.toMatchObject({ code: 'input-output' });
    expect(book.backups()).toHaveLength(1);
    expect(book.verify().problems).toEqual([]);
    book.close();
    fill(join(disk.path, 'filler'));
    const reader = await openBook(path, { user: 'ada', wanted: 'write', backupFolder: backups });
    expect(isWriter(reader)).toBe(false);
    expect(reader.status().readOnlyReason).toContain('open for reading only');
    expect(importStepOf(reader, small)).toBe(1);
    reader.close();
    rmSync(join(disk.path, 'filler'));
    const again = await openWriter(path, { user: 'ada', backupFolder: backups });
    expect(importStepOf(again, small)).toBe(1);
    again.close();
  });

  it('makes no half book', async () => {
    const filler = join(disk.path, 'filler');
    writeFileSync(filler, Buffer.alloc(1));
    fill(filler);
    const second = join(disk.path, 'second.margrave');
    await expect(createBook(second, { name: 'x', user: 'ada' })).rejects.toMatchObject({
      code: 'input-output',
    });
    expect(existsSync(second)).toBe(false);
    rmSync(filler);
  });
});

/** Writes to the file until the disk is full. */
function fill(path: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // That much doesn't fit any more.
    }
  }
}
