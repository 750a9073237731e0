// Paradex's portfolio margin: one requirement in USDC, a weighted scan per underlying, its minimum delta and its provisions.
// May import the domain, pricing, scenarios and margin/blocks. Formula and sources: README.md beside this.
import { sumDecimals, toFloat } from '../../domain/decimal.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import { closedContributions, entryFigures, isEmptyAccount } from '../blocks/entry.ts';
import { unitOptionValue, unrealisedProfit } from '../blocks/equity.ts';
import { rateBetween } from '../blocks/quote-rate.ts';
import { setDoubts } from '../blocks/set-doubts.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook, ScenarioShare } from '../rulebook.ts';
import { isTableOf, paradexContributions, paradexTables, paradexWorst, requirementNode } from './explain.ts';
import { CASH, paradexRefusal, paradexTwin } from './instruments.ts';
import { parameterFields, typedParameters } from './parameters.ts';
import { paradexScenarios } from './scenarios.ts';
import {
  type ParadexContext,
  paradexGroup,
  type UnderlyingMargin,
  underlyingMargins,
} from './underlying-margin.ts';

const ID = 'paradex-pm';

const equityBasis =
  'account value in USDC: cash and collateral less what is owed, unrealised profit and option value at the mark; no haircut';

export const paradexPm: Rulebook = {
  id: ID,
  label: 'Paradex portfolio margin',
  venue: 'paradex',
  summary:
    '24 weighted scenarios per underlying, at least a charge on net and hedged delta, provisions for funding and fees.',
  isolatedBaseline: null,
  parameterFields,
  refuses: paradexRefusal,
  twin: paradexTwin,
  riskGroup: paradexGroup,
  assets: (instruments) => [...new Set(instruments.map(({ underlying }) => underlying))].sort(),
  scenarios: (columns, _market, _history, parameters) =>
    paradexScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares(input, { table }, scenario) {
    const context = { input, parameters: typedParameters(input.parameters), assume: () => {} };
    return underlyingMargins(context)
      .filter(({ underlying }) => isTableOf(table, underlying))
      .flatMap(({ holdings, rates }) =>
        holdings.map(
          (holding, place): ScenarioShare => ({
            holding,
            label: holding.instrument.symbol,
            amount:
              holding.quantity * input.values.unitProfitAndLoss(holding.row, scenario) * (rates[place] ?? 1),
          }),
        ),
      );
  },
};

