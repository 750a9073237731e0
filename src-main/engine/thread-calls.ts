// Typed calls to a worker thread: one map of calls, served in the worker by `serveCalls` and made from outside by
// `connectCalls`. Knows nothing of margin or books. May import the domain's errors and node:worker_threads.
import type { MessagePort, TransferListItem, Worker } from 'node:worker_threads';
import { fromPlainError, MargraveError, type PlainError, toPlainError } from '../domain/errors.ts';

/** A map of calls: name → what goes in, what comes out. Everything must survive a structured clone. */
export type CallMap<Calls> = { [Name in keyof Calls]: { input: unknown; output: unknown } };

/** Progress of one running call. */
export interface CallProgress {
  done: number;
  total: number;
  label: string;
}

/** What crosses into the thread. `flag` is one shared Int32: 0 go on, 1 cancelled, 2 superseded. */
export type ToThread =
  | { kind: 'call'; id: number; call: string; input: unknown; flag: SharedArrayBuffer }
  | { kind: 'cancel'; id: number }
  | { kind: 'close' };

/** What comes back. */
export type FromThread =
  | { kind: 'ready'; facts: unknown }
  | { kind: 'progress'; id: number; progress: CallProgress }
  | { kind: 'event'; event: unknown }
  | { kind: 'answer'; id: number; output: unknown }
  | { kind: 'error'; id: number; error: PlainError };

const FLAG_CANCELLED = 1;
const FLAG_SUPERSEDED = 2;
/** Progress crosses at most this often, in milliseconds. */
const PROGRESS_INTERVAL = 50;

/** What a handler in the worker may use while it works. */
export interface CallContext {
  /** True once the caller cancelled or asked anew. Reads shared memory: works in the middle of a synchronous computation. */
  isCancelled(): boolean;
  /** Throws `cancelled` or `superseded` once the caller did so. Call it between blocks of work. */
  throwIfCancelled(): void;
  /** Fires when the cancel message arrives, which needs a free event loop: for handlers that wait. */
  signal: AbortSignal;
  /** Tells the caller how far the work is; more than one per 50 ms are dropped. */
  progress(progress: CallProgress): void;
  /** Names buffers of the answer that are handed over rather than copied. They are unusable here afterwards. */
  transfer(...buffers: TransferListItem[]): void;
}

/** One handler per call. It may answer at once or later; calls that answer at once run in the order they came. */
export type CallHandlers<Calls extends CallMap<Calls>> = {
  [Name in keyof Calls]: (
    input: Calls[Name]['input'],
    context: CallContext,
  ) => Calls[Name]['output'] | Promise<Calls[Name]['output']>;
};

export interface ServedCalls {
  /** Sends an event that belongs to no call. */
  send(event: unknown): void;
}

/**
 * Serves calls on the worker's `parentPort`. `ready` is sent once, before any answer, with `facts`.
 * `onClose` runs when the other side closes, after calls under way have ended (close the database there); then the port closes.
 * Anything thrown by a handler crosses as `{code, message, detail}`.
 */
export function serveCalls<Calls extends CallMap<Calls>>(
  port: MessagePort,
  handlers: CallHandlers<Calls>,
  facts: unknown = null,
  onClose: () => void | Promise<void> = () => {},
): ServedCalls {
  const running = new Map<number, AbortController>();
  const underWay = new Set<Promise<void>>();
  const post = (message: FromThread, transfer: readonly TransferListItem[] = []): void =>
    port.postMessage(message, transfer);

  async function answer(message: Extract<ToThread, { kind: 'call' }>): Promise<void> {
    const { id } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const handed: TransferListItem[] = [];
    const context = callContext(id, new Int32Array(message.flag), controller.signal, handed, post);
    try {
      context.throwIfCancelled();
      const handler = Object.hasOwn(handlers, message.call)
        ? handlers[message.call as keyof Calls]
        : undefined;
      if (!handler)
        throw new MargraveError('unsupported', `This thread has no call named “${message.call}”.`);
      post({ kind: 'answer', id, output: await handler(message.input, context) }, handed);
    } catch (thrown) {
      post({ kind: 'error', id, error: cloneableError(thrown) });
    } finally {
      running.delete(id);
    }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'call') {
      const work: Promise<void> = answer(message).finally(() => underWay.delete(work));
      underWay.add(work);
    } else if (message.kind === 'cancel') running.get(message.id)?.abort();
    else {
      for (const controller of running.values()) controller.abort();
      void Promise.allSettled(underWay)
        .then(onClose)
        .finally(() => port.close());
    }
  });
  post({ kind: 'ready', facts });
  return { send: (event) => post({ kind: 'event', event }) };
}

