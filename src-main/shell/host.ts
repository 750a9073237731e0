// The dialogs the desk asks for, as this system shows them. May import contract, desk types and electron.
import { copyFile, rename, rm } from 'node:fs/promises';
import { type BrowserWindow, dialog, type FileFilter } from 'electron';
import { MargraveError } from '../contract/transport.ts';
import type { Host } from '../desk/desk.ts';

const book: FileFilter = { name: 'Margrave book', extensions: ['margrave'] };
const all: FileFilter = { name: 'All files', extensions: ['*'] };
const choices: Record<
  'import' | 'book' | 'report' | 'answer' | 'context',
  { title: string; filters: FileFilter[]; several: boolean }
> = {
  import: {
    title: 'Import files',
    filters: [{ name: 'Portfolios, positions, captures, prices', extensions: ['json', 'csv', 'txt'] }, all],
    several: true,
  },
  book: { title: 'Open a book', filters: [book, all], several: false },
  report: {
    title: 'Verify a report',
    filters: [{ name: 'Report', extensions: ['json'] }, all],
    several: false,
  },
  answer: {
    title: 'Reconcile a venue’s answers',
    filters: [{ name: 'Answers as saved', extensions: ['json'] }, all],
    several: true,
  },
  context: {
    title: 'What the answers leave out',
    filters: [{ name: 'Context document', extensions: ['json'] }, all],
    several: false,
  },
};

/** A host with dialogs over the window. `window()` is null while there is none: the dialog then stands alone. */
export function electronHost(window: () => BrowserWindow | null): Host {
  return {
    kind: 'electron',
    async chooseFiles(purpose) {
      const { title, filters, several } = choices[purpose];
      const properties: ('openFile' | 'multiSelections')[] = several
        ? ['openFile', 'multiSelections']
        : ['openFile'];
      const over = window();
      const options = { title, filters, properties };
      const chosen = await (over ? dialog.showOpenDialog(over, options) : dialog.showOpenDialog(options));
      return chosen.canceled ? [] : chosen.filePaths;
    },
    async chooseNewBook() {
      const over = window();
      const options = { title: 'New book', defaultPath: 'Desk.margrave', filters: [book] };
      const chosen = await (over ? dialog.showSaveDialog(over, options) : dialog.showSaveDialog(options));
      return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
    },
    async saveFile(made) {
      const over = window();
      const options = { title: 'Save', defaultPath: made.name };
      const chosen = await (over ? dialog.showSaveDialog(over, options) : dialog.showSaveDialog(options));
      if (chosen.canceled || chosen.filePath === '') return null;
      // Whole or not at all: what was there stays until the new file is complete.
      const partial = `${chosen.filePath}.partial`;
      try {
        await copyFile(made.path, partial);
        await rename(partial, chosen.filePath);
      } catch (failure) {
        await rm(partial, { force: true });
        throw new MargraveError(
          'input-output',
          `${made.name} could not be saved at ${chosen.filePath}: ${failure instanceof Error ? failure.message : String(failure)}. What was there stays as it was; choose another place.`,
          { path: chosen.filePath },
        );
      }
      return chosen.filePath;
    },
  };
}
