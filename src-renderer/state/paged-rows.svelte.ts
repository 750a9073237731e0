// Rows that the desk pages out: the window holds those in sight and a margin either side, nothing more. May import the client.
import { asCallError, type CallError } from '../client/client.ts';

const pageSize = 200;
/** Rows kept beyond the visible ones, either side. */
const keptMargin = 200;

/** A window over rows that `fetch` answers by the page. Rows on screen stay until newer ones are there. */
export class PagedRows<Row> {
  readonly #fetch: (offset: number, limit: number) => Promise<{ rows: Row[]; total: number }>;
  #pages = $state.raw<Map<number, Row[]>>(new Map());
  #asked = new Set<number>();
  #generation = 0;
  #first = 0;
  #last = 0;

  total = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);

  constructor(fetch: (offset: number, limit: number) => Promise<{ rows: Row[]; total: number }>) {
    this.#fetch = fetch;
  }

  /** The row at an index, or null while it is on its way. */
  row(index: number): Row | null {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  }

  /** Rows held now, for the proof that it is few. */
  held(): number {
    let rows = 0;
    for (const page of this.#pages.values()) rows += page.length;
    return rows;
  }

  /** Says which rows are in sight: fetches what is missing of them, lets go of what is far. */
  look(first: number, last: number): void {
    this.#first = Math.max(0, first);
    this.#last = Math.max(0, last);
    const from = Math.floor(Math.max(0, first - 40) / pageSize);
    const to = Math.floor(Math.min(Math.max(0, this.total - 1), last + 40) / pageSize);
    for (let page = from; page <= to; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#load(page);
    }
    this.#forgetFar();
  }

  /** Asks for everything in sight again; what is on screen stays meanwhile. */
  refresh(): void {
    this.#generation += 1;
    this.#asked.clear();
    const from = Math.floor(this.#first / pageSize);
    const to = Math.floor(this.#last / pageSize);
    this.#pages = new Map([...this.#pages].filter(([page]) => page >= from && page <= to));
    for (let page = from; page <= to; page += 1) void this.#load(page);
  }

  /** Starts at the first row again: another question was asked. */
  startOver(): void {
    this.#last -= this.#first;
    this.#first = 0;
    this.refresh();
  }

  forget(): void {
    this.#generation += 1;
    this.#asked.clear();
    this.#pages = new Map();
    this.total = 0;
    this.loaded = false;
    this.failure = null;
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const { rows, total } = await this.#fetch(page * pageSize, pageSize);
      if (generation !== this.#generation) return;
      this.#pages = new Map(this.#pages).set(page, rows);
      this.total = total;
      this.loaded = true;
      this.failure = null;
      this.#forgetFar();
    } catch (thrown) {
      if (generation === this.#generation) this.failure = asCallError(thrown);
    } finally {
      if (generation === this.#generation) this.#asked.delete(page);
    }
  }

  #forgetFar(): void {
    const far = [...this.#pages.keys()].filter((page) => {
      const start = page * pageSize;
      return start + pageSize - 1 < this.#first - keptMargin || start > this.#last + keptMargin;
    });
    if (far.length === 0) return;
    const pages = new Map(this.#pages);
    for (const page of far) pages.delete(page);
    this.#pages = pages;
  }
}
