// Reconciliation: answers computed and compared by the reading thread; what is kept of them is written by the writing one. May import contract.
import { basename, resolve } from 'node:path';
import type { Handlers } from '../contract/transport.ts';
import type { KeptReconciliation, ReconciliationView } from '../contract/venue-views.ts';
import { MargraveError } from '../domain/errors.ts';
import type { CallOptions } from '../engine/thread-calls.ts';
import { type DeskContext, tellChanged } from './context.ts';

type ReconciliationCalls = Extract<keyof Handlers, `reconciliation.${string}`>;

/** Computes and compares the answers in the files. Throws when none of them could be read. */
export async function reconcileFiles(
  desk: DeskContext,
  { files, context, rulebook }: { files: readonly string[]; context: string | null; rulebook: string | null },
  how: CallOptions,
): Promise<ReconciliationView> {
  const view = await desk.threads.reader.call(
    'reconcile',
    {
      files: files.map((path) => ({ name: basename(path), path: resolve(path) })),
      context: context === null ? null : resolve(context),
      rulebook,
    },
    how,
  );
  return { ...view, unkeepable: whyNot(desk) ?? view.unkeepable };
}

/** Keeps what was compared. Throws `not-found` without a book, `read-only` or `invalid-input` where it can't be kept. */
async function keepReconciliation(desk: DeskContext, reconciliation: string): Promise<KeptReconciliation[]> {
  const reason = whyNot(desk);
  if (reason !== null)
    throw new MargraveError(
      desk.open === null ? 'not-found' : 'read-only',
      `${reason} Nothing was kept.`,
      {},
    );
  const records = await desk.threads.reader.call('reconciliationRecords', { reconciliation });
  const kept = await desk.threads.writer.call('keepReconciliations', { records, user: desk.options.user });
  await tellChanged(desk);
  return kept;
}

/** Why nothing can be kept now, whatever was compared; null when the book can be written. */
function whyNot(desk: DeskContext): string | null {
  if (desk.open === null) return 'No book is open that could keep it.';
  const { readOnly, readOnlyReason } = desk.open.status;
  return readOnly ? (readOnlyReason ?? 'The book is open for reading only.') : null;
}

export function reconciliationHandlers(desk: DeskContext): Pick<Handlers, ReconciliationCalls> {
  const { threads, tasks, tokens } = desk;
  return {
    'reconciliation.compute': ({ files, context, rulebook, task }) => {
      const paths = tokens.take(context === null ? files : [...files, context]);
      const beside = context === null ? null : (paths.pop() ?? null);
      return tasks.run(task, (how) => reconcileFiles(desk, { files: paths, context: beside, rulebook }, how));
    },
    'reconciliation.lines': (input) => threads.reader.call('reconciliationLines', input),
    'reconciliation.keep': ({ reconciliation }) => keepReconciliation(desk, reconciliation),
    'reconciliation.list': (input) => threads.reader.call('reconciliations', input),
    'reconciliation.remove': async ({ id }) => {
      await threads.writer.call('removeReconciliation', { id, user: desk.options.user });
      await tellChanged(desk);
      return null;
    },
    'reconciliation.agreement': () => threads.reader.call('agreement', null),
  };
}
