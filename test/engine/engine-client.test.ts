import { afterAll, expect, test } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { startEngine } from '../../src-main/engine/engine-client.ts';
import type { MarginRequest } from '../../src-main/engine/protocol.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import { runScenarios } from '../../src-main/engine/run-scenarios.ts';
import { ENGINE_VERSION } from '../../src-main/engine/version.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { book, instruments, position, request } from './fixtures/books.ts';
import { toyParameters, toyRulebooks } from './fixtures/toy-rulebook.ts';

const engine = startEngine({ workerUrl: new URL('./fixtures/toy-engine-worker.ts', import.meta.url) });
afterAll(() => engine.close());

const positions = instruments().map(({ id }, index) =>
  position(index % 2 ? 'a' : 'b', id, String(index - 20)),
);
const small = request(book(positions));
/** The same book on a grid so fine that a run takes a second or more. */
const long: MarginRequest = {
  ...small,
  parameters: { toy: toyParameters('toy', 20_000) },
  withBaseline: false,
};

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof MargraveError ? error.code : String(error)),
  );
const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

test('the thread says its kernel and version, and answers to the bit what the same run answers here', async () => {
  expect(await engine.ready).toEqual({ kernel: 'scalar-1', engineVersion: ENGINE_VERSION });
  const here = { kernel: scalarKernel, findRulebook: toyRulebooks };
  expect(await engine.call('margin', small)).toEqual(runMargin(small, here));
  const grid = { ...small, account: 'a', underlying: 'BTC' };
  expect(await engine.call('scenarios', grid)).toEqual(runScenarios(grid, here));
});

test('progress arrives and cancelling stops a run in the middle', async () => {
  await engine.ready;
  const controller = new AbortController();
  let seen = 0;
  const onProgress = (): void => {
    seen += 1;
    controller.abort();
  };
  expect(await code(engine.call('margin', long, { signal: controller.signal, onProgress }))).toBe(
    'cancelled',
  );
  expect(seen).toBe(1);
});

test('a newer run of the same question replaces the older one; another question is answered too', async () => {
  const older = code(engine.call('margin', long));
  await soon(30);
  const other = code(engine.call('margin', { ...small, question: 'another' }));
  const newer = code(engine.call('margin', small));
  expect(await older).toBe('superseded');
  expect([await newer, await other]).toEqual(['answered', 'answered']);
});

test('errors cross with their code and rows', async () => {
  const market = { ...small.market, figures: [] };
  const error = await engine.call('margin', { ...small, market }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'incomplete' });
  expect((error as MargraveError).detail.rows).toHaveLength(positions.length - 1);
  const reconcile = {
    question: 'r',
    document: {},
    name: 'x.json',
    context: null,
    rulebook: null,
    parameterSets: [],
  };
  expect(await code(engine.call('reconcile', reconcile))).toBe('invalid-file');
});
