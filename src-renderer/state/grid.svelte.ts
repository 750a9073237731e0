// The positions grid: what is asked of the desk, which rows are kept, sorting, grouping, filter.
// The desk sorts, filters, groups and sums; the window holds the visible rows and at most `keptMargin` either side.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  GridPage,
  GridRow,
  GroupKey,
  GroupRow,
  PositionColumn,
  PositionRow,
  SortKey,
} from '../client/nouns.ts';
import { type GridArrangement, GridSelection } from './grid-selection.svelte.ts';

const pageSize = 100;
/** Rows kept beyond the visible ones, either side. */
export const keptMargin = 200;
/** Rows asked for ahead of the ones in sight. */
const ahead = 60;
/** Questions under way at once: a dragged scroll bar asks for where it stops, not for all it passes. */
const atOnce = 3;

export interface GridScope {
  view: string | null;
  account: string | null;
  /** Changes when the book does: everything held is then asked for again. */
  revision: number;
}

interface Page {
  rows: GridRow[];
  /** Groups that its first row stands in. */
  above: GroupRow[];
}

export class Grid {
  readonly #client: WindowClient;
  readonly #scope: () => GridScope;
  #pages = $state.raw<Map<number, Page>>(new Map());
  readonly #asked = new Set<number>();
  #generation = 0;
  #revision = -1;
  /** While rows of another order are on their way, none of the former are asked for. */
  #turning = false;
  #first = 0;
  #last = 0;
  #closed = $state.raw<ReadonlySet<string>>(new Set());

  readonly selection: GridSelection;
  total = $state(0);
  positions = $state(0);
  excluded = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  /** The filter that the rows on screen meet. */
  filter = $state('');
  /** What is wrong with the filter as typed; the rows stay those of the last one that could be read. */
  filterProblem = $state.raw<CallError | null>(null);
  sort = $state.raw<SortKey[]>([]);
  groupBy = $state.raw<GroupKey[]>([]);
  /** The quantity of the row in focus is being typed in its cell. */
  quantityEdited = $state(false);
  /** Counts how often the rows began anew: the view then shows the first. */
  beginnings = $state(0);

  constructor(client: WindowClient, scope: () => GridScope) {
    this.#client = client;
    this.#scope = scope;
    this.selection = new GridSelection(client, this);
  }

  focused = $derived.by<GridRow | null>(() => this.row(this.selection.focusRow));
  focusedPosition = $derived.by<PositionRow | null>(() =>
    this.focused?.type === 'position' ? this.focused.row : null,
  );

