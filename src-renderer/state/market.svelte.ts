// The market snapshots of the book: which is looked at, which the window uses, its figures by the page, and a draft of figures set by hand.
// May import the client.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { FigureClass, MarketFigure, MarketView, Snapshot, TypedFigure } from '../client/nouns.ts';
import { Arbitrage } from './arbitrage.svelte.ts';
import type { MarginState } from './margin.svelte.ts';
import { MarketDraft } from './market-draft.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { PagedRows } from './paged-rows.svelte.ts';
import { Smile } from './smile.svelte.ts';

/** Classes in the order of the desk, as people call them. */
export const figureClasses: readonly { name: FigureClass; title: string; one: string }[] = [
  { name: 'index', title: 'Index prices', one: 'index price' },
  { name: 'forward', title: 'Forwards', one: 'forward' },
  { name: 'mark', title: 'Marks', one: 'mark' },
  { name: 'volatility', title: 'Volatilities', one: 'volatility' },
  { name: 'rate', title: 'Rates', one: 'rate' },
  { name: 'currencyRate', title: 'Currency rates', one: 'currency rate' },
  { name: 'settlement', title: 'Settlements', one: 'settlement price' },
  { name: 'fixedForward', title: 'Fixed forwards', one: 'fixed forward' },
  { name: 'surface', title: 'Surfaces', one: 'fitted surface' },
  { name: 'confidence', title: 'Confidences', one: 'confidence' },
  { name: 'bid', title: 'Bids', one: 'bid' },
  { name: 'ask', title: 'Asks', one: 'ask' },
  { name: 'dividend', title: 'Dividends', one: 'dividend' },
  { name: 'dividendForecast', title: 'Forecast dividends', one: 'forecast dividend' },
  { name: 'dividendYield', title: 'Dividend yields', one: 'dividend yield' },
  { name: 'borrowRate', title: 'Borrow rates', one: 'borrow rate' },
];

/** Classes whose figures stand by an expiry, some of them or all. */
export const datedClasses: ReadonlySet<FigureClass> = new Set<FigureClass>([
  'forward',
  'rate',
  'fixedForward',
  'surface',
  'confidence',
  'dividend',
  'dividendForecast',
]);

/** A row of the view: a figure of the snapshot, or one that the draft adds. */
export type FigureRow = { added: false; figure: MarketFigure } | { added: true; figure: MarketFigure };

export class Market {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly #notices: Notices;
  readonly rows: PagedRows<MarketFigure>;
  readonly draft: MarketDraft;
  readonly smile: Smile;
  readonly arbitrage: Arbitrage;

  snapshots = $state.raw<Snapshot[]>([]);
  listFailure = $state.raw<CallError | null>(null);
  listed = $state(false);
  /** The snapshot looked at; null is the one in use. */
  #looked = $state<string | null>(null);
  shown = $state.raw<Omit<MarketView, 'figures'> | null>(null);
  filter = $state('');
  /** Null shows all classes. */
  figureClass = $state<FigureClass | null>(null);
  only = $state<'all' | 'old' | 'hand'>('all');
  focusRow = $state(0);
  /** The figures one by one, volatilities by strike, or what arbitrage they hold. */
  shownAs = $state<'list' | 'smile' | 'arbitrage'>('list');
  chooserOpen = $state(false);
  addOpen = $state(false);
  saveOpen = $state(false);

  /** Id of the snapshot that the window's figures are asked of. */
  inUse = $derived.by<string | null>(
    () =>
      this.#margin.market ?? this.snapshots.find(({ copy }) => !copy)?.id ?? this.snapshots[0]?.id ?? null,
  );
  looked = $derived(this.#looked ?? this.inUse);
  snapshot = $derived(this.snapshots.find(({ id }) => id === this.looked) ?? null);
  /** Figures that the draft adds to the snapshot looked at, as far as class and filter let them through. */
  added = $derived.by<MarketFigure[]>(() => {
    if (this.draft.from !== this.looked || this.only === 'old') return [];
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    return this.draft.added.filter(
      (figure) =>
        (this.figureClass === null || figure.class === this.figureClass) &&
        words.every((word) => `${figure.class} ${figure.key} ${figure.expiry}`.toLowerCase().includes(word)),
    );
  });
  total = $derived.by(() => this.added.length + this.rows.total);
  focused = $derived.by<FigureRow | null>(() =>
    this.shownAs === 'arbitrage'
      ? null
      : this.shownAs === 'smile'
        ? this.smile.focused && { added: false, figure: this.smile.focused }
        : this.row(this.focusRow),
  );

  constructor(client: WindowClient, margin: MarginState, notices: Notices) {
    this.#client = client;
    this.#margin = margin;
    this.#notices = notices;
    this.draft = new MarketDraft(client);
    this.smile = new Smile(client, this);
    this.arbitrage = new Arbitrage(client, this);
    this.rows = new PagedRows(async (offset, limit) => {
      const answer = await client.call('market.get', {
        id: this.looked,
        filter: this.#question(),
        offset,
        limit,
      });
      if (answer === null) {
        this.shown = null;
        return { rows: [], total: 0 };
      }
      const { figures, ...shown } = answer;
      this.shown = shown;
      return { rows: figures, total: shown.total };
    });
  }

  #question(): string {
    const parts = [this.filter.trim()];
    if (this.figureClass !== null) parts.push(`class:${this.figureClass}`);
    if (this.only !== 'all') parts.push(`is:${this.only}`);
    return parts.filter(Boolean).join(' ');
  }

