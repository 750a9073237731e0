// The cash of a standard account over its markets: the venue sums them, so no market may fail alone where the account passes.
// May import margin/blocks and the files beside it.
import type { MarketAccount } from '../blocks/derive/market-account.ts';

/** Levels of one market, USDC. */
export interface StandardLevels {
  equity: number;
  initialMargin: number;
  maintenanceMargin: number;
}

/**
 * Cash moved between markets so that every market stands where the account as a whole does, on both levels; one market is left alone.
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
  const sum = (of: (level: StandardLevels) => number): number =>
    found.reduce((total, level) => total + of(level), 0);
  const initialFree = sum(({ equity, initialMargin }) => equity - initialMargin);
  const maintenanceFree = sum(({ equity, maintenanceMargin }) => equity - maintenanceMargin);
  const wanted = (level: StandardLevels, place: number): number => {
    if (initialFree >= 0) return initialFree * shareOf(found, ({ initialMargin }) => initialMargin, place);
    const above = ({ initialMargin, maintenanceMargin }: StandardLevels): number =>
      Math.max(initialMargin - maintenanceMargin, 0);
    if (maintenanceFree >= 0) return initialFree * shareOf(found, above, place);
    return (
      maintenanceFree * shareOf(found, ({ initialMargin }) => initialMargin, place) -
      (level.initialMargin - level.maintenanceMargin)
    );
  };
  const total = markets.reduce((cash, market) => cash + market.cash, 0);
  let left = total;
  return markets.map((market, place) => {
    const level = found[place] as StandardLevels;
    // The last takes what is left, so that no cash is made or lost.
    const cash =
      place === markets.length - 1
        ? left
        : wanted(level, place) - (level.equity - level.initialMargin) + market.cash;
    left -= cash;
    return { ...market, cash };
  });
}

/** Share of a whole in proportion to amounts ≥ 0; all of it to the first when none asks for anything. */
function shareOf<T>(all: readonly T[], amountOf: (one: T) => number, place: number): number {
  const total = all.reduce((sum, one) => sum + amountOf(one), 0);
  if (total > 0) return amountOf(all[place] as T) / total;
  return place === 0 ? 1 : 0;
}
