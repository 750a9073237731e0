// The reader thread's book: open or not, and which accounts a question means. May import domain and book.
import type { BookReader } from '../../book/book.ts';
import { MargraveError } from '../../domain/errors.ts';

export class OpenBook {
  #reader: BookReader | null = null;

  replace(reader: BookReader | null): void {
    this.#reader?.close();
    this.#reader = reader;
  }

  get isOpen(): boolean {
    return this.#reader !== null;
  }

  /** Throws `not-found` when no book is open. */
  get reader(): BookReader {
    if (!this.#reader) {
      throw new MargraveError('not-found', 'No book is open. Open or create one first.', {});
    }
    return this.#reader;
  }

  /**
   * Accounts behind a name: an account's id, `group:<id>` for all below a reporting group, null for all of the book.
   * Throws `not-found` with the accounts there are.
   */
  accounts(asked: string | null): string[] {
    const accounts = this.reader.accounts();
    const ids = accounts.map(({ id }) => id);
    if (asked === null) return ids;
    if (ids.includes(asked)) return [asked];
    if (asked.startsWith('group:')) {
      const below = groupsBelow(asked.slice('group:'.length), this.reader.groups());
      const inside = accounts.filter(({ group }) => group !== null && below.has(group)).map(({ id }) => id);
      if (below.size > 0) return inside;
    }
    throw new MargraveError(
      'not-found',
      `The book has no account “${asked}”. It has: ${ids.slice(0, 20).join(', ') || 'none yet'}.`,
      { account: asked, accounts: ids.slice(0, 200) },
    );
  }
}

function groupsBelow(top: string, groups: readonly { id: string; parent: string | null }[]): Set<string> {
  const below = new Set<string>(groups.some(({ id }) => id === top) ? [top] : []);
  for (let grown = below.size > 0; grown; ) {
    grown = false;
    for (const { id, parent } of groups) {
      if (parent !== null && below.has(parent) && !below.has(id)) {
        below.add(id);
        grown = true;
      }
    }
  }
  return below;
}
