// In which factors the two sides of a change differ. May import the domain and analysis.
import { FACTORS, type Factor } from '../analysis/change-split.ts';
import { figureIdentity, type MarketSnapshot } from '../domain/market.ts';
import type { ChangeSide } from './change-protocol.ts';

/** The factor’s own bit in a mask. */
export const factorBit = (factor: Factor): number => 1 << FACTORS.indexOf(factor);

/** Mask of the factors in which the sides differ. Ages, sources, labels and ids of figures are no difference: no number rests on them. */
export function differingFactors(from: ChangeSide, to: ChangeSide): number {
  const differs: Record<Factor, boolean> = {
    positions: from.hashes.portfolio !== to.hashes.portfolio,
    market: from.hashes.history !== to.hashes.history || !sameFigures(from.market, to.market),
    parameters: from.rulebook !== to.rulebook || from.hashes.parameters !== to.hashes.parameters,
    time: Date.parse(from.market.time) !== Date.parse(to.market.time),
  };
  return FACTORS.reduce((mask, factor) => mask | (differs[factor] ? factorBit(factor) : 0), 0);
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
