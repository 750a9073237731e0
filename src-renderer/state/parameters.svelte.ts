// The parameter sets: which is looked at and which the margin uses, its rows beside another set's, and a draft of values set by hand.
// May import the client.
import { asCallError, type CallError, type WindowClient } from '../client/client.ts';
import type { ParameterField, ParameterListRow, ParameterSet } from '../client/nouns.ts';
import type { MarginState } from './margin.svelte.ts';
import type { Notices } from './notices.svelte.ts';

export interface ParameterRow {
  path: string;
  /** Null where the rulebook's schema doesn't know the path. */
  field: ParameterField | null;
  /** What a `*` of the schema's path stands for: `btc_usd`. */
  part: string;
  /** Text of the value; null where this set doesn't state it. */
  value: string | null;
  /** Value of the set beside; null where that doesn't state it. */
  beside: string | null;
  unit: string;
  source: string;
  confirmed: boolean;
  differs: boolean;
  /** As typed and not saved yet; null when untouched. */
  draft: string | null;
}

/** The schema row of a path; `*` in the schema stands for one segment. */
export function fieldOf(fields: readonly ParameterField[], path: string): ParameterField | null {
  const segments = path.split('.');
  const found = fields.find((field) => {
    const pattern = field.path.split('.');
    return (
      pattern.length === segments.length &&
      pattern.every((part, index) => part === '*' || part === segments[index])
    );
  });
  return found ?? null;
}

/** Id of the set that an edited copy was made from. */
export const originalOf = (id: string): string => id.split('+')[0] ?? id;

export class Parameters {
  readonly #client: WindowClient;
  readonly #margin: MarginState;
  readonly #notices: Notices;
  #asked = 0;
  #checks = 0;
  #draft = $state.raw<Map<string, string>>(new Map());
  #looked = $state<string | null>(null);
  #beside = $state<string | null>(null);

  sets = $state.raw<ParameterListRow[]>([]);
  listed = $state(false);
  failure = $state.raw<CallError | null>(null);
  set = $state.raw<ParameterSet | null>(null);
  besideSet = $state.raw<ParameterSet | null>(null);
  fields = $state.raw<ParameterField[]>([]);
  filter = $state('');
  differencesOnly = $state(false);
  unconfirmedOnly = $state(false);
  focusRow = $state(0);
  saveOpen = $state(false);
  removing = $state.raw<ParameterListRow | null>(null);
  /** Path being typed over, what is typed, and what is wrong with it. */
  editing = $state<string | null>(null);
  text = $state('');
  trouble = $state('');

