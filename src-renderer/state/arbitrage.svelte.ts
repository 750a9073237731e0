// Arbitrage in the snapshot looked at: what was tested, and the violations, the worst first. May import the client.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { MarketArbitrage } from '../client/nouns.ts';

const PAGE = 100;

export class Arbitrage {
  readonly #client: WindowClient;
  readonly #market: { readonly looked: string | null };
  #asked = 0;
  /** With as many violations as were asked for so far. */
  answer = $state.raw<MarketArbitrage | null>(null);
  loaded = $state(false);
  failure = $state.raw<CallError | null>(null);

  constructor(client: WindowClient, market: { readonly looked: string | null }) {
    this.#client = client;
    this.#market = market;
  }

  /** Tests the snapshot looked at. What is on screen stays until the answer is there. */
  async load(): Promise<void> {
    await this.#ask(0);
  }

  /** The next violations, under those on screen. */
  async more(): Promise<void> {
    await this.#ask(this.answer?.violations.length ?? 0);
  }

  async #ask(offset: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await this.#client.call('market.arbitrage', {
        id: this.#market.looked,
        offset,
        limit: PAGE,
      });
      if (asked !== this.#asked) return;
      const shown = offset > 0 && answer?.id === this.answer?.id ? (this.answer?.violations ?? []) : [];
      this.answer = answer && { ...answer, violations: [...shown, ...answer.violations] };
      this.failure = null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    } finally {
      if (asked === this.#asked) this.loaded = true;
    }
  }
}
