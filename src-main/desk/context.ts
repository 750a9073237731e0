// What the desk's handlers share. May import contract types.
import type { BookStatus } from '../book/book.ts';
import type { EventName, Events } from '../contract/calls.ts';
import type { BookState } from '../contract/views.ts';
import type { BookThreads } from './book-threads.ts';
import type { FileTokens } from './file-tokens.ts';
import type { Host } from './host.ts';
import type { ProgramLog } from './program-log.ts';
import type { RecentBooks } from './recent-books.ts';
import type { Tasks } from './tasks.ts';

export interface DeskOptions {
  host: Host;
  /** Folder of this user's own files: recent books, the sample book, files made until they are saved. Made when it isn't there. */
  userFolder: string;
  /** The user's name, as the audit chain records it. */
  user: string;
  /** The program's `resources` folder. */
  resourcesFolder: string;
  /** Version of the program. */
  version: string;
}

export interface OpenedBook {
  path: string;
  /** True when only reading was asked for. */
  readOnly: boolean;
  /** As opening it for writing found it: whether it may be written, warnings, the check made. */
  status: Pick<BookStatus, 'readOnly' | 'readOnlyReason' | 'warnings' | 'verifiedAt'>;
  verified: { at: string; ok: boolean } | null;
}

export interface DeskContext {
  options: DeskOptions;
  threads: BookThreads;
  /** Folder for files made for the user until they are saved. */
  made: string;
  tokens: FileTokens;
  tasks: Tasks;
  recent: RecentBooks;
  log: ProgramLog;
  emit<Name extends EventName>(name: Name, event: Events[Name]): void;
  /** The open book, as it was opened; null when none is. */
  open: OpenedBook | null;
}

/** State of the open book, or null. */
export async function currentBook(desk: DeskContext): Promise<BookState | null> {
  if (desk.open === null) return null;
  const { status, verified } = desk.open;
  const { readOnly, readOnlyReason, warnings, verifiedAt } = status;
  return {
    ...(await desk.threads.reader.call('book', null)),
    readOnly,
    readOnlyReason,
    warnings,
    verifiedAt: verified?.at ?? verifiedAt,
    // A book that fails the check at opening has no time of it: it is open for reading only, and the reason says why.
    verifiedOk: verified?.ok ?? (verifiedAt === null ? null : true),
  };
}

/** Tells the window that the book is another one now. */
export async function tellChanged(desk: DeskContext): Promise<void> {
  const state = await currentBook(desk);
  desk.emit('book.changed', { revision: state?.revision ?? 0, open: state !== null });
}
