// The positions grid: filtered, sorted and grouped row numbers, kept so that paging costs only the page.
// May import domain and contract types.
import type { CallInput } from '../../contract/calls.ts';
import type { GridPage, GridRow } from '../../contract/views.ts';
import { fromFloat } from '../../domain/decimal.ts';
import { matchingRows, readFilter } from './position-filter.ts';
import { isNumberColumn, type NumberColumn, type PositionTable } from './position-table.ts';

export type GridQuestion = Omit<CallInput<'positions.rows'>, 'view' | 'offset' | 'limit'>;
type Sort = GridQuestion['sort'];
type GroupColumn = GridQuestion['groupBy'][number];
type GroupRow = Extract<GridRow, { type: 'group' }>;

/** What a group shows, and which of the instrument's names must be the same in all its rows for the sum to mean something. */
const subtotalColumns = {
  value: 'settlementCurrency',
  contribution: 'settlementCurrency',
  delta: 'underlying',
  gamma: 'underlying',
  vega: 'quoteCurrency',
  theta: 'quoteCurrency',
} as const;

interface Arrangement {
  /** Positions in order: row numbers of the table. */
  rows: Int32Array;
  /** What is shown, in order: a row number, or −1 − place in `groups`. */
  shown: Int32Array;
  groups: GroupRow[];
  excluded: number;
}

const KEPT_ARRANGEMENTS = 6;

/** One table with its newest arrangements. */
export class PositionGrid {
  readonly table: PositionTable;
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
    const arrangement = this.#arrange(question, accounts);
    const rows: GridRow[] = [];
    for (const place of arrangement.shown.subarray(offset, offset + limit)) {
      if (place >= 0) rows.push({ type: 'position', row: this.table.row(place) });
      else {
        const group = arrangement.groups[-1 - place];
        if (group) rows.push(group);
      }
    }
    return {
      total: arrangement.shown.length,
      positions: arrangement.rows.length,
      offset,
      rows,
      excluded: arrangement.excluded,
    };
  }

  /** Row numbers that match, in order, ungrouped. */
  rows(filter: string, sort: Sort, accounts: ReadonlySet<string> | null): Int32Array {
    const question = { account: null, filter, sort, groupBy: [], closedGroups: [] };
    return this.#arrange(question, accounts).rows;
  }

  #arrange(question: GridQuestion, accounts: ReadonlySet<string> | null): Arrangement {
    const { account: _account, ...asked } = question;
    const key = JSON.stringify([accounts === null ? null : [...accounts], asked]);
    const kept = this.#arrangements.get(key);
    if (kept) return kept;
    const rows = ordered(this.table, this.#matching(question.filter, accounts), question);
    const made: Arrangement = { rows, ...grouped(this.table, rows, question), excluded: 0 };
    const { codes } = this.table.texts('excluded');
    for (const row of rows) if ((codes[row] ?? -1) >= 0) made.excluded++;
    this.#arrangements.set(key, made);
    const oldest = this.#arrangements.keys().next().value;
    if (this.#arrangements.size > KEPT_ARRANGEMENTS && oldest !== undefined)
      this.#arrangements.delete(oldest);
    return made;
  }

  #matching(filter: string, accounts: ReadonlySet<string> | null): Int32Array {
    const rows = matchingRows(this.table, readFilter(filter));
    if (accounts === null) return rows;
    const { values, codes } = this.table.texts('account');
    const wanted = values.map((value) => accounts.has(value));
    return rows.filter((row) => wanted[codes[row] ?? -1] === true);
  }
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

function ordered(table: PositionTable, rows: Int32Array, question: GridQuestion): Int32Array {
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
  const groups: GroupRow[] = [];

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
      groups.push(
        groupRow(table, rows.subarray(start, end), { key, label: labelOf(column, label), depth, open }),
      );
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
  head: Pick<GroupRow, 'key' | 'label' | 'depth' | 'open'>,
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
  };
}

/** The unit that all rows share, or null. */
function oneUnit(
  table: PositionTable,
  rows: Int32Array,
  unit: 'settlementCurrency' | 'underlying' | 'quoteCurrency',
): string | null {
  const { values, codes } = table.texts(unit);
  const first = codes[rows[0] ?? -1] ?? -1;
  for (const row of rows) if (codes[row] !== first) return null;
  return values[first] ?? null;
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
