// What a test for arbitrage finds in the option prices of one market. May import the domain.
import type { OptionRight } from './instrument.ts';

/**
 * `butterfly`: prices not convex in strike, a probability below 0. `vertical`: a spread of two strikes that is worth less than nothing, or more than the
 * difference of its strikes. `calendar`: less variance to a later expiry at equal forward moneyness; of American options, a longer life that costs less.
 */
export type ArbitrageKind = 'butterfly' | 'vertical' | 'calendar';

/** One violation. Selling and buying its legs earns `amount` at once and can only pay later. */
export interface ArbitrageViolation {
  kind: ArbitrageKind;
  /** Of the options' own prices, or of a surface that was fitted to them. */
  on: 'quotes' | 'surface';
  right: OptionRight | null;
  expiry: string;
  laterExpiry: string | null;
  /** Contracts bought (+) and sold (−) by instrument; empty of a surface. */
  legs: { instrument: string; ratio: number }[];
  /** What it is, in words. */
  what: string;
  /** Money earned per contract sold (surface: per unit of the underlying), in `currency`, at middle prices or by the volatilities; ≥ 0. */
  amount: number;
  currency: string;
  /** The same selling at bids and buying at asks: above 0 it is there to be taken, else it lies within the spread. Null where a leg has no quotes. */
  beyondSpread: number | null;
}

/** What was tested of one price index at one venue, and what was found. */
export interface UnderlyingArbitrage {
  underlying: string;
  priceIndex: string;
  venue: string;
  /** Options with a price that were tested, their expiries, and fitted surfaces. */
  options: number;
  expiries: number;
  surfaces: number;
  /** Options left aside: expired, or without any price. */
  leftAside: number;
  /** Expiries of European options that couldn't be compared with others, for want of a forward or of volatilities. */
  notCompared: number;
  violations: number;
  /** Those of `violations` that stay when selling at bids and buying at asks. */
  beyondSpread: number;
  byKind: Record<ArbitrageKind, { violations: number; beyondSpread: number }>;
  /** The largest beyond the spread; where none is, the largest. */
  worst: ArbitrageViolation | null;
}
