// All tables of a report, in the order a reader wants them. May import domain types only.
import {
  balancesTable,
  givenTable,
  marketAgesTable,
  marketTable,
  ordersTable,
  positionsTable,
} from './input-tables.ts';
import type { ReportInput } from './report-input.ts';
import type { ReportTable } from './report-table.ts';
import {
  contributionsTable,
  entriesTable,
  excludedTable,
  hashesTable,
  levelsTable,
  parametersTable,
  scenariosTable,
  summaryTable,
  totalsTable,
  treeTable,
  unconfirmedTable,
} from './result-tables.ts';

export function reportTables(input: ReportInput): ReportTable[] {
  return [
    summaryTable(input),
    totalsTable(input),
    entriesTable(input),
    levelsTable(input),
    treeTable(input),
    scenariosTable(input),
    contributionsTable(input),
    positionsTable(input),
    balancesTable(input),
    ordersTable(input),
    givenTable(input),
    parametersTable(input),
    marketTable(input),
    marketAgesTable(input),
    excludedTable(input),
    unconfirmedTable(input),
    hashesTable(input),
  ];
}
