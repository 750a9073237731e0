// What the window knows of the program: the book that is open, what can be chosen, and the state behind each view.
// Views read it and call it; it alone speaks to the client.

import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { Account, BookState, ProgramState, ReportingGroup, RulebookState } from '../client/nouns.ts';
import { About } from './about.svelte.ts';
import { ColumnSets } from './column-sets.svelte.ts';
import { Comparison } from './comparison.svelte.ts';
import { Distance } from './distance.svelte.ts';
import { Entry } from './entry.svelte.ts';
import { Files, type OfferedFile } from './files.ts';
import { Grid } from './grid.svelte.ts';
import { ImportState } from './importing.svelte.ts';
import { Limits } from './limits.svelte.ts';
import { Listed } from './listed.svelte.ts';
import { MarginState } from './margin.svelte.ts';
import { Market } from './market.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { Parameters } from './parameters.svelte.ts';
import { Payoff } from './payoff.svelte.ts';
import { Reconciliation } from './reconciliation.svelte.ts';
import { ReportPage } from './report-page.svelte.ts';
import { Reports } from './reports.svelte.ts';
import { Runs } from './runs.svelte.ts';
import { Scenarios } from './scenarios.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { Tasks } from './tasks.svelte.ts';
import { Theme } from './theme.svelte.ts';
import { WhatIfState } from './what-if.svelte.ts';
import { Application } from './what-if-apply.svelte.ts';
import { SavedWhatIfs } from './what-if-saved.svelte.ts';

export type ViewName =
  | 'overview'
  | 'positions'
  | 'scenarios'
  | 'margin'
  | 'what-if'
  | 'market'
  | 'parameters'
  | 'reports'
  | 'runs'
  | 'reconciliation'
  | 'listed';
const bookEndings = ['.margrave', '.sqlite', '.db'];

export class Desk {
  readonly client: WindowClient;
  readonly tasks: Tasks;
  readonly notices = new Notices();
  /** How files come to the program: asked for, or dropped. */
  readonly files: Files;
  readonly theme = new Theme();
  readonly margin: MarginState;
  readonly grid: Grid;
  readonly columns: ColumnSets;
  readonly payoff: Payoff;
  readonly market: Market;
  readonly parameters: Parameters;
  readonly importing: ImportState;
  /** Rows typed into the book, and the deleting of positions. */
  readonly entry: Entry;
  readonly limits: Limits;
  readonly reports: Reports;
  /** The what-if in work, those saved by name, and the writing of one into the book. */
  readonly whatIf: WhatIfState;
  readonly savedWhatIfs: SavedWhatIfs;
  readonly application: Application;
  /** Pictures of risk, and how far each level is. */
  readonly scenarios: Scenarios;
  readonly distance: Distance;
  readonly settings: SettingsState;
  readonly about: About;
  readonly reportPage: ReportPage;
  /** Stored runs, and two of them compared. */
  readonly runs: Runs;
  /** One account under several rulebooks; and venues' own answers beside Margrave's. */
  readonly comparison: Comparison;
  readonly reconciliation: Reconciliation;
  /** One account as listed markets see it. */
  readonly listed: Listed;

  view = $state<ViewName>('overview');
  program = $state.raw<ProgramState | null>(null);
  accounts = $state.raw<Account[]>([]);
  groups = $state.raw<ReportingGroup[]>([]);
  rulebooks = $state.raw<RulebookState[]>([]);
  /** Set until the program answered for the first time. */
  starting = $state(true);
  /** What is being opened or made, while it is. */
  busy = $state('');
  failure = $state.raw<CallError | null>(null);
  paletteOpen = $state(false);
  /** What the palette begins with when it opens. */
  paletteBegins = $state('');
  keysOpen = $state(false);
  excludedOpen = $state(false);
  /** Charts are shown as the tables of their figures instead. */
  figuresAsTable = $state(false);
  book = $derived<BookState | null>(this.program?.book ?? null);
  /** Files dropped while no book was open: read as soon as one is. */
  waiting = $state.raw<OfferedFile[]>([]);

