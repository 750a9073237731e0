// Two margin results figure by figure, each difference with a place that a person can find. May import the domain.
import { decimalText, ExactDecimal, isDecimalText } from '../domain/decimal.ts';
import type { MarginResult } from '../domain/margin-result.ts';

export interface ResultDifference {
  /** Such as `entries › client-flow deribit-pm BTC BTC › tree › BTC/initialMargin › amount`. */
  place: string;
  reported: string;
  recomputed: string;
  /** recomputed − reported, exactly; null where they are no numbers. */
  difference: string | null;
}

export interface ResultComparison {
  /** Figures and words that were compared. */
  compared: number;
  differences: ResultDifference[];
  /** Sentences on what figures rest on that read otherwise: a later version may word the same doubt anew, which changes no figure. */
  reworded: ResultDifference[];
}

const ABSENT = 'absent';

/** Compares every field of two results but engine version and kernel, which are stated apart. Numbers are equal when their texts are: to the bit. */
export function compareResults(reported: MarginResult, recomputed: MarginResult): ResultComparison {
  const { engineVersion: _madeBy, kernel: _madeOn, ...made } = reported;
  const { engineVersion: _now, kernel: _here, ...again } = recomputed;
  const comparison: ResultComparison = { compared: 0, differences: [], reworded: [] };
  // Reports of versions before 0.2 have no list of mapped rows: they mapped none.
  compare({ mapped: [], ...made }, { mapped: [], ...again }, [], comparison);
  return comparison;
}

function compare(made: unknown, again: unknown, place: string[], comparison: ResultComparison): void {
  if (Array.isArray(made) && Array.isArray(again)) {
    compareNamed(namedElements(made), namedElements(again), place, comparison);
  } else if (isObject(made) && isObject(again)) {
    compareNamed(new Map(Object.entries(made)), new Map(Object.entries(again)), place, comparison);
  } else {
    comparison.compared += 1;
    if (made === again) return;
    const list = isSentence(made, again, place) ? comparison.reworded : comparison.differences;
    list.push(difference(made, again, place));
  }
}

function compareNamed(
  made: ReadonlyMap<string, unknown>,
  again: ReadonlyMap<string, unknown>,
  place: string[],
  comparison: ResultComparison,
): void {
  for (const name of new Set([...made.keys(), ...again.keys()])) {
    if (name === 'children') {
      // A line's id holds its whole path: the lines above it need not be repeated.
      const tree = place.slice(0, place.lastIndexOf('tree') + 1);
      compareNamed(namedElements(made.get(name)), namedElements(again.get(name)), tree, comparison);
    } else {
      compare(made.get(name), again.get(name), [...place, name], comparison);
    }
  }
}

/** Sentences of an entry, in the lists by these names, that both have. One that only one of them has is a difference. */
const sentenceLists = new Set(['unconfirmed', 'assumptions']);

const isSentence = (made: unknown, again: unknown, place: readonly string[]): boolean =>
  sentenceLists.has(place.at(-2) ?? '') && typeof made === 'string' && typeof again === 'string';

/** Elements by what they are called; by their place in the list where they have no name. A name used twice gets its number. */
function namedElements(elements: unknown): Map<string, unknown> {
  const named = new Map<string, unknown>();
  if (!Array.isArray(elements)) return named;
  elements.forEach((element: unknown, index) => {
    const name = nameOf(element) ?? `${index + 1}`;
    let unique = name;
    for (let repeated = 2; named.has(unique); repeated++) unique = `${name} (${repeated})`;
    named.set(unique, element);
  });
  return named;
}

/** What names an element, by the fields that it has. */
const namingFields = [
  ['account', 'rulebook', 'nettingSet', 'currency'],
  ['node', 'currency'],
  ['account', 'instrument'],
  ['instrument', 'driver'],
  ['id'],
  ['table'],
  ['level'],
  ['path'],
  ['class'],
  ['rulebook'],
] as const;

function nameOf(element: unknown): string | null {
  if (!isObject(element)) return null;
  const naming = namingFields.find((names) => names.every((name) => Object.hasOwn(element, name)));
  if (!naming) return null;
  return naming
    .map((name) => element[name])
    .filter((part) => typeof part === 'string')
    .join(' ');
}

function difference(made: unknown, again: unknown, place: string[]): ResultDifference {
  const bothNumbers = isNumberText(made) && isNumberText(again);
  return {
    place: place.join(' › '),
    reported: shown(made),
    recomputed: shown(again),
    difference: bothNumbers ? decimalText(new ExactDecimal(again).minus(made)) : null,
  };
}

const isNumberText = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && isDecimalText(value));

function shown(value: unknown): string {
  if (value === undefined) return ABSENT;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
