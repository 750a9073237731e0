// What an entry shows beside its tree: the scenario array of each combined commodity, spreads and credits, the commodities at a glance, contributions.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { FormedSpread, ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import type { SpanCommodityView } from '../../domain/span-commodity.ts';
import { movePercent } from '../../scenarios/price-volatility-grid.ts';
import type { RawContribution } from '../blocks/entry.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { AccountRisk, CommodityRisk } from './account-risk.ts';
import { type CurrencyAmounts, contractOptionValue } from './amounts.ts';
import { contractLoss, relativeRange } from './commodity-array.ts';
import type { GivenCredit } from './inter-commodity.ts';
import { scenarioLabel, tableNames, volatilityState } from './scenarios.ts';
import type { ScenarioRow, SpanParameters } from './typed-parameters.ts';

/** Name of the table of a combined commodity. */
export const tableOf = (code: string): string => `${tableNames.scan}:${code}`;

/** One table per combined commodity: its sixteen losses as profit and loss, cover applied. */
export function spanTables(
  { values }: RequirementInput,
  parameters: SpanParameters,
  commodities: readonly CommodityRisk[],
): ScenarioTable[] {
  return commodities.map((one) => ({
    table: tableOf(one.terms.code),
    label: `Risk array, ${one.terms.code}`,
    scenarios: parameters.scenarios.map((row, place) => {
      const profitAndLoss = fromFloat(0 - (one.losses[place] ?? 0));
      return {
        id: `${tableNames.scan}/${place + 1}`,
        label: scenarioLabel(row),
        priceMove: fromFloat(relativeMove(values, one, row)),
        volatility: volatilityState(row.volatility),
        profitAndLoss,
        counted: profitAndLoss,
        worst: place === one.array.active && one.array.scan > 0,
      };
    }),
  }));
}

/** Of the commodity with the largest scan; each of several is at its own. Null without holdings. */
export function spanWorst(
  { values }: RequirementInput,
  parameters: SpanParameters,
  commodities: readonly CommodityRisk[],
): WorstScenario | null {
  const [first] = commodities;
  if (!first) return null;
  const main = commodities.reduce((best, one) => (one.array.scan > best.array.scan ? one : best), first);
  const row = parameters.scenarios[main.array.active];
  if (!row) return null;
  return {
    id: `${tableNames.scan}/${main.array.active + 1}`,
    label: `${main.terms.code}: ${scenarioLabel(row)}${commodities.length > 1 ? '; each commodity at its own worst' : ''}`,
    priceMove: fromFloat(relativeMove(values, main, row)),
    volatility: volatilityState(row.volatility),
    table: tableOf(main.terms.code),
    profitAndLoss: fromFloat(0 - commodities.reduce((sum, { array }) => sum + array.scan, 0)),
  };
}

/** As a part of the price of the nearest contract; in scan ranges where the range isn't known. */
function relativeMove(
  values: RequirementInput['values'],
  { contracts }: CommodityRisk,
  row: ScenarioRow,
): number {
  const nearest = contracts.reduce((best, one) => (one.month < best.month ? one : best));
  const range = relativeRange(values, nearest);
  return range === 0 ? row.price : row.price * range;
}

/** In the order they were formed: super-spreads, charges by commodity, other credits; those with an amount in the currency. */
export function formedSpreads(
  { currency, commodities }: CurrencyAmounts,
  { credits }: AccountRisk,
): FormedSpread[] {
  const charged = commodities.flatMap(({ terms, spreads }) =>
    spreads.map(
      ({ kind, label, legs, count, charge }): Omit<FormedSpread, 'priority'> => ({
        kind,
        label: `${terms.code}: ${label}`,
        legs: legs.map(({ months, side, deltaPerSpread, deltaUsed }) => ({
          combinedCommodity: terms.code,
          months,
          side,
          deltaPerSpread: fromFloat(deltaPerSpread),
          deltaUsed: fromFloat(deltaUsed),
        })),
        count: fromFloat(count),
        amount: fromFloat(charge),
      }),
    ),
  );
  const codes = new Set(commodities.map(({ terms }) => terms.code));
  const stated = ({ spread, kind, legs, count }: GivenCredit): Omit<FormedSpread, 'priority'> => {
    const own = legs.filter(({ commodity }) => codes.has(commodity));
    return {
      kind,
      label: `${legs.map(({ commodity }) => commodity).join(' – ')}, ${creditText(spread.method, spread.credit, currency)}`,
      legs: legs.map(({ commodity, months, side, deltaPerSpread, deltaUsed }) => ({
        combinedCommodity: commodity,
        months,
        side,
        deltaPerSpread: fromFloat(deltaPerSpread),
        deltaUsed: fromFloat(deltaUsed),
      })),
      count: fromFloat(count),
      amount: fromFloat(0 - own.reduce((sum, { credit }) => sum + credit, 0)),
    };
  };
  const given = (isSuper: boolean): Omit<FormedSpread, 'priority'>[] =>
    credits
      .filter(
        ({ spread, legs }) =>
          spread.isSuper === isSuper && legs.some(({ commodity }) => codes.has(commodity)),
      )
      .map(stated);
  return [...given(true), ...charged, ...given(false)].map((spread, place) => ({
    ...spread,
    priority: place + 1,
  }));
}

