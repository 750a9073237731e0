// Stored runs beside one another: series, lines, and why a margin changed. May import contract.
import type { Handlers } from '../contract/transport.ts';
import type { DeskContext } from './context.ts';

type ChangeCalls = 'runs.series' | 'runs.lines' | Extract<keyof Handlers, `change.${string}`>;

export function changeHandlers(desk: DeskContext): Pick<Handlers, ChangeCalls> {
  const { threads } = desk;
  return {
    'runs.series': (input) => threads.reader.call('runSeries', input),
    'runs.lines': (input) => threads.reader.call('runLines', input),
    'change.compute': ({ task, ...runs }) =>
      desk.tasks.run(task, (how) => threads.reader.call('change', runs, how)),
    'change.positions': (input) => threads.reader.call('changePositions', input),
  };
}
