// A comparison of rulebooks as tab-separated text, every digit kept: what Copy gives.
import type { ComparisonRow } from '../../client/nouns.ts';
import { tabSeparated } from '../../components/charts/figures.ts';

/** Columns of the text, each with what stands in it. */
const columns: readonly [title: string, of: (row: ComparisonRow) => string | null | undefined][] = [
  ['Rulebook', (row) => row.rulebook],
  ['Status', (row) => row.status],
  ['Deposit', (row) => row.deposit],
  ['Free equity', (row) => row.freeEquity],
  ['Equity', (row) => row.equity],
  ['Initial margin', (row) => row.initialMargin],
  ['Maintenance margin', (row) => row.maintenanceMargin],
  ['Deposit from zero cash', (row) => row.depositFromZeroCash],
  ['Isolated baseline', (row) => (row.baseline ? (row.baseline.rulebook ?? 'positions alone') : null)],
  ['Saved', (row) => row.baseline?.saving],
  ['Saved, fraction', (row) => row.baseline?.savingFraction],
  ['Ratio', (row) => row.ratio?.name],
  ['Its value', (row) => row.ratio?.value],
  ['Worst scenario', (row) => row.worstScenario?.label],
  ['Profit there', (row) => row.worstScenario?.profitAndLoss],
  ['Largest add-on', (row) => row.largestAddOn?.label],
  ['Its amount', (row) => row.largestAddOn?.amount],
  ['Rows carried as held', (row) => String(row.asHeld)],
  ['Rows mapped', (row) => String(row.mapped.total)],
  ['Rows left out', (row) => String(row.excluded.total)],
  ['Failure', (row) => row.failure],
];

/** A line for each rulebook under a line of titles; amounts in `currency`. */
export function comparedText(rows: readonly ComparisonRow[], currency: string): string {
  return tabSeparated({
    columns: [
      ...columns.map(([title]) => ({ title, numeric: false })),
      { title: 'Currency', numeric: false },
    ],
    rows: rows.map((row) => ({ shown: [], exact: [...columns.map(([, of]) => of(row) ?? ''), currency] })),
  });
}
