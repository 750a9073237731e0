// The payoff of the position in focus over the price of its underlying. Asked for once the focus rests; the newest question wins.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { PositionRow, RiskCurve } from '../client/nouns.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

/** Milliseconds that the focus must rest: running through rows asks for none of them. */
const rest = 160;
const points = 81;
/** Relative moves of the price, either way. */
const reach = '0.4';

export class Payoff {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #margin: MarginState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #task: string | null = null;
  #of = '';

  curve = $state.raw<RiskCurve | null>(null);
  failure = $state.raw<CallError | null>(null);
  /** Id of the position that the curve is of. */
  position = $state('');

  constructor(client: WindowClient, tasks: Tasks, margin: MarginState) {
    this.#client = client;
    this.#tasks = tasks;
    this.#margin = margin;
  }

  /** Shows the payoff of a position as the margin on screen values it; null, or a row without figures: none. */
  show(row: PositionRow | null): void {
    const view = this.#margin.shown?.view ?? '';
    const of = row === null || row.excluded !== null || row.value === null ? '' : `${view} ${row.id}`;
    if (of === this.#of) return;
    this.#of = of;
    clearTimeout(this.#timer);
    if (this.#task !== null) void this.#tasks.cancel(this.#task).catch(() => undefined);
    this.#task = null;
    if (row === null || of === '') {
      this.curve = null;
      this.failure = null;
      this.position = '';
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(row, of), rest);
  }

  async #ask(row: PositionRow, of: string): Promise<void> {
    const task = this.#tasks.begin('payoff', `Payoff of ${row.symbol}`);
    this.#task = task;
    try {
      const curve = await this.#client.call('risk.curve', {
        account: row.account,
        rulebook: this.#margin.rulebook,
        parameters: this.#margin.parameters,
        market: this.#margin.market,
        allowExcluded: this.#margin.leaveOut,
        subject: { underlying: null, positions: [row.id] },
        what: null,
        from: `-${reach}`,
        to: reach,
        points,
        task,
      });
      if (this.#of !== of) return;
      this.curve = curve;
      this.failure = null;
      this.position = row.id;
    } catch (thrown) {
      const error = asCallError(thrown);
      if (this.#of !== of || error.code === 'cancelled' || error.code === 'superseded') return;
      this.curve = null;
      this.failure = error;
      this.position = row.id;
    } finally {
      this.#tasks.end(task);
      if (this.#task === task) this.#task = null;
    }
  }
}
