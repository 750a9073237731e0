// Which columns the grid shows: the built-in sets, the person's own, and a set as it is being changed.
// Own sets are part of the settings; which one is shown stays in the window's own storage.

import type { ColumnSet, PositionColumn } from '../client/nouns.ts';
import { columnsOf, type GridColumn, gridColumns } from './columns.ts';
import type { SettingsState } from './settings.svelte.ts';

const storageKey = 'margrave.columns';
const standard: { name: string; columns: PositionColumn[] }[] = [
  { name: 'All', columns: gridColumns.map(({ key }) => key) },
  {
    name: 'Risk',
    columns: [
      'symbol',
      'account',
      'quantity',
      'value',
      'contribution',
      'delta',
      'gamma',
      'vega',
      'theta',
      'volatility',
    ],
  },
  {
    name: 'Identity',
    columns: [
      'symbol',
      'account',
      'strategy',
      'lot',
      'kind',
      'underlying',
      'expiry',
      'strike',
      'right',
      'quantity',
      'instrument',
      'excluded',
    ],
  },
  {
    name: 'Valuation',
    columns: [
      'symbol',
      'account',
      'quantity',
      'averagePrice',
      'mark',
      'volatility',
      'volatilityLevel',
      'value',
      'settlementCurrency',
      'excluded',
    ],
  },
];

export class ColumnSets {
  readonly #settings: SettingsState;
  readonly #account: () => string | null;
  #chosen = $state(globalThis.localStorage?.getItem(storageKey) ?? 'All');
  /** The columns while they differ from the chosen set. */
  #changed = $state.raw<readonly PositionColumn[] | null>(null);

  own = $derived.by<readonly ColumnSet[]>(() => this.#settings.current.columnSets);
  names = $derived.by(() => [...standard.map(({ name }) => name), ...this.own.map(({ name }) => name)]);
  /** Name of the set shown; the first where the one kept is gone. */
  chosen = $derived.by(() => (this.names.includes(this.#chosen) ? this.#chosen : 'All'));
  isOwn = $derived.by(() => this.own.some(({ name }) => name === this.chosen));
  isChanged = $derived.by(() => this.#changed !== null);
  keys = $derived.by<readonly PositionColumn[]>(
    () => this.#changed ?? columnsOf(this.#find(this.chosen)).map(({ key }) => key),
  );
  /** What the grid shows: the account's column is left out while one account is looked at. */
  shown = $derived.by<readonly GridColumn[]>(() => {
    const columns = columnsOf(this.keys);
    const others = this.#account() === null ? columns : columns.filter(({ key }) => key !== 'account');
    return others.length > 0 ? others : columns;
  });

  constructor(settings: SettingsState, account: () => string | null) {
    this.#settings = settings;
    this.#account = account;
  }

  #find(name: string): readonly string[] {
    return [...standard, ...this.own].find((set) => set.name === name)?.columns ?? [];
  }

  choose(name: string): void {
    this.#chosen = name;
    this.#changed = null;
    globalThis.localStorage?.setItem(storageKey, name);
  }

  has(key: PositionColumn): boolean {
    return this.keys.includes(key);
  }

  /** Shows a column as the last, or takes it away; the last one left stays. */
  toggle(key: PositionColumn): void {
    if (!this.has(key)) this.#changed = [...this.keys, key];
    else if (this.keys.length > 1) this.#changed = this.keys.filter((kept) => kept !== key);
  }

  /** Moves a column one place towards the front (−1) or the end (1). */
  move(key: PositionColumn, by: -1 | 1): void {
    const keys = [...this.keys];
    const from = keys.indexOf(key);
    const to = from + by;
    if (from < 0 || to < 0 || to >= keys.length) return;
    keys.splice(from, 1);
    keys.splice(to, 0, key);
    this.#changed = keys;
  }

  /** Takes the changes back. */
  reset(): void {
    this.#changed = null;
  }

  /** Why a name can't be given to a set, or null. */
  problemWith(name: string): string | null {
    if (name.trim() === '') return 'A set needs a name.';
    if (name.trim().length > 80) return 'A name has at most 80 letters.';
    if (standard.some((set) => set.name.toLowerCase() === name.trim().toLowerCase()))
      return `“${name.trim()}” is a built-in set. Choose another name.`;
    return null;
  }

  /** Keeps the columns as shown now under a name; an own set of that name is replaced. */
  async save(name: string): Promise<void> {
    if (this.problemWith(name) !== null) return;
    const set: ColumnSet = { name: name.trim(), columns: [...this.keys] };
    const { current } = this.#settings;
    const others = current.columnSets.filter((kept) => kept.name !== set.name);
    await this.#settings.put({ ...current, columnSets: [...others, set].slice(-50) });
    this.choose(set.name);
  }

  async remove(name: string): Promise<void> {
    const { current } = this.#settings;
    await this.#settings.put({
      ...current,
      columnSets: current.columnSets.filter((set) => set.name !== name),
    });
    if (this.#chosen === name) this.choose('All');
  }
}