  /** The row at an index, or null while it is on its way. */
  row(index: number): GridRow | null {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize] ?? null;
  }

  /** Headings of the groups that a row stands in, outermost first; those that can be told from what is held. */
  above(index: number): GroupRow[] {
    if (this.groupBy.length === 0) return [];
    const page = this.#pages.get(Math.floor(index / pageSize));
    if (!page) return [];
    let above = [...page.above];
    for (const row of page.rows.slice(0, index % pageSize)) {
      if (row.type === 'group') above = [...above.filter(({ depth }) => depth < row.depth), row];
    }
    const row = page.rows[index % pageSize];
    return row?.type === 'group' ? above.filter(({ depth }) => depth < row.depth) : above;
  }

  /** Rows held now, for the proof that it is few. */
  held(): number {
    let rows = 0;
    for (const page of this.#pages.values()) rows += page.rows.length;
    return rows;
  }

  /** What the rows on screen answer. */
  arrangement(): GridArrangement {
    const { view, account } = this.#scope();
    const { filter, sort, groupBy } = this;
    return { view, account, filter, sort, groupBy, closedGroups: [...this.#closed] };
  }

  /** Says which rows are in sight: fetches what is missing of them, lets go of what is far. */
  look(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    this.#fetchMissing();
    this.#forgetFar();
  }

  #fetchMissing(): void {
    if (this.#turning) return;
    const from = Math.max(0, Math.floor((this.#first - ahead) / pageSize));
    const to = Math.floor(Math.min(Math.max(0, this.total - 1), this.#last + ahead) / pageSize);
    for (let page = from; page <= to && this.#asked.size < atOnce; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
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

  #ask(page: number, arrangement: GridArrangement): Promise<GridPage> {
    return this.#client.call('positions.rows', { ...arrangement, offset: page * pageSize, limit: pageSize });
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const answer = await this.#ask(page, this.arrangement());
      if (generation !== this.#generation) return;
      this.#pages = new Map(this.#pages).set(page, answer);
      this.#count(answer);
      this.#forgetFar();
    } catch (thrown) {
      if (generation === this.#generation) this.failure = asCallError(thrown);
    } finally {
      if (generation === this.#generation) {
        this.#asked.delete(page);
        if (this.failure === null) this.#fetchMissing();
      }
    }
  }

  #count(answer: GridPage): void {
    this.total = answer.total;
    this.positions = answer.positions;
    this.excluded = answer.excluded;
    this.loaded = true;
    this.failure = null;
    this.selection.fit();
  }

  /**
   * Asks for everything in sight again. Rows on screen stay until the new ones are there, so nothing blinks
   * or moves under the cursor.
   */
  refresh(): void {
    this.#generation += 1;
    this.#turning = false;
    this.#asked.clear();
    const { revision } = this.#scope();
    // Places of the former rows name others now.
    if (revision !== this.#revision) this.selection.settle();
    this.#revision = revision;
    this.failure = null;
    const inSight = new Map<number, Page>();
    const from = Math.floor(this.#first / pageSize);
    const to = Math.floor(this.#last / pageSize);
    for (const [page, held] of this.#pages) if (page >= from && page <= to) inSight.set(page, held);
    this.#pages = inSight;
    for (let page = from; page <= to; page += 1) void this.#fetch(page);
    this.selection.sum();
  }

  /** Asks for the first rows of another order; they take the place of the ones on screen all at once. */
  async #begin(change: Partial<Pick<GridArrangement, 'filter'>>): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#asked.clear();
    this.#turning = true;
    try {
      const answer = await this.#ask(0, { ...this.arrangement(), ...change });
      if (generation !== this.#generation) return;
      this.filter = change.filter ?? this.filter;
      this.filterProblem = null;
      this.#pages = new Map([[0, answer]]);
      this.#first = 0;
      this.#last = Math.min(this.#last, pageSize - 1);
      this.#turning = false;
      this.beginnings += 1;
      this.selection.moveTo(0);
      this.#count(answer);
      this.#fetchMissing();
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#turning = false;
      const error = asCallError(thrown);
      if (change.filter !== undefined && error.code === 'invalid-input') this.filterProblem = error;
      else this.failure = error;
      this.#fetchMissing();
    }
  }

  /** Shows the rows that meet a filter, once it can be read. */
  search(filter: string): Promise<void> {
    return this.#begin({ filter });
  }

  /** Groups by up to three columns, outermost first; a column counts once. */
  group(keys: readonly GroupKey[]): Promise<void> {
    this.groupBy = [...new Set(keys)].slice(0, 3);
    this.#closed = new Set();
    return this.#begin({});
  }

  /** Sorts by a column: ascending, descending, not at all. `extend` keeps the other columns (at most five). */
  sortBy(column: PositionColumn, extend: boolean): Promise<void> {
    const present = this.sort.find((key) => key.column === column);
    const others = extend ? this.sort.filter((key) => key.column !== column) : [];
    if (!present) this.sort = [...others, { column, direction: 'ascending' as const }].slice(-5);
    else if (present.direction === 'ascending') {
      const turned: SortKey = { column, direction: 'descending' };
      this.sort = extend ? this.sort.map((key) => (key.column === column ? turned : key)) : [turned];
    } else this.sort = others;
    return this.#begin({});
  }

  /** Back to the book's own order. */
  unsort(): Promise<void> {
    this.sort = [];
    return this.#begin({});
  }

  toggleGroup(key: string): void {
    const closed = new Set(this.#closed);
    if (!closed.delete(key)) closed.add(key);
    this.#closed = closed;
    this.selection.settle();
    this.refresh();
  }

  /** Rows of what is shown, those held or fetched, and only these few: at most `most`. */
  async rowsBetween(from: number, to: number): Promise<GridRow[]> {
    const rows: GridRow[] = [];
    for (let offset = from; offset <= to; offset += 500) {
      const limit = Math.min(500, to - offset + 1);
      const held = Array.from({ length: limit }, (_, index) => this.row(offset + index));
      if (held.every((row) => row !== null)) rows.push(...held);
      else {
        const answer = await this.#client.call('positions.rows', { ...this.arrangement(), offset, limit });
        rows.push(...answer.rows);
      }
    }
    return rows;
  }
}
