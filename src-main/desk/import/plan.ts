// What committing an import would do: compares what was read with what the book holds, and makes the changes. Nothing is written here.
// May import domain, contract, and types of files and book.
import type { BookReader, Change } from '../../book/book.ts';
import type { ImportRow, ImportSection, SectionCounts } from '../../contract/views.ts';
import { figureIdentity, type MarketSnapshot } from '../../domain/market.ts';
import type { Position } from '../../domain/portfolio.ts';
import type { ReadOutcome } from '../../files/read-outcome.ts';
import { type Compared, compareRows, type RowKind, type RowState } from './compare.ts';
import { withMissingGroups } from './groups.ts';
import { rowKinds, separator } from './row-kinds.ts';

/** What a plan asks of the book; a `BookReader` has it all. */
export type CurrentContent = Pick<
  BookReader,
  | 'groups'
  | 'accounts'
  | 'instruments'
  | 'positions'
  | 'orders'
  | 'balances'
  | 'given'
  | 'limits'
  | 'snapshot'
  | 'history'
  | 'parameterSets'
  | 'hasDocument'
>;

export interface RowQuery {
  /** All sections when null. */
  section: string | null;
  /** All states when null. */
  state: RowState | null;
  offset: number;
  limit: number;
}

export interface ImportPlan {
  sections: SectionCounts[];
  rows(query: RowQuery): { rows: ImportRow[]; total: number };
  /** In the order in which a book takes them: what is referred to before what refers. Empty when nothing would change. */
  changes: Change[];
  /** True when committing would change nothing. */
  identical: boolean;
  /** True while rows are rejected and the good ones shall not be kept without them. */
  blocked: boolean;
}

/**
 * Plans an import. `replace`: the positions (orders, balances, given requirements) of each account that the files are a snapshot of are replaced;
 * `merge`: rows are added or replaced one by one, nothing else is removed, and a quantity of 0 removes its row. Corrected rejected rows are always merged.
 * @throws `invalid-file` when reporting groups stand above each other in a circle.
 */
