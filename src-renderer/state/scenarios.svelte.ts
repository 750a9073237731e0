// The Scenarios view: which positions, which moves, the grid and curves computed for them, and the positions behind one cell.
import type { CallInput } from '../../src-main/contract/calls.ts';
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { CellPage, CellRow, MarginEntry, RiskCurve, RiskGrid, WhatIf } from '../client/nouns.ts';
import { type Heat, type HeatCell, heatOfGrid, heatOfTable, movesOver, worstOf } from './heat.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Tasks } from './tasks.svelte.ts';

type GridQuestion = Omit<CallInput<'risk.grid'>, 'task'>;

/** Positions that are looked at by themselves, and what they are called. */
export interface ChosenPositions {
  ids: string[];
  label: string;
}

/** The positions behind a cell, largest loss first, a page at a time. */
export interface Drill {
  heat: string;
  row: number;
  column: number;
  title: string;
  currency: string;
  total: string;
  rows: CellRow[];
  count: number;
}

export interface GridShape {
  priceRange: number;
  priceSteps: number;
  volatilityRange: number;
  volatilitySteps: number;
  days: number;
}

export const presets: readonly { name: string; shape: GridShape }[] = [
  { name: 'Day', shape: { priceRange: 10, priceSteps: 9, volatilityRange: 20, volatilitySteps: 5, days: 0 } },
  {
    name: 'Stress',
    shape: { priceRange: 20, priceSteps: 9, volatilityRange: 50, volatilitySteps: 5, days: 0 },
  },
  {
    name: 'A week on',
    shape: { priceRange: 20, priceSteps: 9, volatilityRange: 50, volatilitySteps: 5, days: 7 },
  },
  {
    name: 'Wide',
    shape: { priceRange: 60, priceSteps: 13, volatilityRange: 80, volatilitySteps: 5, days: 0 },
  },
  {
    name: 'Crash',
    shape: { priceRange: 90, priceSteps: 13, volatilityRange: 90, volatilitySteps: 7, days: 0 },
  },
];

const pageSize = 100;
/** A picture that took at most this long is drawn again without being asked when the margin changes. */
const quickMilliseconds = 750;
const curvePoints = 161;
const silent = new Set(['cancelled', 'superseded']);

export class Scenarios {
  readonly #client: WindowClient;
  readonly #tasks: Tasks;
  readonly #margin: MarginState;
  readonly #whatIf: () => WhatIf | null;
  #drillRequest = 0;

  mode = $state<'rulebook' | 'free'>('rulebook');
  underlying = $state<string | null>(null);
  positions = $state.raw<ChosenPositions | null>(null);
  shape = $state.raw<GridShape>({
    priceRange: 20,
    priceSteps: 9,
    volatilityRange: 50,
    volatilitySteps: 5,
    days: 0,
  });
  /** The free grid pictures the what-if in work instead of the book. */
  ofWhatIf = $state(false);
  /** Table that the keyboard stands in, of the rulebook's. */
  table = $state('');

  grid = $state.raw<RiskGrid | null>(null);
  curve = $state.raw<RiskCurve | null>(null);
  #gridOf = $state('');
  #curveOf = $state('');
  gridTask = $state<string | null>(null);
  curveTask = $state<string | null>(null);
  failure = $state.raw<CallError | null>(null);
  curveFailure = $state.raw<CallError | null>(null);
  drill = $state.raw<Drill | null>(null);
  drillFailure = $state.raw<CallError | null>(null);
  drillBusy = $state(false);

