import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { connectCalls, type ThreadCalls } from '../../src-main/engine/thread-calls.ts';
import type { FixtureCalls } from './fixtures/calls-worker.ts';

const url = new URL('./fixtures/calls-worker.ts', import.meta.url);
let calls: ThreadCalls<FixtureCalls, { greeting: string }>;
let starts = 0;

function connect(workerData: unknown = null, onEvent: (event: unknown) => void = () => {}): void {
  starts = 0;
  calls = connectCalls<FixtureCalls, { greeting: string }>(
    () => {
      starts += 1;
      return new Worker(url, { workerData });
    },
    { name: 'fixture', onEvent },
  );
}

async function failure(promise: Promise<unknown>): Promise<MargraveError> {
  try {
    await promise;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MargraveError);
    return thrown as MargraveError;
  }
  throw new Error('It did not fail.');
}

const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

afterEach(() => calls.close());

test('answers, facts, events and handed-over buffers cross', async () => {
  const events: unknown[] = [];
  connect(null, (event) => events.push(event));
  expect(await calls.ready).toEqual({ greeting: 'hello' });
  expect(await Promise.all([calls.call('double', 4), calls.call('double', 5)])).toEqual([8, 10]);
  expect(await calls.call('handOver', 3)).toEqual(new Float64Array([1, 1, 1]));
  expect(events).toEqual(['started']);
});

test('errors keep code, sentence and detail; unknown ones become internal; an uncloneable detail is left out', async () => {
  connect();
  const known = await failure(calls.call('fail', 'sentence'));
  expect([known.code, known.message, known.detail]).toEqual([
    'not-found',
    'There is no such row.',
    { row: 3 },
  ]);
  expect((await failure(calls.call('fail', 'plain'))).code).toBe('internal');
  expect(await failure(calls.call('fail', 'uncloneable'))).toMatchObject({ code: 'conflict', detail: {} });
  expect((await failure(calls.call('toString' as 'double', 1))).code).toBe('unsupported');
});

test('an input that can not be cloned fails the call and leaves the thread usable', async () => {
  connect();
  expect((await failure(calls.call('double', (() => 1) as unknown as number))).code).toBe('internal');
  expect(await calls.call('double', 1)).toBe(2);
});

test('progress arrives, no oftener than every 50 ms', async () => {
  connect();
  await calls.ready;
  const seen: number[] = [];
  const start = performance.now();
  await calls.call('work', { milliseconds: 300 }, { onProgress: ({ done }) => seen.push(done) });
  expect(seen.length).toBeGreaterThanOrEqual(2);
  expect(seen.length).toBeLessThanOrEqual((performance.now() - start) / 50 + 1);
});

test('cancel stops a computation in the middle, a queued call before it starts, and one that waits', async () => {
  connect();
  await calls.ready;
  const controller = new AbortController();
  const { signal } = controller;
  const running = failure(calls.call('work', { milliseconds: 10_000 }, { signal }));
  const queued = failure(calls.call('work', { milliseconds: 10_000 }, { signal }));
  await soon(60);
  controller.abort();
  expect((await running).code).toBe('cancelled');
  expect((await queued).code).toBe('cancelled');
  const waiting = new AbortController();
  const wait = failure(calls.call('wait', null, { signal: waiting.signal }));
  await calls.call('double', 1);
  waiting.abort();
  expect((await wait).message).toBe('stopped');
  expect((await failure(calls.call('double', 1, { signal }))).code).toBe('cancelled');
});

test('a newer call under the same question replaces the older; other questions go on', async () => {
  connect();
  await calls.ready;
  const older = failure(calls.call('work', { milliseconds: 10_000 }, { question: 'a' }));
  await soon(40);
  const newer = calls.call('work', { milliseconds: 1 }, { question: 'a' });
  const other = calls.call('work', { milliseconds: 1 }, { question: 'b' });
  expect((await older).code).toBe('superseded');
  expect(await newer).toBe('worked');
  expect(await other).toBe('worked');
});

test('a crash fails what is pending with a sentence and a new thread takes over', async () => {
  connect();
  await calls.ready;
  const error = await failure(calls.call('crash', null));
  expect(error.code).toBe('internal');
  expect(error.message).toContain('the floor gave way');
  expect(await calls.call('double', 21)).toBe(42);
  expect(starts).toBe(2);
});

test('a thread that never gets ready is given up after three starts', async () => {
  connect('broken');
  expect((await failure(calls.ready)).message).toContain('broken from the start');
  expect(starts).toBe(3);
  expect((await failure(calls.call('double', 1))).message).toContain('not running');
});

test('close ends the thread; calls after it fail', async () => {
  connect();
  await calls.ready;
  const pending = failure(calls.call('wait', null));
  await calls.close();
  expect((await pending).code).toBe('cancelled');
  expect((await failure(calls.call('double', 1))).code).toBe('internal');
});
