// The program's state, its tasks, and what is asked of the person through the host's dialogs. May import contract.
import { basename } from 'node:path';
import type { Handlers } from '../contract/transport.ts';
import { MargraveError } from '../domain/errors.ts';
import { currentBook, type DeskContext } from './context.ts';

type HostCalls = Extract<keyof Handlers, `program.${string}` | `task.${string}` | `host.${string}`>;

export function hostHandlers(desk: DeskContext): Pick<Handlers, HostCalls> {
  const { tokens, options } = desk;
  const offered = (path: string): { token: string; name: string } => ({
    token: tokens.offer(path),
    name: basename(path),
  });
  return {
    'program.state': async () => ({
      version: options.version,
      ...(await desk.threads.reader.call('facts', null)),
      host: options.host.kind,
      user: options.user,
      book: await currentBook(desk),
      recent: await desk.recent.list(),
    }),
    'task.cancel': async ({ task }) => ({ cancelled: desk.tasks.cancel(task) }),
    'program.log': async () => ({ path: desk.log.path, lines: await desk.log.lines() }),
    'host.chooseFiles': async ({ purpose }) => {
      if (!options.host.chooseFiles) throw noDialog('choose files', 'Drop them on the window instead.');
      return (await options.host.chooseFiles(purpose)).map(offered);
    },
    'host.chooseNewBook': async () => {
      if (!options.host.chooseNewBook) throw noDialog('name a new book', 'Use “margrave init --book FILE”.');
      const path = await options.host.chooseNewBook();
      return path === null ? null : offered(path);
    },
    'host.saveFile': async ({ file }) => {
      const made = tokens.madeFile(file);
      // Without a dialog of the host's own, the window downloads the file by its token.
      if (!options.host.saveFile) return { saved: false, path: null, download: file };
      const path = await options.host.saveFile(made);
      return { saved: path !== null, path, download: null };
    },
  };
}

function noDialog(what: string, instead: string): MargraveError {
  return new MargraveError('unsupported', `There is no dialog to ${what} here. ${instead}`, {});
}
