// The what-if in work: a copy of one account with legs traded, the market moved and time passed. Every edit is a step that
// can be taken back here, without touching the book; figures follow each edit, the newest request wins.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  BookState,
  ExcludedRow,
  LegState,
  PositionRow,
  SavedWhatIf,
  WhatIf,
  WhatIfAnswer,
  WhatIfLeg,
} from '../client/nouns.ts';
import { subtractDecimals } from '../format/decimal.ts';
import type { Tasks } from './tasks.svelte.ts';
import { initialDifferences } from './what-if-figures.ts';
import { readNumber } from './what-if-text.ts';

/** What a what-if is margined under: the same choices as the margin on screen. */
export interface WhatIfScope {
  rulebook: string | null;
  parameters: string[] | null;
  market: string | null;
  allowExcluded: boolean;
  book: BookState | null;
}

/** Time without an edit after which figures are asked for. Short: the desk lets a newer question replace an older one. */
const restMilliseconds = 10;
/** Edits of the same field within this time are one step of undo. */
const sameStepMilliseconds = 900;
/** A computation that lasts longer is shown with its progress in the status bar. */
const longMilliseconds = 400;
const keptSteps = 200;

const isBlank = (leg: WhatIfLeg): boolean => leg.text.trim() === '';
const emptyOf = (account: string): WhatIf => ({
  account,
  legs: [],
  premiumInCash: true,
  priceMove: '0',
  volatilityMove: '0',
  advance: 'none',
});
/** What a saved what-if holds, for telling whether the one in work differs: ids of legs don't count. */
const contentOf = (what: WhatIf): string =>
  JSON.stringify({ ...what, legs: what.legs.map(({ id: _id, ...leg }) => leg) });

export class WhatIfState {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #scope: () => WhatIfScope;
  readonly #showView: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #legCount = 0;
  #taskCount = 0;
  #step = { field: '', at: 0 };
  #past = $state.raw<WhatIf[]>([]);
  #future = $state.raw<WhatIf[]>([]);
  /** What is in work, with lines that are still blank. Null when nothing is. */
  #draft = $state.raw<WhatIf | null>(null);
  #task = $state<string | null>(null);
  #waiting = $state(false);

  /** The saved what-if that is in work; null while it has no name. */
  saved = $state.raw<SavedWhatIf | null>(null);
  answer = $state.raw<WhatIfAnswer | null>(null);
  /** How many answers this what-if has had: cells flash from the second on. */
  answers = $state(0);
  failure = $state.raw<CallError | null>(null);
  /** Rows that stopped the computation. */
  stopped = $state.raw<ExcludedRow[]>([]);
  /** Line that is to take the focus, once it is on screen. */
  focusLeg = $state<string | null>(null);
  /** Set while it is asked what becomes of unsaved work: what to do once that is settled. */
  leaving = $state.raw<(() => void) | null>(null);
  /** An account is to be chosen: the first that is offered takes the focus. */
  choosing = $state(false);
  /** The dialog that asks for a name is open, to save. */
  naming = $state(false);
  /** The dialog that says what would be written is open. */
  applying = $state(false);
  /** True while the view on screen pictures the what-if rather than the book: that view sets it. */
  pictured = $state(false);

