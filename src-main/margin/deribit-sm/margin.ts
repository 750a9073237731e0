// Deribit's standard margin, segregated (S:SM): every position by itself, summed per settlement currency. The isolated baseline.
// May import the domain, pricing, scenarios and margin/blocks.
import { sumDecimals, toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginEntry, MarginNode } from '../../domain/margin-result.ts';
import type { OpenOrder } from '../../domain/portfolio.ts';
import { noScenarios } from '../../scenarios/scenario-set.ts';
import { parameterDoubts } from '../blocks/deribit/doubts.ts';
import { givenAmounts } from '../blocks/deribit/given-amounts.ts';
import { riskGroupOf } from '../blocks/deribit/risk-unit.ts';
import { deribitRefusal } from '../blocks/deribit/scenarios.ts';
import { closedContributions, entryFigures, type RawContribution } from '../blocks/entry.ts';
import { type EquityParts, equityByCurrency, unitOptionValue } from '../blocks/equity.ts';
import { asDetailed, givenLeaf, joined, leaf } from '../blocks/tree.ts';
import type { AccountValues, RequirementInput, Rulebook } from '../rulebook.ts';
import { parameterFields, type StandardParameters, typedParameters } from './parameters.ts';
import { type MarginPosition, positionAmount, positionMargin } from './position-margin.ts';

const superseded =
  'The venue announced a new standard margin on 5 August 2026; its text is not in hand, so this requirement, and savings against it, may be superseded.';

export const deribitSm: Rulebook = {
  id: 'deribit-sm',
  label: 'Deribit standard margin, segregated',
  venue: 'deribit',
  summary:
    'S:SM: rates per position, growing with size; no netting between instruments. The isolated baseline.',
  isolatedBaseline: null,
  parameterFields,
  refuses: deribitRefusal,
  riskGroup: riskGroupOf,
  assets: (instruments) => [...new Set(instruments.map((instrument) => instrument.underlying))].sort(),
  scenarios: () => noScenarios,
  requirement,
};

/** One entry per settlement currency in which the account has holdings, orders, balances or amounts given; ordered by currency. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { portfolio } = input;
  const parameters = typedParameters(input.parameters);
  const equity = equityByCurrency(input);
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const currencies = new Set<string>([
    ...equity.keys(),
    ...portfolio.given.map((row) => row.currency),
    ...portfolio.orders.flatMap((order) => instruments.get(order.instrument)?.settlementCurrency ?? []),
  ]);
  return [...currencies]
    .sort()
    .map((currency) => entry(input, parameters, instruments, equity.get(currency), currency));
}

function entry(
  input: RequirementInput,
  parameters: StandardParameters,
  instruments: ReadonlyMap<string, Instrument>,
  equity: EquityParts | undefined,
  currency: string,
): MarginEntry {
  const { values, portfolio } = input;
  const parts = equity ?? { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
  const { cash, collateral, unrealisedProfit } = parts;
  const holdings = values.holdings.filter((holding) => holding.instrument.settlementCurrency === currency);
  const orders = portfolio.orders.filter(
    (order) => !order.reduceOnly && instruments.get(order.instrument)?.settlementCurrency === currency,
  );
  const given = givenAmounts(portfolio.given, currency);
  const lines = (level: 'initial' | 'maintenance'): MarginNode[] =>
    input.detail !== 'whole'
      ? [positionsTogether(values, parameters, holdings, level, currency)]
      : holdings.map((holding) =>
          positionMargin(values, parameters, holding, level, `${currency}/${level}Margin`),
        );
  const positions = lines('initial');
  const ordersId = `${currency}/initialMargin/openOrders`;
  const orderLines =
    given.openOrders !== null || parameters.openOrdersRule === 'none'
      ? []
      : orderIncrements(values, parameters, orders, instruments, ordersId);
  // Nothing asked for is nothing superseded; any amount may be, and parents follow their lines.
  const words = { currency, confirmed: true };
  const openOrders =
    given.openOrders !== null
      ? givenLeaf(
          {
            ...words,
            id: ordersId,
            label: 'Open orders',
            formula: 'as the venue states it',
            confirmed: true,
          },
          given.openOrders,
        )
      : joined(
          {
            ...words,
            id: ordersId,
            label: 'Open orders',
            formula: 'Σ instruments, the worse side filled (Margrave’s own rule)',
          },
          'sum',
          orderLines,
        );
  const allGiven = (['marketMakerProtection', 'spot'] as const).flatMap((component) => {
    const amount = given[component];
    if (amount === null) return [];
    const label = component === 'spot' ? 'Spot' : 'Market-maker protection';
    const id = `${currency}/initialMargin/${component}`;
    return [givenLeaf({ ...words, id, label, formula: 'as the venue states it', confirmed: true }, amount)];
  });
  const initial = joined(
    {
      ...words,
      id: `${currency}/initialMargin`,
      label: 'Initial margin',
      formula: 'Σ positions + open orders + amounts given',
    },
    'sum',
    [...positions, openOrders, ...allGiven],
  );
  const maintenance = joined(
    { ...words, id: `${currency}/maintenanceMargin`, label: 'Maintenance margin', formula: 'Σ positions' },
    'sum',
    lines('maintenance'),
  );
  const initialMargin = toFloat(initial.amount);
  const contributions = (): RawContribution[] => [
    ...holdings.map(
      (holding, index): RawContribution => ({
        instrument: holding.instrument.id,
        driver: 'position',
        label: 'Margin of the position by itself',
        amount: toFloat(positions[index]?.amount ?? '0'),
      }),
    ),
    ...[openOrders, ...allGiven].map(
      (node): RawContribution => ({
        instrument: null,
        driver: node.id.split('/').at(-1) ?? '',
        label: node.label,
        amount: toFloat(node.amount),
      }),
    ),
  ];
  const about = parameterDoubts(
    input.parameters,
    [
      ...holdings.map((holding) => holding.instrument),
      ...orders.flatMap((order) => instruments.get(order.instrument) ?? []),
    ].map((instrument) => instrument.underlying),
    input.market.snapshot.time,
  );
  return {
    account: input.account.id,
    rulebook: 'deribit-sm',
    nettingSet: currency,
    currency,
    equityBasis:
      'cash, collateral and unrealised profit; option value is left out, the margin of short options holds their mark instead',
    ...entryFigures({
      equityParts: { cash, collateral, unrealisedProfit },
      totalEquity: cash + collateral + unrealisedProfit + parts.optionValue,
      initialMargin,
      maintenanceMargin: toFloat(maintenance.amount),
    }),
    worstScenario: null,
    tables: [],
    contributions:
      input.detail !== 'whole'
        ? []
        : closedContributions(contributions(), initialMargin, 'Not allocable: rounding'),
    baseline: null,
    unconfirmed: [
      ...(initialMargin > 0 ? [superseded] : []),
      ...(holdings.some((holding) => holding.instrument.kind === 'option' && holding.quantity < 0)
        ? [
            'Margins of short options follow the venue’s documentation; no venue number in hand confirms them.',
          ]
        : []),
      ...(orderLines.length > 0
        ? ['The margin of open orders follows Margrave’s own rule, not a published one.']
        : []),
      ...about.unconfirmed,
    ],
    assumptions: [...about.assumptions, ...pairAssumptions(parameters, holdings)].sort(),
    tree: asDetailed(
      joined(
        {
          ...words,
          id: currency,
          label: `Margin, ${currency}`,
          formula: 'the larger of initial and maintenance margin',
        },
        'max',
        [initial, maintenance],
      ),
      input.detail,
    ),
  };
}

/** One line for all positions: their amounts left to right, as the sum of their lines would run. */
function positionsTogether(
  values: AccountValues,
  parameters: StandardParameters,
  holdings: readonly MarginPosition[],
  level: 'initial' | 'maintenance',
  currency: string,
): MarginNode {
  let total = 0;
  let allConfirmed = true;
  for (const holding of holdings) {
    const { amount, confirmed } = positionAmount(values, parameters, holding, level);
    total += amount;
    if (!confirmed && amount !== 0) allConfirmed = false;
  }
  const id = `${currency}/${level}Margin/positions`;
  return leaf({ id, label: 'Positions', currency, formula: 'Σ positions', confirmed: allConfirmed }, total);
}

