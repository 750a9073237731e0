// One account as listed markets see it: which account, which part is looked at, and the answer. No DOM.

import { untrack } from 'svelte';
import type { WindowClient } from '../client/client.ts';
import type { Account, ListedAnswer } from '../client/nouns.ts';
import { LatestQuestion } from './latest-question.svelte.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

export const listedParts = ['Deposits', 'Pairs', 'SPAN', 'Expiry and dividends'] as const;
export type ListedPart = (typeof listedParts)[number];
export type PairLevel = ListedAnswer['strategies'][number]['level'];

/** Margin models of accounts that hold listed instruments. */
const listedModels: ReadonlySet<string> = new Set(['occ-cpm', 'reg-t', 'span']);

export class Listed extends LatestQuestion {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly #accounts: () => readonly Account[];
  readonly #revision: () => number;
  #of = $state('');
  /** The question asked last, answered or not: one that failed or was cancelled is asked again by hand only. */
  #asked = '';

  /** Account chosen here while the window looks at all of them. */
  own = $state<string | null>(null);
  part = $state<ListedPart>('Deposits');
  /** Whose pairs are listed: those of the maintenance or of the initial requirement. */
  level = $state<PairLevel>('maintenance');
  /** Pairs of one underlying only; null: of all. */
  underlying = $state<string | null>(null);
  /** Combined commodity whose risk array is shown; null: the first. */
  commodity = $state<string | null>(null);
  answer = $state.raw<ListedAnswer | null>(null);

  account = $derived.by(() => {
    const known = (id: string | null): string | null =>
      id !== null && this.#accounts().some((account) => account.id === id) ? id : null;
    const listed = this.#accounts().find(({ marginModel }) => listedModels.has(marginModel));
    return known(this.#margin.account) ?? known(this.own) ?? listed?.id ?? this.#accounts()[0]?.id ?? null;
  });
  #key = $derived.by(() =>
    JSON.stringify([this.account, this.#margin.market, this.#margin.parameters, this.#revision()]),
  );
  /** The answer of the account on screen. */
  shown = $derived(this.answer !== null && this.answer.account === this.account ? this.answer : null);
  stale = $derived(this.shown !== null && this.#of !== this.#key);
  /** Whether the account holds anything that listed markets margin. */
  holdsNone = $derived(this.shown !== null && this.shown.underlyings.length === 0);
  strategies = $derived(
    (this.shown?.strategies ?? []).filter(
      ({ level, underlying }) =>
        level === this.level && (this.underlying === null || underlying === this.underlying),
    ),
  );
  paired = $derived([...new Set((this.shown?.strategies ?? []).map(({ underlying }) => underlying))].sort());
  scanned = $derived(
    this.shown?.commodities.find(({ code }) => code === this.commodity) ?? this.shown?.commodities[0] ?? null,
  );

  constructor(
    client: WindowClient,
    tasks: Tasks,
    margin: MarginState,
    accounts: () => readonly Account[],
    revision: () => number,
  ) {
    super(tasks);
    this.#client = client;
    this.#margin = margin;
    this.#accounts = accounts;
    this.#revision = revision;
  }

  /** Computes unless this very question was asked last. Inside an effect it is the question that is followed. */
  look(): void {
    if (this.#asked !== this.#key) void untrack(() => this.compute());
  }

  chooseAccount(account: string): void {
    this.own = account;
    void this.compute();
  }

  /** What is on screen stays until there is a new answer. */
  async compute(): Promise<void> {
    const { account } = this;
    if (account === null) return;
    let key = '';
    const answer = await this.askLatest('listed', 'Margining listed instruments', (task) => {
      key = this.#key;
      this.#asked = key;
      return this.#client.call('listed.compute', {
        account,
        parameters: this.#margin.parameters,
        market: this.#margin.market,
        task,
      });
    });
    if (answer === null) return;
    this.answer = answer;
    this.#of = key;
    if (this.underlying !== null && !this.paired.includes(this.underlying)) this.underlying = null;
  }

  forget(): void {
    void this.cancel();
    this.#asked = '';
    this.answer = null;
    this.failure = null;
    this.own = null;
    this.underlying = null;
    this.commodity = null;
  }
}