  constructor(client: WindowClient) {
    this.client = client;
    this.tasks = new Tasks(client);
    this.files = new Files(client, this.notices);
    this.settings = new SettingsState(client, this.notices);
    this.margin = new MarginState(client, this.tasks, () => this.book);
    this.market = new Market(client, this.margin, this.notices);
    this.parameters = new Parameters(client, this.margin, this.notices);
    this.grid = new Grid(client, () => ({
      view: this.margin.shown?.view ?? null,
      account: this.margin.account,
      revision: this.book?.revision ?? 0,
    }));
    this.payoff = new Payoff(client, this.tasks, this.margin);
    this.columns = new ColumnSets(this.settings, () => this.margin.account);
    this.importing = new ImportState(client, this.tasks);
    this.entry = new Entry(
      client,
      this.notices,
      () => this.accounts,
      () => this.margin.account,
    );
    this.limits = new Limits(client, this.notices, () => this.margin.shown?.view ?? null);
    this.about = new About(client);
    this.runs = new Runs(client, this.tasks, this.margin);
    this.reports = new Reports(client, this.tasks, this.margin, this.notices, () => void this.refresh());
    const scope = () => ({
      rulebook: this.margin.rulebook,
      parameters: this.margin.parameters,
      market: this.margin.market,
      allowExcluded: this.margin.leaveOut,
      book: this.book,
    });
    this.whatIf = new WhatIfState(client, this.tasks, scope, () => {
      this.view = 'what-if';
    });
    this.savedWhatIfs = new SavedWhatIfs(client, this.whatIf, this.notices, scope);
    this.application = new Application(
      client,
      this.whatIf,
      this.notices,
      () => this.undo(),
      () => this.refresh(),
    );
    this.scenarios = new Scenarios(client, this.tasks, this.margin, () => this.whatIf.current);
    this.distance = new Distance(client, this.tasks, this.margin, () => this.whatIf.current);
    this.reportPage = new ReportPage(client, this.tasks, this.notices, this.reports, this.settings);
    this.comparison = new Comparison(
      client,
      this.tasks,
      this.margin,
      () => this.rulebooks.map(({ id }) => id),
      () => this.accounts,
      () => this.book?.revision ?? 0,
    );
    this.listed = new Listed(
      client,
      this.tasks,
      this.margin,
      () => this.accounts,
      () => this.book?.revision ?? 0,
    );
    this.reconciliation = new Reconciliation(client, this.tasks, this.notices);
    client.on('book.changed', ({ revision, open }) => {
      if (!open) this.#put(null);
      else if (this.book?.revision !== revision) {
        this.movedOn(revision);
        void this.refresh();
      }
    });
    client.on('notice', ({ level, message }) => this.notices.say(level, message));
  }

  /** The book is at another revision: what was computed before is stale from this moment, not from when all is asked again. */
  movedOn(revision: number): void {
    if (this.program && this.book) this.program = { ...this.program, book: { ...this.book, revision } };
  }

  /** First questions to the program: what is open, and what can be chosen. */
  async start(): Promise<void> {
    await Promise.all([this.refresh(), this.settings.load()]);
    this.starting = false;
  }

  /** Asks again what is open and what is in it, then for the margin if that is cheap. */
  async refresh(): Promise<void> {
    try {
      const program = await this.client.call('program.state', {});
      const former = this.book?.path ?? null;
      if (program.book === null) {
        this.program = program;
        this.#put(null);
        return;
      }
      if (program.book.path !== former) {
        this.#forgetChoices();
        this.reconciliation.forget();
      }
      const [tree, rulebooks] = await Promise.all([
        this.client.call('accounts.tree', {}),
        this.client.call('rulebooks.list', {}),
        this.market.refresh(),
        this.parameters.refresh(),
      ]);
      if (program.book.path !== former || program.book.empty) {
        this.margin.forget();
        this.scenarios.forget();
        this.distance.forget();
        this.comparison.forget();
        this.listed.forget();
        this.#leaveWhatIfs();
      }
      this.program = program;
      this.accounts = tree.accounts;
      this.groups = tree.groups;
      this.rulebooks = rulebooks;
      const account = this.margin.account;
      if (account !== null && !tree.accounts.some((known) => known.id === account))
        this.margin.account = null;
      this.margin.afterChange();
      this.whatIf.again();
      this.application.bookAt(program.book.revision);
      void this.savedWhatIfs.load();
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  /** Market and parameters were chosen from another book. */
  #forgetChoices(): void {
    this.margin.market = null;
    this.margin.parameters = null;
    this.market.forget();
    this.parameters.forget();
  }

  #put(book: BookState | null): void {
    if (this.program) this.program = { ...this.program, book };
    if (book === null) {
      this.#forgetChoices();
      this.margin.forget();
      this.scenarios.forget();
      this.distance.forget();
      this.comparison.forget();
      this.listed.forget();
      this.reconciliation.forget();
      this.#leaveWhatIfs();
      this.accounts = [];
      this.groups = [];
    }
  }

