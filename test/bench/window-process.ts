// The program behind the window's benchmark, in a process of its own as it is in use: a desk with a book and the preview on it.
// Told by its parent what to open; answers when it is open.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDesk, directClient } from '../../src-main/desk/desk.ts';
import { startServer } from '../../src-main/preview/server.ts';
import { accountDocument } from './account-workload.ts';
import { marketTable, positionsTable } from './import-workload.ts';

/** What the parent asks for. */
/** `account`: one account of so many positions; `book`: so many over fifty accounts. */
export type WindowTask = { kind: 'sample' } | { kind: 'book' | 'account'; positions: number };

async function serve(folder: string, window: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const desk = createDesk({
    host: { kind: 'preview' },
    userFolder: folder,
    user: 'bench',
    resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
    version: '0.0.0-bench',
  });
  const client = directClient(desk);
  const preview = await startServer({
    desk,
    window,
    uploads: join(folder, 'uploads'),
    books: join(folder, 'books'),
  });

  async function carryOut(task: WindowTask): Promise<void> {
    if (task.kind === 'sample') {
      await client.call('book.openSample', {});
      return;
    }
    await desk.commandLine.createBook(join(folder, `${task.positions}.margrave`), 'Benchmark');
    const files =
      task.kind === 'account'
        ? [['portfolio.json', JSON.stringify(accountDocument(task.positions))] as const]
        : [
            ['positions.csv', positionsTable(task.positions, false)] as const,
            ['market.csv', marketTable()] as const,
          ];
    for (const [name, text] of files) {
      const path = join(folder, name);
      writeFileSync(path, text);
      const read = await client.call('import.preview', {
        files: [desk.offerFile(path)],
        account: null,
        mapping: null,
        mappingName: null,
        mode: 'replace',
      });
      await client.call('import.commit', { preview: read.id, keepGoodRows: false });
    }
  }

  process.on('message', (task: WindowTask) => {
    carryOut(task).then(
      () => process.send!({ address: preview.address }),
      (thrown: unknown) => process.send!({ failed: String(thrown instanceof Error ? thrown.stack : thrown) }),
    );
  });
  process.on('disconnect', () => {
    void preview
      .close()
      .then(() => desk.close())
      .finally(() => process.exit(0));
  });
}

const [folder, window] = process.argv.slice(2);
if (folder !== undefined && window !== undefined) await serve(folder, window);
