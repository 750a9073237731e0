// What kept reconciliations say: each record as it is listed, and what all of them confirm. May import domain, and types of contract and book.
import type { BookReader } from '../book/book.ts';
import type { Agreement, KeptReconciliation } from '../contract/venue-views.ts';
import { MargraveError } from '../domain/errors.ts';
import type { KeptAnswer, KeptReconciliationRecord } from '../domain/kept-reconciliation.ts';

export function listedRecord({
  answers,
  document: _document,
  ...record
}: KeptReconciliationRecord): KeptReconciliation {
  return { ...record, restsOn: [...new Set(answers.flatMap(({ restsOn }) => restsOn))].sort() };
}

/** Every compared line of a kept record. Throws `not-found`, and `integrity` when it isn't what was kept. */
export function keptDocument(reader: Pick<BookReader, 'reconciliationDocument'>, id: string): string {
  const document = reader.reconciliationDocument(id);
  if (document !== null) return document;
  throw new MargraveError('not-found', `The book keeps no reconciliation “${id}”.`, { id });
}

/** What the book's kept reconciliations confirm of the rulebooks that the entries are under. */
export function agreementsAbout(
  reader: Pick<BookReader, 'reconciliations'>,
  entries: readonly { rulebook: string }[],
): Agreement[] {
  const rulebooks = new Set(entries.map(({ rulebook }) => rulebook));
  return agreementsOf(reader.reconciliations()).filter(({ rulebook }) => rulebooks.has(rulebook));
}

/**
 * Agreement per rulebook as a whole (`sentence` null) and per sentence, in code-point order. Only answers count whose newest record has
 * no line that disagrees; an answer that lies in several records is one. A rulebook without such an answer has no row.
 * @param records newest first
 */
export function agreementsOf(records: readonly KeptReconciliationRecord[]): Agreement[] {
  const decided = new Map<string, { rulebook: string; answer: KeptAnswer; confirms: boolean }>();
  for (const { rulebook, disagreeing, answers } of records) {
    for (const answer of answers) {
      const key = `${rulebook} ${answer.answer}`;
      if (!decided.has(key)) decided.set(key, { rulebook, answer, confirms: disagreeing === 0 });
    }
  }
  const agreements = new Map<string, Omit<Agreement, 'words'>>();
  for (const { rulebook, answer, confirms } of decided.values()) {
    if (!confirms) continue;
    for (const sentence of [null, ...new Set(answer.restsOn)]) {
      const key = `${rulebook}\u0000${sentence ?? ''}`;
      const known = agreements.get(key);
      agreements.set(key, {
        rulebook,
        sentence,
        answers: (known?.answers ?? 0) + 1,
        upTo: known && known.upTo > answer.asOf ? known.upTo : answer.asOf,
        largestRelativeDifference: Math.max(
          known?.largestRelativeDifference ?? 0,
          answer.largestRelativeDifference,
        ),
      });
    }
  }
  return [...agreements.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, agreement]) => ({ ...agreement, words: agreementWords(agreement) }));
}

/** Made here alone, so that the window, the command line and a report say the same of the same answers. */
export function agreementWords({
  answers,
  upTo,
  largestRelativeDifference,
}: Pick<Agreement, 'answers' | 'upTo' | 'largestRelativeDifference'>): string {
  const difference =
    largestRelativeDifference === 0
      ? 'no difference'
      : `largest difference ${largestRelativeDifference.toExponential(1)} (relative)`;
  return `confirmed on ${answers} ${answers === 1 ? 'answer' : 'answers'} up to ${upTo.slice(0, 10)}, ${difference}`;
}
