// Strategy-based margin (Regulation T and the exchanges' margin rules): legs are paired so that they ask the least. The isolated baseline of listed options.
// May import the domain, pricing, scenarios and margin/blocks.
import { toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import { noScenarios } from '../../scenarios/scenario-set.ts';
import { closedContributions, entryFigures, isEmptyAccount } from '../blocks/entry.ts';
import { listedEquityIn, netLiquidatingValue } from '../blocks/listed/equity.ts';
import { unlistedRefusal } from '../blocks/listed/refusal.ts';
import { oncePer } from '../blocks/once-per.ts';
import { setDoubts } from '../blocks/set-doubts.ts';
import { asDetailed, joined } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import {
  boundSentences,
  contributionsOf,
  levelLine,
  proofsOf,
  strategiesOf,
  unconfirmedStrategies,
} from './explain.ts';
import { type LegGroup, legGroups } from './legs.ts';
import { pairedLevels } from './pairing.ts';
import { parameterFields, type StrategyParameters, typedParameters } from './parameters.ts';
import { loanValue } from './requirements.ts';

const CURRENCY = 'USD';

export const regT: Rulebook = {
  id: 'reg-t',
  label: 'Strategy-based margin (Reg T)',
  venue: 'occ',
  summary:
    'Shares and options of each underlying paired to known strategies so that they ask the least; no netting beyond them. The isolated baseline of portfolio margin.',
  isolatedBaseline: null,
  parameterFields,
  refuses,
  riskGroup: ({ priceIndex }) => priceIndex,
  assets: () => [],
  scenarios: () => noScenarios,
  requirement,
};

/** Futures and options on them are margined in a futures account; what isn't listed has no twin here. */
function refuses(instrument: Instrument): string | null {
  const { symbol, kind, settlementCurrency, deliversFuture, premium } = instrument;
  const unlisted = unlistedRefusal(instrument, 'strategy-based margin');
  if (unlisted !== null) return unlisted;
  if (kind === 'future' || kind === 'perpetual' || deliversFuture !== undefined || premium === 'daily') {
    return `${symbol} belongs to a futures account: strategy-based margin is of securities accounts. Margin it under span.`;
  }
  if (settlementCurrency !== CURRENCY) {
    return `${symbol} settles in ${settlementCurrency}: the margin rules of United States securities accounts are in ${CURRENCY}.`;
  }
  return null;
}

/** One entry, in USD; none for an account that has nothing. */
interface Remembered {
  legs: string;
  levels: ReturnType<typeof pairedLevels>;
}
const lastPairings = oncePer((_parameters: StrategyParameters) => new Map<string, Remembered>());

/**
 * The pairing of a group, which rests on its legs and the parameters alone. The last one of each group is kept with the parameters: an account and each of its
 * underlyings by itself, or a requirement and the baseline of another, ask for the same pairing in one question.
 */
function pairedAgain(
  group: LegGroup,
  parameters: StrategyParameters,
  checkpoint: (done: number) => void,
): Remembered['levels'] {
  const kept = lastPairings(parameters);
  const legs = JSON.stringify(group.legs);
  const known = kept.get(group.name);
  if (known?.legs === legs) return known.levels;
  const levels = pairedLevels(group, parameters, checkpoint);
  kept.set(group.name, { legs, levels });
  return levels;
}

function requirement(input: RequirementInput): MarginEntry[] {
  if (isEmptyAccount(input)) return [];
  const { values, market, portfolio, detail } = input;
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const money = listedEquityIn(input, CURRENCY, (sentence) => assumptions.add(sentence));
  const groups = legGroups(values.holdings, values, parameters, market.snapshot.time);
  const levels = groups.map((group, place) =>
    pairedAgain(group, parameters, (done) => input.checkpoint?.((place + done) / groups.length)),
  );
  const initialGroups = levels.map(({ initial }) => initial);
  const maintenanceGroups = levels.map(({ maintenance }) => maintenance);
  const line = (level: 'initial' | 'maintenance') =>
    levelLine(
      CURRENCY,
      CURRENCY,
      level,
      level === 'initial' ? initialGroups : maintenanceGroups,
      parameters,
      detail === 'whole',
    );
  const maintenance = line('maintenance');
  // The larger of both is the initial margin, to the last bit: strategies ask at least as much to be opened as to be kept.
  const root = joined(
    {
      id: CURRENCY,
      label: `Margin, ${CURRENCY}`,
      currency: CURRENCY,
      formula: 'the larger of initial and maintenance margin',
      confirmed: true,
    },
    'max',
    [line('initial'), maintenance],
  );
  const initialMargin = toFloat(root.amount);
  const both = [...initialGroups, ...maintenanceGroups];
  const doubts = setDoubts(input.parameters, [], market.snapshot.time);
  if (portfolio.orders.length > 0) {
    assumptions.add('Open orders are not counted: strategy-based margin is asked when they are filled.');
  }
  for (const sentence of [
    ...doubts.assumptions,
    ...boundSentences(both),
    ...unknownIndices(groups, parameters),
  ])
    assumptions.add(sentence);
  return [
    {
      account: input.account.id,
      rulebook: 'reg-t',
      nettingSet: CURRENCY,
      currency: CURRENCY,
      equityBasis:
        'cash, collateral, market value of shares (short ones taken off) and loan value of long options of long life; the value of options is left out: long ones are paid in full, the margin of short ones holds their price',
      ...entryFigures({
        equityParts: {
          cash: money.cash,
          collateral: money.collateral,
          shareValue: money.shareValue,
          loanValue: loanOf(groups, parameters),
        },
        totalEquity: netLiquidatingValue(money),
        initialMargin,
        maintenanceMargin: toFloat(maintenance.amount),
        requirementLevel: 'maintenance',
      }),
      strategies: [
        ...strategiesOf(maintenanceGroups, parameters),
        ...strategiesOf(initialGroups, parameters),
      ],
      pairings: [...proofsOf(maintenanceGroups), ...proofsOf(initialGroups)],
      worstScenario: null,
      tables: [],
      contributions:
        detail === 'whole'
          ? closedContributions(contributionsOf(initialGroups), initialMargin, 'Not allocable: rounding')
          : [],
      baseline: null,
      unconfirmed: [...unconfirmedStrategies(both, parameters), ...doubts.unconfirmed],
      assumptions: [...assumptions].sort(),
      tree: asDetailed(root, detail),
    },
  ];
}

/** Loan value of all long options of long life; strategies that need one paid in full ask for it again. */
const loanOf = (groups: readonly LegGroup[], parameters: StrategyParameters): number =>
  groups
    .flatMap(({ legs }) => legs)
    .reduce(
      (sum, leg) => (leg.kind === 'option' ? sum + loanValue(leg, parameters) * Math.abs(leg.held) : sum),
      0,
    );

/** Options settled in cash are on an index: which rates it has is a parameter, and shares' rates are higher. */
function unknownIndices(groups: readonly LegGroup[], parameters: StrategyParameters): string[] {
  const names = groups
    .flatMap(({ legs }) => legs)
    .filter(
      ({ instrument }) =>
        instrument.settles !== undefined && !parameters.product(instrument.priceIndex).isListed,
    )
    .map(({ instrument }) => instrument.priceIndex);
  return [...new Set(names)].map(
    (name) => `No parameter says what the index ${name} is: its options have the rates of shares.`,
  );
}
