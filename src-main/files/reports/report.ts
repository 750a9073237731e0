// Reports of one stored run: PDF, XLSX, CSV, JSON. All four are readings of the run's documents and of nothing else.
// May import domain and contract (and, lazily, pdfmake and @e965/xlsx).
import type { ReportFormat } from '../../contract/views.ts';
import type { ReportInput } from './report-input.ts';
import { allSections, type Sections } from './sections.ts';

export type { ReportInput, ReportRun } from './report-input.ts';
export { allSections, chosenSections, reportSections, type Sections } from './sections.ts';

export interface MadeReport {
  /** File name, without a folder. */
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * The report of a run in one format. The same input gives the same bytes in every process and time zone: dates are the run's,
 * ids follow from its content. JSON has every section whatever is chosen: it is what `verify` recomputes from. Throws `unsupported` when a table is too long for a spreadsheet.
 */
export async function makeReport(
  format: ReportFormat,
  input: ReportInput,
  sections: Sections = allSections,
): Promise<MadeReport> {
  const name = `margrave-${input.run.id.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)}.${format}`;
  switch (format) {
    case 'json': {
      const { jsonReport } = await import('./json-report.ts');
      return { name, mediaType: 'application/json', bytes: encoded(jsonReport(input)) };
    }
    case 'csv': {
      const { csvReport } = await import('./csv-report.ts');
      return { name, mediaType: 'text/csv', bytes: encoded(csvReport(input, sections)) };
    }
    case 'xlsx': {
      const { xlsxReport } = await import('./xlsx-report.ts');
      return {
        name,
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes: await xlsxReport(input, sections),
      };
    }
    case 'pdf': {
      const { pdfReport } = await import('./pdf/pdf-report.ts');
      return { name, mediaType: 'application/pdf', bytes: await pdfReport(input, sections) };
    }
  }
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
