// Deribit's cross-collateral portfolio margin (X:PM): one requirement in USD for the whole account. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import type { MarginEntry } from '../../domain/margin-result.ts';
import { rateToUsd } from '../blocks/currency-rates.ts';
import { parameterDoubts } from '../blocks/deribit/doubts.ts';
import { givenAmounts } from '../blocks/deribit/given-amounts.ts';
import type { HaircutCharge } from '../blocks/deribit/netting-set.ts';
import { portfolioMarginEntry } from '../blocks/deribit/portfolio-margin.ts';
import { riskGroupOf, type ShockedEquity } from '../blocks/deribit/risk-unit.ts';
import { scenarioShares } from '../blocks/deribit/scenario-shares.ts';
import { deribitRefusal, deribitScenarios } from '../blocks/deribit/scenarios.ts';
import { type EquityParts, equityByCurrency } from '../blocks/equity.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { type CrossParameters, parameterFields, typedParameters } from './parameters.ts';

const equityBasis =
  'cash, collateral, unrealised profit and option value of all currencies in USD; haircuts are added to the initial margin instead of reducing equity';

export const deribitCrossPm: Rulebook = {
  id: 'deribit-cross-pm',
  label: 'Deribit portfolio margin, cross collateral',
  venue: 'deribit',
  summary:
    'X:PM: one risk matrix in USD for all currencies, coin equity in the grid, haircuts on collateral.',
  isolatedBaseline: 'deribit-sm',
  parameterFields,
  refuses: deribitRefusal,
  riskGroup: riskGroupOf,
  assets: (instruments, currencies) =>
    [...new Set([...instruments.map((instrument) => instrument.underlying), ...currencies, 'USD'])].sort(),
  scenarios: (columns, _market, _history, parameters) =>
    deribitScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares(input, { currency, table }, scenario) {
    const parameters = typedParameters(input.parameters);
    const assume = (): void => {};
    const { shocked } = equityInUsd(input, parameters, assume);
    const context = { input, parameters, currency, assume };
    return scenarioShares(context, input.values.holdings, shocked, table, scenario);
  },
};

/** One entry, in USD; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, portfolio, market } = input;
  if (
    values.holdings.length + portfolio.balances.length + portfolio.orders.length + portfolio.given.length ===
    0
  ) {
    return [];
  }
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const assume = (sentence: string): void => void assumptions.add(sentence);
  const equity = equityInUsd(input, parameters, assume);
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const assets = [
    ...values.holdings.map((holding) => holding.instrument.underlying),
    ...portfolio.orders.flatMap((order) => instruments.get(order.instrument)?.underlying ?? []),
    ...equity.currencies,
  ];
  const about = parameterDoubts(input.parameters, assets, market.snapshot.time);
  about.assumptions.forEach(assume);
  if (values.holdings.length > 0 && equity.shocked.size + equity.haircuts.length > 0) {
    assume(
      'The deposit from zero cash, and so the saving, keeps the haircuts of this account’s collateral and its coin equity in the grid: the saving is the difference of free equity as the account stands.',
    );
  }
  return [
    portfolioMarginEntry({
      context: { input, parameters, currency: 'USD', assume },
      rulebook: 'deribit-cross-pm',
      nettingSet: 'cross',
      holdings: values.holdings,
      orders: portfolio.orders,
      given: givenInUsd(input, assume),
      equityParts: { ...equity.parts },
      totalEquity: Object.values(equity.parts).reduce((sum, part) => sum + part, 0),
      equityBasis,
      shocked: equity.shocked,
      haircuts: equity.haircuts,
      depositCharge: parameters.collateral('USD').haircut,
      assumptions,
      parameterDoubts: about.unconfirmed,
    }),
  ];
}

interface CrossEquity {
  parts: EquityParts;
  shocked: Map<string, ShockedEquity>;
  haircuts: HaircutCharge[];
  currencies: string[];
}

/** Equity of every currency at its dollar rate; coin equity that moves with the grid; haircuts on positive equity. */
function equityInUsd(
  input: RequirementInput,
  parameters: CrossParameters,
  assume: (sentence: string) => void,
): CrossEquity {
  const parts: EquityParts = { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
  const shocked = new Map<string, ShockedEquity>();
  const haircuts: HaircutCharge[] = [];
  const currencies: string[] = [];
  for (const [currency, own] of equityByCurrency(input)) {
    if (own.cash === 0 && own.collateral === 0 && own.unrealisedProfit === 0 && own.optionValue === 0)
      continue;
    currencies.push(currency);
    const rate = rateToUsd(input.market, currency, assume);
    parts.cash += own.cash * rate;
    parts.collateral += own.collateral * rate;
    parts.unrealisedProfit += own.unrealisedProfit * rate;
    parts.optionValue += own.optionValue * rate;
    const amount = own.cash + own.collateral + own.unrealisedProfit + own.optionValue;
    const { haircut, side } = parameters.collateral(currency);
    if (side !== 'none') shocked.set(currency, { coins: amount, side });
    if (haircut > 0 && amount > 0) {
      const confirmed = parameters.reader.isConfirmed(`currency.${currency.toLowerCase()}.haircut`);
      haircuts.push({ currency, value: amount * rate, haircut, confirmed });
    }
  }
  return { parts, shocked, haircuts, currencies };
}

/** Amounts given in any currency, summed in USD; null where none is given. */
function givenInUsd(
  input: RequirementInput,
  assume: (sentence: string) => void,
): ReturnType<typeof givenAmounts> {
  const { given } = input.portfolio;
  const totals: ReturnType<typeof givenAmounts> = {
    openOrders: null,
    marketMakerProtection: null,
    spot: null,
  };
  for (const currency of [...new Set(given.map((row) => row.currency))].sort()) {
    const own = givenAmounts(given, currency);
    const rate = rateToUsd(input.market, currency, assume);
    for (const component of ['openOrders', 'marketMakerProtection', 'spot'] as const) {
      const amount = own[component];
      if (amount !== null) totals[component] = (totals[component] ?? 0) + amount * rate;
    }
  }
  return totals;
}
