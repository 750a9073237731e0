// Kept reconciliations written into the book and taken out of it. May import domain, contract and book.
import type { BookWriter } from '../../book/book.ts';
import type { KeptReconciliation } from '../../contract/venue-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import { listedRecord } from '../kept-agreement.ts';
import type { RecordToKeep } from '../reader/reconciliation-records.ts';

/** Keeps all records as one change; those that the book keeps with the same lines stay as they are. Answers the book's own records. */
export function keepReconciliations(
  writer: BookWriter,
  { records, user }: { records: readonly RecordToKeep[]; user: string },
  now: Date,
): KeptReconciliation[] {
  const stamp = { keptAt: now.toISOString(), user };
  writer.apply(
    records.map(({ record, document }) => ({
      kind: 'putReconciliation',
      record: { ...record, ...stamp },
      document,
    })),
    { user, action: 'edit', summary: records.map(({ record }) => summaryOf(record)).join('; ') },
  );
  const wanted = records.map(({ record }) => record.id);
  const kept = new Map(writer.reconciliations().map((record) => [record.id, record]));
  return wanted.flatMap((id) => {
    const record = kept.get(id);
    return record ? [listedRecord(record)] : [];
  });
}

function summaryOf({ rulebook, answers, lines, disagreeing }: RecordToKeep['record']): string {
  const count = `${answers.length} ${answers.length === 1 ? 'answer' : 'answers'}`;
  return disagreeing === 0
    ? `Agreement with ${count} kept for ${rulebook}: ${lines} lines`
    : `${count} kept for ${rulebook} as evidence that confirms nothing: ${disagreeing} of ${lines} lines disagree`;
}

/** The first file, and how many others: a record may be of hundreds. */
function namesOf(files: readonly string[]): string {
  return files.length > 2 ? `${files[0]} and ${files.length - 1} others` : files.join(', ');
}

/** Throws `not-found`. */
export function removeReconciliation(writer: BookWriter, { id, user }: { id: string; user: string }): null {
  const known = writer.reconciliations().find((record) => record.id === id);
  if (!known)
    throw new MargraveError('not-found', 'The book keeps no such reconciliation. Nothing was removed.', {
      id,
    });
  writer.apply([{ kind: 'removeReconciliation', id }], {
    user,
    action: 'edit',
    summary: `What was kept for ${known.rulebook} of ${namesOf(known.files)} removed`,
  });
  return null;
}
