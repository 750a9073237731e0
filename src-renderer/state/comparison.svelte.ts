// One account under several rulebooks: which are asked, in which currency, and how they come out. No DOM.

import type { WindowClient } from '../client/client.ts';
import type { Account, ComparisonAnswer, ComparisonRow } from '../client/nouns.ts';
import { subtractDecimals } from '../format/decimal.ts';
import { LatestQuestion } from './latest-question.svelte.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

const storageKey = 'margrave.comparison';
/** As many as one comparison takes. */
const MOST = 20;

/** The rulebooks kept from last time; null: all there are. */
function remembered(): string[] | null {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(storageKey) ?? 'null');
    return Array.isArray(kept) && kept.every((id) => typeof id === 'string') ? kept : null;
  } catch {
    return null;
  }
}

/** Less than, on exact decimals: negative, zero or positive. */
const order = (a: string, b: string): number => Math.sign(Number(subtractDecimals(a, b)));

/** The least deposit first; at the same deposit the most free equity. */
function byCost(a: ComparisonRow, b: ComparisonRow): number {
  return order(a.deposit ?? '0', b.deposit ?? '0') || order(b.freeEquity ?? '0', a.freeEquity ?? '0');
}
/** Those that carry every row, those that leave rows out, those that failed. */
const rank = (row: ComparisonRow): number => (row.failure !== null ? 2 : row.excluded.total > 0 ? 1 : 0);
/** The cheapest first; below them what leaves rows out, fewest first; failures last, as they came. */
function inOrder(a: ComparisonRow, b: ComparisonRow): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0 || rank(a) === 2) return ranks;
  return a.excluded.total - b.excluded.total || byCost(a, b);
}

export class Comparison extends LatestQuestion {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly #rulebooks: () => readonly string[];
  readonly #accounts: () => readonly Account[];
  readonly #revision: () => number;
  #of = $state('');

  /** The Margin view shows it in place of the requirements. */
  open = $state(false);
  /** Rulebooks that were chosen; null: all. */
  chosen = $state.raw<string[] | null>(remembered());
  /** Account chosen here while the window looks at all of them. */
  own = $state<string | null>(null);
  /** Null: the account's reporting currency. */
  currency = $state<string | null>(null);
  answer = $state.raw<ComparisonAnswer | null>(null);
  /** Rulebooks whose rows are opened. */
  opened = $state.raw<ReadonlySet<string>>(new Set());

  account = $derived.by(() => {
    const known = (id: string | null): string | null =>
      id !== null && this.#accounts().some((account) => account.id === id) ? id : null;
    return (
      known(this.#margin.account) ??
      known(this.own) ??
      known(this.#margin.entry?.account ?? null) ??
      this.#accounts()[0]?.id ??
      null
    );
  });
  /** What would be asked now, in the rulebooks' own order. */
  asked = $derived.by(() => {
    const all = this.#rulebooks();
    const some = all.filter((id) => this.chosen === null || this.chosen.includes(id));
    return (some.length > 0 ? some : all).slice(0, MOST);
  });
  #key = $derived.by(() =>
    JSON.stringify([
      this.account,
      this.asked,
      this.currency,
      this.#margin.market,
      this.#margin.parameters,
      this.#revision(),
    ]),
  );
  /** The answer of the account on screen. */
  shown = $derived(this.answer !== null && this.answer.account === this.account ? this.answer : null);
  stale = $derived(this.shown !== null && this.#of !== this.#key);
  rows = $derived([...(this.shown?.rows ?? [])].sort(inOrder));
  /** The cheapest of those that carry every row; more than one where they cost the same, none where no two carry all. */
  cheapest = $derived.by<ReadonlySet<string>>(() => {
    const whole = this.rows.filter((row) => rank(row) === 0);
    const [first] = whole;
    if (first === undefined || whole.length < 2) return new Set();
    return new Set(whole.filter((row) => byCost(row, first) === 0).map(({ rulebook }) => rulebook));
  });
  /** Whether any rulebook leaves rows out. */
  partial = $derived(this.rows.filter((row) => rank(row) === 1).length);

  constructor(
    client: WindowClient,
    tasks: Tasks,
    margin: MarginState,
    rulebooks: () => readonly string[],
    accounts: () => readonly Account[],
    revision: () => number,
  ) {
    super(tasks);
    this.#client = client;
    this.#margin = margin;
    this.#rulebooks = rulebooks;
    this.#accounts = accounts;
    this.#revision = revision;
  }

  /** Shows the comparison, and computes it where there is none of this account. */
  show(): void {
    this.open = true;
    if (this.shown === null && this.task === null) void this.compute();
  }

  isChosen(rulebook: string): boolean {
    return this.asked.includes(rulebook);
  }

  toggle(rulebook: string): void {
    const now = this.asked.includes(rulebook)
      ? this.asked.filter((id) => id !== rulebook)
      : [...this.asked, rulebook];
    if (now.length === 0) return;
    this.choose(now.length === this.#rulebooks().length ? null : now);
  }

  /** Remembers the choice. Null: all. */
  choose(rulebooks: string[] | null): void {
    this.chosen = rulebooks;
    if (rulebooks === null) globalThis.localStorage?.removeItem(storageKey);
    else globalThis.localStorage?.setItem(storageKey, JSON.stringify(rulebooks));
  }

  chooseAccount(account: string): void {
    this.own = account;
    void this.compute();
  }

  chooseCurrency(currency: string | null): void {
    this.currency = currency;
    void this.compute();
  }

  /** Opens a row's detail, or closes it. */
  flip(rulebook: string): void {
    const now = new Set(this.opened);
    if (!now.delete(rulebook)) now.add(rulebook);
    this.opened = now;
  }

  /** Computes what is chosen. A newer request replaces an older one; what is on screen stays until there is a new figure. */
  async compute(): Promise<void> {
    const { account, asked } = this;
    if (account === null || asked.length === 0) return;
    let key = '';
    const answer = await this.askLatest('comparison', 'Comparing rulebooks', (task) => {
      key = this.#key;
      return this.#client.call('comparison.compute', {
        account,
        rulebooks: [...asked],
        parameters: this.#margin.parameters,
        market: this.#margin.market,
        currency: this.currency,
        task,
      });
    });
    if (answer === null) return;
    this.answer = answer;
    this.#of = key;
  }

  forget(): void {
    void this.cancel();
    this.answer = null;
    this.failure = null;
    this.own = null;
    this.currency = null;
    this.opened = new Set();
  }
}
