// The program's own log, a text file in the user's folder: starts, books opened and closed, calls that failed. May import node.
// It holds what the window says in errors, never a book's figures; losing it loses nothing else.
import { appendFile, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const LARGEST = 1_000_000;
const SHOWN = 400;

export class ProgramLog {
  readonly path: string;
  #last: Promise<void> = Promise.resolve();

  constructor(userFolder: string) {
    this.path = join(userFolder, 'margrave.log');
  }

  /** Adds a line with the time (UTC); line breaks become spaces. Never throws: a full disk must not stop the desk. */
  write(level: 'information' | 'warning' | 'error', message: string): void {
    const line = `${new Date().toISOString()} ${level} ${message.replaceAll(/\s+/g, ' ').slice(0, 4_000)}\n`;
    this.#last = this.#last.then(() => this.#append(line)).catch(() => undefined);
  }

  /** The newest lines, oldest first; those of the former file too while this one is short. */
  async lines(): Promise<string[]> {
    await this.#last;
    const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
    const text = (await read(this.#former())) + (await read(this.path));
    return text.split('\n').filter(Boolean).slice(-SHOWN);
  }

  /** Settles when everything written so far is on its way to the disk. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #append(line: string): Promise<void> {
    const size = await stat(this.path).then(
      (found) => found.size,
      () => 0,
    );
    // One former file is kept, so that the log never outgrows two of them.
    if (size > LARGEST) await rename(this.path, this.#former());
    await appendFile(this.path, line, { mode: 0o600 });
  }

  #former(): string {
    return this.path.replace(/\.log$/, '.former.log');
  }
}
