// What is written into the book by hand, as commands.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function entryCommands(desk: Desk): Command[] {
  const writable = (): boolean => desk.book !== null && !desk.book.readOnly;
  const filled = (): boolean => writable() && desk.accounts.length > 0;
  return [
    {
      id: 'entry.position',
      title: 'Add a position…',
      section: 'Book',
      keys: 'Mod+Shift+A',
      enabled: filled,
      run: () => desk.entry.addPosition(),
    },
    {
      id: 'entry.instrument',
      title: 'Add an instrument…',
      section: 'Book',
      keys: null,
      enabled: writable,
      run: () => desk.entry.addInstrument(),
    },
    {
      id: 'entry.balance',
      title: 'Set cash, collateral or a loan…',
      section: 'Book',
      keys: null,
      enabled: filled,
      run: () => desk.entry.setBalance(),
    },
    {
      id: 'entry.account',
      title: 'Add an account…',
      section: 'Book',
      keys: null,
      enabled: writable,
      run: () => desk.entry.addAccount(),
    },
    {
      id: 'entry.editAccount',
      title: 'Change the account looked at…',
      section: 'Book',
      keys: null,
      enabled: () => filled() && desk.accounts.some(({ id }) => id === desk.margin.account),
      run: () => desk.entry.editAccount(desk.margin.account ?? ''),
    },
    {
      id: 'limits.open',
      title: 'Margin limits…',
      section: 'Book',
      keys: 'Mod+Shift+M',
      enabled: () => desk.book !== null && desk.accounts.length > 0,
      run: () => desk.limits.show(null),
    },
  ];
}
