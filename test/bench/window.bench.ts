// The built window in headless Chromium on a program of its own: frames while 100,000 rows scroll by, first paint of the
// sample book, memory, an edit to its new margin on screen. `--quick` scrolls two seconds over 10,000 rows and judges nothing; `--window=FOLDER` takes another build.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { browserExecutable, launchBrowser, NO_BROWSER } from '../setup/browser.ts';
import { isStarted, median, tableLines } from './measure.ts';
import { editTimes, openWhatIf } from './window-edit.ts';
import type { WindowTask } from './window-process.ts';
import { type ScrollFrames, scrollFrames } from './window-scroll.ts';

/** Milliseconds, bytes: what the benchmark holds the window to. */
const bounds = { gap: 50, share: 0.95, firstPaint: 1_500, memory: 300e6, edit: 100 };
const speed = 3_000;
const inProgram = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The program, in a process of its own. */
class Program {
  readonly #child: ChildProcess;

  constructor(folder: string, window: string) {
    this.#child = fork(inProgram('./window-process.ts'), [folder, window], { execArgv: [] });
  }

  /** Answers the preview's address once the book is open. */
  open(task: WindowTask): Promise<string> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`The program ended with ${code}.`));
      this.#child.once('exit', ended);
      this.#child.once('message', (answer: { address: string } | { failed: string }) => {
        this.#child.off('exit', ended);
        if ('address' in answer) resolve(answer.address);
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

/** Milliseconds from the navigation's start until the first frame with the headline's figures was painted. */
async function paintOfHeadline(page: Page, address: string): Promise<number> {
  await page.addInitScript(() => {
    const painted = new Promise<number>((resolve) => {
      const look = (): void => {
        const figure = document.querySelector('.headline dd')?.textContent ?? '';
        if (!/\d/.test(figure)) requestAnimationFrame(look);
        else {
          // A message sent in a frame arrives once that frame was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        }
      };
      requestAnimationFrame(look);
    });
    Object.assign(window, { painted });
  });
  await page.goto(address);
  return page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted);
}

const current = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 120_000 });

interface Memory {
  /** Objects of the page's own, after a collection. */
  heap: number;
  nodes: number;
  /** What the page's process alone holds in memory, from the system; null where the system doesn't say. */
  process: number | null;
}

async function memoryOf(page: Page, session: CDPSession, renderers: readonly number[]): Promise<Memory> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const own = renderers.map(privateMemory).filter((bytes) => bytes !== null);
  return { heap: usedSize, nodes, process: own.length === 0 ? null : Math.max(...own) };
}

/** Memory that a process shares with no other, by Linux; null elsewhere. */
function privateMemory(process: number): number | null {
  try {
    const kept = [
      ...readFileSync(`/proc/${process}/smaps_rollup`, 'utf8').matchAll(/^Private_\w+:\s+(\d+) kB$/gm),
    ];
    return kept.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
  } catch {
    return null;
  }
}

