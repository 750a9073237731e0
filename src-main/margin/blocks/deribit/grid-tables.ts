// The scenario tables of a netting set and the worst scenario, as a result shows them.
// May import the domain, scenarios and margin/blocks.
import { fromFloat } from '../../../domain/decimal.ts';
import type { ScenarioTable, WorstScenario } from '../../../domain/margin-result.ts';
import { movePercent } from '../../../scenarios/price-volatility-grid.ts';
import type { Scenario } from '../../../scenarios/scenario-set.ts';
import { addInto, type RiskMatrix, type UnitCells } from './risk-matrix.ts';

/** What parts a table's name from the one underlying that it is of. */
const OF = ':';

/** The underlying that a table of `gridTables` is of; null for one over all underlyings of its set. */
export function underlyingOfTable(table: string): string | null {
  const end = table.indexOf(OF);
  return end < 0 ? null : table.slice(end + OF.length);
}

/** Standard and extended table of the set; with several underlyings also of each, at its own moves. */
export function gridTables(matrix: RiskMatrix, scenarios: readonly Scenario[]): ScenarioTable[] {
  const { units } = matrix;
  const [first] = units;
  if (!first) return [];
  if (units.length === 1) {
    return tablesOf('', '', scenarios, first.unit.moves, first.raw, first.counted, first.worstCell, (cell) =>
      movePercent(first.unit.moves[cell] ?? 0),
    );
  }
  const raw = new Float64Array(matrix.total.length);
  for (const unit of units) addInto(raw, unit.raw);
  return [
    ...tablesOf(
      '',
      ', all underlyings together',
      scenarios,
      largest(units).unit.moves,
      raw,
      matrix.total,
      matrix.totalWorstCell,
      (cell) => movesLabel(units, cell),
    ),
    ...units.flatMap((unit) =>
      tablesOf(
        `${OF}${unit.unit.underlying}`,
        `, ${unit.unit.underlying}`,
        scenarios,
        unit.unit.moves,
        unit.raw,
        unit.counted,
        unit.worstCell,
        (cell) => movePercent(unit.unit.moves[cell] ?? 0),
      ),
    ),
  ];
}

/** The scenario that the worst case stands on; null without holdings. With several underlyings, each may be at its own. */
export function worstScenarioOf(matrix: RiskMatrix, scenarios: readonly Scenario[]): WorstScenario | null {
  if (matrix.units.length === 0) return null;
  const main = largest(matrix.units);
  const own = matrix.joined !== 'cellByCell';
  const cell = own ? main.worstCell : matrix.totalWorstCell;
  const scenario = scenarios[cell];
  if (!scenario) return null;
  const moves =
    matrix.units.length === 1
      ? movePercent(main.unit.moves[cell] ?? 0)
      : own
        ? `${matrix.units.map((unit) => `${unit.unit.underlying} ${movePercent(unit.unit.moves[unit.worstCell] ?? 0)}`).join(', ')}, each at its own worst`
        : movesLabel(matrix.units, cell);
  return {
    id: scenario.id,
    label: `${moves}, volatility ${scenario.volatility}`,
    priceMove: fromFloat(main.unit.moves[cell] ?? 0),
    volatility: scenario.volatility,
    table: scenario.table,
    profitAndLoss: fromFloat(-matrix.worstCase),
  };
}

function largest(units: readonly UnitCells[]): UnitCells {
  return units.reduce((best, unit) => (unit.worst > best.worst ? unit : best));
}

const movesLabel = (units: readonly UnitCells[], cell: number): string =>
  units.map((unit) => `${unit.unit.underlying} ${movePercent(unit.unit.moves[cell] ?? 0)}`).join(', ');

function tablesOf(
  suffix: string,
  words: string,
  scenarios: readonly Scenario[],
  moves: Float64Array,
  raw: Float64Array,
  counted: Float64Array,
  worstCell: number,
  moveLabel: (cell: number) => string,
): ScenarioTable[] {
  const names = [...new Set(scenarios.map((scenario) => scenario.table))];
  return names.map((name) => ({
    table: `${name}${suffix}`,
    label: `${name === 'standard' ? 'Standard table' : 'Extended table, scaled to the edge of the standard one'}${words}`,
    scenarios: scenarios.flatMap((scenario, cell) =>
      scenario.table !== name
        ? []
        : [
            {
              id: scenario.id,
              label: `${moveLabel(cell)}, volatility ${scenario.volatility}`,
              priceMove: fromFloat(moves[cell] ?? 0),
              volatility: scenario.volatility,
              profitAndLoss: fromFloat(raw[cell] ?? 0),
              counted: fromFloat(counted[cell] ?? 0),
              worst: cell === worstCell && (counted[cell] ?? 0) < 0,
            },
          ],
    ),
  }));
}
