// A report of a stored run: the run's documents, and nothing else, given to the report writer. May import domain, book and files.
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { chosenSections, makeReport, type ReportInput } from '../../files/reports/report.ts';
import { previewReport } from '../../files/reports/report-preview.ts';
import { agreementsAbout } from '../kept-agreement.ts';
import { madeFile } from '../made-file.ts';
import type { MadeAt, ReaderCalls } from '../worker-calls.ts';

/** Throws `not-found` for an unknown run, `integrity` when a document of it is damaged. */
export async function makeRunReport(
  reader: BookReader,
  { run: id, format, sections }: ReaderCalls['report']['input'],
  { made, version }: { made: string; version: string },
  context: CallContext,
): Promise<MadeAt> {
  // Before anything long: a section that doesn't exist is a mistake of the asking.
  const chosen = chosenSections(sections);
  context.progress({ done: 0, total: 1, label: `Making the ${format} report` });
  const report = await makeReport(format, inputOf(reader, id, version), chosen);
  context.throwIfCancelled();
  return madeFile(made, report.name, report.mediaType, report.bytes);
}

/** The tables of a run's report, the first rows of each. Throws as `makeRunReport` does. */
export function previewRunReport(
  reader: BookReader,
  { run, sections, rows }: CallInput<'report.preview'>,
  version: string,
): CallOutput<'report.preview'> {
  return previewReport(inputOf(reader, run, version), chosenSections(sections), rows);
}

function inputOf(reader: BookReader, id: string, version: string): ReportInput {
  const stored = reader.run(id);
  if (!stored) throw new MargraveError('not-found', `The book has no run “${id}”.`, { run: id });
  const { documents, ...run } = stored;
  const { bookId, name, sample } = reader.status();
  const result = JSON.parse(documents.result) as ReportInput['result'];
  const agreements = agreementsAbout(reader, result.entries);
  return {
    book: { id: bookId, name, sample },
    run,
    portfolio: JSON.parse(documents.portfolio) as ReportInput['portfolio'],
    market: JSON.parse(documents.market) as ReportInput['market'],
    parameters: JSON.parse(documents.parameters) as ReportInput['parameters'],
    history: JSON.parse(documents.history) as ReportInput['history'],
    result,
    programVersion: version,
    ...(agreements.length === 0 ? {} : { agreements }),
  };
}
