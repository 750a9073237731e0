// A Hyperliquid portfolio-margin account: what perpetuals ask for, what tokens back, and how each borrowed token stands. Amounts in USDC.
// May import the domain, the rulebook interface and margin/blocks.
import { toFloat } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import { CurrencyRates } from '../blocks/currency-rates.ts';
import { futurePrice, unrealisedProfit } from '../blocks/equity.ts';
import { quoteRate, rateBetween } from '../blocks/quote-rate.ts';
import { moneyByCurrency } from '../blocks/ratio/account-money.ts';
import { futureNotional } from '../blocks/ratio/futures.ts';
import { rateAt, tieredAmount } from '../blocks/ratio/tiers.ts';
import type { RequirementInput, ValuedHolding } from '../rulebook.ts';
import type { HyperliquidParameters, PerpetualTiers } from './parameters.ts';

/** The coin that perpetuals settle in and that the entry is in. */
export const CASH = 'USDC';
export const VENUE = 'hyperliquid';

export interface PortfolioContext {
  input: RequirementInput;
  parameters: HyperliquidParameters;
  assume: (sentence: string) => void;
}

/** One perpetual by itself. */
export interface PerpetualMargin {
  holding: ValuedHolding;
  tiers: PerpetualTiers;
  notional: number;
  /** Rate of the tier that the whole position falls in. */
  initialRate: number;
  initial: number;
  maintenance: number;
}

/** A token that is there and may be borrowed against. */
export interface BackingToken {
  currency: string;
  amount: number;
  price: number;
  /** min(amount, supply cap) · price, at the liquidation weight and at the loan-to-value. */
  atLiquidation: number;
  atOpening: number;
}

/** One token that is, or may be, borrowed, and how the account stands in it. */
export interface BorrowedToken {
  currency: string;
  /** They add up to the equity of the token: its balance less what is owed, what collateral backs, profit of perpetuals. */
  parts: { cash: number; collateral: number; unrealisedProfit: number };
  /** What collateral backs when opening, at the loan-to-value; at most as much as at liquidation. */
  backedAtOpening: number;
  equity: number;
  /** Requirement over liquidation value; null when there is no value to stand against it. */
  ratio: number | null;
  /** Equity at which a position may be opened, and at which the account is liquidated. */
  initial: number;
  maintenance: number;
}

export interface PortfolioAccount {
  perpetuals: readonly PerpetualMargin[];
  backing: readonly BackingToken[];
  /** The token that stands worst first; with nothing asked, USDC alone with requirements of 0. */
  tokens: readonly [BorrowedToken, ...BorrowedToken[]];
  isAsked: boolean;
  offset: number;
  liquidationRatio: number;
  initialOfPerpetuals: number;
  maintenanceOfPerpetuals: number;
  /** Whole value of what counts, before weights and caps. */
  totalEquity: number;
}

/** Everything at the snapshot's rates. Throws `incomplete` naming a rate that is missing, `invalid-input` naming a parameter that is. */
export function portfolioAccount(context: PortfolioContext): PortfolioAccount {
  const { input, parameters, assume } = context;
  const perpetuals = input.values.holdings.map((holding) => perpetualMargin(context, holding));
  const profit = input.values.holdings.reduce(
    (sum, holding) =>
      sum +
      unrealisedProfit(input.values, holding) *
        quoteRate(input.market, holding.instrument.quoteCurrency, CASH, assume),
    0,
  );
  const balances = balancesOf(context);
  const backed = (of: 'atLiquidation' | 'atOpening'): number =>
    balances.backing.reduce((sum, token) => sum + token[of], 0);
  const total = (of: 'initial' | 'maintenance'): number =>
    perpetuals.reduce((sum, perpetual) => sum + perpetual[of], 0);
  const account = {
    perpetuals,
    backing: balances.backing,
    offset: parameters.minimumBorrowOffset,
    liquidationRatio: parameters.liquidationRatio,
    initialOfPerpetuals: total('initial'),
    maintenanceOfPerpetuals: total('maintenance'),
    totalEquity:
      balances.cash +
      profit +
      balances.backing.reduce((sum, { amount, price }) => sum + amount * price, 0) +
      balances.debts.reduce((sum, { value }) => sum + value, 0),
  };
  const isOwed = balances.cash + profit < 0;
  const isAsked = perpetuals.some(({ notional }) => notional > 0) || isOwed || balances.debts.length > 0;
  const borrowed = [
    ...(perpetuals.length > 0 || isOwed || balances.debts.length === 0
      ? [{ currency: CASH, value: balances.cash, profit, price: 1 }]
      : []),
    ...balances.debts.map((debt) => ({ ...debt, profit: 0 })),
  ];
  const tokens = borrowed
    .map(({ currency, value, profit: own, price }): BorrowedToken => {
      const cap = (parameters.borrowCap(currency) ?? 0) * price;
      const collateral = Math.min(cap, backed('atLiquidation'));
      const parts = { cash: value, collateral, unrealisedProfit: own };
      const backedAtOpening = Math.min(cap, backed('atOpening'));
      return {
        currency,
        parts,
        backedAtOpening,
        equity: value + collateral + own,
        ...(isAsked
          ? standing(account, parts, backedAtOpening)
          : { ratio: null, initial: 0, maintenance: 0 }),
      };
    })
    .sort((a, b) => b.maintenance - b.equity - (a.maintenance - a.equity));
  const [first, ...others] = tokens;
  if (!first) throw new MargraveError('internal', `${CASH} is missing among the tokens.`, {});
  return { ...account, tokens: [first, ...others], isAsked };
}