  #leaveWhatIfs(): void {
    this.whatIf.close();
    this.savedWhatIfs.forget();
  }

  async #opening(label: string, open: () => Promise<BookState>): Promise<void> {
    this.busy = label;
    this.failure = null;
    try {
      const book = await open();
      for (const warning of book.warnings) this.notices.say('warning', warning);
      await this.refresh();
      const waiting = this.waiting;
      this.waiting = [];
      if (waiting.length > 0) await this.importing.begin(waiting);
    } catch (thrown) {
      const error = asCallError(thrown);
      if (error.code !== 'cancelled') this.failure = error;
    } finally {
      this.busy = '';
    }
  }

  async openSample(): Promise<void> {
    const task = this.tasks.begin('sample', 'Making the sample book');
    await this.#opening('Making the sample book', () => this.client.call('book.openSample', { task }));
    this.tasks.end(task);
  }

  async openRecent(path: string): Promise<void> {
    await this.#opening('Opening the book', () => this.client.call('book.openRecent', { path }));
  }

  async openBook(): Promise<void> {
    const file = await this.#choose('book');
    if (file)
      await this.#opening(`Opening ${file.name}`, () => this.client.call('book.open', { file: file.token }));
  }

  async newBook(): Promise<void> {
    try {
      const file = await this.client.call('host.chooseNewBook', {});
      if (file === null) return;
      const name = file.name.replace(/\.[^.]+$/, '');
      await this.#opening(`Making ${file.name}`, () =>
        this.client.call('book.create', { file: file.token, name }),
      );
    } catch (thrown) {
      this.failure = asCallError(thrown);
    }
  }

  async closeBook(): Promise<void> {
    await this.#try(async () => {
      await this.client.call('book.close', {});
      await this.refresh();
    });
  }

  /** Asks for files of one kind. */
  async #choose(purpose: 'book' | 'report' | 'context'): Promise<OfferedFile | null> {
    return (await this.files.choose(purpose))[0] ?? null;
  }

  /** Files dropped anywhere: a book is opened; in Reconciliation the rest is compared, elsewhere read for import. */
  async dropped(files: readonly File[]): Promise<void> {
    const offered = await this.files.offer(files);
    if (offered.length === 0) return;
    const book = offered.find((file) =>
      bookEndings.some((ending) => file.name.toLowerCase().endsWith(ending)),
    );
    if (book) {
      await this.#opening(`Opening ${book.name}`, () => this.client.call('book.open', { file: book.token }));
    } else if (this.book === null) {
      this.waiting = offered;
    } else if (this.view === 'reconciliation') await this.reconciliation.begin(offered);
    else await this.importing.begin(offered);
  }

  /** Asks for a JSON report and recomputes it, in the Reports view. */
  async verifyReport(): Promise<void> {
    const file = await this.#choose('report');
    if (file === null) return;
    this.view = 'reports';
    await this.reportPage.verify(file);
  }

  /** Asks for venues' answers and compares them, in the Reconciliation view. */
  async reconcileFiles(): Promise<void> {
    const files = await this.files.choose('answer');
    if (files.length === 0) return;
    this.view = 'reconciliation';
    await this.reconciliation.begin(files);
  }

  /** Asks for the document that stands beside the next answers. */
  async chooseContext(): Promise<void> {
    const file = await this.#choose('context');
    if (file !== null) this.reconciliation.context = file;
  }

  async importFiles(): Promise<void> {
    await this.importing.begin(await this.files.choose('import'));
  }

  /** Takes a book off the list of recent ones. */
  async forgetRecent(path: string): Promise<void> {
    await this.#try(async () => {
      await this.client.call('book.forgetRecent', { path });
      await this.refresh();
    });
  }

  async undo(): Promise<void> {
    await this.#try(async () => {
      const { undone } = await this.client.call('book.undo', {});
      this.notices.say(
        'information',
        undone === null ? 'There is nothing to undo.' : /^Undone/.test(undone) ? undone : `Undone: ${undone}`,
      );
      await this.refresh();
    });
  }

  async verifyBook(): Promise<void> {
    const task = this.tasks.begin('verify', 'Checking every row against its digest');
    await this.#try(async () => {
      const report = await this.client.call('book.verify', { task });
      if (report.ok) {
        const rows = report.tables.reduce((sum, table) => sum + table.rows, 0);
        this.notices.say(
          'information',
          `The book is whole: ${rows} rows of ${report.tables.length} tables checked.`,
        );
      } else this.notices.say('error', report.problems.join(' '));
      await this.refresh();
    });
    this.tasks.end(task);
  }

  async backup(): Promise<void> {
    await this.#try(async () => {
      const { path } = await this.client.call('book.backup', {});
      this.notices.say('information', `Backed up to ${path}.`);
    });
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.notices.say('error', asCallError(thrown).message);
    }
  }
}
