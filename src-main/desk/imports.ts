// Importing: files behind tokens to a preview, its rows by the page, and the commit. May import contract.
import { basename } from 'node:path';
import type { Handlers } from '../contract/transport.ts';
import type { ImportOutcome } from '../contract/views.ts';
import type { CallOptions } from '../engine/thread-calls.ts';
import { type DeskContext, tellChanged } from './context.ts';

type ImportCalls = Extract<keyof Handlers, `import.${string}`>;

/** Commits a preview whole, tells the window, and hands out the file of rejected rows under a token. */
export async function commitPreview(
  desk: DeskContext,
  { preview, keepGoodRows }: { preview: string; keepGoodRows: boolean },
  how: CallOptions,
): Promise<ImportOutcome> {
  const { user } = desk.options;
  const { rejected, ...outcome } = await desk.threads.writer.call(
    'commit',
    { preview, keepGoodRows, user },
    how,
  );
  if (outcome.changed) await tellChanged(desk);
  return {
    ...outcome,
    rejectedFile: rejected && {
      token: desk.tokens.made(rejected),
      name: rejected.name,
      rows: rejected.rows,
    },
  };
}

export function importHandlers(desk: DeskContext): Pick<Handlers, ImportCalls> {
  return {
    'import.preview': ({ files, task, ...request }) => {
      const paths = desk.tokens.take(files);
      return desk.tasks.run(task, async (how) => {
        const sources = paths.map((path) => ({ name: basename(path), path }));
        const preview = await desk.threads.writer.call('preview', { ...request, files: sources }, how);
        desk.tokens.keepFor(preview.id, paths);
        return preview;
      });
    },
    'import.rows': (input) => desk.threads.writer.call('previewRows', input),
    'import.commit': ({ task, ...input }) =>
      desk.tasks.run(task, async (how) => {
        const outcome = await commitPreview(desk, input, how);
        desk.tokens.release(input.preview);
        return outcome;
      }),
    'import.discard': async (input) => {
      desk.tokens.release(input.preview);
      return desk.threads.writer.call('discard', input);
    },
    'import.saveMapping': (input) =>
      desk.threads.writer.call('saveMapping', { ...input, user: desk.options.user }),
    'import.mappings': () => desk.threads.reader.call('mappings', null),
  };
}
