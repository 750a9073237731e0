// Cuts the write-ahead log of a killed writer at page boundaries and in mid-page; the book must open to a committed step each time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layDown, openBook } from '../../src-main/book/open.ts';
import { makeFolder } from '../book/sample.ts';
import { importStepOf } from './book-steps.ts';

export interface Cut {
  /** Bytes of the log that were left. */
  bytes: number;
  /** The step that the book then stands at: −1 for the book as it was made, 0 with the ground, 1, 2, … */
  stands: number;
}

const logHeader = 32;
const frameHeader = 24;
const pageSize = 4096;
const steps = 6;
const count = 60;

/**
 * @param every cut at every nth page; 1 is each
 * @param offsets places within the page at which it is cut, besides its boundary
 */
export async function cutLog(
  every: number,
  offsets: readonly number[],
): Promise<{ cuts: Cut[]; frames: number }> {
  const folder = makeFolder();
  try {
    await leaveLog(folder.book);
    const log = readFileSync(`${folder.book}-wal`);
    const frames = Math.floor((log.length - logHeader) / (frameHeader + pageSize));
    const places: number[] = [];
    for (let frame = 0; frame <= frames; frame += every) {
      const boundary = logHeader + frame * (frameHeader + pageSize);
      places.push(boundary, ...(frame < frames ? offsets.map((offset) => boundary + offset) : []));
    }
    if (places.at(-1) !== log.length) places.push(log.length);
    places.unshift(0, 7);
    const cuts: Cut[] = [];
    for (const bytes of places)
      cuts.push({ bytes, stands: await standsAfter(folder.path, folder.book, bytes) });
    return { cuts, frames };
  } finally {
    folder.remove();
  }
}

/** Has a process write the ground and six imports, and kills it: its log stays as it was. */
async function leaveLog(path: string): Promise<void> {
  layDown(path, { name: 'Cut', user: 'ada', now: new Date() });
  const script = fileURLToPath(new URL('./book-writing-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, 'import', String(count), String(steps)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(`committed ${steps}\n`)) resolve();
    });
    void exited.then(() => reject(new Error('The writing process ended too early')));
  });
  child.kill('SIGKILL');
  await exited;
}

async function standsAfter(folder: string, book: string, bytes: number): Promise<number> {
  const copy = join(folder, 'cut.margrave');
  for (const suffix of ['', '-wal', '-shm', '-writer']) rmSync(copy + suffix, { force: true });
  rmSync(`${copy}.backups`, { recursive: true, force: true });
  copyFileSync(book, copy);
  copyFileSync(`${book}-wal`, `${copy}-wal`);
  truncateSync(`${copy}-wal`, bytes);
  const opened = await openBook(copy, { user: 'ada', wanted: 'write' });
  try {
    const report = opened.verify();
    const reason = opened.status().readOnlyReason;
    if (!report.ok || reason !== null) {
      throw new Error(`Cut at ${bytes} bytes: ${reason ?? ''} ${report.problems.join(' ')}`);
    }
    return opened.accounts().length === 0 ? -1 : importStepOf(opened, count);
  } finally {
    opened.close();
  }
}
