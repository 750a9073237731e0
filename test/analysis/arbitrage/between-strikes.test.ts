import { expect, it } from 'vitest';
import { betweenStrikes, takeable } from '../../../src-main/analysis/arbitrage/between-strikes.ts';
import type { OptionQuote } from '../../../src-main/analysis/arbitrage/option-quotes.ts';
import { occInstrument } from '../../../src-main/domain/listed-instrument.ts';

/** A sequence of numbers in [0, 1) that is the same each time (linear congruence). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const option = occInstrument('SPY260320C00600000')!;

/** Calls or puts at uneven strikes, near a convex price, some without bid or ask. */
function randomQuotes(next: () => number, right: 'call' | 'put'): OptionQuote[] {
  const strikes = [80, 85, 90, 95, 97.5, 100, 110, 115, 130].filter(() => next() > 0.15);
  return strikes.map((strike) => {
    const distance = right === 'call' ? 105 - strike : strike - 95;
    const price = Math.max(distance / 2 + Math.hypot(distance / 2, 4) + (next() - 0.5) * 3, 0.1);
    const half = next() * 1.5;
    const [bid, ask] = [price - half, price + half];
    return {
      option,
      strike,
      bid: bid > 0 && next() > 0.1 ? bid : null,
      ask: next() > 0.1 ? ask : null,
      middle: null,
      volatility: null,
    };
  });
}

/** What selling `quote` earns at best, by trying all wings and all spreads. */
function byTrying(quotes: readonly OptionQuote[], quote: OptionQuote, right: 'call' | 'put') {
  const best = { butterfly: 0, monotone: 0, width: 0 };
  if (quote.bid === null) return best;
  for (const one of quotes) {
    if (one.ask === null || one.strike === quote.strike) continue;
    const earned = quote.bid - one.ask;
    const isDearer = right === 'call' ? one.strike < quote.strike : one.strike > quote.strike;
    if (isDearer) best.monotone = Math.max(best.monotone, earned);
    else best.width = Math.max(best.width, earned - Math.abs(one.strike - quote.strike));
    for (const other of quotes) {
      if (other.ask === null || one.strike >= quote.strike || other.strike <= quote.strike) continue;
      const weight = (other.strike - quote.strike) / (other.strike - one.strike);
      best.butterfly = Math.max(best.butterfly, quote.bid - weight * one.ask - (1 - weight) * other.ask);
    }
  }
  return best;
}

it('finds for every option sold what trying all other strikes finds, of 400 random smiles', () => {
  const next = sequence(20_260_320);
  let found = 0;
  for (let round = 0; round < 400; round++) {
    const right = round % 2 === 0 ? 'call' : 'put';
    const quotes = randomQuotes(next, right);
    const violations = [...betweenStrikes(quotes, right, { tolerance: 1e-9 })];
    for (const quote of quotes) {
      const best = byTrying(quotes, quote, right);
      const own = violations.filter(({ legs }) => legs.some((leg) => leg.ratio < 0 && leg.quote === quote));
      const earned = (kind: string, isWidth: boolean): number =>
        own
          .filter((one) => one.kind === kind && one.bound > 0 === isWidth)
          .reduce((most, { legs, bound }) => Math.max(most, takeable(legs) - bound), 0);
      const place = `round ${round}, ${right} ${quote.strike}`;
      expect(earned('butterfly', false), `${place} butterfly`).toBeCloseTo(best.butterfly, 9);
      expect(earned('vertical', false), `${place} worth less than nothing`).toBeCloseTo(best.monotone, 9);
      expect(earned('vertical', true), `${place} worth more than its width`).toBeCloseTo(best.width, 9);
      found += own.length;
    }
  }
  expect(found).toBeGreaterThan(200);
});
