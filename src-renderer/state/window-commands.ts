// The window itself as commands: light and dark, times, help.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function windowCommands(desk: Desk): Command[] {
  const open = (): boolean => desk.book !== null;
  return [
    {
      id: 'window.theme',
      title: 'Switch between light and dark',
      section: 'Window',
      keys: 'Mod+Shift+L',
      enabled: () => true,
      run: () => desk.theme.toggle(),
    },
    {
      id: 'window.systemTheme',
      title: 'Follow the system’s light or dark',
      section: 'Window',
      keys: null,
      enabled: () => true,
      run: () => desk.theme.choose('system'),
    },
    {
      id: 'window.timeZone',
      title: 'Times in UTC or in this machine’s zone',
      section: 'Window',
      keys: 'Mod+Shift+U',
      enabled: () => true,
      run: () => desk.settings.toggleTimeZone(),
    },
    {
      id: 'window.figures',
      title: 'Charts as tables of their figures, and back',
      section: 'Window',
      keys: 'T',
      enabled: open,
      run: () => {
        desk.figuresAsTable = !desk.figuresAsTable;
      },
    },
    {
      id: 'window.about',
      title: 'About Margrave',
      section: 'Window',
      keys: null,
      enabled: () => true,
      run: () => desk.about.open('program'),
    },
    {
      id: 'window.methods',
      title: 'How each rulebook is computed',
      section: 'Window',
      keys: 'F1',
      enabled: () => desk.rulebooks.length > 0,
      run: () => {
        const shown = desk.margin.rulebook ?? desk.margin.entry?.rulebook ?? desk.rulebooks[0]?.id;
        if (shown !== undefined) void desk.about.method(shown);
      },
    },
    {
      id: 'window.log',
      title: 'The program’s log',
      section: 'Window',
      keys: null,
      enabled: () => true,
      run: () => desk.about.open('log'),
    },
    {
      id: 'window.palette',
      title: 'Commands',
      section: 'Window',
      keys: 'Mod+K',
      enabled: () => true,
      run: () => {
        desk.paletteOpen = true;
      },
    },
    {
      id: 'window.keys',
      title: 'Keys',
      section: 'Window',
      keys: '?',
      enabled: () => true,
      run: () => {
        desk.keysOpen = true;
      },
    },
  ];
}
