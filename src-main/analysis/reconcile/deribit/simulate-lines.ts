// Venue, Margrave and difference for every cell and total of a simulator answer. Published numbers are read here only.
// May import the domain, margin and the files beside it.
import { toFloat } from '../../../domain/decimal.ts';
import type { MarginEntry } from '../../../domain/margin-result.ts';
import { MarketFigures, type MarketSnapshot } from '../../../domain/market.ts';
import type { EffectiveParameters } from '../../../domain/parameters.ts';
import type { Portfolio } from '../../../domain/portfolio.ts';
import { GridParameters } from '../../../margin/blocks/deribit/grid-parameters.ts';
import { riskGroupOf, riskUnits } from '../../../margin/blocks/deribit/risk-unit.ts';
import { rulebookById } from '../../../margin/registry.ts';
import type { AccountValues } from '../../../margin/rulebook.ts';
import type { JsonPlace } from '../json-place.ts';
import { reconcileLine, treeAmount } from '../lines.ts';
import type { ReconcileLine } from '../reconcile-case.ts';

export interface SimulateContext {
  answer: JsonPlace;
  id: string;
  /** Ids of instruments left out, `<case>: <symbol>`. */
  partial: ReadonlySet<string>;
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: EffectiveParameters;
  rulebook: string;
}

/** All lines: cells per instrument, cells per pair before and after offsets, then margins and their parts. */
export function simulateLines(
  context: SimulateContext,
  entries: readonly MarginEntry[],
  values: AccountValues,
): ReconcileLine[] {
  return [
    ...instrumentCells(context, values),
    ...pairCells(context, entries, 'pre_aggregated_risk_vectors', 'profitAndLoss'),
    ...pairCells(context, entries, 'aggregated_risk_vectors', 'counted'),
    ...marginLines(context, entries),
  ];
}

const tables = ['standard', 'extended'] as const;

function instrumentCells(context: SimulateContext, values: AccountValues): ReconcileLine[] {
  const vectors = context.answer.at('initial_risk_vectors');
  if (vectors.missing) return [];
  const scales = groupScales(context, values);
  return vectors.entries().flatMap(([symbol, place]) => {
    if (context.partial.has(`${context.id}: ${symbol}`)) return [];
    const holding = values.holdings.find((one) => one.instrument.symbol === symbol);
    const scale = holding === undefined ? undefined : scales.get(riskGroupOf(holding.instrument));
    return tables.flatMap((table) =>
      cells(values, place.at(table), table).map(({ cell, published }) => {
        const computed =
          holding === undefined
            ? 0
            : (scale?.[cell] ?? 0) * holding.quantity * values.unitProfitAndLoss(holding.row, cell);
        return reconcileLine(published.path, published.number(), computed);
      }),
    );
  });
}

function groupScales(context: SimulateContext, values: AccountValues): Map<string, Float64Array> {
  const { portfolio, parameters } = context;
  const [account] = portfolio.accounts;
  const scales = new Map<string, Float64Array>();
  if (!account) return scales;
  const input = {
    account,
    values,
    portfolio,
    market: new MarketFigures(context.market),
    parameters,
    history: [],
    detail: 'headline' as const,
  };
  const typed = new GridParameters(rulebookById(context.rulebook).parameterFields, parameters);
  for (const currency of new Set(values.holdings.map((holding) => holding.instrument.settlementCurrency))) {
    const holdings = values.holdings.filter((holding) => holding.instrument.settlementCurrency === currency);
    for (const unit of riskUnits(
      { input, parameters: typed, currency, assume: () => undefined },
      holdings,
      [],
      new Map(),
    )) {
      for (const group of unit.groups) scales.set(group.id, group.scale);
    }
  }
  return scales;
}

