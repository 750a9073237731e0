// The margin on screen: what it belongs to, how it stands to the book, and how it is asked for again.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  BookState,
  EntryTables,
  ExcludedRow,
  MarginEntry,
  MarginTotal,
  MarginView,
} from '../client/nouns.ts';
import type { Tasks } from './tasks.svelte.ts';

/** How the figures stand: `current`, `stale` (inputs changed since), `running`, `incomplete` (rows excluded), `failed`, `none`. */
export type MarginStanding = 'none' | 'current' | 'stale' | 'running' | 'incomplete' | 'failed';

/** A computation at most this long is repeated without being asked when the book changes. */
const quickMilliseconds = 750;

export const entryKey = (entry: Pick<MarginEntry, 'account' | 'nettingSet' | 'currency'>): string =>
  JSON.stringify([entry.account, entry.nettingSet, entry.currency]);

function excludedOf(error: CallError): ExcludedRow[] {
  for (const value of Object.values(error.detail)) {
    if (
      Array.isArray(value) &&
      value.every((row) => typeof row === 'object' && row !== null && 'reason' in row)
    ) {
      return value as ExcludedRow[];
    }
  }
  return [];
}

export class MarginState {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #book: () => BookState | null;
  #tablesOf = '';

  /** Account that the window looks at; null is all of them. */
  account = $state<string | null>(null);
  /** Rulebook that everything is margined under; null is each account's own. */
  rulebook = $state<string | null>(null);
  /** Market snapshot that everything is asked of; null is the newest that wasn't set by hand. */
  market = $state<string | null>(null);
  /** Parameter sets chosen by name; null takes each by its date. */
  parameters = $state.raw<string[] | null>(null);
  /** Whether rows that can't be valued may be left out; asked once per book. */
  leaveOut = $state(false);
  shown = $state.raw<MarginView | null>(null);
  task = $state<string | null>(null);
  failure = $state.raw<CallError | null>(null);
  /** Rows that stopped the computation. */
  stopped = $state.raw<ExcludedRow[]>([]);
  tables = $state.raw<EntryTables[] | null>(null);
  tablesFailure = $state.raw<CallError | null>(null);
  /** Entry that the Margin view explains. */
  chosen = $state<string | null>(null);

  excluded = $derived<ExcludedRow[]>(this.stopped.length > 0 ? this.stopped : (this.shown?.excluded ?? []));
  standing = $derived.by<MarginStanding>(() => {
    if (this.task !== null) return 'running';
    if (this.failure !== null) return this.stopped.length > 0 ? 'incomplete' : 'failed';
    if (this.shown === null) return 'none';
    const book = this.#book();
    if (book !== null && book.revision !== this.shown.revision) return 'stale';
    return this.shown.excluded.length > 0 ? 'incomplete' : 'current';
  });
  entries = $derived(this.shown?.entries ?? []);
  entry = $derived<MarginEntry | null>(
    this.entries.find((entry) => entryKey(entry) === this.chosen) ?? this.entries[0] ?? null,
  );
  /** The sums that the headline shows: of the chosen account, or of the whole book. */
  total = $derived.by<MarginTotal | null>(() => {
    const totals = this.shown?.totals ?? [];
    if (this.account !== null)
      return totals.find((total) => total.node === `account:${this.account}`) ?? null;
    return totals.find((total) => total.node === 'book') ?? totals[0] ?? null;
  });
  /** The entry that asks for most, in the headline's currency: its worst scenario is the one to know. */
  heaviest = $derived.by<MarginEntry | null>(() => {
    const weigh = (entry: MarginEntry): number => Number(entry.initialMargin) * this.rate(entry.currency);
    return this.entries.reduce<MarginEntry | null>(
      (most, entry) => (most === null || weigh(entry) > weigh(most) ? entry : most),
      null,
    );
  });