function callContext(
  id: number,
  flag: Int32Array,
  signal: AbortSignal,
  handed: TransferListItem[],
  post: (message: FromThread) => void,
): CallContext {
  let lastProgress = Number.NEGATIVE_INFINITY;
  return {
    signal,
    isCancelled: () => Atomics.load(flag, 0) !== 0,
    throwIfCancelled() {
      const state = Atomics.load(flag, 0);
      if (state === FLAG_CANCELLED) throw cancelled();
      if (state === FLAG_SUPERSEDED) throw superseded();
    },
    progress(progress) {
      const now = performance.now();
      if (now - lastProgress < PROGRESS_INTERVAL) return;
      lastProgress = now;
      post({ kind: 'progress', id, progress });
    },
    transfer: (...buffers) => void handed.push(...buffers),
  };
}

/** The plain error, with a detail that can cross: what can't be cloned is left out rather than losing the whole error. */
function cloneableError(thrown: unknown): PlainError {
  const plain = toPlainError(thrown);
  try {
    structuredClone(plain.detail);
    return plain;
  } catch {
    return { ...plain, detail: {} };
  }
}

const cancelled = (): MargraveError => new MargraveError('cancelled', 'The work was cancelled.');
const superseded = (): MargraveError =>
  new MargraveError('superseded', 'A newer request for the same question replaced this one.');

export interface CallOptions {
  /** Aborting asks the thread to stop. The promise settles when the thread says so: with `cancelled`, or with the answer when it was already done. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: CallProgress) => void) | undefined;
  /** Same call asked again under the same question: the older one fails at once with `superseded`. For calls that only read. */
  question?: string | undefined;
  /** Buffers of the input that are handed over rather than copied. */
  transfer?: readonly TransferListItem[] | undefined;
}

export interface ConnectOptions {
  /** What the thread does, for sentences: `calculation`, `book`. */
  name: string;
  /** Start a new thread after a crash (default true). Calls that were pending fail either way. */
  restart?: boolean;
  onEvent?: (event: unknown) => void;
}

/** The calling end. */
export interface ThreadCalls<Calls extends CallMap<Calls>, Facts> {
  /** The facts of the first `ready`; rejects when the thread can't be started. */
  ready: Promise<Facts>;
  call<Name extends keyof Calls & string>(
    name: Name,
    input: Calls[Name]['input'],
    options?: CallOptions,
  ): Promise<Calls[Name]['output']>;
  /** Closes the thread in good order: calls under way get three seconds to end. Pending calls fail with `cancelled`. */
  close(): Promise<void>;
}

interface PendingCall {
  name: string;
  question: string | undefined;
  flag: Int32Array;
  resolve(output: unknown): void;
  reject(error: MargraveError): void;
  onProgress: ((progress: CallProgress) => void) | undefined;
}

/** After so many crashes in a row before `ready`, no further thread is started. */
const STARTS_TRIED = 3;
const CLOSE_PATIENCE = 3_000;

/**
 * Connects to a worker made by `start`. A thread that crashes fails its pending calls with a sentence (`internal`) and is
 * replaced, unless it never got ready three times in a row. Progress callbacks and promises run on this thread.
 */
