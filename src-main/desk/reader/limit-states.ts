// Limits against a kept margin: the figure of each, its state, and a sentence. May import domain and contract types.
import type { Limit, LimitState } from '../../contract/edit-views.ts';
import { type DecimalText, fromFloat, toFloat } from '../../domain/decimal.ts';
import type { ExpiryBucket } from '../../domain/limit.ts';
import { limitName } from '../edit/check-limits.ts';
import { spokenNumber } from '../edit/draft-words.ts';
import type { KeptView } from './margin-views.ts';

/** A figure that a limit is held against, or why there is none. `endless`: something is used and there is nothing to use. */
type Figure = { value: number; unit: string } | { missing: string } | { endless: string };

const DAY = 86_400_000;
const ENDS: [bucket: ExpiryBucket, days: number][] = [
  ['7', 7],
  ['30', 30],
  ['90', 90],
  ['365', 365],
];

/** The bucket of a time to expiry: `7` up to 7 days, `30` over 7 and up to 30 …, `later` beyond a year. */
export function bucketOf(days: number): ExpiryBucket {
  return ENDS.find(([, end]) => days <= end)?.[0] ?? 'later';
}

/** States of the limits whose accounts the margin covers, in the order given. */
export function limitStates(kept: KeptView, limits: readonly Limit[]): LimitState[] {
  const accounts = coveredAccounts(kept);
  const figures = new Figures(kept);
  return limits.filter(({ account }) => accounts.has(account)).map((limit) => stateOf(limit, figures));
}

/** Accounts that the margin was asked of, also those without positions. */
function coveredAccounts({ view, answer }: KeptView): Set<string> {
  const accounts = new Set<string>();
  for (const { account } of view.entries) accounts.add(account);
  for (const { account } of view.excluded) accounts.add(account);
  for (const account of answer.holdings.account) accounts.add(account);
  for (const { node } of view.totals) {
    if (node.startsWith('account:')) accounts.add(node.slice('account:'.length));
  }
  return accounts;
}

class Figures {
  readonly #kept: KeptView;
  /** account, underlying, quote currency, bucket → vega. */
  #vegas: Map<string, Map<string, number>> | null = null;

  constructor(kept: KeptView) {
    this.#kept = kept;
  }

  /** The account's name, as the margin has it. */
  nameOf(account: string): string {
    return this.#total(account)?.label || account;
  }

  excluded(account: string): number {
    return this.#kept.view.excluded.filter((row) => row.account === account).length;
  }

  of(limit: Limit): Figure {
    switch (limit.measure) {
      case 'usage':
        return this.#usage(limit.account);
      case 'deposit':
        return this.#deposit(limit.account);
      case 'delta':
        return this.#delta(limit.account, limit.underlying);
      case 'vega':
        return this.#vega(limit.account, limit.underlying, limit.bucket);
    }
  }

