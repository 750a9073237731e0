// What can be done with stored runs, as commands.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

/** Stores what is on screen as a run and shows what changed since the one before. */
export async function storeAndCompare(desk: Desk): Promise<void> {
  const run = await desk.reports.storeRun();
  if (run === null) return;
  desk.runs.tab = 'change';
  desk.view = 'runs';
}

export function runCommands(desk: Desk): Command[] {
  const shown = (): boolean => desk.view === 'runs' && desk.book !== null;
  const paired = (): boolean => shown() && desk.runs.pair !== null;
  return [
    {
      id: 'runs.since',
      title: 'Store this margin and see why it changed',
      section: 'Margin',
      keys: null,
      enabled: () => desk.margin.shown !== null && desk.book !== null && !desk.book.readOnly,
      run: () => storeAndCompare(desk),
    },
    {
      id: 'runs.swap',
      title: 'Swap the two runs that are compared',
      section: 'Margin',
      keys: null,
      enabled: paired,
      run: () => desk.runs.swap(),
    },
    {
      id: 'runs.again',
      title: 'Split the change again',
      section: 'Margin',
      keys: null,
      enabled: () => paired() && desk.runs.change.task === null,
      run: () => desk.runs.change.again(),
    },
    {
      id: 'runs.cancel',
      title: 'Cancel the splitting of the change',
      section: 'Margin',
      keys: null,
      enabled: () => desk.runs.change.task !== null,
      run: () => desk.runs.change.cancel(),
    },
  ];
}
