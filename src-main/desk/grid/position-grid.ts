// The positions grid: filtered, sorted and grouped row numbers, kept so that paging costs only the page.
// May import domain and contract types.
import type { CallInput } from '../../contract/calls.ts';
import type { GridPage, GridRow } from '../../contract/views.ts';
import { fromFloat } from '../../domain/decimal.ts';
import { readFilter } from './filter-language.ts';
import { matchingRows } from './position-filter.ts';
import { isNumberColumn, type NumberColumn, type PositionTable } from './position-table.ts';

export type GridQuestion = Omit<CallInput<'positions.rows'>, 'view' | 'offset' | 'limit'>;
type Sort = GridQuestion['sort'];
type GroupColumn = GridQuestion['groupBy'][number];
type GroupRow = Extract<GridRow, { type: 'group' }>;

/** What a group shows, and which of the instrument's names must be the same in all its rows for the sum to mean something. */
const subtotalColumns = {
  value: 'settlementCurrency',
  contribution: 'contributionCurrency',
  delta: 'underlying',
  gamma: 'underlying',
  vega: 'quoteCurrency',
  theta: 'quoteCurrency',
} as const;

/** Matching rows in order, before groups are closed: closing one sorts nothing again. */
interface Order {
  rows: Int32Array;
  excluded: number;
}

interface Arrangement {
  order: Order;
  /** What is shown, in order: a row number, or −1 − place in `groups`. */
  shown: Int32Array;
  groups: KeptGroup[];
}

/** A group's row, and the positions below it as a part of the order's rows. */
interface KeptGroup {
  row: GroupRow;
  from: number;
  to: number;
}

const KEPT_ORDERS = 6;
const KEPT_ARRANGEMENTS = 6;

/** One table with its newest orders and arrangements. */
export class PositionGrid {
  readonly table: PositionTable;
  readonly #orders = new Map<string, Order>();
  readonly #arrangements = new Map<string, Arrangement>();

  constructor(table: PositionTable) {
    this.table = table;
  }

  /** A page. Equal rows keep the book's order, so that pages never overlap. Throws `invalid-input` for a filter that can't be read. */
  page(
    question: GridQuestion,
    accounts: ReadonlySet<string> | null,
    offset: number,
    limit: number,
  ): GridPage {
    const { shown, groups, order } = this.#arrange(question, accounts);
    const rows: GridRow[] = [];
    for (const place of shown.subarray(offset, offset + limit)) {
      if (place >= 0) rows.push({ type: 'position', row: this.table.row(place) });
      else {
        const group = groups[-1 - place];
        if (group) rows.push(group.row);
      }
    }
    return {
      total: shown.length,
      positions: order.rows.length,
      offset,
      rows,
      above: groupsAbove(shown, groups, offset),
      excluded: order.excluded,
    };
  }

  /** Row numbers that match, in order, ungrouped. */
  rows(filter: string, sort: Sort, accounts: ReadonlySet<string> | null): Int32Array {
    return this.#order({ filter, sort, groupBy: [] }, accounts).rows;
  }

  /**
   * Row numbers of the positions at the places `ranges` (from, to, both taken in) of what is shown, each once, in order. A group's
   * row stands for its positions where it is closed or chosen by itself; between others it is only their heading.
   */
  chosen(
    question: GridQuestion,
    accounts: ReadonlySet<string> | null,
    ranges: readonly (readonly [number, number])[],
  ): number[] {
    const { shown, groups, order } = this.#arrange(question, accounts);
    const rows = new Set<number>();
    for (const [from, to] of ranges) {
      for (const place of shown.subarray(Math.max(0, from), Math.max(0, to + 1))) {
        if (place >= 0) {
          rows.add(place);
          continue;
        }
        const group = groups[-1 - place];
        if (!group || (group.row.open && from !== to)) continue;
        for (const row of order.rows.subarray(group.from, group.to)) rows.add(row);
      }
    }
    return [...rows];
  }

  #arrange(question: GridQuestion, accounts: ReadonlySet<string> | null): Arrangement {
    const { account: _account, ...asked } = question;
    const key = JSON.stringify([accounts === null ? null : [...accounts], asked]);
    return kept(this.#arrangements, key, KEPT_ARRANGEMENTS, () => {
      const order = this.#order(question, accounts);
      return { order, ...grouped(this.table, order.rows, question) };
    });
  }

  #order(
    question: Pick<GridQuestion, 'filter' | 'sort' | 'groupBy'>,
    accounts: ReadonlySet<string> | null,
  ): Order {
    const { filter, sort, groupBy } = question;
    const key = JSON.stringify([accounts === null ? null : [...accounts], filter, sort, groupBy]);
    return kept(this.#orders, key, KEPT_ORDERS, () => {
      const rows = ordered(this.table, this.#matching(filter, accounts), question);
      const { codes } = this.table.texts('excluded');
      let excluded = 0;
      for (const row of rows) if ((codes[row] ?? -1) >= 0) excluded++;
      return { rows, excluded };
    });
  }

  #matching(filter: string, accounts: ReadonlySet<string> | null): Int32Array {
    const rows = matchingRows(this.table, readFilter(filter));
    if (accounts === null) return rows;
    const { values, codes } = this.table.texts('account');
    const wanted = values.map((value) => accounts.has(value));
    return rows.filter((row) => wanted[codes[row] ?? -1] === true);
  }
}

