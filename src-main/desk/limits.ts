// Margin limits: listed and held against a margin by the reading thread, written by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import { type DeskContext, tellChanged } from './context.ts';

type LimitCalls = Extract<keyof Handlers, `limits.${string}`>;

export function limitHandlers(desk: DeskContext): Pick<Handlers, LimitCalls> {
  const { threads } = desk;
  return {
    'limits.list': () => threads.reader.call('limits', null),
    'limits.put': async (input) => {
      const written = await threads.writer.call('putLimits', { ...input, user: desk.options.user });
      await tellChanged(desk);
      return written;
    },
    'limits.states': (input) => threads.reader.call('limitStates', input),
  };
}
