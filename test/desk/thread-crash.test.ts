// A thread of the desk ends in the middle of a call: the caller reads a sentence, the book is whole, and the desk goes on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../src-main/contract/transport.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';

// Every thread that this process starts, the desk's own among them.
const threads: Worker[] = [];
const watch = (thread: Worker): number => threads.push(thread);

let folder: string;
let desk: Desk;
let client: Client;
beforeAll(async () => {
  process.on('worker', watch);
  folder = mkdtempSync(join(tmpdir(), 'margrave-crash-'));
  desk = createDesk({
    host: { kind: 'direct' },
    userFolder: join(folder, 'user'),
    user: 'ada',
    resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
    version: '0.0.0-test',
  });
  client = directClient(desk);
  await desk.commandLine.createBook(join(folder, 'desk.margrave'), 'Desk');
  const { id } = await preview(written('portfolio.json', JSON.stringify(smallPortfolio())));
  await client.call('import.commit', { preview: id, keepGoodRows: false });
});
afterAll(async () => {
  process.off('worker', watch);
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const preview = (path: string) =>
  client.call('import.preview', {
    files: [desk.offerFile(path)],
    account: null,
    mapping: null,
    mappingName: null,
    mode: 'merge',
  });
const margin = () =>
  client.call('margin.compute', {
    account: null,
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    store: false,
    label: '',
  });

/** What a call fails with when every thread of the desk ends so many milliseconds after it was made. */
async function whileThreadsEnd(
  call: Promise<unknown>,
  after: number,
): Promise<{ code: string; message: string }> {
  const failed = call.then(
    () => expect.fail('the call was answered before its thread ended'),
    (thrown: { code: string; message: string }) => thrown,
  );
  await setTimeout(after);
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  return failed;
}

/** Many lots of one instrument: a commit that takes a while. */
const manyRows = `account,symbol,quantity,strategy\n${Array.from({ length: 20_000 }, (_, row) => `prime-a,BTC-PERPETUAL,10,s${row}`).join('\n')}\n`;

test.each([
  ['reading an import', 15, async () => preview(written('many.csv', manyRows))],
  ['computing a margin', 0, margin],
] as const)('%s', async (_, after, call) => {
  const before = await margin();
  expect(await whileThreadsEnd(call(), after)).toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/thread stopped unexpectedly .* ask again\.$/),
  });
  expect((await margin()).entries).toEqual(before.entries);
  expect(await client.call('program.state', {})).toMatchObject({ book: { revision: 1, readOnly: false } });
});

test('writing an import: all of it or none, and the next one is taken', { timeout: 30_000 }, async () => {
  const path = written('many.csv', manyRows);
  const { id } = await preview(path);
  const failure = await whileThreadsEnd(
    client.call('import.commit', { preview: id, keepGoodRows: false }),
    15,
  );
  expect(failure.message).toMatch(/^The book thread stopped unexpectedly/);
  const { book } = await client.call('program.state', {});
  expect([4, 20_004]).toContain(book?.counts.positions);
  expect((await client.call('book.verify', {})).problems).toEqual([]);
  await expect(client.call('import.commit', { preview: id, keepGoodRows: false })).rejects.toMatchObject({
    code: 'not-found',
  });
  const again = await preview(path);
  expect(await client.call('import.commit', { preview: again.id, keepGoodRows: false })).toMatchObject({
    sections: expect.arrayContaining([expect.objectContaining({ section: 'positions' })]),
  });
  expect((await client.call('program.state', {})).book?.counts.positions).toBe(20_004);
  expect((await client.call('book.verify', {})).problems).toEqual([]);
});
