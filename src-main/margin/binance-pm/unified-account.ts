// Unified equity and maintenance margin of a Binance portfolio-margin account, in USD.
// May import the domain, the rulebook interface and margin/blocks.
import { rateToUsd } from '../blocks/currency-rates.ts';
import type { CashSlice } from '../blocks/least-cash.ts';
import { quoteRate } from '../blocks/quote-rate.ts';
import { type Money, moneyByCurrency, netAmount } from '../blocks/ratio/account-money.ts';
import { futureNotional } from '../blocks/ratio/futures.ts';
import { type Tiers, tieredAmount } from '../blocks/ratio/tiers.ts';
import type { RequirementInput, ValuedHolding } from '../rulebook.ts';
import type { BinanceParameters, FoundTiers } from './parameters.ts';

/** Currency of the entry: everything is counted in it. */
export const UNIT = 'USD';

export interface UnifiedContext {
  input: RequirementInput;
  parameters: BinanceParameters;
  assume: (sentence: string) => void;
}

/** What one asset brings. */
export interface AssetEquity {
  money: Money;
  /** USD per one of it. */
  index: number;
  /** (cash + collateral − loans + unrealised profit) · index. */
  value: number;
  tiers: Tiers;
  /** min(value at the collateral rate, value): what is positive gets the haircut, what is negative doesn't. */
  counted: number;
}

/** Maintenance margin of one position. */
export interface PositionMaintenance {
  holding: ValuedHolding;
  found: FoundTiers;
  /** Size in the unit of the tiers: USD, or coins. */
  size: number;
  /** USD per unit of that size. */
  rate: number;
  /** USD. */
  amount: number;
}

/** Maintenance margin of what is owed in one currency. */
export interface LoanMaintenance {
  currency: string;
  /** USD. */
  owed: number;
  amount: number;
}

export interface UnifiedAccount {
  assets: readonly AssetEquity[];
  /** They add up to the equity, left to right. */
  equityParts: { cash: number; collateral: number; unrealisedProfit: number; haircut: number };
  /** Before haircuts. */
  totalEquity: number;
  equity: number;
  positions: readonly PositionMaintenance[];
  loanRate: number;
  loans: readonly LoanMaintenance[];
  /** Σ positions + Σ loans. */
  maintenance: number;
}

/** Everything in USD at the snapshot's rates. Throws `incomplete` naming a rate that is missing, `invalid-input` naming a parameter that is. */
export function unifiedAccount(context: UnifiedContext): UnifiedAccount {
  const { input, parameters, assume } = context;
  const assets = moneyByCurrency(input).map((money): AssetEquity => {
    const index = rateToUsd(input.market, money.currency, assume);
    const { tiers, name } = parameters.collateral(money.currency);
    const value = netAmount(money) * index;
    if (name !== money.currency.toLowerCase() && value > 0) {
      assume(`No collateral rate of ${money.currency} is known: the one named ${name} is used.`);
    }
    return { money, index, value, tiers, counted: Math.min(tieredAmount(value, tiers), value) };
  });
  const equityParts = { cash: 0, collateral: 0, unrealisedProfit: 0, haircut: 0 };
  for (const { money, index, value, counted } of assets) {
    equityParts.cash += money.cash * index;
    equityParts.collateral += money.collateral * index;
    equityParts.unrealisedProfit += money.unrealisedProfit * index;
    equityParts.haircut += counted - value;
  }
  const loanRate = parameters.loanRate;
  const positions = input.values.holdings.map((holding) => positionMaintenance(context, holding));
  const loans = assets
    .filter(({ money }) => money.loans > 0)
    .map(({ money, index }): LoanMaintenance => {
      const owed = money.loans * index;
      return { currency: money.currency, owed, amount: loanRate * owed };
    });
  const total = (amounts: readonly { amount: number }[]): number =>
    amounts.reduce((sum, { amount }) => sum + amount, 0);
  const { cash, collateral, unrealisedProfit, haircut } = equityParts;
  return {
    assets,
    equityParts,
    totalEquity: cash + collateral + unrealisedProfit,
    equity: cash + collateral + unrealisedProfit + haircut,
    positions,
    loanRate,
    loans,
    maintenance: total(positions) + total(loans),
  };
}

/** position · mark · rate − deduction, which is each slice of the position at its tier's rate. Tiers of dollars take a linear contract's quote one for one. */
function positionMaintenance(
  { input, parameters, assume }: UnifiedContext,
  holding: ValuedHolding,
): PositionMaintenance {
  const { instrument } = holding;
  const { payoff, kind, underlying, settlementCurrency, quoteCurrency } = instrument;
  const found = parameters.contract(
    payoff === 'inverse' ? 'inverse' : kind === 'future' ? 'linearDelivery' : 'linear',
    underlying,
  );
  if (found.name !== underlying.toLowerCase()) {
    assume(
      `No maintenance tiers of ${payoff === 'inverse' ? 'COIN-M' : 'USDS-M'} contracts on ${underlying} are known: those named ${found.kind}.${found.name} are used.`,
    );
  }
  const notional = futureNotional(input.values, holding);
  if (payoff === 'inverse') {
    const index = rateToUsd(input.market, settlementCurrency, assume);
    return found.inDollars
      ? sized(holding, found, notional * index, 1)
      : sized(holding, found, notional, index);
  }
  const toSettlement = quoteRate(input.market, quoteCurrency, settlementCurrency, assume);
  return sized(holding, found, notional * toSettlement, rateToUsd(input.market, settlementCurrency, assume));
}

function sized(holding: ValuedHolding, found: FoundTiers, size: number, rate: number): PositionMaintenance {
  return { holding, found, size, rate, amount: tieredAmount(size, found.tiers) * rate };
}

/** How deposits in USD lift what counts: what is owed in USD is covered first, one for one, then each slice of the balance at its collateral rate. */
export function depositSlices(held: number, tiers: Tiers): CashSlice[] {
  const slices: (readonly [from: number, rate: number])[] = [[Number.NEGATIVE_INFINITY, 1], ...tiers];
  let at = held;
  return slices.flatMap(([, rate], place): CashSlice[] => {
    const end = slices[place + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    if (at >= end) return [];
    const length = end - at;
    at = end;
    return [[length, rate]];
  });
}
