// Margin limits: how they stand against the margin on screen, and the table in which an account's are set. No DOM.
import type { CallInput, CallOutput } from '../../src-main/contract/calls.ts';
import { asCallError, type WindowClient } from '../client/client.ts';
import { shiftDecimal } from '../format/decimal.ts';
import type { Notices } from './notices.svelte.ts';

export type LimitState = CallOutput<'limits.states'>[number];
export type Limit = LimitState['limit'];
export type LimitStanding = LimitState['state'];

/** A limit as it is typed. Usage stands in per cent here, in fractions everywhere else. */
export interface LimitRow {
  key: number;
  measure: Limit['measure'];
  underlying: string;
  bucket: Exclude<Limit['bucket'], ''>;
  warning: string;
  limit: string;
}

export const buckets: readonly { value: LimitRow['bucket']; label: string }[] = [
  { value: 'all', label: 'all expiries' },
  { value: '7', label: 'up to 7 days' },
  { value: '30', label: '7 to 30 days' },
  { value: '90', label: '30 to 90 days' },
  { value: '365', label: '90 to 365 days' },
  { value: 'later', label: 'beyond 365 days' },
];

const severity: Record<LimitStanding, number> = { breach: 0, warning: 1, unknown: 2, within: 3 };
const plainNumber = /^\d+(\.\d+)?$/;

export const limitKey = ({
  account,
  measure,
  underlying,
  bucket,
}: Omit<Limit, 'warning' | 'limit'>): string => JSON.stringify([account, measure, underlying, bucket]);

/** 80 per cent as 0.8, exactly. */
export const fractionOf = (percent: string): string => {
  const [whole = '0', decimals = ''] = percent.split('.');
  const digits = whole.padStart(3, '0');
  const fraction = `${digits.slice(-2)}${decimals}`.replace(/0+$/, '');
  return `${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}${fraction === '' ? '' : `.${fraction}`}`;
};

export class Limits {
  readonly #client: WindowClient;
  readonly #notices: Notices;
  readonly #view: () => string | null;
  #asked = 0;
  #told = new Set<string>();
  #keys = 0;
  #written = '';

  /** Of the margin on screen, the worst first. */
  states = $state.raw<LimitState[]>([]);
  failure = $state('');
  /** Account whose limits are being set; null while the dialog is closed. */
  account = $state<string | null>(null);
  rows = $state<LimitRow[]>([]);
  loading = $state(false);
  saving = $state(false);
  trouble = $state('');
  asking = $state(false);
  #tried = $state(false);

