// Writing a what-if into the book: first exactly what would be written, row by row, then the one change, with its undo at hand.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { LegState, PositionRow } from '../client/nouns.ts';
import { addDecimals } from '../format/decimal.ts';
import type { Notices } from './notices.svelte.ts';
import type { WhatIfState } from './what-if.svelte.ts';

/** One position as it is and as it would be. */
export interface WrittenRow {
  /** Id of the position: account | instrument | strategy | lot. */
  id: string;
  symbol: string;
  quantityUnit: string;
  /** Null where the book has no such row: it is added. */
  before: string | null;
  change: string;
  after: string;
  strategy: string;
  newInstrument: boolean;
  /** What the account holds of the instrument in other rows, which stay as they are; null when nothing. */
  elsewhere: string | null;
  prices: string[];
}

const rowsPerQuestion = 500;
const questionsAtOnce = 6;

export class Application {
  readonly #client: WindowClient;
  readonly #work: WhatIfState;
  readonly #notices: Notices;
  readonly #undo: () => Promise<void>;
  readonly #refresh: () => Promise<void>;

  /** The notice that offers to undo what was applied, and the revision that this made. */
  #offer: { notice: number; revision: number } | null = null;

  /** What would be written; null while it is being read. */
  rows = $state.raw<WrittenRow[] | null>(null);
  failure = $state.raw<CallError | null>(null);
  writing = $state(false);
  /** Legs that would be written: on, and read without a problem. */
  legs = $derived.by<LegState[]>(
    () =>
      this.#work.answer?.legs.filter((leg) => leg.on && leg.problem === null && leg.instrument !== null) ??
      [],
  );
  /** Legs that are on but can't be read: nothing is written while there are any. */
  unreadable = $derived.by<LegState[]>(
    () => this.#work.answer?.legs.filter((leg) => leg.on && leg.problem !== null) ?? [],
  );
  /** Cash that the legs bring, per currency. */
  cash = $derived.by<{ currency: string; amount: string }[]>(() => {
    const sums = new Map<string, string>();
    if (this.#work.current?.premiumInCash !== true) return [];
    for (const { cash, cashCurrency } of this.legs) {
      if (cash === null || cashCurrency === null) continue;
      sums.set(cashCurrency, addDecimals(sums.get(cashCurrency) ?? '0', cash));
    }
    return [...sums]
      .map(([currency, amount]) => ({ currency, amount }))
      .filter(({ amount }) => /[1-9]/.test(amount));
  });

  constructor(
    client: WindowClient,
    work: WhatIfState,
    notices: Notices,
    undo: () => Promise<void>,
    refresh: () => Promise<void>,
  ) {
    this.#client = client;
    this.#work = work;
    this.#notices = notices;
    this.#undo = undo;
    this.#refresh = refresh;
  }

  /** The account's rows of one instrument, as the book has them. */
  async #rowsOf(account: string, symbol: string): Promise<PositionRow[]> {
    const page = await this.#client.call('positions.rows', {
      view: null,
      account,
      filter: symbol,
      sort: [],
      groupBy: [],
      closedGroups: [],
      offset: 0,
      limit: rowsPerQuestion,
    });
    return page.rows.flatMap((row) => (row.type === 'position' ? [row.row] : []));
  }

  /** Reads what would be written, from the book as it is now. */
  async prepare(): Promise<void> {
    this.rows = null;
    this.failure = null;
    const what = this.#work.current;
    if (what === null) return;
    try {
      const legs = this.legs;
      const symbols = [
        ...new Set(legs.flatMap((leg) => (leg.symbol === null || leg.newInstrument ? [] : [leg.symbol]))),
      ];
      const held = new Map<string, PositionRow>();
      for (let from = 0; from < symbols.length; from += questionsAtOnce) {
        const pages = await Promise.all(
          symbols.slice(from, from + questionsAtOnce).map((symbol) => this.#rowsOf(what.account, symbol)),
        );
        for (const row of pages.flat()) held.set(row.id, row);
      }
      if (this.#work.current !== what) return;
      const written = new Map<string, WrittenRow>();
      for (const leg of legs) {
        const line = what.legs.find(({ id }) => id === leg.id);
        const id = line?.position ?? `${what.account}|${leg.instrument}||1`;
        const row = held.get(id);
        const former = written.get(id);
        const others = [...held.values()].filter(
          (other) => other.instrument === leg.instrument && other.id !== id,
        );
        const change = addDecimals(former?.change ?? '0', leg.quantity ?? '0');
        written.set(id, {
          id,
          symbol: leg.symbol ?? '',
          quantityUnit: leg.quantityUnit ?? '',
          before: row?.quantity ?? null,
          change,
          after: addDecimals(row?.quantity ?? '0', change),
          strategy: row?.strategy ?? '',
          newInstrument: leg.newInstrument,
          elsewhere:
            others.length === 0 ? null : others.reduce((sum, other) => addDecimals(sum, other.quantity), '0'),
          prices: [...(former?.prices ?? []), ...(leg.price === null ? [] : [leg.price])],
        });
      }
      this.rows = [...written.values()];
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  /** The book is at another revision: an undo that would take something else back is no longer offered. */
  bookAt(revision: number): void {
    if (this.#offer === null || this.#offer.revision === revision) return;
    this.#notices.close(this.#offer.notice);
    this.#offer = null;
  }

  /** Writes it as one change. The what-if ends; undo, from the notice, takes the change back and the what-if up again. */
  async apply(): Promise<void> {
    const what = this.#work.current;
    if (what === null || this.writing) return;
    const saved = this.#work.saved;
    this.writing = true;
    this.failure = null;
    try {
      const { summary, revision } = await this.#client.call('whatIf.apply', {
        what,
        market: this.#work.market?.id ?? null,
        label: saved?.name ?? '',
      });
      this.#work.close();
      await this.#refresh();
      const notice = this.#notices.say('information', `${summary}.`, {
        label: 'Undo',
        run: async () => {
          await this.#undo();
          this.#work.resume(what, saved);
        },
      });
      this.#offer = { notice, revision };
    } catch (thrown) {
      this.failure = asCallError(thrown);
    } finally {
      this.writing = false;
    }
  }
}
