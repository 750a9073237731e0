// Volatilities by strike of one expiry of the snapshot looked at, with what the draft makes of them. May import the client.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { MarketFigure, VolatilitySmile } from '../client/nouns.ts';
import { shiftDecimal } from '../format/decimal.ts';
import type { MarketDraft } from './market-draft.svelte.ts';

/** The snapshot that the window looks at, and the draft that may lie over it. */
interface InSight {
  readonly looked: string | null;
  readonly draft: MarketDraft;
}

export type Side = 'call' | 'put';
export const sides: readonly Side[] = ['call', 'put'];

export class Smile {
  readonly #client: WindowClient;
  readonly #market: InSight;
  #asked = 0;
  /** The series asked for; null is the first. */
  series = $state<string | null>(null);
  answer = $state.raw<VolatilitySmile | null>(null);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);
  row = $state(0);
  side = $state<Side>('call');
  rows = $derived(this.answer?.rows ?? []);
  focused = $derived<MarketFigure | null>(this.rows[this.row]?.[this.side] ?? null);

  constructor(client: WindowClient, market: InSight) {
    this.#client = client;
    this.#market = market;
  }

  /** Asks for the smile of the snapshot looked at. What is on screen stays until the answer is there. */
  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await this.#client.call('market.smile', {
        id: this.#market.looked,
        series: this.series,
      });
      if (asked !== this.#asked) return;
      this.answer = answer;
      this.failure = null;
      this.moveTo(this.row, this.side);
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    } finally {
      if (asked === this.#asked) this.loaded = true;
    }
  }

  choose(series: string): void {
    this.series = series;
    void this.load();
  }

  moveTo(row: number, side: Side): void {
    this.row = Math.max(0, Math.min(row, this.rows.length - 1));
    this.side = side;
  }

  /** The value with the draft's own in place of the snapshot's; null where there is none, or it is taken out. */
  valueOf(figure: MarketFigure | null): string | null {
    if (figure === null) return null;
    const { draft, looked } = this.#market;
    const change = draft.from === looked ? draft.of(figure) : null;
    return change === null ? figure.value : change.value;
  }

  /** Volatilities of a side in percent, one for each strike; `drafted` with the draft's own. */
  line(side: Side, drafted: boolean): (string | null)[] {
    return this.rows.map((row) => {
      const value = drafted ? this.valueOf(row[side]) : (row[side]?.value ?? null);
      return value === null ? null : shiftDecimal(value, 2);
    });
  }
}
