// A real chain, SPY at 8,973 options, and a book of 300 positions in them: imported, margined as portfolio and as strategies, explained, reported and
// verified, each step's time and figure printed. Against it, in one run: portfolio margin's profit and loss by a plain loop over the pricing function, and
// the pairing's requirement over its own bound. `--quick` prints the steps alone. Skips where ../shared isn't there.
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallOutput } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import { presetsOf } from '../../src-main/desk/presets.ts';
import { effectiveParameters } from '../../src-main/desk/reader/effective-parameters.ts';
import { rulebooksUsed } from '../../src-main/desk/reader/rulebooks-used.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import type { EffectiveParameters } from '../../src-main/domain/parameters.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runHeadline, wantedInstruments } from '../../src-main/engine/requirements.ts';
import type { ReportDocument } from '../../src-main/files/reports/json-report.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { resolveInputs } from '../../src-main/pricing/inputs.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { listedOptionValue } from '../../src-main/pricing/listed-option.ts';
import { listedPositions } from './listed-workload.ts';
import { interleavedMedians, isStarted, tableLines } from './measure.ts';

const CHAIN = fileURLToPath(
  new URL('../../../shared/data/equity_options/SPY_2026-02-13_yahoo_occ.csv', import.meta.url),
);
const resources = fileURLToPath(new URL('../../resources', import.meta.url));
const POSITIONS = 300;
const ACCOUNT = 'customer';
/** What the chain doesn't say; typed in by hand: a rate and a yield of about that day. */
const TYPED = [
  { class: 'rate', key: 'USD', expiry: '', value: '0.0365' },
  { class: 'dividendYield', key: 'us-spy_usd', expiry: '', value: '0.011' },
] as const;
/** Processor time of the pairing of such a book, both levels, ms; how far above its own bound what it asks may be; times the plain loop. */
const bounds = { pairing: 2_000, distance: 0.001, ratio: 2.5 };

/** The steps of one book, each timed as it is done. */
class Steps {
  readonly rows: string[][] = [];

  async time<Answer>(
    name: string,
    work: () => Promise<Answer>,
    figure: (answer: Answer) => string,
  ): Promise<Answer> {
    const before = process.cpuUsage();
    const started = performance.now();
    const answer = await work();
    const wall = performance.now() - started;
    const { user, system } = process.cpuUsage(before);
    this.rows.push([name, wall.toFixed(0), ((user + system) / 1000).toFixed(0), figure(answer)]);
    return answer;
  }
}

type Preview = CallOutput<'import.preview'>;
const countsOf = ({ sections, rejectedTotal }: Preview): string =>
  [...sections.map(({ section, added }) => `${added} ${section}`), `${rejectedTotal} rejected`].join(', ');

async function imported(desk: Desk, client: Client, file: string, account: string | null): Promise<Preview> {
  const preview = await client.call('import.preview', {
    files: [desk.offerFile(file)],
    account,
    mapping: null,
    mappingName: null,
    mode: 'merge',
  });
  await client.call('import.commit', { preview: preview.id, keepGoodRows: false });
  return preview;
}

const question = { account: ACCOUNT, parameters: null, allowExcluded: false };
const dollars = (text: string): string =>
  Number(text).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Lines of an explanation tree. */
interface Line {
  children: readonly Line[];
}
const linesOf = (node: Line): number => node.children.reduce((sum, child) => sum + linesOf(child), 1);

async function explained(client: Client, view: CallOutput<'margin.compute'>): Promise<number> {
  let lines = 0;
  for (const { account, nettingSet, currency } of view.entries) {
    lines += linesOf(
      await client.call('margin.wholeTree', { view: view.view, account, nettingSet, currency }),
    );
  }
  return lines;
}

