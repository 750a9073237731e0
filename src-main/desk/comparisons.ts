// One account under several rulebooks: computed by the reading thread. May import contract.
import type { Handlers } from '../contract/transport.ts';
import type { DeskContext } from './context.ts';

type ComparisonCalls = Extract<keyof Handlers, `comparison.${string}`>;

export function comparisonHandlers({ threads, tasks }: DeskContext): Pick<Handlers, ComparisonCalls> {
  return {
    'comparison.compute': ({ task, ...input }) =>
      tasks.run(task, (how) => threads.reader.call('comparison', input, how)),
  };
}
