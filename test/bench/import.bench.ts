// 100,000 positions from a table into the book, previewed and committed as the window does it, against csv-parse and one
// transaction of prepared inserts. `--quick` takes 10,000 positions, `--once` one round.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportTask, ImportTimes } from './import-process.ts';
import { marketTable, positionsTable } from './import-workload.ts';
import { isStarted, median, tableLines } from './measure.ts';

/** Times the peer's, bytes, milliseconds: what the benchmark holds the program to. */
const bounds = { ratio: 3, memory: 600 * 2 ** 20, blocked: 50 };

class Side {
  readonly #child: ChildProcess;

  constructor(role: 'desk' | 'peer', folder: string) {
    this.#child = fork(fileURLToPath(new URL('./import-process.ts', import.meta.url)), [role, folder], {
      execArgv: [],
    });
  }

  ask(task: ImportTask): Promise<ImportTimes> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(new Error(`The process ended with ${code} while it worked.`));
      this.#child.once('exit', ended);
      this.#child.once('message', (answer: { times: ImportTimes } | { failed: string }) => {
        this.#child.off('exit', ended);
        if ('times' in answer) resolve(answer.times);
        else reject(new Error(answer.failed));
      });
      this.#child.send(task);
    });
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.disconnect();
    });
  }
}

const cases = {
  empty: 'into an empty book',
  again: 'the same file again',
  changed: 'every row changed',
} as const;
type Case = keyof typeof cases;
const names = Object.keys(cases) as Case[];

/** Measures and prints; throws when a bound does not hold. */
export default async function bench(print: (line: string) => void): Promise<void> {
  const positions = process.argv.includes('--quick') ? 10_000 : 100_000;
  const rounds = process.argv.includes('--once') ? 1 : 5;
  const folder = mkdtempSync(join(tmpdir(), 'margrave-bench-'));
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const sides: Side[] = [];
  const start = (role: 'desk' | 'peer', name: string): Side => {
    const side = new Side(role, join(folder, name));
    sides.push(side);
    return side;
  };
  try {
    const file = written('positions.csv', positionsTable(positions, false));
    const changed = written('positions-changed.csv', positionsTable(positions, true));
    const small = written('small.csv', positionsTable(4_000, false));
    const market = written('market.csv', marketTable());
    const database = join(folder, 'peer.sqlite');
    print(
      `${positions.toLocaleString('en')} positions, ${(statSync(file).size / 2 ** 20).toFixed(1)} MB, ${rounds} interleaved rounds`,
    );

    const desk = start('desk', 'desk');
    const peer = start('peer', 'peer');
    // Both compile their code on a small file first.
    await desk.ask({ kind: 'book', book: 'small.margrave' });
    for (let warm = 0; warm < 2; warm++) {
      await desk.ask({ kind: 'import', file: small });
      await peer.ask({ kind: 'peer', file: small, database });
    }
    const taken: Record<Case | 'peer', ImportTimes[]> = { empty: [], again: [], changed: [], peer: [] };
    for (let round = 0; round < rounds; round++) {
      await desk.ask({ kind: 'book', book: `book-${round}.margrave` });
      taken.peer.push(await peer.ask({ kind: 'peer', file, database }));
      taken.empty.push(await desk.ask({ kind: 'import', file }));
      taken.again.push(await desk.ask({ kind: 'import', file }));
      taken.changed.push(await desk.ask({ kind: 'import', file: changed }));
    }
    const middle = (name: Case | 'peer', figure: 'wall' | 'processor' | 'preview'): number =>
      median(taken[name].map((times) => times[figure]));
    const ratio = (name: Case, figure: 'wall' | 'processor'): number =>
      middle(name, figure) / middle('peer', figure);
    const milliseconds = (value: number): string => value.toFixed(0);
    const row = (name: Case): string[] => [
      `Margrave, ${cases[name]}`,
      milliseconds(middle(name, 'wall')),
      milliseconds(middle(name, 'preview')),
      milliseconds(middle(name, 'processor')),
      `${ratio(name, 'wall').toFixed(2)} ×`,
      `${ratio(name, 'processor').toFixed(2)} ×`,
    ];
    for (const line of tableLines([
      ['', 'wall ms', 'of it preview', 'processor ms', 'wall / peer', 'processor / peer'],
      [
        'csv-parse and one transaction',
        milliseconds(middle('peer', 'wall')),
        '',
        milliseconds(middle('peer', 'processor')),
        '',
        '',
      ],
      ...names.map(row),
    ]))
      print(line);
    for (const name of names) {
      const counts = taken[name][0]!.positions;
      if (counts === null) throw new Error(`The import ${cases[name]} counted no positions.`);
      const { added, changed: altered, removed, unchanged, rejected } = counts;
      print(
        `${cases[name]}: ${added} added, ${altered} changed, ${removed} removed, ${unchanged} unchanged, ${rejected} rejected`,
      );
    }

    // Memory and the main thread, on one process that does each thing once.
    const fresh = start('desk', 'fresh');
    const steps: [string, ImportTimes][] = [];
    const step = async (label: string, task: ImportTask): Promise<void> =>
      void steps.push([label, await fresh.ask(task)]);
    await step('new book', { kind: 'book', book: 'fresh.margrave' });
    await step('import into it', { kind: 'import', file });
    await step('the same file again', { kind: 'import', file });
    await step('every row changed', { kind: 'import', file: changed });
    const imported = steps.at(-1)![1].peakMemory;
    await step('import of the market', { kind: 'import', file: market });
    await step('margin of all accounts', { kind: 'margin' });
    for (const line of tableLines([
      ['in a fresh process', 'wall ms', 'main thread blocked ms', 'of it computing ms', 'peak memory MB'],
      ...steps.map(([label, times]) => [
        label,
        milliseconds(times.wall),
        times.blockedWall.toFixed(1),
        times.blockedProcessor.toFixed(1),
        (times.peakMemory / 2 ** 20).toFixed(0),
      ]),
    ]))
      print(line);
    const blocked = Math.max(...steps.map(([, times]) => times.blockedProcessor));
    const verdict = (holds: boolean): string => (holds ? 'holds' : 'DOES NOT HOLD');
    const checks: [string, boolean][] = [
      [
        `at most ${bounds.ratio} × the peer's processor time into an empty book: ${ratio('empty', 'processor').toFixed(2)}`,
        ratio('empty', 'processor') <= bounds.ratio,
      ],
      [
        `peak memory of the importing process under ${bounds.memory / 2 ** 20} MB: ${(imported / 2 ** 20).toFixed(0)}`,
        imported < bounds.memory,
      ],
      [
        `main thread never computing for ${bounds.blocked} ms: ${blocked.toFixed(1)}`,
        blocked < bounds.blocked,
      ],
    ];
    if (positions < 100_000) {
      print('the bounds are of 100,000 positions: nothing is judged here');
      return;
    }
    for (const [sentence, holds] of checks) print(`${sentence}: ${verdict(holds)}`);
    if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
  } finally {
    await Promise.all(sides.map((side) => side.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isStarted(import.meta.url)) await bench((line) => console.log(line));
