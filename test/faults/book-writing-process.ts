// A process that writes a book until it is struck: argv = book, `import` | `run` | `arrays` | `migration` | `open`, positions per import, and the
// step to stop at, which is none when left out.
// Each line it prints is a mark: `inside N` from within the open transaction of step N, `committed N` once step N has returned.
import { writeSync } from 'node:fs';
import { openForWriting } from '../../src-main/book/connection.ts';
import { contentHash } from '../../src-main/book/content-hash.ts';
import { migrate } from '../../src-main/book/migrate.ts';
import { currentVersion, migrations } from '../../src-main/book/migrations/list.ts';
import { openBook, openWriter } from '../../src-main/book/open.ts';
import { arraysStep, ground, importStep, runDocuments } from './book-steps.ts';

const [path, mode, count, last] = process.argv.slice(2) as [string, string, string, string | undefined];
// Synchronous, so that a mark is out before the next thing happens.
const mark = (text: string): void => void writeSync(1, `${text}\n`);

if (mode === 'migration') {
  const database = openForWriting(path);
  const steps = migrations.map((step) => ({
    ...step,
    up(target: Parameters<typeof step.up>[0]) {
      step.up(target);
      // All steps are one transaction: what it leads to is the newest version, whichever step it is in.
      mark(`inside ${currentVersion}`);
    },
  }));
  migrate(database, { user: 'child', now: new Date(), birth: null, steps });
  mark(`committed ${currentVersion}`);
} else if (mode === 'open') {
  mark(`opening ${currentVersion}`);
  await openBook(path, { user: 'child', wanted: 'write' });
  mark(`committed ${currentVersion}`);
} else {
  const book = await openWriter(path, { user: 'child' });
  if (book.accounts().length === 0)
    book.apply(ground(), { user: 'child', action: 'edit', summary: 'Ground' });
  const first = mode === 'run' ? book.runs().length + 1 : book.status().revision;
  for (let step = first; ; step += 1) {
    if (mode === 'run') {
      const documents = runDocuments(step, Number(count));
      const hashes = Object.fromEntries(
        Object.entries(documents).map(([name, text]) => [name, contentHash(text)]),
      ) as typeof documents;
      const { result, ...inputs } = hashes;
      let reads = 0;
      const marked = {
        ...documents,
        // Read once to be checked, and once more inside the transaction.
        get result(): string {
          reads += 1;
          if (reads === 2) mark(`inside ${step}`);
          return documents.result;
        },
      };
      book.storeRun(
        {
          id: `run-${step}`,
          createdAt: new Date(Date.UTC(2026, 0, 1) + step * 1000).toISOString(),
          user: 'child',
          label: '',
          request: '{}',
          inputs,
          engineVersion: '0.1.0',
          kernel: 'scalar',
          resultHash: result,
        },
        marked,
      );
    } else {
      const changes = mode === 'arrays' ? arraysStep : importStep;
      book.apply(
        changes(step, Number(count), () => mark(`inside ${step}`)),
        {
          user: 'child',
          action: 'import',
          summary: `Import ${step}`,
        },
      );
    }
    mark(`committed ${step}`);
    if (String(step) === last) break;
  }
}
// Stays with everything open until it is struck.
setInterval(() => undefined, 1000);
