// Opening, making and looking after the book: one at a time, its lifecycle in order. May import contract and node.
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { BookStatus } from '../book/book.ts';
import type { RestoreReport } from '../book/restore.ts';
import type { Handlers } from '../contract/transport.ts';
import type { BookState } from '../contract/views.ts';
import { MargraveError } from '../domain/errors.ts';
import type { CallOptions } from '../engine/thread-calls.ts';
import { currentBook, type DeskContext, tellChanged } from './context.ts';
import { commitPreview } from './imports.ts';
import { methodPage } from './method-pages.ts';

type BookCalls = Extract<keyof Handlers, `book.${string}` | 'accounts.tree' | `rulebooks.${string}`>;

/** Opens a book file. `readOnly` leaves the write connection alone, so that another program may hold it. */
export async function openBook(desk: DeskContext, given: string, readOnly = false): Promise<BookState> {
  const path = resolve(given);
  if (!existsSync(path)) {
    throw new MargraveError(
      'not-found',
      `There is no book at ${path}. Make one with “margrave init --book FILE” or choose another file.`,
      { path },
    );
  }
  if (desk.open?.path !== path || desk.open.readOnly !== readOnly)
    await inPlaceOfOpenBook(desk, () => openAt(desk, path, readOnly));
  return stateOfOpenBook(desk);
}

/** Makes a book and opens it. Throws `conflict` when the file is there already. */
export async function createBook(
  desk: DeskContext,
  given: string,
  name: string,
  sample = false,
): Promise<BookState> {
  const path = resolve(given);
  if (existsSync(path)) {
    throw new MargraveError(
      'conflict',
      `There is a file at ${path} already. It was left as it is: choose another name.`,
      { path },
    );
  }
  const { user } = desk.options;
  const title = name.trim() || basename(path).replace(/\.margrave$/, '');
  await inPlaceOfOpenBook(desk, async () => {
    const status = await desk.threads.writer.call('create', { path, name: title, user, sample });
    await opened(desk, path, status);
  });
  return stateOfOpenBook(desk);
}

async function openAt(desk: DeskContext, path: string, readOnly: boolean): Promise<void> {
  const { user } = desk.options;
  const status = readOnly ? null : await desk.threads.writer.call('open', { path, user });
  await opened(desk, path, status);
}

/** Closes the open book and does `work`; when that fails, the book that was open is opened again. */
async function inPlaceOfOpenBook(desk: DeskContext, work: () => Promise<void>): Promise<void> {
  const before = desk.open;
  await closeBook(desk);
  try {
    await work();
  } catch (thrown) {
    // What went wrong first is what the user must read; a book that can't be opened again stays closed, which the window is told.
    if (before) await openAt(desk, before.path, before.readOnly).catch(() => {});
    throw thrown;
  }
}

/** `status` as the writing thread has it; null when only reading was asked for. */
async function opened(desk: DeskContext, path: string, status: BookStatus | null): Promise<void> {
  const readOnly = status === null;
  const { user } = desk.options;
  try {
    const read = await desk.threads.reader.call('open', { path, user, check: readOnly });
    desk.open = { path, readOnly, status: status ?? read, verified: null };
    desk.threads.reopen = { path, user, readOnly };
    desk.log.write(
      'information',
      `Opened ${path}${readOnly ? ' for reading' : ''}, ${read.counts.positions} positions.`,
    );
    // The list of recent books is a comfort: a folder that can't be written must not keep a book from opening.
    await desk.recent.remember(path, read.name).catch(() => {});
  } catch (thrown) {
    if (!readOnly) await desk.threads.writer.call('close', null);
    throw thrown;
  }
  await tellChanged(desk);
}

async function stateOfOpenBook(desk: DeskContext): Promise<BookState> {
  const state = await currentBook(desk);
  if (!state) throw new MargraveError('not-found', 'No book is open. Open or create one first.', {});
  return state;
}

/** Puts a backup in a book's place and opens it. The book is closed first when it is the open one. */
export async function restoreBook(
  desk: DeskContext,
  backup: string,
  path: string,
): Promise<{ state: BookState; report: RestoreReport }> {
  const { user } = desk.options;
  let report: RestoreReport | null = null;
  await inPlaceOfOpenBook(desk, async () => {
    const restored = await desk.threads.writer.call('restore', { backup, path, user });
    report = restored.report;
    await opened(desk, path, restored.status);
  });
  if (report === null)
    throw new MargraveError('internal', 'The restored book did not say what it replaced.', {});
  return { state: await stateOfOpenBook(desk), report };
}

