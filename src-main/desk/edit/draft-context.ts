// What checking a draft looks up: the book, and what earlier drafts of the same change bring. May import domain, contract, book types and files.
import type { BookReader } from '../../book/book.ts';
import type { DraftProblem } from '../../contract/edit-views.ts';
import type { Account, Balance } from '../../domain/account.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Position } from '../../domain/portfolio.ts';
import { Gathering } from '../../files/in/gathering.ts';
import { venuesToTry } from '../../files/in/listed-accounts.ts';
import { readSymbol } from '../../files/instrument-symbols.ts';

/** What of a book the checks read; a `BookReader` has it all. */
export type BookRows = Pick<
  BookReader,
  'accounts' | 'groups' | 'instruments' | 'position' | 'balances' | 'snapshots'
>;

/** A row that a draft becomes. `removed`: the row it takes the place of, when its identity is another. */
export type DraftRow =
  | { kind: 'position'; position: Position; instrument: Instrument; removed: Position | null }
  | { kind: 'instrument'; instrument: Instrument }
  | { kind: 'balance'; balance: Balance }
  | { kind: 'account'; account: Account };

/** A draft that was looked at. `row` is null exactly while there are problems. */
export interface CheckedDraft {
  problems: DraftProblem[];
  warnings: DraftProblem[];
  reading: Record<string, string>;
  replaces: boolean;
  row: DraftRow | null;
}

const SEPARATOR = '|';

/** Identity of a position as the grid writes it. */
export const positionId = ({ account, instrument, strategy, lot }: Position): string =>
  [account, instrument, strategy, lot].join(SEPARATOR);

export class DraftContext {
  readonly rulebooks: readonly string[];
  readonly #book: BookRows;
  readonly #accounts: Map<string, Account>;
  readonly #fresh = new Map<string, Instrument>();

  constructor(book: BookRows, rulebooks: readonly string[]) {
    this.#book = book;
    this.rulebooks = rulebooks;
    this.#accounts = new Map(book.accounts().map((account) => [account.id, account]));
  }

  /** Lets later drafts of the same change build on this one. */
  add(row: DraftRow): void {
    if (row.kind === 'account') this.#accounts.set(row.account.id, row.account);
    if (row.kind === 'instrument') this.#fresh.set(row.instrument.id, row.instrument);
  }

  account(id: string): Account | null {
    return this.#accounts.get(id) ?? null;
  }

  accountIds(): string[] {
    return [...this.#accounts.keys()];
  }

  groupIds(): string[] {
    return this.#book.groups().map(({ id }) => id);
  }

  instrument(id: string): Instrument | null {
    return this.#fresh.get(id) ?? this.#book.instruments([id])[0] ?? null;
  }

  balances(account: string): Balance[] {
    return this.#book.balances([account]);
  }

  position(identity: Pick<Position, 'account' | 'instrument' | 'strategy' | 'lot'>): Position | null {
    return this.#book.position(identity);
  }

  /** The position of an id as the grid writes it; null when the book holds none. Accounts and strategies may hold the separator. */
  positionOfId(id: string): Position | null {
    for (const account of this.#accounts.keys()) {
      if (!id.startsWith(account + SEPARATOR)) continue;
      const parts = id.slice(account.length + 1).split(SEPARATOR);
      for (let first = 1; first < parts.length - 1; first++) {
        for (let second = first + 1; second < parts.length; second++) {
          const found = this.position({
            account,
            instrument: parts.slice(0, first).join(SEPARATOR),
            strategy: parts.slice(first, second).join(SEPARATOR),
            lot: parts.slice(second).join(SEPARATOR),
          });
          if (found) return found;
        }
      }
    }
    return null;
  }

  /** Instant before which an instrument has expired: the newest market's time, else now. */
  valuationTime(): string {
    return this.#book.snapshots()[0]?.time ?? new Date().toISOString();
  }

  /** An importer's gathering that knows the accounts, and the instruments that a symbol can mean at a venue. */
  gathering(symbol: string, venue: string | null): Gathering {
    const typed = symbol.trim();
    const venues = venuesToTry(venue ?? 'deribit');
    const ids = [typed, typed.toUpperCase()].flatMap((text) => [
      text,
      ...venues.map((one) => `${one}:${text}`),
    ]);
    const reading = typed === '' ? null : readSymbol(typed, venue);
    if (reading && 'instrument' in reading) ids.push(reading.instrument.id);
    const found = typed === '' ? [] : this.#book.instruments(ids.filter((id) => id !== ''));
    const instruments = new Map(found.map((instrument) => [instrument.id, instrument]));
    for (const id of ids) {
      const fresh = this.#fresh.get(id);
      if (fresh) instruments.set(id, fresh);
    }
    return new Gathering({
      instruments,
      accounts: this.#accounts,
      account: null,
      mapping: null,
      indexPrices: new Map(),
      now: this.valuationTime(),
    });
  }
}
