// Every command of the window, once: the palette lists them, keys and the program's menu run them by name.
import { type Command, onMac } from './command.ts';
import type { Desk, ViewName } from './desk.svelte.ts';
import { entryCommands } from './entry-commands.ts';
import { marketCommands } from './market-commands.ts';
import { positionCommands } from './position-commands.ts';
import { runCommands } from './run-commands.ts';
import { whatIfCommands } from './what-if-commands.ts';

export { type Command, keyLabel } from './command.ts';

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
    const writable = (): boolean => desk.book !== null && !desk.book.readOnly;
    const shown = (): boolean => desk.margin.shown !== null;
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
      ...this.#views.map(({ name, title }, index) => goTo(name, title, `Alt+${index + 1}`)),
      ...positionCommands(desk),
      ...whatIfCommands(desk),
      ...runCommands(desk),
      ...entryCommands(desk),
      ...marketCommands(desk),
      {
        id: 'book.sample',
        title: 'Open the sample book',
        section: 'Book',
        keys: null,
        enabled: () => true,
        run: () => desk.openSample(),
      },
      {
        id: 'book.new',
        title: 'New book…',
        section: 'Book',
        keys: 'Mod+Shift+N',
        enabled: () => true,
        run: () => desk.newBook(),
      },
      {
        id: 'book.open',
        title: 'Open a book…',
        section: 'Book',
        keys: 'Mod+O',
        enabled: () => true,
        run: () => desk.openBook(),
      },
      {
        id: 'book.recent',
        title: 'Open a recent book…',
        section: 'Book',
        keys: 'Mod+Shift+O',
        enabled: () => (desk.program?.recent.length ?? 0) > 0,
        run: () => {
          desk.paletteBegins = 'open recent: ';
          desk.paletteOpen = true;
        },
      },
      {
        id: 'book.import',
        title: 'Import files…',
        section: 'Book',
        keys: 'Mod+I',
        enabled: writable,
        run: () => desk.importFiles(),
      },
      {
        id: 'book.undo',
        title: 'Undo the last change of the book',
        section: 'Book',
        keys: 'Mod+Z',
        enabled: () => writable() && desk.book?.undo !== null,
        run: () => desk.undo(),
      },
      {
        id: 'book.verify',
        title: 'Verify the book',
        section: 'Book',
        keys: null,
        enabled: open,
        run: () => desk.verifyBook(),
      },
      {
        id: 'book.backup',
        title: 'Back the book up',
        section: 'Book',
        keys: null,
        enabled: open,
        run: () => desk.backup(),
      },
      {
        id: 'book.close',
        title: 'Close the book',
        section: 'Book',
        keys: null,
        enabled: open,
        run: () => desk.closeBook(),
      },
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