  breaches = $derived(this.states.filter(({ state }) => state === 'breach'));
  warnings = $derived(this.states.filter(({ state }) => state === 'warning'));
  problems = $derived(problemsOf(this.rows, this.#tried));

  /** `view`: the margin on screen, or null. */
  constructor(client: WindowClient, notices: Notices, view: () => string | null) {
    this.#client = client;
    this.#notices = notices;
    this.#view = view;
  }

  /** Holds the limits against the margin on screen. A limit that is newly broken is said once. */
  async hold(): Promise<void> {
    const view = this.#view();
    this.#asked += 1;
    const asked = this.#asked;
    if (view === null) {
      this.states = [];
      return;
    }
    try {
      const states = await this.#client.call('limits.states', { view });
      if (asked !== this.#asked) return;
      this.states = [...states].sort((a, b) => severity[a.state] - severity[b.state]);
      this.failure = '';
      this.#tell();
    } catch (thrown) {
      if (asked !== this.#asked) return;
      // The margin was pushed out or the book closed: the next one brings its own.
      const error = asCallError(thrown);
      if (error.code !== 'not-found') this.failure = error.message;
    }
  }

  #tell(): void {
    const covered = new Set(this.states.map(({ limit }) => limitKey(limit)));
    const broken = new Set(this.breaches.map(({ limit }) => limitKey(limit)));
    const fresh = this.breaches.filter(({ limit }) => !this.#told.has(limitKey(limit)));
    // A limit of an account that isn't looked at now stays told.
    for (const key of this.#told) if (covered.has(key) && !broken.has(key)) this.#told.delete(key);
    for (const key of broken) this.#told.add(key);
    const [first] = fresh;
    if (!first) return;
    const more = fresh.length - 1;
    this.#notices.say(
      'warning',
      `Limit broken. ${first.sentence}${more === 0 ? '' : ` ${more === 1 ? 'One more limit is' : `${more} more limits are`} broken.`}`,
    );
  }

  /** Another book: nothing of the former is told or shown. */
  forget(): void {
    this.#asked += 1;
    this.#told.clear();
    this.states = [];
    this.account = null;
  }

  /** Opens the table of an account; of the first with a broken or warned limit where none is named. */
  show(account: string | null, accounts: readonly string[] = []): void {
    const chosen = account ?? this.states[0]?.limit.account ?? accounts[0] ?? null;
    if (chosen !== null) void this.choose(chosen);
  }

  async choose(account: string): Promise<void> {
    this.account = account;
    this.loading = true;
    this.trouble = '';
    this.asking = false;
    this.#tried = false;
    this.rows = [];
    try {
      const limits = await this.#client.call('limits.list', {});
      if (this.account !== account) return;
      this.rows = limits.filter((limit) => limit.account === account).map((limit) => this.#row(limit));
      this.#written = this.#text();
    } catch (thrown) {
      this.trouble = asCallError(thrown).message;
    } finally {
      this.loading = false;
    }
  }

  #row({ measure, underlying, bucket, warning, limit }: Limit): LimitRow {
    this.#keys += 1;
    const shown = (level: string): string => (measure === 'usage' ? shiftDecimal(level, 2) : level);
    return {
      key: this.#keys,
      measure,
      underlying,
      bucket: bucket === '' ? 'all' : bucket,
      warning: shown(warning),
      limit: shown(limit),
    };
  }

  /** A row to be typed into: the first measure that the account has no limit on. */
  add(underlyings: readonly string[]): void {
    const used = new Set(this.rows.map(({ measure }) => measure));
    const measure =
      (['usage', 'deposit', 'delta', 'vega'] as const).find((name) => !used.has(name)) ?? 'vega';
    this.#keys += 1;
    this.rows.push({
      key: this.#keys,
      measure,
      underlying: underlyings[0] ?? '',
      bucket: 'all',
      warning: '',
      limit: '',
    });
  }

  remove(key: number): void {
    this.rows = this.rows.filter((row) => row.key !== key);
  }

  #text(): string {
    return JSON.stringify(this.rows.map(({ key: _key, ...row }) => row));
  }

  get unsaved(): boolean {
    return this.account !== null && !this.loading && this.#text() !== this.#written;
  }

  /** How a typed limit stands, when it is the one that is held against the margin. */
  stateOf(row: LimitRow): LimitState | null {
    if (this.account === null) return null;
    const key = limitKey(asLimit(this.account, row));
    return this.states.find(({ limit }) => limitKey(limit) === key) ?? null;
  }

  async save(): Promise<boolean> {
    const account = this.account;
    this.#tried = true;
    if (account === null || this.saving || this.problems.size > 0) return false;
    this.saving = true;
    this.trouble = '';
    try {
      const limits = this.rows.map((row) => asLimit(account, row));
      await this.#client.call('limits.put', { account, limits } satisfies CallInput<'limits.put'>);
      this.#written = this.#text();
      await this.hold();
      return true;
    } catch (thrown) {
      this.trouble = asCallError(thrown).message;
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Closes; where typing isn't saved, asks first, and closes at the second time. */
  close(): void {
    if (this.unsaved && !this.asking) {
      this.asking = true;
      return;
    }
    this.account = null;
    this.asking = false;
  }
}

function asLimit(account: string, row: LimitRow): Limit {
  const { measure } = row;
  const level = (typed: string): string => (measure === 'usage' ? fractionOf(typed.trim()) : typed.trim());
  return {
    account,
    measure,
    underlying: measure === 'delta' || measure === 'vega' ? row.underlying.trim() : '',
    bucket: measure === 'vega' ? row.bucket : '',
    warning: level(row.warning),
    limit: level(row.limit),
  };
}

/** What is wrong with a row, and in which of its fields. */
export interface LimitProblem {
  field: 'measure' | 'underlying' | 'warning' | 'limit';
  message: string;
}

/** What is wrong with each row, by its key. Empty cells are wrong once saving was tried. */
function problemsOf(rows: readonly LimitRow[], tried: boolean): Map<number, LimitProblem> {
  const problems = new Map<number, LimitProblem>();
  const seen = new Set<string>();
  for (const row of rows) {
    const problem = problemOf(row, tried);
    const same = limitKey(asLimit('', { ...row, warning: '1', limit: '1' }));
    if (problem !== null) problems.set(row.key, problem);
    else if (seen.has(same))
      problems.set(row.key, { field: 'measure', message: 'Another row limits the same. Keep one of them.' });
    seen.add(same);
  }
  return problems;
}

function problemOf(row: LimitRow, tried: boolean): LimitProblem | null {
  const { measure } = row;
  if ((measure === 'delta' || measure === 'vega') && row.underlying.trim() === '')
    return tried
      ? { field: 'underlying', message: 'The underlying is missing. Write it, such as BTC.' }
      : null;
  for (const field of ['warning', 'limit'] as const) {
    const typed = row[field].trim();
    if (typed === '') {
      if (tried) return { field, message: `The ${field} is missing.` };
    } else if (!plainNumber.test(typed)) {
      const example = measure === 'usage' ? '80' : '1500.5';
      const message = `The ${field} “${typed.slice(0, 30)}” is not a plain number above 0. Write it with a decimal point, such as ${example}.`;
      return { field, message };
    } else if (Number(typed) === 0) return { field, message: `The ${field} must be above 0.` };
  }
  if (row.warning.trim() === '' || row.limit.trim() === '') return null;
  if (Number(row.warning) > Number(row.limit))
    return { field: 'limit', message: 'The limit is below its warning.' };
  return null;
}
