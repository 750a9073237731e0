// The Runs view: which stored runs there are, which two are compared, and their totals over time.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { RunPoint, RunState } from '../client/nouns.ts';
import type { MarginState } from './margin.svelte.ts';
import { RunChange } from './run-change.svelte.ts';
import { RunLinesState } from './run-lines.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

/** Runs fetched at a time. */
const PAGE = 200;
export type RunsTab = 'change' | 'lines' | 'series';

export class Runs {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly change: RunChange;
  readonly lines: RunLinesState;
  #asked = 0;
  #seriesAsked = 0;
  #book: string | null = null;

  rows = $state.raw<RunState[]>([]);
  total = $state(0);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  /** Run whose row has the focus. */
  focus = $state<string | null>(null);
  from = $state<string | null>(null);
  to = $state<string | null>(null);
  tab = $state<RunsTab>('change');
  /** Totals over time of what the window looks at, oldest first; null until they were asked for. */
  series = $state.raw<RunPoint[] | null>(null);
  seriesFailure = $state.raw<CallError | null>(null);

  /** The two that are compared, when there are two. */
  pair = $derived<{ from: string; to: string } | null>(
    this.from !== null && this.to !== null && this.from !== this.to ? { from: this.from, to: this.to } : null,
  );

  constructor(client: WindowClient, tasks: Tasks, margin: MarginState) {
    this.#client = client;
    this.#margin = margin;
    this.change = new RunChange(client, tasks);
    this.lines = new RunLinesState(client);
  }

  /** Node of the reporting tree that the window looks at. */
  get node(): string {
    const { account } = this.#margin;
    if (account === null) return 'book';
    return account.startsWith('group:') ? account : `account:${account}`;
  }

  /** Asks for the list anew: when the view opens, and when a run was stored. Another book's runs are forgotten at once. */
  async load(book: string | null): Promise<void> {
    if (book !== this.#book) this.forget();
    this.#book = book;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const limit = Math.min(Math.max(PAGE, this.rows.length), 500);
      const { rows, total } = await this.#client.call('runs.list', { offset: 0, limit });
      if (asked !== this.#asked) return;
      const newest = rows[0]?.id ?? null;
      const isNew = this.loaded && newest !== this.rows[0]?.id;
      this.rows = rows;
      this.total = total;
      this.loaded = true;
      this.failure = null;
      this.#choose(rows, isNew);
      this.compare();
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    }
  }

  /** The newest to begin with, and the one before it of the same accounts; a run stored meanwhile becomes the one that is compared to. */
  #choose(rows: readonly RunState[], isNew: boolean): void {
    const known = (id: string | null): boolean => id !== null && rows.some((row) => row.id === id);
    const [newest] = rows;
    if (!known(this.focus)) this.focus = newest?.id ?? null;
    if (isNew && newest) {
      // Measured from what came before it, of the same accounts: chosen below.
      this.from = null;
      this.to = newest.id;
    }
    if (!known(this.to)) this.to = newest?.id ?? null;
    if (!known(this.from) || this.from === this.to) {
      const account = rows.find(({ id }) => id === this.to)?.account;
      const others = rows.filter(({ id }) => id !== this.to);
      this.from = (others.find((row) => row.account === account) ?? others[0])?.id ?? null;
    }
  }

  async more(): Promise<void> {
    try {
      const { rows, total } = await this.#client.call('runs.list', { offset: this.rows.length, limit: PAGE });
      this.rows = [...this.rows, ...rows.filter(({ id }) => !this.rows.some((known) => known.id === id))];
      this.total = total;
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  /** The focus moves by so many rows. */
  move(by: number): void {
    const at = this.rows.findIndex(({ id }) => id === this.focus);
    const next = this.rows[Math.max(0, Math.min(this.rows.length - 1, at + by))];
    if (next) this.focus = next.id;
  }

  /** A run becomes one end of the comparison; where it was the other end, the two change places. */
  mark(end: 'from' | 'to', run: string): void {
    this.focus = run;
    if (this[end] === run) return;
    const other = end === 'from' ? 'to' : 'from';
    if (this[other] === run) this[other] = this[end];
    this[end] = run;
    this.compare();
  }

  swap(): void {
    const { from, to } = this;
    this.from = to;
    this.to = from;
    this.compare();
  }

  choose(tab: RunsTab): void {
    this.tab = tab;
    this.compare();
  }

  /** Computes what the tab on screen shows of the two. */
  compare(): void {
    if (this.tab === 'change') void this.change.show(this.pair);
    else if (this.tab === 'lines') void this.lines.show(this.pair);
    else void this.loadSeries();
  }

  /** Totals over time of what the window looks at. */
  async loadSeries(): Promise<void> {
    this.#seriesAsked += 1;
    const asked = this.#seriesAsked;
    try {
      const points = await this.#client.call('runs.series', { node: this.node });
      if (asked !== this.#seriesAsked) return;
      this.series = points;
      this.seriesFailure = null;
    } catch (thrown) {
      if (asked === this.#seriesAsked) this.seriesFailure = asCallError(thrown);
    }
  }

  forget(): void {
    this.#asked += 1;
    this.#seriesAsked += 1;
    this.rows = [];
    this.total = 0;
    this.loaded = false;
    this.failure = null;
    this.focus = null;
    this.from = null;
    this.to = null;
    this.series = null;
    this.seriesFailure = null;
    this.change.forget();
    this.lines.forget();
  }
}
