// What-ifs saved in the book by name: listed, saved, renamed, removed, and several of them compared with the book as it is now.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { SavedWhatIf, WhatIf, WhatIfAnswer } from '../client/nouns.ts';
import type { Notices } from './notices.svelte.ts';
import type { WhatIfScope, WhatIfState } from './what-if.svelte.ts';

/** One column of the comparison. */
export interface Compared {
  name: string;
  what: WhatIf;
  answer: WhatIfAnswer | null;
  failure: CallError | null;
}

export class SavedWhatIfs {
  readonly #client: WindowClient;
  readonly #work: WhatIfState;
  readonly #notices: Notices;
  readonly #scope: () => WhatIfScope;
  #comparison = 0;

  list = $state.raw<SavedWhatIf[]>([]);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  /** The one whose name is being changed. */
  renaming = $state.raw<SavedWhatIf | null>(null);
  /** Ids chosen for the comparison. */
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  /** Columns of the comparison on screen; null when none is. */
  compared = $state.raw<Compared[] | null>(null);

  constructor(client: WindowClient, work: WhatIfState, notices: Notices, scope: () => WhatIfScope) {
    this.#client = client;
    this.#work = work;
    this.#notices = notices;
    this.#scope = scope;
  }

  of(account: string): SavedWhatIf[] {
    return this.list.filter((saved) => saved.account === account);
  }

  forget(): void {
    this.list = [];
    this.loaded = false;
    this.failure = null;
    this.chosen = new Set();
    this.compared = null;
    this.renaming = null;
  }

  async load(): Promise<void> {
    try {
      const found = await this.#client.call('whatIf.list', {});
      this.list = found.toSorted((a, b) => a.name.localeCompare(b.name));
      this.failure = null;
      const known = new Set(found.map(({ id }) => id));
      this.chosen = new Set([...this.chosen].filter((id) => known.has(id)));
    } catch (thrown) {
      this.failure = asCallError(thrown);
    } finally {
      this.loaded = true;
    }
  }

  /**
   * Saves the what-if in work: under the name it has, or a new one.
   * @returns a sentence when it couldn't be saved; it is then still in work, unsaved
   */
  async save(name: string, asNew: boolean): Promise<string | null> {
    const what = this.#work.current;
    if (what === null) return null;
    try {
      const id = asNew ? null : (this.#work.saved?.id ?? null);
      const saved = await this.#client.call('whatIf.save', { id, name: name.trim(), what });
      this.#work.saved = { ...saved, what };
      await this.load();
      return null;
    } catch (thrown) {
      return asCallError(thrown).message;
    }
  }

  /** @returns a sentence when the name couldn't be changed; it is then as it was */
  async rename(saved: SavedWhatIf, name: string): Promise<string | null> {
    try {
      const renamed = await this.#client.call('whatIf.save', {
        id: saved.id,
        name: name.trim(),
        what: saved.what,
      });
      if (this.#work.saved?.id === saved.id) this.#work.saved = { ...this.#work.saved, name: renamed.name };
      await this.load();
      return null;
    } catch (thrown) {
      return asCallError(thrown).message;
    }
  }

  /** Removes a saved what-if; the notice puts it back. One that is in work stays in work, unsaved. */
  async remove(saved: SavedWhatIf): Promise<void> {
    try {
      await this.#client.call('whatIf.remove', { id: saved.id });
      if (this.#work.saved?.id === saved.id) this.#work.saved = null;
      await this.load();
      this.#notices.say('information', `The what-if “${saved.name}” was removed.`, {
        label: 'Put it back',
        run: async () => {
          await this.#client.call('whatIf.save', { id: null, name: saved.name, what: saved.what });
          await this.load();
        },
      });
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    }
  }

  choose(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  /** Computes each chosen what-if of an account against the book as it is now, one after another: each would replace the one before. */
  async compare(account: string): Promise<void> {
    const columns: Compared[] = this.of(account)
      .filter(({ id }) => this.chosen.has(id))
      .map(({ name, what }) => ({ name, what, answer: null, failure: null }));
    const work = this.#work.current;
    if (work?.account === account && this.#work.unsaved && this.#work.hasWork) {
      const name = this.#work.saved === null ? 'In work' : this.#work.saved.name;
      columns.unshift({ name: `${name}*`, what: work, answer: null, failure: null });
    }
    if (columns.length === 0) return;
    this.#comparison += 1;
    const comparison = this.#comparison;
    this.compared = columns;
    const { book: _book, ...howMargined } = this.#scope();
    for (const [index, column] of columns.entries()) {
      let done: Compared;
      try {
        const answer = await this.#client.call('whatIf.compute', {
          ...howMargined,
          what: column.what,
          task: `what-if-compared-${comparison}-${index}-${Date.now().toString(36)}`,
        });
        done = { ...column, answer };
      } catch (thrown) {
        done = { ...column, failure: asCallError(thrown) };
      }
      if (comparison !== this.#comparison || this.compared === null) return;
      this.compared = this.compared.with(index, done);
    }
  }

  endComparison(): void {
    this.#comparison += 1;
    this.compared = null;
    this.#work.again();
  }
}
