// What a unit of an instrument's quote currency is worth in the coin that its venue settles in.
// May import the domain and margin/blocks.
import { MargraveError } from '../../domain/errors.ts';
import type { MarketFigures } from '../../domain/market.ts';
import { CurrencyRates } from './currency-rates.ts';

const DOLLAR = 'USD';

/**
 * Settlement currency per one of the quote currency. A price in dollars counts one for one in the coin that the venue settles in, which is how such
 * venues quote; a price in another coin is converted at the snapshot's rate, and what is taken for granted is told to `assume`.
 * Throws `incomplete` naming the rate when nothing leads there.
 */
export function quoteRate(
  market: MarketFigures,
  quote: string,
  settlement: string,
  assume: (sentence: string) => void,
): number {
  return quote === DOLLAR ? 1 : rateBetween(market, quote, settlement, assume);
}

/** TO per one FROM, as `CurrencyRates` finds it. Throws `incomplete` naming the figures that would do when nothing leads there. */
export function rateBetween(
  market: MarketFigures,
  from: string,
  to: string,
  assume: (sentence: string) => void,
): number {
  const found = new CurrencyRates(market).between(from, to);
  if (found) {
    found.assumptions.forEach(assume);
    return found.rate.toNumber();
  }
  throw new MargraveError(
    'incomplete',
    `The snapshot has neither the rate ${from}/${to} nor the index ${from.toLowerCase()}_usd, so ${from} can't be counted in ${to}. Import one of them.`,
    { from, to },
  );
}
