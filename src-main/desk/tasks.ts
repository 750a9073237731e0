// Long tasks under the names their callers gave them: progress goes out as events, cancel comes in by name.
// May import domain errors and the engine's call options.
import { MargraveError } from '../domain/errors.ts';
import type { CallOptions, CallProgress } from '../engine/thread-calls.ts';

type Tell = (event: { task: string } & CallProgress) => void;

export class Tasks {
  readonly #running = new Map<string, AbortController>();
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /**
   * Runs work that can be followed and cancelled under `task`; without a name it just runs.
   * Throws `conflict` when a task of that name is still running.
   */
  async run<Output>(
    task: string | undefined,
    work: (options: CallOptions) => Promise<Output>,
  ): Promise<Output> {
    if (task === undefined) return work({});
    if (this.#running.has(task))
      throw new MargraveError('conflict', `A task named “${task}” is still running.`, { task });
    const controller = new AbortController();
    this.#running.set(task, controller);
    try {
      return await work({
        signal: controller.signal,
        onProgress: (progress) => this.#tell({ task, ...progress }),
      });
    } finally {
      this.#running.delete(task);
    }
  }

  /** Asks a running task to stop; false when there is none of that name. */
  cancel(task: string): boolean {
    const controller = this.#running.get(task);
    controller?.abort();
    return controller !== undefined;
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}
