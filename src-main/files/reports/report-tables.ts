// All tables of a report, in the order a reader wants them. May import domain types only.
import {
  excludedTable,
  hashesTable,
  mappedTable,
  parametersTable,
  unconfirmedTable,
} from './ground-tables.ts';
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
  levelsTable,
  scenariosTable,
  summaryTable,
  totalsTable,
  treeTable,
} from './result-tables.ts';
import type { SectionId, Sections } from './sections.ts';

const tablesOfSection: readonly { section: SectionId; of: (input: ReportInput) => ReportTable }[] = [
  { section: 'summary', of: summaryTable },
  { section: 'summary', of: totalsTable },
  { section: 'entries', of: entriesTable },
  { section: 'entries', of: levelsTable },
  { section: 'explanation', of: treeTable },
  { section: 'scenarios', of: scenariosTable },
  { section: 'contributions', of: contributionsTable },
  { section: 'holdings', of: positionsTable },
  { section: 'holdings', of: balancesTable },
  { section: 'holdings', of: ordersTable },
  { section: 'holdings', of: givenTable },
  { section: 'parameters', of: parametersTable },
  { section: 'market', of: marketTable },
  { section: 'market', of: marketAgesTable },
  { section: 'doubts', of: excludedTable },
  { section: 'doubts', of: mappedTable },
  { section: 'doubts', of: unconfirmedTable },
  { section: 'evidence', of: hashesTable },
];

/** The tables of the sections, each with the section it belongs to. */
export function reportTables(
  input: ReportInput,
  sections: Sections,
): { section: SectionId; table: ReportTable }[] {
  return tablesOfSection
    .filter(({ section }) => sections.has(section))
    .map(({ section, of }) => ({ section, table: of(input) }));
}
