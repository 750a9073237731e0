// Why the margin changed between two runs: asked for once per pair, and its positions by the page.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  ChangeAnswer,
  ChangeMeasure,
  ChangePosition,
  ChangePositionPage,
  ChangeState,
} from '../client/nouns.ts';
import type { Tasks } from './tasks.svelte.ts';
import type { WaterfallStep } from './waterfall.ts';

type ChangeEntry = ChangeAnswer['entries'][number];
export type MeasureName = ChangeMeasure['measure'];

/** Rows of positions fetched at a time. */
const PAGE = 200;
/** Answers kept: going back to a pair that was looked at costs nothing. */
const KEPT = 4;

export const factors = [
  { factor: 'positions', label: 'Positions' },
  { factor: 'market', label: 'Market' },
  { factor: 'parameters', label: 'Parameters' },
  { factor: 'time', label: 'Time' },
] as const;

export const measureWords: Record<MeasureName, string> = {
  initialMargin: 'Initial margin',
  maintenanceMargin: 'Maintenance margin',
  equity: 'Equity',
  freeEquity: 'Free equity',
  deposit: 'Deposit needed',
};
/** Which way is good for the account. */
export const favoured: Record<MeasureName, 'less' | 'more'> = {
  initialMargin: 'less',
  maintenanceMargin: 'less',
  equity: 'more',
  freeEquity: 'more',
  deposit: 'less',
};
export const stateWords: Record<ChangeState, string> = {
  new: 'New trades',
  closed: 'Closed',
  changed: 'Quantity changed',
  expired: 'Expired',
  kept: 'Kept as they were',
  none: 'Brought by no position',
};

export const changeEntryKey = (entry: Pick<ChangeEntry, 'account' | 'nettingSet' | 'currency'>): string =>
  JSON.stringify([entry.account, entry.nettingSet, entry.currency]);

/** Below this share of the larger end, the bars of both ends would hide the steps: the change is drawn alone. */
const ENDS_SHOWN_FROM = 0.15;

/**
 * Steps from one run's amount to the other's, factor by factor; where the change is small beside the amounts, the steps of the change alone.
 * Drawing only: amounts stay text.
 */
export function changeSteps(measure: ChangeMeasure): WaterfallStep[] {
  const [from, to] = [Number(measure.from), Number(measure.to)];
  const withEnds = Math.abs(to - from) >= ENDS_SHOWN_FROM * Math.max(Math.abs(from), Math.abs(to));
  const steps: WaterfallStep[] = [];
  let at = 0;
  if (withEnds) {
    steps.push({ label: 'From', amount: measure.from, from: 0, to: from, kind: 'total' });
    at = from;
  }
  for (const { factor, label } of factors) {
    const size = Number(measure.parts[factor]);
    steps.push({
      label,
      amount: measure.parts[factor],
      from: at,
      to: at + size,
      kind: size < 0 ? 'reduces' : 'adds',
    });
    at += size;
  }
  steps.push(
    withEnds
      ? { label: 'To', amount: measure.to, from: 0, to, kind: 'total' }
      : { label: 'Change', amount: measure.change, from: 0, to: to - from, kind: 'total' },
  );
  return steps;
}

export class RunChange {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #kept = new Map<string, ChangeAnswer>();
  #pair = '';
  #positionsAsked = 0;

  answer = $state.raw<ChangeAnswer | null>(null);
  task = $state<string | null>(null);
  failure = $state.raw<CallError | null>(null);
  /** Entry that is looked at; null is the book's total. */
  entry = $state<string | null>(null);
  measure = $state<MeasureName>('initialMargin');
  /** Positions by what happened to them; null is all. */
  state = $state<ChangeState | null>(null);
  page = $state.raw<ChangePositionPage | null>(null);
  rows = $state.raw<ChangePosition[]>([]);
  positionsFailure = $state.raw<CallError | null>(null);