  #total(account: string): KeptView['view']['totals'][number] | null {
    return this.#kept.view.totals.find(({ node }) => node === `account:${account}`) ?? null;
  }

  #usage(account: string): Figure {
    const total = this.#total(account);
    if (!total) return { missing: 'its currencies can’t be added: the market lacks a rate between them' };
    const margin = toFloat(total.initialMargin);
    const equity = toFloat(total.equity);
    if (equity > 0) return { value: margin / equity, unit: 'fraction' };
    if (margin === 0) return { value: 0, unit: 'fraction' };
    return {
      endless: `its initial margin is ${amountText(total.initialMargin)} ${total.currency} and its equity ${amountText(total.equity)} ${total.currency}`,
    };
  }

  #deposit(account: string): Figure {
    const total = this.#total(account);
    if (!total) return { missing: 'its currencies can’t be added: the market lacks a rate between them' };
    return { value: toFloat(total.deposit), unit: total.currency };
  }

  #delta(account: string, underlying: string): Figure {
    let value = 0;
    for (const row of this.#kept.view.greeks) {
      if (row.account === account && row.underlying === underlying) value += toFloat(row.delta);
    }
    return { value, unit: underlying };
  }

  #vega(account: string, underlying: string, bucket: string): Figure {
    this.#vegas ??= this.#vegaSums();
    const byCurrency = new Map<string, number>();
    for (const [currency, vega] of this.#vegas.get(`${account}\u0000${underlying}\u0000${bucket}`) ?? [])
      byCurrency.set(currency, vega);
    if (byCurrency.size <= 1) {
      const [only] = byCurrency;
      return { value: only?.[1] ?? 0, unit: only?.[0] ?? '' };
    }
    // Quoted in several currencies: added at the rates of the account's total, or not at all.
    const total = this.#total(account);
    let sum = 0;
    for (const [currency, vega] of byCurrency) {
      const rate = currency === total?.currency ? '1' : total?.rates[`${currency}/${total.currency}`];
      if (rate === undefined) {
        return {
          missing: `its options are quoted in ${[...byCurrency.keys()].sort().join(' and ')}, and this margin holds no rate between them`,
        };
      }
      sum += vega * toFloat(rate);
    }
    return { value: sum, unit: total?.currency ?? '' };
  }

  /** Vega of the holdings by account, underlying and bucket (and `all`), by quote currency, in the order of the holdings. */
  #vegaSums(): Map<string, Map<string, number>> {
    const { view, answer, instruments } = this.#kept;
    const asOf = Date.parse(view.asOf);
    const measures = new Map(answer.instruments.map((measure) => [measure.instrument, measure]));
    const sums = new Map<string, Map<string, number>>();
    const { account, instrument, quantity } = answer.holdings;
    for (let row = 0; row < quantity.length; row++) {
      const known = instruments.get(instrument[row] ?? '');
      const measure = measures.get(instrument[row] ?? '');
      if (!known || !measure || measure.vega === 0 || known.expiry === null) continue;
      const vega = measure.vega * (quantity[row] ?? 0);
      const bucket = bucketOf((Date.parse(known.expiry) - asOf) / DAY);
      for (const name of [bucket, 'all']) {
        const key = `${account[row]}\u0000${known.underlying}\u0000${name}`;
        const sum = sums.get(key) ?? new Map<string, number>();
        sums.set(key, sum.set(known.quoteCurrency, (sum.get(known.quoteCurrency) ?? 0) + vega));
      }
    }
    return sums;
  }
}

function stateOf(limit: Limit, figures: Figures): LimitState {
  const figure = figures.of(limit);
  const name = `${figures.nameOf(limit.account)}: ${limitName(limit)}`;
  const left = figures.excluded(limit.account);
  const without =
    left === 0 ? '' : ` ${left === 1 ? 'One position is' : `${left} positions are`} left out of it.`;
  if ('missing' in figure) {
    return {
      limit,
      figure: null,
      share: null,
      state: 'unknown',
      sentence: `${name} is not known: ${figure.missing}.`,
    };
  }
  if ('endless' in figure) {
    return {
      limit,
      figure: null,
      share: null,
      state: 'breach',
      sentence: `${name} has no bound: ${figure.endless}.${without}`,
    };
  }
  const size = Math.abs(figure.value);
  const level = toFloat(limit.limit);
  const state = size > level ? 'breach' : size >= toFloat(limit.warning) ? 'warning' : 'within';
  const warning = levelText(limit, limit.warning);
  const most = levelText(limit, limit.limit);
  const standing = {
    breach: `beyond the limit of ${most}`,
    warning: `past the warning at ${warning}, limit ${most}`,
    within: `below the warning at ${warning}, limit ${most}`,
  }[state];
  return {
    limit,
    figure: fromFloat(figure.value),
    share: fromFloat(size / level),
    state,
    sentence: `${name} is ${levelText(limit, fromFloat(figure.value))}${unitText(limit, figure.unit)}, ${standing}.${without}`,
  };
}

/** A level or figure rounded for reading: `82.3 %`, `−12.4`, `1,204`. */
function levelText({ measure }: Limit, text: DecimalText): string {
  const value = toFloat(text);
  if (measure === 'usage') return `${spokenNumber(rounded(value * 100, 1))}\u00a0%`;
  if (measure === 'delta') return spokenNumber(rounded(value, 4));
  return measure === 'deposit' ? amountText(text) : spokenNumber(rounded(value, 2));
}

/** An amount rounded for reading: two places, eight below 1. */
function amountText(text: DecimalText): string {
  const value = toFloat(text);
  return spokenNumber(rounded(value, Math.abs(value) < 1 ? 8 : 2));
}

function unitText({ measure }: Limit, unit: string): string {
  if (measure === 'usage') return ' of equity';
  const named = unit === '' ? '' : ` ${unit}`;
  return measure === 'vega' ? `${named} per volatility point` : named;
}

const rounded = (value: number, places: number): DecimalText => {
  const power = 10 ** places;
  const near = Math.round(value * power) / power;
  return fromFloat(Number.isFinite(near) ? near : value);
};
