// 100,000 positions × 1,000 scenarios on one thread: the engine's valuation against the loop that anyone would write
// first, with the gain of the kernel and the gain of netting apart. `--quick` takes 10,000 positions, `--once` one round.
import { buildColumns } from '../../src-main/engine/columns.ts';
import { UnitValues } from '../../src-main/engine/unit-values.ts';
import { profitAndLossVectors } from '../../src-main/engine/valuation.ts';
import { type Kernel, scalarKernel } from '../../src-main/pricing/kernel.ts';
import { interleavedMedians, isStarted, tableLines } from './measure.ts';
import { type FlatBook, kernelLoop, straightforwardKernel, straightforwardLoop } from './peers.ts';
import { ACCOUNTS, scenarioSet, UNDERLYINGS, type Workload, workload } from './workload.ts';

const SCENARIOS = 1_000;
const TAIL = 0.025;

/** Worst loss and expected shortfall of each account from P&L per account × underlying × scenario. */
function accountFigures(sums: Float64Array): { worst: Float64Array; shortfall: Float64Array } {
  const worst = new Float64Array(ACCOUNTS);
  const shortfall = new Float64Array(ACCOUNTS);
  const joined = new Float64Array(SCENARIOS);
  const tail = Math.round(SCENARIOS * TAIL);
  for (let account = 0; account < ACCOUNTS; account++) {
    joined.fill(0);
    for (let underlying = 0; underlying < UNDERLYINGS; underlying++) {
      const start = (account * UNDERLYINGS + underlying) * SCENARIOS;
      for (let s = 0; s < SCENARIOS; s++) joined[s]! += sums[start + s]!;
    }
    joined.sort();
    worst[account] = -joined[0]!;
    for (let s = 0; s < tail; s++) shortfall[account]! -= joined[s]! / tail;
  }
  return { worst, shortfall };
}

/** The engine's way, from unsorted positions: net, columns, scenarios, valuation, figures. Returns figures and unique holdings. */
function engineRun(
  book: Workload,
  kernel: Kernel,
): { worst: Float64Array; unique: number; holdings: number } {
  const used = new Set(book.instrument);
  const engineColumns = buildColumns([...used].map((index) => book.inputs[index]!));
  const { columns, rowOf } = engineColumns;
  const rowOfInput = new Int32Array(book.inputs.length);
  for (const index of used) rowOfInput[index] = rowOf.get(book.inputs[index]!.instrument.id)!;
  // Quantities have one decimal here, so netting in tenths is exact.
  const netted = new Map<number, number>();
  for (let position = 0; position < book.account.length; position++) {
    const key = book.account[position]! * columns.count + rowOfInput[book.instrument[position]!]!;
    netted.set(key, (netted.get(key) ?? 0) + Math.round(book.quantity[position]! * 10));
  }
  const keys = Float64Array.from(netted.keys()).sort();
  const underlying = underlyingOfRow(columns.ids);
  const holdings = {
    vector: Int32Array.from(
      keys,
      (key) => Math.floor(key / columns.count) * UNDERLYINGS + underlying[key % columns.count]!,
    ),
    row: Int32Array.from(keys, (key) => key % columns.count),
    quantity: Float64Array.from(keys, (key) => netted.get(key)! / 10),
    vectors: ACCOUNTS * UNDERLYINGS,
  };
  const units = new UnitValues(engineColumns, scenarioSet(columns, SCENARIOS), kernel);
  const { worst } = accountFigures(profitAndLossVectors(units, holdings, () => {}));
  return { worst, unique: columns.count, holdings: keys.length };
}

const underlyingOfRow = (ids: readonly string[]): Int32Array =>
  Int32Array.from(ids, (id) => Number(id.slice('bench:U'.length, 'bench:U'.length + 2)));

function flatBook(book: Workload): FlatBook {
  const { columns, rowOf } = buildColumns(book.inputs);
  const rows = Int32Array.from(book.inputs, ({ instrument }) => rowOf.get(instrument.id)!);
  return {
    columns,
    set: scenarioSet(columns, SCENARIOS),
    account: book.account,
    row: book.instrument.map((index) => rows[index]!),
    quantity: book.quantity,
    underlying: underlyingOfRow(columns.ids),
  };
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - b[index]!) / Math.max(1, Math.abs(value))),
    0,
  );

/** Measures and prints. Rounds are interleaved; times are medians, ratios are of processor time. */
export default async function bench(print: (line: string) => void): Promise<void> {
  const positions = process.argv.includes('--quick') ? 10_000 : 100_000;
  const rounds = process.argv.includes('--once') ? 1 : 3;
  const ways = (book: Workload, flat: FlatBook) => ({
    loop: () => void accountFigures(straightforwardLoop(flat)),
    kernel: () => void accountFigures(kernelLoop(flat, scalarKernel)),
    netting: () => void engineRun(book, straightforwardKernel),
    engine: () => void engineRun(book, scalarKernel),
  });
  const small = workload(2_000);
  interleavedMedians(ways(small, flatBook(small)), 2);
  const book = workload(positions);
  const flat = flatBook(book);
  const engine = engineRun(book, scalarKernel);
  const peer = accountFigures(straightforwardLoop(flat));
  print(
    `${positions.toLocaleString('en')} positions, ${engine.holdings.toLocaleString('en')} holdings, ${engine.unique.toLocaleString('en')} unique instruments, ${SCENARIOS} scenarios, one thread`,
  );
  print(
    `largest relative difference of the accounts' worst losses, engine against peer: ${largestDifference(engine.worst, peer.worst).toExponential(1)}`,
  );
  const times = interleavedMedians(ways(book, flat), rounds);
  const ratio = (slow: keyof typeof times, fast: keyof typeof times): string =>
    `${(times[slow].processor / times[fast].processor).toFixed(1)} ×`;
  const row = (label: string, name: keyof typeof times): string[] => [
    label,
    times[name].processor.toFixed(0),
    times[name].wall.toFixed(0),
    ratio('loop', name),
  ];
  for (const line of tableLines([
    ['', 'processor ms', 'wall ms', 'against the loop'],
    row('straightforward JavaScript loop', 'loop'),
    row(`kernel ${scalarKernel.name} alone, no netting`, 'kernel'),
    row('netting and pairs alone, straightforward formula', 'netting'),
    row(`engine: netting and kernel ${scalarKernel.name}`, 'engine'),
  ])) {
    print(line);
  }
  print(
    `gain of the kernel ${ratio('loop', 'kernel')}, of netting ${ratio('kernel', 'engine')} (with the kernel), of both ${ratio('loop', 'engine')}`,
  );
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  print(
    `resident memory at the end ${memory} MB; positions × scenarios in float64 would be ${Math.round((positions * SCENARIOS * 8) / 2 ** 20)} MB`,
  );
}

if (isStarted(import.meta.url)) await bench((line) => console.log(line));
