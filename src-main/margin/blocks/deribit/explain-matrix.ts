// The tree of a risk matrix: worst case → scenario → positions, beside the shocks on deltas.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../../domain/decimal.ts';
import type { MarginNode } from '../../../domain/margin-result.ts';
import { movePercent } from '../../../scenarios/price-volatility-grid.ts';
import type { ValuedHolding } from '../../rulebook.ts';
import { closedSum, joined, leaf } from '../tree.ts';
import { deltaShockNode, rollShockNode } from './explain-shocks.ts';
import { dampening, joinsAgree, profitLimit, type RiskMatrix, type UnitCells } from './risk-matrix.ts';
import { riskGroupOf } from './risk-unit.ts';
import { type TreeContext, words } from './tree-context.ts';

/** Risk-matrix margin = worst case + delta shock + roll shock + correlation contingency. */
export function riskMatrixNode(context: TreeContext, matrix: RiskMatrix): MarginNode {
  const id = `${context.root}/initialMargin/riskMatrix`;
  return joined(
    words(
      context,
      id,
      'Risk matrix',
      'worst case + delta shock + roll shock + correlation contingency',
      true,
    ),
    'sum',
    [
      worstCaseNode(context, matrix, `${id}/worstCase`),
      deltaShockNode(context, matrix, `${id}/deltaShock`),
      rollShockNode(context, matrix, `${id}/rollShock`),
      leaf(
        words(
          context,
          `${id}/correlationContingency`,
          'Correlation contingency',
          'share × (Σ own worst − worst together)',
          matrix.correlated === null,
        ),
        matrix.correlationContingency,
      ),
    ],
  );
}

function worstCaseNode(context: TreeContext, matrix: RiskMatrix, id: string): MarginNode {
  const label = 'Worst case';
  const [first] = matrix.units;
  if (!first) return leaf(words(context, id, label, 'no holdings', true), 0);
  if (matrix.joined === 'single') {
    return { ...unitWorstNode(context, first, id), label };
  }
  const apart = `${id}/sumOfWorsts`;
  const sumOfWorsts = joined(
    words(
      context,
      apart,
      'Each underlying at its own worst',
      'Σ worst of each, the correlated set as one',
      matrix.correlated === null,
    ),
    'sum',
    matrix.joined === 'sumOfWorsts'
      ? [
          ...matrix.units
            .filter((unit) => !matrix.correlated?.units.includes(unit))
            .map((unit) => unitWorstNode(context, unit, `${apart}/${unit.unit.underlying}`)),
          ...(matrix.correlated
            ? [
                together(
                  context,
                  matrix.correlated.units,
                  matrix.correlated.counted,
                  matrix.correlated.worstCell,
                  `${apart}/correlated`,
                  'Correlated set',
                ),
              ]
            : []),
        ]
      : [
          leaf(
            words(
              context,
              `${apart}/total`,
              'Each at its own worst',
              'not the larger one',
              context.cellsConfirmed,
            ),
            matrix.sumOfWorsts,
          ),
        ],
  );
  const cellByCellId = `${id}/cellByCell`;
  const cellByCell =
    matrix.joined === 'cellByCell'
      ? together(
          context,
          matrix.units,
          matrix.total,
          matrix.totalWorstCell,
          cellByCellId,
          'All underlyings cell by cell',
        )
      : leaf(
          words(
            context,
            cellByCellId,
            'All underlyings cell by cell',
            '−min over cells of Σ counted',
            context.cellsConfirmed,
          ),
          matrix.cellByCell,
        );
  const children = [sumOfWorsts, cellByCell];
  return joined(
    words(
      context,
      id,
      label,
      'the larger of both ways to join uncorrelated underlyings',
      joinsAgree(matrix),
      {
        joined: matrix.joined,
      },
    ),
    matrix.worstCase === Math.max(matrix.sumOfWorsts, matrix.cellByCell) ? 'max' : 'min',
    children,
  );
}

/** Worst of one underlying: −min over its cells; the worst cell opens to positions. */
function unitWorstNode(context: TreeContext, cells: UnitCells, id: string): MarginNode {
  const { scenarios } = context.values.scenarios;
  const children = [...cells.counted.keys()].map((cell) => {
    const cellId = `${id}/${scenarios[cell]?.id}`;
    const label = `${movePercent(cells.unit.moves[cell] ?? 0)}, volatility ${scenarios[cell]?.volatility}`;
    return cell === cells.worstCell && (cells.counted[cell] ?? 0) < 0
      ? countedNode(context, cells, cell, cellId, label)
      : leaf(
          words(
            context,
            cellId,
            label,
            'counted profit and loss',
            context.cellsConfirmed && !(cells.unit.extended[cell] && cells.counted[cell] !== 0),
          ),
          cells.counted[cell] ?? 0,
        );
  });
  return negated(
    context,
    id,
    cells.unit.underlying,
    joined(
      words(context, `${id}/least`, 'Least of the cells', 'min over both tables', context.cellsConfirmed),
      'min',
      children,
    ),
  );
}

