// Rows of the book written by hand: checked by the reading thread as they are typed, written by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import { type DeskContext, tellChanged } from './context.ts';

type EditCalls = Extract<keyof Handlers, `edit.${string}`>;

export function editHandlers(desk: DeskContext): Pick<Handlers, EditCalls> {
  const { threads } = desk;
  return {
    'edit.check': (input) => threads.reader.call('checkDraft', input),
    'edit.draftOf': (input) => threads.reader.call('draftOf', input),
    'edit.apply': async (input) => {
      const applied = await threads.writer.call('applyDrafts', { ...input, user: desk.options.user });
      await tellChanged(desk);
      return applied;
    },
    'edit.removePositions': async (input) => {
      const applied = await threads.writer.call('removePositions', { ...input, user: desk.options.user });
      await tellChanged(desk);
      return applied;
    },
  };
}
