// Venue, Margrave and difference for every figure of a position-builder answer. Published requirements are read here only.
// May import the domain and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarginEntry, ScenarioTable } from '../../../domain/margin-result.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine, treeAmount } from '../lines.ts';
import type { ReconcileLine } from '../reconcile-case.ts';
import { namedField, printed, underlyingOf } from './builder-rows.ts';

const states = { volShockDown: 'down', volSame: 'same', volShockUp: 'up' } as const;

/** Lines of all risk units, then of borrowing, totals and ratio. `solved`: paths of the units whose index was solved from MR1. */
export function builderLines(
  answer: JsonPlace,
  solved: ReadonlySet<string>,
  entries: readonly MarginEntry[],
): ReconcileLine[] {
  const [entry] = entries;
  if (!entry) return [];
  return [
    ...answer
      .at('riskUnitData')
      .items()
      .flatMap((unit) => unitLines(unit, solved.has(unit.path), entry)),
    ...assetLines(answer, entry),
    ...totalLines(answer, entry),
  ];
}

function unitLines(unit: JsonPlace, isSolved: boolean, entry: MarginEntry): ReconcileLine[] {
  const name = underlyingOf(unit);
  const prefix = `initialMargin/units/${name}`;
  const amount = (path: string): number => treeAmount(entry, `${prefix}${path}`) ?? 0;
  const line = (place: JsonPlace, computed: number, given = false): ReconcileLine[] => {
    const published = printed(place);
    return published === null ? [] : [reconcileLine(place.path, toFloat(published), computed, { given })];
  };
  return [
    ...cellLines(unit, name, isSolved, entry),
    ...line(unit.at('mr1FinalResult').at('pnl'), -amount('/maintenance/mr1'), isSolved),
    ...line(unit.at('mr6FinalResult').at('pnl'), -amount('/maintenance/mr6/loss'), isSolved),
    ...line(unit.at('mr1'), amount('/maintenance/mr1'), isSolved),
    ...line(unit.at('mr2'), amount('/maintenance/mr2')),
    ...line(unit.at('mr3'), amount('/maintenance/mr3')),
    ...line(unit.at('mr4'), amount('/maintenance/mr4')),
    ...line(unit.at('mr5'), amount('/maintenance/mr5')),
    ...line(unit.at('mr6'), amount('/maintenance/mr6'), isSolved),
    ...line(unit.at('mr7'), amount('/maintenance/mr7')),
    ...line(unit.at('mr8'), treeAmount(entry, 'maintenanceMargin/borrowing') ?? 0),
    ...line(unit.at('mr9'), amount('/maintenance/mr9')),
    ...line(unit.at('mmr'), amount('/maintenance')),
    ...line(unit.at('imr'), amount('')),
  ];
}

function cellLines(unit: JsonPlace, name: string, given: boolean, entry: MarginEntry): ReconcileLine[] {
  const cells = namedField(unit, 'mr1Scenarios');
  if (cells.missing) return [];
  // One list of moves, which all states of volatility share: that of unchanged volatility says as much.
  const isShared = unit.at('mr1Scenarios').missing;
  const table: ScenarioTable | undefined =
    entry.tables.find((one) => one.table === `standard:${name}`) ??
    entry.tables.find((one) => one.table === 'standard');
  const named = Object.keys(states) as (keyof typeof states)[];
  return (isShared ? (['volSame'] as const) : named).flatMap((key) => {
    const list = isShared ? cells : cells.at(key);
    if (list.missing) return [];
    return list.entries().flatMap(([move, place]) => {
      const published = printed(place);
      if (published === null) return [];
      const cell = table?.scenarios.find(
        (one) => toFloat(one.priceMove) === Number(move) && one.volatility === states[key],
      );
      if (!cell)
        throw place.wrong(
          `a move that the parameter set in hand has (${table?.scenarios.map((one) => one.priceMove).join(', ')})`,
        );
      return [reconcileLine(place.path, toFloat(published), toFloat(cell.profitAndLoss), { given })];
    });
  });
}

function assetLines(answer: JsonPlace, entry: MarginEntry): ReconcileLine[] {
  if (answer.at('assets').missing) return [];
  return answer
    .at('assets')
    .items()
    .flatMap((asset) => {
      const currency = asset.at('ccy').text().toUpperCase();
      return (
        [
          ['borrowMmr', 'maintenanceMargin'],
          ['borrowImr', 'initialMargin'],
        ] as const
      ).flatMap(([field, level]) => {
        const published = printed(asset.at(field));
        if (published === null) return [];
        const computed = treeAmount(entry, `${level}/borrowing/${currency}`) ?? 0;
        return [reconcileLine(asset.at(field).path, toFloat(published), computed)];
      });
    });
}

function totalLines(answer: JsonPlace, entry: MarginEntry): ReconcileLine[] {
  const amount = (path: string): number => treeAmount(entry, path) ?? 0;
  const totals: [field: string, computed: number | null, given: boolean][] = [
    ['eq', toFloat(entry.equity), true],
    ['borrowMmr', amount('maintenanceMargin/borrowing'), false],
    ['borrowImr', amount('initialMargin/borrowing'), false],
    ['derivMmr', amount('maintenanceMargin/units'), false],
    ['totalMmr', toFloat(entry.maintenanceMargin), false],
    ['totalImr', toFloat(entry.initialMargin), false],
    [
      'marginRatio',
      entry.ratio?.value === null || entry.ratio === undefined ? null : toFloat(entry.ratio.value),
      false,
    ],
  ];
  return totals.flatMap(([field, computed, given]) => {
    const published = printed(answer.at(field));
    return published === null || computed === null
      ? []
      : [reconcileLine(answer.at(field).path, toFloat(published), computed, { given })];
  });
}
