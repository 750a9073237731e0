// Whether a JSON report still says what its inputs give: hashes first, then the margin again through the engine.
// May import domain, contract and files.
import type { VerifyAnswer } from '../contract/views.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarginResult } from '../domain/margin-result.ts';
import { contentHash, type ReportDocument } from '../files/reports/json-report.ts';
import { readReport } from '../files/reports/read-report.ts';
import { compareResults, type ResultComparison } from './compare-results.ts';

/** What the margin is recomputed from. `request` is the run's: account, rulebook, allowExcluded, named parameter sets. */
export type RecomputeDocuments = Pick<
  ReportDocument,
  'request' | 'portfolio' | 'market' | 'parameters' | 'history'
>;

export interface VerifyMeans {
  /** The engine's answer for these documents. May throw what the engine throws. */
  recompute: (documents: RecomputeDocuments) => Promise<MarginResult>;
  /** Of the engine that recomputes. */
  engineVersion: string;
}

/** As many differences as an answer lists; the summary counts all. */
const LISTED = 1000;

/**
 * Checks the hashes of the report's inputs, result and whole content, recomputes the margin and compares every figure to the bit.
 * `text` is the JSON report. A report that can't be read throws `invalid-file` naming the place; one of a later format `newer-version`.
 * Sentences that another engine version words anew are listed, and match. Inputs that the engine refuses are an answer that doesn't match; a cancelled or failed engine throws.
 */
export async function verifyReport(text: string, means: VerifyMeans): Promise<VerifyAnswer> {
  const report = readReport(text);
  const hashes = checkedHashes(report);
  const { request, portfolio, market, parameters, history } = report;
  const base = {
    hashes,
    engineVersionMade: report.result.engineVersion,
    engineVersionNow: means.engineVersion,
  };
  const altered = hashes.filter(({ ok }) => !ok).map(({ name }) => name);
  let again: MarginResult;
  try {
    again = await means.recompute({ request, portfolio, market, parameters, history });
  } catch (thrown) {
    if (!(thrown instanceof MargraveError) || !refusals.has(thrown.code)) throw thrown;
    const refused = { place: 'result', reported: 'a margin', recomputed: thrown.message, difference: null };
    return {
      ...base,
      matches: false,
      differences: [refused],
      summary: `${alteredSentence(altered)}The margin can’t be recomputed: ${thrown.message}`,
    };
  }
  const comparison = compareResults(report.result, again);
  const sameVersion = report.result.engineVersion === again.engineVersion;
  const { differences, reworded } = comparison;
  const matches = altered.length === 0 && differences.length === 0 && (reworded.length === 0 || !sameVersion);
  return {
    ...base,
    matches,
    differences: [...differences, ...reworded].slice(0, LISTED),
    summary: summaryOf(report, again, altered, comparison),
  };
}

/** Engine errors that say that the inputs are wrong, not that the engine failed. */
const refusals = new Set(['invalid-input', 'incomplete', 'not-found', 'unsupported']);

function checkedHashes(report: ReportDocument): VerifyAnswer['hashes'] {
  const { hash, ...content } = report;
  const check = (name: string, expected: string, value: unknown): VerifyAnswer['hashes'][number] => {
    const found = contentHash(value);
    return { name, expected, found, ok: found === expected };
  };
  const { inputs, resultHash } = report.run;
  return [
    check('portfolio', inputs.portfolio, report.portfolio),
    check('market', inputs.market, report.market),
    check('parameters', inputs.parameters, report.parameters),
    check('history', inputs.history, report.history),
    check('request', contentHash(parsedOrText(report.run.request)), report.request),
    check('result', resultHash, report.result),
    check('report', hash, content),
  ];
}

function parsedOrText(request: string): unknown {
  try {
    return JSON.parse(request);
  } catch {
    return request;
  }
}

const alteredSentence = (altered: readonly string[]): string =>
  altered.length === 0
    ? ''
    : `The report was altered after it was made: the hash of ${altered.join(', ')} ${altered.length === 1 ? 'doesn’t' : 'don’t'} match. `;

function summaryOf(
  report: ReportDocument,
  again: MarginResult,
  altered: readonly string[],
  { compared, differences, reworded }: ResultComparison,
): string {
  const versions =
    report.result.engineVersion === again.engineVersion && report.result.kernel === again.kernel
      ? `with the engine that made it (${again.engineVersion}, kernel ${again.kernel})`
      : `with engine ${again.engineVersion} (kernel ${again.kernel}); the report was made by engine ${report.result.engineVersion} (kernel ${report.result.kernel})`;
  const outcome =
    differences.length === 0
      ? `All ${compared} figures of the result come out the same to the bit, recomputed ${versions}.`
      : `${differences.length} of ${compared} figures come out differently, recomputed ${versions}.${
          differences.length > LISTED ? ` The first ${LISTED} are listed.` : ''
        }`;
  const words =
    reworded.length === 0
      ? ''
      : ` ${reworded.length} ${reworded.length === 1 ? 'sentence' : 'sentences'} on what they rest on ${reworded.length === 1 ? 'reads' : 'read'} otherwise.`;
  return `${alteredSentence(altered)}${outcome}${words}`;
}
