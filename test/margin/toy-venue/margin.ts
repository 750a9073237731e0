// A whole rulebook in one file, written as the README's recipe says: what a venue's margin takes at least.
import { fromFloat } from '../../../src-main/domain/decimal.ts';
import type { Instrument } from '../../../src-main/domain/instrument.ts';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import type { EffectiveParameters } from '../../../src-main/domain/parameters.ts';
import { rateToUsd } from '../../../src-main/margin/blocks/currency-rates.ts';
import { closedContributions, entryFigures } from '../../../src-main/margin/blocks/entry.ts';
import { equityByCurrency } from '../../../src-main/margin/blocks/equity.ts';
import { ParameterReader } from '../../../src-main/margin/blocks/parameter-reader.ts';
import { asDetailed, joined, leaf } from '../../../src-main/margin/blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../../../src-main/margin/rulebook.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../../src-main/scenarios/scenario-set.ts';
import { parameterFields } from './parameters.ts';

const currency = 'USD';
const scenarioOf = (id: string, priceMove: number): Scenario => ({
  id,
  label: `Every price ${id}`,
  table: 'toy',
  priceMove,
  volatility: 'same',
});

function scenarios(columns: InstrumentColumns, parameters: EffectiveParameters): ScenarioSet {
  const move = new ParameterReader(parameterFields, parameters).number('general.priceMove');
  const list = [scenarioOf('up', move), scenarioOf('down', -move)];
  const cells = columns.buckets.length * list.length;
  return {
    scenarios: list,
    forwardFactor: Float64Array.from({ length: cells }, (_, cell) => 1 + list[cell % list.length]!.priceMove),
    volatilityFactor: new Float64Array(cells).fill(1),
    volatilityShift: new Float64Array(cells),
    volatilityFloor: new Float64Array(cells),
    timePassed: new Float64Array(list.length),
    weight: new Float64Array(list.length).fill(1),
  };
}

function requirement(input: RequirementInput): MarginEntry[] {
  const { account, values, market, parameters, detail } = input;
  const reader = new ParameterReader(parameterFields, parameters);
  const assumptions = new Set<string>();
  const rate = (of: string): number => rateToUsd(market, of, (sentence) => assumptions.add(sentence));
  const equityParts = { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
  for (const [of, parts] of equityByCurrency(input)) {
    for (const name of ['cash', 'collateral', 'unrealisedProfit', 'optionValue'] as const)
      equityParts[name] += parts[name] * rate(of);
  }
  // A risk group is a settlement currency: see riskGroup.
  const losses = values.scenarios.scenarios.map((_, place) =>
    values.groups().reduce((sum, group) => sum - values.profitAndLoss(group)![place]! * rate(group), 0),
  );
  const initialMargin = Math.max(0, ...losses);
  const worst = losses.indexOf(initialMargin);
  const scenario = values.scenarios.scenarios[worst];
  const words = { currency, confirmed: false };
  const tree = joined(
    { ...words, id: 'toy/initialMargin', label: 'Initial margin', formula: 'worst loss' },
    'max',
    [
      leaf({ ...words, id: 'toy/none', label: 'No move', formula: 'nothing' }, 0),
      ...values.scenarios.scenarios.map(({ id, label }, place) =>
        leaf({ ...words, id: `toy/${id}`, label, formula: '−Σ P&L' }, losses[place]!),
      ),
    ],
  );
  return [
    {
      account: account.id,
      rulebook: 'toy-pm',
      nettingSet: 'toy',
      currency,
      equityBasis: 'cash, collateral, unrealised profit and option value in USD; no haircut',
      ...entryFigures({
        equityParts,
        totalEquity: Object.values(equityParts).reduce((sum, part) => sum + part, 0),
        initialMargin,
        maintenanceMargin: reader.number('general.maintenanceFactor') * initialMargin,
      }),
      worstScenario: scenario
        ? { ...scenario, priceMove: fromFloat(scenario.priceMove), profitAndLoss: fromFloat(-initialMargin) }
        : null,
      tables: [],
      contributions:
        detail === 'whole'
          ? closedContributions(
              values.holdings.map(({ row, quantity, instrument }) => ({
                instrument: instrument.id,
                driver: 'scenario',
                label: 'Worst move',
                amount: scenario
                  ? -quantity * values.unitProfitAndLoss(row, worst) * rate(instrument.settlementCurrency)
                  : 0,
              })),
              initialMargin,
              'What rounding leaves',
            )
          : [],
      baseline: null,
      unconfirmed: ['Nothing of the toy venue is confirmed.'],
      assumptions: [...assumptions],
      tree: asDetailed(tree, detail),
    },
  ];
}

/** The toy venue lists linear contracts in USDC. */
const linear = (instrument: Instrument): Instrument => ({
  ...instrument,
  venue: 'toy',
  payoff: 'linear',
  settlementCurrency: 'USDC',
  quantityUnit: 'base',
  multiplier: '1',
});

export const toyPm: Rulebook = {
  id: 'toy-pm',
  label: 'Toy portfolio margin',
  venue: 'toy',
  summary: 'Worst of two price moves, in USD.',
  isolatedBaseline: null,
  parameterFields,
  refuses: ({ kind, symbol }) =>
    kind === 'spot' ? `${symbol} is a spot holding: enter it as a balance.` : null,
  twin: (instrument) =>
    instrument.payoff === 'linear'
      ? null
      : { instrument: linear(instrument), carriedAs: `linear ${instrument.kind} of 1, settled in USDC` },
  riskGroup: ({ settlementCurrency }) => settlementCurrency,
  assets: () => [],
  scenarios: (columns, _market, _history, parameters) => scenarios(columns, parameters),
  requirement,
};
