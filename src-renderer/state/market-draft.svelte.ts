// Figures set by hand that aren't saved yet, laid over one snapshot: what was typed, what it replaces, what is wrong with it.
// May import the client and format.
import { asCallError, type WindowClient } from '../client/client.ts';
import type { FigureClass, MarketFigure, TypedFigure } from '../client/nouns.ts';
import { percentAsFraction } from '../format/decimal.ts';

export type FigurePlace = Pick<MarketFigure, 'class' | 'key' | 'expiry'>;

export interface DraftFigure extends FigurePlace {
  /** Null takes the figure out. */
  value: string | null;
  /** Value in the snapshot; null for a figure that it lacks. */
  former: string | null;
}

export const placeOf = ({ class: of, key, expiry }: FigurePlace): string => `${of} ${key} ${expiry}`;

/** Classes whose figures are fractions per year, shown and typed as percentages too. */
export const percentClasses: ReadonlySet<FigureClass> = new Set<FigureClass>([
  'volatility',
  'rate',
  'dividendYield',
  'borrowRate',
]);

/** What is a fraction per year may be typed in percent, as desks quote it: `55%` is 0.55. */
const fractionOf = ({ class: of, value }: TypedFigure): string =>
  percentClasses.has(of) ? percentAsFraction(value) : value;

export class MarketDraft {
  readonly #client: WindowClient;
  #checks = 0;
  #entries = $state.raw<Map<string, DraftFigure>>(new Map());
  /** The snapshot that it is laid over. */
  from = $state<string | null>(null);
  /** The figure being typed over. */
  editing = $state.raw<(FigurePlace & { former: string | null }) | null>(null);
  text = $state('');
  /** What is wrong with what is typed, as a sentence; empty when nothing is. */
  trouble = $state('');

  size = $derived(this.#entries.size);
  added = $derived.by<MarketFigure[]>(() =>
    [...this.#entries.values()]
      .filter(({ former }) => former === null)
      .map(({ class: of, key, expiry, value }) => ({
        class: of,
        key,
        expiry,
        value: value ?? '',
        time: '',
        source: 'added by hand, not saved yet',
        ageSeconds: 0,
        pastLimit: false,
        byHand: null,
      })),
  );

  constructor(client: WindowClient) {
    this.#client = client;
  }

  begin(from: string): void {
    if (this.from !== from) this.discard();
    this.from = from;
  }

  discard(): void {
    this.#entries = new Map();
    this.from = null;
    this.cancel();
  }

  of(place: FigurePlace): DraftFigure | null {
    return this.#entries.get(placeOf(place)) ?? null;
  }

  isEditing(place: FigurePlace): boolean {
    return this.editing !== null && placeOf(this.editing) === placeOf(place);
  }

  edit(figure: MarketFigure): void {
    const entry = this.of(figure);
    this.editing = {
      class: figure.class,
      key: figure.key,
      expiry: figure.expiry,
      former: entry ? entry.former : figure.value,
    };
    this.text = entry?.value ?? figure.value;
    this.trouble = '';
  }

  cancel(): void {
    this.#checks += 1;
    this.editing = null;
    this.trouble = '';
  }

  /** What is typed so far; the program says what is wrong with it. */
  async type(text: string): Promise<void> {
    this.text = text;
    if (this.editing) this.trouble = (await this.check({ ...this.editing, value: text })) ?? this.trouble;
  }

  /** Takes what is typed into the draft, unless something is wrong with it. Answers whether it did. */
  async commit(): Promise<boolean> {
    const { editing, text } = this;
    if (!editing) return true;
    const trouble = await this.check({ ...editing, value: text });
    if (trouble !== null) this.trouble = trouble;
    if (trouble !== '') return false;
    if (this.editing !== editing) return true;
    this.#put({ ...editing, value: fractionOf({ ...editing, value: text }).trim() });
    this.cancel();
    return true;
  }

  /** Takes in a figure that was checked. `former`: its value in the snapshot, null where it lacks it. */
  add(figure: FigurePlace & { value: string }, former: string | null): void {
    this.#put({ ...figure, value: fractionOf(figure).trim(), former });
  }

  /** What is wrong with a figure as typed; empty when nothing is, null when newer typing overtook the question. */
  async check(typed: TypedFigure): Promise<string | null> {
    this.#checks += 1;
    const check = this.#checks;
    const { class: of, key, expiry } = typed;
    const value = fractionOf(typed);
    if (key.trim() === '') return 'Write what the figure belongs to.';
    try {
      const answer = await this.#client.call('market.check', { class: of, key, expiry, value });
      return check === this.#checks ? (answer?.message ?? '') : null;
    } catch (thrown) {
      return check === this.#checks ? asCallError(thrown).message : null;
    }
  }

  /** Marks a figure as taken out; a figure that was only added goes without a trace. */
  takeOut(figure: MarketFigure): void {
    const entry = this.of(figure);
    if (entry?.former === null) this.restore(figure);
    else
      this.#put({
        class: figure.class,
        key: figure.key,
        expiry: figure.expiry,
        value: null,
        former: entry?.former ?? figure.value,
      });
  }

  restore(place: FigurePlace): void {
    const entries = new Map(this.#entries);
    entries.delete(placeOf(place));
    this.#entries = entries;
  }

  #put(entry: DraftFigure): void {
    const entries = new Map(this.#entries);
    if (entry.value !== null && entry.value === entry.former) entries.delete(placeOf(entry));
    else
      entries.set(placeOf(entry), {
        class: entry.class,
        key: entry.key,
        expiry: entry.expiry,
        value: entry.value,
        former: entry.former,
      });
    this.#entries = entries;
  }

  /** As `market.saveCopy` takes them. */
  changes(): { class: FigureClass; key: string; expiry: string; value: string | null }[] {
    return [...this.#entries.values()].map(({ class: of, key, expiry, value }) => ({
      class: of,
      key,
      expiry,
      value,
    }));
  }
}
