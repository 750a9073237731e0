// The tree of one market's margin, its scenario tables and its worst scenario. Amounts are those of amounts.ts, to the bit.
// May import the domain, the rulebook interface and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { MarginNode, ScenarioTable, WorstScenario } from '../../domain/margin-result.ts';
import { CASH } from '../blocks/derive/instruments.ts';
import { closedSum, joined, leaf, type NodeWords } from '../blocks/tree.ts';
import type { AccountValues } from '../rulebook.ts';
import { backingValue, expiryLabel, expiryName, type MarketAmounts } from './amounts.ts';
import type { Pmrm2Parameters } from './parameters.ts';
import { BASIS, scenarioList } from './scenarios.ts';
import { scenarioParts } from './shares.ts';

/** A level’s tree: loss × its factor, then contingencies. */
type Level = 'initial' | 'maintenance';

export interface TreeInput {
  amounts: MarketAmounts;
  values: AccountValues;
  parameters: Pmrm2Parameters;
}

/** The whole tree; its root is the larger of both margins. */
export function marginTree(input: TreeInput): MarginNode {
  const { account } = input.amounts;
  return joined(
    words(account.market, `Margin, ${account.market}`, 'the larger of initial and maintenance margin', true),
    'max',
    [levelNode(input, 'initial'), levelNode(input, 'maintenance')],
  );
}

function words(
  id: string,
  label: string,
  formula: string,
  confirmed: boolean,
  inputs: Record<string, string> = {},
): NodeWords {
  return { id, label, currency: CASH, formula, inputs, confirmed };
}

function levelNode(input: TreeInput, level: Level): MarginNode {
  const { amounts, parameters } = input;
  const root = `${amounts.account.market}/${level}Margin`;
  const isInitial = level === 'initial';
  const confirmed = parameters.reader.isConfirmed('lossFactor') && parameters.reader.isConfirmed('peg');
  const loss = joined(
    words(
      `${root}/loss`,
      'Worst loss × loss factor',
      isInitial
        ? 'worst loss × (initial loss factor + peg threshold shortfall × peg loss factor)'
        : 'worst loss × maintenance loss factor',
      confirmed,
      { factor: String(amounts.lossFactor[level]), stable: String(amounts.account.stable) },
    ),
    'product',
    [
      isInitial
        ? worstNode(input, `${root}/loss/worst`)
        : leaf(
            words(`${root}/loss/worst`, 'Worst loss', 'as under initial margin', lossConfirmed(parameters)),
            amounts.worstLoss,
          ),
    ],
  );
  const maintenance = contingencyNodes(input, root, 'maintenance');
  const initial = isInitial
    ? [...contingencyNodes(input, `${root}/onTop`, 'initial'), confidenceNode(input, root)]
    : [];
  return joined(
    words(
      root,
      isInitial ? 'Initial margin' : 'Maintenance margin',
      isInitial ? 'loss + maintenance contingencies + initial contingencies on top' : 'loss + contingencies',
      true,
    ),
    'sum',
    [loss, ...maintenance, ...initial],
  );
}

const lossSections = ['scenario', 'volatility', 'skew', 'discount', 'basis'] as const;

function lossConfirmed({ reader }: Pmrm2Parameters): boolean {
  return lossSections.every((section) => reader.isConfirmed(section));
}

function worstNode(input: TreeInput, id: string): MarginNode {
  const { amounts, parameters } = input;
  const confirmed = lossConfirmed(parameters);
  const scenarios = scenarioList(parameters);
  const basis = joined(
    words(
      `${id}/basis`,
      'Basis contingency',
      '−Σ expiries min(V(up) − V, V(down) − V, 0) · (add factor + time factor · T)',
      confirmed,
    ),
    'sum',
    amounts.expiries.map((expiry) =>
      leaf(
        words(
          `${id}/basis/${expiryName(expiry.part)}`,
          expiryLabel(expiry.part),
          'its own worse move of the forward',
          confirmed,
          {
            time: String(expiry.part.time),
          },
        ),
        0 - expiry.basis,
      ),
    ),
  );
  const losses = scenarios.slice(0, amounts.counted.length).map((scenario, s) => {
    const own = words(
      `${id}/${scenario.id}`,
      scenario.label,
      'loss of perpetuals, moving collateral and options',
      confirmed,
      {
        dampening: String(parameters.scenarios[s]?.dampening),
      },
    );
    const amount = 0 - (amounts.counted[s] ?? 0);
    if (s !== amounts.worstScenario) return leaf(own, amount);
    const parts = scenarioParts(input, s).map((part) =>
      leaf(words(`${own.id}/${part.id}`, part.label, part.formula, confirmed), 0 - part.amount),
    );
    return closedSum(own, parts, amount);
  });
  return joined(
    words(id, 'Worst loss', 'the largest of the basis contingency and the scenarios’ losses', confirmed),
    'max',
    [basis, ...losses],
  );
}

