// Long tasks the window started: their progress, and a way to cancel them.
import type { WindowClient } from '../client/client.ts';

export interface TaskProgress {
  label: string;
  done: number;
  total: number;
}

/** Progress by task name. A task is known from `begin` until `end`. */
export class Tasks {
  readonly #client: WindowClient;
  #count = 0;
  progress = $state.raw<Record<string, TaskProgress>>({});

  constructor(client: WindowClient) {
    this.#client = client;
    client.on('task.progress', ({ task, label, done, total }) => {
      if (task in this.progress) this.progress = { ...this.progress, [task]: { label, done, total } };
    });
  }

  /** A new task's name, under which progress is kept. */
  begin(kind: string, label: string): string {
    this.#count += 1;
    const task = `${kind}-${this.#count}-${Date.now().toString(36)}`;
    this.progress = { ...this.progress, [task]: { label, done: 0, total: 0 } };
    return task;
  }

  /** Makes a task known that was named elsewhere: one that is worth showing only once it has lasted a while. */
  show(task: string, label: string): void {
    this.progress = { ...this.progress, [task]: { label, done: 0, total: 0 } };
  }

  end(task: string): void {
    if (!(task in this.progress)) return;
    const { [task]: _ended, ...rest } = this.progress;
    this.progress = rest;
  }

  /** Asks for the end of a task; its own call then answers `cancelled`. */
  async cancel(task: string): Promise<void> {
    await this.#client.call('task.cancel', { task });
  }
}
