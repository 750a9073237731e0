// Hyperliquid's portfolio margin: a ratio of what is asked and borrowed to what is there and backed. Formula and sources: README.md beside this.
// May import the domain, pricing, scenarios and margin/blocks.
import { fromFloat } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { MarginEntry } from '../../domain/margin-result.ts';
import { noScenarios } from '../../scenarios/scenario-set.ts';
import { isEmptyAccount } from '../blocks/entry.ts';
import { asLinear } from '../blocks/linear-instruments.ts';
import { futureRefusal } from '../blocks/ratio/futures.ts';
import { ratioEntry } from '../blocks/ratio/ratio-entry.ts';
import { type RatioLevel, ratioFigures } from '../blocks/ratio/ratio-levels.ts';
import { setDoubts } from '../blocks/set-doubts.ts';
import type { InstrumentTwin, RequirementInput, Rulebook } from '../rulebook.ts';
import { hyperliquidContributions, requirementNode } from './explain.ts';
import { parameterFields, typedParameters } from './parameters.ts';
import { CASH, type PortfolioAccount, portfolioAccount, VENUE } from './portfolio-account.ts';

const ID = 'hyperliquid-pm';
const NETTING_SET = 'portfolio';
const QUOTE = 'USD';

const equityBasis =
  'the USDC balance less what is borrowed, unrealised profit of perpetuals, and what tokens back: up to their supply caps, at their liquidation weight, up to the borrow cap';
const ratioFormula =
  'max over borrowed tokens of (least requirement + Σ maintenance margin + borrowed) / (balance + min(borrow cap, Σ min(balance, supply cap) × price × liquidation weight))';

export const hyperliquidPm: Rulebook = {
  id: ID,
  label: 'Hyperliquid portfolio margin',
  venue: VENUE,
  summary:
    'A ratio model: maintenance margin and borrowing over balance and what tokens back; perpetuals only, no offsets between assets.',
  isolatedBaseline: null,
  parameterFields,
  refuses,
  twin,
  riskGroup: ({ underlying }) => underlying,
  assets: (instruments, currencies) =>
    [...new Set([...instruments.map(({ underlying }) => underlying), ...currencies])].sort(),
  scenarios: () => noScenarios,
  requirement,
};

function refuses(instrument: Instrument): string | null {
  const { symbol, kind, venue, payoff } = instrument;
  if (kind === 'future' && !isListed(instrument)) {
    return `${symbol} is a dated future; Hyperliquid lists perpetuals only, and none has its expiry.`;
  }
  if (venue === VENUE && payoff === 'inverse') {
    return `${symbol} is inverse; every perpetual of Hyperliquid is linear and settles in ${CASH}. Correct the instrument.`;
  }
  return futureRefusal(instrument, 'Hyperliquid lists perpetuals only');
}

/** The linear perpetual in USDC for one of another venue; a quote in another coin than the dollar stays. */
function twin(instrument: Instrument): InstrumentTwin | null {
  if (instrument.venue === VENUE || refuses(instrument) !== null) return null;
  const { quoteCurrency, underlying } = instrument;
  return {
    instrument: asLinear(instrument, {
      quoteCurrency: quoteCurrency === CASH ? QUOTE : quoteCurrency,
      settlementCurrency: CASH,
    }),
    carriedAs: `linear perpetual of 1 ${underlying}, settled in ${CASH}`,
  };
}