/** All steps on one new book. @returns the JSON reports by rulebook */
async function day(desk: Desk, client: Client, folder: string, steps: Steps): Promise<Map<string, string>> {
  const book = join(folder, 'listed.margrave');
  await steps.time(
    'new book',
    () => desk.commandLine.createBook(book, 'Listed'),
    () => '',
  );
  const chain = await steps.time('chain imported', () => imported(desk, client, CHAIN, null), countsOf);
  const table = join(folder, 'positions.csv');
  writeFileSync(table, listedPositions(CHAIN, POSITIONS, 'SPY'));
  await steps.time('positions imported', () => imported(desk, client, table, ACCOUNT), countsOf);
  const portfolioMargin = { ...question, rulebook: 'occ-cpm', store: false, label: '' };
  const bare = await client.call('margin.compute', { ...portfolioMargin, market: null });
  // A copy typed by hand is used where it is named: no copy is the newest by itself.
  const { id: market } = await steps.time(
    'rate and yield typed',
    async () => {
      const [newest] = await client.call('market.list', {});
      return client.call('market.saveCopy', {
        from: newest!.id,
        label: 'With a rate',
        reason: 'the chain states none',
        until: null,
        changes: [...TYPED],
      });
    },
    () => TYPED.map(({ class: of, value }) => `${of} ${value}`).join(', '),
  );
  const reports = new Map<string, string>();
  for (const rulebook of ['occ-cpm', 'reg-t']) {
    const view = await steps.time(
      `${rulebook}: margin, stored`,
      () => client.call('margin.compute', { ...question, market, rulebook, store: true, label: rulebook }),
      ({ entries, positions }) =>
        `${positions} positions: initial ${dollars(entries[0]!.initialMargin)}, maintenance ${dollars(entries[0]!.maintenanceMargin)}`,
    );
    await steps.time(
      `${rulebook}: explained`,
      () => explained(client, view),
      (lines) => `${lines} lines`,
    );
    for (const format of ['pdf', 'xlsx', 'json'] as const) {
      await steps.time(
        `${rulebook}: ${format.toUpperCase()} report`,
        async () => {
          const { token } = await client.call('report.make', { run: view.run!, format, sections: null });
          const path = join(folder, `${rulebook}.${format}`);
          copyFileSync(desk.madeFile(token).path, path);
          if (format === 'json') reports.set(rulebook, path);
          return path;
        },
        (path) => `${(statSync(path).size / 1024).toFixed(0)} kB`,
      );
    }
    await steps.time(
      `${rulebook}: report verified`,
      () => client.call('report.verify', { file: desk.offerFile(reports.get(rulebook)!) }),
      ({ matches, summary }) => {
        if (!matches) throw new Error(summary);
        return 'matches to the bit';
      },
    );
  }
  const listed = await steps.time(
    'listed answer, all three rulebooks',
    () => client.call('listed.compute', { account: ACCOUNT, parameters: null, market }),
    ({ total, strategies }) =>
      `deposits ${dollars(total!.portfolioMargin!.deposit)} and ${dollars(total!.strategyBased!.deposit)}, ${strategies.length} pairs`,
  );
  for (const notice of chain.notices) steps.rows.push([`said of the chain: ${notice}`]);
  const aside = bare.entries[0]!;
  steps.rows.push([`without rate and yield occ-cpm asks ${dollars(aside.initialMargin)} and says:`]);
  for (const sentence of aside.assumptions) steps.rows.push([`  ${sentence}`]);
  for (const { level, isExact, requirement, lowerBound } of listed.pairings) {
    const how = isExact
      ? 'exact'
      : `${(100 * (Number(requirement) / Number(lowerBound) - 1)).toFixed(4)} % above its bound`;
    steps.rows.push([`pairing, ${level}: ${dollars(requirement)}, ${how}`]);
  }
  return reports;
}

/** What a run was made of, from its own report. */
function inputsOf(path: string, rulebook: string) {
  const { portfolio, market } = JSON.parse(readFileSync(path, 'utf8')) as ReportDocument;
  const parameters: Record<string, EffectiveParameters> = effectiveParameters(
    presetsOf(resources)(),
    rulebooksUsed(portfolio, rulebook),
    market,
    null,
  );
  const figures = new MarketFigures(market);
  const packed = packPortfolio(portfolio);
  const inputs = resolveInputs(wantedInstruments(packed), figures, market.time, portfolio.instruments);
  // Parameters of its own each time: a pairing is kept with them.
  const run = (): ReturnType<typeof runHeadline> =>
    runHeadline(
      {
        ...{ portfolio: packed, market: figures, inputs, history: [], rulebook, allowExcluded: false },
        parameters: structuredClone(parameters),
      },
      { kernel: scalarKernel, findRulebook: rulebookById },
    );
  return { portfolio, inputs, run };
}

