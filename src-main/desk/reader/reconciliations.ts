// Venues' answers that were computed and compared: kept in memory like margins, asked about by the page, and made into records for the book.
// May import domain, contract, book types, files and engine.
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type {
  ReconciliationCase,
  ReconciliationLine,
  ReconciliationView,
} from '../../contract/venue-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { Engine } from '../../engine/engine-client.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import type { ReconciliationQuestion } from '../worker-calls.ts';
import type { OpenBook } from './open-book.ts';
import { forTestsOnly, readJson } from './read-answer.ts';
import { type ComparedCase, type RecordToKeep, recordsToKeep } from './reconciliation-records.ts';

export interface KeptComparison {
  view: ReconciliationView;
  cases: ComparedCase[];
  records: RecordToKeep[];
}

const COMPARISONS_KEPT = 4;

export class Reconciliations {
  readonly #book: OpenBook;
  readonly #engine: () => Engine;
  readonly #sets: () => ParameterSet[];
  readonly #kept = new Map<string, KeptComparison>();

  constructor(book: OpenBook, engine: () => Engine, sets: () => ParameterSet[]) {
    this.#book = book;
    this.#engine = engine;
    this.#sets = sets;
  }

  clear(): void {
    this.#kept.clear();
  }

  /** Throws `not-found` when newer ones pushed it out or the book was closed since. */
  get(reconciliation: string): KeptComparison {
    const kept = this.#kept.get(reconciliation);
    if (kept) return kept;
    throw new MargraveError(
      'not-found',
      'This reconciliation is no longer kept in memory. Reconcile the answers again.',
      { reconciliation },
    );
  }

