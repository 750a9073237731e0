// In which factors the two sides of a change differ. May import the domain and analysis.
import { FACTORS, type Factor } from '../analysis/change-split.ts';
import { figureIdentity, type MarketSnapshot } from '../domain/market.ts';
import type { ChangeSide } from './change-protocol.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** The factor’s own bit in a mask. */
export const factorBit = (factor: Factor): number => 1 << FACTORS.indexOf(factor);

/** Mask of the factors in which the sides differ. Ages, sources, labels and ids of figures are no difference: no number rests on them. */
export function differingFactors(from: ChangeSide, to: ChangeSide): number {
  const market = from.hashes.history !== to.hashes.history || !sameFigures(from.market, to.market);
  const differs: Record<Factor, boolean> = {
    // A market that quotes other instruments brings other instruments along: that is no difference of the positions.
    positions:
      from.hashes.portfolio !== to.hashes.portfolio &&
      !(market && samePositions(from.portfolio, to.portfolio)),
    market,
    parameters: from.rulebook !== to.rulebook || from.hashes.parameters !== to.hashes.parameters,
    time: Date.parse(from.market.time) !== Date.parse(to.market.time),
  };
  return FACTORS.reduce((mask, factor) => mask | (differs[factor] ? factorBit(factor) : 0), 0);
}

/** Whether accounts, holdings, orders and money are the same. Instruments that are only quoted are the market's, not positions. */
function samePositions(one: PackedPortfolio, other: PackedPortfolio): boolean {
  return positionsText(one) === positionsText(other);
}

function positionsText(portfolio: PackedPortfolio): string {
  const { groups, accounts, orders, balances, given } = portfolio;
  const held = new Set(portfolio.holdingInstrument);
  const ordered = new Set(orders.map(({ instrument }) => instrument));
  const instruments = portfolio.instruments.filter(({ id }, index) => held.has(index) || ordered.has(id));
  const holdings = Array.from(portfolio.holdingInstrument, (instrument, row) => [
    portfolio.holdingAccount[row],
    portfolio.instruments[instrument]!.id,
    portfolio.holdingQuantity[row],
    portfolio.holdingCost[row],
    portfolio.holdingUnsettled[row],
  ]);
  return JSON.stringify([groups, accounts, instruments, holdings, orders, balances, given]);
}

function sameFigures(one: MarketSnapshot, other: MarketSnapshot): boolean {
  const values = (market: MarketSnapshot): Map<string, string> =>
    new Map(market.figures.map((figure) => [figureIdentity(figure), figure.value]));
  const own = values(one);
  const others = values(other);
  if (own.size !== others.size) return false;
  for (const [identity, value] of own) if (others.get(identity) !== value) return false;
  return true;
}
