// Snapshots by the page: the list, filtered figures with their age, arbitrage, and what a typed figure is checked against.
// May import domain, contract, book and engine.
import ages from '../../../resources/market-ages.json' with { type: 'json' };
import type { BookReader } from '../../book/book.ts';
import type { CallInput, CallOutput } from '../../contract/calls.ts';
import type { FigureByHand, MarketView } from '../../contract/market-views.ts';
import { MargraveError } from '../../domain/errors.ts';
import { type AgeLimits, ageClass, isPastLimit } from '../../domain/figure-age.ts';
import { readHandSet } from '../../domain/hand-set.ts';
import type { Instrument } from '../../domain/instrument.ts';
import {
  editedSnapshot,
  type FigureClass,
  figureIdentity,
  type MarketSnapshot,
} from '../../domain/market.ts';
import { arbitrageSentence, marketArbitrage } from '../../engine/market-tests.ts';
import { type KnownFigures, readTypedFigure } from '../market/check-figure.ts';
import { volatilitySmile } from '../market/smile.ts';

type Figure = MarketView['figures'][number];

interface Kept {
  snapshot: Pick<MarketSnapshot, 'id' | 'time' | 'label'>;
  figures: Figure[];
  /** What the filter looks at, by figure. */
  texts: string[];
  identities: ReadonlySet<string>;
  /** Tested when first asked. */
  arbitrage: ReturnType<typeof marketArbitrage> | null;
}

const classOrder: readonly FigureClass[] = [
  'index',
  'forward',
  'mark',
  'volatility',
  'rate',
  'currencyRate',
  'settlement',
  'fixedForward',
  'surface',
  'confidence',
  'bid',
  'ask',
  'dividend',
  'dividendForecast',
  'dividendYield',
  'borrowRate',
];
const limits: AgeLimits = ages.maximumAgeSeconds;
const SNAPSHOTS_KEPT = 2;

