// The positions grid: which rows are asked for and kept, sorting, grouping, filter, focus and selection.
// The desk sorts, filters, groups and sums; the window holds the visible rows and at most `margin` either side.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { GridRow, GroupKey, PositionColumn, PositionRow, SortKey } from '../client/nouns.ts';
import { columnsFor, copiedColumns } from './columns.ts';

const pageSize = 100;
/** Rows kept beyond the visible ones, either side. */
export const keptMargin = 200;

export interface GridScope {
  view: string | null;
  account: string | null;
  /** Changes when the book does: everything held is then asked for again. */
  revision: number;
}

export class Grid {
  readonly #client: WindowClient;
  readonly #scope: () => GridScope;
  #pages = $state.raw<Map<number, GridRow[]>>(new Map());
  #asked = new Set<number>();
  #generation = 0;
  #first = 0;
  #last = 0;

  total = $state(0);
  positions = $state(0);
  excluded = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  filter = $state('');
  sort = $state.raw<SortKey[]>([]);
  groupBy = $state.raw<GroupKey[]>([]);
  #closed = $state.raw<Set<string>>(new Set());
  focusRow = $state(0);
  focusColumn = $state(0);
  /** Where a selection of several rows began; equal to `focusRow` when one row is selected. */
  anchor = $state(0);
  wholeSelected = $state(false);
  columns = $derived.by(() => columnsFor(this.#scope().account));
  focused = $derived<GridRow | null>(this.row(this.focusRow));
  focusedPosition = $derived<PositionRow | null>(this.focused?.type === 'position' ? this.focused.row : null);
  selectionCount = $derived(this.wholeSelected ? this.total : Math.abs(this.focusRow - this.anchor) + 1);

  constructor(client: WindowClient, scope: () => GridScope) {
    this.#client = client;
    this.#scope = scope;
  }

  /** The row at an index, or null while it is on its way. */
  row(index: number): GridRow | null {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  }

  /** Rows held now, for the proof that it is few. */
  held(): number {
    let rows = 0;
    for (const page of this.#pages.values()) rows += page.length;
    return rows;
  }

  isSelected(index: number): boolean {
    if (this.wholeSelected) return true;
    return index >= Math.min(this.anchor, this.focusRow) && index <= Math.max(this.anchor, this.focusRow);
  }

  /** Says which rows are in sight: fetches what is missing of them, lets go of what is far. */
  look(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    const from = Math.max(0, Math.floor((first - 40) / pageSize));
    const to = Math.floor(Math.min(Math.max(0, this.total - 1), last + 40) / pageSize);
    for (let page = from; page <= to; page += 1) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
    }
    this.#forgetFar();
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

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    const { view, account } = this.#scope();
    try {
      const answer = await this.#client.call('positions.rows', {
        view,
        account,
        filter: this.filter,
        sort: this.sort,
        groupBy: this.groupBy,
        closedGroups: [...this.#closed],
        offset: page * pageSize,
        limit: pageSize,
      });
      if (generation !== this.#generation) return;
      this.#pages = new Map(this.#pages).set(page, answer.rows);
      this.total = answer.total;
      this.positions = answer.positions;
      this.excluded = answer.excluded;
      this.loaded = true;
      this.failure = null;
      if (this.focusRow > this.total - 1) this.moveTo(Math.max(0, this.total - 1));
      this.#forgetFar();
    } catch (thrown) {
      if (generation === this.#generation) this.failure = asCallError(thrown);
    } finally {
      if (generation === this.#generation) this.#asked.delete(page);
    }
  }

  /**
   * Asks for everything in sight again. Rows on screen stay until the new ones are there, so nothing blinks
   * or moves under the cursor.
   */
  refresh(): void {
    this.#generation += 1;
    this.#asked.clear();
    const inSight = new Map<number, GridRow[]>();
    const from = Math.floor(this.#first / pageSize);
    const to = Math.floor(this.#last / pageSize);
    for (const [page, rows] of this.#pages) if (page >= from && page <= to) inSight.set(page, rows);
    this.#pages = inSight;
    for (let page = from; page <= to; page += 1) void this.#fetch(page);
  }

  #startOver(): void {
    this.moveTo(0);
    this.#first = 0;
    this.#last = Math.min(this.#last, pageSize - 1);
    this.refresh();
  }

  search(filter: string): void {
    this.filter = filter;
    this.#startOver();
  }

  group(keys: GroupKey[]): void {
    this.groupBy = keys;
    this.#closed = new Set();
    this.#startOver();
  }

  /** Sorts by a column: ascending, descending, not at all. `extend` keeps the other columns (at most five). */
  sortBy(column: PositionColumn, extend: boolean): void {
    const present = this.sort.find((key) => key.column === column);
    const others = extend ? this.sort.filter((key) => key.column !== column) : [];
    if (!present) this.sort = [...others, { column, direction: 'ascending' as const }].slice(-5);
    else if (present.direction === 'ascending') {
      const turned: SortKey = { column, direction: 'descending' };
      this.sort = extend ? this.sort.map((key) => (key.column === column ? turned : key)) : [turned];
    } else this.sort = others;
    this.#startOver();
  }

  toggleGroup(key: string): void {
    const closed = new Set(this.#closed);
    if (!closed.delete(key)) closed.add(key);
    this.#closed = closed;
    this.refresh();
  }

  /** Moves the focus to a row; `extend` keeps the anchor, so that rows between are selected. */
  moveTo(row: number, extend = false): void {
    this.wholeSelected = false;
    this.focusRow = Math.max(0, Math.min(row, Math.max(0, this.total - 1)));
    if (!extend) this.anchor = this.focusRow;
  }

  moveColumn(by: number): void {
    this.focusColumn = Math.max(0, Math.min(this.columns.length - 1, this.focusColumn + by));
  }

  selectAll(): void {
    this.wholeSelected = true;
  }

  /** The selected rows as tab-separated text with every digit; the desk writes it, so it need not be held here. */
  async selectionText(): Promise<{ text: string; rows: number }> {
    const { view, account } = this.#scope();
    return this.#client.call('positions.copy', {
      view,
      account,
      filter: this.filter,
      sort: this.sort,
      ids: this.wholeSelected ? null : await this.#selectedIds(),
      columns: [...copiedColumns],
    });
  }

  async #selectedIds(): Promise<string[]> {
    const from = Math.min(this.anchor, this.focusRow);
    const to = Math.max(this.anchor, this.focusRow);
    const { view, account } = this.#scope();
    const ids: string[] = [];
    for (let offset = from; offset <= to; offset += 500) {
      const limit = Math.min(500, to - offset + 1);
      const held: (GridRow | null)[] = Array.from({ length: limit }, (_, index) => this.row(offset + index));
      const rows = held.includes(null)
        ? (
            await this.#client.call('positions.rows', {
              view,
              account,
              filter: this.filter,
              sort: this.sort,
              groupBy: this.groupBy,
              closedGroups: [...this.#closed],
              offset,
              limit,
            })
          ).rows
        : held;
      for (const row of rows) if (row?.type === 'position') ids.push(row.row.id);
    }
    return ids;
  }
}