export function planImport(
  outcome: ReadOutcome,
  current: CurrentContent,
  mode: 'replace' | 'merge',
  keepGoodRows = false,
): ImportPlan {
  // Corrected rows of an earlier import never stand for the whole account.
  const replace = mode === 'replace' && outcome.suggestedMode !== 'merge';
  const sections: PlannedSection[] = [];
  const changes: Change[] = [];
  const plan = <Row>(
    kind: RowKind<Row>,
    compared: Compared<Row>[],
    make: (fresh: Row[]) => Change[],
  ): void => {
    sections.push(new PlannedSection(kind as RowKind<unknown>, compared as Compared<unknown>[]));
    if (compared.every(({ state }) => state === 'unchanged')) return;
    const fresh = compared.filter(({ state }) => state === 'added' || state === 'changed');
    changes.push(...make(fresh.map(({ after }) => after!)));
  };
  const put = <Row>(
    kind: RowKind<Row>,
    before: Row[],
    after: Row[],
    make: (fresh: Row[]) => Change[],
  ): void => plan(kind, compareRows(kind, before, after, false), make);

  const groups = current.groups();
  put(rowKinds.groups, groups, withMissingGroups(outcome.groups, outcome.accounts, groups), (fresh) => [
    { kind: 'putGroups', groups: fresh },
  ]);
  put(rowKinds.accounts, current.accounts(), outcome.accounts, (fresh) => [
    { kind: 'putAccounts', accounts: fresh },
  ]);
  const named = outcome.instruments.map(({ id }) => id);
  put(
    rowKinds.instruments,
    named.length > 0 ? current.instruments(named) : [],
    outcome.instruments,
    (fresh) => [{ kind: 'putInstruments', instruments: fresh }],
  );
  plan(rowKinds.positions, ...positions(outcome, current, replace));
  plan(
    rowKinds.orders,
    ...byAccount(rowKinds.orders, outcome.orders, replace ? outcome.orderAccounts : [], (accounts) =>
      current.orders(accounts),
    )((accounts, orders) => ({ kind: 'replaceOrders', accounts, orders })),
  );
  plan(
    rowKinds.balances,
    ...byAccount(rowKinds.balances, outcome.balances, replace ? outcome.balanceAccounts : [], (accounts) =>
      current.balances(accounts),
    )((accounts, balances) => ({ kind: 'replaceBalances', accounts, balances })),
  );
  plan(
    rowKinds.given,
    ...byAccount(
      rowKinds.given,
      outcome.given,
      replace ? outcome.givenAccounts : [],
      (accounts) => current.given(accounts),
      (row) => row.amount === '0',
    )((accounts, given) => ({ kind: 'replaceGiven', accounts, given })),
  );
  plan(
    rowKinds.limits,
    ...byAccount(rowKinds.limits, outcome.limits, replace ? outcome.limitAccounts : [], (accounts) =>
      current.limits(accounts),
    )((accounts, limits) => ({ kind: 'putLimits', accounts, limits })),
  );
  const snapshots = outcome.snapshots.map(({ id }) => current.snapshot(id)).filter((found) => found !== null);
  put(
    rowKinds.market,
    snapshots,
    replace ? outcome.snapshots : mergedSnapshots(outcome.snapshots, snapshots),
    (fresh) => fresh.map((snapshot) => ({ kind: 'putSnapshot', snapshot })),
  );
  const series = [...new Set(outcome.history.map((point) => point.series))];
  put(rowKinds.history, series.length > 0 ? current.history(series) : [], outcome.history, (points) => [
    { kind: 'putHistory', points },
  ]);
  const sets = outcome.parameterSets.length > 0 ? current.parameterSets() : [];
  put(rowKinds.parameters, sets, outcome.parameterSets, (fresh) =>
    fresh.map((set) => ({ kind: 'putParameterSet', set })),
  );

  // Data sets first: what names them by hash comes after.
  const documents = outcome.documents.filter(({ hash }) => !current.hasDocument(hash));
  changes.unshift(...documents.map((document): Change => ({ kind: 'putDocument', document })));
  const rejected = new Map<ImportSection, number>();
  for (const entry of outcome.rejected) rejected.set(entry.section, (rejected.get(entry.section) ?? 0) + 1);
  return {
    sections: sections
      .map((planned) => planned.counts(rejected.get(planned.section) ?? 0))
      .filter((counts) => Object.values(counts).some((count) => typeof count === 'number' && count > 0)),
    rows: ({ section, state, offset, limit }) =>
      pageOf(
        sections.filter((planned) => section === null || planned.section === section),
        state,
        offset,
        limit,
      ),
    changes,
    identical: changes.length === 0,
    blocked: outcome.rejected.length > 0 && !keepGoodRows,
  };
}

type Planned<Row> = [Compared<Row>[], (fresh: Row[]) => Change[]];

function positions(outcome: ReadOutcome, current: CurrentContent, replace: boolean): Planned<Position> {
  const flat = (row: Position): boolean => row.quantity === '0';
  const accounts = new Set(outcome.positionAccounts);
  for (const { account } of outcome.positions) accounts.add(account);
  const before = accounts.size > 0 ? current.positions([...accounts]) : [];
  const compared = compareRows(rowKinds.positions, before, outcome.positions, replace, flat);
  if (replace) {
    return [
      compared,
      () => {
        const touched = accountsTouched(compared);
        const held = outcome.positions.filter((row) => touched.has(row.account) && !flat(row));
        return [{ kind: 'replacePositions', accounts: [...touched].sort(), positions: held }];
      },
    ];
  }
  return [
    compared,
    (fresh) => {
      const removed = compared.filter(({ state }) => state === 'removed');
      const closed = removed.map(({ before: row }) => ({ ...row!, quantity: '0' }));
      return [{ kind: 'putPositions', positions: [...fresh, ...closed] }];
    },
  ];
}

