// Tests of a market by itself, without positions: pure functions for the thread that asks, since they take a fraction of a second.
// May import domain and analysis.
import { type SurfaceArbitrage, surfaceArbitrage } from '../analysis/surface-arbitrage.ts';
import type { UnderlyingArbitrage } from '../domain/arbitrage.ts';
import type { Instrument } from '../domain/instrument.ts';
import { MarketFigures, type MarketSnapshot } from '../domain/market.ts';

/** Arbitrage in the option prices of a snapshot and in its fitted surfaces; `instruments`: those whose figures it may hold. */
export const marketArbitrage = (
  snapshot: MarketSnapshot,
  instruments: readonly Instrument[],
): SurfaceArbitrage => surfaceArbitrage(new MarketFigures(snapshot), instruments);

/** What was found of one underlying, in a sentence: how much and the worst. */
export function arbitrageSentence(of: UnderlyingArbitrage): string {
  const { underlying, options, surfaces, violations, beyondSpread, worst } = of;
  const tested = [
    ...(options > 0 ? [`${count(options)} options`] : []),
    ...(surfaces > 0 ? [`${count(surfaces)} fitted surfaces`] : []),
  ].join(' and ');
  if (worst === null) return `No arbitrage among ${tested} on ${underlying}.`;
  const within = violations - beyondSpread;
  const counts =
    beyondSpread > 0
      ? `${count(beyondSpread)} arbitrage ${plural(beyondSpread)} beyond bid and ask${within > 0 ? ` and ${count(within)} within` : ''}`
      : `${count(violations)} arbitrage ${plural(violations)}, none beyond bid and ask`;
  const earned = worst.beyondSpread !== null && worst.beyondSpread > 0 ? worst.beyondSpread : worst.amount;
  return `${counts}, among ${tested} on ${underlying}. The worst, ${money(earned)} ${worst.currency} per contract: ${worst.what}.`;
}

const count = (number: number): string => number.toLocaleString('en-US');
const plural = (number: number): string => (number === 1 ? 'violation' : 'violations');
const money = (amount: number): string =>
  amount.toLocaleString(
    'en-US',
    amount >= 1 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 },
  );
