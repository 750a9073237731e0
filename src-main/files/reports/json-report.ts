// The JSON report: the run, its inputs and its whole result, so that anyone can recompute it. May import the domain and node:crypto.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { ReportInput, ReportRun } from './report-input.ts';

export const reportFormatName = 'margrave-report';
export const reportFormatVersion = 1;

/** The JSON report as it is read back. */
export interface ReportDocument {
  format: typeof reportFormatName;
  version: typeof reportFormatVersion;
  programVersion: string;
  book: ReportInput['book'];
  run: ReportRun;
  /** `run.request`, parsed: which accounts and rulebook were asked for. */
  request: Record<string, unknown>;
  portfolio: ReportInput['portfolio'];
  market: ReportInput['market'];
  parameters: ReportInput['parameters'];
  history: ReportInput['history'];
  result: ReportInput['result'];
  /** What kept reconciliations confirmed when the report was made; left out when nothing was kept. Not part of the run or its result. */
  agreements?: ReportInput['agreements'];
  /** SHA-256 of the canonical JSON of all the above. */
  hash: string;
}

/** SHA-256 (hex) of a value's canonical JSON: how inputs, results and reports are named by content. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The report as text: two spaces of indentation, the parts in a fixed order, keys within them in canonical order. */
export function jsonReport(input: ReportInput): string {
  const { book, run, portfolio, market, parameters, history, result, programVersion, agreements } = input;
  const request: unknown = JSON.parse(run.request);
  const content = {
    format: reportFormatName,
    version: reportFormatVersion,
    programVersion,
    book,
    run,
    request,
    portfolio,
    market,
    parameters,
    history,
    result,
    ...(agreements === undefined ? {} : { agreements }),
  };
  const parts = Object.entries({ ...content, hash: contentHash(content) }).map(
    ([name, part]) => `  ${JSON.stringify(name)}: ${indented(part)}`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
}

function indented(part: unknown): string {
  return JSON.stringify(JSON.parse(canonicalJson(part)), null, 2).replaceAll('\n', '\n  ');
}