  entry = $derived.by<MarginEntry | null>(() => this.#margin.entry);
  /** What the free grid pictures of the what-if, when it does. */
  what = $derived.by<WhatIf | null>(() => (this.mode === 'free' && this.ofWhatIf ? this.#whatIf() : null));
  /** Underlyings that the positions in question depend on. */
  underlyings = $derived.by(() => {
    const account = this.#account;
    const greeks = this.#margin.shown?.greeks ?? [];
    const held = greeks.filter((row) => account === null || row.account === account);
    return [...new Set(held.map((row) => row.underlying))];
  });
  /** Tables of the rulebook for the entry, as heat; null until they are there. */
  tables = $derived.by<Heat[] | null>(() => {
    const { entry } = this;
    const found = this.#margin.tables?.find(
      (known) =>
        known.account === entry?.account &&
        known.nettingSet === entry.nettingSet &&
        known.currency === entry.currency,
    );
    return found ? found.tables.map((table) => heatOfTable(table, found.currency)) : null;
  });
  freeHeat = $derived(this.grid === null ? null : heatOfGrid(this.grid));
  heats = $derived<Heat[]>(
    this.mode === 'free' ? (this.freeHeat === null ? [] : [this.freeHeat]) : (this.tables ?? []),
  );
  heat = $derived<Heat | null>(this.heats.find(({ key }) => key === this.table) ?? this.heats[0] ?? null);
  running = $derived(this.gridTask !== null || this.curveTask !== null);
  problem = $derived.by(() => {
    const { priceRange, volatilityRange, days } = this.shape;
    if (!(priceRange > 0 && priceRange <= 400)) return 'The range of the price goes from 0.1 to 400 %.';
    if (!(volatilityRange > 0 && volatilityRange <= 400))
      return 'The range of volatility goes from 0.1 to 400 %.';
    if (!(days >= 0 && days <= 3_650)) return 'Days forward go from 0 to 3650.';
    return '';
  });
  question = $derived.by<GridQuestion | null>(() =>
    this.#margin.shown === null || this.problem !== ''
      ? null
      : {
          ...this.#common(),
          priceMoves: movesOver(this.shape.priceRange, this.shape.priceSteps),
          volatilityMoves: movesOver(this.shape.volatilityRange, this.shape.volatilitySteps),
          days: this.shape.days,
        },
  );
  curveQuestion = $derived.by<Omit<CallInput<'risk.curve'>, 'task'> | null>(() => {
    if (this.#margin.shown === null) return null;
    const moves =
      this.mode === 'free'
        ? (this.question?.priceMoves ?? [])
        : (this.heat?.columns.map(({ move }) => move) ?? []);
    const [from, to] = [moves[0], moves.at(-1)];
    if (from === undefined || to === undefined || from === to) return null;
    return { ...this.#common(), from, to, points: curvePoints };
  });
  /** What the pictures belong to beside their own question: figures of an older margin are stale. */
  #margined = $derived.by(() => this.#margin.shown?.view ?? '');
  gridStale = $derived(
    this.grid !== null && this.question !== null && this.#gridOf !== this.#keyOf(this.question),
  );
  curveStale = $derived(
    this.curve !== null && this.curveQuestion !== null && this.#curveOf !== this.#keyOf(this.curveQuestion),
  );
  stale = $derived((this.mode === 'free' && this.gridStale) || this.curveStale);

  constructor(client: WindowClient, tasks: Tasks, margin: MarginState, whatIf: () => WhatIf | null) {
    this.#client = client;
    this.#tasks = tasks;
    this.#margin = margin;
    this.#whatIf = whatIf;
  }

  get #account(): string | null {
    if (this.what !== null) return this.what.account;
    return this.mode === 'rulebook' ? (this.entry?.account ?? null) : this.#margin.account;
  }

  /** The netting set of an entry is an underlying's where the account has several. */
  get #entryUnderlying(): string | null {
    const set = this.entry?.nettingSet ?? '';
    return this.underlyings.includes(set) ? set : null;
  }

  #common(): Pick<
    GridQuestion,
    'account' | 'rulebook' | 'parameters' | 'market' | 'allowExcluded' | 'subject' | 'what'
  > {
    const { rulebook, parameters, market, leaveOut } = this.#margin;
    const free = this.mode === 'free';
    return {
      account: this.#account,
      rulebook,
      parameters,
      market,
      allowExcluded: leaveOut,
      subject: {
        underlying: free ? this.underlying : this.#entryUnderlying,
        positions: free ? (this.positions?.ids ?? null) : null,
      },
      what: this.what === null ? null : { ...this.what },
    };
  }

  #keyOf(question: object): string {
    return `${this.#margined} ${JSON.stringify(question)}`;
  }

  /** Draws what is asked for and not drawn yet. A slow picture of an older margin stays, marked stale, until `again`. */
  refresh(again = false): void {
    const { question, curveQuestion } = this;
    const sameBut = (of: string, key: string): boolean =>
      of.slice(of.indexOf(' ')) === key.slice(key.indexOf(' '));
    const due = (of: string, key: string, took: number | undefined): boolean =>
      of !== key && (again || took === undefined || took <= quickMilliseconds || !sameBut(of, key));
    if (this.mode === 'free' && question !== null) {
      const key = this.#keyOf(question);
      if (due(this.#gridOf, key, this.grid?.milliseconds)) void this.#computeGrid(question, key);
    }
    if (curveQuestion !== null) {
      const key = this.#keyOf(curveQuestion);
      if (due(this.#curveOf, key, this.curve?.milliseconds)) void this.#computeCurve(curveQuestion, key);
    }
  }

  async #computeGrid(question: GridQuestion, key: string): Promise<void> {
    this.#end(this.gridTask);
    const task = this.#tasks.begin('risk-grid', 'Valuing the grid');
    this.gridTask = task;
    this.#gridOf = key;
    try {
      const grid = await this.#client.call('risk.grid', { ...question, task });
      if (this.gridTask !== task) return;
      this.grid = grid;
      this.failure = null;
      this.closeDrill();
    } catch (thrown) {
      const error = asCallError(thrown);
      if (this.gridTask !== task) return;
      this.#gridOf = '';
      if (!silent.has(error.code)) {
        this.grid = null;
        this.failure = error;
      }
    } finally {
      this.#tasks.end(task);
      if (this.gridTask === task) this.gridTask = null;
    }
  }

  async #computeCurve(question: Omit<CallInput<'risk.curve'>, 'task'>, key: string): Promise<void> {
    this.#end(this.curveTask);
    const task = this.#tasks.begin('risk-curve', 'Valuing the curves');
    this.curveTask = task;
    this.#curveOf = key;
    try {
      const curve = await this.#client.call('risk.curve', { ...question, task });
      if (this.curveTask !== task) return;
      this.curve = curve;
      this.curveFailure = null;
    } catch (thrown) {
      const error = asCallError(thrown);
      if (this.curveTask !== task) return;
      this.#curveOf = '';
      if (!silent.has(error.code)) {
        this.curve = null;
        this.curveFailure = error;
      }
    } finally {
      this.#tasks.end(task);
      if (this.curveTask === task) this.curveTask = null;
    }
  }

  #end(task: string | null): void {
    if (task !== null) void this.#tasks.cancel(task).catch(() => undefined);
  }

  cancel(): void {
    this.#end(this.gridTask);
    this.#end(this.curveTask);
  }

  /** Pictures the named positions by themselves. */
  choosePositions(positions: ChosenPositions | null): void {
    this.positions = positions;
    this.mode = 'free';
    this.ofWhatIf = false;
  }

  /** The positions behind a cell; answers whether there was one. */
  async openDrill(heat: Heat, row: number, column: number): Promise<boolean> {
    const cell = heat.cells[row]?.[column];
    if (!cell) return false;
    this.#drillRequest += 1;
    const request = this.#drillRequest;
    this.drillBusy = true;
    this.drillFailure = null;
    try {
      const page = await this.#cellPage(cell, 0);
      if (request !== this.#drillRequest) return false;
      const { label, currency, total, rows, count } = page;
      this.drill = { heat: heat.key, row, column, title: label, currency, total, rows, count };
      return true;
    } catch (thrown) {
      if (request === this.#drillRequest) {
        this.drill = null;
        this.drillFailure = asCallError(thrown);
      }
      return false;
    } finally {
      if (request === this.#drillRequest) this.drillBusy = false;
    }
  }

  /** What stands behind the cell that is open, else behind the worst of all tables: what is looked for first. */
  async lookBehind(): Promise<void> {
    const { drill } = this;
    const same = this.heats.find(({ key }) => key === drill?.heat);
    if (drill !== null && same) await this.openDrill(same, drill.row, drill.column);
    else {
      const worst = worstOf(this.heats);
      if (worst !== null) await this.openDrill(worst.heat, worst.row, worst.column);
    }
  }

  async moreOfDrill(): Promise<void> {
    const { drill } = this;
    const heat = this.heats.find(({ key }) => key === drill?.heat);
    const cell = drill && heat?.cells[drill.row]?.[drill.column];
    if (!drill || !cell) return;
    try {
      const { rows } = await this.#cellPage(cell, drill.rows.length);
      if (this.drill === drill) this.drill = { ...drill, rows: [...drill.rows, ...rows] };
    } catch (thrown) {
      this.drillFailure = asCallError(thrown);
    }
  }

  #cellPage(cell: HeatCell, offset: number): Promise<CellPage> {
    const page = { offset, limit: pageSize };
    if (cell.behind.kind === 'grid') {
      const { price, volatility } = cell.behind;
      return this.#client.call('risk.cell', { grid: this.grid?.grid ?? '', price, volatility, ...page });
    }
    const { entry } = this;
    const { account: _account, subject: _subject, what: _what, ...how } = this.#common();
    return this.#client.call('risk.scenario', {
      ...how,
      account: entry?.account ?? '',
      nettingSet: entry?.nettingSet ?? '',
      currency: entry?.currency ?? '',
      table: cell.behind.table,
      scenario: cell.behind.scenario,
      ...page,
    });
  }

  closeDrill(): void {
    this.#drillRequest += 1;
    this.drill = null;
    this.drillFailure = null;
    this.drillBusy = false;
  }

  /** Another book: nothing of the former stays. */
  forget(): void {
    this.cancel();
    this.grid = null;
    this.curve = null;
    this.#gridOf = '';
    this.#curveOf = '';
    this.failure = null;
    this.curveFailure = null;
    this.positions = null;
    this.underlying = null;
    this.ofWhatIf = false;
    this.closeDrill();
  }
}
