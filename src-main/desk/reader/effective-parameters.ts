// Which parameter sets a margin uses, for every rulebook that takes part in it. May import domain and the rulebook registry.
import { MargraveError } from '../../domain/errors.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../../domain/parameters.ts';
import { chooseParameterSets } from '../../margin/registry.ts';
import type { RulebookUse } from './rulebooks-used.ts';

/** Throws `not-found` naming the first of these sets that there isn't, and those that the rulebooks have. */
export function checkNamed(
  sets: readonly ParameterSet[],
  uses: readonly RulebookUse[],
  named: readonly string[] | null,
): void {
  const unknown = (named ?? []).filter((id) => !sets.some((set) => set.id === id));
  if (unknown.length === 0) return;
  const known = sets
    .filter(({ rulebook }) => uses.some((use) => use.rulebook.id === rulebook))
    .map(({ id }) => id);
  throw new MargraveError(
    'not-found',
    `There is no parameter set “${unknown[0]}”. For these rulebooks there are: ${known.join(', ')}.`,
    { parameters: unknown, known },
  );
}

/**
 * Effective parameters by rulebook id. Assets are those of what the rulebook margins. Named sets go to the rulebook they belong to.
 * Throws `not-found` for a set that there isn't.
 */
export function effectiveParameters(
  sets: readonly ParameterSet[],
  uses: readonly RulebookUse[],
  market: MarketSnapshot,
  named: readonly string[] | null,
): Record<string, EffectiveParameters> {
  checkNamed(sets, uses, named);
  const chosen: Record<string, EffectiveParameters> = {};
  for (const { rulebook, instruments, currencies } of uses) {
    const own = (named ?? []).filter((name) =>
      sets.some((set) => set.id === name && set.rulebook === rulebook.id),
    );
    const assets = rulebook.assets(instruments, currencies);
    chosen[rulebook.id] = chooseParameterSets(rulebook.id, assets, market.time, sets, own);
  }
  return chosen;
}
