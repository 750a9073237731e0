// What can be done with the positions chosen in the grid, as commands: menu of a row, palette and keys run the same.
import { asCallError } from '../client/client.ts';
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

/** The grid is on screen and a position is in focus there. */
const inFocus = (desk: Desk): boolean => desk.view === 'positions' && desk.grid.focusedPosition !== null;

const writable = (desk: Desk): boolean => desk.book !== null && !desk.book.readOnly;

export interface PositionCommand extends Command {
  /** Stands in the menu of a row. */
  inMenu: boolean;
  /** What its button in the detail says; undefined: it has none. */
  short?: string;
}

export function positionCommands(desk: Desk): PositionCommand[] {
  return [
    {
      id: 'positions.whatIf',
      inMenu: true,
      short: 'What-if',
      title: 'Change the quantity in a what-if',
      section: 'Positions',
      keys: 'F2',
      enabled: () => inFocus(desk),
      run: () => {
        desk.grid.quantityEdited = true;
      },
    },
    {
      id: 'positions.edit',
      inMenu: true,
      short: 'Edit…',
      title: 'Edit the position in the book…',
      section: 'Positions',
      keys: 'Shift+F2',
      enabled: () => inFocus(desk) && writable(desk),
      run: async () => {
        const row = desk.grid.focusedPosition;
        if (row !== null) await desk.entry.editPosition(row);
      },
    },
    {
      id: 'positions.remove',
      inMenu: true,
      short: 'Remove…',
      title: 'Remove the selected positions from the book…',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions' && desk.grid.total > 0 && writable(desk),
      run: async () => {
        try {
          desk.entry.removePositions(await desk.grid.selection.ids());
        } catch (thrown) {
          desk.notices.say('error', asCallError(thrown).message);
        }
      },
    },
    {
      id: 'positions.scenarios',
      inMenu: true,
      title: 'Scenarios of the selected positions',
      section: 'Positions',
      keys: null,
      enabled: () => desk.view === 'positions' && desk.grid.total > 0 && desk.margin.shown !== null,
      run: async () => {
        try {
          const ids = await desk.grid.selection.ids();
          const one = ids.length === 1 ? desk.grid.focusedPosition?.symbol : undefined;
          desk.scenarios.choosePositions({ ids, label: one ?? `${ids.length} positions` });
          desk.view = 'scenarios';
        } catch (thrown) {
          desk.notices.say('error', asCallError(thrown).message);
        }
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
