// Money that belongs to no market in particular, allocated so that the account passes exactly when the best split would.
// May import the files beside it.
import type { AccountMarkets, Assume, MarketAccount } from './market-parts.ts';

/** What a rulebook makes of one market with the collateral it has, USDC. */
export interface MarketLevels {
  equity: number;
  initialMargin: number;
}

/**
 * Allocates the shared money of an account. A single market gets all of it.
 *
 * Several: collateral in other coins in proportion to the markets' initial margins before it; then cash, so that each market is left with the same
 * free equity per initial margin: every market first gets its need, the rest goes pro rata, and when there isn't enough all fall short alike.
 * Cash may be negative in one market where it is more than covered, as the venue lends to one account against its own equity.
 * Since a unit of cash is worth the same everywhere, free equity sums to the same under every split, so some split passes exactly when this one does.
 */
export function allocate(
  { markets, shared }: AccountMarkets,
  levels: (market: MarketAccount) => MarketLevels,
  assume: Assume,
): MarketAccount[] {
  const [only] = markets;
  if (only && markets.length === 1) {
    return [
      {
        ...only,
        cash: only.cash + shared.cash,
        collaterals: byAsset([...only.collaterals, ...shared.collaterals]),
      },
    ];
  }
  assume(
    `A portfolio margin account holds one market: ${markets.map(({ market }) => market).join(', ')} are margined as accounts of their own. Each keeps its own coins; other coins are split by initial margin and cash so that every market is left with the same free equity per initial margin.`,
  );
  const weights = weightsOf(markets.map((market) => levels(market).initialMargin));
  const backed = markets.map((market, place) => {
    const weight = weights[place] ?? 0;
    const own = shared.collaterals.map((part) => ({
      ...part,
      amount: part.amount * weight,
      value: part.value * weight,
    }));
    return { ...market, collaterals: byAsset([...market.collaterals, ...own]) };
  });
  const found = backed.map(levels);
  const shares = weightsOf(found.map(({ initialMargin }) => initialMargin));
  const free = found.map(({ equity, initialMargin }) => equity - initialMargin);
  const total = free.reduce((sum, amount) => sum + amount, shared.cash);
  let left = shared.cash;
  return backed.map((market, place) => {
    // The last takes what is left, so that no cash is made or lost.
    const cash = place === backed.length - 1 ? left : (shares[place] ?? 0) * total - (free[place] ?? 0);
    left -= cash;
    return { ...market, cash: market.cash + cash };
  });
}

/** Shares of a whole in proportion to amounts ≥ 0; all of it to the first when none asks for anything. */
function weightsOf(amounts: readonly number[]): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.map((amount, place) => (total > 0 ? amount / total : place === 0 ? 1 : 0));
}

function byAsset<T extends { asset: string }>(parts: T[]): T[] {
  return parts.sort((a, b) => (a.asset < b.asset ? -1 : 1));
}
