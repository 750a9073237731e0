// The Reports view: which run, which sections, what the report would hold, and whether a report made earlier still holds true.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { ReportPreview, ReportSection, RunState, Settings, VerifyAnswer } from '../client/nouns.ts';
import type { Notices } from './notices.svelte.ts';
import type { Reports } from './reports.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

const RUNS_LISTED = 200;
const ROWS_SHOWN = 12;

/** Templates that come with the program; `sections` null is everything. */
export const builtInTemplates: readonly { name: string; sections: readonly string[] | null }[] = [
  { name: 'Whole report', sections: null },
  { name: 'Risk committee', sections: ['summary', 'entries', 'scenarios', 'doubts', 'evidence'] },
  { name: 'Margin call', sections: ['summary', 'entries', 'contributions', 'holdings'] },
  { name: 'Summary page', sections: ['summary'] },
];

/** The user's settings, where templates are kept. */
interface KeptSettings {
  readonly current: Settings;
  put(settings: Settings): Promise<void>;
}

export class ReportPage {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #notices: Notices;
  readonly #reports: Reports;
  readonly #settings: KeptSettings;
  #asked = 0;

  /** The run that the report is of; null: the figures on screen, which are stored first. */
  run = $state<string | null>(null);
  runs = $state.raw<RunState[]>([]);
  runsTotal = $state(0);
  sections = $state.raw<ReportSection[]>([]);
  /** Sections taken in, by id; null is all. */
  chosen = $state.raw<readonly string[] | null>(null);
  preview = $state.raw<ReportPreview | null>(null);
  previewing = $state(false);
  failure = $state.raw<CallError | null>(null);
  /** The newest verification, with the name of the file. */
  verified = $state.raw<{ name: string; answer: VerifyAnswer } | null>(null);
  verifyTask = $state<string | null>(null);
  verifyFailure = $state.raw<{ name: string; error: CallError } | null>(null);

  templates = $derived.by<{ name: string; sections: readonly string[] | null; own: boolean }[]>(() => [
    ...builtInTemplates.map((template) => ({ ...template, own: false })),
    ...this.#settings.current.reportTemplates.map((template) => ({ ...template, own: true })),
  ]);
  /** The template that the chosen sections are, when there is one. */
  template = $derived(
    this.templates.find(({ sections }) => sameSections(sections, this.chosen, this.sections))?.name ?? null,
  );
  /** The newest run stands in for the figures on screen while these aren't stored. */
  previewed = $derived(this.run ?? this.runs[0]?.id ?? null);

  constructor(
    client: WindowClient,
    tasks: Tasks,
    notices: Notices,
    reports: Reports,
    settings: KeptSettings,
  ) {
    this.#client = client;
    this.#tasks = tasks;
    this.#notices = notices;
    this.#reports = reports;
    this.#settings = settings;
  }

  /** Asks for runs and sections anew: when the view opens, and when a run was stored. */
  async load(): Promise<void> {
    try {
      const [listed, sections] = await Promise.all([
        this.#client.call('runs.list', { offset: 0, limit: RUNS_LISTED }),
        this.#client.call('report.sections', {}),
      ]);
      this.runs = listed.rows;
      this.runsTotal = listed.total;
      this.sections = sections;
      if (this.run !== null && !listed.rows.some(({ id }) => id === this.run)) this.run = null;
      this.failure = null;
      await this.#show();
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  chooseRun(run: string | null): void {
    this.run = run;
    void this.#show();
  }

  chooseTemplate(name: string): void {
    const template = this.templates.find((known) => known.name === name);
    if (!template) return;
    this.chosen = template.sections;
    void this.#show();
  }

  toggle(section: string): void {
    const all = this.sections.map(({ id }) => id);
    const now = new Set(this.chosen ?? all);
    if (now.has(section)) now.delete(section);
    else now.add(section);
    this.chosen = now.size === all.length ? null : all.filter((id) => now.has(id));
    void this.#show();
  }

  isChosen(section: string): boolean {
    return section === 'summary' || this.chosen === null || this.chosen.includes(section);
  }

  async saveTemplate(name: string): Promise<void> {
    const { current } = this.#settings;
    const others = current.reportTemplates.filter((template) => template.name !== name);
    const sections = [...(this.chosen ?? this.sections.map(({ id }) => id))];
    await this.#settings.put({ ...current, reportTemplates: [...others, { name, sections }] });
    this.#notices.say('information', `Template “${name}” saved.`);
  }

  async removeTemplate(name: string): Promise<void> {
    const { current } = this.#settings;
    const reportTemplates = current.reportTemplates.filter((template) => template.name !== name);
    await this.#settings.put({ ...current, reportTemplates });
  }

  /** Makes the report of the chosen run (storing what is on screen first) and lets the person keep it. */
  async make(format: 'pdf' | 'xlsx' | 'csv' | 'json'): Promise<void> {
    await this.#reports.make(format, { run: this.run, sections: this.chosen });
    await this.load();
  }

  /** Recomputes a JSON report from what it embeds. */
  async verify(file: { token: string; name: string }): Promise<void> {
    const task = this.#tasks.begin('verify-report', `Recomputing ${file.name}`);
    this.verifyTask = task;
    this.verified = null;
    this.verifyFailure = null;
    try {
      this.verified = {
        name: file.name,
        answer: await this.#client.call('report.verify', { file: file.token, task }),
      };
    } catch (thrown) {
      const error = asCallError(thrown);
      if (error.code !== 'cancelled') this.verifyFailure = { name: file.name, error };
    } finally {
      this.#tasks.end(task);
      this.verifyTask = null;
    }
  }

  async #show(): Promise<void> {
    const run = this.previewed;
    this.#asked += 1;
    const asked = this.#asked;
    if (run === null) {
      this.preview = null;
      return;
    }
    this.previewing = true;
    try {
      const preview = await this.#client.call('report.preview', {
        run,
        sections: this.chosen === null ? null : [...this.chosen],
        rows: ROWS_SHOWN,
      });
      if (asked === this.#asked) {
        this.preview = preview;
        this.failure = null;
      }
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    } finally {
      if (asked === this.#asked) this.previewing = false;
    }
  }
}

/** True when both take in the same sections; the summary is in either way. */
function sameSections(
  a: readonly string[] | null,
  b: readonly string[] | null,
  all: readonly { id: string }[],
): boolean {
  const ids = (list: readonly string[] | null): string =>
    all
      .map(({ id }) => id)
      .filter((id) => id === 'summary' || list === null || list.includes(id))
      .join();
  return ids(a) === ids(b);
}
