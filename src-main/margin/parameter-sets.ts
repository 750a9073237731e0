// Which parameter sets a run uses: per asset the latest that is known to hold on the day, and the general one.
// May import the domain only.
import { MargraveError } from '../domain/errors.ts';
import { type EffectiveParameters, joinParameterSets, type ParameterSet } from '../domain/parameters.ts';
import { DAY_LENGTH } from './blocks/constants.ts';

const rank = { preset: 0, imported: 1, edited: 2 } as const;

/**
 * Picks, for no asset and for each of `assets` (`BTC`; case doesn't matter), the latest set effective at or before the day; where none is,
 * the earliest after it, which rulebooks then state among the entry's assumptions. Of sets of one day an imported one goes before a preset. Below an imported one lies the latest preset, for what it doesn't state.
 * Edited copies are used only when `named`; a named set replaces what would be picked for its asset.
 * @param asOf an instant or a day, ISO 8601
 * @throws `not-found` when a named set doesn't exist, `invalid-input` when the rulebook has no set at all
 */
export function chooseParameterSets(
  rulebook: string,
  assets: readonly string[],
  asOf: string,
  sets: readonly ParameterSet[],
  named: readonly string[] = [],
): EffectiveParameters {
  const own = sets.filter((set) => set.rulebook === rulebook);
  const chosen = new Map<string, ParameterSet>();
  const choose = (asset: string, set: ParameterSet): void => {
    chosen.set(asset, set);
    if (set.origin !== 'imported') return;
    const below = presetBelow(set, own);
    if (below) chosen.set(`${asset} below`, below);
  };
  for (const id of named) {
    const set = own.find((candidate) => candidate.id === id);
    if (!set) {
      throw new MargraveError('not-found', `There is no parameter set ${id} of ${rulebook}.`, {
        set: id,
        known: own.map((candidate) => candidate.id),
      });
    }
    choose(keyOf(set.asset), set);
  }
  for (const asset of ['', ...assets.map((name) => name.toUpperCase())]) {
    if (chosen.has(asset)) continue;
    const candidates = own.filter((set) => set.origin !== 'edited' && keyOf(set.asset) === asset);
    const pick = latestAt(candidates, asOf.slice(0, DAY_LENGTH));
    if (pick) choose(asset, pick);
  }
  if (chosen.size === 0) {
    throw new MargraveError(
      'invalid-input',
      `No parameter set of ${rulebook} is known. Import one, or choose another rulebook.`,
      { rulebook, assets: [...assets] },
    );
  }
  return joinParameterSets([...chosen.values()]);
}

/** The latest preset for the rulebook and asset of `set`, of its day or before: a venue's answer doesn't print everything, so an imported set stands on it. */
export function presetBelow(set: ParameterSet, sets: readonly ParameterSet[]): ParameterSet | undefined {
  return latestAt(
    sets.filter(
      ({ origin, rulebook, asset, effective }) =>
        origin === 'preset' &&
        rulebook === set.rulebook &&
        keyOf(asset) === keyOf(set.asset) &&
        effective <= set.effective,
    ),
    set.effective,
  );
}

const keyOf = (asset: string | null): string => asset?.toUpperCase() ?? '';

function latestAt(candidates: readonly ParameterSet[], day: string): ParameterSet | undefined {
  const ordered = [...candidates].sort((a, b) =>
    a.effective !== b.effective
      ? a.effective < b.effective
        ? -1
        : 1
      : rank[a.origin] - rank[b.origin] || (a.id < b.id ? -1 : 1),
  );
  const before = ordered.filter((set) => set.effective <= day);
  if (before.length > 0) return before.at(-1);
  const first = ordered[0]?.effective;
  return ordered.filter((set) => set.effective === first).at(-1);
}
