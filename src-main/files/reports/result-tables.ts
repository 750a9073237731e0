// Tables of a run's figures: entries, totals, levels, tree, scenarios, contributions. What they rest on: ground-tables.ts. May import contract and domain types.
import type { MarginNode } from '../../domain/margin-result.ts';
import type { ReportInput } from './report-input.ts';
import {
  amount,
  type Cell,
  column,
  count,
  entryColumns,
  fraction,
  optional,
  perEntry,
  plainNumber,
  type ReportTable,
} from './report-table.ts';

const currencyColumn = () => column('currency', 'Currency', 'unit', 10);

/** What was run, by whom, from what, with what. */
export function summaryTable(input: ReportInput): ReportTable {
  const { book, run, market, result } = input;
  const { marketAge } = result;
  const rows: Cell[][] = [
    ['book', 'Book', book.name],
    ['bookId', 'Book id', book.id],
    ['sample', 'Sample book: invented figures', book.sample],
    ['run', 'Run', run.id],
    ['label', 'Label', run.label],
    ['createdAt', 'Run stored at', run.createdAt],
    ['user', 'User', run.user],
    ['asOf', 'Valued as of', result.asOf],
    ['market', 'Market snapshot', market.id],
    ['marketLabel', 'Market label', market.label],
    ['marketOldest', 'Oldest market figure', marketAge.oldest],
    ['marketNewest', 'Newest market figure', marketAge.newest],
    ['marketSpread', 'Spread of market times', plainNumber(String(marketAge.spreadSeconds), 'seconds')],
    ['rulebooks', 'Rulebooks', [...new Set(result.entries.map(({ rulebook }) => rulebook))].join(', ')],
    [
      'parameterSets',
      'Parameter sets',
      result.parameters
        .flatMap(({ sets }) => sets.map(({ id, assumed }) => (assumed ? `${id} (assumed)` : id)))
        .join(', '),
    ],
    ['positions', 'Positions', count(input.portfolio.positions.length)],
    ['excludedRows', 'Rows excluded', count(result.excluded.length)],
    ['mappedRows', 'Rows carried as other instruments', count(result.mapped?.length ?? 0)],
    ['historyPoints', 'Points of price history (whole in the JSON report)', count(input.history.length)],
    ['engineVersion', 'Engine version', result.engineVersion],
    ['kernel', 'Kernel', result.kernel],
    ['programVersion', 'Report made by Margrave', input.programVersion],
  ];
  return {
    name: 'Summary',
    columns: [
      column('item', 'Item', 'item', 18),
      column('label', 'What', 'label', 44),
      column('value', 'Value', 'value', 70),
    ],
    rows,
  };
}

export function totalsTable(input: ReportInput): ReportTable {
  return {
    name: 'Totals',
    columns: [
      column('node', 'Node', 'item', 22),
      column('label', 'Label', 'label', 26),
      currencyColumn(),
      column('equity', 'Equity'),
      column('initialMargin', 'Initial margin'),
      column('maintenanceMargin', 'Maintenance margin'),
      column('freeEquity', 'Free equity'),
      column('deposit', 'Deposit'),
      column('baselineInitialMargin', 'Baseline initial margin'),
      column('baselineDeposit', 'Baseline deposit'),
      column('depositFromZeroCash', 'Deposit from zero cash'),
      column('baselineDepositFromZeroCash', 'Baseline deposit from zero cash'),
      column('saving', 'Saving'),
      column('savingFraction', 'Saving %', 'value', 10),
      column('rates', 'Rates used', 'value', 40),
    ],
    rows: input.result.totals.map((total) => {
      const money = (text: string): Cell => amount(text, total.currency);
      return [
        total.node,
        total.label,
        total.currency,
        money(total.equity),
        money(total.initialMargin),
        money(total.maintenanceMargin),
        money(total.freeEquity),
        money(total.deposit),
        optional(total.baselineInitialMargin, money),
        optional(total.baselineDeposit, money),
        optional(total.depositFromZeroCash ?? null, money),
        optional(total.baselineDepositFromZeroCash ?? null, money),
        optional(total.saving, money),
        optional(total.savingFraction, fraction),
        Object.entries(total.rates)
          .map(([pair, rate]) => `${pair} ${rate}`)
          .join('; '),
      ];
    }),
  };
}

