// Before, after and difference of a what-if's headline figures, as rows that views show. Pure readings of the desk's answer.
import type { EntryHeadline, GreekTotal, MarginTotal, WhatIfAnswer, WhatIfSide } from '../client/nouns.ts';
import { subtractDecimals, usedShare } from '../format/decimal.ts';

/** Which way is good for the account: `less` of a requirement, `more` of equity; null where it is neither. */
export type Favours = 'less' | 'more' | null;

/** One figure before and after. Null where that side doesn't have it; the difference then counts it as 0. */
export interface FigurePair {
  name: string;
  label: string;
  before: string | null;
  after: string | null;
  difference: string;
  favours: Favours;
}

/** Initial margin as a share of equity, before and after; null where nothing is asked, infinite where nothing is owned. */
export interface SharePair {
  before: number | null;
  after: number | null;
  /** After − before as decimal text of a fraction; null where one side isn't finite. */
  difference: string | null;
}

export type MarginFigures = Pick<
  MarginTotal,
  'initialMargin' | 'maintenanceMargin' | 'equity' | 'freeEquity' | 'deposit'
>;
const headlines: { name: keyof MarginFigures; label: string; favours: Favours }[] = [
  { name: 'initialMargin', label: 'Initial margin', favours: 'less' },
  { name: 'maintenanceMargin', label: 'Maintenance margin', favours: 'less' },
  { name: 'equity', label: 'Equity', favours: 'more' },
  { name: 'freeEquity', label: 'Free equity', favours: 'more' },
  { name: 'deposit', label: 'Deposit needed', favours: 'less' },
];

const pairOf = (
  name: string,
  label: string,
  favours: Favours,
  before: string | null,
  after: string | null,
): FigurePair => ({
  name,
  label,
  favours,
  before,
  after,
  difference: subtractDecimals(after ?? '0', before ?? '0'),
});

/** The five amounts that an entry and a total share. */
export function headlinePairs(before: MarginFigures | null, after: MarginFigures | null): FigurePair[] {
  return headlines.map(({ name, label, favours }) =>
    pairOf(name, label, favours, before?.[name] ?? null, after?.[name] ?? null),
  );
}

export function sharePair(before: MarginFigures | null, after: MarginFigures | null): SharePair {
  const share = (side: MarginFigures | null): number | null =>
    side === null ? null : usedShare(side.initialMargin, side.equity);
  const [was, is] = [share(before), share(after)];
  const change = (is ?? 0) - (was ?? 0);
  const known = (was !== null || is !== null) && Number.isFinite(change);
  return { before: was, after: is, difference: known ? change.toFixed(6) : null };
}

/** One requirement (netting set × currency) before and after; a side is null where it has no such entry. */
export interface EntryPair {
  key: string;
  nettingSet: string;
  currency: string;
  before: EntryHeadline | null;
  after: EntryHeadline | null;
}

const keyOf = ({ nettingSet, currency }: EntryHeadline): string => JSON.stringify([nettingSet, currency]);

/** Entries of both sides in the order of the first side that has them. */
export function entryPairs({ before, after }: Pick<WhatIfAnswer, 'before' | 'after'>): EntryPair[] {
  const pairs = new Map<string, EntryPair>();
  for (const [side, entries] of [
    ['before', before.entries],
    ['after', after.entries],
  ] as const) {
    for (const entry of entries) {
      const key = keyOf(entry);
      const { nettingSet, currency } = entry;
      const pair = pairs.get(key) ?? { key, nettingSet, currency, before: null, after: null };
      pairs.set(key, { ...pair, [side]: entry });
    }
  }
  return [...pairs.values()];
}

export interface GreekPairs {
  underlying: string;
  quoteCurrency: string;
  greeks: (FigurePair & { places: number })[];
}
const greekNames: { name: 'delta' | 'gamma' | 'vega' | 'theta'; label: string; places: number }[] = [
  { name: 'delta', label: 'Delta, units', places: 4 },
  { name: 'gamma', label: 'Gamma', places: 6 },
  { name: 'vega', label: 'Vega, per point', places: 2 },
  { name: 'theta', label: 'Theta, per day', places: 2 },
];

/** Greeks of each underlying, before and after. */
export function greekPairs(before: readonly GreekTotal[], after: readonly GreekTotal[]): GreekPairs[] {
  const underlyings = new Map<string, { underlying: string; quoteCurrency: string }>();
  for (const { underlying, quoteCurrency } of [...before, ...after])
    underlyings.set(JSON.stringify([underlying, quoteCurrency]), { underlying, quoteCurrency });
  return [...underlyings.values()].map(({ underlying, quoteCurrency }) => {
    const of = (side: readonly GreekTotal[]): GreekTotal | undefined =>
      side.find((row) => row.underlying === underlying && row.quoteCurrency === quoteCurrency);
    const [was, is] = [of(before), of(after)];
    return {
      underlying,
      quoteCurrency,
      greeks: greekNames.map(({ name, label, places }) => ({
        ...pairOf(name, label, null, was?.[name] ?? null, is?.[name] ?? null),
        places,
      })),
    };
  });
}

/** Difference of the initial margin, for the banner: of the account in its reporting currency, else of each entry. */
export function initialDifferences(
  answer: Pick<WhatIfAnswer, 'before' | 'after'>,
): { amount: string; currency: string }[] {
  const { before, after } = answer;
  if (before.total !== null && after.total !== null) {
    const amount = subtractDecimals(after.total.initialMargin, before.total.initialMargin);
    return [{ amount, currency: after.total.currency }];
  }
  return entryPairs(answer).map((pair) => ({
    amount: subtractDecimals(pair.after?.initialMargin ?? '0', pair.before?.initialMargin ?? '0'),
    currency: pair.currency,
  }));
}

const severity = ['passes', 'initial margin call', 'below maintenance'] as const;
export type Status = (typeof severity)[number];

/** The worst status of a side's entries; null when it has none. */
export function worstStatus(side: WhatIfSide): Status | null {
  const ranks = side.entries.map((entry) => severity.indexOf(entry.status));
  return ranks.length === 0 ? null : (severity[Math.max(...ranks)] ?? null);
}