/** One entry, in USDC; none for an account without holdings, orders, balances or amounts given. */
function requirement(input: RequirementInput): MarginEntry[] {
  if (isEmptyAccount(input)) return [];
  const parameters = typedParameters(input.parameters);
  const assumed = new Set<string>();
  const account = portfolioAccount({ input, parameters, assume: (sentence) => void assumed.add(sentence) });
  const [worst] = account.tokens;
  const entry = ratioEntry(
    {
      about: {
        account: input.account.id,
        rulebook: ID,
        nettingSet: NETTING_SET,
        currency: CASH,
        equityBasis,
        ratio: {
          name: 'portfolio margin ratio',
          formula: ratioFormula,
          value: largestRatio(account),
          saferWhen: 'lower',
        },
      },
      figures: ratioFigures(
        { equityParts: worst.parts, totalEquity: account.totalEquity },
        levelsOf(account),
      ),
      assumed,
      doubts: () => doubts(input, account),
      contributions: () => hyperliquidContributions(account),
      remainder: 'Not allocable: what the liquidation ratio adds, rounding',
      tree: (detail) => requirementNode(account, NETTING_SET, detail),
    },
    input.detail,
  );
  return [entry];
}

/** Null when nothing is asked, or when nothing stands against what is asked. */
function largestRatio({ tokens }: PortfolioAccount): string | null {
  const ratios = tokens.map(({ ratio }) => ratio);
  const known = ratios.filter((ratio) => ratio !== null);
  return known.length < ratios.length ? null : fromFloat(Math.max(...known));
}

/** Opening is initial, the liquidation ratio is maintenance. A deposit is cash in each token that lacks it, all of it in USDC. */
function levelsOf(account: PortfolioAccount): RatioLevel[] {
  const [worst] = account.tokens;
  const lacking = (level: 'initial' | 'maintenance'): number =>
    account.tokens.reduce((sum, token) => sum + Math.max(0, token[level] - token.equity), 0);
  return [
    {
      level: 'initial',
      label: 'Opening positions',
      requirement: worst.initial,
      ratio: null,
      deposit: lacking('initial'),
    },
    {
      level: 'maintenance',
      label: 'Liquidation',
      requirement: worst.maintenance,
      ratio: account.liquidationRatio,
      deposit: lacking('maintenance'),
    },
  ];
}

/** What no venue number confirms, and what was taken for granted, of what the entry rests on. */
function doubts(
  input: RequirementInput,
  { perpetuals, tokens, backing, isAsked }: PortfolioAccount,
): { unconfirmed: string[]; assumptions: string[] } {
  const { portfolio, market } = input;
  const about = setDoubts(
    input.parameters,
    [
      ...perpetuals.map(({ holding }) => holding.instrument.underlying),
      ...backing.map(({ currency }) => currency),
    ],
    market.snapshot.time,
  );
  const isBorrowed = tokens.some(({ parts }) => parts.cash + parts.unrealisedProfit < 0);
  return {
    unconfirmed: [
      ...(isAsked
        ? [
            'Hyperliquid publishes the formula of the portfolio margin ratio; no ratio that the venue computed confirms it here.',
          ]
        : []),
      ...(isBorrowed
        ? [
            'What is owed in a token is netted with its balance. A third party’s reading of one account counts the maintenance margin as borrowed too, which moves the ratio but not its limit of 1.',
          ]
        : []),
      ...(tokens.length > 1
        ? [
            'How maintenance margin counts for a borrowed token other than USDC is not documented: it counts whole for each.',
          ]
        : []),
      ...(isAsked && backing.length > 0
        ? [
            'Caps and loan-to-values change with the venue’s phases; global caps, which may bind first, are not known here.',
          ]
        : []),
      ...about.unconfirmed,
    ],
    assumptions: [
      ...about.assumptions,
      ...(perpetuals.length > 0 && backing.length > 0
        ? [
            'The deposit from zero cash, and so the saving, keeps what this account’s own assets lose as collateral: the saving is the difference of free equity as the account stands.',
          ]
        : []),
      ...(perpetuals.length > 0
        ? [
            'Positions are opened at the maximum leverage of their tier; a lower leverage chosen on the venue asks for more to open.',
          ]
        : []),
      ...(portfolio.orders.length > 0 || portfolio.given.length > 0
        ? ['Open orders and amounts given by a venue are not part of the ratio and are not counted.']
        : []),
    ],
  };
}
