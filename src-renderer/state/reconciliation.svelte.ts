// The Reconciliation view: venues' answers that were dropped or chosen, the cases they hold beside Margrave's own figures, one
// case's lines by the page, and the agreement that was kept. No DOM.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  Agreement,
  KeptReconciliation,
  ReconciliationCase,
  ReconciliationLine,
  ReconciliationView,
} from '../client/nouns.ts';
import { namesText } from '../format/agreement.ts';
import { formatCount } from '../format/decimal.ts';
import type { OfferedFile } from './files.ts';
import { LatestQuestion } from './latest-question.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { PagedRows } from './paged-rows.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

/** Kept records and lines fetched at a time. */
const PAGE = 500;
export type ReconciliationSide = 'answer' | 'kept';

export class Reconciliation extends LatestQuestion {
  readonly #client: WindowClient;
  readonly #notices: Notices;
  #keptAsked = 0;

  side = $state<ReconciliationSide>('answer');
  /** Rulebook to compute with; null is the one that each answer is of. */
  rulebook = $state<string | null>(null);
  /** A document that stands beside the next answers. Its token is good for one reading, so it goes with them. */
  context = $state.raw<OfferedFile | null>(null);
  /** Names of what is being read, or was read last. */
  names = $state.raw<string[]>([]);
  /** The document beside the answers on screen. */
  beside = $state<string | null>(null);
  view = $state.raw<ReconciliationView | null>(null);
  keeping = $state(false);

  /** The case whose lines are shown; null: those of all. */
  opened = $state<string | null>(null);
  filter = $state('');
  /** Only lines that differ, and cases that hold one. */
  onlyDifferent = $state(false);
  focusCase = $state(0);
  focusLine = $state(0);
  readonly lines: PagedRows<ReconciliationLine>;

  kept = $state.raw<KeptReconciliation[]>([]);
  keptTotal = $state(0);
  keptLoaded = $state(false);
  keptFailure = $state.raw<CallError | null>(null);
  agreements = $state.raw<Agreement[]>([]);

  /** The cases listed: all, or those with a difference. */
  cases = $derived<ReconciliationCase[]>(
    (this.view?.cases ?? []).filter(({ disagreeing }) => !this.onlyDifferent || disagreeing > 0),
  );
  counts = $derived.by(() => {
    const sum = (of: (one: ReconciliationCase) => number): number =>
      (this.view?.cases ?? []).reduce((total, one) => total + of(one), 0);
    const lines = sum(({ lines }) => lines);
    const disagreeing = sum(({ disagreeing }) => disagreeing);
    return { lines, disagreeing, agreeing: lines - disagreeing, given: sum(({ given }) => given) };
  });
  notes = $derived(
    (this.view?.cases ?? [])
      .filter(({ id }) => this.opened === null || id === this.opened)
      .flatMap(({ id, notes }) => notes.map((note) => ({ case: id, note }))),
  );
  canKeep = $derived(
    this.view !== null && this.view.kept === null && this.view.unkeepable === null && !this.keeping,
  );

