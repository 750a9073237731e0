// The context document of Derive's published tests: which manager they are of, its parameters and the market, none of which the files hold.
// May import the domain, margin and the files beside it.
import type { DecimalText } from '../../../domain/decimal.ts';
import type { EffectiveParameters, ParameterSet } from '../../../domain/parameters.ts';
import { chooseParameterSets, rulebookById } from '../../../margin/registry.ts';
import { isJsonObject, JsonPlace } from '../json-place.ts';

/** A place of a context: the value that a case's own overrides state last, else the one that holds for all. */
export interface ContextPlaces {
  /** The last stated place of a path, missing when none states it. */
  at(...path: string[]): JsonPlace;
}

export interface TestContext {
  rulebook: string;
  /** The part about single cases or about portfolios; missing when the document has none. */
  section(name: 'cases' | 'portfolios'): JsonPlace;
}

/** The context as one of Derive's tests; null when the document is something else or there is none. Throws `invalid-file` on a malformed one. */
export function testContext(document: unknown): TestContext | null {
  if (!isJsonObject(document) || !Object.hasOwn(document, 'rulebook')) return null;
  const place = new JsonPlace(document, 'context');
  return { rulebook: place.at('rulebook').text(), section: (name) => place.at(name) };
}

/**
 * Parameters of a section: its own, `parameters.own {id, effective, source?, parameters}`, else the set in hand that `parameters.set` names;
 * with the rows of `parameters.replaced [{path, value, source}]` replaced.
 * Throws `not-found` when the set isn't in hand and `invalid-file` when a replaced path isn't one of its rows or no parameters are stated.
 */
export function contextParameters(
  rulebook: string,
  section: JsonPlace,
  sets: readonly ParameterSet[],
): EffectiveParameters {
  const place = section.at('parameters');
  const own = place.at('own').missing
    ? presetNamed(rulebook, place.at('set').text(), sets)
    : ownParameters(rulebook, place.at('own'));
  const replaced = new Map(
    place.at('replaced').missing
      ? []
      : place
          .at('replaced')
          .items()
          .map((row) => [row.at('path').text(), row]),
  );
  for (const [path, row] of replaced) {
    if (!own.parameters.some((known) => known.path === path)) {
      throw row.at('path').wrong('a path of the parameters it replaces');
    }
  }
  return {
    ...own,
    parameters: own.parameters.map((known) => {
      const row = replaced.get(known.path);
      if (!row) return known;
      return { ...known, value: row.at('value').decimal(), source: row.at('source').text() };
    }),
  };
}

const presetNamed = (rulebook: string, id: string, sets: readonly ParameterSet[]): EffectiveParameters =>
  chooseParameterSets(
    rulebook,
    [],
    '',
    sets.filter((set) => set.id === id),
    [id],
  );

/** A row without a source of its own has the set's. */
function ownParameters(rulebook: string, set: JsonPlace): EffectiveParameters {
  return {
    rulebook,
    sets: [{ id: set.at('id').text(), effective: set.at('effective').text(), assumed: false }],
    parameters: set
      .at('parameters')
      .items()
      .map((row) => ({
        path: row.at('path').text(),
        value: row.at('value').text(),
        unit: row.at('unit').text(),
        source: row.at('source').missing ? set.at('source').text() : row.at('source').text(),
        confirmed: row.at('confirmed').value !== false,
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Parameters for a rulebook that the context doesn't state: those in hand. */
export function parametersInHand(
  rulebook: string,
  assets: readonly string[],
  time: string,
  sets: readonly ParameterSet[],
): EffectiveParameters {
  const own = rulebookById(rulebook);
  return chooseParameterSets(own.id, assets, time, sets);
}

/** Why the context says that a case can't be computed; null when it doesn't. */
export function notKnown(section: JsonPlace, name: string): string | null {
  if (section.at('notKnown').missing) return null;
  for (const row of section.at('notKnown').items()) {
    if (namesOf(row).test(name)) return row.at('reason').text();
  }
  return null;
}

/** The market of one case: `market`, with what `overrides` states for names that its `cases` fits (`*` stands for anything), the last first. */
export function marketOfCase(section: JsonPlace, name: string): ContextPlaces {
  const overrides = section.at('overrides').missing ? [] : section.at('overrides').items();
  const layers = [...overrides.filter((row) => namesOf(row).test(name)).reverse(), section.at('market')];
  return {
    at(...path) {
      const places = layers.map((layer) => path.reduce((place, key) => place.at(key), layer));
      return (places.find(({ missing }) => !missing) ?? places.at(-1)) as JsonPlace;
    },
  };
}

function namesOf(row: JsonPlace): RegExp {
  const parts = row
    .at('cases')
    .text()
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** The decimal text at a place, or null when nothing stands there. */
export const decimalAt = (place: JsonPlace): DecimalText | null => (place.missing ? null : place.decimal());
