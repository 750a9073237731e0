// A long question of which only the newest is waited for: its task, how it failed, and cancelling it.
import { asCallError, type CallError } from '../client/client.ts';
import type { Tasks } from './tasks.svelte.ts';

export class LatestQuestion {
  readonly #tasks: Tasks;
  /** The question that runs; null when none does. */
  task = $state<string | null>(null);
  /** How the newest one failed; being cancelled or replaced is no failure. Stays until one succeeds. */
  failure = $state.raw<CallError | null>(null);

  constructor(tasks: Tasks) {
    this.#tasks = tasks;
  }

  /** Asks in place of what runs. Null when it failed, was cancelled, or a newer question took its place meanwhile. */
  protected async askLatest<Answer>(
    kind: string,
    words: string,
    call: (task: string) => Promise<Answer>,
  ): Promise<Answer | null> {
    await this.cancel();
    const task = this.#tasks.begin(kind, words);
    this.task = task;
    try {
      const answer = await call(task);
      if (this.task !== task) return null;
      this.failure = null;
      return answer;
    } catch (thrown) {
      const error = asCallError(thrown);
      if (this.task === task && error.code !== 'cancelled' && error.code !== 'superseded')
        this.failure = error;
      return null;
    } finally {
      this.#tasks.end(task);
      if (this.task === task) this.task = null;
    }
  }

  async cancel(): Promise<void> {
    const { task } = this;
    this.task = null;
    if (task !== null) await this.#tasks.cancel(task).catch(() => undefined);
  }
}
