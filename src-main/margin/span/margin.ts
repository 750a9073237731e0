// SPAN: risk of combined commodities from sixteen scenarios, charges and credits for spreads, less net option value.
// May import the domain, pricing, scenarios and margin/blocks. Formula and sources: README.md beside this.
import type { MarginEntry } from '../../domain/margin-result.ts';
import { closedContributions, entryFigures, isEmptyAccount } from '../blocks/entry.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook, ScenarioShare } from '../rulebook.ts';
import { type AccountRisk, accountRisk } from './account-risk.ts';
import { type CurrencyAmounts, currencyAmounts } from './amounts.ts';
import { arrayRows } from './array-rows.ts';
import { contractLoss, heldCommodities } from './commodity-array.ts';
import { spanDoubts } from './doubts.ts';
import {
  commodityViews,
  formedSpreads,
  spanContributions,
  spanTables,
  spanWorst,
  tableOf,
} from './explain.ts';
import { spanAssets, spanGroup, spanRefusal } from './listing.ts';
import { parameterFields } from './parameters.ts';
import { requirementTree } from './requirement-tree.ts';
import { spanScenarios } from './scenarios.ts';
import { typedParameters } from './typed-parameters.ts';

const ID = 'span';

const equityBasis =
  'cash, collateral and unrealised profit of futures; option value is left out, the requirement is less by it instead';

export const span: Rulebook = {
  id: ID,
  label: 'SPAN',
  venue: 'cme',
  summary:
    'Sixteen scenarios per combined commodity, charges for spreads between months and deliveries, credits between commodities, less net option value.',
  isolatedBaseline: null,
  parameterFields,
  refuses: spanRefusal,
  riskGroup: spanGroup,
  assets: spanAssets,
  rowsFromDocument: arrayRows,
  scenarios: (columns, _market, _history, parameters) => spanScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares(input, { table }, scenario) {
    const parameters = typedParameters(input.parameters);
    return heldCommodities(input, parameters)
      .filter(({ terms }) => tableOf(terms.code) === table)
      .flatMap(({ contracts }) =>
        contracts.map(
          (contract): ScenarioShare => ({
            holding: contract.holding,
            label: contract.holding.instrument.symbol,
            amount: 0 - contractLoss(input.values, parameters, contract, scenario),
          }),
        ),
      );
  },
};

/** One entry per currency in which the account has contracts, balances or amounts given; none for an empty account. */
function requirement(input: RequirementInput): MarginEntry[] {
  if (isEmptyAccount(input)) return [];
  const risk = accountRisk(input, typedParameters(input.parameters));
  return currencyAmounts(input, risk).map((amounts) => entryOf(input, risk, amounts));
}

function entryOf(input: RequirementInput, risk: AccountRisk, amounts: CurrencyAmounts): MarginEntry {
  const { detail, account } = input;
  const { currency, commodities, equityParts, initialMargin, maintenanceMargin, optionValue } = amounts;
  const { cash, collateral, unrealisedProfit } = equityParts;
  const base = {
    account: account.id,
    rulebook: ID,
    nettingSet: currency,
    currency,
    equityBasis,
    ...entryFigures({
      equityParts: { ...equityParts },
      totalEquity: cash + collateral + unrealisedProfit + optionValue,
      initialMargin,
      maintenanceMargin,
    }),
    baseline: null,
  };
  if (detail === 'levels') {
    return {
      ...base,
      worstScenario: null,
      tables: [],
      contributions: [],
      unconfirmed: [],
      assumptions: [],
      tree: leaf({ id: currency, label: '', currency, formula: '' }, initialMargin),
    };
  }
  const parameters = typedParameters(input.parameters);
  const about = spanDoubts(input, parameters, amounts, risk);
  const isWhole = detail === 'whole';
  return {
    ...base,
    worstScenario: spanWorst(input, parameters, commodities),
    tables: isWhole ? spanTables(input, parameters, commodities) : [],
    contributions: isWhole
      ? closedContributions(
          spanContributions(input, parameters, amounts),
          initialMargin,
          'Not allocable: option value above the risk, rounding',
        )
      : [],
    spreads: formedSpreads(amounts, risk),
    commodities: commodityViews(amounts, parameters),
    unconfirmed: about.unconfirmed,
    assumptions: about.assumptions.sort(),
    tree: asDetailed(requirementTree({ input, parameters }, amounts), detail),
  };
}
