// What each position, and coin equity, brings to one cell of the scenario tables.
// May import the rulebook interface and margin/blocks.
import type { ScenarioShare, ValuedHolding } from '../../rulebook.ts';
import { underlyingOfTable } from './grid-tables.ts';
import { riskGroupOf, riskUnits, type ShockedEquity, type UnitContext } from './risk-unit.ts';

/** Shares of the cell of a table before offsets and dampener, in the set's currency: they add up to it. */
export function scenarioShares(
  context: UnitContext,
  holdings: readonly ValuedHolding[],
  shocked: ReadonlyMap<string, ShockedEquity>,
  table: string,
  cell: number,
): ScenarioShare[] {
  const { values } = context.input;
  const only = underlyingOfTable(table);
  return riskUnits(context, holdings, [], shocked).flatMap((unit): ScenarioShare[] => {
    if (only !== null && unit.underlying !== only) return [];
    const scales = new Map(unit.groups.map((group) => [group.id, group.scale[cell] ?? 0]));
    const shares = unit.holdings.map(
      (holding): ScenarioShare => ({
        holding,
        label: holding.instrument.symbol,
        amount:
          (scales.get(riskGroupOf(holding.instrument)) ?? 0) *
          holding.quantity *
          values.unitProfitAndLoss(holding.row, cell),
      }),
    );
    const equity = unit.equityCells?.[cell] ?? 0;
    if (equity !== 0) shares.push({ holding: null, label: `${unit.underlying} equity`, amount: equity });
    return shares;
  });
}
