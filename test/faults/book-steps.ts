// What the fault campaigns write, step by step, and how a book is asked which step it stands at.
import type { BookReader, Change } from '../../src-main/book/book.ts';
import { sealText } from '../../src-main/book/content-hash.ts';
import type { ParameterSet } from '../../src-main/domain/parameters.ts';
import type { Position } from '../../src-main/domain/portfolio.ts';
import { account, option, positions } from '../book/sample.ts';

/** How many instruments the imports are spread over. */
const instruments = 50;

/** What a campaign's book holds before step 1. */
export const ground = (): Change[] => [
  { kind: 'putAccounts', accounts: [account('prime-a'), account('prime-b')] },
  { kind: 'putInstruments', instruments: Array.from({ length: instruments }, (_, index) => option(index)) },
];

/**
 * Step N replaces all positions: every quantity becomes N. Its last position calls `inside` when it is read, which happens in the open
 * transaction.
 */
export function importStep(step: number, count: number, inside: () => void): Change[] {
  const rows: Position[] = positions(count, ['prime-a', 'prime-b'], instruments).map((position) => ({
    ...position,
    quantity: String(step),
  }));
  const last = rows.at(-1) as Position;
  rows[rows.length - 1] = {
    ...last,
    get quantity(): string {
      inside();
      return String(step);
    },
  };
  return [{ kind: 'replacePositions', accounts: ['prime-a', 'prime-b'], positions: rows }];
}

const arraysOf = (step: number, length: number): string =>
  JSON.stringify({
    step,
    losses: Array.from({ length }, (_, index) => ((index * 7919 + step) % 40_009) - 20_000),
  });
const spanSet = 'span@struck';

/** Step N is what importing a day's risk-array file writes: its data set under its hash, and the set of parameters that names it. */
export function arraysStep(step: number, length: number, inside: () => void): Change[] {
  const sealed = sealText(arraysOf(step, length));
  const document = {
    ...sealed,
    get content(): Buffer {
      inside();
      return sealed.content;
    },
  };
  const source = `Risk-array file of day ${step}`;
  const row = { path: 'combinedCommodity.ES.riskArrays', value: sealed.hash, unit: 'document' };
  const names = { id: spanSet, rulebook: 'span', effective: '2026-03-20', asset: 'ES', label: source };
  const set = {
    ...names,
    origin: 'imported',
    assumed: false,
    parameters: [{ ...row, source, confirmed: false }],
  };
  return [
    { kind: 'putDocument', document },
    { kind: 'putParameterSet', set: set as ParameterSet },
  ];
}

/** The day whose arrays the book's set names, 0 before the first; throws when they aren't there whole. */
export function arraysStepOf(book: BookReader, length: number): number {
  const set = book.parameterSets().find(({ id }) => id === spanSet);
  if (!set) return 0;
  const text = book.document(String(set.parameters[0]?.value));
  const step = Number(set.label.split(' ').at(-1));
  if (text !== arraysOf(step, length))
    throw new Error(`${set.label} names arrays that aren’t those of its day`);
  return step;
}

/** The documents of run N; the result is long and differs from run to run. */
export function runDocuments(
  step: number,
  length: number,
): Record<'portfolio' | 'market' | 'parameters' | 'history' | 'result', string> {
  const numbers = Array.from({ length }, (_, index) => ((index * 7919 + step * 104_729) % 1_000_003) / 1000);
  return {
    portfolio: '{"portfolio":1}',
    market: `{"market":${step % 3}}`,
    parameters: '{"parameters":1}',
    history: '{"history":1}',
    result: JSON.stringify({ step, numbers }),
  };
}

/** The import step that the whole book stands at, 0 before the first. Throws when positions are of different steps: not a committed state. */
export function importStepOf(book: BookReader, count: number): number {
  const rows = book.positions();
  const steps = new Set(rows.map(({ quantity }) => quantity));
  if (rows.length === 0) return 0;
  if (steps.size !== 1 || rows.length !== count) {
    throw new Error(`${rows.length} positions of steps ${[...steps].join(', ')} are not one committed state`);
  }
  return Number([...steps][0]);
}

/** How many runs the book holds, each read whole and compared. */
export function runsOf(book: BookReader, length: number): number {
  const runs = book.runs();
  for (const [index, run] of [...runs].reverse().entries()) {
    const documents = book.run(run.id)?.documents;
    if (run.id !== `run-${index + 1}` || documents?.result !== runDocuments(index + 1, length).result) {
      throw new Error(`Run ${run.id} is not what was stored`);
    }
  }
  return runs.length;
}

/** Numbers in [0, 1) from a seed (mulberry-style mixing): the same campaign every time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
