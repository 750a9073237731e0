// Gathers what the readers of one import find, resolves symbols once each, and numbers lots; ends as a ReadOutcome.
import { createHash } from 'node:crypto';
import type { ColumnMapping, ImportSection } from '../../contract/views.ts';
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../../domain/account.ts';
import { MargraveError } from '../../domain/errors.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginLimit } from '../../domain/limit.ts';
import {
  figureIdentity,
  type HistoryPoint,
  type MarketFigure,
  type MarketSnapshot,
} from '../../domain/market.ts';
import type { ParameterSet } from '../../domain/parameters.ts';
import type { OpenOrder, Position } from '../../domain/portfolio.ts';
import { readSymbol } from '../instrument-symbols.ts';
import type { ReadContext, ReadOutcome, RejectedEntry, StoredText } from '../read-outcome.ts';
import { usualModel, venuesToTry } from './listed-accounts.ts';

/** More rejected rows than this mean that the file was misread, not that rows are wrong. */
const mostRejected = 100_000;
/** Market files whose times lie this close were taken together and make one snapshot. */
const togetherMilliseconds = 15 * 60 * 1000;

/** Venues whose own files say which venue they are of. */
const venuesOfFiles: ReadonlySet<string> = new Set(['deribit', 'derive', 'okx', 'hyperliquid', 'bybit']);

export type Resolution =
  | { instrument: Instrument; contractSizeKnown: boolean }
  | { reason: string; remedy: string };

/** Where a row stood. */
export interface Place {
  file: string;
  line: number;
}

export class Gathering {
  readonly context: ReadContext;
  readonly groups: ReportingGroup[] = [];
  readonly instruments = new Map<string, Instrument>();
  readonly positions: Position[] = [];
  readonly orders: OpenOrder[] = [];
  readonly balances: Balance[] = [];
  readonly given: GivenRequirement[] = [];
  readonly limits: MarginLimit[] = [];
  readonly history: HistoryPoint[] = [];
  readonly parameterSets: ParameterSet[] = [];
  readonly documents: StoredText[] = [];
  readonly rejected: RejectedEntry[] = [];
  readonly venueParameters: unknown[] = [];
  readonly snapshotOf = {
    positions: new Set<string>(),
    orders: new Set<string>(),
    balances: new Set<string>(),
    given: new Set<string>(),
    limits: new Set<string>(),
  };
  /** Sections that a folder of Margrave's CSV files holds: they speak for every account that accounts.csv declares. */
  readonly presentSections = new Set<'positions' | 'orders' | 'balances' | 'given' | 'limits'>();
  suggestedMode: 'merge' | null = null;
  mapping: ColumnMapping | null = null;
  headers: string[] = [];
  readonly #accounts = new Map<string, Account>();
  readonly #declared = new Set<string>();
  /** Accounts that rows name: made with defaults at the end unless the book or a file defines them. */
  readonly #named = new Map<string, Account>();
  readonly #notices = new Set<string>();
  readonly #saved = new Map<string, string>();
  readonly #texts = new Map<string, string>();
  readonly #formats = new Map<string, string>();
  readonly #ownSnapshots: MarketSnapshot[] = [];
  readonly #venueFigures: { source: string; time: number; figures: MarketFigure[]; venue: string }[] = [];
  /** By venue, then by what was looked for. */
  readonly #resolved = new Map<string | null, Map<string, Resolution>>();
  /** Ids whose size a file states, whatever their symbol says. */
  readonly #stated = new Set<string>();
  readonly #lots = new Map<string, number>();
  readonly #takenLots = new Set<string>();
  readonly #indexPrices = new Map<string, { value: string; time: string }>();

  constructor(context: ReadContext) {
    this.context = context;
  }

  /** When a file was saved (ISO UTC): the time of what it states without one. */
  noteSaved(file: string, saved: string): void {
    this.#saved.set(file, saved < this.context.now ? saved : this.context.now);
  }

  /** The time taken for figures that carry none, and what it is, in words. The same file gives the same time whenever it is imported; pasted text has the import's. */
  timeOfFile(file: string): { time: string; what: string } {
    const saved = this.#saved.get(file);
    return saved === undefined
      ? { time: this.context.now, what: 'this import' }
      : { time: saved, what: 'when the file was saved' };
  }

  /** The file of this import that holds the very same text; null for the first one. */
  sameText(file: string, text: string): string | null {
    const hash = createHash('sha256').update(text).digest('base64');
    const earlier = this.#texts.get(hash) ?? null;
    if (earlier === null) this.#texts.set(hash, file);
    return earlier;
  }

  format(format: string, label: string): void {
    this.#formats.set(format, label);
  }

  notice(sentence: string): void {
    this.#notices.add(sentence);
  }

  /** The file is one of rejected rows: to be merged, not to replace the rows that were good. */
  isOfRejectedRows(): void {
    this.suggestedMode = 'merge';
    this.notice(
      'These are rejected rows of an earlier import: they are merged, and the rows taken then stay.',
    );
  }

