// The books a user opened lately, in one small file of the user's folder. Losing it loses nothing else. May import node.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RecentBook {
  path: string;
  name: string;
  openedAt: string;
}

const KEPT = 12;

export class RecentBooks {
  readonly #folder: string;
  #books: RecentBook[] | null = null;

  constructor(userFolder: string) {
    this.#folder = userFolder;
  }

  /** Newest first; empty when there is no list or it can't be read. */
  async list(): Promise<RecentBook[]> {
    if (this.#books === null) {
      try {
        const read: unknown = JSON.parse(await readFile(this.#file(), 'utf8'));
        this.#books = Array.isArray(read) ? read.filter(isRecentBook).slice(0, KEPT) : [];
      } catch {
        this.#books = [];
      }
    }
    return this.#books;
  }

  async remember(path: string, name: string): Promise<void> {
    const others = (await this.list()).filter((book) => book.path !== path);
    this.#books = [{ path, name, openedAt: new Date().toISOString() }, ...others].slice(0, KEPT);
    await this.#write();
  }

  async #write(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const partial = `${this.#file()}.partial`;
    await writeFile(partial, `${JSON.stringify(this.#books, null, 2)}\n`);
    await rename(partial, this.#file());
  }

  /** Takes a book off the list; the book itself stays where it is. */
  async forget(path: string): Promise<void> {
    this.#books = (await this.list()).filter((book) => book.path !== path);
    await this.#write();
  }

  #file(): string {
    return join(this.#folder, 'recent-books.json');
  }
}

function isRecentBook(value: unknown): value is RecentBook {
  if (typeof value !== 'object' || value === null) return false;
  const book = value as Partial<Record<keyof RecentBook, unknown>>;
  return typeof book.path === 'string' && typeof book.name === 'string' && typeof book.openedAt === 'string';
}
