// Derive's standard manager: every market's perpetuals, expiries and coins by themselves, no scenarios. The isolated baseline of the portfolio managers.
// May import the domain, pricing, scenarios and margin/blocks.
import { toFloat } from '../../domain/decimal.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import { noScenarios } from '../../scenarios/scenario-set.ts';
import { surfaceAssumptions } from '../blocks/derive/fitted-surfaces.ts';
import { CASH, deriveRefusal, deriveTwin } from '../blocks/derive/instruments.ts';
import { type MarketAccount, type MarketRules, readMarkets } from '../blocks/derive/market-account.ts';
import { allocate, type MarketLevels } from '../blocks/derive/shared-money.ts';
import { closedContributions, entryFigures } from '../blocks/entry.ts';
import { unitOptionValue } from '../blocks/equity.ts';
import { setDoubts, setNames } from '../blocks/set-doubts.ts';
import { asDetailed, leaf } from '../blocks/tree.ts';
import type { RequirementInput, Rulebook } from '../rulebook.ts';
import { MarketMargin } from './market-margin.ts';
import { marketTree } from './market-tree.ts';
import { parameterFields, type StandardManagerParameters, typedParameters } from './parameters.ts';
import { type StandardLevels, withSharedCash } from './shared-cash.ts';

const equityBasis =
  'cash, coins at their market value and unrealised profit of perpetuals; the value of options is left out, the margin of short ones holds it instead';

export const deriveSrm: Rulebook = {
  id: 'derive-srm',
  label: 'Derive standard margin',
  venue: 'derive',
  summary:
    'SRM: every position by itself, short options of an expiry capped at its largest loss; all markets share the cash. The isolated baseline.',
  isolatedBaseline: null,
  parameterFields,
  refuses: deriveRefusal,
  twin: deriveTwin,
  riskGroup: ({ priceIndex, underlying }) => `${priceIndex} ${underlying}`,
  assets: (instruments, currencies) =>
    [...new Set([...instruments.map(({ underlying }) => underlying), ...currencies])].sort(),
  scenarios: () => noScenarios,
  requirement,
};

/** One entry per market in which the account holds something, in USDC, ordered by market; none for an account that holds nothing. */
function requirement(input: RequirementInput): MarginEntry[] {
  const { values, portfolio } = input;
  if (values.holdings.length + portfolio.balances.length === 0) return [];
  const parameters = typedParameters(input.parameters);
  const assumptions = new Set<string>();
  const assume = (sentence: string): void => void assumptions.add(sentence);
  const markets = marketsOf(input, parameters, assume);
  const doubts = setDoubts(
    input.parameters,
    [
      ...values.holdings.map(({ instrument }) => instrument.underlying),
      ...portfolio.balances.map(({ currency }) => currency),
    ],
    input.market.snapshot.time,
  );
  doubts.assumptions.forEach(assume);
  const left = [
    ...(portfolio.orders.length > 0 ? ['open orders'] : []),
    ...(portfolio.given.length > 0 ? ['amounts that a venue states'] : []),
  ];
  if (left.length > 0) assume(`Not counted: ${left.join(' and ')}; the manager margins what is held.`);
  for (const { margin } of markets) {
    for (const { asset } of margin.account.collaterals) {
      if (!parameters.states('collateral', asset, 'marginFactor'))
        assume(`The parameters name no margin factor of ${asset}: it counts nothing.`);
    }
  }
  return markets.map(({ margin, cash }) =>
    entry(input, margin, cash, doubts.unconfirmed, [...assumptions].sort()),
  );
}