  row(index: number): FigureRow | null {
    const added = this.added[index];
    if (added) return { added: true, figure: added };
    const figure = this.rows.row(index - this.added.length);
    return figure && { added: false, figure };
  }

  look(first: number, last: number): void {
    this.rows.look(first - this.added.length, last - this.added.length);
  }

  /** The list again, after the book changed; a chosen snapshot that is gone is let go, with a word. */
  async refresh(): Promise<void> {
    try {
      this.snapshots = await this.#client.call('market.list', {});
      this.listFailure = null;
    } catch (thrown) {
      this.listFailure = asCallError(thrown);
      return;
    } finally {
      this.listed = true;
    }
    const known = new Set(this.snapshots.map(({ id }) => id));
    if (this.#looked !== null && !known.has(this.#looked)) this.#looked = null;
    if (this.draft.from !== null && !known.has(this.draft.from)) this.draft.discard();
    const chosen = this.#margin.market;
    if (chosen !== null && !known.has(chosen)) {
      this.#notices.say(
        'information',
        'The market that was in use is no longer in the book: the newest one is used again.',
      );
      this.#margin.chooseMarket(null);
    }
    this.rows.refresh();
  }

  forget(): void {
    this.snapshots = [];
    this.listed = false;
    this.#looked = null;
    this.shown = null;
    this.draft.discard();
    this.rows.forget();
  }

  lookAt(id: string): void {
    if (id === this.looked) return;
    this.#looked = id;
    this.#startOver();
  }

  /** Everything in the window is asked of this snapshot; null: of the newest again. */
  use(id: string | null): void {
    this.#margin.chooseMarket(id);
    this.#looked = null;
    this.#startOver();
  }

  search(filter: string): void {
    this.filter = filter;
    this.#startOver();
  }

  showClass(name: FigureClass | null): void {
    this.figureClass = name;
    this.#startOver();
  }

  show(only: Market['only']): void {
    this.only = only;
    this.#startOver();
  }

  moveTo(row: number): void {
    this.focusRow = Math.max(0, Math.min(row, Math.max(0, this.total - 1)));
  }

  #startOver(): void {
    this.focusRow = 0;
    this.rows.startOver();
  }

  /** Begins to type over a figure. A draft is of one snapshot: one of another has to be saved or discarded first. */
  edit(figure: MarketFigure): void {
    if (this.#mayDraft()) this.draft.edit(figure);
  }

  takeOut(figure: MarketFigure): void {
    if (this.#mayDraft()) this.draft.takeOut(figure);
  }

  openAdd(): void {
    if (this.#mayDraft()) this.addOpen = true;
  }

  /** Takes a figure into the draft, over the snapshot's own where it has one. Answers what is wrong with it, or an empty text. */
  async addFigure(typed: TypedFigure): Promise<string> {
    const trouble = await this.draft.check(typed);
    if (trouble !== '') return trouble ?? '';
    const answer = await this.#client.call('market.get', {
      id: this.looked,
      filter: `class:${typed.class} ${typed.key}`,
      offset: 0,
      limit: 500,
    });
    const own = answer?.figures.find(({ key, expiry }) => key === typed.key && expiry === typed.expiry);
    this.draft.add(typed, own?.value ?? null);
    return '';
  }

  #mayDraft(): boolean {
    if (this.looked === null) return false;
    if (this.draft.from !== null && this.draft.from !== this.looked && this.draft.size > 0) {
      const label = this.snapshots.find(({ id }) => id === this.draft.from)?.label ?? this.draft.from;
      this.#notices.say(
        'warning',
        `There are changes to a copy of ${label} that aren’t saved. Save or discard them first.`,
      );
      return false;
    }
    this.draft.begin(this.looked);
    return true;
  }

  /** Saves the draft as a copy of the book and, when asked, uses it at once. Throws what the program answers. */
  async save(how: { label: string; reason: string; until: string | null; use: boolean }): Promise<void> {
    const { from } = this.draft;
    if (from === null) return;
    const { label, reason, until } = how;
    const saved = await this.#client.call('market.saveCopy', {
      from,
      label,
      reason,
      until,
      changes: this.draft.changes(),
    });
    this.draft.discard();
    this.saveOpen = false;
    this.snapshots = [saved, ...this.snapshots.filter(({ id }) => id !== saved.id)];
    if (how.use) this.use(saved.id);
    else this.lookAt(saved.id);
    this.#notices.say(
      'information',
      how.use
        ? `“${saved.label}” is saved and in use.`
        : `“${saved.label}” is saved. It is used once you choose it.`,
    );
  }
}
