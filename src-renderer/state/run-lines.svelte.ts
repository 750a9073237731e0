// Two runs line by line, by the page: filtered, and only those that differ.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { RunLine } from '../client/nouns.ts';

/** Lines fetched at a time. */
const PAGE = 200;

export class RunLinesState {
  readonly #client: WindowClient;
  #pair: { from: string; to: string } | null = null;
  #asked = 0;

  rows = $state.raw<RunLine[]>([]);
  total = $state(0);
  different = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  filter = $state('');
  onlyDifferent = $state(true);

  constructor(client: WindowClient) {
    this.#client = client;
  }

  async show(pair: { from: string; to: string } | null): Promise<void> {
    const isSame = this.#pair?.from === pair?.from && this.#pair?.to === pair?.to;
    if (isSame && this.loaded) return;
    this.#pair = pair;
    this.loaded = false;
    await this.load();
  }

  setFilter(filter: string): void {
    this.filter = filter;
    void this.load();
  }

  setOnlyDifferent(onlyDifferent: boolean): void {
    this.onlyDifferent = onlyDifferent;
    void this.load();
  }

  async more(): Promise<void> {
    await this.load(this.rows.length);
  }

  async load(offset = 0): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (this.#pair === null) {
      this.rows = [];
      this.total = 0;
      return;
    }
    try {
      const page = await this.#client.call('runs.lines', {
        ...this.#pair,
        onlyDifferent: this.onlyDifferent,
        filter: this.filter,
        offset,
        limit: PAGE,
      });
      if (asked !== this.#asked) return;
      this.rows = offset === 0 ? page.rows : [...this.rows, ...page.rows];
      this.total = page.total;
      this.different = page.different;
      this.loaded = true;
      this.failure = null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    }
  }

  forget(): void {
    this.#asked += 1;
    this.#pair = null;
    this.rows = [];
    this.total = 0;
    this.different = 0;
    this.loaded = false;
    this.failure = null;
    this.filter = '';
  }
}
