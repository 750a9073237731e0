// One requirement of Deribit's portfolio margin, segregated or cross: risk matrix, add-ons, entry.
// May import the domain, the rulebook interface and margin/blocks.
import { toFloat } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { MarginEntry, MarginNode } from '../../../domain/margin-result.ts';
import { closedContributions, entryFigures, type RawContribution } from '../entry.ts';
import { asDetailed, givenLeaf, joined, leaf } from '../tree.ts';
import { doubts } from './doubts.ts';
import { riskMatrixNode } from './explain-matrix.ts';
import { matrixContributions } from './grid-contributions.ts';
import type { GridParameters } from './grid-parameters.ts';
import { gridTables, worstScenarioOf } from './grid-tables.ts';
import type { HaircutCharge, NettingSetInput } from './netting-set.ts';
import { orderIncrements } from './open-orders.ts';
import { portfolioMarginLevels } from './portfolio-levels.ts';
import { riskMatrix } from './risk-matrix.ts';
import { type RiskUnit, riskUnits } from './risk-unit.ts';
import type { TreeContext } from './tree-context.ts';

/**
 * The entry of one netting set. Initial margin = risk matrix + market-maker protection + spot + open orders + haircuts;
 * maintenance margin = maintenance factor × risk matrix.
 */
export function portfolioMarginEntry(set: NettingSetInput): MarginEntry {
  const { context } = set;
  const { values, portfolio, account } = context.input;
  const { general } = context.parameters;
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const orderInstruments = set.orders
    .map((order) => instruments.get(order.instrument))
    .filter((instrument): instrument is Instrument => instrument !== undefined && instrument.kind !== 'spot');
  const units = riskUnits(context, set.holdings, orderInstruments, set.shocked);
  const matrix = riskMatrix(values, general, units);
  const increments =
    set.given.openOrders === null
      ? orderIncrements(values, general, units, matrix, set.orders, instruments)
      : [];
  if (context.input.detail === 'levels') return portfolioMarginLevels(set, matrix, increments);
  const { currency } = context;
  const root = set.nettingSet;
  // Positions under cross collateral, and several underlyings with positions, are in no venue number; equity alone is.
  const confirmedUnits = new Set(units.filter((unit) => parametersConfirmed(context.parameters, unit)));
  const kindConfirmed =
    confirmedUnits.size === units.length &&
    (set.holdings.length === 0 || (currency !== 'USD' && units.length < 2));
  const { detail } = context.input;
  const tree: TreeContext = {
    values,
    detail,
    root,
    currency,
    kindConfirmed,
    confirmedUnits,
    cellsConfirmed:
      kindConfirmed &&
      set.holdings.every(
        (holding) => holding.instrument.kind !== 'option' && holding.instrument.payoff === 'inverse',
      ),
  };
  const matrixNode = riskMatrixNode(tree, matrix);
  const base = { currency, confirmed: true };
  const addOns: MarginNode[] = [
    given(tree, 'marketMakerProtection', 'Market-maker protection', set.given.marketMakerProtection),
    given(tree, 'spot', 'Spot', set.given.spot),
    set.given.openOrders === null
      ? joined(
          {
            ...base,
            id: `${root}/initialMargin/openOrders`,
            label: 'Open orders',
            formula: 'Σ underlyings, the worse side filled (Margrave’s own rule)',
          },
          'sum',
          increments.map((increment) => {
            const id = `${root}/initialMargin/openOrders/${increment.underlying}`;
            return joined(
              { ...base, id, label: increment.underlying, formula: 'max(all buys filled, all sells filled)' },
              'max',
              [
                leaf(
                  {
                    ...base,
                    id: `${id}/buys`,
                    label: 'All buys filled',
                    formula: 'increase of the risk matrix',
                    confirmed: !increment.hasBuys,
                  },
                  increment.buys,
                ),
                leaf(
                  {
                    ...base,
                    id: `${id}/sells`,
                    label: 'All sells filled',
                    formula: 'increase of the risk matrix',
                    confirmed: !increment.hasSells,
                  },
                  increment.sells,
                ),
              ],
            );
          }),
        )
      : given(tree, 'openOrders', 'Open orders', set.given.openOrders),
    ...(set.haircuts.length > 0 ? [haircutsNode(tree, set.haircuts)] : []),
  ];
  const initial = joined(
    {
      id: `${root}/initialMargin`,
      label: 'Initial margin',
      currency,
      formula: 'risk matrix + market-maker protection + spot + open orders + haircuts',
      confirmed: true,
    },
    'sum',
    [matrixNode, ...addOns],
  );
  const maintenance = joined(
    {
      id: `${root}/maintenanceMargin`,
      label: 'Maintenance margin',
      currency,
      formula: 'maintenance factor × risk matrix',
      inputs: { factor: String(general.maintenanceFactor) },
      confirmed: matrixNode.confirmed,
    },
    'product',
    [
      leaf(
        {
          id: `${root}/maintenanceMargin/riskMatrix`,
          label: 'Risk matrix',
          currency,
          formula: 'as under initial margin',
          confirmed: matrixNode.confirmed,
        },
        toFloat(matrixNode.amount),
      ),
    ],
  );
  const initialMargin = toFloat(initial.amount);
  const contributions = (): RawContribution[] => [
    ...matrixContributions(values, matrix),
    // The haircuts' line is the last one, where there is one; they go one by one.
    ...(set.haircuts.length > 0 ? addOns.slice(0, -1) : addOns).map(
      (node): RawContribution => ({
        instrument: null,
        driver: node.id.split('/').at(-1) ?? '',
        label: node.label,
        amount: toFloat(node.amount),
      }),
    ),
    ...set.haircuts.map(
      (charge): RawContribution => ({
        instrument: null,
        driver: 'haircut',
        label: `Haircut on ${charge.currency}`,
        amount: charge.value * charge.haircut,
      }),
    ),
  ];
  return {
    account: account.id,
    rulebook: set.rulebook,
    nettingSet: set.nettingSet,
    currency,
    equityBasis: set.equityBasis,
    ...entryFigures({
      equityParts: set.equityParts,
      totalEquity: set.totalEquity,
      initialMargin,
      maintenanceMargin: toFloat(maintenance.amount),
      depositCharge: set.depositCharge,
    }),
    worstScenario: worstScenarioOf(matrix, values.scenarios.scenarios),
    tables: detail === 'whole' ? gridTables(matrix, values.scenarios.scenarios) : [],
    contributions:
      detail !== 'whole'
        ? []
        : closedContributions(
            contributions(),
            initialMargin,
            'Not allocable: dampener, capped profits, delta shock, correlation contingency, rounding',
          ),
    baseline: null,
    unconfirmed: [...doubts(set, matrix, increments), ...set.parameterDoubts],
    assumptions: [...set.assumptions].sort(),
    tree: asDetailed(
      joined(
        {
          id: root,
          label: `Margin, ${root}`,
          currency,
          formula: 'the larger of initial and maintenance margin',
          confirmed: true,
        },
        'max',
        [initial, maintenance],
      ),
      detail,
    ),
  };
}

