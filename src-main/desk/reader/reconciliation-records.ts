// Compared answers as records of the book, one per rulebook. What makes a record the same is what the venue printed. May import domain and engine types.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { KeptAnswer, KeptReconciliationRecord } from '../../domain/kept-reconciliation.ts';
import type { EngineCalls } from '../../engine/protocol.ts';
import type { ComparedFile } from './read-answer.ts';

/** A case and the file that it came in. */
export type ComparedCase = EngineCalls['reconcile']['output']['cases'][number] & { file: ComparedFile };

/** A record without who keeps it and when, and the document with every line. */
export interface RecordToKeep {
  record: Omit<KeptReconciliationRecord, 'keptAt' | 'user'>;
  document: string;
}

export interface ComparedAnswers {
  cases: readonly ComparedCase[];
  context: ComparedFile | null;
  engineVersion: string;
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

/** Records in the order in which their rulebooks come; cases without a computed line make none. */
export function recordsToKeep(compared: ComparedAnswers): RecordToKeep[] {
  const byRulebook = new Map<string, ComparedCase[]>();
  for (const one of compared.cases) {
    if (!one.lines.some(({ given }) => !given)) continue;
    byRulebook.set(one.rulebook, [...(byRulebook.get(one.rulebook) ?? []), one]);
  }
  return [...byRulebook].map(([rulebook, cases]) => recordOf(rulebook, cases, compared));
}

function recordOf(
  rulebook: string,
  cases: readonly ComparedCase[],
  { context, engineVersion }: ComparedAnswers,
): RecordToKeep {
  const files = [...new Map(cases.map(({ file }) => [file.sha256, file])).values()];
  const answers = new Map<string, KeptAnswer>();
  // The same answer in two files is one answer.
  for (const one of cases) {
    const answer = answerOf(one);
    if (!answers.has(answer.answer)) answers.set(answer.answer, answer);
  }
  const document = canonicalJson({
    cases: cases.map(({ id, asOf, sets, lines, notes, restsOn }) => ({
      id,
      asOf,
      sets,
      lines,
      notes,
      restsOn,
    })),
    context,
    engineVersion,
    files,
    format: 'margrave-reconciliation',
    rulebook,
    version: 1,
  });
  const computed = cases.flatMap(({ lines }) => lines.filter(({ given }) => !given));
  const times = cases.map(({ asOf }) => asOf).sort();
  return {
    document,
    record: {
      id: hashOf({ rulebook, answers: [...answers.keys()].sort() }),
      rulebook,
      asOf: times.at(-1) ?? '',
      files: [...new Set(files.map(({ name }) => name))],
      cases: cases.length,
      lines: computed.length,
      disagreeing: computed.filter(({ agrees }) => !agrees).length,
      largestAbsoluteDifference: largest(computed.map((line) => line.absoluteDifference)),
      largestRelativeDifference: largest(computed.map((line) => line.relativeDifference)),
      answers: [...answers.values()],
      document: createHash('sha256').update(document, 'utf8').digest('hex'),
    },
  };
}

/** The answer's hash is of the amounts that the venue printed and their time: neither its file nor where in it they stand. */
function answerOf({ rulebook, asOf, lines, restsOn }: ComparedCase): KeptAnswer {
  const computed = lines.filter(({ given }) => !given);
  return {
    answer: hashOf({ rulebook, asOf, published: lines.map(({ published, given }) => [published, given]) }),
    asOf,
    lines: computed.length,
    disagreeing: computed.filter(({ agrees }) => !agrees).length,
    largestRelativeDifference: largest(computed.map((line) => line.relativeDifference)),
    restsOn,
  };
}
