// What is asked of the engine about one account of listed instruments. Plain values and typed arrays only.
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** The rulebooks that the answer sets side by side. */
export const listedRulebooks = ['occ-cpm', 'reg-t', 'span'] as const;

export interface ListedRequest {
  question: string;
  /** Of one account. Options in its list of instruments that aren't held tell which strikes there are. */
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** By rulebook id. One that lacks its parameters fails by itself. */
  parameters: Record<string, EffectiveParameters>;
}
