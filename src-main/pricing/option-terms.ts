// What the value of a listed option rests on beside price, strike, volatility and time, out of a market snapshot: interest, yield, dividends,
// adjusted deliverables; and what of it had to be assumed. May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import { followsFutures } from '../domain/index-options.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketFigure, MarketFigures } from '../domain/market.ts';
import { yearsBetween } from './day-count.ts';
import type { CashDividend, OptionTerms } from './listed-option.ts';

/** What the snapshot doesn't say of an option's terms, and what was taken for it. */
export type TermAssumption =
  | 'no rate' // no interest rate of the quote currency: 0
  | 'no dividends' // neither dividends nor a yield of the index: 0
  | 'forecast dividends' // a dividend before expiry is expected, not declared
  | 'yield passed over' // dividends and a yield are both there: the dividends count
  | 'index level'; // the option follows futures of its index, not its level

export interface FoundTerms {
  terms: OptionTerms;
  assumed: readonly TermAssumption[];
}

interface RatePoint {
  instant: number;
  value: number;
}

/** An ex-dividend date still to come, whatever the expiry. */
interface ComingDividend extends CashDividend {
  instant: number;
}

const nothingAssumed: readonly TermAssumption[] = [];

/**
 * Terms of the listed options of one snapshot. Options that differ in strike and right alone share one object.
 *
 * - Rate: of the quote currency at the expiry, exact, else linear in time between the dated rates, flat beyond them; else the rate without expiry; else 0.
 * - On spot: the cash dividends with an ex-date after now and before the expiry (where a day has a declared one, the forecasts of that day don't count);
 *   the dividend yield counts where no dividend of the index is still to come at all. Borrow cost is added to the yield.
 * - On a future: neither yield nor dividends: they are in its price.
 * - An option whose premium is paid day by day isn't discounted: its rate is 0, and on spot the growth that the rate would have brought is in the yield.
 */
export class OptionTermsBook {
  readonly #market: MarketFigures;
  readonly #asOf: string;
  readonly #found = new Map<string, FoundTerms>();
  readonly #rates = new Map<string, RatePoint[]>();
  readonly #dividends = new Map<string, ComingDividend[]>();

  constructor(market: MarketFigures, asOf: string) {
    this.#market = market;
    this.#asOf = asOf;
  }

  /** Terms of one listed option that expires at `expiry`. */
  of(option: Instrument, expiry: string): FoundTerms {
    const { quoteCurrency, priceIndex, exercise, priceModel = 'relative', premium = 'upfront' } = option;
    const multiplier = toFloat(option.multiplier);
    const units = option.deliverableUnits === undefined ? 1 : toFloat(option.deliverableUnits) / multiplier;
    const cash = option.deliverableCash === undefined ? 0 : toFloat(option.deliverableCash) / multiplier;
    const on = option.deliversFuture === undefined ? 'spot' : 'future';
    const key = [quoteCurrency, priceIndex, expiry, exercise, priceModel, premium, on, units, cash].join(' ');
    const known = this.#found.get(key);
    if (known) return known;
    const assumed: TermAssumption[] = [];
    const rate = this.#rate(quoteCurrency, Date.parse(expiry));
    if (rate === null) assumed.push('no rate');
    if (on === 'spot' && followsFutures.has(option.product ?? '')) assumed.push('index level');
    const paid = on === 'spot' ? this.#paid(priceIndex, expiry, assumed) : { yield: 0, dividends: [] };
    const interest = rate ?? 0;
    const isDaily = premium === 'daily';
    const terms: OptionTerms = {
      exercise: exercise ?? 'european',
      priceModel,
      on,
      rate: isDaily ? 0 : interest,
      yield: isDaily && on === 'spot' ? paid.yield - interest : paid.yield,
      dividends: paid.dividends,
      units,
      cash,
    };
    const found = { terms, assumed: assumed.length === 0 ? nothingAssumed : assumed };
    this.#found.set(key, found);
    return found;
  }

