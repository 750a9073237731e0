// A desk with the contract's small book open, for tests of what a desk does to it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallInput } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import type { MarginView } from '../../src-main/contract/views.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';

export interface OpenedDesk {
  desk: Desk;
  client: Client;
  /** A fresh book with the small portfolio, or another document, in it; open for writing. */
  freshBook(document?: Record<string, unknown>): Promise<void>;
  /** A margin of the whole book, nothing left out and nothing stored unless told. */
  margin(how?: Partial<CallInput<'margin.compute'>>): Promise<MarginView>;
  close(): Promise<void>;
}

export function openedDesk(): OpenedDesk {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-opened-'));
  const desk = createDesk({
    host: { kind: 'direct' },
    userFolder: join(folder, 'user'),
    user: 'ada',
    resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
    version: '0.0.0-test',
  });
  const client = directClient(desk);
  let books = 0;
  return {
    desk,
    client,
    async freshBook(document = smallPortfolio()) {
      books += 1;
      await desk.commandLine.createBook(join(folder, `book-${books}.margrave`), 'Edits');
      const file = join(folder, 'portfolio.json');
      writeFileSync(file, JSON.stringify(document));
      const { id } = await client.call('import.preview', {
        files: [desk.offerFile(file)],
        account: null,
        mapping: null,
        mappingName: null,
        mode: 'replace',
      });
      await client.call('import.commit', { preview: id, keepGoodRows: false });
    },
    margin: (how = {}) =>
      client.call('margin.compute', {
        account: null,
        rulebook: null,
        parameters: null,
        market: null,
        allowExcluded: false,
        store: false,
        label: '',
        ...how,
      }),
    async close() {
      await desk.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
