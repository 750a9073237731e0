// Small books through the engine, under any rulebook: rows are carried as its venue would, parameters are its presets'.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import type { EffectiveParameters } from '../../src-main/domain/parameters.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { runRequirements } from '../../src-main/engine/run-margin.ts';
import { chooseParameterSets, rulebookById } from '../../src-main/margin/registry.ts';
import type { RequirementInput } from '../../src-main/margin/rulebook.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { presets } from './presets.ts';

const context = { kernel: scalarKernel, findRulebook: rulebookById };

/** The sets that a run of these rows would choose, those of earlier assets too: `more` are asked for besides. */
export function parametersUnder(
  id: string,
  { instruments, balances }: Pick<Portfolio, 'instruments' | 'balances'>,
  asOf: string,
): EffectiveParameters {
  const rulebook = rulebookById(id);
  const carried = instruments.map((held): Instrument => rulebook.twin?.(held)?.instrument ?? held);
  const currencies = new Set([
    ...balances.map(({ currency }) => currency),
    ...instruments.map(({ settlementCurrency }) => settlementCurrency),
  ]);
  return chooseParameterSets(id, rulebook.assets(carried, [...currencies]), asOf, presets);
}

/** Entries of the portfolio's first account; rows that the venue can't carry are left out. */
export function entriesUnder(
  rulebook: string,
  portfolio: Portfolio,
  market: MarketSnapshot,
  parameters: EffectiveParameters,
  detail: RequirementInput['detail'] = 'whole',
): MarginEntry[] {
  const { runs } = runRequirements(
    {
      portfolio: packPortfolio(portfolio),
      market,
      history: [],
      rulebook,
      parameters: { [rulebook]: parameters },
      allowExcluded: true,
    },
    context,
    () => {},
    detail,
  );
  const [account] = runs[0]!.accounts;
  if (account!.failure) throw account!.failure;
  return account!.entries;
}
