// The book as commands: opening, filling, taking back, checking, closing.
import type { Command } from './command.ts';
import type { Desk } from './desk.svelte.ts';

export function bookCommands(desk: Desk): Command[] {
  const open = (): boolean => desk.book !== null;
  const writable = (): boolean => desk.book !== null && !desk.book.readOnly;
  return [
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
  ];
}
