// Parameter sets: read by the reading thread, copied with values set by hand and taken out by the writing one. May import contract.
import type { Handlers } from '../contract/transport.ts';
import { type DeskContext, tellChanged } from './context.ts';

type ParameterCalls = Extract<keyof Handlers, `parameters.${string}`>;

export function parameterHandlers(desk: DeskContext): Pick<Handlers, ParameterCalls> {
  const { threads } = desk;
  const { user } = desk.options;
  return {
    'parameters.list': (input) => threads.reader.call('parameterList', input),
    'parameters.get': (input) => threads.reader.call('parameterSet', input),
    'parameters.fields': (input) => threads.reader.call('parameterFields', input),
    'parameters.check': (input) => threads.reader.call('parameterCheck', input),
    'parameters.saveCopy': async (input) => {
      const copy = await threads.writer.call('saveParameterCopy', { ...input, user });
      await tellChanged(desk);
      return copy;
    },
    'parameters.remove': async (input) => {
      await threads.writer.call('removeParameterSet', { ...input, user });
      await tellChanged(desk);
      return null;
    },
  };
}