  constructor(client: WindowClient, tasks: Tasks, notices: Notices) {
    super(tasks);
    this.#client = client;
    this.#notices = notices;
    this.lines = new PagedRows((offset, limit) => this.#page(offset, limit));
  }

  async #page(offset: number, limit: number): Promise<{ rows: ReconciliationLine[]; total: number }> {
    if (this.view === null) return { rows: [], total: 0 };
    return this.#client.call('reconciliation.lines', {
      reconciliation: this.view.reconciliation,
      case: this.opened,
      onlyDifferent: this.onlyDifferent,
      filter: this.filter,
      offset,
      limit,
    });
  }

  /** Reads answers, computes them here and compares. What was on screen stays until there is something newer. */
  async begin(files: readonly OfferedFile[]): Promise<void> {
    if (files.length === 0) return;
    const { context } = this;
    this.side = 'answer';
    this.names = files.map(({ name }) => name);
    this.context = null;
    this.failure = null;
    const view = await this.askLatest('reconciliation', 'Computing what the answer is of', (task) =>
      this.#client.call('reconciliation.compute', {
        files: files.map(({ token }) => token),
        context: context?.token ?? null,
        rulebook: this.rulebook,
        task,
      }),
    );
    if (view === null) return;
    this.view = view;
    this.beside = context?.name ?? null;
    this.opened = null;
    this.filter = '';
    this.onlyDifferent = false;
    this.focusCase = 0;
    this.#ask();
  }

  /** Shows one case's lines; those of all when it is opened already, or null. */
  open(id: string | null): void {
    this.opened = this.opened === id ? null : id;
    this.#ask();
  }

  setFilter(filter: string): void {
    this.filter = filter;
    this.#ask();
  }

  setOnlyDifferent(onlyDifferent: boolean): void {
    this.onlyDifferent = onlyDifferent;
    this.focusCase = 0;
    if (onlyDifferent && !this.cases.some(({ id }) => id === this.opened)) this.opened = null;
    this.#ask();
  }

  #ask(): void {
    this.focusLine = 0;
    this.lines.startOver();
  }

  /** Every line that is asked for now, for a copy with every digit. */
  async allLines(): Promise<ReconciliationLine[]> {
    const rows: ReconciliationLine[] = [];
    for (;;) {
      const page = await this.#page(rows.length, PAGE);
      rows.push(...page.rows);
      if (page.rows.length === 0 || rows.length >= page.total) return rows;
    }
  }

  /** Keeps what was compared in the book: the user's own evidence, one record per rulebook. */
  async keep(): Promise<void> {
    const { view } = this;
    if (view === null || !this.canKeep) return;
    this.keeping = true;
    try {
      const kept = await this.#client.call('reconciliation.keep', { reconciliation: view.reconciliation });
      if (this.view === view) this.view = { ...view, kept: kept[0]?.id ?? null };
      const differing = kept.filter(({ disagreeing }) => disagreeing > 0).map(({ rulebook }) => rulebook);
      const lines = kept.reduce((sum, record) => sum + record.lines, 0);
      this.#notices.say(
        'information',
        `Kept in the book: ${formatCount(lines)} lines for ${kept.map(({ rulebook }) => rulebook).join(', ')}.${differing.length === 0 ? '' : ` Lines differ, so it confirms nothing of ${differing.join(', ')}.`}`,
      );
      await this.loadKept();
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    } finally {
      this.keeping = false;
    }
  }

  /** Asks for what was kept: when the view opens, and when the book changed. */
  async loadKept(): Promise<void> {
    this.#keptAsked += 1;
    const asked = this.#keptAsked;
    try {
      const [listed, agreements] = await Promise.all([
        this.#client.call('reconciliation.list', { offset: 0, limit: PAGE }),
        this.#client.call('reconciliation.agreement', {}),
      ]);
      if (asked !== this.#keptAsked) return;
      this.kept = listed.rows;
      this.keptTotal = listed.total;
      this.agreements = agreements;
      this.keptLoaded = true;
      this.keptFailure = null;
      const { view } = this;
      // What was on screen may have been taken out, or come back by undo.
      if (view?.kept && !listed.rows.some(({ id }) => id === view.kept)) this.view = { ...view, kept: null };
    } catch (thrown) {
      if (asked === this.#keptAsked) this.keptFailure = asCallError(thrown);
    }
  }

  async moreKept(): Promise<void> {
    try {
      const page = await this.#client.call('reconciliation.list', { offset: this.kept.length, limit: PAGE });
      this.kept = [...this.kept, ...page.rows.filter(({ id }) => !this.kept.some((one) => one.id === id))];
      this.keptTotal = page.total;
    } catch (thrown) {
      this.keptFailure = asCallError(thrown);
    }
  }

  /** Takes a record out of the book; undo brings it back. */
  async remove(record: KeptReconciliation): Promise<void> {
    try {
      await this.#client.call('reconciliation.remove', { id: record.id });
      this.#notices.say(
        'information',
        `What was kept of ${namesText(record.files)} for ${record.rulebook} is taken out. Undo brings it back.`,
      );
      await this.loadKept();
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    }
  }

  /** Another book: its answers and its kept agreement are others. */
  forget(): void {
    void this.cancel();
    this.#keptAsked += 1;
    this.view = null;
    this.context = null;
    this.failure = null;
    this.names = [];
    this.opened = null;
    this.filter = '';
    this.onlyDifferent = false;
    this.rulebook = null;
    this.lines.forget();
    this.kept = [];
    this.keptTotal = 0;
    this.keptLoaded = false;
    this.keptFailure = null;
    this.agreements = [];
  }
}