/** Process ids of the browser's pages. */
async function rendererProcesses(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Measures and prints; throws when a bound does not hold. */
export default async function bench(print: (line: string) => void): Promise<void> {
  const quick = process.argv.includes('--quick');
  const named = process.argv.find((argument) => argument.startsWith('--window='))?.slice('--window='.length);
  const window = named ?? inProgram('../../out/renderer');
  if (!existsSync(join(window, 'index.html')))
    throw new Error('The window is not built: run “npm run build”.');
  if ((await browserExecutable()) === undefined) {
    print(NO_BROWSER);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'margrave-window-bench-'));
  const browser = await launchBrowser();
  const programs: Program[] = [];
  const start = (name: string): Program => {
    const program = new Program(join(folder, name), window);
    programs.push(program);
    return program;
  };
  const fresh = (): Promise<BrowserContext> => browser.newContext({ viewport: { width: 1440, height: 900 } });
  const checks: [string, boolean][] = [];
  try {
    print(`window of ${readdirSync(join(window, 'assets')).length} files, ${browser.version()}, 1440 × 900`);
    const sample = await start('sample').open({ kind: 'sample' });
    const context = await fresh();
    const paints: number[] = [];
    for (let load = 0; load < (quick ? 2 : 7); load++) {
      const page = await context.newPage();
      paints.push(await paintOfHeadline(page, sample));
      await page.close();
    }
    await context.close();
    print(
      `sample book, navigation to headline painted: first ${(paints[0] ?? 0).toFixed(0)} ms, median of ${paints.length} ${median(paints).toFixed(0)} ms, most ${Math.max(...paints).toFixed(0)} ms`,
    );
    checks.push([
      `first paint of the sample under ${bounds.firstPaint} ms`,
      Math.max(...paints) < bounds.firstPaint,
    ]);

    const positions = quick ? 10_000 : 100_000;
    const book = await start('large').open({ kind: 'book', positions });
    const large = await fresh();
    const page = await large.newPage();
    await page.goto(book);
    await current(page);
    await page.keyboard.press('Alt+2');
    await page
      .getByRole('gridcell', { name: /^(BTC|ETH)-/ })
      .first()
      .waitFor();
    await page.waitForTimeout(1_000);
    const renderers = await rendererProcesses(browser);
    const session = await large.newCDPSession(page);
    const before = await memoryOf(page, session, renderers);
    const runs: [string, ScrollFrames][] = [];
    for (const [label, arrange] of [
      ['in the book’s order', null],
      ['sorted by value', sortByValue],
      ['in groups, two levels', groupByTwo],
    ] as const) {
      await arrange?.(page);
      runs.push([label, await scrollFrames(page, { speed, seconds: quick ? 2 : 10 })]);
    }
    const after = await memoryOf(page, session, renderers);
    const figure = (value: number): string => value.toFixed(1);
    for (const line of tableLines([
      [
        `${speed.toLocaleString('en')} px/s over ${positions.toLocaleString('en')} rows`,
        'frames',
        'median ms',
        '95 % ms',
        '99 % ms',
        'longest ms',
        `over ${bounds.gap} ms`,
        'rows blank',
      ],
      ...runs.map(([label, { gaps, blank, shown }]) => [
        label,
        String(gaps.length),
        figure(quantile(gaps, 0.5)),
        figure(quantile(gaps, 0.95)),
        figure(quantile(gaps, 0.99)),
        figure(Math.max(...gaps)),
        `${((100 * gaps.filter((gap) => gap > bounds.gap).length) / gaps.length).toFixed(1)} %`,
        `${((100 * blank) / Math.max(1, shown)).toFixed(2)} %`,
      ]),
    ]))
      print(line);
    for (const [label, { gaps }] of runs) {
      const within = gaps.filter((gap) => gap < bounds.gap).length / gaps.length;
      checks.push([
        `${bounds.share * 100} % of gaps under ${bounds.gap} ms, ${label}`,
        within >= bounds.share,
      ]);
    }
    const megabytes = (bytes: number | null): string => (bytes === null ? '–' : (bytes / 1e6).toFixed(1));
    for (const line of tableLines([
      ['memory of the window', 'script heap MB', 'elements', 'process alone MB'],
      ...(
        [
          ['before scrolling', before],
          ['after scrolling', after],
        ] as const
      ).map(([label, memory]) => [
        label,
        megabytes(memory.heap),
        String(memory.nodes),
        megabytes(memory.process),
      ]),
    ]))
      print(line);
    const most = Math.max(...[before, after].map(({ heap, process }) => process ?? heap));
    checks.push([`memory of the window under ${bounds.memory / 1e6} MB`, most < bounds.memory]);
    await large.close();

    const held = quick ? 500 : 5_000;
    const account = await start('account').open({ kind: 'account', positions: held });
    const edited = await fresh();
    const desk = await edited.newPage();
    await desk.goto(account);
    await current(desk);
    await openWhatIf(desk);
    const edits = (await editTimes(desk, quick ? 5 : 45)).slice(quick ? 0 : 5);
    print(
      `edit to new margin painted, one account of ${held.toLocaleString('en')} positions, ${edits.length} edits: median ${median(edits).toFixed(1)} ms, 95 % ${quantile(edits, 0.95).toFixed(1)} ms, most ${Math.max(...edits).toFixed(1)} ms`,
    );
    checks.push([`edit to new margin, median under ${bounds.edit} ms`, median(edits) < bounds.edit]);

    if (quick) {
      print('the bounds are of 100,000 rows: nothing is judged here');
      return;
    }
    for (const [sentence, holds] of checks) print(`${sentence}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
    if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
  } finally {
    await browser.close();
    await Promise.all(programs.map((program) => program.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function quantile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0;
}

async function sortByValue(page: Page): Promise<void> {
  await page
    .getByRole('columnheader', { name: /^Value/ })
    .getByRole('button')
    .click();
  await page.locator('[role=columnheader][aria-sort=ascending]').waitFor();
  await page.waitForTimeout(500);
}

async function groupByTwo(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('account');
  await page.getByRole('combobox', { name: /level 2$/ }).selectOption('underlying');
  await page.locator('.row.group').first().waitFor();
  await page.waitForTimeout(500);
}

if (isStarted(import.meta.url)) await bench((line) => console.log(line));
