// What the window lists of a book: its state, accounts, market, history, parameter sets, rulebooks and runs. May import domain, book and the registry.
import type { AuditEntry, BookReader, StoredRun } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { AuditRow, BookState, RunState } from '../../contract/views.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { MarginResult, MarginTotal } from '../../domain/margin-result.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import { rulebooks } from '../../margin/registry.ts';

/** The book as the window's frame shows it. */
export function bookState(reader: BookReader): BookState {
  const status = reader.status();
  const newest = reader.snapshots()[0];
  return {
    path: status.path,
    name: status.name,
    sample: status.sample,
    empty: status.counts.accounts === 0 && status.counts.positions === 0,
    readOnly: status.readOnly,
    readOnlyReason: status.readOnlyReason,
    warnings: status.warnings,
    revision: status.revision,
    verifiedAt: status.verifiedAt,
    verifiedOk: null,
    counts: status.counts,
    market: newest ? { id: newest.id, time: newest.time, label: newest.label } : null,
    undo: undoable(reader)?.summary ?? null,
  };
}

/** Entries that the book writes by itself and that no undo takes back. */
const notUndone = new Set(['create', 'migration', 'undo', 'run', 'restore']);
const LOOKED_AT = 200;

/** The newest change that an undo would take back: as the book does it, none from before a migration. */
function undoable(reader: BookReader): AuditEntry | null {
  const last = lastSequence(reader);
  const newestFirst = reader.audit(Math.max(0, last - LOOKED_AT), LOOKED_AT).reverse();
  const undone = new Set(newestFirst.map(({ undoes }) => undoes));
  for (const entry of newestFirst) {
    if (entry.action === 'migration') return null;
    if (!notUndone.has(entry.action) && !undone.has(entry.sequence)) return entry;
  }
  return null;
}

/** Sequences count from 1 without gaps, so the last one is found by halving. */
function lastSequence(reader: BookReader): number {
  let low = 0;
  let high = 1;
  while (reader.audit(high - 1, 1).length > 0) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reader.audit(middle - 1, 1).length > 0) low = middle;
    else high = middle;
  }
  return low;
}

/** Newest first. */
export function auditHistory(
  reader: BookReader,
  { offset, limit }: CallInput<'book.history'>,
): CallOutput<'book.history'> {
  const total = lastSequence(reader);
  const newest = total - offset;
  if (newest < 1) return { rows: [], total };
  const after = Math.max(0, newest - limit);
  const rows = reader
    .audit(after, newest - after)
    .map(
      ({ sequence, time, user, action, summary }): AuditRow => ({ sequence, time, user, action, summary }),
    );
  return { rows: rows.reverse(), total };
}

export function accountTree(reader: BookReader): CallOutput<'accounts.tree'> {
  const counts = new Map<string, number>();
  for (const { account } of reader.positions()) counts.set(account, (counts.get(account) ?? 0) + 1);
  return {
    groups: reader.groups(),
    accounts: reader.accounts().map((account) => ({ ...account, positions: counts.get(account.id) ?? 0 })),
  };
}

/** Rulebooks with the parameter sets at hand. `unconfirmed` counts the rows that no venue number confirms. */
export function rulebookStates(sets: readonly ParameterSet[]): CallOutput<'rulebooks.list'> {
  return rulebooks.map(({ id, label, venue, summary, isolatedBaseline }) => {
    const own = sets.filter(({ rulebook }) => rulebook === id);
    return {
      id,
      label,
      venue,
      summary,
      isolatedBaseline,
      parameterSets: own.map((set) => set.id),
      unconfirmed: own.reduce(
        (sum, { parameters }) => sum + parameters.filter(({ confirmed }) => !confirmed).length,
        0,
      ),
    };
  });
}

/** Sets without their rows, which are counted. */
export function parameterList(
  sets: readonly ParameterSet[],
  rulebook: string | null,
): CallOutput<'parameters.list'> {
  return sets
    .filter((set) => rulebook === null || set.rulebook === rulebook)
    .map(({ parameters, ...set }) => ({
      ...set,
      count: parameters.length,
      unconfirmed: parameters.filter(({ confirmed }) => !confirmed).length,
    }));
}

/** Runs never change, so what lists show of one is read from its result once. */
export class RunLists {
  readonly #states = new Map<string, RunState>();
  readonly #totals = new Map<string, readonly MarginTotal[]>();

  clear(): void {
    this.#states.clear();
    this.#totals.clear();
  }

  /** A run's totals of the reporting tree. */
  totals(reader: BookReader, run: StoredRun): { asOf: string; totals: readonly MarginTotal[] } {
    const { asOf } = this.#state(reader, run);
    return { asOf, totals: this.#totals.get(run.id) ?? [] };
  }

  /** Newest first. */
  list(reader: BookReader, { offset, limit }: CallInput<'runs.list'>): CallOutput<'runs.list'> {
    const runs = reader.runs();
    return {
      rows: runs.slice(offset, offset + limit).map((run) => this.#state(reader, run)),
      total: runs.length,
    };
  }

  /** Throws `not-found`. */
  get(reader: BookReader, id: string): RunState {
    const run = reader.runs().find((candidate) => candidate.id === id);
    if (!run) throw new MargraveError('not-found', `The book has no run “${id}”.`, { run: id });
    return this.#state(reader, run);
  }

  #state(reader: BookReader, run: StoredRun): RunState {
    let state = this.#states.get(run.id);
    if (!state) {
      const { id, createdAt, user, label, engineVersion, kernel, resultHash } = run;
      const result = runResult(reader, id);
      const { account } = JSON.parse(run.request) as { account: string | null };
      const whole = result.totals.find(({ node }) => node === 'book');
      const entries = result.entries.map((entry) => ({
        account: entry.account,
        rulebook: entry.rulebook,
        nettingSet: entry.nettingSet,
        currency: entry.currency,
        initialMargin: entry.initialMargin,
        maintenanceMargin: entry.maintenanceMargin,
        deposit: entry.deposit,
      }));
      state = {
        id,
        createdAt,
        user,
        label,
        engineVersion,
        kernel,
        resultHash,
        asOf: result.asOf,
        account,
        total: whole
          ? {
              currency: whole.currency,
              equity: whole.equity,
              initialMargin: whole.initialMargin,
              maintenanceMargin: whole.maintenanceMargin,
              deposit: whole.deposit,
            }
          : null,
        entries,
      };
      this.#states.set(id, state);
      this.#totals.set(id, result.totals);
    }
    return state;
  }
}

/** The whole stored result. Throws `not-found`. */
export function runResult(reader: BookReader, id: string): MarginResult {
  const run = reader.run(id);
  if (!run) throw new MargraveError('not-found', `The book has no run “${id}”.`, { run: id });
  return JSON.parse(run.documents.result) as MarginResult;
}
