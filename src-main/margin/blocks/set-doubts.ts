// What an entry must say about the parameter sets it rests on: assumed numbers, and numbers dated after the valuation day.
// May import the domain and margin/blocks.
import type { EffectiveParameters } from '../../domain/parameters.ts';
import { DAY_LENGTH } from './constants.ts';

export interface SetDoubts {
  unconfirmed: string[];
  assumptions: string[];
}

/** Sentences about the sets of these assets (case doesn't matter), and about those that are for all assets. */
export function setDoubts(
  { sets }: EffectiveParameters,
  assets: Iterable<string>,
  valuationTime: string,
): SetDoubts {
  const day = valuationTime.slice(0, DAY_LENGTH);
  const own = setsOf(sets, assets);
  return {
    unconfirmed: own
      .filter(({ assumed }) => assumed)
      .map(({ id }) => `Parameter set ${id} holds assumed numbers, not published ones.`),
    assumptions: own
      .filter(({ effective }) => effective > day)
      .map(
        ({ id, effective }) =>
          `Parameter set ${id} is of ${effective}, after the valuation day ${day}: no earlier one is known.`,
      ),
  };
}

/**
 * The ids of the sets of these assets, and of those for all assets, in a row. A sentence that doubts numbers names them, since an answer that was
 * computed with other numbers and agrees says nothing about these.
 */
export function setNames({ sets }: Pick<EffectiveParameters, 'sets'>, assets: Iterable<string>): string {
  return setsOf(sets, assets)
    .map(({ id }) => id)
    .join(', ');
}

function setsOf(sets: EffectiveParameters['sets'], assets: Iterable<string>): EffectiveParameters['sets'] {
  const wanted = new Set([...assets].map((asset) => asset.toLowerCase()));
  return sets.filter(({ id }) => {
    const asset = assetOfSet(id);
    return asset === null || wanted.has(asset);
  });
}

/** The asset in a set's id, lower case: `binance-pm@2024-06-28-btc+mine` → `btc`; null when it names none. */
export function assetOfSet(id: string): string | null {
  const match = /@\d{4}-\d{2}-\d{2}-([^+]+)/.exec(id);
  return match?.[1]?.toLowerCase() ?? null;
}