/** The account's markets by their margins, with the money they share moved to where it is needed. */
function marketsOf(
  input: RequirementInput,
  parameters: StandardManagerParameters,
  assume: (sentence: string) => void,
): { cash: number; margin: MarketMargin }[] {
  const rules: MarketRules = {
    // Only the whole forward counts here, whatever of it is fixed.
    averagingSeconds: 0,
    usesRate: false,
    isCollateral: (asset) => parameters.states('collateral', asset, 'marginFactor'),
    homeOf: (asset) => asset,
    market: CASH,
  };
  const read = readMarkets(input, rules, assume);
  // Cash changes no requirement: a market is computed again only when its coins change.
  const known = new Map<string, MarketMargin>();
  const marginOf = (market: MarketAccount): MarketMargin => {
    const key = [market.market, ...market.collaterals.flatMap(({ asset, amount }) => [asset, amount])].join(
      ' ',
    );
    const margin = known.get(key) ?? new MarketMargin(market, parameters, input.values);
    known.set(key, margin);
    return margin;
  };
  const levels = (market: MarketAccount): StandardLevels => {
    const margin = marginOf(market);
    return {
      own: margin.collateralValue + margin.unrealisedProfit,
      initialMargin: margin.requirement('initial'),
      maintenanceMargin: margin.requirement('maintenance'),
    };
  };
  if (read.markets.length > 1) {
    assume(
      `The standard manager sums its markets: ${read.markets.map(({ market }) => market).join(', ')} share the cash, which is shown where it is needed: none stands worse than the account. Coins of no market held are split by initial margin.`,
    );
  }
  const withCash = (market: MarketAccount): MarketLevels => {
    const { own, initialMargin } = levels(market);
    return { equity: own + market.cash, initialMargin };
  };
  const allocated = allocate(read, withCash, () => {});
  return withSharedCash(allocated, levels).map((market) => ({
    cash: market.cash,
    margin: marginOf(market),
  }));
}

function entry(
  input: RequirementInput,
  margin: MarketMargin,
  cash: number,
  doubts: readonly string[],
  assumptions: string[],
): MarginEntry {
  const { account } = margin;
  const initial = margin.requirement('initial');
  const maintenanceMargin = margin.requirement('maintenance');
  const initialMargin = Math.max(initial, maintenanceMargin);
  const optionValue = account.expiries
    .flatMap(({ options }) => options)
    .reduce((sum, { holding }) => sum + holding.quantity * unitOptionValue(input.values, holding), 0);
  const { collateralValue, unrealisedProfit } = margin;
  const tree =
    input.detail === 'levels'
      ? leaf({ id: account.market, label: 'Margin', currency: CASH, formula: '' }, initialMargin)
      : marketTree(margin, input.detail === 'whole');
  return {
    account: input.account.id,
    rulebook: 'derive-srm',
    nettingSet: account.market,
    currency: CASH,
    equityBasis,
    ...entryFigures({
      equityParts: { collateral: collateralValue, unrealisedProfit, cash },
      totalEquity: collateralValue + unrealisedProfit + cash + optionValue,
      initialMargin: toFloat(tree.amount),
      maintenanceMargin,
    }),
    worstScenario: null,
    tables: [],
    contributions:
      input.detail === 'whole'
        ? closedContributions(
            margin.contributions(),
            initialMargin,
            maintenanceMargin > initial
              ? 'Not allocable: maintenance margin above the initial one, rounding'
              : 'Not allocable: rounding',
          )
        : [],
    baseline: null,
    unconfirmed: [...unconfirmed(margin, setNames(input.parameters, [margin.account.market])), ...doubts],
    assumptions:
      input.detail === 'levels'
        ? assumptions
        : [...assumptions, ...surfaceAssumptions(account, input.market)],
    tree: asDetailed(tree, input.detail),
  };
}

const names: Readonly<Record<string, string>> = {
  perpetual: 'perpetuals',
  option: 'short options',
  collateral: 'collateral',
  confidence: 'oracle confidence',
  peg: 'the peg of USDC',
};

function unconfirmed(margin: MarketMargin, sets: string): string[] {
  const { stable, collaterals, perpetuals, expiries } = margin.account;
  const sentences = margin.unconfirmedSections.map(
    (section) => `No published margin confirms the parameters of ${names[section]} in ${sets}.`,
  );
  if (collaterals.length > 0 && stable !== 1) {
    sentences.push('No published margin shows coins counted in a USDC that isn’t worth a dollar.');
  }
  if (collaterals.some(({ value }) => value < 0)) {
    sentences.push('No published margin shows a coin that is owed; it counts whole.');
  }
  return perpetuals.length + expiries.length + collaterals.length === 0 ? [] : sentences;
}
