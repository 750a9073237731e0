// The user's settings: read once at the start, written whole at every change. What shows them follows at once.

import { asCallError, type WindowClient } from '../client/client.ts';
import type { Settings } from '../client/nouns.ts';
import { shownZone } from '../format/zone.svelte.ts';
import type { Notices } from './notices.svelte.ts';

export class SettingsState {
  readonly #client: WindowClient;
  readonly #notices: Notices;
  current = $state.raw<Settings>({ timeZone: 'utc', columnSets: [], reportTemplates: [] });

  constructor(client: WindowClient, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#client.call('settings.get', {}));
    } catch (thrown) {
      this.#notices.say(
        'warning',
        `Your settings could not be read: ${asCallError(thrown).message} The window starts with the usual ones.`,
      );
    }
  }

  /** Takes the settings at once and writes them; what could not be written is said, and holds until the window closes. */
  async put(settings: Settings): Promise<void> {
    this.#take(settings);
    try {
      await this.#client.call('settings.put', settings);
    } catch (thrown) {
      this.#notices.say(
        'error',
        `Your settings could not be written: ${asCallError(thrown).message} They hold until this window closes.`,
      );
    }
  }

  async toggleTimeZone(): Promise<void> {
    await this.put({ ...this.current, timeZone: this.current.timeZone === 'utc' ? 'local' : 'utc' });
  }

  #take(settings: Settings): void {
    this.current = settings;
    shownZone.choice = settings.timeZone;
  }
}