const creditText = (method: 'flat' | 'weighted' | 'scanning', credit: number, currency: string): string =>
  method === 'flat'
    ? `${fromFloat(credit)} ${currency} a spread`
    : `${movePercent(credit).slice(1)} of ${method === 'scanning' ? 'gains' : 'the price risk'}`;

/** The commodities at a glance. */
export function commodityViews(
  { currency, commodities, optionValues }: CurrencyAmounts,
  parameters: SpanParameters,
): SpanCommodityView[] {
  return commodities.map(
    (one, place): SpanCommodityView => ({
      code: one.terms.code,
      currency,
      arrays: one.arrays,
      scenarios: parameters.scenarios.map((row, scenario) => ({
        number: scenario + 1,
        price: movePercent(row.price),
        volatility: volatilityState(row.volatility),
        loss: fromFloat(one.losses[scenario] ?? 0),
      })),
      activeScenario: one.array.active + 1,
      scanRisk: fromFloat(one.array.scan),
      interMonth: fromFloat(one.interMonth),
      delivery: fromFloat(one.delivery),
      credit: fromFloat(one.credits.reduce((sum, { amount }) => sum + amount, 0)),
      shortOptionMinimum: fromFloat(one.shortOptionMinimum),
      netOptionValue: fromFloat(optionValues[place] ?? 0),
      risk: fromFloat(one.risk),
    }),
  );
}

/**
 * Where the scan binds, each position's loss in the active scenario (ties: their mean), charges and credits by commodity; where the minimum binds, the short
 * options that it counts; and option value by position.
 */
export function spanContributions(
  input: RequirementInput,
  parameters: SpanParameters,
  { commodities, openOrders }: CurrencyAmounts,
): RawContribution[] {
  return [
    ...commodities.flatMap((one) => commodityContributions(input, parameters, one)),
    { instrument: null, driver: 'openOrders', label: 'Open orders', amount: openOrders ?? 0 },
  ];
}

function commodityContributions(
  input: RequirementInput,
  parameters: SpanParameters,
  one: CommodityRisk,
): RawContribution[] {
  const { terms, contracts, array, losses, credits, risk, shortOptionMinimum } = one;
  const { code } = terms;
  const factor = terms.initialRatio * terms.adjustmentRatio;
  const charged = (driver: string, label: string, amount: number): RawContribution => ({
    instrument: null,
    driver,
    label: `${label}, ${code}`,
    amount: factor * amount,
  });
  const isMinimum = shortOptionMinimum > 0 && risk === terms.adjustmentRatio * shortOptionMinimum;
  const tied = [...losses.keys()].filter((scenario) => losses[scenario] === losses[array.active]);
  const scanned =
    array.scan === 0
      ? []
      : contracts.map(
          (contract): RawContribution => ({
            instrument: contract.holding.instrument.id,
            driver: 'scenario',
            label: 'Loss in the active scenario',
            amount:
              (factor *
                tied.reduce(
                  (sum, scenario) => sum + contractLoss(input.values, parameters, contract, scenario),
                  0,
                )) /
              tied.length,
          }),
        );
  const own = isMinimum
    ? minimumContributions(one, factor)
    : [
        ...scanned,
        charged('interMonth', 'Inter-month charge', one.interMonth),
        charged('delivery', 'Delivery charge', one.delivery),
        ...credits.map(({ label, amount }) => charged('credit', label, -amount)),
      ];
  return [
    ...own,
    ...contracts.map(
      (contract): RawContribution => ({
        instrument: contract.holding.instrument.id,
        driver: 'optionValue',
        label: 'Less option value',
        amount: 0 - contractOptionValue(input, contract),
      }),
    ),
  ];
}

/** The short options that the minimum counts, by position. */
function minimumContributions(
  { contracts, terms, shortOptions }: CommodityRisk,
  factor: number,
): RawContribution[] {
  const { method, rate } = terms.shortOptions;
  const counted = shortOptions.calls >= shortOptions.puts ? 'call' : 'put';
  return contracts.flatMap(({ holding }): RawContribution[] => {
    const { instrument, quantity } = holding;
    if (instrument.kind !== 'option' || quantity >= 0) return [];
    if (method === 'maximum' && instrument.right !== counted) return [];
    const amount = factor * rate * -quantity;
    return [
      { instrument: instrument.id, driver: 'shortOptionMinimum', label: 'Short option minimum', amount },
    ];
  });
}
