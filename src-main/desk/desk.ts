// The desk: every use case of the program behind the contract, on worker threads of its own. The main thread only passes on.
// May import domain, contract, book, files, engine and the rulebook registry.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RestoreReport } from '../book/restore.ts';
import type { EventName, Events } from '../contract/calls.ts';
import type { Handlers } from '../contract/transport.ts';
import type { ReconciliationView } from '../contract/venue-views.ts';
import type { BookState } from '../contract/views.ts';
import { toPlainError } from '../domain/errors.ts';
import { BookThreads } from './book-threads.ts';
import { bookHandlers, closeBook, createBook, openBook, openSample, restoreBook } from './books.ts';
import { changeHandlers } from './changes.ts';
import { comparisonHandlers } from './comparisons.ts';
import type { DeskContext, DeskOptions } from './context.ts';
import { editHandlers } from './edits.ts';
import { FileTokens } from './file-tokens.ts';
import { hostHandlers } from './host-calls.ts';
import { importHandlers } from './imports.ts';
import { limitHandlers } from './limits.ts';
import { listedHandlers } from './listed.ts';
import { fileHandlers } from './made-file.ts';
import { marginHandlers } from './margins.ts';
import { marketHandlers } from './markets.ts';
import { parameterHandlers } from './parameters.ts';
import { ProgramLog } from './program-log.ts';
import { RecentBooks } from './recent-books.ts';
import { reconcileFiles, reconciliationHandlers } from './reconciliations.ts';
import { reportHandlers } from './reports.ts';
import { riskHandlers } from './risks.ts';
import { settingsHandlers } from './settings.ts';
import { Tasks } from './tasks.ts';
import { whatIfHandlers } from './what-ifs.ts';
import type { ReaderCalls, WriterCalls } from './worker-calls.ts';

export { MargraveError, type PlainError, toPlainError } from '../domain/errors.ts';
export { directClient } from './direct-client.ts';
export type { Host } from './host.ts';
export { userFolder, userName } from './user-folder.ts';
export type { DeskOptions };

/** What only the command line asks for: it names files by path, where the window holds tokens. */
export interface CommandLineUses {
  openBook(path: string, readOnly: boolean): Promise<BookState>;
  createBook(path: string, name: string): Promise<BookState>;
  openSample(path: string, task: string): Promise<BookState>;
  /** Replaces the book at `path` by a backup, keeping what was there as a backup of its own. */
  restore(backup: string, path: string): Promise<{ state: BookState; report: RestoreReport }>;
  backups(): Promise<WriterCalls['backups']['output']>;
  /** A venue's answers computed and compared, with every line; kept in memory under the view's id. */
  reconcile(
    input: { files: string[]; context: string | null; rulebook: string | null },
    task: string,
  ): Promise<{ view: ReconciliationView; cases: ReaderCalls['reconciledCases']['output'] }>;
  /** Every compared line of a kept reconciliation, as JSON. */
  keptDocument(id: string): Promise<string>;
  runResult(run: string): Promise<ReaderCalls['runResult']['output']>;
  /** Writes the book's portfolio as a folder of tables. */
  exportFolder(
    account: string | null,
    folder: string,
    task: string,
  ): Promise<{ path: string; bytes: number }>;
}

export interface Desk {
  handlers: Handlers;
  /** Returns the function that ends the listening. */
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
  /** A one-use token for a file that the person chose or dropped. */
  offerFile(path: string): string;
  /** A made file by its token, for the host to hand out. Throws `not-found`. */
  readFile(token: string): Promise<{ name: string; mediaType: string; content: Buffer }>;
  /** Path of a made file. Throws `not-found`. */
  madeFile(token: string): { path: string; name: string; mediaType: string };
  /** Sends an event to the window: menu commands and second instances come in here. */
  emit<Name extends EventName>(name: Name, event: Events[Name]): void;
  commandLine: CommandLineUses;
  /** Cancels what runs, closes book and threads, and removes the files that were made and not saved. */
  close(): Promise<void>;
}

const MADE = 'made-';
const STALE_AFTER = 7 * 24 * 3_600_000;

/** Made files of a desk that ended without closing: a week later nobody wants them. */
function removeStale(userFolder: string): void {
  for (const name of readdirSync(userFolder)) {
    const path = join(userFolder, name);
    try {
      if (name.startsWith(MADE) && Date.now() - statSync(path).mtimeMs > STALE_AFTER)
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Another desk is removing it.
    }
  }
}

