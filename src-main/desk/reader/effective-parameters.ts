// Which parameter sets a margin uses, for every rulebook that takes part in it. May import domain and the rulebook registry.
import { MargraveError } from '../../domain/errors.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import { chooseParameterSets, rulebookById } from '../../margin/registry.ts';

/**
 * Effective parameters by rulebook id: of the rulebook asked for, or of each account's margin model, and of their baselines.
 * Assets and currencies are those of the accounts that the rulebook margins. Named sets go to the rulebook they belong to.
 * Throws `not-found` for a rulebook or set that there isn't.
 */
export function effectiveParameters(
  sets: readonly ParameterSet[],
  portfolio: Portfolio,
  market: MarketSnapshot,
  { rulebook, parameters: named }: { rulebook: string | null; parameters: string[] | null },
): Record<string, EffectiveParameters> {
  const unknown = (named ?? []).filter((id) => !sets.some((set) => set.id === id));
  if (unknown.length > 0) {
    throw new MargraveError('not-found', `There is no parameter set “${unknown[0]}”.`, {
      parameters: unknown,
      known: sets.map(({ id }) => id),
    });
  }
  const accountsBy = new Map<string, Set<string>>();
  for (const { id, marginModel } of portfolio.accounts) {
    const asked = rulebookById(rulebook ?? marginModel);
    for (const used of [asked.id, asked.isolatedBaseline]) {
      if (used === null) continue;
      const accounts = accountsBy.get(used) ?? new Set<string>();
      accountsBy.set(used, accounts.add(id));
    }
  }
  const chosen: Record<string, EffectiveParameters> = {};
  for (const [id, accounts] of accountsBy) {
    const own = (named ?? []).filter((name) => sets.some((set) => set.id === name && set.rulebook === id));
    chosen[id] = chooseParameterSets(id, assetsOf(id, portfolio, accounts), market.time, sets, own);
  }
  return chosen;
}

function assetsOf(rulebook: string, portfolio: Portfolio, accounts: ReadonlySet<string>): string[] {
  const held = new Set<string>();
  for (const { account, instrument } of portfolio.positions) if (accounts.has(account)) held.add(instrument);
  for (const { account, instrument } of portfolio.orders) if (accounts.has(account)) held.add(instrument);
  const instruments = portfolio.instruments.filter(({ id }) => held.has(id));
  const currencies = new Set(
    portfolio.balances.filter(({ account }) => accounts.has(account)).map(({ currency }) => currency),
  );
  return rulebookById(rulebook).assets(instruments, [...currencies]);
}