export function connectCalls<Calls extends CallMap<Calls>, Facts = unknown>(
  start: () => Worker,
  options: ConnectOptions,
): ThreadCalls<Calls, Facts> {
  const pending = new Map<number, PendingCall>();
  let nextId = 1;
  let worker: Worker | null = null;
  let closing: Promise<void> | null = null;
  let failedStarts = 0;
  let lastFailure = '';
  const ready = Promise.withResolvers<Facts>();
  ready.promise.catch(() => {}); // whoever awaits it still sees the rejection

  function failPending(error: MargraveError): void {
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.reject(error);
  }

  function stopped(thread: Worker, reason: string, gotReady: boolean): void {
    if (worker !== thread) return;
    worker = null;
    lastFailure = reason;
    failedStarts = gotReady ? 0 : failedStarts + 1;
    failPending(
      new MargraveError(
        'internal',
        `The ${options.name} thread stopped unexpectedly (${reason}). This request has no answer; ask again.`,
        { reason },
      ),
    );
    if (closing) return;
    if (failedStarts >= STARTS_TRIED || options.restart === false) ready.reject(notRunning());
    else connect();
  }

  const notRunning = (): MargraveError =>
    new MargraveError(
      'internal',
      `The ${options.name} thread is not running (${lastFailure || 'it was closed'}). Restart the program.`,
      { reason: lastFailure },
    );

  function connect(): void {
    const thread = start();
    worker = thread;
    let gotReady = false;
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'ready') {
        gotReady = true;
        ready.resolve(message.facts as Facts);
        // A waiting thread must not keep a finished command alive; a pending call does (see `call`).
        if (pending.size === 0) thread.unref();
      } else if (message.kind === 'event') options.onEvent?.(message.event);
      else receive(message);
    });
    thread.on('error', (error: unknown) =>
      stopped(thread, error instanceof Error ? error.message : String(error), gotReady),
    );
    thread.on('exit', (code) => stopped(thread, `exit code ${code}`, gotReady));
  }

  function receive(message: Extract<FromThread, { id: number }>): void {
    const call = pending.get(message.id);
    if (!call) return; // superseded: nobody waits for it any more
    if (message.kind === 'progress') {
      if (Atomics.load(call.flag, 0) === 0) call.onProgress?.(message.progress);
      return;
    }
    settle(message.id);
    if (message.kind === 'answer') call.resolve(message.output);
    else call.reject(fromPlainError(message.error));
  }

  function settle(id: number): void {
    pending.delete(id);
    if (pending.size === 0) worker?.unref();
  }

  function stop(id: number, call: PendingCall, state: number): void {
    Atomics.store(call.flag, 0, state);
    worker?.postMessage({ kind: 'cancel', id } satisfies ToThread);
  }

  function supersede(name: string, question: string): void {
    for (const [id, call] of [...pending]) {
      if (call.name !== name || call.question !== question) continue;
      stop(id, call, FLAG_SUPERSEDED);
      settle(id);
      call.reject(superseded());
    }
  }

  function call(name: string, input: unknown, how: CallOptions): Promise<unknown> {
    if (how.signal?.aborted) return Promise.reject(cancelled());
    if (how.question !== undefined) supersede(name, how.question);
    if (!worker || closing) return Promise.reject(notRunning());
    const thread = worker;
    const id = nextId++;
    const shared = new SharedArrayBuffer(4);
    return new Promise((resolve, reject) => {
      const { signal } = how;
      const entry: PendingCall = {
        name,
        question: how.question,
        flag: new Int32Array(shared),
        onProgress: how.onProgress,
        resolve(output) {
          signal?.removeEventListener('abort', onAbort);
          resolve(output);
        },
        reject(error) {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      const onAbort = (): void => stop(id, entry, FLAG_CANCELLED);
      try {
        const message: ToThread = { kind: 'call', id, call: name, input, flag: shared };
        thread.postMessage(message, how.transfer ?? []);
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        reject(new MargraveError('internal', `The request “${name}” can't cross to its thread: ${reason}`));
        return;
      }
      pending.set(id, entry);
      thread.ref();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  async function close(): Promise<void> {
    const thread = worker;
    if (!thread) return;
    const exited = new Promise<void>((resolve) => void thread.once('exit', () => resolve()));
    thread.ref();
    for (const entry of pending.values()) Atomics.store(entry.flag, 0, FLAG_CANCELLED);
    thread.postMessage({ kind: 'close' } satisfies ToThread);
    const patience = setTimeout(() => void thread.terminate(), CLOSE_PATIENCE);
    await exited;
    clearTimeout(patience);
    failPending(cancelled());
  }

  connect();
  return {
    ready: ready.promise,
    call: (name, input, how = {}) => call(name, input, how) as Promise<Calls[typeof name]['output']>,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * The file of a worker beside the module that starts it: `.ts` from source, `.js` in a build (each worker is an entry of
 * its own there, a sibling of whatever bundle its client ended up in). Pass the module's `import.meta.url`.
 */
export function siblingWorker(moduleUrl: string, name: string): URL {
  const file = `./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`;
  return new URL(file, moduleUrl);
}
