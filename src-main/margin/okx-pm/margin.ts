// OKX's portfolio margin: one requirement in USD for the account, summed over risk units and borrowing. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import { fromFloat, toFloat } from '../../domain/decimal.ts';
import type { MarginEntry, MarginNode, MarginRatio, Threshold } from '../../domain/margin-result.ts';
import { closedContributions, entryFigures, isEmptyAccount, type RawContribution } from '../blocks/entry.ts';
import { asDetailed, joined, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { okxDoubts } from './doubts.ts';
import { unitContributions, unitShares, unitTables, worstScenario } from './explain.ts';
import { okxRefusal, okxRiskGroup, okxTwin, venue } from './listing.ts';
import { DollarPrices, type Liability, leastDeposit, type OkxMoney, okxMoney } from './money.ts';
import { parameterFields } from './parameters.ts';
import { riskUnits } from './risk-unit.ts';
import { okxScenarios } from './scenarios.ts';
import { type OkxParameters, typedParameters } from './typed-parameters.ts';
import { currency, unitTree } from './unit-tree.ts';

const root = 'account';
const equityBasis =
  'adjusted equity: cash, collateral, unrealised profit and option value of all currencies in USD, loans taken off; positive equity counts at its currency’s discount rate';

/** Sets that aren't an underlying's: classes of underlyings, and numbers that only some books feel. */
const sharedSets = ['TIER2', 'OTHER', 'COLLATERAL', 'STABLE'] as const;

export const okxPm: Rulebook = {
  id: 'okx-pm',
  label: 'OKX portfolio margin',
  venue,
  summary: 'Risk units by underlying over all dollar currencies, MR1 to MR9, borrowing; a margin ratio.',
  isolatedBaseline: null,
  parameterFields,
  refuses: okxRefusal,
  twin: okxTwin,
  riskGroup: okxRiskGroup,
  assets: (instruments, currencies) =>
    [
      ...new Set([
        ...instruments.map((instrument) => instrument.underlying),
        ...currencies,
        ...sharedSets,
        ...(instruments.some(({ kind }) => kind === 'option') ? ['OPTION'] : []),
        ...(instruments.some(({ expiry }) => expiry !== null) ? ['RATES'] : []),
      ]),
    ].sort(),
  scenarios: (columns, _market, _history, parameters) => okxScenarios(columns, typedParameters(parameters)),
  requirement,
  scenarioShares(input, { table }, scenario) {
    const parameters = typedParameters(input.parameters);
    const prices = new DollarPrices(input, () => {});
    const { equity } = okxMoney(input, parameters, prices);
    return unitShares(input.values, riskUnits({ input, parameters, prices, equity }), table, scenario);
  },
};

/** One entry, in USD; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, portfolio, detail } = input;
  if (isEmptyAccount(input)) return [];
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const prices = new DollarPrices(input, (sentence) => void assumptions.add(sentence));
  const money = okxMoney(input, parameters, prices);
  const units = riskUnits({ input, parameters, prices, equity: money.equity });
  const trees = units.map((unit) =>
    unitTree(
      values,
      parameters,
      unit,
      `${root}/initialMargin/units/${unit.underlying}/maintenance`,
      detail === 'whole',
    ),
  );
  const initialFactor = parameters.number('general.initialFactor');
  const borrowInitial = borrowNode(money.liabilities, parameters, 'initial');
  const borrowMaintenance = borrowNode(money.liabilities, parameters, 'maintenance');
  const initial = joined(
    {
      id: `${root}/initialMargin`,
      label: 'Initial margin',
      currency,
      formula: 'Σ units initial factor × MMR + borrowing',
      confirmed: true,
    },
    'sum',
    [
      joined(
        {
          id: `${root}/initialMargin/units`,
          label: 'Risk units',
          currency,
          formula: 'Σ units',
          confirmed: true,
        },
        'sum',
        trees.map(({ unit, node }) =>
          joined(
            {
              id: `${root}/initialMargin/units/${unit.underlying}`,
              label: `${unit.underlying}, initial`,
              currency,
              formula: 'initial factor × MMR of the unit',
              inputs: { factor: String(initialFactor) },
              confirmed: parameters.reader.isConfirmed('general.initialFactor'),
            },
            'product',
            [node],
          ),
        ),
      ),
      borrowInitial,
    ],
  );
  const maintenance = joined(
    {
      id: `${root}/maintenanceMargin`,
      label: 'Maintenance margin',
      currency,
      formula: 'Σ units MMR + borrowing (MR8)',
      confirmed: true,
    },
    'sum',
    [
      joined(
        {
          id: `${root}/maintenanceMargin/units`,
          label: 'Risk units',
          currency,
          formula: 'Σ units',
          confirmed: true,
        },
        'sum',
        trees.map(({ unit, node }) =>
          leaf(
            {
              id: `${root}/maintenanceMargin/units/${unit.underlying}`,
              label: unit.underlying,
              currency,
              formula: 'MMR as under initial margin',
              confirmed: node.confirmed,
            },
            toFloat(node.amount),
          ),
        ),
      ),
      borrowMaintenance,
    ],
  );
  const initialMargin = toFloat(initial.amount);
  const maintenanceMargin = toFloat(maintenance.amount);
  const stated = entryFigures({
    equityParts: { ...money.parts },
    totalEquity: money.totalEquity,
    initialMargin,
    maintenanceMargin,
  });
  const equity = toFloat(stated.equity);
  const owed = money.liabilities.reduce((sum, { amount, rate }) => sum + amount * rate, 0);
  const fee = parameters.number('general.feeRate') * (owed + toFloat(borrowMaintenance.amount));
  const denominator = maintenanceMargin + fee;
  const thresholds = withDeposits(
    [...stated.thresholds, ...levelsOfMode(equity, denominator, parameters.number('general.minimumEquity'))],
    money,
    parameters,
  );
  const figures = { ...stated, thresholds, deposit: thresholds[0]?.deposit ?? '0' };
  const extremeFactor = parameters.number('general.extremeFactor');
  if (portfolio.orders.length > 0)
    assumptions.add('Open orders are not counted: how the venue margins them is not in hand.');
  if (portfolio.given.length > 0) assumptions.add('Amounts that another venue stated are not counted here.');
  const doubts = okxDoubts(input.parameters, parameters, trees, money, input.market.snapshot.time);
  const contributions = (): RawContribution[] => [
    ...unitContributions(values, trees, initialFactor, extremeFactor),
    ...borrowInitial.children.map(
      (node): RawContribution => ({
        instrument: null,
        driver: 'borrowing',
        label: `Borrowing, ${node.label}`,
        amount: toFloat(node.amount),
      }),
    ),
  ];
  return [
    {
      account: input.account.id,
      rulebook: 'okx-pm',
      nettingSet: root,
      currency,
      equityBasis,
      ...figures,
      ratio: marginRatio(equity, denominator),
      worstScenario: worstScenario(values, trees, extremeFactor),
      tables: detail === 'whole' ? unitTables(values, trees, extremeFactor) : [],
      contributions:
        detail === 'whole'
          ? closedContributions(contributions(), initialMargin, 'Not allocable: rounding')
          : [],
      baseline: null,
      unconfirmed: doubts.unconfirmed,
      assumptions: [...new Set([...assumptions, ...doubts.assumptions])].sort(),
      tree: asDetailed(
        joined(
          {
            id: root,
            label: 'Margin, USD',
            currency,
            formula: 'the larger of initial and maintenance margin',
            confirmed: true,
          },
          'max',
          [initial, maintenance],
        ),
        detail,
      ),
    },
  ];
}

function marginRatio(equity: number, denominator: number): MarginRatio {
  return {
    name: 'margin ratio',
    formula: 'adjusted equity / (maintenance margin + fee)',
    value: denominator > 0 ? fromFloat(equity / denominator) : null,
    saferWhen: 'higher',
  };
}

/** Levels beside initial and maintenance margin: where the venue liquidates, and what the account mode asks for at all. */
function levelsOfMode(equity: number, denominator: number, minimumEquity: number): Threshold[] {
  return [
    {
      level: 'liquidation',
      label: 'Liquidation: margin ratio 100 %',
      requirement: fromFloat(denominator),
      distance: fromFloat(equity - denominator),
      ratio: '1',
    },
    {
      level: 'minimumEquity',
      label: 'Least equity of the account mode',
      requirement: fromFloat(minimumEquity),
      distance: fromFloat(equity - minimumEquity),
    },
  ];
}

/** The levels with the least deposit in USD to each: what they ask for dollars owed falls as a deposit pays them off. */
function withDeposits(levels: readonly Threshold[], money: OkxMoney, parameters: OkxParameters): Threshold[] {
  const feeRate = parameters.number('general.feeRate');
  const asked: Partial<Record<Threshold['level'], (rate: number) => number>> = {
    liquidation: (rate) => rate + feeRate * (1 + rate),
    minimumEquity: () => 0,
  };
  return levels.map((one) => ({
    ...one,
    deposit: fromFloat(
      leastDeposit(
        -toFloat(one.distance),
        money,
        parameters,
        one.level === 'initial' ? 'initial' : 'maintenance',
        asked[one.level] ?? ((rate) => rate),
      ),
    ),
  }));
}

/** MR8: per currency, the liability by its tiers, at the dollar rate. */
function borrowNode(
  liabilities: readonly Liability[],
  parameters: OkxParameters,
  level: 'initial' | 'maintenance',
): MarginNode {
  const id = `${root}/${level}Margin/borrowing`;
  return joined(
    {
      id,
      label: 'MR8 borrowing',
      currency,
      formula: 'Σ currencies, liability by tiers × rate',
      confirmed: true,
    },
    'sum',
    liabilities.map(({ currency: owedIn, amount, rate }) => {
      const confirmed = parameters.reader.isConfirmed(`currency.${parameters.borrowName(owedIn)}.borrow`);
      const own = { id: `${id}/${owedIn}`, label: owedIn, confirmed };
      return joined(
        { ...own, currency, formula: 'amount × rate to USD', inputs: { rate: String(rate) } },
        'currencyConversion',
        [
          joined(
            {
              ...own,
              id: `${own.id}/tiers`,
              currency: owedIn,
              formula: 'liability, each slice at its tier’s rate',
              inputs: { tiers: JSON.stringify(parameters.borrowTiers(owedIn, level)) },
            },
            'tieredSum',
            [
              leaf(
                {
                  ...own,
                  id: `${own.id}/liability`,
                  label: 'Liability',
                  currency: owedIn,
                  formula: 'loans and negative equity',
                },
                amount,
              ),
            ],
          ),
        ],
      );
    }),
  );
}
