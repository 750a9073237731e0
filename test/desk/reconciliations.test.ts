// The reader's reconciliations with an engine that answers from memory: several files, pages of lines, what can be kept.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OpenBook } from '../../src-main/desk/reader/open-book.ts';
import { Reconciliations } from '../../src-main/desk/reader/reconciliations.ts';
import { MargraveError } from '../../src-main/domain/errors.ts';
import type { Engine } from '../../src-main/engine/engine-client.ts';
import type { EngineCalls } from '../../src-main/engine/protocol.ts';
import type { CallContext } from '../../src-main/engine/thread-calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-reconciliations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Asked = EngineCalls['reconcile']['input'];
type Answered = EngineCalls['reconcile']['output'];

/** The document says what comes of it: differences by quantity, or a failure. */
function answerOf({ document, name }: Asked): Answered {
  const {
    differences = {},
    forTests = false,
    fails,
  } = document as {
    differences?: Record<string, number>;
    forTests?: boolean;
    fails?: string;
  };
  if (fails !== undefined) throw new MargraveError('invalid-file', fails);
  const lines = Object.entries(differences).map(([quantity, difference]) => ({
    quantity,
    published: 10,
    computed: 10 + difference,
    absoluteDifference: Math.abs(difference),
    relativeDifference: Math.abs(difference) / 10,
    given: quantity.startsWith('given'),
    roundingAllowance: 0,
    agrees: quantity.startsWith('given') || Math.abs(difference) <= 1e-7,
  }));
  const one = {
    id: name,
    rulebook: 'okx-pm',
    asOf: '2026-11-20T08:00:00Z',
    sets: [],
    lines,
    notes: [],
    forTests,
    restsOn: [],
  };
  return {
    rulebook: 'okx-pm',
    cases: [one],
    excluded: [],
    largestAbsoluteDifference: 0,
    largestRelativeDifference: 0,
  };
}

const engine = {
  ready: Promise.resolve({ engineVersion: '1', kernel: 'scalar' }),
  call: async (_name: string, asked: Asked) => answerOf(asked),
} as unknown as Engine;
const context = { signal: new AbortController().signal, progress: () => undefined } as unknown as CallContext;
const reconciliations = new Reconciliations(
  new OpenBook(),
  () => engine,
  () => [],
);

function file(name: string, document: unknown): { name: string; path: string } {
  const path = join(mkdtempSync(join(folder, 'f-')), name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return { name: basename(path), path };
}
const compute = (files: { name: string; path: string }[], beside: string | null = null) =>
  reconciliations.compute({ files, context: beside, rulebook: null }, context);

test('several files are one view: each line once, unreadable files listed, cases of one name told apart', async () => {
  const view = await compute([
    file('a.json', { differences: { 'margin.initial': 0, 'margin.maintenance': 0.5, 'given orders': 9 } }),
    file('a.json', { differences: { 'margin.initial': 1e-9 } }),
    file('b.json', '{'),
    file('c.json', { fails: 'c.json holds no answer.' }),
  ]);
  expect(view.cases).toMatchObject([
    { id: 'a.json', lines: 2, given: 1, disagreeing: 1, largestAbsoluteDifference: 0.5 },
    { id: 'a.json (2)', lines: 1, given: 0, disagreeing: 0 },
  ]);
  expect(view.excluded.map(({ id }) => id)).toEqual(['b.json', 'c.json']);
  expect(view).toMatchObject({
    files: ['a.json', 'a.json', 'b.json', 'c.json'],
    largestAbsoluteDifference: 0.5,
  });
  expect([view.kept, view.unkeepable]).toEqual([null, null]);

  const { reconciliation } = view;
  const lines = (ask: {
    case?: string;
    onlyDifferent?: boolean;
    filter?: string;
    offset?: number;
    limit?: number;
  }) => {
    const { rows, total } = reconciliations.lines({
      reconciliation,
      onlyDifferent: false,
      filter: '',
      offset: 0,
      limit: 100,
      ...ask,
    });
    return [rows.map((row) => `${row.case} ${row.quantity}`), total];
  };
  expect(lines({})[1]).toBe(4);
  expect(lines({ offset: 1, limit: 1 })).toEqual([['a.json margin.maintenance'], 4]);
  expect(lines({ onlyDifferent: true })).toEqual([['a.json margin.maintenance'], 1]);
  expect(lines({ case: 'a.json (2)' })).toEqual([['a.json (2) margin.initial'], 1]);
  expect(lines({ filter: 'INITIAL (2)' })).toEqual([['a.json (2) margin.initial'], 1]);
  expect(reconciliations.toKeep(reconciliation)[0]?.record).toMatchObject({
    cases: 2,
    lines: 3,
    disagreeing: 1,
  });
});

test('what confirms nothing of a venue’s can’t be kept, and says why', async () => {
  const agreed = file('a.json', { differences: { margin: 0 } });
  const suite = file('suite.json', { use: 'for tests, not for use' });
  const refused: [Promise<{ reconciliation: string; unkeepable: string | null }>, RegExp][] = [
    [compute([file('g.json', { differences: { 'given orders': 0 } })]), /nothing to keep/],
    [compute([agreed], suite.path), /context document says of itself/],
    [
      compute([file('t.json', { differences: { margin: 0 }, forTests: true })]),
      /^t\.json: it rests on constants/,
    ],
  ];
  for (const [computed, reason] of refused) {
    const { reconciliation, unkeepable } = await computed;
    expect(unkeepable).toMatch(reason);
    expect(() => reconciliations.toKeep(reconciliation)).toThrow(reason);
  }
});

test('a single file that can’t be read is an error; the newest four views are kept', async () => {
  await expect(compute([file('b.json', '{')])).rejects.toMatchObject({ code: 'invalid-file' });
  const views: Awaited<ReturnType<typeof compute>>[] = [];
  for (let index = 0; index < 5; index += 1)
    views.push(await compute([file('a.json', { differences: { margin: index } })]));
  expect(reconciliations.get(views[1]!.reconciliation).cases).toHaveLength(1);
  expect(() => reconciliations.get(views[0]!.reconciliation)).toThrow('no longer kept in memory');
  reconciliations.clear();
  expect(() => reconciliations.get(views[4]!.reconciliation)).toThrow('no longer kept in memory');
});
