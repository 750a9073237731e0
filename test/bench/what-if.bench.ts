// A what-if leg typed → new headline, on an account of 5,000 positions: the desk's calls on their threads as the window makes
// them, and where the time goes. `--quick` takes 1,000 positions and fewer rounds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallInput } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import { createDesk, directClient } from '../../src-main/desk/desk.ts';
import { presetsOf } from '../../src-main/desk/presets.ts';
import { effectiveParameters } from '../../src-main/desk/reader/effective-parameters.ts';
import { rulebooksUsed } from '../../src-main/desk/reader/rulebooks-used.ts';
import { AccountBase } from '../../src-main/desk/what-if/account-base.ts';
import { pricedLegs } from '../../src-main/desk/what-if/legs.ts';
import { traded } from '../../src-main/desk/what-if/trades.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import { emptyPortfolio, type Portfolio, type Position } from '../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { PreparedAccount } from '../../src-main/engine/prepared-account.ts';
import { readSymbol } from '../../src-main/files/instrument-symbols.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { ACCOUNT, accountDocument, optionSymbol } from './account-workload.ts';
import { isStarted, median, tableLines } from './measure.ts';

/** What the desk allows from a leg typed to the new headline, ms. */
const BOUND = 100;
/** Rounds that don't count. */
const WARM_UP = 2;
const resources = fileURLToPath(new URL('../../resources', import.meta.url));

type What = CallInput<'whatIf.compute'>['what'];
const whatIf = (text: string, how: Partial<What> = {}): What => ({
  account: ACCOUNT,
  legs: [{ id: '1', text, on: true, position: null }],
  premiumInCash: true,
  priceMove: '0',
  volatilityMove: '0',
  advance: 'none',
  ...how,
});

/** The ways in which a what-if is changed between two answers; `round` makes each request another one. */
const ways: Record<string, (round: number) => What> = {
  'quantity of a leg on a held option': (round) => whatIf(`${-10 - round} ${optionSymbol(6, 24, 'C')}`),
  'leg on a future': (round) => whatIf(`${(1 + round) * 1000} BTC-PERPETUAL`),
  'quantity of a leg on a new option': (round) => whatIf(`${-10 - round} ${optionSymbol(13, 0, 'P')}`),
  'another new option each time': (round) => whatIf(`-10 ${optionSymbol(round % 14, round % 3, 'C')}`),
  'quantity, every price −10 %': (round) =>
    whatIf(`${-10 - round} ${optionSymbol(6, 24, 'C')}`, { priceMove: '-0.1' }),
  'another price move each time': (round) =>
    whatIf(`-10 ${optionSymbol(6, 24, 'C')}`, { priceMove: String(-0.1 - round / 1000) }),
  'after the next expiry': (round) =>
    whatIf(`${-10 - round} ${optionSymbol(6, 24, 'C')}`, { advance: 'nextExpiry' }),
};

interface Spent {
  wall: number;
  /** Of all threads: others share the machine, so this is what is judged. */
  processor: number;
}

const medians = (spent: readonly Spent[]): Spent => ({
  wall: median(spent.map(({ wall }) => wall)),
  processor: median(spent.map(({ processor }) => processor)),
});

async function deskTimes(
  client: Client,
  rulebook: string,
  rounds: number,
): Promise<{ first: Spent; times: Record<string, Spent> }> {
  const question = { rulebook, parameters: null, market: null, allowExcluded: false };
  const ask = async (what: What): Promise<Spent> => {
    const started = performance.now();
    const before = process.cpuUsage();
    await client.call('whatIf.compute', { ...question, what });
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - started, processor: (user + system) / 1000 };
  };
  const first = await ask(whatIf(`-1 ${optionSymbol(6, 24, 'C')}`));
  const spent: Record<string, Spent[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, what] of Object.entries(ways)) spent[name]!.push(await ask(what(round)));
  }
  const times = Object.entries(spent).map(([name, own]) => [name, medians(own.slice(WARM_UP))] as const);
  return { first, times: Object.fromEntries(times) };
}

