// Import files read with what the book knows, venue parameters turned into sets by the rulebook that knows their shape.
// Option chains are tested for arbitrage on the way. May import domain, contract, book types, files, engine and the rulebook registry.
import type { BookReader } from '../../book/book.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import { arbitrageSentence, marketArbitrage } from '../../engine/market-tests.ts';
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
  { files, account, mapping, products }: Pick<PreviewRequest, 'files' | 'account' | 'mapping' | 'products'>,
  context: CallContext,
): Promise<ReadOutcome> {
  const instruments = new Map(book.instruments().map((instrument) => [instrument.id, instrument]));
  const outcome = await readFiles(files, {
    instruments,
    accounts: new Map(book.accounts().map((known) => [known.id, known])),
    presets: new Set(presets.map(({ id }) => id)),
    account,
    mapping,
    products,
    indexPrices: indexPrices(book),
    now: new Date().toISOString(),
    onProgress(done, total, label) {
      context.throwIfCancelled();
      context.progress({ done, total, label: `Reading ${label}` });
    },
  });
  const sets = outcome.venueParameters.flatMap((document) => importVenueParameters(document));
  for (const instrument of outcome.instruments) instruments.set(instrument.id, instrument);
  const notices = [...outcome.notices, ...arbitrageNotices(outcome, [...instruments.values()], context)];
  return { ...outcome, notices, parameterSets: [...outcome.parameterSets, ...sets] };
}

/** What the quotes of imported chains say against each other; of snapshots that hold bids and asks. */
function arbitrageNotices(
  { snapshots }: ReadOutcome,
  instruments: readonly Instrument[],
  context: CallContext,
): string[] {
  const quoted = snapshots.filter(({ figures }) => figures.some((figure) => figure.class === 'ask'));
  return quoted.flatMap((snapshot, done) => {
    context.throwIfCancelled();
    context.progress({ done, total: quoted.length, label: `Testing ${snapshot.label} for arbitrage` });
    return marketArbitrage(snapshot, instruments).underlyings.map(
      (of) =>
        `${snapshot.label}: ${arbitrageSentence(of)}${of.beyondSpread > 0 ? ' Quotes that weren’t taken at one time are the usual cause.' : ''}`,
    );
  });
}

function indexPrices(book: BookReader): Map<string, string> {
  const figures = book.snapshot()?.figures ?? [];
  return new Map(figures.filter(({ class: kind }) => kind === 'index').map(({ key, value }) => [key, value]));
}
