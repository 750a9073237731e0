// Venues as commands: rulebooks side by side, and a venue's own answer beside Margrave's.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function venueCommands(desk: Desk): Command[] {
  const { reconciliation, comparison } = desk;
  const open = (): boolean => desk.book !== null;
  return [
    {
      id: 'margin.compareRulebooks',
      title: 'Compare rulebooks',
      section: 'Margin',
      keys: 'Alt+C',
      enabled: () => open() && comparison.account !== null,
      run: () => {
        desk.view = 'margin';
        comparison.show();
      },
    },
    {
      id: 'reconciliation.choose',
      title: 'Compare a venue’s answer…',
      section: 'Reconciliation',
      keys: null,
      enabled: () => open() && reconciliation.task === null,
      run: () => desk.reconcileFiles(),
    },
    {
      id: 'reconciliation.keep',
      title: 'Keep what agrees with the venue',
      section: 'Reconciliation',
      keys: 'Mod+S',
      enabled: () =>
        desk.view === 'reconciliation' && reconciliation.canKeep && desk.book?.readOnly === false,
      run: () => reconciliation.keep(),
    },
  ];
}
