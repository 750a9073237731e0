// Who brings the requirement, scenario tables per risk unit, the worst scenario, and what is behind one of their cells.
// May import the domain, scenarios and margin/blocks.
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import type { ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { AccountValues, ScenarioShare } from '../rulebook.ts';
import type { RiskUnit, WorstLoss } from './risk-unit.ts';
import { tableNames } from './scenarios.ts';
import type { UnitTree } from './unit-tree.ts';

/** What parts a table's name from the one risk unit that it is of, where there are several. */
const OF = ':';

const tableLabels: Record<string, string> = {
  [tableNames.standard]: 'MR1: price and volatility',
  [tableNames.extreme]: 'MR6: extreme moves, before their share',
  [tableNames.timeDecay]: 'MR2: time decay',
};

/** Half of a move twice as far is the same loss but for its last bits: MR1 then stands for both. */
const NEARLY = 1 - Math.sqrt(Number.EPSILON);

/** The loss that a unit's largest component stands on, and the share of it that counts. */
function bindingOf(
  { unit, parts, worst }: UnitTree,
  factor: number,
): { loss: WorstLoss; share: number } | null {
  if (toFloat(worst.amount) === 0) return null;
  if (toFloat(parts.mr1.amount) >= toFloat(worst.amount) * NEARLY) return { loss: unit.mr1, share: 1 };
  return parts.mr2.amount === worst.amount
    ? { loss: unit.mr2, share: 1 }
    : { loss: unit.extreme, share: factor };
}

/**
 * Contributions to the units' initial margin, `initialFactor` times what each brings to the maintenance margin: losses in the binding scenarios,
 * basis by delta within an expiry; or, where the minimum charge binds, the cost of closing, raised alike by the tiers.
 */
export function unitContributions(
  values: AccountValues,
  trees: readonly UnitTree[],
  initialFactor: number,
  extremeFactor: number,
): RawContribution[] {
  return trees.flatMap((tree) => {
    const { unit, parts, node, risk } = tree;
    if (risk.amount !== node.amount) {
      const scale = tree.closing === 0 ? 0 : (initialFactor * toFloat(parts.mr7.amount)) / tree.closing;
      return unit.holdings.map((one) =>
        brought(one.holding.instrument.id, 'minimumCharge', 'Minimum charge of closing', scale * one.closing),
      );
    }
    const lines: RawContribution[] = [];
    const binding = bindingOf(tree, extremeFactor);
    if (binding) {
      const cells = binding.loss.binding;
      const mean = (profitIn: (cell: number) => number): number =>
        (-initialFactor * binding.share * cells.reduce((sum, cell) => sum + profitIn(cell), 0)) /
        cells.length;
      for (const { holding, scale } of unit.holdings) {
        const amount = mean(
          (cell) => (scale[cell] ?? 0) * holding.quantity * values.unitProfitAndLoss(holding.row, cell),
        );
        lines.push(brought(holding.instrument.id, 'scenario', 'Loss in the binding scenario', amount));
      }
      if (unit.spotInUse !== 0) {
        const amount = mean((cell) => unit.spotInUse * (unit.moves[cell] ?? 0));
        lines.push(
          brought(null, 'spotInUse', `${unit.underlying} spot in use in the binding scenario`, amount),
        );
      }
    }
    for (const one of unit.holdings) {
      const expiry = unit.expiries.find((figures) => figures.expiry === one.expiry);
      if (!expiry || expiry.delta === 0) continue;
      lines.push(
        brought(
          one.holding.instrument.id,
          'basis',
          'Basis of its expiry',
          initialFactor * Math.sign(expiry.delta) * one.delta * expiry.basisMove,
        ),
      );
    }
    for (const [driver, part] of [
      ['vegaTermStructure', parts.mr3],
      ['interestRates', parts.mr5],
      ['stablecoinDepeg', parts.mr9],
    ] as const) {
      lines.push(
        brought(null, driver, `${part.label}, ${unit.underlying}`, initialFactor * toFloat(part.amount)),
      );
    }
    return lines;
  });
}

const brought = (
  instrument: string | null,
  driver: string,
  label: string,
  amount: number,
): RawContribution => ({ instrument, driver, label, amount });

/** Tables of every unit: named by table alone for a single unit, by table and underlying for several. */
export function unitTables(
  values: AccountValues,
  trees: readonly UnitTree[],
  extremeFactor: number,
): ScenarioTable[] {
  const { scenarios } = values.scenarios;
  const isSingle = trees.length === 1;
  return trees.flatMap(({ unit }) =>
    Object.values(tableNames).map((table): ScenarioTable => {
      const worst = {
        [tableNames.standard]: unit.mr1,
        [tableNames.extreme]: unit.extreme,
        [tableNames.timeDecay]: unit.mr2,
      }[table];
      const share = table === tableNames.extreme ? extremeFactor : 1;
      return {
        table: isSingle ? table : `${table}${OF}${unit.underlying}`,
        label: `${tableLabels[table]}${isSingle ? '' : `, ${unit.underlying}`}`,
        scenarios: scenarios.flatMap((scenario, cell) =>
          scenario.table !== table
            ? []
            : [
                {
                  id: scenario.id,
                  label: scenarioLabel(unit, cell, values),
                  priceMove: fromFloat(unit.moves[cell] ?? 0),
                  volatility: scenario.volatility,
                  profitAndLoss: fromFloat(unit.profit[cell] ?? 0),
                  counted: fromFloat(share * (unit.profit[cell] ?? 0)),
                  worst: worst.binding[0] === cell,
                },
              ],
        ),
      };
    }),
  );
}

function scenarioLabel(unit: RiskUnit, cell: number, values: AccountValues): string {
  const scenario = values.scenarios.scenarios[cell];
  if (scenario?.table === tableNames.timeDecay) return scenario.label;
  return `${movePercent(unit.moves[cell] ?? 0)}, volatility ${scenario?.volatility ?? 'same'}`;
}

/** The scenario of the unit that asks most; with several units each is at its own worst, and the loss is that of all. Null when none loses. */
export function worstScenario(
  values: AccountValues,
  trees: readonly UnitTree[],
  extremeFactor: number,
): WorstScenario | null {
  const losing = trees.filter(({ worst }) => toFloat(worst.amount) > 0);
  const [first] = losing;
  if (!first) return null;
  const most = losing.reduce(
    (best, tree) => (toFloat(tree.worst.amount) > toFloat(best.worst.amount) ? tree : best),
    first,
  );
  const cellOf = (tree: UnitTree): number => bindingOf(tree, extremeFactor)?.loss.binding[0] ?? 0;
  const cell = cellOf(most);
  const scenario = values.scenarios.scenarios[cell];
  if (!scenario) return null;
  const label =
    trees.length === 1
      ? scenarioLabel(most.unit, cell, values)
      : `${losing.map((tree) => `${tree.unit.underlying} ${scenarioLabel(tree.unit, cellOf(tree), values)}`).join('; ')}: each at its own worst`;
  return {
    id: scenario.id,
    label,
    priceMove: fromFloat(most.unit.moves[cell] ?? 0),
    volatility: scenario.volatility,
    table: scenario.table,
    profitAndLoss: fromFloat(-losing.reduce((sum, tree) => sum + toFloat(tree.worst.amount), 0)),
  };
}

/** Shares of one cell of a table: they add up to its P&L. */
export function unitShares(
  values: AccountValues,
  units: readonly RiskUnit[],
  table: string,
  cell: number,
): ScenarioShare[] {
  const end = table.indexOf(OF);
  const only = end < 0 ? null : table.slice(end + OF.length);
  return units.flatMap((unit): ScenarioShare[] => {
    if (only !== null && unit.underlying !== only) return [];
    const shares = unit.holdings.map(
      ({ holding, scale }): ScenarioShare => ({
        holding,
        label: holding.instrument.symbol,
        amount: (scale[cell] ?? 0) * holding.quantity * values.unitProfitAndLoss(holding.row, cell),
      }),
    );
    const spot = unit.spotInUse * (unit.moves[cell] ?? 0);
    if (spot !== 0) shares.push({ holding: null, label: `${unit.underlying} spot in use`, amount: spot });
    return shares;
  });
}
