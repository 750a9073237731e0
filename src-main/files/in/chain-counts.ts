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

/** Kinds of oddities and what was done about each, after their count. */
const oddities = {
  noQuote: 'without any quote (bid and ask empty or 0) and so without a mark',
  noAsk: 'with a bid but no ask, and so without a mark',
  noBid: 'with an ask but no bid, and so without a mark',
  zeroBid: 'with a bid of 0 (half the ask is the mark, and its source says so)',
  crossed: 'with a bid above the ask (both are kept, no mark is made of them)',
  noVolatility: 'without a volatility',
  placeholder: 'with a placeholder for the volatility (at most 0.0001, or below 0; left out)',
  expired: 'that end at or before these quotes (settled, not valued)',
  expiresThatDay: 'that end later on the same day',
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

  /** What was taken and how many of it are odd, by kind; and which underlyings have no price. `prices`: price indices whose price the file states. */
  sentences(prices: ReadonlyMap<string, unknown>): string[] {
    const at = this.#time.slice(0, 16).replace('T', ' ');
    const what = [...this.#options].map(
      ([name, options]) => `${count(options, 'option')} on ${name.split(' ')[0]}`,
    );
    const odd = Object.entries(oddities).flatMap(([kind, sentence]) => {
      const number = this.#odd.get(kind as keyof typeof oddities) ?? 0;
      return number > 0 ? [`${number.toLocaleString('en-US')} ${sentence}`] : [];
    });
    const said = [
      `${this.#file}: ${what.join(', ')} with ${count(this.#expiries.size, 'expiry', 'expiries')}, as quoted until ${at} UTC.${odd.length > 0 ? ` Among them: ${odd.join('; ')}.` : ''}`,
    ];
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
