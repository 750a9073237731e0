// Derive's portfolio margin, second version (PMRM_2): one requirement per market. Formula and sources: README.md beside this.
// May import the domain, the rulebook interface and margin/blocks.
import type { MarginEntry } from '../../domain/margin-result.ts';
import { CASH, deriveRefusal, deriveTwin } from '../blocks/derive/instruments.ts';
import { type MarketAccount, type MarketRules, marketAccounts } from '../blocks/derive/market-account.ts';
import { closedContributions, entryFigures } from '../blocks/entry.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { type MarketAmounts, marketAmounts, riskGroupOf } from './amounts.ts';
import { doubts } from './doubts.ts';
import { marginTree, scenarioTables, worstScenarioOf } from './explain.ts';
import { type Pmrm2Parameters, parameterFields, typedParameters } from './parameters.ts';
import { pmrm2Scenarios } from './scenarios.ts';
import { contributions, scenarioShares } from './shares.ts';

const equityBasis =
  'cash, collateral at its value, unrealised profit and discounted model value of options; haircuts raise the requirement';

export const derivePmrm2: Rulebook = {
  id: 'derive-pmrm2',
  label: 'Derive portfolio margin (PMRM_2)',
  venue: 'derive',
  summary:
    'Worst of spot and volatility moves, dampened tails and skews per market, with basis, confidence, peg and naked-short contingencies.',
  isolatedBaseline: 'derive-srm',
  parameterFields,
  refuses: deriveRefusal,
  twin: deriveTwin,
  riskGroup: riskGroupOf,
  assets: (instruments, currencies) =>
    [...new Set([...instruments.map(({ underlying }) => underlying), ...currencies])].sort(),
  scenarios: (columns, market, _history, parameters) =>
    pmrm2Scenarios(columns, market, typedParameters(parameters)),
  requirement,
  scenarioShares: (input, { nettingSet }, scenario) => {
    const parameters = typedParameters(input.parameters);
    const account = markets(input, parameters, () => {}).find(({ market }) => market === nettingSet);
    if (!account) return [];
    const { values } = input;
    return scenarioShares(
      { amounts: marketAmounts(account, values, parameters), values, parameters },
      scenario,
    );
  },
};

function markets(
  input: RequirementInput,
  parameters: Pmrm2Parameters,
  assume: (sentence: string) => void,
): MarketAccount[] {
  const names = parameters.markets;
  const rules: MarketRules = {
    averagingSeconds: parameters.averagingSeconds,
    isCollateral: (asset) => ['', ...names].some((name) => parameters.collateral(name, asset) !== null),
    homeOf: (asset) => names.find((name) => parameters.collateral(name, asset)?.riskCancelling) ?? null,
    market: names[0] ?? CASH,
  };
  const levels = (account: MarketAccount): { equity: number; initialMargin: number } => {
    const { equityParts, initialMargin } = marketAmounts(account, input.values, parameters);
    return { equity: Object.values(equityParts).reduce((sum, part) => sum + part, 0), initialMargin };
  };
  return marketAccounts(input, rules, levels, assume);
}

/** The amounts of each market of an account, as its entries have them: for what compares more than an entry shows. */
export function pmrm2Amounts(input: RequirementInput): MarketAmounts[] {
  const parameters = typedParameters(input.parameters);
  return markets(input, parameters, () => {}).map((account) =>
    marketAmounts(account, input.values, parameters),
  );
}

/** One entry per market, in USDC; none for an account that holds nothing. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, portfolio } = input;
  if (values.holdings.length === 0 && portfolio.balances.length === 0) return [];
  const parameters = typedParameters(input.parameters);
  const shared = new Set<string>();
  return markets(input, parameters, (sentence) => shared.add(sentence)).map((account) =>
    marketEntry(input, parameters, marketAmounts(account, values, parameters), shared),
  );
}

function marketEntry(
  input: RequirementInput,
  parameters: Pmrm2Parameters,
  amounts: MarketAmounts,
  shared: ReadonlySet<string>,
): MarginEntry {
  const { values, detail } = input;
  const { account, equityParts, initialMargin, maintenanceMargin } = amounts;
  const whole = detail === 'whole';
  const explained = { amounts, values, parameters };
  const root = leaf(
    {
      id: account.market,
      label: `Margin, ${account.market}`,
      currency: CASH,
      formula: 'the larger of initial and maintenance margin',
    },
    Math.max(initialMargin, maintenanceMargin),
  );
  const about =
    detail === 'levels' ? { unconfirmed: [], assumptions: [] } : doubts(input, parameters, amounts, shared);
  return {
    account: input.account.id,
    rulebook: 'derive-pmrm2',
    nettingSet: account.market,
    currency: CASH,
    equityBasis,
    ...entryFigures({
      equityParts,
      totalEquity: Object.values(equityParts).reduce((sum, part) => sum + part, 0),
      initialMargin,
      maintenanceMargin,
    }),
    worstScenario: detail === 'levels' ? null : worstScenarioOf(explained),
    tables: whole ? scenarioTables(explained) : [],
    contributions: whole
      ? closedContributions(contributions(explained), initialMargin, 'Not allocable: rounding of the sum')
      : [],
    baseline: null,
    ...about,
    tree: detail === 'levels' ? root : asDetailed(marginTree(explained), detail),
  };
}
