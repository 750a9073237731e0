// The calling end of the engine: starts its worker thread and asks it. May import this room only.
import { Worker } from 'node:worker_threads';
import type { EngineCalls, EngineReady } from './protocol.ts';
import { connectCalls, siblingWorker, type ThreadCalls } from './thread-calls.ts';

/**
 * The engine as the desk holds it. A newer call of the same kind and `input.question` replaces an older one, which fails at
 * once with `superseded`. Aborting the signal stops the computation between two blocks of work: `cancelled`.
 */
export type Engine = ThreadCalls<EngineCalls, EngineReady>;

/** Starts the engine's worker. `workerUrl` is for tests; by default it is the worker beside this module. */
export function startEngine(options: { workerUrl?: URL } = {}): Engine {
  const url = options.workerUrl ?? siblingWorker(import.meta.url, 'engine-worker');
  const calls: Engine = connectCalls(() => new Worker(url), {
    name: 'calculation',
  });
  return {
    ready: calls.ready,
    call: (kind, input, how = {}) => calls.call(kind, input, { question: input.question, ...how }),
    close: () => calls.close(),
  };
}