  /** Ids of the sets that the margin on screen was computed with. */
  inForce = $derived.by(
    () => new Set((this.#margin.shown?.parameters ?? []).flatMap(({ sets }) => sets.map(({ id }) => id))),
  );
  /** Left to itself, the first that the margin was computed with. */
  looked = $derived.by<string | null>(
    () => this.#looked ?? this.#margin.shown?.parameters[0]?.sets[0]?.id ?? this.sets[0]?.id ?? null,
  );
  /** The set whose values stand beside: chosen, or what an edited copy was made from. */
  beside = $derived.by<string | null>(() => {
    if (this.#beside !== null) return this.#beside;
    if (this.looked === null || !this.looked.includes('+')) return null;
    const original = originalOf(this.looked);
    return this.sets.some(({ id }) => id === original) ? original : null;
  });
  listRow = $derived(this.sets.find(({ id }) => id === this.looked) ?? null);
  draftSize = $derived(this.#draft.size);
  all = $derived.by<ParameterRow[]>(() => this.#rows());
  rows = $derived.by<ParameterRow[]>(() => {
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    return this.all.filter((row) => {
      if (this.differencesOnly && !row.differs && row.draft === null) return false;
      if (this.unconfirmedOnly && row.confirmed) return false;
      const text = `${row.path} ${row.field?.label ?? ''} ${row.unit} ${row.source}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });
  differences = $derived(this.all.filter(({ differs }) => differs).length);
  focused = $derived(this.rows[this.focusRow] ?? null);

  constructor(client: WindowClient, margin: MarginState, notices: Notices) {
    this.#client = client;
    this.#margin = margin;
    this.#notices = notices;
  }

  #rows(): ParameterRow[] {
    const own = new Map(this.set?.parameters.map((row) => [row.path, row]));
    const others = new Map(this.besideSet?.parameters.map((row) => [row.path, row]));
    return [...new Set([...own.keys(), ...others.keys()])].sort().map((path) => {
      const row = own.get(path);
      const other = others.get(path);
      const field = fieldOf(this.fields, path);
      const value = row ? String(row.value) : null;
      const beside = other ? String(other.value) : null;
      const pattern = field?.path.split('.') ?? [];
      return {
        path,
        field,
        part: path
          .split('.')
          .filter((_, index) => pattern[index] === '*')
          .join(' '),
        value,
        beside,
        unit: row?.unit ?? other?.unit ?? '',
        source: row?.source ?? '',
        confirmed: row?.confirmed ?? true,
        differs: this.besideSet !== null && value !== beside,
        draft: this.#draft.get(path) ?? null,
      };
    });
  }

  /** The list again, after the book changed; a chosen set that is gone is let go, with a word. */
  async refresh(): Promise<void> {
    try {
      this.sets = await this.#client.call('parameters.list', { rulebook: null });
      this.failure = null;
    } catch (thrown) {
      this.failure = asCallError(thrown);
      return;
    } finally {
      this.listed = true;
    }
    const known = new Set(this.sets.map(({ id }) => id));
    if (this.#looked !== null && !known.has(this.#looked)) this.#leave(null);
    if (this.#beside !== null && !known.has(this.#beside)) this.#beside = null;
    const chosen = this.#margin.parameters ?? [];
    const left = chosen.filter((id) => known.has(id));
    if (left.length < chosen.length) {
      this.#notices.say(
        'information',
        'A parameter set that was in use is no longer in the book: sets are taken by their date again.',
      );
      this.#margin.chooseParameters(left);
    }
  }

  forget(): void {
    this.sets = [];
    this.listed = false;
    this.set = null;
    this.besideSet = null;
    this.#beside = null;
    this.#leave(null);
  }

  #leave(looked: string | null): void {
    this.#looked = looked;
    this.#draft = new Map();
    this.cancel();
    this.focusRow = 0;
  }

  /** Reads the set looked at, the one beside it and the rulebook's fields: asked by the view, again when any of them changes. */
  async load(): Promise<void> {
    const { looked, beside } = this;
    const row = this.listRow;
    if (looked === null || row === null) return;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const [set, besideSet, fields] = await Promise.all([
        this.#client.call('parameters.get', { id: looked }),
        beside === null ? null : this.#client.call('parameters.get', { id: beside }),
        this.#client.call('parameters.fields', { rulebook: row.rulebook }),
      ]);
      if (asked !== this.#asked) return;
      this.set = set;
      this.besideSet = besideSet;
      this.fields = fields;
      this.failure = null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asCallError(thrown);
    }
  }

  /** Looks at a set; what was typed into another one and not saved stays there: it has to be saved or discarded first. */
  lookAt(id: string): void {
    if (id === this.looked) return;
    if (this.draftSize > 0) {
      this.#notices.say('warning', 'There are changes that aren’t saved. Save or discard them first.');
      return;
    }
    this.#beside = null;
    this.differencesOnly = false;
    this.#leave(id);
  }

  /** Puts another set's values beside; null takes them away (an edited copy then shows what it was made from). */
  compareWith(id: string | null): void {
    this.#beside = id;
    if (id === null) this.differencesOnly = false;
  }

  /** Uses a set in place of what its date would give for its rulebook and asset. */
  use(row: ParameterListRow): void {
    const chosen = (this.#margin.parameters ?? []).filter((id) => {
      const other = this.sets.find((set) => set.id === id);
      return other && (other.rulebook !== row.rulebook || other.asset !== row.asset);
    });
    this.#margin.chooseParameters([...chosen, row.id]);
  }

  isChosen(id: string): boolean {
    return this.#margin.parameters?.includes(id) ?? false;
  }

  leaveToDate(id: string): void {
    this.#margin.chooseParameters((this.#margin.parameters ?? []).filter((chosen) => chosen !== id));
  }

  allByDate(): void {
    this.#margin.chooseParameters(null);
  }

  moveTo(row: number): void {
    this.focusRow = Math.max(0, Math.min(row, this.rows.length - 1));
  }

  edit(row: ParameterRow): void {
    // A draft is of one set: the margin may be computed with others meanwhile.
    this.#looked = this.looked;
    this.editing = row.path;
    this.text = row.draft ?? row.value ?? row.beside ?? '';
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
    this.trouble = (await this.#check()) ?? this.trouble;
  }

  /** Takes what is typed into the draft, unless something is wrong with it. Answers whether it did. */
  async commit(): Promise<boolean> {
    const path = this.editing;
    if (path === null) return true;
    const trouble = await this.#check();
    if (trouble !== null) this.trouble = trouble;
    if (trouble !== '') return false;
    if (this.editing !== path) return true;
    const draft = new Map(this.#draft);
    const text = this.text.trim();
    const own = this.set?.parameters.find((row) => row.path === path);
    if (own !== undefined && String(own.value) === text) draft.delete(path);
    else draft.set(path, text);
    this.#draft = draft;
    this.cancel();
    return true;
  }

  /** Empty when nothing is wrong; null when newer typing overtook the question. */
  async #check(): Promise<string | null> {
    const { editing: path, text: value, looked: set } = this;
    if (path === null || set === null) return '';
    this.#checks += 1;
    const check = this.#checks;
    try {
      const answer = await this.#client.call('parameters.check', { set, path, value });
      return check === this.#checks ? (answer?.message ?? '') : null;
    } catch (thrown) {
      return check === this.#checks ? asCallError(thrown).message : null;
    }
  }

  restore(path: string): void {
    const draft = new Map(this.#draft);
    draft.delete(path);
    this.#draft = draft;
  }

  discard(): void {
    this.#draft = new Map();
    this.cancel();
  }

  /** Saves the draft as a copy of the set and, when asked, uses it at once. Throws what the program answers. */
  async save(how: { label: string; reason: string; use: boolean }): Promise<void> {
    const from = this.listRow;
    if (from === null) return;
    const { label, reason } = how;
    const changes = [...this.#draft].map(([path, value]) => ({ path, value }));
    const saved = await this.#client.call('parameters.saveCopy', { from: from.id, label, reason, changes });
    await this.refresh();
    this.#beside = null;
    const { focusRow } = this;
    this.#leave(saved.id);
    this.focusRow = focusRow;
    this.saveOpen = false;
    const row = this.sets.find(({ id }) => id === saved.id);
    if (how.use && row) this.use(row);
    this.#notices.say(
      'information',
      how.use
        ? `“${saved.label}” is saved and in use.`
        : `“${saved.label}” is saved. It is used once you choose it.`,
    );
  }

  /** Takes a set out of the book. Undo brings it back. */
  async remove(row: ParameterListRow): Promise<void> {
    try {
      await this.#client.call('parameters.remove', { id: row.id });
      this.#notices.say('information', `“${row.label}” is taken out. Undo brings it back.`);
    } catch (thrown) {
      this.#notices.say('error', asCallError(thrown).message);
    }
    this.removing = null;
  }
}
