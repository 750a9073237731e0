// One side of the import benchmark in a process of its own, told what to do by its parent: `desk` imports as the window
// does, `peer` is csv-parse and one transaction of prepared inserts. Both answer with processor time of all their threads.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import type { Client } from '../../src-main/contract/transport.ts';
import type { SectionCounts } from '../../src-main/contract/views.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import { LoopProbe } from './loop-probe.ts';

/** What the parent asks for. */
export type ImportTask =
  | { kind: 'book'; book: string }
  | { kind: 'import'; file: string }
  | { kind: 'margin' }
  | { kind: 'peer'; file: string; database: string };

/** What one task took. */
export interface ImportTimes {
  /** Milliseconds on the wall. */
  wall: number;
  /** Milliseconds of processor time, all threads of the process. */
  processor: number;
  /** Of `wall`: until the preview was there. */
  preview: number;
  /** Longest time that the main thread's event loop stood still: on the wall, and of processor time it used itself. */
  blockedWall: number;
  blockedProcessor: number;
  /** Positions as the preview counted them; null where nothing was imported. */
  positions: Omit<SectionCounts, 'section'> | null;
  /** Highest resident memory of the process so far, in bytes. */
  peakMemory: number;
}

interface Measured {
  preview: number;
  positions: ImportTimes['positions'];
}

const nothing: Measured = { preview: 0, positions: null };

async function measured(work: () => Promise<Measured> | Measured): Promise<ImportTimes> {
  const probe = new LoopProbe();
  const wall = performance.now();
  const before = process.cpuUsage();
  const found = await work();
  const { user, system } = process.cpuUsage(before);
  const took = performance.now() - wall;
  const blocked = probe.stop();
  return {
    wall: took,
    processor: (user + system) / 1000,
    blockedWall: blocked.wall,
    blockedProcessor: blocked.processor,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    ...found,
  };
}

/** The way of someone who only wants the rows in a table: no checks, no comparison, no way back. */
function peerImport(file: string, path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
  const rows = parse(readFileSync(file, 'utf8'), { from: 2 }) as string[][];
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = off');
  database.pragma('cell_size_check = on');
  database.pragma('fullfsync = on');
  database.exec(
    'CREATE TABLE position (account TEXT, instrument TEXT, quantity TEXT, average_price TEXT, strategy TEXT)',
  );
  const insert = database.prepare('INSERT INTO position VALUES (?, ?, ?, ?, ?)');
  database.transaction(() => {
    for (const row of rows) insert.run(row);
  })();
  database.close();
}

async function deskImport(desk: Desk, client: Client, file: string): Promise<Measured> {
  const started = performance.now();
  const preview = await client.call('import.preview', {
    files: [desk.offerFile(file)],
    account: null,
    mapping: null,
    mappingName: null,
    mode: 'replace',
  });
  const previewed = performance.now() - started;
  await client.call('import.commit', { preview: preview.id, keepGoodRows: false });
  const counts = preview.sections.find(({ section }) => section === 'positions');
  return { preview: previewed, positions: counts ?? null };
}

async function serve(role: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const desk =
    role === 'desk'
      ? createDesk({
          host: { kind: 'direct' },
          userFolder: folder,
          user: 'bench',
          resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
          version: '0.0.0-bench',
        })
      : null;
  const client = desk && directClient(desk);
  async function carryOut(task: ImportTask): Promise<ImportTimes> {
    switch (task.kind) {
      case 'peer':
        return measured(() => {
          peerImport(task.file, task.database);
          return nothing;
        });
      case 'book':
        return measured(async () => {
          await desk!.commandLine.createBook(join(folder, task.book), 'Benchmark');
          return nothing;
        });
      case 'import':
        return measured(() => deskImport(desk!, client!, task.file));
      case 'margin':
        return measured(async () => {
          await client!.call('margin.compute', {
            account: null,
            rulebook: null,
            parameters: null,
            market: null,
            allowExcluded: false,
            store: false,
            label: '',
          });
          return nothing;
        });
    }
  }
  process.on('message', (task: ImportTask) => {
    carryOut(task).then(
      (times) => process.send!({ times }),
      (thrown: unknown) => process.send!({ failed: String(thrown instanceof Error ? thrown.stack : thrown) }),
    );
  });
  process.on('disconnect', () => {
    void Promise.resolve(desk?.close()).finally(() => process.exit(0));
  });
}

const [role, folder] = process.argv.slice(2);
if (role !== undefined && folder !== undefined) await serve(role, folder);
