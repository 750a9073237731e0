// The amounts of one requirement of Deribit's portfolio margin without a word of explanation: for what is asked thousands of times.
// May import the domain, the rulebook interface and margin/blocks.
import type { MarginEntry } from '../../../domain/margin-result.ts';
import { entryFigures } from '../entry.ts';
import { leaf } from '../tree.ts';
import type { NettingSetInput } from './netting-set.ts';
import type { OrderIncrement } from './open-orders.ts';
import type { RiskMatrix } from './risk-matrix.ts';

/** The entry of `portfolioMarginEntry` with its amounts alone, the same to the bit: sums run in the order of its tree. */
export function portfolioMarginLevels(
  set: NettingSetInput,
  matrix: RiskMatrix,
  increments: readonly OrderIncrement[],
): MarginEntry {
  const { currency, input, parameters } = set.context;
  const { openOrders, marketMakerProtection, spot } = set.given;
  const initialMargin =
    matrix.amount +
    (marketMakerProtection ?? 0) +
    (spot ?? 0) +
    (openOrders ?? increments.reduce((sum, { amount }) => sum + amount, 0)) +
    set.haircuts.reduce((sum, { value, haircut }) => sum + value * haircut, 0);
  const maintenanceMargin = matrix.amount * parameters.general.maintenanceFactor;
  const figures = entryFigures({
    equityParts: set.equityParts,
    totalEquity: set.totalEquity,
    initialMargin,
    maintenanceMargin,
    depositCharge: set.depositCharge,
  });
  const words = { id: set.nettingSet, label: `Margin, ${set.nettingSet}`, currency, confirmed: false };
  return {
    account: input.account.id,
    rulebook: set.rulebook,
    nettingSet: set.nettingSet,
    currency,
    equityBasis: set.equityBasis,
    ...figures,
    worstScenario: null,
    tables: [],
    contributions: [],
    baseline: null,
    unconfirmed: [],
    assumptions: [],
    tree: leaf(
      { ...words, formula: 'the larger of initial and maintenance margin' },
      Math.max(initialMargin, maintenanceMargin),
    ),
  };
}
