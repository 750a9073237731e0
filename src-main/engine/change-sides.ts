// The two sides of a change, and in which factors they differ. May import the domain and analysis.
import { FACTORS, type Factor, type Measure } from '../analysis/change-split.ts';
import type { DecimalText } from '../domain/decimal.ts';
import { figureIdentity, type HistoryPoint, type MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './protocol.ts';

/** What a stored run was made from, and what it came to. */
export interface ChangeSide {
  /** Id of the run, for sentences. */
  run: string;
  engineVersion: string;
  kernel: string;
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Rulebook that was asked for, or null: each account's own. */
  rulebook: string | null;
  parameters: Record<string, EffectiveParameters>;
  /** SHA-256 of the documents: equal ones need no computation. */
  hashes: { portfolio: string; parameters: string; history: string };
  /** The entries' amounts as the run stored them. */
  stored: ({ account: string; nettingSet: string; currency: string } & Record<Measure, DecimalText>)[];
}

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
