// What-if books: computed by the reading thread, saved and applied by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import { MargraveError } from '../domain/errors.ts';
import { type DeskContext, tellChanged } from './context.ts';

type WhatIfCalls = Extract<keyof Handlers, `whatIf.${string}`>;

export function whatIfHandlers(desk: DeskContext): Pick<Handlers, WhatIfCalls> {
  const { threads, tasks } = desk;
  const { user } = desk.options;
  return {
    'whatIf.compute': ({ task, ...input }) =>
      tasks.run(task, (how) =>
        threads.reader.call('whatIf', input, { ...how, question: `what-if ${input.what.account}` }),
      ),
    'whatIf.complete': (input) => threads.reader.call('whatIfComplete', input),
    'whatIf.list': () => threads.reader.call('whatIfs', null),
    'whatIf.save': async (input) => {
      refuseReadOnly(desk, 'The what-if was not saved.');
      const saved = await threads.writer.call('saveWhatIf', { ...input, user });
      await tellChanged(desk);
      return saved;
    },
    'whatIf.remove': async ({ id }) => {
      refuseReadOnly(desk, 'The what-if was not removed.');
      await threads.writer.call('removeWhatIf', { id, user });
      await tellChanged(desk);
      return null;
    },
    'whatIf.apply': async ({ what, market, label }) => {
      refuseReadOnly(desk, 'Nothing was applied.');
      const toApply = await threads.reader.call('whatIfChanges', { what, market, label });
      const applied = await threads.writer.call('applyWhatIf', { ...toApply, user });
      await tellChanged(desk);
      return applied;
    },
  };
}

/** Said before the work rather than after it. */
function refuseReadOnly(desk: DeskContext, left: string): void {
  if (!desk.open?.status.readOnly) return;
  const reason = desk.open.status.readOnlyReason ?? 'The book is open for reading only.';
  throw new MargraveError('read-only', `${reason} ${left}`, {});
}
