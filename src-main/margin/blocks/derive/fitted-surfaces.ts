// What is said of a market whose options are valued without the venue's fitted surface.
// May import the domain and margin/blocks.
import type { MarketFigures } from '../../../domain/market.ts';
import { DAY_LENGTH } from '../constants.ts';
import type { MarketAccount } from './market-parts.ts';

/** A sentence naming the expiries without a surface, none when every one has it. Other volatilities are the valuation's (conventions 9). */
export function surfaceAssumptions(
  { market, expiries }: Pick<MarketAccount, 'market' | 'expiries'>,
  figures: MarketFigures,
): string[] {
  const unfitted = expiries
    .filter(({ priceIndex, expiry }) => !figures.find('surface', `${priceIndex}/a`, expiry))
    .map(({ expiry }) => expiry.slice(0, DAY_LENGTH));
  const [first] = unfitted;
  if (first === undefined) return [];
  const days = unfitted.length === 1 ? first : `${unfitted.length} expiries, ${first} to ${unfitted.at(-1)}`;
  return [
    `The snapshot has no fitted surface of ${market} for ${days}: each option is valued at the volatility found for it.`,
  ];
}
