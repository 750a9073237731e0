// Deribit's segregated portfolio margin (S:PM): one requirement per settlement currency. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import type { MarginEntry } from '../../domain/margin-result.ts';
import { parameterDoubts } from '../blocks/deribit/doubts.ts';
import { givenAmounts } from '../blocks/deribit/given-amounts.ts';
import { portfolioMarginEntry } from '../blocks/deribit/portfolio-margin.ts';
import { riskGroupOf } from '../blocks/deribit/risk-unit.ts';
import { scenarioShares } from '../blocks/deribit/scenario-shares.ts';
import { deribitRefusal, deribitScenarios } from '../blocks/deribit/scenarios.ts';
import { equityByCurrency } from '../blocks/equity.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { parameterFields, typedParameters } from './parameters.ts';

const equityBasis =
  'cash, collateral in the settlement currency, unrealised profit and option value; no haircut';

export const deribitPm: Rulebook = {
  id: 'deribit-pm',
  label: 'Deribit portfolio margin, segregated',
  venue: 'deribit',
  summary:
    'S:PM: risk matrix of price and volatility moves per settlement currency, with roll and delta shocks.',
  isolatedBaseline: 'deribit-sm',
  parameterFields,
  refuses: deribitRefusal,
  riskGroup: riskGroupOf,
  assets: (instruments) =>
    [
      ...new Set(
        instruments.flatMap((instrument) => [
          instrument.underlying,
          ...(instrument.payoff === 'linear' ? ['USD'] : []),
        ]),
      ),
    ].sort(),
  scenarios: (columns, _market, _history, parameters) =>
    deribitScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares: (input, { currency, table }, scenario) =>
    scenarioShares(
      { input, parameters: typedParameters(input.parameters), currency, assume: () => {} },
      input.values.holdings.filter(({ instrument }) => instrument.settlementCurrency === currency),
      new Map(),
      table,
      scenario,
    ),
};

/** One entry per settlement currency in which the account has holdings, orders, balances or amounts given; ordered by currency. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, portfolio } = input;
  const parameters = typedParameters(input.parameters);
  const equity = equityByCurrency(input);
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const settlementOf = (id: string): string | undefined => instruments.get(id)?.settlementCurrency;
  const currencies = new Set<string>([
    ...equity.keys(),
    ...portfolio.given.map((row) => row.currency),
    ...portfolio.orders.flatMap((order) => settlementOf(order.instrument) ?? []),
  ]);
  return [...currencies].sort().map((currency): MarginEntry => {
    const assumptions = new Set<string>();
    const holdings = values.holdings.filter((holding) => holding.instrument.settlementCurrency === currency);
    const orders = portfolio.orders.filter((order) => settlementOf(order.instrument) === currency);
    const parts = equity.get(currency) ?? { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
    const equityParts = { ...parts };
    const assets = [
      ...holdings.map((holding) => holding.instrument.underlying),
      ...orders.flatMap((order) => instruments.get(order.instrument)?.underlying ?? []),
      ...(currency.startsWith('USD') ? ['usd'] : []),
    ];
    const about = parameterDoubts(input.parameters, assets, input.market.snapshot.time);
    for (const sentence of about.assumptions) assumptions.add(sentence);
    return portfolioMarginEntry({
      context: { input, parameters, currency, assume: (sentence) => assumptions.add(sentence) },
      rulebook: 'deribit-pm',
      nettingSet: currency,
      holdings,
      orders,
      given: givenAmounts(portfolio.given, currency),
      equityParts,
      totalEquity: Object.values(parts).reduce((sum, part) => sum + part, 0),
      equityBasis,
      shocked: new Map(),
      haircuts: [],
      depositCharge: 0,
      assumptions,
      parameterDoubts: about.unconfirmed,
    });
  });
}
