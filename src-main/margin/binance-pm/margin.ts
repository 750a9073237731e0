// Binance's portfolio margin (PM Pro): a ratio of the whole account's equity to its maintenance margin. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import { noScenarios } from '../../scenarios/scenario-set.ts';
import { isEmptyAccount } from '../blocks/entry.ts';
import { leastCash, withExtraGain } from '../blocks/least-cash.ts';
import { asLinear } from '../blocks/linear-instruments.ts';
import { futureRefusal } from '../blocks/ratio/futures.ts';
import { ratioEntry } from '../blocks/ratio/ratio-entry.ts';
import { type RatioLevel, ratioFigures } from '../blocks/ratio/ratio-levels.ts';
import { setDoubts } from '../blocks/set-doubts.ts';
import type { InstrumentTwin, RequirementInput, Rulebook } from '../rulebook.ts';
import { binanceContributions, requirementNode } from './explain.ts';
import { type BinanceParameters, parameterFields, typedParameters } from './parameters.ts';
import { depositSlices, UNIT, type UnifiedAccount, unifiedAccount } from './unified-account.ts';

const ID = 'binance-pm';
const VENUE = 'binance';
const NETTING_SET = 'unified';
const noOptions = 'uniMMR is carried with futures and perpetuals, how it counts options is not published';

const equityBasis =
  'cash and collateral less loans, and unrealised profit, of all assets in USD; positive equity in an asset at its collateral rate, negative equity whole';
const ratioFormula =
  'Σ assets min((assets − loans + unrealised profit) × index × collateral rate, the same without the rate) / (Σ maintenance margin of futures + Σ loans × rate)';

export const binancePm: Rulebook = {
  id: ID,
  label: 'Binance portfolio margin (uniMMR)',
  venue: VENUE,
  summary:
    'A ratio model: equity after collateral rates over the maintenance margin of futures and loans; no scenarios, no offsets between contracts.',
  isolatedBaseline: null,
  parameterFields,
  refuses: (instrument) => futureRefusal(instrument, noOptions),
  twin,
  riskGroup: ({ settlementCurrency }) => settlementCurrency,
  assets: (instruments, currencies) =>
    [...new Set([...instruments.map(({ underlying }) => underlying), ...currencies])].sort(),
  scenarios: () => noScenarios,
  requirement,
};

/** Dollar coins that USDS-M contracts settle in; the first stands in for any other. */
const dollarCoins: readonly [string, ...string[]] = ['USDT', 'USDC'];

/** Inverse contracts become COIN-M ones in the same coin; linear ones USDS-M ones, in their own dollar coin where the venue settles in it. */
function twin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === VENUE || futureRefusal(instrument, noOptions) !== null) return null;
  if (instrument.payoff === 'inverse') {
    return {
      instrument: { ...instrument, quantityUnit: 'quote', multiplier: '1' },
      carriedAs: `COIN-M ${instrument.kind}, inverse, settled in ${instrument.settlementCurrency}`,
    };
  }
  const own = dollarCoins.find((coin) => coin === instrument.settlementCurrency);
  const settlementCurrency = own ?? dollarCoins[0];
  return {
    instrument: asLinear(instrument, { quoteCurrency: instrument.quoteCurrency, settlementCurrency }),
    carriedAs: `USDS-M ${instrument.kind} of 1 ${instrument.underlying}, linear, settled in ${settlementCurrency}`,
  };
}