function contingencyNodes({ amounts, parameters }: TreeInput, root: string, level: Level): MarginNode[] {
  const { reader } = parameters;
  const rated = (
    name: 'perpetual' | 'option',
    label: string,
    notional: number,
    formula: string,
  ): MarginNode => {
    const confirmed = reader.isConfirmed(`contingency.${name}`);
    return joined(
      words(`${root}/${name}`, label, `rate × ${formula}`, confirmed, {
        factor: String(parameters[name][level]),
      }),
      'product',
      [leaf(words(`${root}/${name}/notional`, 'Notional', formula, true), notional)],
    );
  };
  const suffix = level === 'initial' ? ', initial' : '';
  const perpetual = rated(
    'perpetual',
    `Perpetual contingency${suffix}`,
    amounts.perpetualNotional,
    '|size| × spot',
  );
  const option = rated(
    'option',
    `Naked short contingency${suffix}`,
    amounts.nakedNotional,
    'naked shorts × spot',
  );
  const haircuts = joined(
    words(`${root}/haircuts`, `Haircuts on collateral${suffix}`, 'Σ haircut × value', true),
    'sum',
    amounts.collaterals.map((terms) => {
      const id = `${root}/haircuts/${terms.part.asset}`;
      return joined(
        words(id, terms.part.asset, 'haircut × value', terms.confirmed, {
          factor: String(terms[level]),
        }),
        'product',
        [
          leaf(
            words(`${id}/value`, `Value of ${terms.part.asset}`, 'amount × price / stable', true, {
              amount: String(terms.part.amount),
              price: String(terms.part.price),
            }),
            backingValue(terms),
          ),
        ],
      );
    }),
  );
  return [perpetual, option, haircuts];
}

function confidenceNode({ amounts, parameters }: TreeInput, root: string): MarginNode {
  const confirmed = parameters.reader.isConfirmed('confidence');
  return joined(
    words(
      `${root}/confidence`,
      'Oracle confidence',
      'Σ (1 − confidence) × confidence margin × notional, where it is below the threshold',
      confirmed,
    ),
    'sum',
    amounts.charges.map((charge) =>
      leaf(
        words(
          `${root}/confidence/${charge.id}`,
          charge.label,
          '(1 − confidence) × confidence margin × notional',
          confirmed,
          {
            confidence: String(charge.confidence),
            notional: String(charge.notional),
          },
        ),
        charge.amount,
      ),
    ),
  );
}

const tableLabels = {
  regular: 'Regular scenarios',
  tails: 'Tails, dampened',
  skews: 'Skews of the smile',
} as const;

/** Scenario tables; `profitAndLoss` before dampening, `counted` after. */
export function scenarioTables({ amounts, parameters }: TreeInput): ScenarioTable[] {
  const scenarios = scenarioList(parameters);
  const tables = ['regular', 'tails', 'skews'] as const;
  return tables.flatMap((table): ScenarioTable[] => {
    const own = parameters.scenarios.filter((scenario) => scenario.table === table);
    if (own.length === 0) return [];
    return [
      {
        table,
        label: tableLabels[table],
        scenarios: own.map(({ place, move, volatility }) => {
          const s = place - 1;
          return {
            id: scenarios[s]?.id ?? '',
            label: scenarios[s]?.label ?? '',
            priceMove: fromFloat(move),
            volatility,
            profitAndLoss: fromFloat(amounts.raw[s] ?? 0),
            counted: fromFloat(amounts.counted[s] ?? 0),
            worst: s === amounts.worstScenario,
          };
        }),
      },
    ];
  });
}

/** The scenario that the worst loss stands on; the basis contingency where that binds; null without positions. */
export function worstScenarioOf({ amounts, parameters }: Omit<TreeInput, 'values'>): WorstScenario | null {
  const { account, worstScenario, worstLoss } = amounts;
  const scenario = parameters.scenarios[worstScenario];
  if (scenario) {
    const { id = '', label = '' } = scenarioList(parameters)[worstScenario] ?? {};
    return {
      id,
      label,
      priceMove: fromFloat(scenario.move),
      volatility: scenario.volatility,
      table: scenario.table,
      profitAndLoss: fromFloat(0 - worstLoss),
    };
  }
  if (account.expiries.length === 0 || worstLoss === 0) return null;
  return {
    id: BASIS,
    label: 'Basis contingency: each expiry’s own worse move of its forward',
    priceMove: '0',
    volatility: 'same',
    table: BASIS,
    profitAndLoss: fromFloat(0 - worstLoss),
  };
}