  /** @throws `invalid-file` beyond 100,000 rejected rows. */
  reject(
    section: ImportSection,
    place: Place,
    column: string,
    value: string,
    reason: string,
    remedy: string,
    original: Record<string, string>,
    element?: string,
  ): void {
    if (this.rejected.length >= mostRejected) {
      const first = this.rejected[0]!.row;
      throw new MargraveError(
        'invalid-file',
        `More than ${mostRejected.toLocaleString('en-US')} rows can't be taken; the first is ${first.file}, line ${first.line}, ${first.column}: ${first.reason}. Nothing was read. Check the mapping of the columns, and try again.`,
        { file: first.file, line: first.line, column: first.column },
      );
    }
    this.rejected.push({
      section,
      row: { file: place.file, line: place.line, column, value: value.slice(0, 200), reason, remedy },
      original,
      ...(element === undefined ? {} : { element }),
    });
  }

  /** An account that a file defines whole. */
  putAccount(account: Account): void {
    this.#declared.add(account.id);
    this.#accounts.set(account.id, account);
  }

  hasAccount(id: string): boolean {
    return this.#accounts.has(id);
  }

  /**
   * The account for rows that name none: the one asked for, else the book's only one, else one named after the venue. The only account is not taken when it
   * stands at another venue whose files Margrave reads: its positions would be replaced. `part` keeps several users of one file apart.
   */
  defaultAccount(venue: string, part = ''): string {
    const end = part === '' ? '' : `-${part}`;
    if (this.context.account !== null && this.context.account !== '') return `${this.context.account}${end}`;
    const [only] = this.context.accounts.size === 1 ? [...this.context.accounts.values()] : [];
    const isElsewhere = only !== undefined && venuesOfFiles.has(only.venue) && only.venue !== venue;
    return part === '' && only !== undefined && !isElsewhere ? only.id : `${venue}${end}`;
  }

  /** The account for a table that doesn't say which venue it is of: the one asked for, else the book's only one, else one named after the guess. */
  accountOfTable(venue: string): string {
    const [only] = this.context.accounts.size === 1 ? this.context.accounts.keys() : [];
    const asked = this.context.account;
    return asked !== null && asked !== '' ? asked : (only ?? venue);
  }

  /** True once a row of these files named the account. */
  isNamed(id: string): boolean {
    return this.#named.has(id);
  }

