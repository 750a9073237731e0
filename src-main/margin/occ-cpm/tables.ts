// Contributions of a customer portfolio margin requirement, its tables of points, and where the worst one stands.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { ScenarioShare } from '../rulebook.ts';
import { type CpmExplanation, placeOf, pointMoves, portfolioLabel } from './explain.ts';
import {
  type ClassMargin,
  classAmount,
  classesOf,
  type PortfolioMargin,
  productAmount,
  type Scan,
} from './groups.ts';
import { POINT, pointCount, pointLabel, STRESS } from './scenarios.ts';

/** Losses at the binding points (ties: their mean) after offsets; where the minimum binds, each position's own. */
export function cpmContributions(about: CpmExplanation, group: PortfolioMargin): RawContribution[] {
  const { scan, stress, minimum, requirement } = group;
  if (requirement === 0) return [];
  if (scan.loss === requirement) return scanContributions(about, group, scan, false);
  if (stress?.loss === requirement) return scanContributions(about, group, stress, true);
  if (minimum !== requirement) return [];
  return classesOf(group).flatMap(({ holdings, minimums }) =>
    holdings.map(
      ({ instrument }, place): RawContribution => ({
        instrument: instrument.id,
        driver: 'minimum',
        label: 'Minimum',
        amount: minimums[place] ?? 0,
      }),
    ),
  );
}

function scanContributions(
  { values, parameters }: CpmExplanation,
  group: PortfolioMargin,
  { points, worst }: Scan,
  isStress: boolean,
): RawContribution[] {
  const binding = [...points.keys()].filter((point) => points[point] === points[worst]);
  return group.products.flatMap((product) =>
    product.classes.flatMap((one) => {
      const counted = binding.map((point) => {
        const ofProduct = productAmount(product, point, isStress) > 0 ? group.offset : 1;
        const ofClass = classAmount(one, point, isStress) > 0 ? product.offset : 1;
        return { place: placeOf(parameters, one, point, isStress), share: ofClass * ofProduct };
      });
      return one.holdings.map(
        ({ row, quantity, instrument }): RawContribution => ({
          instrument: instrument.id,
          driver: isStress ? 'concentration' : 'scenario',
          label: isStress ? 'Loss in the concentration stress' : 'Loss at the worst point',
          amount:
            counted.reduce(
              (sum, { place, share }) => sum - share * quantity * values.unitProfitAndLoss(row, place),
              0,
            ) / binding.length,
        }),
      );
    }),
  );
}

/** What one table holds. */
interface TableSource {
  table: string;
  label: string;
  classes: readonly ClassMargin[];
  /** What counts at each point, and the worst of them; a class group inside a portfolio group has none of its own. */
  scan: Scan | null;
  isStress: boolean;
}

/** One table per portfolio group and one per class group where it has several; those of the wider range after them. */
function tableSources(groups: readonly PortfolioMargin[]): TableSource[] {
  return groups.flatMap((group) => {
    const classes = classesOf(group);
    const label = portfolioLabel(group);
    const of = (scan: Scan, isStress: boolean): TableSource => ({
      table: `${isStress ? STRESS : POINT}:${group.name}`,
      label: `${isStress ? 'Concentration stress' : 'Points'}, ${label}`,
      ...{ classes, scan, isStress },
    });
    return [
      of(group.scan, false),
      ...(classes.length === 1
        ? []
        : classes.map(
            (one): TableSource => ({
              table: `class:${one.name}`,
              label: `Points, ${label}: ${one.label}`,
              ...{ classes: [one], scan: null, isStress: false },
            }),
          )),
      ...(group.stress ? [of(group.stress, true)] : []),
    ];
  });
}

/** Profit and loss before offsets, what counts after them, the worst point of each portfolio group. */
export function cpmTables(
  { parameters }: CpmExplanation,
  groups: readonly PortfolioMargin[],
): ScenarioTable[] {
  const count = pointCount(parameters);
  return tableSources(groups).map(({ table, label, classes, scan, isStress }) => {
    const moves = pointMoves(parameters, classes, isStress);
    return {
      table,
      label,
      scenarios: Array.from({ length: count }, (_, point) => {
        const profit = classes.reduce((sum, one) => sum + classAmount(one, point, isStress), 0);
        return {
          id: `${isStress ? STRESS : POINT}/${point + 1}`,
          label: pointLabel(moves, point, count),
          priceMove: fromFloat((moves ?? firstMoves(parameters, classes))[point] ?? 0),
          volatility: 'same',
          profitAndLoss: fromFloat(profit),
          counted: fromFloat(scan?.points[point] ?? profit),
          worst: scan !== null && scan.loss > 0 && point === scan.worst,
        };
      }),
    };
  });
}

/** Where ranges differ the move shown is that of the first class group. */
const firstMoves = (
  parameters: CpmExplanation['parameters'],
  classes: readonly ClassMargin[],
): readonly number[] => pointMoves(parameters, classes.slice(0, 1), false) ?? [];

/** What each position brings to one scenario of a table of `cpmTables`. */
export function cpmShares(
  { values, parameters }: Omit<CpmExplanation, 'detail'>,
  groups: readonly PortfolioMargin[],
  table: string,
  scenario: number,
): ScenarioShare[] {
  const point = scenario % pointCount(parameters);
  return tableSources(groups)
    .filter((source) => source.table === table)
    .flatMap(({ classes, isStress }) =>
      classes.flatMap((one) =>
        one.holdings.map((holding): ScenarioShare => {
          const place = placeOf(parameters, one, point, isStress);
          return {
            holding,
            label: holding.instrument.symbol,
            amount: holding.quantity * values.unitProfitAndLoss(holding.row, place),
          };
        }),
      ),
    );
}

/** The worst point of the portfolio group that asks most; of several each stands at its own. Null without a loss to show. */
export function cpmWorst(
  parameters: CpmExplanation['parameters'],
  groups: readonly PortfolioMargin[],
): WorstScenario | null {
  const [first] = groups;
  if (!first) return null;
  const largest = ({ scan, stress }: PortfolioMargin): number => Math.max(scan.loss, stress?.loss ?? 0);
  const main = groups.reduce((best, group) => (largest(group) > largest(best) ? group : best));
  const isStress = (main.stress?.loss ?? 0) > main.scan.loss;
  const scan = isStress && main.stress ? main.stress : main.scan;
  const classes = classesOf(main);
  const moves = pointMoves(parameters, classes, isStress);
  const own = pointLabel(moves, scan.worst, pointCount(parameters));
  const table = isStress ? STRESS : POINT;
  return {
    id: `${table}/${scan.worst + 1}`,
    label:
      groups.length === 1 ? own : `${portfolioLabel(main)} ${own}, each portfolio group at its own worst`,
    priceMove: fromFloat((moves ?? firstMoves(parameters, classes))[scan.worst] ?? 0),
    volatility: 'same',
    table: `${table}:${main.name}`,
    profitAndLoss: fromFloat(-groups.reduce((sum, group) => sum + largest(group), 0)),
  };
}
