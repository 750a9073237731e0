// Margins and the positions grid: computed and kept by the reading thread; a run is stored by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import type { MarginView } from '../contract/views.ts';
import { MargraveError } from '../domain/errors.ts';
import type { CallOptions } from '../engine/thread-calls.ts';
import { type DeskContext, tellChanged } from './context.ts';
import type { MarginQuestion, RunToStore } from './worker-calls.ts';

type MarginCalls = Extract<keyof Handlers, `margin.${string}` | `positions.${string}`>;

/** Computes a margin and, with `documents`, stores it as a run. */
export async function computeMargin(
  desk: DeskContext,
  question: MarginQuestion,
  how: CallOptions,
): Promise<MarginView> {
  // Said before the work rather than after it.
  if (question.documents && desk.open?.status.readOnly) {
    const reason = desk.open.status.readOnlyReason ?? 'The book is open for reading only.';
    throw new MargraveError(
      'read-only',
      `${reason} The margin can be computed, but not stored as a run: ask for it without storing (command line: --no-store), or again once the book can be written.`,
      {},
    );
  }
  const { view, toStore } = await desk.threads.reader.call('margin', question, how);
  if (toStore === null) return view;
  const run = await desk.threads.writer.call('storeRun', toStore, { transfer: buffersOf(toStore) });
  await desk.threads.reader.call('stored', { view: view.view, run: run.id });
  // The revision stays: a run changes nothing that a margin rests on. Lists of runs are told all the same.
  await tellChanged(desk);
  return { ...view, run: run.id };
}

const buffersOf = ({ documents }: RunToStore): ArrayBuffer[] =>
  Object.values(documents).map(({ buffer }) => buffer as ArrayBuffer);

export function marginHandlers(desk: DeskContext): Pick<Handlers, MarginCalls> {
  const { threads } = desk;
  return {
    'margin.compute': ({ task, store, ...question }) =>
      desk.tasks.run(task, (how) =>
        computeMargin(desk, { ...question, documents: store, user: desk.options.user }, how),
      ),
    'margin.tree': (input) => threads.reader.call('tree', input),
    'margin.wholeTree': (input) => threads.reader.call('wholeTree', input),
    'margin.contributions': (input) => threads.reader.call('contributions', input),
    'margin.tables': (input) => threads.reader.call('tables', input),
    'positions.rows': (input) => threads.reader.call('rows', input),
    'positions.copy': (input) => threads.reader.call('copy', input),
    'positions.ids': (input) => threads.reader.call('positionIds', input),
    'positions.sums': (input) => threads.reader.call('positionSums', input),
  };
}
