// The user's settings, in one small file of the user's folder. Losing it loses nothing of a book. May import contract and node.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsSchema } from '../contract/edit-schemas.ts';
import type { Settings } from '../contract/edit-views.ts';
import type { Handlers } from '../contract/transport.ts';
import type { DeskContext } from './context.ts';

const defaults: Settings = { timeZone: 'utc', columnSets: [], reportTemplates: [] };

export class SettingsFile {
  readonly #folder: string;
  /** Writes follow each other, so that the last one asked for is the one that stays. */
  #last: Promise<unknown> = Promise.resolve();
  /** True once the file was found to be something else: it is set aside before it is written over. */
  #unreadable = false;

  constructor(userFolder: string) {
    this.#folder = userFolder;
  }

  /** What was put last. What the file lacks, or what can't be read in it, is as at the first start. */
  async get(): Promise<Settings> {
    let read: unknown;
    try {
      read = JSON.parse(await readFile(this.#file(), 'utf8'));
    } catch (failure) {
      this.#unreadable = failure instanceof SyntaxError;
      return defaults;
    }
    this.#unreadable = typeof read !== 'object' || read === null || Array.isArray(read);
    const { timeZone, columnSets, reportTemplates } = settingsSchema.shape;
    const file = (this.#unreadable ? {} : read) as Partial<Record<keyof Settings, unknown>>;
    return {
      timeZone: timeZone.safeParse(file.timeZone).data ?? defaults.timeZone,
      columnSets: columnSets.safeParse(file.columnSets).data ?? defaults.columnSets,
      reportTemplates: reportTemplates.safeParse(file.reportTemplates).data ?? defaults.reportTemplates,
    };
  }

  /** Replaces all of them. Answers what was written. */
  put(settings: Settings): Promise<Settings> {
    const written = this.#last.then(() => this.#write(settings));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #write(settings: Settings): Promise<Settings> {
    await mkdir(this.#folder, { recursive: true });
    if (this.#unreadable) await rename(this.#file(), `${this.#file()}.unreadable`).catch(() => undefined);
    const partial = `${this.#file()}.partial`;
    await writeFile(partial, `${JSON.stringify(settings, null, 2)}\n`);
    await rename(partial, this.#file());
    this.#unreadable = false;
    return settings;
  }

  #file(): string {
    return join(this.#folder, 'settings.json');
  }
}

export function settingsHandlers(desk: DeskContext): Pick<Handlers, 'settings.get' | 'settings.put'> {
  const file = new SettingsFile(desk.options.userFolder);
  return {
    'settings.get': () => file.get(),
    'settings.put': (settings) => file.put(settings),
  };
}
