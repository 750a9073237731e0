// What the tests hand on: the legs of a violation before it is put into words. May import the domain and this folder.
import type { ArbitrageKind } from '../../domain/arbitrage.ts';
import type { OptionQuote } from './option-quotes.ts';

/** Bought (+) or sold (−), per contract sold. */
export interface Leg {
  quote: OptionQuote;
  ratio: number;
}

export interface Finding {
  kind: ArbitrageKind;
  legs: readonly Leg[];
  /** What the legs may earn without being a violation: 0, or the width of a spread. */
  bound: number;
  /** Earned by the volatilities, where middle prices don't say it. */
  byVolatility?: number;
}