  /** An account that a row names; `marginModel` null takes the venue's portfolio margin. */
  nameAccount(id: string, venue: string, marginModel: string | null): void {
    const known = this.#named.get(id);
    if (known && (marginModel === null || known.marginModel === marginModel)) return;
    this.#named.set(id, {
      id,
      name: id,
      legalEntity: id,
      venue,
      segregation: 'house',
      marginModel: marginModel ?? usualModel(venue),
      group: null,
      reportingCurrency: 'USD',
    });
  }

  putInstrument(instrument: Instrument): void {
    this.instruments.set(instrument.id, instrument);
    this.#stated.add(instrument.id);
    for (const ofVenue of this.#resolved.values()) {
      ofVenue.delete(instrument.id);
      ofVenue.delete(instrument.symbol);
    }
  }

  /** The instrument of an id or symbol: from the files, from the book, or from what the symbol itself says. Answers are kept. */
  resolve(text: string, venue: string | null): Resolution {
    const ofVenue = this.#resolved.get(venue) ?? new Map<string, Resolution>();
    const found = ofVenue.get(text);
    if (found) return found;
    if (ofVenue.size === 0) this.#resolved.set(venue, ofVenue);
    const resolution = this.#resolve(text, venue);
    // A hostile file of endless unknown names must not fill the memory with their reasons.
    if ('instrument' in resolution || ofVenue.size < 1_000_000) ofVenue.set(text, resolution);
    return resolution;
  }

  /** The instrument at the venue, and where that is a listed one, else at the other listed ones; the venue's own answer tells what is wrong. */
  resolveNear(text: string, venue: string | null): Resolution {
    const first = this.resolve(text, venue);
    if ('instrument' in first || venue === null || text.includes(':')) return first;
    for (const other of venuesToTry(venue).slice(1)) {
      const found = this.resolve(text, other);
      if ('instrument' in found) return found;
    }
    return first;
  }

  #resolve(text: string, venue: string | null): Resolution {
    const symbol = text.trim();
    const candidates = [symbol, `${venue ?? 'deribit'}:${symbol}`];
    // The 21 characters of an OCC symbol are its id without the blanks.
    if (/\s/.test(symbol)) candidates.push(`${venue ?? 'occ'}:${symbol.replace(/\s+/g, '')}`);
    const reading = readSymbol(symbol, venue);
    if ('instrument' in reading) candidates.push(reading.instrument.id);
    for (const id of candidates) {
      const known = this.instruments.get(id) ?? this.context.instruments.get(id);
      if (known) {
        const derived =
          !this.#stated.has(known.id) &&
          'instrument' in reading &&
          known.contractSize === reading.instrument.contractSize;
        return { instrument: known, contractSizeKnown: derived ? reading.contractSizeKnown : true };
      }
    }
    if ('instrument' in reading) this.instruments.set(reading.instrument.id, reading.instrument);
    return reading;
  }

  /** Takes a position; a row without a lot gets the next free number of its account, instrument and strategy. `keepLot`: later rows may name lots. */
  addPosition(position: Position, keepLot = false): void {
    const key = `${position.account}\u0000${position.instrument}\u0000${position.strategy}`;
    if (position.lot === '') {
      let lot = this.#lots.get(key) ?? 0;
      // Lots that rows name themselves are kept only where a format lets them: a large table pays nothing for it.
      const named = keepLot || this.#takenLots.size > 0;
      do lot += 1;
      while (named && !this.takeLot(position.account, position.instrument, position.strategy, String(lot)));
      this.#lots.set(key, lot);
      position.lot = String(lot);
    }
    this.positions.push(position);
  }

  /** True the first time that a lot is named; false for a second row of the same identity. */
  takeLot(account: string, instrument: string, strategy: string, lot: string): boolean {
    const key = `${account}\u0000${instrument}\u0000${strategy}\u0000${lot}`;
    if (this.#takenLots.has(key)) return false;
    this.#takenLots.add(key);
    return true;
  }

  addSnapshot(snapshot: MarketSnapshot): void {
    this.#ownSnapshots.push(snapshot);
    for (const figure of snapshot.figures) this.#noteIndex(figure);
  }

  /** Figures of one file of a venue, taken at `time`; `venue` as people write it. */
  addFigures(source: string, time: string, figures: MarketFigure[], venue = 'Deribit'): void {
    if (figures.length === 0) return;
    this.#venueFigures.push({ source, time: Date.parse(time), figures, venue });
    for (const figure of figures) this.#noteIndex(figure);
  }

  #noteIndex(figure: MarketFigure): void {
    if (figure.class !== 'index') return;
    const known = this.#indexPrices.get(figure.key);
    if (!known || known.time < figure.time) {
      this.#indexPrices.set(figure.key, { value: figure.value, time: figure.time });
    }
  }

  /** Newest index price in these files, else the book's; null when neither knows it. */
  indexPrice(priceIndex: string): string | null {
    return this.#indexPrices.get(priceIndex)?.value ?? this.context.indexPrices.get(priceIndex) ?? null;
  }

  finish(): ReadOutcome {
    for (const [id, account] of this.#named) {
      if (!this.#accounts.has(id) && !this.context.accounts.has(id)) this.#accounts.set(id, account);
    }
    if (this.suggestedMode === null) {
      for (const section of this.presentSections) {
        for (const account of this.#declared) this.snapshotOf[section].add(account);
      }
    }
    const formats = [...this.#formats];
    return {
      format: formats.length === 1 ? formats[0]![0] : 'several',
      formatLabel: formats.map(([, label]) => label).join(' and '),
      positionAccounts: [...this.snapshotOf.positions],
      orderAccounts: [...this.snapshotOf.orders],
      balanceAccounts: [...this.snapshotOf.balances],
      givenAccounts: [...this.snapshotOf.given],
      limitAccounts: [...this.snapshotOf.limits],
      groups: this.groups,
      accounts: [...this.#accounts.values()],
      instruments: [...this.instruments.values()],
      positions: this.positions,
      orders: this.orders,
      balances: this.balances,
      given: this.given,
      limits: this.limits,
      snapshots: [...this.#ownSnapshots, ...this.#venueSnapshots()],
      history: this.history,
      parameterSets: this.parameterSets,
      documents: this.documents,
      rejected: this.rejected,
      venueParameters: this.venueParameters,
      suggestedMode: this.suggestedMode,
      notices: [...this.#notices],
      mapping: this.mapping,
      headers: this.headers,
    };
  }

  /** One snapshot of the venue's files that were taken together; its id says when and, by hash, what: the same figures have the same id. */
  #venueSnapshots(): MarketSnapshot[] {
    const files = [...this.#venueFigures].sort((a, b) => a.time - b.time);
    const bundles: (typeof files)[] = [];
    for (const file of files) {
      const last = bundles.at(-1);
      if (last && file.time - last.at(-1)!.time <= togetherMilliseconds) last.push(file);
      else bundles.push([file]);
    }
    return bundles.map((bundle) => {
      const newest = new Map<string, MarketFigure>();
      for (const { figures } of bundle) {
        for (const figure of figures) {
          const key = figureIdentity(figure);
          const known = newest.get(key);
          if (!known || Date.parse(known.time) <= Date.parse(figure.time)) newest.set(key, figure);
        }
      }
      const figures = [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, figure]) => figure);
      const time = new Date(bundle.at(-1)!.time).toISOString().replace('.000Z', 'Z');
      const hash = createHash('sha256')
        .update(JSON.stringify([time, figures]))
        .digest('hex')
        .slice(0, 12);
      const venues = [...new Set(bundle.map(({ venue }) => venue))].sort();
      return {
        id: `${venues.join('-').toLowerCase()}-${time}-${hash}`,
        time,
        label: `${venues.join(' and ')} ${time.slice(0, 16).replace('T', ' ')}`,
        figures,
      };
    });
  }
}
