// A row being typed into the book: its fields, what the program reads them as, and the writing of it. No DOM.
import type { CallInput, CallOutput } from '../../src-main/contract/calls.ts';
import { asCallError, type WindowClient } from '../client/client.ts';
import type { Account, PositionRow } from '../client/nouns.ts';
import type { Notices } from './notices.svelte.ts';

type Draft = CallInput<'edit.check'>['draft'];
type DraftCheck = CallOutput<'edit.check'>;
export type DraftProblem = DraftCheck['problems'][number];
export type EntryKind = Draft['kind'];

const wait = 160;

/** Fields of each kind in the order of the dialog, with what a fresh one begins with. */
const blank: Record<EntryKind, Record<string, string>> = {
  position: {
    account: '',
    symbol: '',
    quantity: '',
    averagePrice: '',
    settledPrice: '',
    strategy: '',
    lot: '',
  },
  instrument: {
    venue: 'deribit',
    symbol: '',
    instrumentKind: '',
    payoff: '',
    underlying: '',
    priceIndex: '',
    quoteCurrency: '',
    settlementCurrency: '',
    quantityUnit: '',
    multiplier: '',
    contractSize: '',
    expiry: '',
    strike: '',
    right: '',
    exercise: '',
    product: '',
    contractMonth: '',
    settles: '',
    deliversFuture: '',
    premium: '',
    deliverableUnits: '',
    deliverableCash: '',
    priceModel: '',
  },
  balance: { account: '', balanceKind: 'cash', currency: '', amount: '' },
  account: {
    id: '',
    name: '',
    legalEntity: '',
    venue: 'deribit',
    segregation: 'house',
    marginModel: '',
    group: '',
    reportingCurrency: 'USD',
  },
};

/** What the next row of a kind keeps of the one before. */
const kept: Record<EntryKind, readonly string[]> = {
  position: ['account', 'strategy'],
  instrument: ['venue'],
  balance: ['account', 'balanceKind'],
  account: ['legalEntity', 'venue', 'segregation', 'marginModel', 'group', 'reportingCurrency'],
};

/** Positions that are to be deleted, once that is confirmed. */
export interface Removal {
  ids: string[];
  accounts: string[];
}

export class Entry {
  readonly #client: WindowClient;
  readonly #notices: Notices;
  readonly #accounts: () => readonly Account[];
  /** The account that is looked at, for rows that begin without one. */
  readonly #lookedAt: () => string | null;
  #begun: Record<string, string> = {};
  #asked = 0;
  #completing = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  kind = $state<EntryKind | null>(null);
  fields = $state<Record<string, string>>({});
  /** Id of the position or account that is changed; null for a new row. */
  replaces = $state<string | null>(null);
  check = $state.raw<DraftCheck | null>(null);
  saving = $state(false);
  /** A trouble that belongs to no field. */
  failure = $state('');
  /** Symbols that what is typed can become. */
  completions = $state.raw<{ value: string; label: string }[]>([]);
  /** What was written last, while the dialog stays open for the next. */
  saved = $state('');
  /** Unsaved typing: closing is asked for once more. */
  asking = $state(false);
  /** Counts the rows begun, so that the dialog can put the keyboard into the first field again. */
  round = $state(0);
  removal = $state.raw<Removal | null>(null);
  removing = $state(false);
  #touched = $state<Record<string, boolean>>({});
  #tried = $state(false);

  constructor(
    client: WindowClient,
    notices: Notices,
    accounts: () => readonly Account[],
    lookedAt: () => string | null,
  ) {
    this.#client = client;
    this.#notices = notices;
    this.#accounts = accounts;
    this.#lookedAt = lookedAt;
  }

  get open(): boolean {
    return this.kind !== null;
  }

  /** True while something typed isn't in the book. */
  get unsaved(): boolean {
    return Object.entries(this.fields).some(([field, text]) => text !== this.#begun[field]);
  }

  addPosition(account: string | null = null): void {
    this.#begin('position', { account: account ?? this.#usualAccount() });
  }

  addInstrument(): void {
    this.#begin('instrument', {});
  }

  setBalance(account: string | null = null): void {
    this.#begin('balance', { account: account ?? this.#usualAccount() });
  }

  addAccount(): void {
    const last = this.#accounts().at(-1);
    this.#begin('account', last ? { legalEntity: last.legalEntity, venue: last.venue } : {});
  }

  editAccount(id: string): void {
    const known = this.#accounts().find((account) => account.id === id);
    if (!known) return;
    const { name, legalEntity, venue, segregation, marginModel, group, reportingCurrency } = known;
    const fields = {
      id,
      name,
      legalEntity,
      venue,
      segregation,
      marginModel,
      group: group ?? '',
      reportingCurrency,
    };
    this.#begin('account', fields, id);
  }

  /** Opens a position of the book with all its fields. */
  async editPosition(row: Pick<PositionRow, 'id'>): Promise<void> {
    try {
      const {
        kind: _kind,
        replaces,
        ...fields
      } = await this.#client.call('edit.draftOf', { position: row.id });
      this.#begin('position', fields, replaces);
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    }
  }

  #usualAccount(): string {
    const known = this.#accounts();
    const looked = this.#lookedAt();
    if (known.some(({ id }) => id === looked)) return looked!;
    return known.length === 1 ? known[0]!.id : '';
  }

