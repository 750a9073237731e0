// About and help: the program, each rulebook's method page, and the program's log.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';

export type AboutPart = 'program' | 'methods' | 'log';

export class About {
  readonly #client: WindowClient;
  /** The part that is shown; null while the dialog is closed. */
  part = $state<AboutPart | null>(null);
  rulebook = $state<string | null>(null);
  markdown = $state<string | null>(null);
  log = $state.raw<{ path: string; lines: string[] } | null>(null);
  failure = $state.raw<CallError | null>(null);

  constructor(client: WindowClient) {
    this.#client = client;
  }

  open(part: AboutPart): void {
    this.part = part;
    this.failure = null;
    if (part === 'log') void this.#readLog();
  }

  close(): void {
    this.part = null;
  }

  /** Opens the method page of a rulebook. */
  async method(rulebook: string): Promise<void> {
    this.part = 'methods';
    this.rulebook = rulebook;
    this.markdown = null;
    this.failure = null;
    try {
      const { markdown } = await this.#client.call('rulebooks.method', { id: rulebook });
      if (this.rulebook === rulebook) this.markdown = markdown;
    } catch (thrown) {
      if (this.rulebook === rulebook) this.failure = asCallError(thrown);
    }
  }

  async #readLog(): Promise<void> {
    try {
      this.log = await this.#client.call('program.log', {});
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }
}