export async function closeBook(desk: DeskContext): Promise<void> {
  if (desk.open === null) return;
  const { readOnly } = desk.open;
  desk.open = null;
  desk.threads.reopen = null;
  await desk.threads.reader.call('close', null);
  if (!readOnly) await desk.threads.writer.call('close', null);
  desk.emit('book.changed', { revision: 0, open: false });
}

/** Inputs of the sample book, in the order they are imported. */
async function sampleInputs(desk: DeskContext): Promise<{ name: string; path: string }[]> {
  const folder = join(desk.options.resourcesFolder, 'sample');
  const names = (await readdir(folder)).filter((name) => /\.(json|csv)$/.test(name)).sort();
  if (names.length === 0) {
    throw new MargraveError(
      'not-found',
      'The sample book’s inputs are not installed. Install Margrave again.',
      {
        folder,
      },
    );
  }
  return names.map((name) => ({ name, path: join(folder, name) }));
}

/** Makes the sample book at `path` and opens it; opens it when it is there. Nothing half made is left behind for the next time: the import commits whole. */
export async function openSample(desk: DeskContext, path: string, how: CallOptions = {}): Promise<BookState> {
  if (existsSync(path)) {
    const state = await openBook(desk, path);
    if (!state.empty) return state;
  } else await createBook(desk, path, 'Sample book', true);
  const files = await sampleInputs(desk);
  const preview = await desk.threads.writer.call(
    'preview',
    { files, account: null, mapping: null, mappingName: null, mode: 'replace' },
    how,
  );
  await commitPreview(desk, { preview: preview.id, keepGoodRows: false }, how);
  return stateOfOpenBook(desk);
}

export function bookHandlers(desk: DeskContext): Pick<Handlers, BookCalls> {
  const { threads, tokens } = desk;
  const inOrder = oneAfterAnother();
  const onePath = (token: string): string => tokens.take([token])[0] ?? '';
  return {
    'book.openSample': ({ task }) =>
      inOrder(() =>
        desk.tasks.run(task, async (how) => {
          await mkdir(desk.options.userFolder, { recursive: true });
          return openSample(desk, join(desk.options.userFolder, 'sample.margrave'), how);
        }),
      ),
    'book.open': ({ file }) => inOrder(() => openBook(desk, onePath(file))),
    'book.openRecent': async ({ path }) => {
      if (!(await desk.recent.list()).some((book) => book.path === path)) {
        throw new MargraveError('not-found', 'This book is not among the recent ones. Choose its file.', {
          path,
        });
      }
      return inOrder(() => openBook(desk, path));
    },
    'book.forgetRecent': async ({ path }) => {
      await desk.recent.forget(path);
      return null;
    },
    'book.create': ({ file, name }) => inOrder(() => createBook(desk, onePath(file), name)),
    'book.close': () =>
      inOrder(async () => {
        await closeBook(desk);
        return null;
      }),
    'book.verify': ({ task }) =>
      desk.tasks.run(task, async (how) => {
        const report = await threads.reader.call('verify', null, how);
        if (desk.open) desk.open.verified = { at: report.checkedAt, ok: report.ok };
        return {
          ok: report.ok,
          checkedAt: report.checkedAt,
          problems: report.problems,
          tables: report.tables.map(({ table, rows, ok }) => ({ table, rows, ok })),
        };
      }),
    'book.backup': async () => {
      const { path, bytes } = await threads.writer.call('backup', { reason: 'request' });
      return { path, bytes };
    },
    'book.undo': async () => {
      const undone = await threads.writer.call('undo', { user: desk.options.user });
      if (undone.undone !== null) await tellChanged(desk);
      return undone;
    },
    'book.history': (input) => threads.reader.call('history', input),
    'accounts.tree': () => threads.reader.call('accounts', null),
    'rulebooks.list': () => threads.reader.call('rulebooks', null),
    'rulebooks.method': ({ id }) => methodPage(desk.options.resourcesFolder, id),
  };
}

/** Opening and closing don't overlap: each waits for the one before, whether that worked or not. */
function oneAfterAnother(): <Output>(work: () => Promise<Output>) => Promise<Output> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}
