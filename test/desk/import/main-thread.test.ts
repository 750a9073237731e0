// While 20,000 positions are imported the main thread only waits: what it computes itself is a small part of the work, and
// its event loop goes round. How long things take is for the benchmark (test/bench/import.bench.ts); here nothing depends on it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDesk, type Desk, directClient } from '../../../src-main/desk/desk.ts';
import { positionsTable } from '../../bench/import-workload.ts';
import { LoopProbe } from '../../bench/loop-probe.ts';

let folder: string;
let desk: Desk;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-main-thread-'));
  desk = createDesk({
    host: { kind: 'direct' },
    userFolder: folder,
    user: 'ada',
    resourcesFolder: fileURLToPath(new URL('../../../resources', import.meta.url)),
    version: '0.0.0-test',
  });
  await desk.commandLine.createBook(join(folder, 'large.margrave'), 'Large');
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Milliseconds of processor time: this thread's, and all threads' of the process. */
function used(): { own: number; all: number } {
  const own = process.threadCpuUsage();
  const all = process.cpuUsage();
  return { own: (own.user + own.system) / 1000, all: (all.user + all.system) / 1000 };
}

test('20,000 positions come in beside the main thread, not on it', { timeout: 120_000 }, async () => {
  const path = join(folder, 'positions.csv');
  writeFileSync(path, positionsTable(20_000, false));
  const client = directClient(desk);
  const probe = new LoopProbe();
  const before = used();
  const preview = await client.call('import.preview', {
    files: [desk.offerFile(path)],
    account: null,
    mapping: null,
    mappingName: null,
    mode: 'replace',
  });
  const outcome = await client.call('import.commit', { preview: preview.id, keepGoodRows: false });
  const after = used();
  probe.stop();
  expect(preview.sections.find(({ section }) => section === 'positions')).toMatchObject({
    added: 20_000,
    rejected: 0,
  });
  expect(outcome).toMatchObject({ changed: true, revision: 1 });
  expect(probe.turns).toBeGreaterThan(8);
  expect((after.own - before.own) / (after.all - before.all)).toBeLessThan(0.3);
});