/**
 * Ratio and levels of one token. With net = balance less what is owed, C = what collateral backs, x = offset + maintenance margin, the ratio is
 * (x + max(0, −net)) / (max(0, net) + C). It meets the limit t at equity net + C = max(x / t, x + (1 − t)·C): the first where money is left
 * in the token, the second where the token is borrowed. Opening asks for initial margin out of balance and loan-to-value, never less.
 */
function standing(
  account: Pick<
    PortfolioAccount,
    'offset' | 'liquidationRatio' | 'initialOfPerpetuals' | 'maintenanceOfPerpetuals'
  >,
  { cash, collateral, unrealisedProfit: profit }: BorrowedToken['parts'],
  backedAtOpening: number,
): Pick<BorrowedToken, 'ratio' | 'initial' | 'maintenance'> {
  const asked = account.offset + account.maintenanceOfPerpetuals;
  const limit = account.liquidationRatio;
  const net = cash + profit;
  const value = Math.max(0, net) + collateral;
  const maintenance = Math.max(asked / limit, asked + (1 - limit) * collateral);
  return {
    ratio: value > 0 ? (asked + Math.max(0, -net)) / value : null,
    maintenance,
    initial: Math.max(account.initialOfPerpetuals + (collateral - backedAtOpening), maintenance),
  };
}

function perpetualMargin(
  { input, parameters, assume }: PortfolioContext,
  holding: ValuedHolding,
): PerpetualMargin {
  const { underlying, quoteCurrency } = holding.instrument;
  const tiers = parameters.perpetual(underlying);
  if (tiers.name !== underlying.toLowerCase()) {
    assume(`No margin tiers of ${underlying} are known: those named ${tiers.name} are used.`);
  }
  const notional =
    futureNotional(input.values, holding) * quoteRate(input.market, quoteCurrency, CASH, assume);
  const initialRate = rateAt(notional, tiers.initial);
  return {
    holding,
    tiers,
    notional,
    initialRate,
    initial: initialRate * notional,
    maintenance: tieredAmount(notional, tiers.maintenance),
  };
}

interface Balances {
  /** Net USDC, with debts in tokens that can't be borrowed here. */
  cash: number;
  backing: BackingToken[];
  /** Debts in other tokens that can be borrowed, as negative values in USDC. */
  debts: { currency: string; value: number; price: number }[];
}

/** Balances by what they are to the venue. What is owed in a token is netted with what is there in it, as the venue borrows by itself. */
function balancesOf(context: PortfolioContext): Balances {
  const { input, parameters, assume } = context;
  const found: Balances = { cash: 0, backing: [], debts: [] };
  for (const { currency, cash, collateral } of moneyByCurrency(input)) {
    const amount = cash + collateral;
    if (currency === CASH) {
      found.cash += amount;
      continue;
    }
    if (amount === 0) continue;
    const token = parameters.token(currency);
    if (amount > 0 && (token === null || token.liquidationWeight === 0)) {
      assume(`${currency} is neither ${CASH} nor a token that backs borrowing: its balance is not counted.`);
      continue;
    }
    const price = tokenPrice(context, currency);
    if (amount < 0) {
      if (parameters.borrowCap(currency) !== null) {
        found.debts.push({ currency, value: amount * price, price });
      } else {
        assume(
          `${currency} can’t be borrowed on Hyperliquid: what is owed in it is counted as owed in ${CASH}.`,
        );
        found.cash += amount * price;
      }
    } else if (token) {
      const capped = Math.min(amount, token.supplyCap) * price;
      found.backing.push({
        currency,
        amount,
        price,
        atLiquidation: capped * token.liquidationWeight,
        atOpening: capped * token.loanToValue,
      });
    }
  }
  return found;
}

/**
 * USDC per one of a token: the snapshot's rate or index; without one the price of the perpetual on it that the account holds, or the venue's mark of it,
 * which is one of the prices that the venue takes the median of; that is then said. Throws `incomplete` naming the rate when there is none of these.
 */
function tokenPrice({ input, assume }: PortfolioContext, currency: string): number {
  const { market, values } = input;
  if (new CurrencyRates(market).between(currency, CASH) === null) {
    const held = values.holdings.find(({ instrument }) => instrument.underlying === currency);
    const mark = market.find('mark', `${VENUE}:${currency}`);
    if (held || mark) {
      assume(
        `The snapshot has no rate ${currency}/${CASH}: the price of ${held?.instrument.id ?? mark?.key} stands in as the price of ${currency}.`,
      );
      if (!held) return toFloat(mark?.value ?? '');
      return futurePrice(values, held.row) * quoteRate(market, held.instrument.quoteCurrency, CASH, assume);
    }
  }
  return rateBetween(market, currency, CASH, assume);
}