type Listener = (event: never) => void;

/** Starts a desk. Threads start when the first call needs them. */
export function createDesk(options: DeskOptions): Desk {
  const userFolder = resolve(options.userFolder);
  mkdirSync(userFolder, { recursive: true, mode: 0o700 });
  removeStale(userFolder);
  const made = mkdtempSync(join(userFolder, MADE));
  const log = new ProgramLog(userFolder);
  log.write('information', `Margrave ${options.version} started, host ${options.host.kind}.`);
  const listeners = new Map<EventName, Set<Listener>>();

  function emit<Name extends EventName>(name: Name, event: Events[Name]): void {
    for (const listener of listeners.get(name) ?? []) (listener as (event: Events[Name]) => void)(event);
  }

  const desk: DeskContext = {
    options: { ...options, userFolder },
    threads: new BookThreads({ resources: resolve(options.resourcesFolder), version: options.version, made }),
    made,
    tokens: new FileTokens(),
    tasks: new Tasks((progress) => emit('task.progress', progress)),
    recent: new RecentBooks(userFolder),
    log,
    emit,
    open: null,
  };

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    desk.tasks.cancelAll();
    try {
      await closeBook(desk);
    } finally {
      await desk.threads.close();
      await rm(made, { recursive: true, force: true });
      await log.close();
    }
  }

  return {
    handlers: logged(log, {
      ...hostHandlers(desk),
      ...bookHandlers(desk),
      ...importHandlers(desk),
      ...marginHandlers(desk),
      ...riskHandlers(desk),
      ...reconciliationHandlers(desk),
      ...changeHandlers(desk),
      ...comparisonHandlers(desk),
      ...listedHandlers(desk),
      ...editHandlers(desk),
      ...limitHandlers(desk),
      ...marketHandlers(desk),
      ...parameterHandlers(desk),
      ...reportHandlers(desk),
      ...whatIfHandlers(desk),
      ...fileHandlers(desk),
      ...settingsHandlers(desk),
    }),
    on(name, listener) {
      const of = listeners.get(name) ?? new Set<Listener>();
      listeners.set(name, of);
      of.add(listener as Listener);
      return () => void of.delete(listener as Listener);
    },
    offerFile: (path) => desk.tokens.offer(resolve(path)),
    async readFile(token) {
      const { path, name, mediaType } = desk.tokens.madeFile(token);
      return { name, mediaType, content: await readFile(path) };
    },
    madeFile: (token) => desk.tokens.madeFile(token),
    emit,
    commandLine: commandLineUses(desk),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** The handlers, with every failure that somebody should know of written to the log. */
function logged(log: ProgramLog, handlers: Handlers): Handlers {
  const expected = new Set(['cancelled', 'superseded', 'unsupported']);
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: never): Promise<unknown> => {
      try {
        return await (handler as (given: never) => Promise<unknown>)(input);
      } catch (thrown) {
        const { code, message } = toPlainError(thrown);
        if (!expected.has(code)) log.write('error', `${name}: ${code}: ${message}`);
        throw thrown;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers;
}

function commandLineUses(desk: DeskContext): CommandLineUses {
  const { threads, tasks } = desk;
  return {
    openBook: (path, readOnly) => openBook(desk, path, readOnly),
    createBook: (path, name) => createBook(desk, path, name),
    openSample: (path, task) => tasks.run(task, (how) => openSample(desk, resolve(path), how)),
    restore: (backup, path) => restoreBook(desk, resolve(backup), resolve(path)),
    backups: () => threads.writer.call('backups', null),
    reconcile: (input, task) =>
      tasks.run(task, async (how) => {
        const view = await reconcileFiles(desk, input, how);
        const { reconciliation } = view;
        return { view, cases: await threads.reader.call('reconciledCases', { reconciliation }) };
      }),
    keptDocument: (id) => threads.reader.call('keptDocument', { id }),
    runResult: (run) => threads.reader.call('runResult', { run }),
    exportFolder: (account, folder, task) =>
      tasks.run(task, (how) =>
        threads.reader.call('exportPortfolio', { account, format: 'csv', folder: resolve(folder) }, how),
      ),
  };
}
