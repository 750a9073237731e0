// One account of listed instruments: computed by the reading thread. May import contract.
import type { Handlers } from '../contract/transport.ts';
import type { DeskContext } from './context.ts';

type ListedCalls = Extract<keyof Handlers, `listed.${string}`>;

export function listedHandlers({ threads, tasks }: DeskContext): Pick<Handlers, ListedCalls> {
  return {
    'listed.compute': ({ task, ...input }) =>
      tasks.run(task, (how) => threads.reader.call('listed', input, how)),
  };
}
