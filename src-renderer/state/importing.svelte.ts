// Files on their way into the book: offered, read, looked at, committed or put away. Nothing is written before `commit`.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type {
  ColumnMapping,
  ImportOutcome,
  ImportPreview,
  ImportRow,
  MappedColumn,
} from '../client/nouns.ts';
import type { OfferedFile } from './files.ts';
import type { Tasks } from './tasks.svelte.ts';

export type ImportStage = 'closed' | 'reading' | 'preview' | 'committing' | 'done' | 'failed';

export class ImportState {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  #files: OfferedFile[] = [];

  stage = $state<ImportStage>('closed');
  names = $state.raw<string[]>([]);
  preview = $state.raw<ImportPreview | null>(null);
  outcome = $state.raw<ImportOutcome | null>(null);
  failure = $state.raw<CallError | null>(null);
  task = $state<string | null>(null);
  mode = $state<'replace' | 'merge'>('replace');
  /** What the preview on screen was made for: committing does that, whatever was chosen since. */
  #previewed = $state<'replace' | 'merge'>('replace');
  keepGoodRows = $state(false);
  mapping = $state.raw<ColumnMapping | null>(null);
  mappingName = $state('');
  /** True when the mapping was edited since the preview was made. */
  mappingEdited = $state(false);
  mappings = $state.raw<{ name: string; mapping: ColumnMapping }[]>([]);
  rows = $state.raw<ImportRow[]>([]);
  rowsTotal = $state(0);
  canCommit = $derived(
    this.preview !== null &&
      !this.preview.identical &&
      !this.mappingEdited &&
      this.mode === this.#previewed &&
      (this.preview.rejectedTotal === 0 || this.keepGoodRows),
  );

  constructor(client: WindowClient, tasks: Tasks) {
    this.#client = client;
    this.#tasks = tasks;
  }

  get open(): boolean {
    return this.stage !== 'closed';
  }

  /** Reads the files and shows what committing them would do. */
  async begin(files: OfferedFile[]): Promise<void> {
    if (files.length === 0) return;
    this.#files = files;
    this.names = files.map((file) => file.name);
    this.mapping = null;
    this.mappingName = '';
    this.mode = 'replace';
    this.keepGoodRows = false;
    this.outcome = null;
    await this.read();
  }

  async read(): Promise<void> {
    const task = this.#tasks.begin('import', 'Reading files');
    const former = this.preview?.id;
    const { mode } = this;
    this.task = task;
    this.stage = 'reading';
    this.failure = null;
    try {
      const preview = await this.#client.call('import.preview', {
        // A token is good for one reading; what was previewed is read again under the preview's name.
        files: former === undefined ? this.#files.map((file) => file.token) : [former],
        account: null,
        mapping: this.mapping,
        mappingName: null,
        mode,
        task,
      });
      if (former !== undefined)
        void this.#client.call('import.discard', { preview: former }).catch(() => undefined);
      this.preview = preview;
      this.#previewed = mode;
      this.mapping = preview.mapping;
      this.mappingEdited = false;
      this.stage = 'preview';
      await Promise.all([this.loadRows(null), this.#loadMappings()]);
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.#tasks.end(task);
      this.task = null;
    }
  }

  async #loadMappings(): Promise<void> {
    if (this.preview?.mapping === null) return;
    this.mappings = await this.#client.call('import.mappings', {}).catch(() => []);
  }

  /** The first rows of one state (all when null) that the preview would write. */
  async loadRows(state: ImportRow['state'] | null): Promise<void> {
    const preview = this.preview;
    if (preview === null) return;
    try {
      const page = await this.#client.call('import.rows', {
        preview: preview.id,
        state,
        section: null,
        offset: 0,
        limit: 200,
      });
      this.rows = page.rows;
      this.rowsTotal = page.total;
    } catch {
      this.rows = [];
      this.rowsTotal = 0;
    }
  }

  async chooseMode(mode: 'replace' | 'merge'): Promise<void> {
    this.mode = mode;
    await this.read();
  }

  mapColumn(meaning: MappedColumn, header: string): void {
    if (this.mapping === null) return;
    const columns = { ...this.mapping.columns };
    if (header === '') delete columns[meaning];
    else columns[meaning] = header;
    this.changeMapping({ columns });
  }

  changeMapping(change: Partial<ColumnMapping>): void {
    if (this.mapping === null) return;
    this.mapping = { ...this.mapping, ...change };
    this.mappingEdited = true;
  }

  async useMapping(name: string): Promise<void> {
    const saved = this.mappings.find((entry) => entry.name === name);
    if (!saved) return;
    this.mapping = saved.mapping;
    this.mappingName = name;
    await this.read();
  }

  async saveMapping(): Promise<void> {
    if (this.mapping === null || this.mappingName.trim() === '') return;
    try {
      await this.#client.call('import.saveMapping', { name: this.mappingName.trim(), mapping: this.mapping });
      await this.#loadMappings();
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  async commit(): Promise<ImportOutcome | null> {
    const preview = this.preview;
    if (preview === null || !this.canCommit) return null;
    const task = this.#tasks.begin('commit', 'Writing to the book');
    this.task = task;
    this.stage = 'committing';
    this.failure = null;
    try {
      this.outcome = await this.#client.call('import.commit', {
        preview: preview.id,
        keepGoodRows: this.keepGoodRows,
        task,
      });
      this.preview = null;
      this.stage = 'done';
      return this.outcome;
    } catch (thrown) {
      this.#fail(thrown);
      return null;
    } finally {
      this.#tasks.end(task);
      this.task = null;
    }
  }

  #fail(thrown: unknown): void {
    const error = asCallError(thrown);
    if (error.code === 'cancelled' && this.preview === null) {
      this.stage = 'closed';
      return;
    }
    this.failure = error;
    if (this.preview !== null) this.mode = this.#previewed;
    this.stage = this.preview === null ? 'failed' : 'preview';
  }

  async cancelTask(): Promise<void> {
    if (this.task !== null) await this.#tasks.cancel(this.task).catch(() => undefined);
  }

  close(): void {
    if (this.task !== null) void this.cancelTask();
    if (this.preview !== null) {
      void this.#client.call('import.discard', { preview: this.preview.id }).catch(() => undefined);
    }
    this.preview = null;
    this.outcome = null;
    this.failure = null;
    this.rows = [];
    this.stage = 'closed';
  }
}