/** Published cells of one table with their place among the scenarios. Throws `invalid-file` when their number isn't the grid's. */
function cells(
  values: AccountValues,
  list: JsonPlace,
  table: string,
): { cell: number; published: JsonPlace }[] {
  if (list.missing) return [];
  const places = [...values.scenarios.scenarios.keys()].filter(
    (cell) => values.scenarios.scenarios[cell]?.table === table,
  );
  const published = list.items();
  if (published.length !== places.length)
    throw list.wrong(`a list of ${places.length} cells, not of ${published.length},`);
  return published.map((place, index) => ({ cell: places[index] ?? 0, published: place }));
}

function pairCells(
  context: SimulateContext,
  entries: readonly MarginEntry[],
  name: string,
  column: 'profitAndLoss' | 'counted',
): ReconcileLine[] {
  const vectors = context.answer.at(name);
  if (vectors.missing) return [];
  return vectors.entries().flatMap(([pair, place]) => {
    const [underlying = '', currency = ''] = pair.toUpperCase().split('_');
    if (isPartial(context, currency)) return [];
    const entry = entries.find((one) => one.currency === currency);
    return tables.flatMap((table) => {
      if (place.at(table).missing) return [];
      const rows =
        entry?.tables.find((one) => one.table === `${table}:${underlying}`) ??
        entry?.tables.find((one) => one.table === table);
      const published = place.at(table).items();
      if (rows && rows.scenarios.length !== published.length) {
        throw place.at(table).wrong(`a list of ${rows.scenarios.length} cells, not of ${published.length},`);
      }
      return published.map((cell, index) =>
        reconcileLine(cell.path, cell.number(), toFloat(rows?.scenarios[index]?.[column] ?? '0')),
      );
    });
  });
}

/** Totals of a currency can't be compared when one of its instruments is left out. */
function isPartial(context: SimulateContext, currency: string): boolean {
  return [...context.partial].some((id) => {
    const symbol = id.slice(context.id.length + 2);
    const settles = /^[A-Z0-9]+_([A-Z]+)-/.exec(symbol)?.[1] ?? symbol.split('-')[0];
    return settles === currency;
  });
}

const marginPaths: readonly [path: readonly string[], tree: string, given: boolean][] = [
  [
    ['initial_margin_details', 'risk_matrix_margin_details', 'worst_case'],
    'initialMargin/riskMatrix/worstCase',
    false,
  ],
  [
    ['initial_margin_details', 'risk_matrix_margin_details', 'roll_shock'],
    'initialMargin/riskMatrix/rollShock',
    false,
  ],
  [
    ['initial_margin_details', 'risk_matrix_margin_details', 'delta_shock'],
    'initialMargin/riskMatrix/deltaShock',
    false,
  ],
  [
    ['initial_margin_details', 'risk_matrix_margin_details', 'correlation_contingency'],
    'initialMargin/riskMatrix/correlationContingency',
    false,
  ],
  [['initial_margin_details', 'risk_matrix_margin'], 'initialMargin/riskMatrix', false],
  [['initial_margin_details', 'spot_margin'], 'initialMargin/spot', true],
  [['initial_margin_details', 'mmp_margin'], 'initialMargin/marketMakerProtection', true],
  [['initial_margin_details', 'open_orders_margin'], 'initialMargin/openOrders', true],
  [['initial_margin'], 'initialMargin', false],
  [['maintenance_margin'], 'maintenanceMargin', false],
];

function marginLines(context: SimulateContext, entries: readonly MarginEntry[]): ReconcileLine[] {
  const margins = context.answer.at('margins');
  if (margins.missing) return [];
  return margins.entries().flatMap(([name, place]) => {
    const currency = name.toUpperCase();
    if (isPartial(context, currency)) return [];
    const entry = entries.find((one) => one.currency === currency);
    if (!entry) return [];
    return marginPaths.flatMap(([path, tree, given]) => {
      const published = path.reduce((at, key) => at.at(key), place);
      if (published.missing) return [];
      return [reconcileLine(published.path, published.number(), treeAmount(entry, tree) ?? 0, { given })];
    });
  });
}
