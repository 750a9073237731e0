// How far each level is: asked for on demand, for the account of the entry that Margin explains; marked stale when the margin moved on.
import type { WindowClient } from '../client/client.ts';
import type { DistanceAnswer, DistanceRoot, DistanceVariable, WhatIf } from '../client/nouns.ts';
import { LatestQuestion } from './latest-question.svelte.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

/** One rung: a move at which a level is met, or that there is none in what was searched. */
export interface Rung {
  variable: DistanceVariable;
  name: string;
  roots: DistanceRoot[];
  /** The nearest level is met within what was searched. */
  none: boolean;
}

const sameVariable = (a: DistanceVariable, b: DistanceVariable): boolean =>
  a.kind === b.kind && (a.kind !== 'price' || (b.kind === 'price' && a.underlying === b.underlying));

/** A variable in words. */
export function variableName(variable: DistanceVariable): string {
  if (variable.kind === 'price') return `${variable.underlying} alone`;
  return variable.kind === 'allPrices' ? 'All prices by their betas' : 'Volatility';
}

export const sameMove = sameVariable;

export class Distance extends LatestQuestion {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly #whatIf: () => WhatIf | null;
  #of = $state('');

  answer = $state.raw<DistanceAnswer | null>(null);
  /** Set by the command that asks for it: Margin then shows its part for it. */
  wanted = $state(false);
  /** The what-if is measured instead of the book. */
  ofWhatIf = $state(false);

  /** Account that would be measured now. */
  account = $derived.by(() => this.#margin.entry?.account ?? null);
  what = $derived.by(() => {
    const what = this.ofWhatIf ? this.#whatIf() : null;
    return what !== null && what.account === this.account ? what : null;
  });
  #key = $derived.by(() => `${this.#margin.shown?.view ?? ''} ${this.account} ${JSON.stringify(this.what)}`);
  /** The answer is of the account on screen. */
  shown = $derived(this.answer !== null && this.answer.account === this.account ? this.answer : null);
  stale = $derived(this.shown !== null && this.#of !== this.#key);

  constructor(client: WindowClient, tasks: Tasks, margin: MarginState, whatIf: () => WhatIf | null) {
    super(tasks);
    this.#client = client;
    this.#margin = margin;
    this.#whatIf = whatIf;
  }

  /** Searches every level of the account. A newer search replaces one that runs. */
  async compute(): Promise<void> {
    const { account } = this;
    if (account === null) return;
    let key = '';
    const answer = await this.askLatest('distance', 'Searching for the levels', (task) => {
      key = this.#key;
      const { rulebook, parameters, market, leaveOut } = this.#margin;
      return this.#client.call('distance.compute', {
        account,
        rulebook,
        parameters,
        market,
        allowExcluded: leaveOut,
        what: this.what,
        task,
      });
    });
    if (answer === null) return;
    this.answer = answer;
    this.#of = key;
  }

  /** The rungs of one entry's level, in the order of the pictures: each variable with its roots, nearest first. */
  rungs(nettingSet: string, currency: string, level: string): Rung[] {
    const { answer } = this;
    if (answer === null) return [];
    const variables: DistanceVariable[] = [];
    const ofEntry = <Of extends { nettingSet: string; currency: string }>(row: Of): boolean =>
      row.nettingSet === nettingSet && row.currency === currency;
    for (const { variable } of [...answer.pictures.filter(ofEntry), ...answer.roots.filter(ofEntry)])
      if (!variables.some((known) => sameVariable(known, variable))) variables.push(variable);
    return variables.map((variable) => {
      const roots = answer.roots
        .filter((root) => ofEntry(root) && root.level === level && sameVariable(root.variable, variable))
        .sort((a, b) => Math.abs(Number(a.move)) - Math.abs(Number(b.move)));
      return { variable, name: variableName(variable), roots, none: roots.length === 0 };
    });
  }

  forget(): void {
    void this.cancel();
    this.answer = null;
    this.failure = null;
    this.ofWhatIf = false;
  }
}
