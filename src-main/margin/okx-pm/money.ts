// What an account owns and owes under OKX's portfolio margin: adjusted equity in USD, liabilities per currency, prices of coins.
// May import the domain, the rulebook interface and margin/blocks.
import { sumDecimals, toFloat } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { CurrencyRates, rateToUsd } from '../blocks/currency-rates.ts';
import { type EquityParts, equityByCurrency } from '../blocks/equity.ts';
import type { RequirementInput } from '../rulebook.ts';
import type { OkxParameters } from './typed-parameters.ts';

/** What is owed in one currency. */
export interface Liability {
  currency: string;
  /** Positive, in the currency: loans, and equity below 0. */
  amount: number;
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
    const amount = lent + Math.max(0, -(total + lent));
    if (amount > 0) liabilities.push({ currency, amount, rate });
  }
  return { parts, totalEquity, equity, liabilities };
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