  #begin(kind: EntryKind, fields: Record<string, string>, replaces: string | null = null): void {
    this.kind = kind;
    this.replaces = replaces;
    this.fields = { ...blank[kind], ...fields };
    this.saved = '';
    this.#fresh();
  }

  /** Nothing typed yet, whatever the fields begin with. */
  #fresh(): void {
    this.#begun = { ...this.fields };
    this.#touched = {};
    this.#tried = false;
    this.check = null;
    this.completions = [];
    this.failure = '';
    this.asking = false;
    this.round += 1;
    this.#ask(0);
  }

  /** Takes what is typed into a field; the program is asked about it a moment later. */
  type(field: string, text: string): void {
    this.fields[field] = text;
    this.#touched[field] = true;
    this.asking = false;
    this.saved = '';
    this.#ask(wait);
  }

  #ask(after: number): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    this.#timer = setTimeout(() => void this.#look(asked), after);
  }

  async #look(asked: number): Promise<void> {
    const draft = this.#draft();
    if (draft === null) return;
    try {
      const check = await this.#client.call('edit.check', { draft });
      if (asked === this.#asked) this.check = check;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown).message;
    }
  }

  /** Asks for symbols that begin with what is typed. Without an account, or without an answer, there are none: the field still takes any. */
  async complete(text: string): Promise<void> {
    const account = this.fields.account ?? '';
    this.#completing += 1;
    const asked = this.#completing;
    if (account === '' || text.trim() === '') {
      this.completions = [];
      return;
    }
    const found = await this.#client.call('whatIf.complete', { account, text: text.trim() }).catch(() => []);
    if (asked !== this.#completing) return;
    this.completions = found.map(({ symbol, kind, held }) => ({
      value: symbol,
      label: held === null ? kind : `${kind}, held ${held}`,
    }));
  }

  #draft(): Draft | null {
    const kind = this.kind;
    if (kind === null) return null;
    const replaces = kind === 'position' || kind === 'account' ? { replaces: this.replaces } : {};
    return { kind, ...replaces, ...this.fields } as Draft;
  }

  /** What is wrong with a field, once it was typed in or saving was tried. */
  problem(field: string): DraftProblem | null {
    if (!this.#tried && !this.#touched[field]) return null;
    return this.check?.problems.find((problem) => problem.field === field) ?? null;
  }

  warning(field: string): DraftProblem | null {
    return this.check?.warnings.find((warning) => warning.field === field) ?? null;
  }

  /** What a field is read as, where that isn't what is typed. */
  reading(field: string): string {
    const text = this.check?.reading?.[field] ?? '';
    return text === (this.fields[field] ?? '').trim() ? '' : text;
  }

  /** First field that is wrong; empty when none is. */
  get firstWrong(): string {
    const wrong = new Set(this.check?.problems.map(({ field }) => field));
    return Object.keys(this.fields).find((field) => wrong.has(field)) ?? '';
  }

  /** Writes the row. `another`: the dialog stays for the next one. Answers whether it was written. */
  async save(another: boolean): Promise<boolean> {
    const draft = this.#draft();
    if (draft === null || this.saving) return false;
    this.#tried = true;
    this.saving = true;
    this.failure = '';
    clearTimeout(this.#timer);
    this.#asked += 1;
    try {
      const { summary } = await this.#client.call('edit.apply', { drafts: [draft], label: '' });
      if (another && this.kind !== null) this.#next(summary);
      else {
        this.#end();
        this.#notices.say('information', `${summary}.`.replace('..', '.'));
      }
      return true;
    } catch (thrown) {
      this.#refused(thrown);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #next(summary: string): void {
    const kind = this.kind!;
    const carried = kept[kind].map((field) => [field, this.fields[field] ?? '']);
    this.replaces = null;
    this.fields = { ...blank[kind], ...Object.fromEntries(carried) };
    this.#fresh();
    this.saved = summary;
  }

  #refused(thrown: unknown): void {
    const error = asCallError(thrown);
    const { problems } = error.detail;
    if (error.code === 'invalid-input' && Array.isArray(problems) && problems.length > 0) {
      const { warnings, reading, replaces } = this.check ?? { warnings: [], reading: null, replaces: false };
      this.check = { problems: problems as DraftProblem[], warnings, reading, replaces };
      const outside = this.check.problems.filter(({ field }) => field === '' || !(field in this.fields));
      this.failure = outside.map(({ message, remedy }) => `${message} ${remedy}`).join(' ');
    } else this.failure = error.message;
  }

  /** Closes; where typing isn't saved, asks first, and closes at the second time. */
  close(): void {
    if (this.unsaved && !this.asking) this.asking = true;
    else this.#end();
  }

  keepTyping(): void {
    this.asking = false;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.kind = null;
    this.check = null;
    this.asking = false;
  }

  /** Asks whether positions shall be deleted. */
  removePositions(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const accounts = this.#accounts()
      .filter(({ id }) => ids.some((position) => position.startsWith(`${id}|`)))
      .map(({ id, name }) => (name === '' ? id : name));
    this.removal = { ids: [...ids], accounts };
  }

  async confirmRemoval(): Promise<void> {
    const removal = this.removal;
    if (removal === null || this.removing) return;
    this.removing = true;
    try {
      const { summary } = await this.#client.call('edit.removePositions', { positions: removal.ids });
      this.#notices.say(
        'information',
        `${summary}. Undo brings ${removal.ids.length === 1 ? 'it' : 'them'} back.`,
      );
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    } finally {
      this.removal = null;
      this.removing = false;
    }
  }
}
