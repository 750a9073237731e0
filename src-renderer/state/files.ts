// How files come to the program: by the host's dialog, by the browser's where the host has none, or dropped. What crosses is a one-use
// token and a name, never a path. May import the client.
import { asCallError, type WindowClient } from '../client/client.ts';
import type { Notices } from './notices.svelte.ts';

export interface OfferedFile {
  token: string;
  name: string;
}

export type FilePurpose = 'import' | 'book' | 'report' | 'answer' | 'context';

export class Files {
  readonly #client: WindowClient;
  readonly #notices: Notices;

  constructor(client: WindowClient, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  /** Asks the person for files. Empty when they think better of it, or when it failed: that is said. */
  async choose(purpose: FilePurpose): Promise<OfferedFile[]> {
    try {
      return await this.#client.call('host.chooseFiles', { purpose });
    } catch (thrown) {
      const error = asCallError(thrown);
      if (error.code !== 'unsupported') {
        this.#notices.say('error', error.message);
        return [];
      }
    }
    const files = await new Promise<File[]>((resolve) => {
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = purpose === 'import' || purpose === 'answer';
      input.addEventListener('change', () => resolve([...(input.files ?? [])]));
      input.addEventListener('cancel', () => resolve([]));
      input.click();
    });
    return this.offer(files);
  }

  /** Hands dropped files over. */
  async offer(files: readonly File[]): Promise<OfferedFile[]> {
    try {
      return await Promise.all(files.map((file) => this.#client.offerFile(file)));
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
      return [];
    }
  }
}
