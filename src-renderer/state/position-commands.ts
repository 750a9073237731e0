// What can be done with the positions chosen in the grid, as commands: menu of a row, palette and keys run the same.
import type { Command } from './commands.svelte.ts';
import type { Desk } from './desk.svelte.ts';

/** The grid is on screen and a position is in focus there. */
const inFocus = (desk: Desk): boolean => desk.view === 'positions' && desk.grid.focusedPosition !== null;

export interface PositionCommand extends Command {
  /** Stands in the menu of a row. */
  inMenu: boolean;
}

export function positionCommands(desk: Desk): PositionCommand[] {
  return [
    {
      id: 'positions.whatIf',
      inMenu: true,
      title: 'Change the quantity in a what-if',
      section: 'Positions',
      keys: 'F2',
      enabled: () => inFocus(desk),
      run: () => {
        desk.grid.quantityEdited = true;
      },
    },
    {
      id: 'positions.all',
      inMenu: true,
      title: 'Select every position that matches',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions' && desk.grid.total > 0,
      run: () => desk.grid.selection.chooseAll(),
    },
    {
      id: 'positions.unsort',
      inMenu: false,
      title: 'Positions in the book’s own order',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions' && desk.grid.sort.length > 0,
      run: () => desk.grid.unsort(),
    },
    {
      id: 'positions.ungroup',
      inMenu: false,
      title: 'Positions without groups',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions' && desk.grid.groupBy.length > 0,
      run: () => desk.grid.group([]),
    },
    {
      id: 'positions.columns',
      inMenu: false,
      title: 'The next column set',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions',
      run: () => {
        const { names, chosen } = desk.columns;
        desk.columns.choose(names[(names.indexOf(chosen) + 1) % names.length] ?? 'All');
      },
    },
  ];
}
