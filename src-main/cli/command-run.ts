// What one run of the command line holds: its desk, made when first needed, and the ways it prints. May import desk, contract, cli-progress.
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import type { Client } from '../contract/transport.ts';
import type { BookState } from '../contract/views.ts';
import { createDesk, type Desk, directClient } from '../desk/desk.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Column, tableText } from './tables.ts';
import type { Terminal } from './terminal.ts';

export class CommandRun {
  readonly terminal: Terminal;
  exitCode: ExitCode = exitCodes.done;
  /** The user's name for the audit chain; `--user` replaces it. */
  user: string;
  readonly #version: string;
  readonly #shared: Desk | null;
  #desk: Desk | null = null;
  #client: Client | null = null;
  #tasks = 0;

  /** A `shared` desk is used as it is, and stays open: several commands of one process then start its threads once. */
  constructor(terminal: Terminal, version: string, shared: Desk | null = null) {
    this.terminal = terminal;
    this.user = terminal.user;
    this.#version = version;
    this.#shared = shared;
  }

  get desk(): Desk {
    if (this.#shared) return this.#shared;
    this.#desk ??= commandLineDesk(this.terminal.userFolder, this.user, this.#version);
    return this.#desk;
  }

  get client(): Client {
    this.#client ??= directClient(this.desk);
    return this.#client;
  }

  /** Opens the book; what its reader should know of it goes to standard error. `readOnly` leaves it to others to write. */
  async open(path: string, readOnly: boolean): Promise<BookState> {
    const state = await this.desk.commandLine.openBook(path, readOnly);
    if (state.readOnlyReason !== null) this.terminal.error(`note: ${state.readOnlyReason}\n`);
    for (const warning of state.warnings) this.terminal.error(`note: ${warning}\n`);
    return state;
  }

  /** Prints a line. */
  say(text: string): void {
    this.terminal.out(`${text}\n`);
  }

  json(value: unknown): void {
    this.terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  }

  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    this.terminal.out(tableText(columns, rows, this.terminal.interactive ? this.terminal.width : null));
  }

  /** Runs work under a task's name with a progress bar on a terminal's standard error; without one, silently. */
  async followed<Output>(work: (task: string) => Promise<Output>): Promise<Output> {
    this.#tasks += 1;
    const task = `command-${this.#tasks}`;
    if (!this.terminal.progress) return work(task);
    const bar = new SingleBar({
      format: '{label} {bar} {percentage}%',
      hideCursor: true,
      clearOnComplete: true,
      barsize: 30,
    });
    let started = false;
    const stop = this.desk.on('task.progress', (event) => {
      if (event.task !== task) return;
      if (started) bar.setTotal(event.total);
      else bar.start(event.total, 0, { label: event.label });
      started = true;
      bar.update(event.done, { label: event.label });
    });
    try {
      return await work(task);
    } finally {
      stop();
      if (started) bar.stop();
    }
  }

  async close(): Promise<void> {
    await this.#desk?.close();
  }
}

/** A desk without a window. */
export function commandLineDesk(userFolder: string, user: string, version: string): Desk {
  const resourcesFolder = fileURLToPath(new URL('../../resources', import.meta.url));
  return createDesk({ host: { kind: 'direct' }, userFolder, user, resourcesFolder, version });
}
