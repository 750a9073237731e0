// OCC's customer portfolio margin (TIMS): ten points, class, product and portfolio groups, minimums. One requirement in USD.
// May import the domain, pricing, scenarios and margin/blocks. Formula and sources: README.md beside this.
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import type { MarginEntry, Threshold } from '../../domain/margin-result.ts';
import { closedContributions, entryFigures, isEmptyAccount } from '../blocks/entry.ts';
import { listedEquityIn, netLiquidatingValue } from '../blocks/listed/equity.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { cpmDoubts, OFFSETS } from './doubts.ts';
import { CASH, cpmRefusal } from './eligible.ts';
import { ROOT, requirementNode } from './explain.ts';
import { cpmGroup, portfolioMargins } from './groups.ts';
import { type CpmParameters, parameterFields, typedParameters } from './parameters.ts';
import { cpmScenarios } from './scenarios.ts';
import { cpmContributions, cpmShares, cpmTables, cpmWorst } from './tables.ts';

const ID = 'occ-cpm';

const equityBasis =
  'net liquidating value in USD: cash less what is owed, collateral, shares and options at the market, unrealised profit of futures; no haircut';

export const occCpm: Rulebook = {
  id: ID,
  label: 'Customer portfolio margin (OCC TIMS)',
  venue: 'occ',
  summary:
    'Ten price points per product range, whole netting within a class group, part of gains between groups, at least a minimum per contract.',
  isolatedBaseline: 'reg-t',
  parameterFields,
  refuses: cpmRefusal,
  riskGroup: cpmGroup,
  // Numbers that nobody published have a set of their own, so that an account without offsets doesn't rest on it.
  assets: () => [OFFSETS],
  scenarios: (columns, _market, _history, parameters) => cpmScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares(input, { table }, scenario) {
    const parameters = typedParameters(input.parameters);
    const { values } = input;
    return cpmShares({ values, parameters }, portfolioMargins(values, parameters), table, scenario);
  },
};

/** One entry, in USD; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, detail, account } = input;
  if (isEmptyAccount(input)) return [];
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const equity = listedEquityIn(input, CASH, (sentence) => void assumptions.add(sentence));
  const groups = portfolioMargins(values, parameters);
  const required = groups.reduce((sum, group) => sum + group.requirement, 0);
  const figures = entryFigures({
    equityParts: { ...equity },
    totalEquity: netLiquidatingValue(equity),
    initialMargin: required,
    maintenanceMargin: required,
  });
  const base = {
    ...{ account: account.id, rulebook: ID, nettingSet: ROOT, currency: CASH, equityBasis },
    ...figures,
    thresholds: [...figures.thresholds, ...minimumEquity(parameters, toFloat(figures.equity))],
    ...{ tables: [], contributions: [], baseline: null },
  };
  if (detail === 'levels') {
    const tree = leaf({ id: ROOT, label: '', currency: CASH, formula: '' }, required);
    return [{ ...base, worstScenario: null, unconfirmed: [], assumptions: [], tree }];
  }
  const about = cpmDoubts(input, parameters, groups);
  const explain = { values, parameters, detail };
  return [
    {
      ...base,
      worstScenario: cpmWorst(parameters, groups),
      tables: detail === 'whole' ? cpmTables(explain, groups) : [],
      contributions:
        detail === 'whole'
          ? closedContributions(
              groups.flatMap((group) => cpmContributions(explain, group)),
              toFloat(figures.initialMargin),
              'Not allocable: rounding',
            )
          : [],
      unconfirmed: about.unconfirmed,
      assumptions: [...assumptions, ...about.assumptions].sort(),
      tree: asDetailed(requirementNode(explain, groups), detail),
    },
  ];
}

/** The firm's minimum equity as a level of its own: it warns, and asks for no margin. */
function minimumEquity(parameters: CpmParameters, equity: number): Threshold[] {
  const minimum = parameters.minimumEquity;
  if (!minimum) return [];
  const { label, amount } = minimum;
  return [
    {
      level: 'minimumEquity',
      label,
      requirement: fromFloat(amount),
      distance: fromFloat(equity - amount),
    },
  ];
}
