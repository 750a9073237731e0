// Reports and exports as commands.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function reportCommands(desk: Desk): Command[] {
  const open = (): boolean => desk.book !== null;
  const shown = (): boolean => desk.margin.shown !== null;
  return [
    {
      id: 'report.pdf',
      title: 'Report as PDF',
      section: 'Reports',
      keys: 'Mod+P',
      enabled: shown,
      run: () => desk.reports.make('pdf'),
    },
    {
      id: 'report.xlsx',
      title: 'Report as XLSX',
      section: 'Reports',
      keys: null,
      enabled: shown,
      run: () => desk.reports.make('xlsx'),
    },
    {
      id: 'report.csv',
      title: 'Report as CSV',
      section: 'Reports',
      keys: null,
      enabled: shown,
      run: () => desk.reports.make('csv'),
    },
    {
      id: 'report.json',
      title: 'Report as JSON, to be verified later',
      section: 'Reports',
      keys: null,
      enabled: shown,
      run: () => desk.reports.make('json'),
    },
    {
      id: 'report.verify',
      title: 'Verify a report…',
      section: 'Reports',
      keys: null,
      enabled: open,
      run: () => desk.verifyReport(),
    },
    {
      id: 'portfolio.json',
      title: 'Export the portfolio as JSON',
      section: 'Reports',
      keys: null,
      enabled: open,
      run: () => desk.reports.exportPortfolio('json'),
    },
    {
      id: 'portfolio.csv',
      title: 'Export the portfolio as CSV',
      section: 'Reports',
      keys: null,
      enabled: open,
      run: () => desk.reports.exportPortfolio('csv'),
    },
  ];
}