  chosen = $derived<ChangeEntry | null>(
    this.answer?.entries.find((entry) => changeEntryKey(entry) === this.entry) ??
      (this.answer?.total === null ? (this.answer.entries[0] ?? null) : null),
  );
  /** The measures looked at, with their currency. */
  shown = $derived<{ currency: string; measures: ChangeMeasure[] } | null>(
    this.chosen ?? this.answer?.total ?? null,
  );
  measured = $derived<ChangeMeasure | null>(
    this.shown?.measures.find(({ measure }) => measure === this.measure) ?? null,
  );

  constructor(client: WindowClient, tasks: Tasks) {
    this.#client = client;
    this.#tasks = tasks;
  }

  /** Shows why one run differs from the other, asking for it unless it is at hand. */
  async show(pair: { from: string; to: string } | null): Promise<void> {
    const key = pair === null ? '' : JSON.stringify([pair.from, pair.to]);
    if (key === this.#pair && (this.answer !== null || this.task !== null)) return;
    this.#pair = key;
    await this.cancel();
    const known = this.#kept.get(key);
    if (known) this.#put(known);
    else if (pair === null) this.#put(null);
    else await this.#compute(pair, key);
  }

  /** Asks again for what is shown: after it failed or was cancelled. */
  async again(): Promise<void> {
    if (this.#pair === '' || this.task !== null) return;
    const [from, to] = JSON.parse(this.#pair) as [string, string];
    this.#kept.delete(this.#pair);
    await this.#compute({ from, to }, this.#pair);
  }

  async #compute(pair: { from: string; to: string }, key: string): Promise<void> {
    const task = this.#tasks.begin('change', 'Splitting the change');
    this.task = task;
    this.failure = null;
    if (this.answer !== null) this.#put(null);
    try {
      const answer = await this.#client.call('change.compute', { ...pair, task });
      this.#kept.set(key, answer);
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
      if (key === this.#pair) this.#put(answer);
    } catch (thrown) {
      if (key === this.#pair && (this.task === task || this.task === null))
        this.failure = asCallError(thrown);
    } finally {
      this.#tasks.end(task);
      if (this.task === task) this.task = null;
    }
  }

  async cancel(): Promise<void> {
    const { task } = this;
    this.task = null;
    if (task !== null) await this.#tasks.cancel(task).catch(() => undefined);
  }

  #put(answer: ChangeAnswer | null): void {
    this.answer = answer;
    this.failure = null;
    this.state = null;
    void this.#loadPositions();
  }

  chooseEntry(key: string | null): void {
    this.entry = key;
    this.state = null;
    void this.#loadPositions();
  }

  chooseState(state: ChangeState | null): void {
    this.state = state;
    void this.#loadPositions();
  }

  async more(): Promise<void> {
    await this.#loadPositions(this.rows.length);
  }

  async #loadPositions(offset = 0): Promise<void> {
    this.#positionsAsked += 1;
    const asked = this.#positionsAsked;
    const { chosen, answer } = this;
    if (chosen === null || answer === null) {
      this.page = null;
      this.rows = [];
      return;
    }
    const { account, nettingSet, currency } = chosen;
    try {
      const page = await this.#client.call('change.positions', {
        change: answer.change,
        account,
        nettingSet,
        currency,
        state: this.state,
        offset,
        limit: PAGE,
      });
      if (asked !== this.#positionsAsked) return;
      this.page = page;
      this.rows = offset === 0 ? page.rows : [...this.rows, ...page.rows];
      this.positionsFailure = null;
    } catch (thrown) {
      if (asked !== this.#positionsAsked) return;
      const error = asCallError(thrown);
      // The desk keeps a few changes only: one that it let go of is computed anew.
      if (error.code === 'not-found' && offset === 0 && this.#kept.delete(this.#pair)) await this.again();
      else this.positionsFailure = error;
    }
  }

  forget(): void {
    void this.cancel();
    this.#kept.clear();
    this.#pair = '';
    this.entry = null;
    this.#put(null);
  }
}
