// Parameter sets: every number of a rulebook is a row with unit, source and whether a venue's number confirms it.
import { MargraveError } from './errors.ts';

export type ParameterValue = string | boolean;

export interface Parameter {
  /** Place in the rulebook's schema: `currencyPair.btc_usd.priceRange`. */
  path: string;
  /** Numbers as decimal text; flags as true/false; choices as a word; texts as they stand. */
  value: ParameterValue;
  /** `fraction`, `USD`, `days`, `count`, `power`, `flag`, `choice`, … */
  unit: string;
  /** Where the number is from, whole. */
  source: string;
  /** False when no venue number confirms it. */
  confirmed: boolean;
}

/** One dated set. `id` is `<rulebook>@<date>[-asset]`; a user's copy ends in `+name`. */
export interface ParameterSet {
  id: string;
  rulebook: string;
  /** The first day it is known to hold: `2026-02-15`. */
  effective: string;
  /** The asset it is for (`BTC`), or null when for all. */
  asset: string | null;
  label: string;
  origin: 'preset' | 'imported' | 'edited';
  /** Set when the numbers are assumed rather than published: shown wherever the set is used. */
  assumed: boolean;
  parameters: Parameter[];
}

/** Sets joined for one run: rows of later sets replace rows of earlier ones at the same path; the ids say what was used. */
export interface EffectiveParameters {
  rulebook: string;
  sets: { id: string; effective: string; assumed: boolean }[];
  parameters: Parameter[];
}

/** Joins sets of one rulebook in order of their date (then id), later rows replacing earlier. Throws `invalid-input` on none or on mixed rulebooks. */
export function joinParameterSets(sets: readonly ParameterSet[]): EffectiveParameters {
  const first = sets[0];
  if (!first) throw new MargraveError('invalid-input', 'No parameter set was chosen.', {});
  const ordered = [...sets].sort((a, b) => (a.effective + a.id < b.effective + b.id ? -1 : 1));
  const rows = new Map<string, Parameter>();
  for (const set of ordered) {
    if (set.rulebook !== first.rulebook) {
      throw new MargraveError(
        'invalid-input',
        `Parameter set ${set.id} belongs to ${set.rulebook}, not to ${first.rulebook}.`,
        { set: set.id },
      );
    }
    for (const parameter of set.parameters) rows.set(parameter.path, parameter);
  }
  return {
    rulebook: first.rulebook,
    sets: ordered.map(({ id, effective, assumed }) => ({ id, effective, assumed })),
    parameters: [...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** One row of a rulebook's parameter schema. `*` in a path stands for a currency or pair. */
export interface ParameterField {
  path: string;
  label: string;
  unit: string;
  /** `text`: names of groups and codes, and what is too long for rows of its own. */
  kind: 'number' | 'flag' | 'choice' | 'text';
  minimum?: number;
  maximum?: number;
  choices?: readonly string[];
  /** What it does, one sentence. */
  meaning: string;
  /** Which books can feel it, where not every book with positions can: `an option in its last 30 minutes`. */
  feltBy?: string;
}
