// What is asked of the engine about one account under several rulebooks. Plain values and typed arrays only.
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

export interface ComparisonRequest {
  question: string;
  /** Of one account. */
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Asked of, in the order of the answer; each once. */
  rulebooks: string[];
  /** By rulebook id; rulebooks of baselines included. One that lacks its parameters fails by itself. */
  parameters: Record<string, EffectiveParameters>;
  /** Currency of every amount that is compared. */
  currency: string;
}
