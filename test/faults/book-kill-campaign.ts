// Rounds of kill −9 against a process that writes a book; after each the book must open, verify, and stand at a committed step.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openForWriting } from '../../src-main/book/connection.ts';
import { currentVersion } from '../../src-main/book/migrations/list.ts';
import { createBook, layDown, openWriter } from '../../src-main/book/open.ts';
import { accountToRow, instrumentToRow, positionToRow } from '../../src-main/book/rows.ts';
import { contentTables, shapeAt } from '../../src-main/book/tables.ts';
import { BookTransaction } from '../../src-main/book/transaction.ts';
import { makeFolder, positions } from '../book/sample.ts';
import { arraysStepOf, ground, importStepOf, runsOf, seeded } from './book-steps.ts';

export interface Strike {
  mode: 'import' | 'run' | 'arrays' | 'migration' | 'open';
  /** The last mark that the process gave. */
  lastMark: string;
  /** True when the last mark was inside a transaction and that step is not in the book afterwards. */
  insideTransaction: boolean;
  /** The step that the book stands at afterwards. */
  stands: number;
}

const modes = [
  'import',
  'run',
  'arrays',
  'migration',
  'open',
  'import',
  'run',
  'arrays',
  'migration',
] as const;
const stepped: readonly Strike['mode'][] = ['import', 'run', 'arrays'];

/**
 * Strikes `rounds` times. Throws when a book doesn't open, doesn't verify, or stands at anything but a committed step.
 * @param size positions per import, and figures per run
 * @param log is given one line per round: where it struck and what stands
 */
export async function killRounds(
  rounds: number,
  size: number,
  log: (line: string) => void,
): Promise<Strike[]> {
  const random = seeded(20260301);
  const strikes: Strike[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const mode = modes[round % modes.length] ?? 'import';
    const folder = makeFolder();
    try {
      await prepare(folder.book, mode, size);
      const marks = await strike(folder.book, mode, size, random);
      const stands = await check(folder.book, mode, size);
      const lastMark = marks.at(-1) ?? 'no mark yet';
      const committed = Math.max(stepped.includes(mode) ? 0 : 1, ...stepsOf(marks, 'committed'));
      const begun = Math.max(committed, ...stepsOf(marks, 'inside'), ...stepsOf(marks, 'opening'));
      // Between a commit and its mark the step is in the book without the mark: with or without it, the state is a committed one.
      if (stands < committed || stands > begun) {
        throw new Error(
          `Round ${round}: the book stands at ${stands}, but ${committed} steps were committed`,
        );
      }
      const insideTransaction = lastMark.startsWith('inside') && stands < begun;
      strikes.push({ mode, lastMark, insideTransaction, stands });
      log(
        `round ${round + 1}: ${mode}, struck after “${lastMark}”${insideTransaction ? ', inside the open transaction' : ''}; the book stands at step ${stands} and verifies`,
      );
    } finally {
      folder.remove();
    }
  }
  return strikes;
}

const stepsOf = (marks: readonly string[], kind: string): number[] =>
  marks.filter((mark) => mark.startsWith(kind)).map((mark) => Number(mark.split(' ')[1]));

async function prepare(path: string, mode: Strike['mode'], size: number): Promise<void> {
  const audit = { user: 'ada', action: 'edit', summary: 'Ground' };
  if (stepped.includes(mode)) {
    const book = await createBook(path, { name: 'Struck', user: 'ada' });
    book.apply(ground(), audit);
    book.close();
    return;
  }
  layDown(path, { name: 'Struck', user: 'ada', now: new Date(), version: 1 });
  const database = openForWriting(path);
  database.transaction(() => {
    const transaction = new BookTransaction(database, new Map());
    for (const change of ground()) {
      if (change.kind === 'putAccounts')
        transaction.put(contentTables.account, change.accounts.map(accountToRow));
      if (change.kind === 'putInstruments') {
        const older = shapeAt(contentTables.instrument, 1);
        transaction.put(
          older,
          change.instruments.map((one) => instrumentToRow(one).slice(0, older.columns.length)),
        );
      }
    }
    transaction.put(contentTables.position, positions(size, ['prime-a', 'prime-b'], 50).map(positionToRow));
    transaction.storeDigests();
  })();
  database.close();
}

/** Starts the process, waits for a mark chosen by chance, waits a moment more, and kills. Gives back all marks that came out. */
async function strike(
  path: string,
  mode: Strike['mode'],
  size: number,
  random: () => number,
): Promise<string[]> {
  const script = fileURLToPath(new URL('./book-writing-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, mode, String(size)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const exited = once(child, 'exit');
  // Four in five strikes wait for a transaction to be open; the others fall anywhere.
  const wanted = mode === 'open' ? 'opening' : random() < 0.8 ? 'inside' : 'committed';
  const nth = stepped.includes(mode) ? 1 + Math.floor(random() * 3) : 1;
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split(`${wanted} `).length - 1 >= nth) resolve();
    });
    void exited.then(() => reject(new Error(`The process ended before it was struck: ${complaint}`)));
    setTimeout(() => resolve(), 30_000).unref();
  });
  const longest = mode === 'open' ? 700 : mode === 'migration' ? 8 : 2 + size / 400;
  await delay(random() * longest);
  child.kill('SIGKILL');
  await exited;
  return output.split('\n').filter((line) => line !== '');
}

async function check(path: string, mode: Strike['mode'], size: number): Promise<number> {
  if (mode === 'migration' || mode === 'open') {
    // Before anything can migrate it: the version that the strike left.
    const database = openForWriting(path);
    const version = Number(database.pragma('user_version', { simple: true }));
    database.close();
    const book = await openWriter(path, { user: 'ada' });
    requireWhole(book.verify().problems);
    const { schemaVersion } = book.status();
    if (schemaVersion !== currentVersion || book.positions().length !== size) {
      throw new Error(`After the migration: version ${schemaVersion}, ${book.positions().length} positions`);
    }
    book.close();
    return version;
  }
  const book = await openWriter(path, { user: 'ada' });
  requireWhole(book.verify().problems);
  const standing = mode === 'import' ? importStepOf : mode === 'arrays' ? arraysStepOf : runsOf;
  const stands = standing(book, size);
  // It can be written again at once: the lock died with its holder.
  book.apply([{ kind: 'putMapping', name: 'after', mapping: '{}' }], {
    user: 'ada',
    action: 'edit',
    summary: 'After',
  });
  book.close();
  return stands;
}

function requireWhole(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`The book does not verify: ${problems.join(' ')}`);
}
