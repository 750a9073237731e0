// Every command of the window, once: the palette lists them, keys and the program's menu run them by name.
import { bookCommands } from './book-commands.ts';
import { type Command, onMac } from './command.ts';
import type { Desk, ViewName } from './desk.svelte.ts';
import { entryCommands } from './entry-commands.ts';
import { marginCommands } from './margin-commands.ts';
import { marketCommands } from './market-commands.ts';
import { positionCommands } from './position-commands.ts';
import { reportCommands } from './report-commands.ts';
import { runCommands } from './run-commands.ts';
import { venueCommands } from './venue-commands.ts';
import { whatIfCommands } from './what-if-commands.ts';
import { windowCommands } from './window-commands.ts';

export { type Command, keyLabel } from './command.ts';

/** Keys of the views by their place in the navigation. */
const viewKeys = '1234567890L';
/** The key of a view by its place in the navigation: Alt with 1 to 9, 0, then L. */
export const viewKey = (index: number): string => `Alt+${viewKeys[index]}`;

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])'))
  );
}

export class Commands {
  readonly #desk: Desk;
  readonly all: readonly Command[];

  readonly #views: readonly { name: ViewName; title: string }[];

  /** `views` in the order of their keys. */
  constructor(desk: Desk, views: readonly { name: ViewName; title: string }[]) {
    this.#desk = desk;
    this.#views = views;
    this.all = this.#list();
    desk.client.on('window.command', ({ command }) => this.run(command));
  }

  #list(): Command[] {
    const desk = this.#desk;
    const open = (): boolean => desk.book !== null;
    const goTo = (view: ViewName, title: string, keys: string): Command => ({
      id: `go.${view}`,
      title,
      section: 'Go to',
      keys,
      enabled: open,
      run: () => {
        desk.view = view;
      },
    });
    return [
      ...this.#views.map(({ name, title }, index) => goTo(name, title, viewKey(index))),
      ...positionCommands(desk),
      ...whatIfCommands(desk),
      ...runCommands(desk),
      ...venueCommands(desk),
      ...entryCommands(desk),
      ...marketCommands(desk),
      ...bookCommands(desk),
      ...marginCommands(desk),
      ...reportCommands(desk),
      ...windowCommands(desk),
    ];
  }

  /** All commands, and one for each book opened lately. */
  listed(): Command[] {
    const desk = this.#desk;
    const recent = (desk.program?.recent ?? []).map(
      ({ path, name }): Command => ({
        id: `book.recent ${path}`,
        title: `Open recent: ${name} (${path})`,
        section: 'Book',
        keys: null,
        enabled: () => desk.book?.path !== path,
        run: () => desk.openRecent(path),
      }),
    );
    return [...this.all, ...recent];
  }

  /** Runs a command by name, when it can be run now. Answers whether it did. */
  run(id: string): boolean {
    const command = this.listed().find((known) => known.id === id);
    if (!command?.enabled()) return false;
    void command.run();
    return true;
  }

  /** Runs the command whose shortcut this key press is: the first that can be run, where several share it. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const modified = onMac ? event.metaKey : event.ctrlKey;
    const inField = typing(event.target);
    for (const command of this.all) {
      if (command.keys === null) continue;
      const parts = command.keys.split('+');
      const key = parts.at(-1) ?? '';
      const plain = parts.length === 1 && key.length === 1;
      if (inField && (plain || command.id === 'book.undo')) continue;
      if (modified !== parts.includes('Mod') || event.altKey !== parts.includes('Alt')) continue;
      if (!plain && event.shiftKey !== parts.includes('Shift')) continue;
      if (event.key.toLowerCase() !== key.toLowerCase()) continue;
      event.preventDefault();
      // A key that means different things in different views: the first command that can be run has it.
      if (this.run(command.id)) return;
    }
  }
}
