// The instruments offered while a leg is typed: asked of the desk as the text changes, chosen by arrows and Enter.
import type { WindowClient } from '../client/client.ts';
import type { LegCompletion } from '../client/nouns.ts';
import { symbolPart, withSymbol } from './what-if-text.ts';

const restMilliseconds = 40;
const shownAtMost = 12;

export class Completion {
  readonly #client: WindowClient;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Line that is being completed; null while the list is closed. */
  leg = $state<string | null>(null);
  offered = $state.raw<LegCompletion[]>([]);
  /** Index of the one that Enter takes. */
  at = $state(0);
  open = $derived(this.leg !== null && this.offered.length > 0);

  constructor(client: WindowClient) {
    this.#client = client;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.leg = null;
    this.offered = [];
  }

  /** A line's text changed: offers what fits, unless that is what is typed and nothing else. */
  typed(leg: string, account: string, text: string): void {
    clearTimeout(this.#timer);
    const part = symbolPart(text);
    if (part === null || text.trim() === '' || text.includes('@')) {
      this.close();
      return;
    }
    this.#asked += 1;
    const asked = this.#asked;
    // Until the answer is there, nothing is on offer that what is typed by now rules out: Enter must never take it.
    if (this.leg === leg) this.#offer(this.offered, part.typed);
    this.#timer = setTimeout(async () => {
      const found = await this.#client
        .call('whatIf.complete', { account, text: part.typed })
        .catch((): LegCompletion[] => []);
      if (asked !== this.#asked) return;
      this.leg = leg;
      this.#offer(found, part.typed);
    }, restMilliseconds);
  }

  /** What names an instrument whole may be the beginning of others: those stay on offer, behind it. */
  #offer(found: readonly LegCompletion[], typed: string): void {
    const sought = typed.toLowerCase();
    const fitting = found.filter(({ symbol }) => symbol.toLowerCase().includes(sought));
    const same = fitting.filter(({ symbol }) => symbol.toLowerCase() === sought);
    const others = fitting.filter((one) => !same.includes(one));
    this.offered = others.length === 0 && same.length > 0 ? [] : [...same, ...others].slice(0, shownAtMost);
    this.at = 0;
  }

  move(by: number): void {
    const count = this.offered.length;
    if (count > 0) this.at = (this.at + by + count) % count;
  }

  /** The one that Enter takes is what is typed already. */
  isTyped(text: string): boolean {
    const symbol = this.offered[this.at]?.symbol;
    return symbol !== undefined && symbol.toLowerCase() === symbolPart(text)?.typed.toLowerCase();
  }

  /** The line's text with the chosen instrument in it; null when nothing is offered. */
  choose(text: string, index: number = this.at): string | null {
    const chosen = this.offered[index];
    this.close();
    return chosen === undefined ? null : withSymbol(text, chosen.symbol);
  }
}