/** The worst of the points by a plain loop: each position at each price, one after the other. */
function plainLoss({ portfolio, inputs }: ReturnType<typeof inputsOf>, moves: readonly number[]): number {
  const sums = moves.map(() => 0);
  for (const { instrument, quantity } of portfolio.positions) {
    const { instrument: of, forward, volatility, time, terms } = inputs.valued.get(instrument)!;
    const at = (price: number): number =>
      of.kind === 'option'
        ? listedOptionValue(of.right!, price, Number(of.strike), volatility!, time!, terms!)
        : price;
    const [held, now] = [Number(quantity) * Number(of.multiplier), at(forward)];
    for (const [point, move] of moves.entries()) sums[point]! += held * (at(forward * (1 + move)) - now);
  }
  return -Math.min(...sums);
}

/** Measures and prints; fails when a bound doesn't hold. */
export default async function bench(print: (line: string) => void): Promise<void> {
  if (!existsSync(CHAIN)) {
    print('skipped: no ../shared/data');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'margrave-bench-'));
  const desk = createDesk({
    host: { kind: 'direct' },
    userFolder: join(folder, 'user'),
    user: 'bench',
    resourcesFolder: resources,
    version: '0.0.0-bench',
  });
  try {
    const steps = new Steps();
    const reports = await day(desk, directClient(desk), folder, steps);
    const isTable = (row: string[]): boolean => row.length === 4;
    const table = steps.rows.filter(isTable);
    for (const line of tableLines([['', 'wall ms', 'processor ms', ''], ...table])) print(line);
    for (const [sentence] of steps.rows.filter((row) => !isTable(row))) print(sentence!);
    if (process.argv.includes('--quick')) return;
    judge(reports, print);
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(reports: ReadonlyMap<string, string>, print: (line: string) => void): void {
  const whole = inputsOf(reports.get('occ-cpm')!, 'occ-cpm');
  const paired = inputsOf(reports.get('reg-t')!, 'reg-t');
  const entry = whole.run().runs[0]!.accounts[0]!.entries[0]!;
  const side = (end: number): number[] => [1, 2, 3, 4, 5].map((k) => (end * k) / 5);
  const moves = [...side(-0.08), ...side(0.06)];
  const loss = plainLoss(whole, moves);
  const difference = Math.abs(loss / Number(entry.initialMargin) - 1);
  const times = interleavedMedians(
    {
      margin: () => void whole.run(),
      plain: () => void plainLoss(whole, moves),
      pairing: () => void paired.run(),
    },
    3,
  );
  const strategies = paired.run().runs[0]!.accounts[0]!.entries[0]!;
  const ratio = times.margin.processor / times.plain.processor;
  const milliseconds = (name: keyof typeof times): string => times[name].processor.toFixed(0);
  const distances = strategies.pairings!.map(
    ({ requirement, lowerBound }) => Number(requirement) / Number(lowerBound) - 1,
  );
  const checks: [string, boolean][] = [
    [
      `occ-cpm’s largest loss against the plain loop’s, relative: ${difference.toExponential(1)}`,
      difference < 1e-9,
    ],
    [
      `occ-cpm in at most ${bounds.ratio} × the plain loop’s processor time: ${milliseconds('margin')} / ${milliseconds('plain')} ms = ${ratio.toFixed(2)}`,
      ratio <= bounds.ratio,
    ],
    [
      `reg-t in at most ${bounds.pairing} ms of processor time: ${milliseconds('pairing')}`,
      times.pairing.processor <= bounds.pairing,
    ],
    [
      `pairings within ${100 * bounds.distance} % of their bounds: ${distances.map((distance) => `${(100 * distance).toFixed(4)} %`).join(', ')}`,
      distances.every((distance) => distance <= bounds.distance),
    ],
  ];
  for (const [sentence, holds] of checks) print(`${sentence}: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (checks.some(([, holds]) => !holds)) process.exitCode = 1;
}

if (isStarted(import.meta.url)) await bench((line) => console.log(line));
