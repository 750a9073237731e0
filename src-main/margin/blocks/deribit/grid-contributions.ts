// Who brings the requirement: profit and loss in the binding scenarios, roll shock by delta, the rest by its own driver.
// May import the domain, the rulebook interface and margin/blocks.
import type { AccountValues } from '../../rulebook.ts';
import type { RawContribution } from '../entry.ts';
import type { RiskMatrix, UnitCells } from './risk-matrix.ts';
import { riskGroupOf } from './risk-unit.ts';

/**
 * Contributions to the risk matrix, per holding and driver, in the set's currency; positive raises the requirement.
 * Where several scenarios bind to the bit, a holding brings the mean of its losses there. Dampening, capped profits and the delta shock are nobody's.
 */
export function matrixContributions(values: AccountValues, matrix: RiskMatrix): RawContribution[] {
  return [...scenarioContributions(values, matrix), ...rollContributions(values, matrix)];
}

function scenarioContributions(values: AccountValues, matrix: RiskMatrix): RawContribution[] {
  if (matrix.worstCase <= 0) return [];
  if (matrix.joined === 'cellByCell') {
    return matrix.units.flatMap((unit) => unitContributions(values, unit, bindingCells(matrix.total)));
  }
  const together = matrix.joined === 'sumOfWorsts' ? (matrix.correlated?.units ?? []) : [];
  return matrix.units.flatMap((unit) => {
    if (together.includes(unit)) {
      return unitContributions(values, unit, bindingCells(matrix.correlated?.counted ?? unit.counted));
    }
    return unit.worst > 0 ? unitContributions(values, unit, bindingCells(unit.counted)) : [];
  });
}

/** Every scenario that stands at the minimum, to the bit. */
function bindingCells(counted: Float64Array): number[] {
  let least = Number.POSITIVE_INFINITY;
  for (const amount of counted) least = Math.min(least, amount);
  return [...counted.keys()].filter((cell) => counted[cell] === least);
}

function unitContributions(
  values: AccountValues,
  cells: UnitCells,
  binding: readonly number[],
): RawContribution[] {
  const { unit } = cells;
  const mean = (lossIn: (cell: number) => number): number =>
    binding.reduce((sum, cell) => sum + lossIn(cell), 0) / binding.length;
  // A profit counts for its offset only; what the cap takes away stays unallocated.
  const share = (cell: number): number => ((cells.raw[cell] ?? 0) > 0 ? unit.currency.profitOffset : 1);
  const scales = new Map(unit.groups.map((group) => [group.id, group.scale]));
  const lines = unit.holdings.map((holding): RawContribution => {
    const scale = scales.get(riskGroupOf(holding.instrument));
    return {
      instrument: holding.instrument.id,
      driver: 'scenario',
      label: 'Loss in the binding scenario',
      amount: mean(
        (cell) =>
          -share(cell) *
          (scale?.[cell] ?? 0) *
          holding.quantity *
          values.unitProfitAndLoss(holding.row, cell),
      ),
    };
  });
  const { equityCells } = unit;
  if (equityCells) {
    lines.push({
      instrument: null,
      driver: 'equity',
      label: `${unit.underlying} equity in the binding scenario`,
      amount: mean((cell) => -share(cell) * (equityCells[cell] ?? 0)),
    });
  }
  return lines;
}

function rollContributions(values: AccountValues, matrix: RiskMatrix): RawContribution[] {
  const { columns } = values;
  return matrix.units.flatMap(({ unit }) =>
    unit.holdings.map((holding): RawContribution => {
      const bucket = columns.buckets[columns.bucket[holding.row] as number];
      const group = riskGroupOf(holding.instrument);
      const shock = matrix.rollShocks.find(
        (one) => one.unit === unit && one.group === group && one.expiry === (bucket?.expiry ?? null),
      );
      const delta = holding.quantity * values.measures(holding.row).delta;
      const amount = shock && shock.delta !== 0 ? (delta / shock.delta) * shock.amount : 0;
      return {
        instrument: holding.instrument.id,
        driver: 'rollShock',
        label: 'Roll shock of its expiry',
        amount,
      };
    }),
  );
}