/** One entry, in USD; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  if (isEmptyAccount(input)) return [];
  const parameters = typedParameters(input.parameters);
  const assumed = new Set<string>();
  const account = unifiedAccount({ input, parameters, assume: (sentence) => void assumed.add(sentence) });
  const { equity, maintenance } = account;
  const levels = {
    reduceOnly: parameters.level('reduceOnly'),
    liquidation: parameters.level('liquidation'),
  };
  const entry = ratioEntry(
    {
      about: {
        account: input.account.id,
        rulebook: ID,
        nettingSet: NETTING_SET,
        currency: UNIT,
        equityBasis,
        ratio: {
          name: 'uniMMR',
          formula: ratioFormula,
          value: maintenance > 0 ? fromFloat(equity / maintenance) : null,
          saferWhen: 'higher',
        },
      },
      figures: ratioFigures(
        { equityParts: account.equityParts, totalEquity: account.totalEquity },
        levelsOf(account, parameters),
      ),
      assumed,
      doubts: () => doubts(input, account),
      contributions: () => binanceContributions(account, levels.reduceOnly),
      remainder: 'Not allocable: rounding',
      tree: (detail) => requirementNode(account, levels, NETTING_SET, detail),
    },
    input.detail,
  );
  return [entry];
}

/** The venue's four levels of uniMMR as amounts of equity. Nothing may be opened at the reduce-only level: that is initial; liquidation is maintenance. */
function levelsOf(account: UnifiedAccount, parameters: BinanceParameters): RatioLevel[] {
  const dollars = account.assets.find(({ money }) => money.currency === UNIT);
  const slices = depositSlices(dollars?.value ?? 0, parameters.collateral(UNIT).tiers);
  const overdrawn = dollars?.money.overdrawn ?? 0;
  const at = (
    level: RatioLevel['level'],
    label: string,
    name: Parameters<BinanceParameters['level']>[0],
  ): RatioLevel => {
    const ratio = parameters.level(name);
    const requirement = ratio * account.maintenance;
    return {
      level,
      label,
      requirement,
      ratio,
      // Dollars owed as cash below 0 are paid off by a deposit, and their maintenance margin with them.
      deposit: leastCash(
        requirement - account.equity,
        withExtraGain(slices, overdrawn, ratio * account.loanRate),
        UNIT,
      ),
    };
  };
  return [
    at('initial', 'Reduce-only', 'reduceOnly'),
    at('maintenance', 'Liquidation', 'liquidation'),
    at('reminder', 'Reminder', 'reminder'),
    at('shortfall', 'Shortfall', 'shortfall'),
  ];
}

/** What no venue number confirms, and what was taken for granted, of what the entry rests on. */
function doubts(
  input: RequirementInput,
  { positions, assets, maintenance, loans }: UnifiedAccount,
): { unconfirmed: string[]; assumptions: string[] } {
  const { portfolio, market } = input;
  const about = setDoubts(
    input.parameters,
    [
      ...positions.map(({ holding }) => holding.instrument.underlying),
      ...assets.map(({ money }) => money.currency),
    ],
    market.snapshot.time,
  );
  return {
    unconfirmed: [
      ...(maintenance > 0
        ? [
            'Binance publishes the formula and the levels of uniMMR; no ratio that the venue computed confirms it here.',
          ]
        : []),
      ...(assets.some(({ value, counted }) => counted < value)
        ? [
            'Collateral rates are the fixed ones of 2022; Binance has tiers by asset since 11 September 2024, which are not in hand.',
          ]
        : []),
      ...(positions.length > 0
        ? ['Maintenance tiers are third parties’ copies of the exchange’s; the exchange changes them often.']
        : []),
      ...(loans.length > 0
        ? [
            'The maintenance rate of loans is that of the leverage among the parameters; an account’s own may differ.',
          ]
        : []),
      ...about.unconfirmed,
    ],
    assumptions: [
      ...about.assumptions,
      ...(positions.length > 0 && assets.some(({ value, counted }) => counted < value)
        ? [
            'The deposit from zero cash, and so the saving, keeps what this account’s own assets lose as collateral: the saving is the difference of free equity as the account stands.',
          ]
        : []),
      ...(portfolio.orders.length > 0 || portfolio.given.length > 0
        ? ['Open orders and amounts given by a venue are not part of uniMMR and are not counted.']
        : []),
    ],
  };
}
