// The desk's two threads: one with the book's write connection, one with its read connection, the margin views and the engine.
// Each starts when first needed. May import the engine's thread calls and node.
import { Worker } from 'node:worker_threads';
import { connectCalls, siblingWorker, type ThreadCalls } from '../engine/thread-calls.ts';
import type { BookWorkerSettings, ReaderCalls, WriterCalls } from './worker-calls.ts';

export class BookThreads {
  readonly #settings: Omit<BookWorkerSettings, 'role' | 'reopen'>;
  #writer: ThreadCalls<WriterCalls, null> | null = null;
  #reader: ThreadCalls<ReaderCalls, null> | null = null;
  /** The book that a thread opens by itself when it replaces one that crashed. */
  reopen: BookWorkerSettings['reopen'] = null;

  constructor(settings: Omit<BookWorkerSettings, 'role' | 'reopen'>) {
    this.#settings = settings;
  }

  get writer(): ThreadCalls<WriterCalls, null> {
    this.#writer ??= connectCalls(() => this.#start('writer'), { name: 'book' });
    return this.#writer;
  }

  get reader(): ThreadCalls<ReaderCalls, null> {
    this.#reader ??= connectCalls(() => this.#start('reader'), { name: 'reading' });
    return this.#reader;
  }

  /** Closes both in good order: the reader first, so that the writer may tidy up the book's log. */
  async close(): Promise<void> {
    await this.#reader?.close();
    await this.#writer?.close();
  }

  /** True when the writer was ever needed. */
  get writing(): boolean {
    return this.#writer !== null;
  }

  #start(role: BookWorkerSettings['role']): Worker {
    const workerData: BookWorkerSettings = { ...this.#settings, role, reopen: this.reopen };
    return new Worker(siblingWorker(import.meta.url, 'book-worker'), { workerData });
  }
}