/**
 * Per instrument, what its margin rises by when all its buys, or all its sells, fill; the larger. Bought options also need their premium,
 * at the order's price or, without one, at the mark, since their value doesn't count as equity here.
 */
function orderIncrements(
  values: AccountValues,
  parameters: StandardParameters,
  orders: readonly OpenOrder[],
  instruments: ReadonlyMap<string, Instrument>,
  prefix: string,
): MarginNode[] {
  return [...new Set(orders.map((order) => order.instrument))].sort().flatMap((id): MarginNode[] => {
    const instrument = instruments.get(id);
    const row = values.rowOf(id);
    if (!instrument || row === undefined || instrument.kind === 'spot') return [];
    const own = orders.filter((order) => order.instrument === id);
    const held = values.holdings.find((holding) => holding.row === row)?.quantity ?? 0;
    const margin = (quantity: number): number => {
      const position: MarginPosition = { row, instrument, quantity };
      return positionAmount(values, parameters, position, 'initial').amount;
    };
    const size = (side: OpenOrder['side']): number =>
      toFloat(sumDecimals(own.filter((order) => order.side === side).map((order) => order.quantity)));
    const premium =
      instrument.kind !== 'option'
        ? 0
        : own
            .filter((order) => order.side === 'buy')
            .reduce((sum, order) => {
              const unit =
                order.price === null
                  ? unitOptionValue(values, { row, instrument })
                  : toFloat(order.price) * Number(instrument.multiplier);
              return sum + toFloat(order.quantity) * unit;
            }, 0);
    const words = { currency: instrument.settlementCurrency, confirmed: false };
    const before = margin(held);
    const line = `${prefix}/${id}`;
    return [
      joined(
        { ...words, id: line, label: instrument.symbol, formula: 'max(all buys filled, all sells filled)' },
        'max',
        [
          leaf(
            {
              ...words,
              id: `${line}/buys`,
              label: 'All buys filled',
              formula: 'rise of the margin + premium',
            },
            Math.max(0, margin(held + size('buy')) - before) + premium,
          ),
          leaf(
            { ...words, id: `${line}/sells`, label: 'All sells filled', formula: 'rise of the margin' },
            Math.max(0, margin(held - size('sell')) - before),
          ),
        ],
      ),
    ];
  });
}

function pairAssumptions(parameters: StandardParameters, holdings: readonly MarginPosition[]): string[] {
  const sentences = new Set<string>();
  for (const { instrument } of holdings) {
    const kind = instrument.kind === 'option' ? 'option' : 'future';
    const name = parameters.pairName(kind, instrument.priceIndex, instrument.underlying);
    if (name !== instrument.priceIndex) {
      sentences.add(
        `No ${kind} rates are known for the pair ${instrument.priceIndex}: those of ${name} are used.`,
      );
    }
  }
  return [...sentences];
}