/** Median milliseconds of each stage of one answer, worked through in this thread. */
async function stageTimes(document: Record<string, unknown>, rulebook: string, rounds: number) {
  const portfolio = portfolioOf(document);
  const market = (document.market as MarketSnapshot[])[0]!;
  const parameters = effectiveParameters(
    presetsOf(resources)(),
    rulebooksUsed(portfolio, rulebook),
    market,
    null,
  );
  const account = portfolio.accounts[0]!;
  const base = new AccountBase({ revision: 1, portfolio, market, parameters }, account);
  const prepared = new PreparedAccount(
    { portfolio: packPortfolio(portfolio), market, history: [], rulebook, parameters, allowExcluded: false },
    { kernel: scalarKernel, findRulebook: rulebookById },
  );
  const stages = new Map<string, number[]>();
  const note = (stage: string, time: number): void =>
    void stages.set(stage, [...(stages.get(stage) ?? []), time]);
  for (let round = 0; round < rounds; round++) {
    const { legs } = ways['quantity of a leg on a held option']!(round);
    const started = performance.now();
    const read = await pricedLegs(
      legs,
      base,
      () => undefined,
      () => null,
      async () => new Map(),
    );
    const trades = traded(account.id, (key) => base.row(key), read.trades, true);
    const change = { ...base.changed(trades, read.instruments), parameters: null, history: null, move: null };
    note('legs read, traded and netted', performance.now() - started);
    const answer = prepared.answer(change, () => {});
    if (round < 3) continue;
    note('changed columns', answer.stages.portfolio!);
    note('inputs of the valuation', answer.stages.inputs!);
    note('screening, valuation and requirement', answer.stages.requirement!);
    note('entries, totals and Greeks', answer.stages.headline!);
    const cloned = performance.now();
    structuredClone(answer);
    note('answer between threads', performance.now() - cloned);
  }
  return [...stages].map(([stage, times]) => [stage, median(times)] as const);
}

function portfolioOf(document: Record<string, unknown>): Portfolio {
  const positions = document.positions as Position[];
  const ids = [...new Set(positions.map(({ instrument }) => instrument))];
  const instruments = ids.flatMap((id) => {
    const read = readSymbol(id);
    return 'instrument' in read ? [read.instrument] : [];
  });
  const { accounts, balances } = document as unknown as Portfolio;
  return { ...emptyPortfolio(), accounts, balances, instruments, positions };
}

/** Measures and prints; fails when a leg typed takes longer than the bound. */
export default async function bench(print: (line: string) => void): Promise<void> {
  const isQuick = process.argv.includes('--quick');
  const positions = isQuick ? 1_000 : 5_000;
  const rounds = isQuick ? 8 : 25;
  const folder = mkdtempSync(join(tmpdir(), 'margrave-bench-'));
  const desk = createDesk({
    host: { kind: 'direct' },
    userFolder: join(folder, 'user'),
    user: 'bench',
    resourcesFolder: resources,
    version: '0.0.0-bench',
  });
  try {
    const client = directClient(desk);
    const document = accountDocument(positions);
    const path = join(folder, 'account.json');
    writeFileSync(path, JSON.stringify(document));
    await desk.commandLine.createBook(join(folder, 'bench.margrave'), 'Bench');
    const files = [desk.offerFile(path)];
    const { id } = await client.call('import.preview', {
      files,
      account: null,
      mapping: null,
      mappingName: null,
      mode: 'replace',
    });
    await client.call('import.commit', { preview: id, keepGoodRows: false });
    const unique = portfolioOf(document).instruments.length;
    print(
      `${positions.toLocaleString('en')} positions of one account, ${unique.toLocaleString('en')} instruments; medians of ${rounds - WARM_UP} interleaved rounds`,
    );
    const slowest: Spent = { wall: 0, processor: 0 };
    for (const rulebook of ['deribit-pm', 'deribit-cross-pm', 'deribit-sm']) {
      const { first, times } = await deskTimes(client, rulebook, rounds);
      const rows = Object.entries({ 'first answer, the book read': first, ...times });
      for (const line of tableLines([
        [rulebook, 'wall ms', 'processor ms'],
        ...rows.map(([name, { wall, processor }]) => [name, wall.toFixed(1), processor.toFixed(1)]),
      ])) {
        print(`  ${line}`);
      }
      for (const { wall, processor } of Object.values(times)) {
        slowest.wall = Math.max(slowest.wall, wall);
        slowest.processor = Math.max(slowest.processor, processor);
      }
    }
    const stages = await stageTimes(document, 'deribit-pm', rounds);
    const whole = stages.reduce((sum, [, time]) => sum + time, 0);
    print('stages of one answer under deribit-pm, quantity of a leg on a held option');
    for (const line of tableLines([
      ['stage', 'ms', 'share'],
      ...stages.map(([stage, time]) => [stage, time.toFixed(2), `${((100 * time) / whole).toFixed(0)} %`]),
    ]))
      print(`  ${line}`);
    const holds = slowest.processor <= BOUND;
    print(
      `a leg typed → new headline, the slowest way, in at most ${BOUND} ms of processor time: ${slowest.processor.toFixed(1)} (wall ${slowest.wall.toFixed(1)}): ${holds ? 'holds' : 'DOES NOT HOLD'}`,
    );
    if (!holds && !isQuick) process.exitCode = 1;
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isStarted(import.meta.url)) await bench((line) => console.log(line));