  constructor(client: WindowClient, tasks: Tasks, book: () => BookState | null) {
    this.#client = client;
    this.#tasks = tasks;
    this.#book = book;
  }

  /** Units of the headline's currency per unit of `currency`; for ordering and drawing, never for amounts. */
  rate(currency: string): number {
    const total = this.total;
    if (total === null || currency === total.currency) return 1;
    const rate = total.rates[`${currency}/${total.currency}`];
    return rate === undefined ? Number.NaN : Number(rate);
  }

  /** Currency in which a position's share of the margin stands: that of the entry it belongs to. Empty when none is known. */
  shareCurrency(account: string, settlementCurrency: string): string {
    const of = this.entries.filter((entry) => entry.account === account);
    if (of.some((entry) => entry.currency === settlementCurrency)) return settlementCurrency;
    return of.length === 1 ? (of[0]?.currency ?? '') : '';
  }

  /** Computes what is chosen. A newer request replaces an older one; what is on screen stays until there is a new figure. */
  async compute(options: { store?: boolean } = {}): Promise<MarginView | null> {
    const before = this.task;
    const task = this.#tasks.begin('margin', 'Computing margin');
    this.task = task;
    if (before !== null) void this.#tasks.cancel(before).catch(() => undefined);
    try {
      const view = await this.#client.call('margin.compute', {
        account: this.account,
        rulebook: this.rulebook,
        parameters: this.parameters,
        market: this.market,
        allowExcluded: this.leaveOut,
        store: options.store ?? false,
        label: '',
        task,
      });
      if (this.task !== task) return null;
      this.shown = view;
      this.failure = null;
      this.stopped = [];
      this.tables = null;
      return view;
    } catch (thrown) {
      const error = asCallError(thrown);
      if (this.task !== task) return null;
      if (error.code !== 'cancelled' && error.code !== 'superseded') {
        this.failure = error;
        this.stopped = error.code === 'incomplete' ? excludedOf(error) : [];
      }
      return null;
    } finally {
      this.#tasks.end(task);
      if (this.task === task) this.task = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.task !== null) await this.#tasks.cancel(this.task).catch(() => undefined);
  }

  async computeWithout(): Promise<void> {
    this.leaveOut = true;
    await this.compute();
  }

  chooseAccount(account: string | null): void {
    this.account = account;
    void this.compute();
  }

  chooseRulebook(rulebook: string | null): void {
    this.rulebook = rulebook;
    void this.compute();
  }

  chooseMarket(market: string | null): void {
    this.market = market;
    void this.compute();
  }

  chooseParameters(parameters: readonly string[] | null): void {
    this.parameters = parameters === null || parameters.length === 0 ? null : [...parameters];
    void this.compute();
  }

  /** After a change of the book: again at once when that is quick, else the figures stay and are marked stale. */
  afterChange(): void {
    const book = this.#book();
    if (book === null || book.empty || book.market === null) return;
    const first = this.shown === null && this.task === null;
    const quick = this.shown !== null && this.shown.milliseconds <= quickMilliseconds;
    const behind = this.shown?.revision !== book.revision;
    if (first || (quick && behind)) void this.compute();
  }

  forget(): void {
    this.shown = null;
    this.failure = null;
    this.stopped = [];
    this.tables = null;
    this.leaveOut = false;
    this.account = null;
    this.rulebook = null;
    this.market = null;
    this.parameters = null;
    this.chosen = null;
  }

  /** Scenario tables of the view on screen, fetched once per view. */
  async loadTables(): Promise<void> {
    const view = this.shown?.view;
    if (view === undefined || (this.tables !== null && this.#tablesOf === view)) return;
    this.#tablesOf = view;
    try {
      const answer = await this.#client.call('margin.tables', { view });
      if (this.shown?.view === view) this.tables = answer.tables;
      this.tablesFailure = null;
    } catch (thrown) {
      this.#tablesOf = '';
      this.tablesFailure = asCallError(thrown);
    }
  }
}