export function entriesTable(input: ReportInput): ReportTable {
  return {
    name: 'Entries',
    columns: [
      ...entryColumns(),
      currencyColumn(),
      column('equity', 'Equity'),
      column('equityBasis', 'Equity basis', 'value', 40),
      column('initialMargin', 'Initial margin'),
      column('maintenanceMargin', 'Maintenance margin'),
      column('freeEquity', 'Free equity'),
      column('deposit', 'Deposit'),
      column('depositFromZeroCash', 'Deposit from zero cash'),
      column('status', 'Status', 'value', 20),
      column('ratio', 'Ratio', 'value', 24),
      column('ratioValue', 'Its value', 'value', 14),
      column('worstScenario', 'Worst scenario', 'value', 34),
      column('worstProfitAndLoss', 'P&L in the worst scenario'),
      column('baselineRulebook', 'Isolated baseline', 'value', 18),
      column('baselineInitialMargin', 'Baseline initial margin'),
      column('baselineMaintenanceMargin', 'Baseline maintenance margin'),
      column('baselineEquity', 'Baseline equity'),
      column('baselineDeposit', 'Baseline deposit'),
      column('baselineDepositFromZeroCash', 'Baseline deposit from zero cash'),
      column('saving', 'Saving'),
      column('savingFraction', 'Saving %', 'value', 10),
    ],
    rows: perEntry(input, (entry) => {
      const money = (text: string): Cell => amount(text, entry.currency);
      const { baseline, worstScenario } = entry;
      return [
        [
          entry.currency,
          money(entry.equity),
          entry.equityBasis,
          money(entry.initialMargin),
          money(entry.maintenanceMargin),
          money(entry.freeEquity),
          money(entry.deposit),
          money(entry.depositFromZeroCash),
          entry.status,
          entry.ratio?.name ?? null,
          optional(entry.ratio?.value ?? null, (value) => plainNumber(value)),
          worstScenario?.label ?? null,
          optional(worstScenario, (worst) => money(worst.profitAndLoss)),
          baseline?.rulebook ?? null,
          optional(baseline, (other) => money(other.initialMargin)),
          optional(baseline, (other) => money(other.maintenanceMargin)),
          optional(baseline, (other) => money(other.equity)),
          optional(baseline, (other) => money(other.deposit)),
          optional(baseline, (other) => money(other.depositFromZeroCash)),
          optional(baseline, (other) => money(other.saving)),
          optional(baseline?.savingFraction ?? null, fraction),
        ],
      ];
    }),
  };
}

/** Parts of equity and distance to each threshold. */
export function levelsTable(input: ReportInput): ReportTable {
  return {
    name: 'Equity and levels',
    columns: [
      ...entryColumns(),
      column('item', 'Item', 'item', 24),
      column('label', 'What', 'label', 30),
      currencyColumn(),
      column('amount', 'Amount'),
      column('distance', 'Equity less the amount'),
      column('ratio', 'Ratio there', 'value', 14),
      column('deposit', 'Deposit to it'),
    ],
    rows: perEntry(input, (entry) => [
      ...Object.entries(entry.equityParts).map(([part, text]): Cell[] => [
        `equity/${part}`,
        `Part of equity: ${part}`,
        entry.currency,
        amount(text, entry.currency),
        null,
        null,
        null,
      ]),
      ...entry.thresholds.map((threshold): Cell[] => [
        `level/${threshold.level}`,
        threshold.label,
        entry.currency,
        amount(threshold.requirement, entry.currency),
        amount(threshold.distance, entry.currency),
        optional(threshold.ratio ?? null, (ratio) => plainNumber(ratio)),
        optional(threshold.deposit ?? null, (deposit) => amount(deposit, entry.currency)),
      ]),
    ]),
  };
}

/** The whole tree, a line per node, parents before their children. */
export function treeTable(input: ReportInput): ReportTable {
  const lines = (node: MarginNode, depth: number): Cell[][] => [
    [
      node.id,
      node.label,
      count(depth),
      node.currency,
      amount(node.amount, node.currency),
      node.operator,
      node.formula,
      Object.entries(node.inputs)
        .map(([name, value]) => `${name}: ${value}`)
        .join('; '),
      node.confirmed,
    ],
    ...node.children.flatMap((child) => lines(child, depth + 1)),
  ];
  return {
    name: 'Tree',
    columns: [
      ...entryColumns(),
      column('id', 'Line', 'item', 50),
      column('label', 'Label', 'label', 48),
      column('depth', 'Depth', 'value', 7),
      currencyColumn(),
      column('amount', 'Amount', 'value', 22),
      column('operator', 'Joined by', 'value', 14),
      column('formula', 'Formula', 'value', 48),
      column('inputs', 'Inputs', 'value', 48),
      column('confirmed', 'Confirmed', 'value', 11),
    ],
    rows: perEntry(input, (entry) => lines(entry.tree, 0)),
  };
}

export function scenariosTable(input: ReportInput): ReportTable {
  return {
    name: 'Scenarios',
    columns: [
      ...entryColumns(),
      column('scenario', 'Scenario', 'item', 24),
      column('label', 'Label', 'label', 34),
      column('priceMove', 'Price move', 'value', 12),
      column('volatility', 'Volatility', 'value', 11),
      currencyColumn(),
      column('profitAndLoss', 'Profit or loss'),
      column('counted', 'As the rulebook counts it'),
      column('worst', 'Worst', 'value', 8),
    ],
    rows: perEntry(input, (entry) =>
      entry.tables.flatMap((table) =>
        table.scenarios.map((scenario): Cell[] => [
          `${table.table}/${scenario.id}`,
          scenario.label,
          fraction(scenario.priceMove),
          scenario.volatility,
          entry.currency,
          amount(scenario.profitAndLoss, entry.currency),
          amount(scenario.counted, entry.currency),
          scenario.worst,
        ]),
      ),
    ),
  };
}

/** Every contribution, in the order that adds up to the initial margin. */
export function contributionsTable(input: ReportInput): ReportTable {
  return {
    name: 'Contributions',
    columns: [
      ...entryColumns(),
      column('instrument', 'Instrument', 'item', 34),
      column('label', 'Label', 'label', 40),
      column('driver', 'Driver', 'value', 16),
      currencyColumn(),
      column('amount', 'Contribution to initial margin', 'value', 24),
    ],
    rows: perEntry(input, (entry) =>
      entry.contributions.map((line): Cell[] => [
        line.instrument ?? line.driver,
        line.label,
        line.driver,
        entry.currency,
        amount(line.amount, entry.currency),
      ]),
    ),
  };
}