  /**
   * Computes what the files hold and compares. Of several files, one that can't be read or recognised is listed with the reason; a single
   * one throws it. Throws `invalid-file` for a context that is no JSON.
   */
  async compute(question: ReconciliationQuestion, context: CallContext): Promise<ReconciliationView> {
    const beside =
      question.context === null ? null : await readJson(question.context, basename(question.context));
    const cases: ComparedCase[] = [];
    const excluded: ReconciliationView['excluded'] = [];
    const { engineVersion } = await this.#engine().ready;
    for (const [index, file] of question.files.entries()) {
      try {
        const read = await readJson(file.path, file.name);
        const answer = await this.#engine().call(
          'reconcile',
          {
            question: file.path,
            document: read.document,
            name: file.name,
            context: beside?.document ?? null,
            rulebook: question.rulebook,
            parameterSets: this.#sets(),
          },
          {
            signal: context.signal,
            onProgress: ({ done, total, label }) =>
              context.progress({
                done: index + done / Math.max(1, total),
                total: question.files.length,
                label,
              }),
          },
        );
        const from = { name: file.name, sha256: read.sha256 };
        cases.push(...answer.cases.map((one) => ({ ...one, file: from })));
        excluded.push(...answer.excluded);
      } catch (thrown) {
        if (!(thrown instanceof MargraveError) || !ofTheFile.has(thrown.code)) throw thrown;
        if (question.files.length === 1) throw thrown;
        excluded.push({ id: file.name, reason: thrown.message });
      }
    }
    numberAlike(cases);
    const records = recordsToKeep({
      cases,
      context: beside === null ? null : { name: beside.name, sha256: beside.sha256 },
      engineVersion,
    });
    const view: ReconciliationView = {
      reconciliation: randomBytes(16).toString('base64url'),
      files: question.files.map(({ name }) => name),
      cases: cases.map(caseView),
      excluded,
      ...largestOf(cases),
      kept: this.#keptAs(records),
      unkeepable: unkeepable(records, cases, beside?.document),
    };
    this.#keep({ view, cases, records });
    return view;
  }

  /** Lines in the order of their cases. `filter`: words that the case's and the quantity's name hold, all of them. */
  lines(input: CallInput<'reconciliation.lines'>): CallOutput<'reconciliation.lines'> {
    const words = input.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows: ReconciliationLine[] = [];
    for (const { id, lines } of this.get(input.reconciliation).cases) {
      if (input.case !== undefined && input.case !== null && input.case !== id) continue;
      for (const line of lines) {
        if (input.onlyDifferent && line.agrees) continue;
        const text = words.length === 0 ? '' : `${id} ${line.quantity}`.toLowerCase();
        if (words.every((word) => text.includes(word))) rows.push({ case: id, ...line });
      }
    }
    return { rows: rows.slice(input.offset, input.offset + input.limit), total: rows.length };
  }

  /** What is to be written when it is kept. Throws `invalid-input` with the reason where it can't be. */
  toKeep(reconciliation: string): RecordToKeep[] {
    const { view, records } = this.get(reconciliation);
    if (view.unkeepable !== null)
      throw new MargraveError('invalid-input', `${view.unkeepable} Nothing was kept.`, { reconciliation });
    return records;
  }

  /** Id of the first record, when the book keeps all of them as they were computed now. */
  #keptAs(records: readonly RecordToKeep[]): string | null {
    if (!this.#book.isOpen || records.length === 0) return null;
    const known = new Map(this.#book.reader.reconciliations().map(({ id, document }) => [id, document]));
    const same = records.every(({ record }) => known.get(record.id) === record.document);
    return same ? (records[0]?.record.id ?? null) : null;
  }

  #keep(kept: KeptComparison): void {
    this.#kept.set(kept.view.reconciliation, kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > COMPARISONS_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** What a file can be at fault for: another file may still be compared. */
const ofTheFile = new Set([
  'invalid-file',
  'invalid-input',
  'unsupported',
  'not-found',
  'input-output',
  'incomplete',
]);

/** Cases are told apart by their id: files of one name get a number behind it. */
function numberAlike(cases: ComparedCase[]): void {
  const seen = new Map<string, number>();
  for (const one of cases) {
    const count = (seen.get(one.id) ?? 0) + 1;
    seen.set(one.id, count);
    if (count > 1) one.id = `${one.id} (${count})`;
  }
}

function largestOf(
  cases: readonly Pick<ComparedCase, 'lines'>[],
): Pick<ReconciliationView, 'largestAbsoluteDifference' | 'largestRelativeDifference'> {
  const largest = { largestAbsoluteDifference: 0, largestRelativeDifference: 0 };
  for (const { lines } of cases) {
    for (const { given, absoluteDifference, relativeDifference } of lines) {
      if (given) continue;
      largest.largestAbsoluteDifference = Math.max(largest.largestAbsoluteDifference, absoluteDifference);
      largest.largestRelativeDifference = Math.max(largest.largestRelativeDifference, relativeDifference);
    }
  }
  return largest;
}

function caseView(one: ComparedCase): ReconciliationCase {
  const computed = one.lines.filter(({ given }) => !given);
  return {
    id: one.id,
    rulebook: one.rulebook,
    asOf: one.asOf,
    lines: computed.length,
    given: one.lines.length - computed.length,
    disagreeing: computed.filter(({ agrees }) => !agrees).length,
    ...largestOf([one]),
    notes: one.notes,
  };
}

/** Why it can't be kept whoever asks; that the book can't be written is the desk's to say. */
function unkeepable(
  records: readonly RecordToKeep[],
  cases: readonly ComparedCase[],
  context: unknown,
): string | null {
  if (records.length === 0) return 'No line was computed, so there is nothing to keep.';
  if (forTestsOnly(context))
    return 'The context document says of itself that it is for tests, not for use: what rests on it confirms nothing of a venue’s.';
  const ofTests = cases.filter(({ forTests }) => forTests);
  if (ofTests.length > 0)
    return `${ofTests[0]?.id}${ofTests.length > 1 ? ` and ${ofTests.length - 1} more` : ''}: it rests on constants of a published test suite, which are for tests, not for use.`;
  return null;
}