/** The book's snapshots as the window pages through them; the last looked at are kept until the book moves on. */
export class MarketPages {
  readonly #kept = new Map<string, Kept>();
  #instruments = new Map<string, Instrument>();
  #revision = -1;
  /** Counting the figures of many captures takes a while: once per revision. */
  #list: {
    snapshots: ReturnType<BookReader['snapshots']>;
    sources: ReturnType<BookReader['sourcesByHand']>;
  } | null = null;

  clear(): void {
    this.#kept.clear();
    this.#instruments = new Map();
    this.#list = null;
    this.#revision = -1;
  }

  /** Newest first. `now`: when it is asked, by which settings by hand have ended or not. */
  list(reader: BookReader, now: Date): CallOutput<'market.list'> {
    this.#follow(reader);
    this.#list ??= { snapshots: reader.snapshots(), sources: reader.sourcesByHand() };
    const byHand = new Map<string, { edited: number; ended: number }>();
    for (const { snapshot, source } of this.#list.sources) {
      const counts = byHand.get(snapshot) ?? { edited: 0, ended: 0 };
      counts.edited += 1;
      if (hasEnded(readHandSet(source)?.until ?? null, now)) counts.ended += 1;
      byHand.set(snapshot, counts);
    }
    return this.#list.snapshots
      .map((snapshot) => ({
        ...snapshot,
        copy: snapshot.id.startsWith(editedSnapshot),
        ...(byHand.get(snapshot.id) ?? { edited: 0, ended: 0 }),
      }))
      .sort((a, b) => (a.time === b.time ? 0 : a.time > b.time ? -1 : 1));
  }

  /**
   * Figures whose class, key, expiry or source hold every word of the filter; `class:volatility` keeps a class, `is:old` what is
   * past its limit, `is:hand` what was set by hand. Null when the book has no snapshot; throws `not-found` for an unknown one.
   */
  page(reader: BookReader, input: CallInput<'market.get'>, now: Date): CallOutput<'market.get'> {
    const kept = this.#snapshot(reader, input.id);
    if (kept === null) return null;
    const words = input.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const classes = words.filter((word) => word.startsWith('class:')).map((word) => word.slice(6));
    const others = words.filter((word) => !word.startsWith('class:'));
    const counts = new Map(
      classOrder.map((name) => [name, { class: name, figures: 0, pastLimit: 0, byHand: 0 }]),
    );
    const found: Figure[] = [];
    kept.figures.forEach((figure, index) => {
      if (!others.every((word) => holds(figure, kept.texts[index] ?? '', word))) return;
      const count = counts.get(figure.class);
      if (count) {
        count.figures += 1;
        if (figure.pastLimit) count.pastLimit += 1;
        if (figure.byHand) count.byHand += 1;
      }
      if (classes.every((word) => word === figure.class.toLowerCase())) found.push(figure);
    });
    const { id, time, label } = kept.snapshot;
    return {
      id,
      time,
      label,
      copy: id.startsWith(editedSnapshot),
      figures: found.slice(input.offset, input.offset + input.limit).map((figure) => asOfNow(figure, now)),
      total: found.length,
      classes: [...counts.values()].filter(({ figures }) => figures > 0),
    };
  }

  /** Volatilities by strike of one series of options. */
  smile(
    reader: BookReader,
    { id, series }: CallInput<'market.smile'>,
    now: Date,
  ): CallOutput<'market.smile'> {
    const kept = this.#snapshot(reader, id);
    if (kept === null) return null;
    const figures = kept.figures.map((figure) => asOfNow(figure, now));
    return volatilitySmile(figures, this.#instruments, series);
  }

  /** Arbitrage in a snapshot's option prices and fitted surfaces, of the instruments that the book holds. */
  arbitrage(
    reader: BookReader,
    { id, offset, limit }: CallInput<'market.arbitrage'>,
  ): CallOutput<'market.arbitrage'> {
    const kept = this.#snapshot(reader, id);
    if (kept === null) return null;
    const { snapshot, figures } = kept;
    kept.arbitrage ??= marketArbitrage({ ...snapshot, figures }, [...this.#instruments.values()]);
    const { underlyings, violations } = kept.arbitrage;
    return {
      id: snapshot.id,
      time: snapshot.time,
      label: snapshot.label,
      underlyings: underlyings.map((of) => ({ ...of, sentence: arbitrageSentence(of) })),
      violations: violations.slice(offset, offset + limit),
      total: violations.length,
    };
  }

  /** What is wrong with a figure as typed, or null. A figure that a snapshot looked at has already may keep its key. */
  check(reader: BookReader, typed: CallInput<'market.check'>): CallOutput<'market.check'> {
    const read = readTypedFigure(typed, this.#known(reader));
    return 'message' in read ? read : null;
  }

  #known(reader: BookReader): KnownFigures {
    this.#follow(reader);
    return {
      instrument: (id) => this.#instruments.get(id),
      has: (figure) => [...this.#kept.values()].some((kept) => kept.identities.has(figureIdentity(figure))),
      forwards: (key, expiry) =>
        [...this.#kept.values()].flatMap(({ figures }) =>
          figures
            .filter((one) => one.class === 'forward' && one.key === key && one.expiry === expiry)
            .map(({ value }) => value),
        ),
    };
  }

  #follow(reader: BookReader): void {
    const { revision } = reader.status();
    if (revision === this.#revision) return;
    this.#kept.clear();
    this.#list = null;
    this.#instruments = new Map(reader.instruments().map((instrument) => [instrument.id, instrument]));
    this.#revision = revision;
  }

  #snapshot(reader: BookReader, id: string | null): Kept | null {
    this.#follow(reader);
    const known = this.#kept.get(id ?? '');
    if (known) return known;
    const snapshot = reader.snapshot(id ?? undefined);
    if (!snapshot) {
      if (id === null) return null;
      throw new MargraveError('not-found', `The book has no market snapshot “${id}”. Choose another one.`, {
        id,
      });
    }
    const kept = this.#read(snapshot);
    this.#kept.set(id ?? '', kept);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > SNAPSHOTS_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }

  #read({ figures, ...snapshot }: MarketSnapshot): Kept {
    const asOf = Date.parse(snapshot.time);
    const perpetuals = new Set(
      [...this.#instruments.values()].filter(({ kind }) => kind === 'perpetual').map(({ id }) => id),
    );
    const ordered = figures
      .map((figure) => ({
        figure,
        place: `${String(classOrder.indexOf(figure.class)).padStart(2, '0')} ${sortText(figure.key, this.#instruments.get(figure.key))} ${figure.expiry}`,
      }))
      .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
      .map(({ figure }) => figure);
    return {
      snapshot,
      figures: ordered.map((figure) => ({
        ...figure,
        ageSeconds: (asOf - Date.parse(figure.time)) / 1000,
        pastLimit: isPastLimit(figure, ageClass(figure, perpetuals), asOf, limits),
        byHand: handOf(figure.source),
      })),
      texts: ordered.map(({ class: of, key, expiry, source }) =>
        `${of} ${key} ${expiry} ${source}`.toLowerCase(),
      ),
      identities: new Set(ordered.map(figureIdentity)),
      arbitrage: null,
    };
  }
}

function holds(figure: Figure, text: string, word: string): boolean {
  if (word === 'is:old') return figure.pastLimit;
  if (word === 'is:hand') return figure.byHand !== null;
  return text.includes(word);
}

const hasEnded = (until: string | null, now: Date): boolean =>
  until !== null && Date.parse(until) < now.getTime();

/** Whether it has ended is said when it is asked, not when it was read. */
function handOf(source: string): FigureByHand | null {
  const byHand = readHandSet(source);
  return byHand && { ...byHand, ended: false };
}

const asOfNow = (figure: Figure, now: Date): Figure =>
  figure.byHand === null
    ? figure
    : { ...figure, byHand: { ...figure.byHand, ended: hasEnded(figure.byHand.until, now) } };

/** Instruments by underlying, expiry, strike and right, as a desk reads them; what is no instrument by its name. */
function sortText(key: string, instrument: Instrument | undefined): string {
  if (!instrument) return key;
  const { underlying, expiry, strike, right } = instrument;
  const [whole = '', fraction = ''] = (strike ?? '').split('.');
  return `${underlying} ${expiry ?? ''} ${whole.padStart(24, '0')}.${fraction} ${right ?? ''} ${key}`;
}
