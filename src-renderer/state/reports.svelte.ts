// A report of what is on screen: the figures are stored as a run, and the report is made from that run alone.

import { asCallError, type WindowClient } from '../client/client.ts';
import type { ReportFormat } from '../client/nouns.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

export class Reports {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #margin: MarginState;
  readonly #notices: Notices;
  readonly #stored: () => void;
  task = $state<string | null>(null);

  constructor(client: WindowClient, tasks: Tasks, margin: MarginState, notices: Notices, stored: () => void) {
    this.#stored = stored;
    this.#client = client;
    this.#tasks = tasks;
    this.#margin = margin;
    this.#notices = notices;
  }

  /** Stores what is on screen as a run, unless it is one already and still current. Answers the run's id. */
  async storeRun(): Promise<string | null> {
    const shown = this.#margin.shown;
    if (shown?.run && this.#margin.standing !== 'stale') return shown.run;
    const view = await this.#margin.compute({ store: true });
    if (view?.run) {
      this.#notices.say('information', 'The margin is stored as a run.');
      this.#stored();
      return view.run;
    }
    return null;
  }

  /** Stores what is chosen as a run of its own, whether or not the figures on screen are one already. Answers the run's id. */
  async storeAgain(): Promise<string | null> {
    const view = await this.#margin.compute({ store: true });
    if (!view?.run) {
      if (this.#margin.failure)
        this.#notices.say('error', `No run was stored: ${this.#margin.failure.message}`);
      return null;
    }
    this.#notices.say('information', 'The margin is stored as a run.');
    this.#stored();
    return view.run;
  }

  /** Makes the report and lets the person keep it: of what is on screen, or of the run named; of all sections, or of those chosen. */
  async make(
    format: ReportFormat,
    of: { run: string | null; sections: readonly string[] | null } = { run: null, sections: null },
  ): Promise<void> {
    const run = of.run ?? (await this.storeRun());
    if (run === null) {
      if (this.#margin.failure) {
        this.#notices.say('error', `No report was made: ${this.#margin.failure.message}`);
      }
      return;
    }
    await this.#keep(`Writing the ${format.toUpperCase()} report`, (task) =>
      this.#client.call('report.make', {
        run,
        format,
        sections: of.sections === null ? null : [...of.sections],
        task,
      }),
    );
  }

  async exportPortfolio(format: 'json' | 'csv'): Promise<void> {
    await this.#keep('Writing the portfolio', (task) =>
      this.#client.call('portfolio.export', { account: this.#margin.account, format, task }),
    );
  }

  async #keep(
    label: string,
    make: (task: string) => Promise<{ token: string; name: string }>,
  ): Promise<void> {
    const task = this.#tasks.begin('report', label);
    this.task = task;
    try {
      await this.save(await make(task));
    } catch (thrown) {
      const error = asCallError(thrown);
      if (error.code !== 'cancelled') this.#notices.say('error', error.message);
    } finally {
      this.#tasks.end(task);
      this.task = null;
    }
  }

  /** Saves a made file by the host's own dialog, or by the browser's download. */
  async save(file: { token: string; name: string }): Promise<void> {
    const saved = await this.#client.call('host.saveFile', { file: file.token });
    if (saved.download !== null) {
      await this.#client.download(saved.download, file.name);
      this.#notices.say('information', `${file.name} went to the browser’s downloads.`);
    } else if (saved.saved) {
      this.#notices.say('information', `Saved ${saved.path ?? file.name}.`);
    }
  }
}
