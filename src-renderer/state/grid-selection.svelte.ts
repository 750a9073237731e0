// Focus and selection of the grid as ranges of places, and what the desk says of the rows chosen: ids, sums, text.
// Chosen rows need not be held: the desk finds them by their places.

import type { WindowClient } from '../client/client.ts';
import { asCallError, type CallError } from '../client/client.ts';
import type { GridQuestion, GridRow, PositionColumn, PositionSums, SortKey } from '../client/nouns.ts';
import { hasRow, type RowRange, rangeOf, rowCount, withoutRow, withRange } from './row-ranges.ts';

/** Milliseconds that a selection must rest before it is summed. */
const rest = 90;
/** Ids that one call takes. */
const mostIds = 100_000;

/** What is asked for, without the place. */
export type GridArrangement = Omit<GridQuestion, 'offset' | 'limit'>;

/** The rows that are chosen from. */
export interface ShownRows {
  readonly total: number;
  /** The row at a place, or null while it isn't held. */
  row(index: number): GridRow | null;
  arrangement(): GridArrangement;
}

export class GridSelection {
  readonly #client: WindowClient;
  readonly #grid: ShownRows;
  /** Chosen before the range that is being drawn now. */
  #kept = $state.raw<readonly RowRange[]>([]);
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #asking = 0;

  focusRow = $state(0);
  focusColumn = $state(0);
  /** Where the range being drawn began; null when its row was taken out again. */
  anchor = $state<number | null>(0);
  whole = $state(false);
  /** Sums of several rows or of a group; null while one position is chosen or they are on their way. */
  sums = $state.raw<PositionSums | null>(null);
  sumsFailure = $state.raw<CallError | null>(null);

  ranges = $derived.by<readonly RowRange[]>(() => {
    if (this.anchor === null) return this.#kept;
    return withRange(this.#kept, rangeOf(this.anchor, this.focusRow));
  });
  /** Rows chosen as shown, headings among them. */
  count = $derived.by(() => (this.whole ? this.#grid.total : rowCount(this.ranges)));

  constructor(client: WindowClient, grid: ShownRows) {
    this.#client = client;
    this.#grid = grid;
  }

  has(row: number): boolean {
    return this.whole || hasRow(this.ranges, row);
  }

  #inside(row: number): number {
    return Math.max(0, Math.min(row, Math.max(0, this.#grid.total - 1)));
  }

  /** Moves the focus to a row; `extend` chooses all rows from where the range began. */
  moveTo(row: number, extend = false): void {
    this.whole = false;
    this.focusRow = this.#inside(row);
    if (!extend) {
      this.#kept = [];
      this.anchor = this.focusRow;
    } else this.anchor ??= this.focusRow;
    this.sum();
  }

  /** Adds a row to what is chosen, or takes it out. */
  toggle(row: number): void {
    const at = this.#inside(row);
    const chosen: readonly RowRange[] = this.whole ? [[0, Math.max(0, this.#grid.total - 1)]] : this.ranges;
    this.whole = false;
    const out = hasRow(chosen, at) && rowCount(chosen) > 1;
    this.#kept = out ? withoutRow(chosen, at) : chosen;
    this.focusRow = at;
    this.anchor = out ? null : at;
    this.sum();
  }

  /** Every row that matches, held or not. */
  chooseAll(): void {
    this.whole = true;
    this.sum();
  }

  moveColumn(by: number, columns: number): void {
    this.focusColumn = Math.max(0, Math.min(columns - 1, this.focusColumn + by));
  }

  /** Only the row in focus stays chosen: places name other rows from now on. */
  settle(): void {
    if (this.count <= 1 && !this.whole) return;
    this.#kept = [];
    this.anchor = this.focusRow;
    this.whole = false;
  }

  /** Keeps focus and ranges within the rows there are. */
  fit(): void {
    const last = Math.max(0, this.#grid.total - 1);
    if (this.focusRow > last || this.ranges.some(([, to]) => to > last)) {
      this.focusRow = Math.min(this.focusRow, last);
      this.#kept = [];
      this.anchor = this.focusRow;
    }
  }

  /** Asks for the sums once the selection rests. */
  sum(): void {
    clearTimeout(this.#waiting);
    this.#asking += 1;
    if (!this.#worthSumming()) {
      this.sums = null;
      this.sumsFailure = null;
      return;
    }
    this.#waiting = setTimeout(() => void this.#askSums(this.#asking), rest);
  }

  #worthSumming(): boolean {
    return this.count > 1 || this.#grid.row(this.focusRow)?.type === 'group';
  }

  async #askSums(asking: number): Promise<void> {
    try {
      const ids = await this.#idsOrAll();
      const { view, account, filter } = this.#grid.arrangement();
      const sums = await this.#client.call('positions.sums', { view, account, filter, ids });
      if (asking !== this.#asking) return;
      this.sums = sums;
      this.sumsFailure = null;
    } catch (thrown) {
      if (asking !== this.#asking) return;
      this.sums = null;
      this.sumsFailure = asCallError(thrown);
    }
  }

  /** Ids of the positions chosen; null where all that match are. */
  async #idsOrAll(): Promise<string[] | null> {
    if (this.whole) return null;
    const [only, ...others] = this.ranges;
    const alone = only && others.length === 0 && only[0] === only[1] ? this.#grid.row(only[0]) : null;
    if (alone?.type === 'position') return [alone.row.id];
    if (this.count > mostIds) return null;
    return this.#client.call('positions.ids', {
      ...this.#grid.arrangement(),
      ranges: this.ranges.map(([from, to]): [number, number] => [from, to]),
    });
  }

  /** Ids of the positions chosen, in the order shown. */
  async ids(): Promise<string[]> {
    const last = this.#grid.total - 1;
    return (
      (await this.#idsOrAll()) ??
      this.#client.call('positions.ids', { ...this.#grid.arrangement(), ranges: last < 0 ? [] : [[0, last]] })
    );
  }

  /** The chosen rows as tab-separated text with every digit; the desk writes it, so they need not be held here. */
  async text(columns: readonly PositionColumn[]): Promise<{ text: string; rows: number }> {
    const { view, account, filter, sort, groupBy } = this.#grid.arrangement();
    const grouped = groupBy.map((column): SortKey => ({ column, direction: 'ascending' }));
    return this.#client.call('positions.copy', {
      view,
      account,
      filter,
      sort: [...grouped, ...sort],
      ids: await this.#idsOrAll(),
      columns: [...columns],
    });
  }
}
