// The cash of a standard account over its markets: the venue sums them, so no market may fail alone where the account passes.
// May import margin/blocks and the files beside it.
import type { MarketAccount } from '../blocks/derive/market-account.ts';

/** Levels of one market, USDC. */
export interface StandardLevels {
  /** Equity but for the cash. */
  own: number;
  initialMargin: number;
  maintenanceMargin: number;
}

/**
 * Cash moved between markets so that none stands worse than the account as a whole, on either level; a single market is left alone.
 * X and Y are the account's free equity over initial and over maintenance margin:
 * - X ≥ 0 (passes): shares of X in proportion to initial margins;
 * - X < 0 ≤ Y (initial margin call): shares of X in proportion to what initial margin asks above maintenance, so that none falls below maintenance;
 * - Y < 0 (below maintenance): each at its maintenance margin, and shares of Y in proportion to initial margins.
 * Sums over the markets stay, so deposits of the markets add up to the account's.
 */
export function withSharedCash(
  markets: readonly MarketAccount[],
  levels: (market: MarketAccount) => StandardLevels,
): MarketAccount[] {
  if (markets.length === 1) return [...markets];
  const found = markets.map(levels);
  const cash = markets.reduce((sum, market) => sum + market.cash, 0);
  const over = (requirement: (level: StandardLevels) => number): number =>
    found.reduce((sum, level) => sum + level.own - requirement(level), cash);
  const initialFree = over(({ initialMargin }) => initialMargin);
  const maintenanceFree = over(({ maintenanceMargin }) => maintenanceMargin);
  const room = ({ initialMargin, maintenanceMargin }: StandardLevels): number =>
    Math.max(initialMargin - maintenanceMargin, 0);
  const isCall = initialFree < 0 && maintenanceFree >= 0;
  const weights = weightsOf(found.map((level) => (isCall ? room(level) : level.initialMargin)));
  const wanted = found.map((level, place) => {
    const weight = weights[place] ?? 0;
    if (initialFree >= 0 || isCall) return initialFree * weight;
    return maintenanceFree * weight - (level.initialMargin - level.maintenanceMargin);
  });
  const given = found.map((level, place) => cashFor(level, wanted[place] ?? 0));
  // The market with the largest share takes what the others leave, so that no cash is made or lost and no rounding tips one that has just enough.
  const taker = weights.indexOf(Math.max(...weights));
  const others = given.reduce((sum, amount, place) => (place === taker ? sum : sum + amount), 0);
  given[taker] = cash - others;
  return markets.map((market, place) => ({ ...market, cash: given[place] ?? 0 }));
}

/** Cash that leaves a market with this free equity; one that is to have just enough has it to the last bit. */
function cashFor({ own, initialMargin }: StandardLevels, free: number): number {
  const amount = free + initialMargin - own;
  const short = initialMargin - (own + amount);
  return free >= 0 && short > 0 ? amount + short : amount;
}

/** Shares of a whole in proportion to amounts ≥ 0; all of it to the first when none asks for anything. */
function weightsOf(amounts: readonly number[]): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.map((amount, place) => (total > 0 ? amount / total : place === 0 ? 1 : 0));
}
