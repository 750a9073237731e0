// Derive's first portfolio margin (PMRM v1): one requirement per market of an account, in USDC. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import type { MarginEntry } from '../../domain/margin-result.ts';
import { CASH, deriveRefusal, deriveTwin } from '../blocks/derive/instruments.ts';
import { type MarketRules, marketAccounts } from '../blocks/derive/market-account.ts';
import type { MarketLevels } from '../blocks/derive/shared-money.ts';
import { closedContributions, entryFigures } from '../blocks/entry.ts';
import { ParameterReader } from '../blocks/parameter-reader.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { groupOf, type MarketAmounts, marketAmounts } from './amounts.ts';
import { contributionsOf, sharesOf, tablesOf, worstScenarioOf } from './contributions.ts';
import { doubtsOf } from './doubts.ts';
import { marginTree } from './explain.ts';
import { type Pmrm1Parameters, parameterFields, typedParameters } from './parameters.ts';
import { pmrm1Scenarios } from './scenarios.ts';

const equityBasis =
  'USDC, the market’s own coin at spot, unrealised profit and option value; no haircut: the coin’s contingency raises the requirement';

export const derivePmrm1: Rulebook = {
  id: 'derive-pmrm1',
  label: 'Derive portfolio margin, version 1',
  venue: 'derive',
  summary:
    'PMRM v1: worst of a list of price and volatility moves and a forward contingency, times a loss factor, with static and confidence contingencies; one market per account.',
  isolatedBaseline: 'derive-srm',
  parameterFields,
  refuses: deriveRefusal,
  twin: deriveTwin,
  riskGroup: ({ priceIndex, expiry }) => groupOf(priceIndex, expiry),
  assets: (instruments) => [...new Set(instruments.map(({ underlying }) => underlying))].sort(),
  scenarios: (columns, market, _history, parameters) =>
    pmrm1Scenarios(columns, market, typedParameters(parameters)),
  requirement: (input) => {
    const assumptions = new Set<string>();
    const parameters = typedParameters(input.parameters);
    return marketsOf(input, parameters, (sentence) => assumptions.add(sentence)).map((amounts) =>
      entryOf(input, parameters, amounts, assumptions),
    );
  },
  scenarioShares: (input, { nettingSet }, scenario) =>
    marketsOf(input, typedParameters(input.parameters), () => undefined)
      .filter(({ market }) => market.market === nettingSet)
      .flatMap((amounts) => sharesOf(input.values, amounts, scenario)),
};

const anyMarket = 'ETH';

/** Every market of the account with the shared money allocated, by underlying. */
function marketsOf(
  input: RequirementInput,
  parameters: Pmrm1Parameters<number>,
  assume: (sentence: string) => void,
): MarketAmounts[] {
  const rules: MarketRules = {
    averagingSeconds: parameters.averagingSeconds,
    isCollateral: () => false,
    homeOf: (asset) => asset,
    market: anyMarket,
  };
  const levels = (market: Parameters<typeof marketAmounts>[1]): MarketLevels => {
    const { equityParts, initialMargin } = marketAmounts(input.values, market, parameters);
    return { equity: totalOf(equityParts), initialMargin };
  };
  return marketAccounts(input, rules, levels, assume).map((market) =>
    marketAmounts(input.values, market, parameters),
  );
}

function entryOf(
  input: RequirementInput,
  parameters: Pmrm1Parameters<number>,
  amounts: MarketAmounts,
  assumed: ReadonlySet<string>,
): MarginEntry {
  const { values, detail } = input;
  const { equityParts, initialMargin, maintenanceMargin } = amounts;
  const nettingSet = amounts.market.market;
  const figures = entryFigures({
    equityParts: { ...equityParts },
    totalEquity: totalOf(equityParts),
    initialMargin,
    maintenanceMargin,
  });
  const entry: MarginEntry = {
    account: input.account.id,
    rulebook: derivePmrm1.id,
    nettingSet,
    currency: CASH,
    equityBasis,
    ...figures,
    worstScenario: null,
    tables: [],
    contributions: [],
    baseline: null,
    unconfirmed: [],
    assumptions: [],
    tree: leaf(
      { id: nettingSet, label: `Margin, ${nettingSet}`, currency: CASH, formula: 'the larger of both' },
      Math.max(initialMargin, maintenanceMargin),
    ),
  };
  if (detail === 'levels') return entry;
  const reader = new ParameterReader(parameterFields, input.parameters);
  const doubts = doubtsOf(input, amounts, parameters);
  const tree = marginTree({
    values,
    amounts,
    currency: CASH,
    whole: detail === 'whole',
    confirmed: (...sections) => sections.every((section) => reader.isConfirmed(section)),
  });
  return {
    ...entry,
    worstScenario: worstScenarioOf(values, amounts),
    tables: detail === 'whole' ? tablesOf(values, amounts) : [],
    contributions:
      detail === 'whole'
        ? closedContributions(contributionsOf(values, amounts), initialMargin, 'Not allocable: rounding')
        : [],
    unconfirmed: doubts.unconfirmed,
    assumptions: [...new Set([...assumed, ...doubts.assumptions])].sort(),
    tree: asDetailed(tree, detail),
  };
}

function totalOf(parts: MarketAmounts['equityParts']): number {
  return Object.values(parts).reduce((total, part) => total + part, 0);
}
