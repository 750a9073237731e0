// The writing thread: the book's one write connection, and the reading of import files. It answers one call after another.
// May import domain, contract, book, files and the rulebook registry.
import type { MessagePort } from 'node:worker_threads';
import type { BookReader, BookWriter, StoredRunDocuments } from '../../book/book.ts';
import { createBook, isWriter, openBook } from '../../book/open.ts';
import { restoreBook } from '../../book/restore.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { MargraveError } from '../../domain/errors.ts';
import { serveCalls } from '../../engine/thread-calls.ts';
import { presetsOf } from '../presets.ts';
import type { BookWorkerSettings, RunToStore, WriterCalls } from '../worker-calls.ts';
import { removeParameterSet, saveMarketCopy, saveParameterCopy } from './hand-edits.ts';
import { ImportSession } from './import-session.ts';
import { keepReconciliations, removeReconciliation } from './reconciliation-writes.ts';
import { applyDrafts, putLimits, removePositions } from './row-edits.ts';
import { applyWhatIf, removeWhatIf, saveWhatIf } from './what-if-writes.ts';

/** Serves the writing thread's calls until the port closes. Calls wait until a book that was open before a crash is open again. */
export async function serveWriter(port: MessagePort, settings: BookWorkerSettings): Promise<void> {
  let book: BookReader | BookWriter | null = null;
  const presets = presetsOf(settings.resources);
  const session = new ImportSession(settings.made, presets);

  const reading = (): BookReader => {
    if (!book) throw new MargraveError('not-found', 'No book is open. Open or create one first.', {});
    return book;
  };
  const writing = (): BookWriter => {
    const open = reading();
    if (isWriter(open)) return open;
    throw new MargraveError(
      'read-only',
      open.status().readOnlyReason ?? 'The book is open for reading only.',
      {
        path: open.status().path,
      },
    );
  };
  const replace = (next: BookReader | null): void => {
    session.clear();
    book?.close();
    book = next;
  };
  // A book is closed before the next is opened: it may be the same one, and only one may write it.
  async function open({
    path,
    user,
  }: {
    path: string;
    user: string;
  }): Promise<WriterCalls['open']['output']> {
    replace(null);
    replace(await openBook(path, { user, wanted: 'write' }));
    return reading().status();
  }
  if (settings.reopen && !settings.reopen.readOnly) await open(settings.reopen).catch(() => null);

  serveCalls<WriterCalls>(
    port,
    {
      create: async ({ path, ...setting }) => {
        replace(null);
        replace(await createBook(path, setting));
        return reading().status();
      },
      open,
      close: () => {
        replace(null);
        return null;
      },
      status: () => reading().status(),
      preview: (request, context) => session.preview(writing(), request, context),
      previewRows: (input) => session.rows(input),
      commit: (input, context) => session.commit(writing(), input, context),
      discard: ({ preview }) => {
        session.discard(preview);
        return null;
      },
      saveMapping: ({ name, mapping, user }) => {
        writing().apply([{ kind: 'putMapping', name, mapping: canonicalJson(mapping) }], {
          user,
          action: 'edit',
          summary: `Column mapping “${name}” saved`,
        });
        return null;
      },
      saveMarketCopy: (input) => saveMarketCopy(writing(), input, new Date()),
      saveParameterCopy: (input) => saveParameterCopy(writing(), presets(), input, new Date()),
      removeParameterSet: (input) => removeParameterSet(writing(), presets(), input),
      backup: ({ reason }) => writing().backup(reason),
      backups: () => writing().backups(),
      undo: ({ user }) => {
        const undone = writing().undo(user);
        return { undone: undone?.summary ?? null, revision: reading().status().revision };
      },
      applyDrafts: (input) => applyDrafts(writing(), input),
      removePositions: (input) => removePositions(writing(), input),
      putLimits: (input) => putLimits(writing(), input),
      saveWhatIf: (input) => saveWhatIf(writing(), input),
      removeWhatIf: (input) => removeWhatIf(writing(), input),
      applyWhatIf: (input) => applyWhatIf(writing(), input),
      keepReconciliations: (input) => keepReconciliations(writing(), input, new Date()),
      removeReconciliation: (input) => removeReconciliation(writing(), input),
      storeRun: ({ run, documents }) => writing().storeRun(run, texts(documents)),
      restore: async ({ backup, path, user }) => {
        replace(null);
        const report = await restoreBook(backup, path, { user });
        const status = await open({ path, user });
        return { status, report };
      },
    },
    null,
    () => replace(null),
  );
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function texts(documents: RunToStore['documents']): StoredRunDocuments {
  const { portfolio, market, parameters, history, result } = documents;
  return {
    portfolio: decoder.decode(portfolio),
    market: decoder.decode(market),
    parameters: decoder.decode(parameters),
    history: decoder.decode(history),
    result: decoder.decode(result),
  };
}