  draft = $derived(this.#draft);
  /** The what-if in work as the desk is asked about it; null when there is none. */
  current = $derived<WhatIf | null>(
    this.#draft === null ? null : { ...this.#draft, legs: this.#draft.legs.filter((leg) => !isBlank(leg)) },
  );
  unsaved = $derived(
    this.current !== null && (this.saved === null || contentOf(this.current) !== contentOf(this.saved.what)),
  );
  /** There is something that closing would lose. */
  hasWork = $derived(
    this.unsaved &&
      this.current !== null &&
      (this.saved !== null || contentOf(this.current) !== contentOf(emptyOf(this.current.account))),
  );
  running = $derived(this.#task !== null || this.#waiting);
  canUndo = $derived(this.#past.length > 0);
  canRedo = $derived(this.#future.length > 0);
  legsOn = $derived(this.current?.legs.filter((leg) => leg.on).length ?? 0);
  differences = $derived(this.answer === null ? [] : initialDifferences(this.answer));
  /** Market the figures stand on. */
  market = $derived.by(() => this.answer?.market ?? this.#scope().book?.market ?? null);

  /** `showView` brings the What-if view to the front. */
  constructor(client: WindowClient, tasks: Tasks, scope: () => WhatIfScope, showView: () => void) {
    this.#client = client;
    this.#showView = showView;
    this.#tasks = tasks;
    this.#scope = scope;
  }

  // ---- beginning, opening, leaving

  /** Does something that ends the what-if in work, after asking what becomes of unsaved work. */
  guard(then: () => void): void {
    if (this.hasWork) this.leaving = then;
    else then();
  }

  /** A new what-if of an account, in place of the one in work. */
  begin(account: string): void {
    this.guard(() => {
      this.#put({ ...emptyOf(account), legs: [this.#blankLine()] }, null);
      this.focusLeg = this.#draft?.legs[0]?.id ?? null;
      this.#showView();
    });
  }

  open(saved: SavedWhatIf): void {
    this.guard(() => this.resume(saved.what, saved));
  }

  /** Takes up again what was in work before it was applied or let go. */
  resume(what: WhatIf, saved: SavedWhatIf | null): void {
    this.#put({ ...what, legs: this.#fresh(what.legs) }, saved);
    this.#showView();
  }

  /** Ends it without asking. */
  close(): void {
    this.#put(null, null);
  }

  #put(draft: WhatIf | null, saved: SavedWhatIf | null): void {
    clearTimeout(this.#timer);
    this.#cancelTask();
    if (draft === null || draft.account !== this.#draft?.account) this.answer = null;
    this.#draft = draft;
    this.saved = saved;
    this.answers = 0;
    this.failure = null;
    this.stopped = [];
    this.#past = [];
    this.#future = [];
    this.#step = { field: '', at: 0 };
    this.#waiting = false;
    this.leaving = null;
    this.applying = false;
    this.naming = false;
    if (draft !== null) this.#ask();
  }

  /**
   * Opens a what-if of the position's account with a leg for the difference to a new quantity; the leg that an earlier edit
   * of the same position made is replaced, and goes away when the quantity is the book's again.
   * @returns a sentence when the quantity is no number, and nothing is done
   */
  editPosition(row: PositionRow, newQuantity: string): string | null {
    const quantity = readNumber(newQuantity);
    if (quantity === null)
      return `“${newQuantity}” is not a number, so ${row.symbol} stays as it is. Type a quantity such as -12.5.`;
    if (this.#draft === null || this.#draft.account !== row.account) {
      this.guard(() => {
        this.#put(emptyOf(row.account), null);
        this.#putDifference(row, quantity);
      });
    } else this.#putDifference(row, quantity);
    return null;
  }

  #putDifference(row: PositionRow, quantity: string): void {
    const draft = this.#draft;
    if (draft === null) return;
    const difference = subtractDecimals(quantity, row.quantity);
    const former = draft.legs.find((leg) => leg.position === row.id);
    const others = draft.legs.filter((leg) => leg !== former && !isBlank(leg));
    const leg: WhatIfLeg = {
      id: former?.id ?? this.#newId(),
      text: `${difference} ${row.symbol}`,
      on: true,
      position: row.id,
    };
    this.#change({ ...draft, legs: /[1-9]/.test(difference) ? [...others, leg] : others }, 'position');
    this.focusLeg = leg.id;
    this.#showView();
  }

  // ---- editing

  #newId(): string {
    this.#legCount += 1;
    return `leg-${this.#legCount}`;
  }

  #blankLine(): WhatIfLeg {
    return { id: this.#newId(), text: '', on: true, position: null };
  }

  /** The same lines under ids that no other line of this window has. */
  #fresh(legs: readonly WhatIfLeg[]): WhatIfLeg[] {
    return legs.map((leg) => ({ ...leg, id: this.#newId() }));
  }

  #change(next: WhatIf, field: string): void {
    const former = this.#draft;
    if (former === null) return;
    const at = performance.now();
    const sameStep = field !== '' && field === this.#step.field && at - this.#step.at < sameStepMilliseconds;
    if (!sameStep) this.#past = [...this.#past, former].slice(-keptSteps);
    this.#step = { field, at };
    this.#future = [];
    this.#show(next);
  }

  #show(next: WhatIf): void {
    const before = this.current;
    this.#draft = next;
    if (before === null || JSON.stringify(before) !== JSON.stringify(this.current)) this.#ask();
  }

  /** Takes the last edit back. False when there is none: the book's own undo is another command. */
  undo(): boolean {
    const before = this.#past.at(-1);
    if (before === undefined || this.#draft === null) return false;
    this.#future = [...this.#future, this.#draft];
    this.#past = this.#past.slice(0, -1);
    this.#step = { field: '', at: 0 };
    this.#show(before);
    return true;
  }

  redo(): boolean {
    const next = this.#future.at(-1);
    if (next === undefined || this.#draft === null) return false;
    this.#past = [...this.#past, this.#draft];
    this.#future = this.#future.slice(0, -1);
    this.#step = { field: '', at: 0 };
    this.#show(next);
    return true;
  }

  #changeLegs(legs: WhatIfLeg[], field = ''): void {
    if (this.#draft !== null) this.#change({ ...this.#draft, legs }, field);
  }

  /** Adds a blank line after a line, or at the end; it takes the focus. */
  addLine(after: string | null = null): void {
    const legs = this.#draft?.legs ?? [];
    const index = legs.findIndex((leg) => leg.id === after);
    const at = index === -1 ? legs.length : index + 1;
    const next = legs[at];
    // A blank line that is there already is the next line.
    if (next && isBlank(next)) this.focusLeg = next.id;
    else {
      const line = this.#blankLine();
      this.#changeLegs(legs.toSpliced(at, 0, line));
      this.focusLeg = line.id;
    }
  }

  /** Adds several legs at once after a line; a blank line there makes way for them. */
  addLegs(after: string | null, texts: readonly string[]): void {
    const legs = this.#draft?.legs ?? [];
    if (texts.length === 0) return;
    const index = legs.findIndex((leg) => leg.id === after);
    const added = texts.map((text) => ({ ...this.#blankLine(), text }));
    const place = index === -1 ? legs.length : index + 1;
    const former = legs[index];
    const replaced = former && isBlank(former) ? 1 : 0;
    this.#changeLegs(legs.toSpliced(place - replaced, replaced, ...added));
    this.focusLeg = added.at(-1)?.id ?? null;
  }

  setText(id: string, text: string): void {
    const legs = this.#draft?.legs ?? [];
    this.#changeLegs(
      legs.map((leg) => (leg.id === id ? { ...leg, text } : leg)),
      `text ${id}`,
    );
  }

  toggle(id: string): void {
    const legs = this.#draft?.legs ?? [];
    this.#changeLegs(legs.map((leg) => (leg.id === id ? { ...leg, on: !leg.on } : leg)));
  }

  /** Switches several legs off at once. */
  switchOff(ids: readonly string[]): void {
    const legs = this.#draft?.legs ?? [];
    this.#changeLegs(legs.map((leg) => (ids.includes(leg.id) ? { ...leg, on: false } : leg)));
  }

  /** Every leg on, or, when all are on already, every leg off. */
  toggleAll(): void {
    const legs = this.#draft?.legs ?? [];
    const on = legs.some((leg) => !leg.on);
    this.#changeLegs(legs.map((leg) => ({ ...leg, on })));
  }

  /** Removes a line; the one below it, or else above, takes the focus. */
  remove(id: string): void {
    const legs = this.#draft?.legs ?? [];
    const index = legs.findIndex((leg) => leg.id === id);
    if (index === -1) return;
    const left = legs.toSpliced(index, 1);
    this.#changeLegs(left);
    this.focusLeg = (left[index] ?? left[index - 1])?.id ?? null;
  }

  set(change: Partial<Pick<WhatIf, 'premiumInCash' | 'priceMove' | 'volatilityMove' | 'advance'>>): void {
    if (this.#draft !== null) this.#change({ ...this.#draft, ...change }, Object.keys(change).join(' '));
  }

  /** How the desk read a line, as last answered. */
  stateOf(id: string): LegState | null {
    return this.answer?.legs.find((leg) => leg.id === id) ?? null;
  }

  // ---- computing

  #cancelTask(): void {
    const task = this.#task;
    this.#task = null;
    if (task === null) return;
    this.#tasks.end(task);
    void this.#tasks.cancel(task).catch(() => undefined);
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.#waiting = true;
    this.#timer = setTimeout(() => void this.compute(), restMilliseconds);
  }

  /** The book, the rulebook or what may be left out changed: the same question again. */
  again(): void {
    if (this.current !== null) this.#ask();
  }

  /** Asks for the figures of what is in work now. Figures on screen stay until there are new ones. */
  async compute(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waiting = false;
    const what = this.current;
    if (what === null) return;
    const { book: _book, ...howMargined } = this.#scope();
    this.#taskCount += 1;
    const task = `what-if-${this.#taskCount}-${Date.now().toString(36)}`;
    const former = this.#task;
    this.#task = task;
    if (former !== null) this.#tasks.end(former);
    const long = setTimeout(() => this.#tasks.show(task, 'Computing the what-if'), longMilliseconds);
    try {
      const answer = await this.#client.call('whatIf.compute', {
        ...howMargined,
        what,
        task,
      });
      if (this.#task !== task) return;
      this.answer = answer;
      this.answers += 1;
      this.failure = null;
      this.stopped = [];
    } catch (thrown) {
      if (this.#task !== task) return;
      const error = asCallError(thrown);
      if (error.code === 'superseded' || error.code === 'cancelled') return;
      this.failure = error;
      const rows = error.detail.rows;
      this.stopped = error.code === 'incomplete' && Array.isArray(rows) ? (rows as ExcludedRow[]) : [];
    } finally {
      clearTimeout(long);
      this.#tasks.end(task);
      if (this.#task === task) this.#task = null;
    }
  }

  async cancel(): Promise<void> {
    if (this.#task !== null) await this.#tasks.cancel(this.#task).catch(() => undefined);
  }
}