/** The value kept under a key, or the one made now; the oldest beyond `most` is let go. */
function kept<Value>(values: Map<string, Value>, key: string, most: number, make: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  const oldest = values.keys().next().value;
  if (values.size > most && oldest !== undefined) values.delete(oldest);
  return made;
}

/** Rows of the groups that the row at a place stands in, outermost first: a heading that is out of sight is repeated from them. */
function groupsAbove(shown: Int32Array, groups: readonly KeptGroup[], offset: number): GroupRow[] {
  const above: GroupRow[] = [];
  const first = shown[offset] ?? 0;
  let depth = first < 0 ? (groups[-1 - first]?.row.depth ?? 0) : Number.POSITIVE_INFINITY;
  for (let place = offset - 1; place >= 0 && depth > 0 && groups.length > 0; place--) {
    const shownPlace = shown[place] ?? 0;
    if (shownPlace >= 0) continue;
    const group = groups[-1 - shownPlace];
    if (!group || group.row.depth >= depth) continue;
    above.unshift(group.row);
    depth = group.row.depth;
  }
  return above;
}

type Comparator = (left: number, right: number) => number;

/** Rows without a value come last in either direction. */
function columnComparator(table: PositionTable, column: Sort[number]['column'], sign: number): Comparator {
  if (isNumberColumn(column)) {
    const values = table.numbers(column);
    return (left, right) => {
      const a = values[left] ?? Number.NaN;
      const b = values[right] ?? Number.NaN;
      if (a < b) return -sign;
      if (a > b) return sign;
      return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    };
  }
  const { codes } = table.texts(column);
  return (left, right) => {
    const a = codes[left] ?? -1;
    const b = codes[right] ?? -1;
    if (a === b) return 0;
    if (a < 0 || b < 0) return a < 0 ? 1 : -1;
    return a < b ? -sign : sign;
  };
}

function ordered(
  table: PositionTable,
  rows: Int32Array,
  question: Pick<GridQuestion, 'sort' | 'groupBy'>,
): Int32Array {
  const comparators = [
    ...question.groupBy.map((column) => columnComparator(table, column, 1)),
    ...question.sort.map(({ column, direction }) =>
      columnComparator(table, column, direction === 'ascending' ? 1 : -1),
    ),
  ];
  if (comparators.length === 0) return rows;
  return rows.sort((left, right) => {
    for (const compare of comparators) {
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return left - right;
  });
}

function grouped(
  table: PositionTable,
  rows: Int32Array,
  question: GridQuestion,
): Pick<Arrangement, 'shown' | 'groups'> {
  const { groupBy } = question;
  if (groupBy.length === 0) return { shown: rows, groups: [] };
  const closed = new Set(question.closedGroups);
  const shown: number[] = [];
  const groups: KeptGroup[] = [];

  function walk(from: number, to: number, depth: number, above: string): void {
    const column = groupBy[depth];
    if (column === undefined) {
      for (let place = from; place < to; place++) shown.push(rows[place] ?? 0);
      return;
    }
    const { values, codes } = table.texts(column);
    for (let start = from; start < to; ) {
      const code = codes[rows[start] ?? 0] ?? -1;
      let end = start + 1;
      while (end < to && codes[rows[end] ?? 0] === code) end++;
      const label = values[code] ?? '';
      const key = `${above}${column}=${label}`;
      const open = !closed.has(key);
      shown.push(-1 - groups.length);
      const head = { key, column, label: labelOf(column, label), depth, open };
      groups.push({ row: groupRow(table, rows.subarray(start, end), head), from: start, to: end });
      if (open) walk(start, end, depth + 1, `${key}/`);
      start = end;
    }
  }
  walk(0, rows.length, 0, '');
  return { shown: Int32Array.from(shown), groups };
}

const withoutLabel: Partial<Record<GroupColumn, string>> = { expiry: 'no expiry', strategy: 'no strategy' };
const labelOf = (column: GroupColumn, label: string): string => label || (withoutLabel[column] ?? 'none');

function groupRow(
  table: PositionTable,
  rows: Int32Array,
  head: Pick<GroupRow, 'key' | 'column' | 'label' | 'depth' | 'open'>,
): GroupRow {
  const subtotals: GroupRow['subtotals'] = {};
  for (const [column, unit] of Object.entries(subtotalColumns)) {
    const name = column as keyof typeof subtotalColumns;
    subtotals[name] =
      oneUnit(table, rows, unit) === null ? null : total(table.numbers(name as NumberColumn), rows);
  }
  return {
    type: 'group',
    ...head,
    count: rows.length,
    subtotals,
    currency: oneUnit(table, rows, 'settlementCurrency'),
    contributionCurrency: oneUnit(table, rows, 'contributionCurrency'),
  };
}

/** The unit that all rows share, or null. */
function oneUnit(
  table: PositionTable,
  rows: Int32Array,
  unit: (typeof subtotalColumns)[keyof typeof subtotalColumns],
): string | null {
  const { values, codes } = table.texts(unit);
  let only = -1;
  for (const row of rows) {
    const code = codes[row] ?? -1;
    // A row without a unit has no figure either: it takes nothing from the sum's meaning.
    if (code < 0) continue;
    if (only >= 0 && code !== only) return null;
    only = code;
  }
  return values[only] ?? null;
}

/** Sum of the rows that have a number; null when none has. */
function total(values: Float64Array, rows: Int32Array): string | null {
  let sum = 0;
  let any = false;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    any = true;
  }
  return any ? fromFloat(sum) : null;
}