  #rate(currency: string, expiry: number): number | null {
    let points = this.#rates.get(currency);
    if (!points) {
      points = this.#market
        .all('rate', currency)
        .filter((figure) => figure.expiry !== '')
        .map((figure) => ({ instant: Date.parse(figure.expiry), value: toFloat(figure.value) }))
        .sort((a, b) => a.instant - b.instant);
      this.#rates.set(currency, points);
    }
    const after = points.findIndex(({ instant }) => instant >= expiry);
    const right = after < 0 ? undefined : points[after];
    const left = after < 0 ? points.at(-1) : points[after - 1];
    if (right && (right.instant === expiry || !left)) return right.value;
    if (left && right) {
      const weight = (expiry - left.instant) / (right.instant - left.instant);
      return left.value * (1 - weight) + right.value * weight;
    }
    if (left) return left.value;
    const all = this.#market.find('rate', currency);
    return all ? toFloat(all.value) : null;
  }

  #paid(
    priceIndex: string,
    expiry: string,
    assumed: TermAssumption[],
  ): { yield: number; dividends: CashDividend[] } {
    const coming = this.#coming(priceIndex);
    const stated = this.#market.find('dividendYield', priceIndex);
    const borrow = this.#market.find('borrowRate', priceIndex);
    const borrowRate = borrow ? toFloat(borrow.value) : 0;
    if (coming.length === 0) {
      if (!stated) assumed.push('no dividends');
      return { yield: (stated ? toFloat(stated.value) : 0) + borrowRate, dividends: [] };
    }
    if (stated && toFloat(stated.value) !== 0) assumed.push('yield passed over');
    const end = Date.parse(expiry);
    const dividends = coming
      .filter(({ instant, amount }) => instant < end && amount > 0)
      .map(({ time, amount, isForecast }) => ({ time, amount, isForecast }));
    if (dividends.some(({ isForecast }) => isForecast)) assumed.push('forecast dividends');
    return { yield: borrowRate, dividends };
  }

  /** Dividends with an ex-date after now, in the order of time. */
  #coming(priceIndex: string): ComingDividend[] {
    const known = this.#dividends.get(priceIndex);
    if (known) return known;
    const declared = this.#market.all('dividend', priceIndex);
    const declaredDays = new Set(declared.map(({ expiry }) => dayOf(expiry)));
    const expected = this.#market
      .all('dividendForecast', priceIndex)
      .filter(({ expiry }) => !declaredDays.has(dayOf(expiry)));
    const dividend = (figure: MarketFigure, isForecast: boolean): ComingDividend => ({
      instant: Date.parse(figure.expiry),
      time: yearsBetween(this.#asOf, figure.expiry),
      amount: toFloat(figure.value),
      isForecast,
    });
    const coming = [
      ...declared.map((figure) => dividend(figure, false)),
      ...expected.map((figure) => dividend(figure, true)),
    ]
      .filter(({ time, amount }) => time > 0 && amount >= 0)
      .sort((a, b) => a.time - b.time || a.amount - b.amount);
    this.#dividends.set(priceIndex, coming);
    return coming;
  }
}

const dayOf = (instant: string): string => instant.slice(0, 'YYYY-MM-DD'.length);

/**
 * Terms after `years` have passed: dividends come nearer, and one whose ex-date is reached is gone, the price being stated without it by then. What does
 * not change is the same object.
 */
export function agedTerms(terms: OptionTerms, years: number): OptionTerms {
  if (years === 0 || terms.dividends.length === 0) return terms;
  const dividends = terms.dividends
    .filter(({ time }) => time > years)
    .map((dividend) => ({ ...dividend, time: dividend.time - years }));
  return { ...terms, dividends };
}

/**
 * Forward of what the option delivers, per unit of the multiplier: the spot grown at rate − yield less the dividends with their growth, times the units,
 * plus the cash; on a future its price.
 */
export function forwardOfDeliverable(price: number, time: number, terms: OptionTerms): number {
  let forward = price;
  if (terms.on === 'spot') {
    const carry = terms.rate - terms.yield;
    forward *= Math.exp(carry * time);
    for (const dividend of terms.dividends) {
      if (dividend.time < time) forward -= dividend.amount * Math.exp(carry * (time - dividend.time));
    }
  }
  return terms.units * forward + terms.cash;
}

const words: Record<TermAssumption, string> = {
  'no rate': 'Interest taken as 0, the market having no rate of the quote currency (add its figure rate)',
  'no dividends':
    'Neither dividends nor a dividend yield known, none assumed (add the figure dividendYield, or dividends)',
  'forecast dividends': 'Priced with dividends that are expected, not declared',
  'yield passed over':
    'Priced with the dividends that are still to come, not with the dividend yield that the market has as well',
  'index level':
    'Priced from the level of the index, though it follows the index’ futures: its values, and the margin on them, are rough',
};

/** What was assumed of an input's terms, each as the beginning of a sentence that names instruments; empty where nothing was. */
export function termAssumptions(input: { assumed?: readonly TermAssumption[] }): string[] {
  return (input.assumed ?? []).map((assumption) => words[assumption]);
}