/** Sections that a book replaces by account: accounts outside `complete` keep their other rows. */
function byAccount<Row extends { account: string }>(
  kind: RowKind<Row>,
  rows: readonly Row[],
  complete: readonly string[],
  read: (accounts: string[]) => Row[],
  gone: (row: Row) => boolean = () => false,
): (make: (accounts: string[], rows: Row[]) => Change) => Planned<Row> {
  const whole = new Set(complete);
  const inWhole = (row: Row): boolean => whole.has(row.account);
  const outside = (row: Row): boolean => !whole.has(row.account);
  const accounts = [...new Set([...complete, ...rows.map((row) => row.account)])];
  const before = accounts.length > 0 ? read(accounts) : [];
  const compared = [
    ...compareRows(kind, before.filter(inWhole), rows.filter(inWhole), true),
    ...compareRows(kind, before.filter(outside), rows.filter(outside), false, gone),
  ];
  return (make) => [
    compared,
    () => {
      const touched = accountsTouched(compared);
      const held = new Map<string, Row>();
      for (const row of before) if (touched.has(row.account)) held.set(kind.identity(row), row);
      for (const { before: earlier, after } of compared) {
        if (after === null) held.delete(kind.identity(earlier!));
        else if (touched.has(after.account)) held.set(kind.identity(after), after);
      }
      return [make([...touched].sort(), [...held.values()])];
    },
  ];
}

function accountsTouched(compared: readonly Compared<{ account: string }>[]): Set<string> {
  const touched = new Set<string>();
  for (const { state, before, after } of compared) {
    if (state !== 'unchanged') touched.add((after ?? before)!.account);
  }
  return touched;
}

/** Figures of a known snapshot are kept beside the new ones; a new figure replaces the one of its identity. */
function mergedSnapshots(
  fresh: readonly MarketSnapshot[],
  current: readonly MarketSnapshot[],
): MarketSnapshot[] {
  const known = new Map(current.map((snapshot) => [snapshot.id, snapshot]));
  return fresh.map((snapshot) => {
    const earlier = known.get(snapshot.id);
    if (!earlier) return snapshot;
    const figures = new Map(earlier.figures.map((figure) => [figureIdentity(figure), figure]));
    for (const figure of snapshot.figures) figures.set(figureIdentity(figure), figure);
    return { ...snapshot, figures: [...figures.values()] };
  });
}

class PlannedSection {
  readonly section: ImportSection;
  readonly #kind: RowKind<unknown>;
  readonly #compared: Compared<unknown>[];
  readonly #byState = new Map<RowState, Compared<unknown>[]>();

  constructor(kind: RowKind<unknown>, compared: Compared<unknown>[]) {
    this.section = kind.section;
    this.#kind = kind;
    this.#compared = compared;
  }

  inState(state: RowState | null): readonly Compared<unknown>[] {
    if (state === null) return this.#compared;
    let rows = this.#byState.get(state);
    if (!rows) {
      rows = this.#compared.filter((row) => row.state === state);
      this.#byState.set(state, rows);
    }
    return rows;
  }

  counts(rejected: number): SectionCounts {
    const counts = { added: 0, changed: 0, removed: 0, unchanged: 0 };
    for (const { state } of this.#compared) counts[state]++;
    return { section: this.section, ...counts, rejected };
  }

  shown({ state, before, after }: Compared<unknown>): ImportRow {
    return {
      section: this.section,
      state,
      identity: this.#kind.identity(after ?? before).replaceAll(separator, ' · '),
      before: before === null ? null : this.#kind.show(before),
      after: after === null ? null : this.#kind.show(after),
    };
  }
}

function pageOf(
  sections: readonly PlannedSection[],
  state: RowState | null,
  offset: number,
  limit: number,
): { rows: ImportRow[]; total: number } {
  const rows: ImportRow[] = [];
  let total = 0;
  for (const section of sections) {
    const matching = section.inState(state);
    const from = Math.max(0, offset - total);
    const room = limit - rows.length;
    if (room > 0) for (const row of matching.slice(from, from + room)) rows.push(section.shown(row));
    total += matching.length;
  }
  return { rows, total };
}
