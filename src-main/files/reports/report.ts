// Reports of one stored run: PDF, XLSX, CSV, JSON. All four are readings of the run's documents and of nothing else.
// May import domain and contract (and, lazily, pdfmake and @e965/xlsx).
import type { ReportFormat } from '../../contract/views.ts';
import type { MarginResult } from '../../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';

/** A run as the book keeps it (the book's StoredRun). */
export interface ReportRun {
  id: string;
  /** ISO 8601 UTC: the date of everything that is made from the run. */
  createdAt: string;
  user: string;
  label: string;
  /** What was asked for, as JSON. */
  request: string;
  /** SHA-256 (hex) of the canonical JSON of each input. */
  inputs: { portfolio: string; market: string; parameters: string; history: string };
  engineVersion: string;
  kernel: string;
  /** Head of the book's audit chain when the run was stored. */
  auditHead: string;
  /** SHA-256 of the canonical JSON of the result. */
  resultHash: string;
}

/** Everything a report is made of: the run and its parsed documents. */
export interface ReportInput {
  book: { id: string; name: string; sample: boolean };
  run: ReportRun;
  portfolio: Portfolio;
  market: MarketSnapshot;
  /** By rulebook id, as the engine was given them; rulebooks of baselines included. */
  parameters: Record<string, EffectiveParameters>;
  history: HistoryPoint[];
  result: MarginResult;
  /** The program that makes the report. */
  programVersion: string;
}

export interface MadeReport {
  /** File name, without a folder. */
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * The report of a run in one format. The same input gives the same bytes in every process and time zone: dates are the run's,
 * ids follow from its content. Throws `unsupported` when a table is too long for a spreadsheet.
 */
export async function makeReport(format: ReportFormat, input: ReportInput): Promise<MadeReport> {
  const name = `margrave-${input.run.id.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)}.${format}`;
  switch (format) {
    case 'json': {
      const { jsonReport } = await import('./json-report.ts');
      return { name, mediaType: 'application/json', bytes: encoded(jsonReport(input)) };
    }
    case 'csv': {
      const { csvReport } = await import('./csv-report.ts');
      return { name, mediaType: 'text/csv', bytes: encoded(csvReport(input)) };
    }
    case 'xlsx': {
      const { xlsxReport } = await import('./xlsx-report.ts');
      return {
        name,
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        bytes: await xlsxReport(input),
      };
    }
    case 'pdf': {
      const { pdfReport } = await import('./pdf/pdf-report.ts');
      return { name, mediaType: 'application/pdf', bytes: await pdfReport(input) };
    }
  }
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
