// The margin as commands: computed, stored, and what is looked at of it.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function marginCommands(desk: Desk): Command[] {
  const open = (): boolean => desk.book !== null;
  const writable = (): boolean => desk.book !== null && !desk.book.readOnly;
  const shown = (): boolean => desk.margin.shown !== null;
  return [
    {
      id: 'margin.compute',
      title: 'Compute margin again',
      section: 'Margin',
      keys: 'F9',
      enabled: open,
      run: async () => void (await desk.margin.compute()),
    },
    {
      id: 'margin.cancel',
      title: 'Cancel the computation',
      section: 'Margin',
      keys: null,
      enabled: () => desk.margin.task !== null,
      run: () => desk.margin.cancel(),
    },
    {
      id: 'margin.store',
      title: 'Store this margin as a run',
      section: 'Margin',
      keys: 'Mod+S',
      enabled: () => shown() && writable(),
      run: async () => void (await desk.reports.storeRun()),
    },
    {
      id: 'margin.excluded',
      title: 'Show excluded rows',
      section: 'Margin',
      keys: null,
      enabled: () => desk.margin.excluded.length > 0,
      run: () => {
        desk.excludedOpen = true;
      },
    },
    {
      id: 'margin.distance',
      title: 'Distance to the levels',
      section: 'Margin',
      keys: null,
      enabled: () => shown() && desk.distance.account !== null,
      run: () => {
        desk.distance.wanted = true;
        desk.view = 'margin';
        return desk.distance.compute();
      },
    },
    {
      id: 'scenarios.rulebook',
      title: 'Scenarios of the rulebook',
      section: 'Margin',
      keys: null,
      enabled: shown,
      run: () => {
        desk.scenarios.mode = 'rulebook';
        desk.view = 'scenarios';
      },
    },
    {
      id: 'scenarios.free',
      title: 'Scenarios of a free grid',
      section: 'Margin',
      keys: null,
      enabled: shown,
      run: () => {
        desk.scenarios.mode = 'free';
        desk.view = 'scenarios';
      },
    },
    {
      id: 'margin.allAccounts',
      title: 'Look at all accounts',
      section: 'Margin',
      keys: null,
      enabled: () => desk.margin.account !== null,
      run: () => desk.margin.chooseAccount(null),
    },
  ];
}
