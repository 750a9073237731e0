// Levels of a ratio model as amounts of equity: requirement, distance, ratio and deposit of each.
// May import the domain and margin/blocks.
import { fromFloat } from '../../../domain/decimal.ts';
import type { Threshold } from '../../../domain/margin-result.ts';
import { type EntryAmounts, type EntryFigures, entryFigures } from '../entry.ts';

export interface RatioLevel {
  /** `initial` and `maintenance` are the two that every entry has. */
  level: Threshold['level'];
  label: string;
  /** Equity at which the level is met. */
  requirement: number;
  /** The ratio that the venue states for it; null for one that isn't a ratio. */
  ratio: number | null;
  /** Least additional cash in the entry's currency at which it is met. */
  deposit: number;
}

/** The entry's figures with every level of the model; deposit D is that of the level `initial`. */
export function ratioFigures(
  amounts: Omit<EntryAmounts, 'initialMargin' | 'maintenanceMargin'>,
  levels: readonly RatioLevel[],
): EntryFigures {
  const of = (name: string): RatioLevel | undefined => levels.find(({ level }) => level === name);
  const figures = entryFigures({
    ...amounts,
    initialMargin: of('initial')?.requirement ?? 0,
    maintenanceMargin: of('maintenance')?.requirement ?? 0,
  });
  const equity = Object.values(amounts.equityParts).reduce((sum, part) => sum + part, 0);
  return {
    ...figures,
    deposit: fromFloat(of('initial')?.deposit ?? 0),
    thresholds: levels.map(({ level, label, requirement, ratio, deposit }) => ({
      level,
      label,
      requirement: fromFloat(requirement),
      distance: fromFloat(equity - requirement),
      ...(ratio === null ? {} : { ratio: fromFloat(ratio) }),
      deposit: fromFloat(deposit),
    })),
  };
}
