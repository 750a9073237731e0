// Import files read with what the book knows, venue parameters turned into sets by the rulebook that knows their shape.
// May import domain, contract, book types, files and the rulebook registry.
import type { BookReader } from '../../book/book.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { CallContext } from '../../engine/thread-calls.ts';
import { readFiles } from '../../files/in/read-files.ts';
import type { ReadOutcome } from '../../files/read-outcome.ts';
import { importVenueParameters } from '../../margin/registry.ts';
import type { PreviewRequest } from '../worker-calls.ts';

/**
 * Reads files as one import. Throws `invalid-file` when one can't be read as a whole; rows that can't be taken are in the
 * outcome. Cancelling is seen whenever the reader tells how far it is.
 */
export async function readImportFiles(
  book: BookReader,
  presets: readonly ParameterSet[],
  { files, account, mapping }: Pick<PreviewRequest, 'files' | 'account' | 'mapping'>,
  context: CallContext,
): Promise<ReadOutcome> {
  const outcome = await readFiles(files, {
    instruments: new Map(book.instruments().map((instrument) => [instrument.id, instrument])),
    accounts: new Map(book.accounts().map((known) => [known.id, known])),
    presets: new Set(presets.map(({ id }) => id)),
    account,
    mapping,
    indexPrices: indexPrices(book),
    now: new Date().toISOString(),
    onProgress(done, total, label) {
      context.throwIfCancelled();
      context.progress({ done, total, label: `Reading ${label}` });
    },
  });
  const sets = outcome.venueParameters.flatMap((document) => importVenueParameters(document));
  return { ...outcome, parameterSets: [...outcome.parameterSets, ...sets] };
}

function indexPrices(book: BookReader): Map<string, string> {
  const figures = book.snapshot()?.figures ?? [];
  return new Map(figures.filter(({ class: kind }) => kind === 'index').map(({ key, value }) => [key, value]));
}
