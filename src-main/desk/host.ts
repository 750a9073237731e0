// What the desk asks of whoever it runs in: Electron, the preview in a browser, or no window at all. May import nothing.

/** Dialogs of the host. Methods that a host can't offer are left out: the call then fails with `unsupported`. */
export interface Host {
  kind: 'electron' | 'preview' | 'direct';
  /** Paths the person chose; empty when they thought better of it. */
  chooseFiles?: (purpose: 'import' | 'book' | 'report' | 'answer' | 'context') => Promise<string[]>;
  /** Path for a new book, or null. */
  chooseNewBook?: () => Promise<string | null>;
  /** Copies the made file to where the person wants it and returns that path, or null when they thought better of it. */
  saveFile?: (made: { path: string; name: string; mediaType: string }) => Promise<string | null>;
}
