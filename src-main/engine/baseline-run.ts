// The isolated baseline of each rulebook run: the same holdings and inputs under the rulebook that nets nothing.
// A baseline that can't be made is said in words on the entry; it never fails the run. May import domain, margin, analysis.
import { compareWithBaseline } from '../analysis/baseline.ts';
import { MargraveError } from '../domain/errors.ts';
import type { MarginEntry } from '../domain/margin-result.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { Rulebook } from '../margin/rulebook.ts';
import { parametersOf, type RulebookRun, type RunSources, runRulebook } from './rulebook-run.ts';
import type { FindRulebook, RulebookShare } from './screen.ts';
import type { Tick } from './valuation.ts';

/**
 * Fills the baseline of every entry of a run whose rulebook names one. Accounts that hold something the baseline refuses
 * are not compared: half a book is no comparison.
 * @returns the parameters that the baseline used, or null when none was run
 */
export function addBaseline(
  run: RulebookRun,
  share: RulebookShare,
  sources: RunSources,
  findRulebook: FindRulebook,
  tick: Tick,
): EffectiveParameters | null {
  const id = run.rulebook.isolatedBaseline;
  const baseline = id === null ? undefined : findRulebook(id);
  if (!baseline) return null;
  const refused = refusedAccounts(share, baseline, sources);
  const compared: RulebookShare = {
    rulebook: baseline,
    accounts: share.accounts.filter((account) => !refused.has(account.id)),
    holdings: share.holdings.filter(({ account }) => !refused.has(account)),
    orders: share.orders.filter(({ account }) => !refused.has(account)),
  };
  let entriesOf: Map<string, MarginEntry[] | string>;
  let parameters: EffectiveParameters | null = null;
  try {
    // Only amounts are compared.
    const baselineRun = runRulebook(compared, sources, tick, 'headline');
    parameters = parametersOf(baseline, sources);
    entriesOf = new Map(
      baselineRun.accounts.map(({ account, entries, failure }) => [account.id, failure?.message ?? entries]),
    );
  } catch (thrown) {
    if (!(thrown instanceof MargraveError) || thrown.code === 'cancelled') throw thrown;
    entriesOf = new Map(compared.accounts.map((account) => [account.id, thrown.message]));
  }
  for (const own of run.accounts) {
    const found = refused.get(own.account.id) ?? entriesOf.get(own.account.id) ?? 'it was not run.';
    own.entries =
      typeof found === 'string'
        ? own.entries.map((entry) => ({
            ...entry,
            assumptions: [...entry.assumptions, `No comparison with ${baseline.label}: ${found}`],
          }))
        : compareWithBaseline(own.entries, found, sources.market);
  }
  return parameters;
}

/** Accounts with a holding or order that the baseline refuses, and its first refusal. */
function refusedAccounts(share: RulebookShare, baseline: Rulebook, sources: RunSources): Map<string, string> {
  const refusals = new Map<string, string | null>();
  const refused = new Map<string, string>();
  for (const { account, instrument } of [...share.holdings, ...share.orders]) {
    if (refused.has(account)) continue;
    let reason = refusals.get(instrument);
    if (reason === undefined) {
      reason = baseline.refuses(sources.inputs.valued.get(instrument)!.instrument);
      refusals.set(instrument, reason);
    }
    if (reason !== null) refused.set(account, `${instrument}: ${reason}`);
  }
  return refused;
}
