// A report of a stored run: the run's documents, and nothing else, given to the report writer. May import domain, book and files.
import type { BookReader } from '../../book/book.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { makeReport, type ReportInput } from '../../files/reports/report.ts';
import { madeFile } from '../made-file.ts';
import type { MadeAt, ReaderCalls } from '../worker-calls.ts';

/** Throws `not-found` for an unknown run, `integrity` when a document of it is damaged. */
export async function makeRunReport(
  reader: BookReader,
  { run: id, format }: ReaderCalls['report']['input'],
  { made, version }: { made: string; version: string },
  context: CallContext,
): Promise<MadeAt> {
  const stored = reader.run(id);
  if (!stored) throw new MargraveError('not-found', `The book has no run “${id}”.`, { run: id });
  context.progress({ done: 0, total: 1, label: `Making the ${format} report` });
  const { documents, ...run } = stored;
  const { bookId, name, sample } = reader.status();
  const report = await makeReport(format, {
    book: { id: bookId, name, sample },
    run,
    portfolio: JSON.parse(documents.portfolio) as ReportInput['portfolio'],
    market: JSON.parse(documents.market) as ReportInput['market'],
    parameters: JSON.parse(documents.parameters) as ReportInput['parameters'],
    history: JSON.parse(documents.history) as ReportInput['history'],
    result: JSON.parse(documents.result) as ReportInput['result'],
    programVersion: version,
  });
  context.throwIfCancelled();
  return madeFile(made, report.name, report.mediaType, report.bytes);
}
