// What an option chain holds and what it lacks, counted by kind and told in sentences.
import type { Instrument } from '../../domain/instrument.ts';

interface Counted {
  bid: string | null;
  ask: string | null;
  volatility: string | null;
  placeholder: boolean;
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;

/** Kinds of oddities and what was done about each: the sentence after the count of options. */
const oddities = {
  noQuote: 'no quote at all (bid and ask empty or 0), and so no mark',
  noAsk: 'a bid without an ask, and so no mark',
  noBid: 'an ask without a bid, and so no mark',
  zeroBid: 'a bid of 0: half the ask is the mark, and its source says so',
  crossed: 'a bid above the ask: both are kept, and no mark is made of them',
  noVolatility: 'no volatility stated',
  placeholder: 'a placeholder for the volatility (at most 0.0001, or below 0), which is left out',
  expired: 'an expiry at or before these quotes: settled, not valued',
  expiresThatDay: 'an expiry later on the same day',
} as const;

export class ChainCounts {
  readonly #file: string;
  readonly #time: string;
  readonly #odd = new Map<keyof typeof oddities, number>();
  readonly #options = new Map<string, number>();
  readonly #expiries = new Set<string>();

  /** @param time of the quotes, ISO UTC */
  constructor(file: string, time: string) {
    this.#file = file;
    this.#time = time;
  }

  add({ underlying, priceIndex, expiry }: Instrument, quote: Counted): void {
    const name = `${underlying} ${priceIndex}`;
    this.#options.set(name, (this.#options.get(name) ?? 0) + 1);
    if (expiry !== null) {
      this.#expiries.add(expiry);
      if (expiry <= this.#time) this.#note('expired');
      else if (expiry.slice(0, 10) === this.#time.slice(0, 10)) this.#note('expiresThatDay');
    }
    const [bid, ask] = [Number(quote.bid), Number(quote.ask)];
    if (bid === 0 && ask === 0) this.#note('noQuote');
    else if (ask === 0) this.#note('noAsk');
    else if (quote.bid === null) this.#note('noBid');
    else if (ask < bid) this.#note('crossed');
    else if (bid === 0) this.#note('zeroBid');
    if (quote.placeholder) this.#note('placeholder');
    else if (quote.volatility === null) this.#note('noVolatility');
  }

  #note(kind: keyof typeof oddities): void {
    this.#odd.set(kind, (this.#odd.get(kind) ?? 0) + 1);
  }

  /** One sentence on what was taken, one for each kind of oddity. `prices`: price indices whose price the file states. */
  sentences(prices: ReadonlyMap<string, unknown>): string[] {
    const at = this.#time.slice(0, 16).replace('T', ' ');
    const what = [...this.#options].map(
      ([name, options]) => `${count(options, 'option')} on ${name.split(' ')[0]}`,
    );
    const said = [
      `${this.#file}: ${what.join(', ')} with ${count(this.#expiries.size, 'expiry', 'expiries')}, as quoted until ${at} UTC.`,
    ];
    for (const [kind, sentence] of Object.entries(oddities)) {
      const number = this.#odd.get(kind as keyof typeof oddities) ?? 0;
      if (number > 0)
        said.push(`${this.#file}: ${count(number, 'option')} ${number === 1 ? 'has' : 'have'} ${sentence}.`);
    }
    for (const name of this.#options.keys()) {
      const [underlying = '', priceIndex = ''] = name.split(' ');
      if (!prices.has(priceIndex))
        said.push(
          `${this.#file} states no price of ${underlying}: its options can't be valued before the market has one (${priceIndex}).`,
        );
    }
    return said;
  }
}