/** Whether a venue's number confirms what the cells and shocks of an underlying take from the parameters. */
function parametersConfirmed({ reader }: GridParameters, { pair, currency }: RiskUnit): boolean {
  return (
    reader.isConfirmed(`currencyPair.${pair.name}`) &&
    reader.isConfirmed(`currency.${currency.name}`, ['haircut']) &&
    reader.isConfirmed('general.maintenanceFactor')
  );
}

function given(context: TreeContext, component: string, label: string, amount: number | null): MarginNode {
  const words = {
    id: `${context.root}/initialMargin/${component}`,
    label,
    currency: context.currency,
    confirmed: true,
  };
  return amount === null
    ? leaf({ ...words, formula: 'none stated' }, 0)
    : givenLeaf({ ...words, formula: 'as the venue states it' }, amount);
}

function haircutsNode(context: TreeContext, haircuts: readonly HaircutCharge[]): MarginNode {
  const id = `${context.root}/initialMargin/haircuts`;
  return joined(
    {
      id,
      label: 'Haircuts on collateral',
      currency: context.currency,
      formula: 'Σ haircut × value, added to initial margin only',
      confirmed: true,
    },
    'sum',
    haircuts.map((charge) =>
      joined(
        {
          id: `${id}/${charge.currency}`,
          label: charge.currency,
          currency: context.currency,
          formula: 'haircut × value',
          inputs: { factor: String(charge.haircut) },
          confirmed: charge.confirmed,
        },
        'product',
        [
          leaf(
            {
              id: `${id}/${charge.currency}/value`,
              label: `Value of ${charge.currency}`,
              currency: context.currency,
              formula: 'amount × rate',
              confirmed: true,
            },
            charge.value,
          ),
        ],
      ),
    ),
  );
}