/** One entry, in USDC; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, detail, account } = input;
  if (isEmptyAccount(input)) return [];
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const context: ParadexContext = { input, parameters, assume: (sentence) => void assumptions.add(sentence) };
  const units = underlyingMargins(context);
  const equityParts = equityInCash(context, units);
  const openOrders = givenOpenOrders(context);
  const initialMargin = units.reduce(
    (sum, unit) => sum + (unit.netRequirement + unit.fundingProvision + unit.feeProvision),
    0,
  );
  const factor = parameters.general('maintenanceFactor');
  const maintenanceMargin = units.reduce(
    (sum, unit) => sum + (factor * unit.netRequirement + unit.fundingProvision + unit.feeProvision),
    0,
  );
  const figures = entryFigures({
    equityParts,
    totalEquity: Object.values(equityParts).reduce((sum, part) => sum + part, 0),
    initialMargin: initialMargin + (openOrders ?? 0),
    maintenanceMargin,
  });
  const base = {
    account: account.id,
    rulebook: ID,
    nettingSet: CASH,
    currency: CASH,
    equityBasis,
    ...figures,
    tables: [],
    contributions: [],
    baseline: null,
  };
  if (detail === 'levels') {
    const tree = leaf({ id: CASH, label: '', currency: CASH, formula: '' }, toFloat(figures.initialMargin));
    return [{ ...base, worstScenario: null, unconfirmed: [], assumptions: [], tree }];
  }
  const about = doubts(context, units);
  about.assumptions.forEach(context.assume);
  const explain = { values, parameters, detail };
  return [
    {
      ...base,
      worstScenario: paradexWorst(units),
      tables: detail === 'whole' ? paradexTables(units) : [],
      contributions:
        detail === 'whole'
          ? closedContributions(
              [
                ...units.flatMap((unit) => paradexContributions(explain, unit)),
                {
                  instrument: null,
                  driver: 'openOrders',
                  label: 'Open orders',
                  amount: openOrders ?? 0,
                },
              ],
              toFloat(figures.initialMargin),
              'Not allocable: rounding',
            )
          : [],
      unconfirmed: about.unconfirmed,
      assumptions: [...assumptions].sort(),
      tree: asDetailed(requirementNode(explain, units, openOrders), detail),
    },
  ];
}

/** Parts of the account value in USDC: balances at the snapshot's rates, positions at their quote's. */
function equityInCash(
  { input, parameters, assume }: ParadexContext,
  units: readonly UnderlyingMargin[],
): Record<'cash' | 'collateral' | 'unrealisedProfit' | 'optionValue', number> {
  const parts = { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
  const { balances } = input.portfolio;
  for (const currency of [...new Set(balances.map((row) => row.currency))].sort()) {
    const of = (kind: 'cash' | 'collateral' | 'loan'): number =>
      toFloat(
        sumDecimals(
          balances.filter((row) => row.currency === currency && row.kind === kind).map((row) => row.amount),
        ),
      );
    const [cash, collateral, loan] = [of('cash'), of('collateral'), of('loan')];
    if (cash === 0 && collateral === 0 && loan === 0) continue;
    const isCash = currency === CASH;
    const isCounted = isCash || parameters.otherCurrencies === 'exchanged';
    if (!isCash) {
      assume(
        isCounted
          ? `Paradex takes ${CASH} only: the balance in ${currency} is counted at the snapshot’s rate, as if exchanged.`
          : `Paradex takes ${CASH} only: of the balance in ${currency} only what is owed is counted.`,
      );
    }
    const rate = rateBetween(input.market, currency, CASH, assume);
    parts.cash += (isCounted ? cash - loan : Math.min(0, cash) - loan) * rate;
    parts.collateral += (isCounted ? collateral : Math.min(0, collateral)) * rate;
  }
  for (const { holdings, rates } of units) {
    holdings.forEach((holding, place) => {
      const rate = rates[place] ?? 1;
      if (holding.instrument.kind === 'option') {
        parts.optionValue += holding.quantity * unitOptionValue(input.values, holding) * rate;
      } else {
        parts.unrealisedProfit += unrealisedProfit(input.values, holding) * rate;
      }
    });
  }
  return parts;
}

/** What the venue states for open orders, in USDC; null where it states nothing. */
function givenOpenOrders({ input, assume }: ParadexContext): number | null {
  const rows = input.portfolio.given.filter(({ component }) => component === 'openOrders');
  if (rows.length === 0) return null;
  return [...Map.groupBy(rows, ({ currency }) => currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce(
      (sum, [currency, own]) =>
        sum +
        toFloat(sumDecimals(own.map(({ amount }) => amount))) *
          rateBetween(input.market, currency, CASH, assume),
      0,
    );
}

/** What no venue number confirms, and what was taken for granted, of what the entry rests on. */
function doubts(
  { input, parameters }: ParadexContext,
  units: readonly UnderlyingMargin[],
): { unconfirmed: string[]; assumptions: string[] } {
  const { portfolio, market } = input;
  const about = setDoubts(
    input.parameters,
    units.map(({ underlying }) => underlying),
    market.snapshot.time,
  );
  const options = units.some(({ holdings }) =>
    holdings.some(({ instrument }) => instrument.kind === 'option'),
  );
  const perpetuals = units.filter(({ holdings }) =>
    holdings.some(({ instrument }) => instrument.kind === 'perpetual'),
  );
  const unconfirmed = [
    ...(units.length > 0
      ? [
          'Paradex publishes its scenarios and formulas; no margin that the venue computed confirms the scan here.',
        ]
      : []),
    ...(options
      ? [
          'How Paradex re-prices options is documented but confirmed by no venue number; in the last 30 minutes before expiry its own scaling is not applied.',
        ]
      : []),
    ...(units.length > 1
      ? [
          'Paradex does not document how several underlyings join: each has its own scan, and the requirements are summed.',
        ]
      : []),
    ...(units.some(({ feeProvision }) => feeProvision > 0)
      ? [
          'The fee provision follows Paradex’s own program library, not its documentation; fee rates depend on the account.',
        ]
      : []),
    ...about.unconfirmed,
  ];
  const assumptions = [
    ...about.assumptions,
    ...units
      .filter(({ asset, underlying }) => asset.name !== underlying.toLowerCase())
      .map(
        ({ underlying, asset }) =>
          `No parameters of ${underlying} are known: those named ${asset.name} are used.`,
      ),
    ...(parameters.general('fundingProvisionHours') > 0
      ? perpetuals
          .filter(({ asset }) => asset.fundingRate === 0)
          .map(
            ({ underlying, asset }) =>
              `The funding rate of ${underlying} is 0 among the parameters (asset.${asset.name}.fundingRate): nothing is provided for funding.`,
          )
      : []),
    ...(portfolio.orders.length > 0 && !portfolio.given.some(({ component }) => component === 'openOrders')
      ? [
          'Open orders ask for nothing here: Paradex does not document their margin. Give the venue’s amount to count it.',
        ]
      : []),
    ...(portfolio.given.some(({ component }) => component !== 'openOrders')
      ? [
          'Amounts given for market-maker protection and spot are not part of this rulebook and are not counted.',
        ]
      : []),
  ];
  return { unconfirmed, assumptions };
}
