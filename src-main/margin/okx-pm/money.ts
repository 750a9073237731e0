// What an account owns and owes under OKX's portfolio margin: adjusted equity in USD, liabilities per currency, prices of coins.
// May import the domain, the rulebook interface and margin/blocks.
import { sumDecimals, toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { CurrencyRates, rateToUsd } from '../blocks/currency-rates.ts';
import { type EquityParts, equityByCurrency } from '../blocks/equity.ts';
import { type CashSlice, leastCash } from '../blocks/least-cash.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { OkxParameters } from './typed-parameters.ts';

/** Deposits are in it. */
const unit = 'USD';

/** What is owed in one currency. */
export interface Liability {
  currency: string;
  /** Positive, in the currency: loans, and equity below 0. */
  amount: number;
  /** The part of it that isn't stated as a loan: cash of the same currency pays it off. */
  overdrawn: number;
  rate: number;
}

export interface OkxMoney {
  /** Parts of adjusted equity in USD: those of equity, and the discount that positive equity loses (negative). */
  parts: EquityParts & { discount: number };
  /** Equity in USD before discounts. */
  totalEquity: number;
  /** Equity per currency, in it, loans taken off; currencies with none are left out. Code-point order. */
  equity: ReadonlyMap<string, number>;
  liabilities: readonly Liability[];
}

/** Equity of all currencies at their dollar rates. Positive equity counts at the currency's discount rate, negative equity whole. */
export function okxMoney(input: RequirementInput, parameters: OkxParameters, prices: DollarPrices): OkxMoney {
  const parts = { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0, discount: 0 };
  const equity = new Map<string, number>();
  const liabilities: Liability[] = [];
  let totalEquity = 0;
  for (const [currency, own] of equityByCurrency(input)) {
    if (own.cash === 0 && own.collateral === 0 && own.unrealisedProfit === 0 && own.optionValue === 0)
      continue;
    const rate = prices.ofCurrency(currency);
    const total = own.cash + own.collateral + own.unrealisedProfit + own.optionValue;
    equity.set(currency, total);
    parts.cash += own.cash * rate;
    parts.collateral += own.collateral * rate;
    parts.unrealisedProfit += own.unrealisedProfit * rate;
    parts.optionValue += own.optionValue * rate;
    totalEquity += total * rate;
    if (total > 0) parts.discount += total * rate * (parameters.discount(currency) - 1);
    const lent = owed(input, currency);
    const overdrawn = Math.max(0, -(total + lent));
    const amount = lent + overdrawn;
    if (amount > 0) liabilities.push({ currency, amount, overdrawn, rate });
  }
  return { parts, totalEquity, equity, liabilities };
}

/**
 * Least deposit in USD that makes up for what equity lacks to a level. Dollars owed beyond loans are paid off first, and what the level asks for owing
 * them with them; then equity below 0 counts whole, above 0 at the discount rate.
 * `asked`: what the level asks per dollar owed, of the borrowing rate of its tier; the rates are those of `rates`.
 */
export function leastDeposit(
  lacking: number,
  money: OkxMoney,
  parameters: OkxParameters,
  rates: 'initial' | 'maintenance',
  asked: (rate: number) => number,
): number {
  const equity = money.equity.get(unit) ?? 0;
  const liability = money.liabilities.find(({ currency }) => currency === unit);
  const overdrawn = liability?.overdrawn ?? 0;
  const owedNow = liability?.amount ?? 0;
  const tiers = overdrawn > 0 ? parameters.borrowTiers(unit, rates) : [];
  const paidOff = tiers
    .map(([from, rate], place): CashSlice => {
      const to = Math.min(owedNow, tiers[place + 1]?.[0] ?? Number.POSITIVE_INFINITY);
      return [to - Math.max(from, owedNow - overdrawn), 1 + asked(rate)];
    })
    .reverse();
  const slices: CashSlice[] = [
    ...paidOff,
    [Math.max(0, -equity - overdrawn), 1],
    [Number.POSITIVE_INFINITY, parameters.discount(unit)],
  ];
  return leastCash(lacking, slices, unit);
}

function owed({ portfolio }: RequirementInput, currency: string): number {
  const loans = portfolio.balances.filter(
    (balance) => balance.kind === 'loan' && balance.currency === currency,
  );
  return toFloat(sumDecimals(loans.map((loan) => loan.amount)));
}

/** Dollar prices of one snapshot, each looked up once; what they take for granted is told to `assume`. */
export class DollarPrices {
  readonly #input: RequirementInput;
  readonly #rates: CurrencyRates;
  readonly #known = new Map<string, number>();
  readonly assume: (sentence: string) => void;

  constructor(input: RequirementInput, assume: (sentence: string) => void) {
    this.#input = input;
    this.#rates = new CurrencyRates(input.market);
    this.assume = assume;
  }

  /** USD per one unit of a currency. Throws `incomplete` naming the figures that would do. */
  ofCurrency(currency: string): number {
    return this.#once(currency, () => rateToUsd(this.#input.market, currency, this.assume));
  }

  /** Index of a linear instrument's pair in its quote currency; without one, the price of the row itself, which is said. */
  ofPair(instrument: Instrument, row: number): number {
    const { priceIndex, underlying, quoteCurrency } = instrument;
    return this.#once(`${priceIndex} ${quoteCurrency} ${instrument.id}`, () => {
      const figure = this.#input.market.find('index', priceIndex);
      if (figure && toFloat(figure.value) > 0) return toFloat(figure.value);
      const found = this.#rates.between(underlying, quoteCurrency);
      if (found) {
        found.assumptions.forEach(this.assume);
        return found.rate.toNumber();
      }
      this.assume(
        `Price moves of ${instrument.symbol} are taken of its own price: the snapshot has no index ${priceIndex}.`,
      );
      return this.#forward(row);
    });
  }

  /** USD per coin of an underlying; without an index, the price of the row that asks, which is said. */
  ofCoin(instrument: Instrument, row: number): number {
    const { underlying } = instrument;
    return this.#once(`coin ${underlying}`, () => {
      const found = this.#rates.between(underlying, 'USD');
      if (found) {
        found.assumptions.forEach(this.assume);
        return found.rate.toNumber();
      }
      this.assume(
        `${underlying} is counted in USD at the price of ${instrument.symbol}: the snapshot has no index ${underlying.toLowerCase()}_usd.`,
      );
      return this.#forward(row) * this.ofCurrency(instrument.quoteCurrency);
    });
  }

  #forward(row: number): number {
    return this.#input.values.columns.forward[row] ?? Number.NaN;
  }

  #once(key: string, find: () => number): number {
    let known = this.#known.get(key);
    if (known === undefined) {
      known = find();
      this.#known.set(key, known);
    }
    return known;
  }
}