/** Several underlyings in one cell: −Σ counted, each opened. */
function together(
  context: TreeContext,
  units: readonly UnitCells[],
  total: Float64Array,
  cell: number,
  id: string,
  label: string,
): MarginNode {
  const worst = total[cell] ?? 0;
  if (worst >= 0) return leaf(words(context, id, label, 'no loss in any cell', context.cellsConfirmed), 0);
  const children = units.map((unit) =>
    countedNode(
      context,
      unit,
      cell,
      `${id}/${unit.unit.underlying}`,
      `${unit.unit.underlying} ${movePercent(unit.unit.moves[cell] ?? 0)}`,
    ),
  );
  const sum = closedSum(
    words(
      context,
      `${id}/cell`,
      `Cell ${context.values.scenarios.scenarios[cell]?.id}`,
      'Σ underlyings',
      true,
    ),
    children,
    worst,
  );
  return negated(context, id, label, sum);
}

function negated(context: TreeContext, id: string, label: string, child: MarginNode): MarginNode {
  return joined(words(context, id, label, '−1 × least', child.confirmed, { factor: '-1' }), 'product', [
    child,
  ]);
}

/** One cell of one underlying: Σ positions, profit offset, cap, dampener, as far as each bites. */
function countedNode(
  context: TreeContext,
  cells: UnitCells,
  cell: number,
  id: string,
  label: string,
): MarginNode {
  const { unit } = cells;
  const raw = cells.raw[cell] ?? 0;
  let node = positionsNode(context, cells, cell, `${id}/positions`);
  let counted = raw;
  if (raw > 0) {
    const factor = unit.currency.profitOffset;
    node = joined(
      words(context, `${id}/offset`, 'Profit that offsets', 'profit × offset', context.cellsConfirmed, {
        factor: fromFloat(factor),
      }),
      'product',
      [node],
    );
    counted = raw * factor;
    const limit = profitLimit(unit, cell);
    if (counted > limit) {
      node = joined(
        words(context, `${id}/cap`, 'Largest offsetable profit', 'min(profit, limit)', false, {
          limit: fromFloat(limit),
        }),
        'cap',
        [node],
      );
      counted = limit;
    }
  }
  const towards = dampening(unit, cell, counted);
  if (towards === 0) return { ...node, id, label };
  const isWhole = towards === Math.abs(counted);
  const dampener = leaf(
    words(context, `${id}/dampener`, 'Dampener', 'min((max(|m|/R, 1) − 1) · dampener, |result|)', isWhole),
    counted > 0 ? -towards : towards,
  );
  return joined(words(context, id, label, 'result moved towards 0', true), 'sum', [node, dampener]);
}

function positionsNode(context: TreeContext, cells: UnitCells, cell: number, id: string): MarginNode {
  const { unit } = cells;
  const { values } = context;
  const scales = new Map(unit.groups.map((group) => [group.id, group.scale]));
  const scenario = values.scenarios.scenarios[cell];
  const own = words(
    context,
    id,
    `Positions at ${movePercent(unit.moves[cell] ?? 0)}, volatility ${scenario?.volatility}`,
    'Σ positions',
    true,
  );
  if (context.detail !== 'whole') {
    const confirmed = positionsConfirmed(context, cells, cell, scales);
    return leaf({ ...own, confirmed }, cells.raw[cell] ?? 0);
  }
  const positions = unit.holdings.map((holding) => {
    const scale = scales.get(riskGroupOf(holding.instrument))?.[cell] ?? 0;
    const perUnit = values.unitProfitAndLoss(holding.row, cell);
    return leaf(
      {
        ...words(
          context,
          `${id}/${holding.instrument.id}`,
          holding.instrument.symbol,
          'scale × quantity × result per unit',
          isConfirmedHere(context, holding),
        ),
        inputs: {
          quantity: fromFloat(holding.quantity),
          resultPerUnit: fromFloat(perUnit),
          scale: fromFloat(scale),
        },
      },
      scale * holding.quantity * perUnit,
    );
  });
  if (unit.equityCells) {
    positions.push(
      leaf(
        words(
          context,
          `${id}/equity`,
          `${unit.underlying} equity`,
          'coins · index · move',
          context.confirmedUnits.has(unit),
        ),
        unit.equityCells[cell] ?? 0,
      ),
    );
  }
  return closedSum(own, positions, cells.raw[cell] ?? 0);
}

/** Whether a venue's number confirms the line of a holding. */
const isConfirmedHere = (context: TreeContext, { instrument }: ValuedHolding): boolean =>
  context.kindConfirmed && instrument.kind !== 'option' && instrument.payoff === 'inverse';

/** What the sum of the positions' lines would say of itself, without making them: it ends at the first line that no venue number confirms. */
function positionsConfirmed(
  context: TreeContext,
  { unit }: UnitCells,
  cell: number,
  scales: ReadonlyMap<string, Float64Array>,
): boolean {
  const { values } = context;
  const amount = ({ row, quantity, instrument }: ValuedHolding): number =>
    (scales.get(riskGroupOf(instrument))?.[cell] ?? 0) * quantity * values.unitProfitAndLoss(row, cell);
  return (
    unit.holdings.every((holding) => isConfirmedHere(context, holding) || amount(holding) === 0) &&
    (unit.equityCells === null || context.confirmedUnits.has(unit) || unit.equityCells[cell] === 0)
  );
}
