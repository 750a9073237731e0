// One listed option: the model that its terms ask for, value, Greeks and implied volatility.
// May import the domain and this room.
import type { OptionRight } from '../domain/instrument.ts';
import { requireFinite, requireModestGrowth, requireNonNegative, requireRight } from './arguments.ts';
import { impliedNormalVolatility } from './bachelier.ts';
import { bjerksundStenslandValue } from './bjerksund-stensland.ts';
import { searchVolatility } from './bracketed-volatility.ts';
import { presentDividends } from './certain-exercise.ts';
import { type ImpliedVolatility, impliedVolatility } from './implied-volatility.ts';
import {
  DEFAULT_STEPS,
  type TreeGreeks,
  type TreeInput,
  treeOptionGreeks,
  treeOptionValue,
} from './leisen-reimer.ts';
import { normalOptionGreeks, normalOptionValue } from './normal-tree.ts';

/** A cash dividend before an option's expiry. */
export interface CashDividend {
  /** Years from the valuation to the ex-dividend instant, > 0. */
  time: number;
  /** Per share, quote currency, ≥ 0. */
  amount: number;
  /** Expected rather than declared. */
  isForecast: boolean;
}

/** What the value of a listed option rests on beside price, strike, volatility and time. */
export interface OptionTerms {
  exercise: 'european' | 'american';
  /** `relative`: volatility is a fraction per year (Black). `normal`: price units per √year (Bachelier). */
  priceModel: 'relative' | 'normal';
  /** What the option is on: the spot price grows at rate − yield less the cash dividends, a future's price doesn't grow. */
  on: 'spot' | 'future';
  /** Continuously compounded, per year. */
  rate: number;
  /** Dividend yield + borrow rate, continuously compounded, per year; 0 on a future. */
  yield: number;
  /** Before expiry, ordered by time; empty on a future and where the yield stands for them. */
  dividends: readonly CashDividend[];
  /** Of an adjusted contract: units delivered ÷ multiplier; 1 for others. The option's asset is units · price + cash. */
  units: number;
  /** Cash delivered ÷ multiplier, quote currency; 0 for others. */
  cash: number;
}

/** Value and sensitivities of one long listed option per unit of its multiplier. */
export type ListedGreeks = TreeGreeks;

/** Steps of the tree in every American value of a listed option, so that all of a run's values have the same error. */
export const LISTED_STEPS = DEFAULT_STEPS;

function check(right: string, price: number, strike: number, terms: OptionTerms, time: number): void {
  requireRight(right);
  requireFinite('price', price);
  requireFinite('strike', strike);
  requireFinite('units', terms.units);
  requireNonNegative('units', terms.units);
  requireFinite('cash', terms.cash);
  requireModestGrowth('rate', terms.rate, time);
}

/**
 * The tree's arguments for one unit of the underlying. The asset delivered is units · price + cash, so exercise pays units times
 * what an option on the price alone pays at the strike (strike − cash) / units: whenever it is exercised, early exercise too.
 */
function treeInput(
  right: OptionRight,
  price: number,
  strike: number,
  volatility: number,
  time: number,
  terms: OptionTerms,
): TreeInput {
  const { exercise, on, rate } = terms;
  const isOnFuture = on === 'future';
  return {
    right,
    exercise,
    spot: price,
    strike: (strike - terms.cash) / terms.units,
    volatility,
    time,
    rate,
    // A future costs nothing to hold: it grows at no rate, which is a yield equal to the rate.
    dividendYield: isOnFuture ? rate : terms.yield,
    dividends: isOnFuture ? NO_DIVIDENDS : terms.dividends,
    steps: LISTED_STEPS,
  };
}

const NO_DIVIDENDS: readonly CashDividend[] = [];

/** An option that delivers nothing but cash: worth what exercise pays, at once or at expiry. */
function cashOnly(right: OptionRight, strike: number, time: number, terms: OptionTerms): number {
  const payoff = Math.max(right === 'call' ? terms.cash - strike : strike - terms.cash, 0);
  const atExpiry = payoff * Math.exp(-terms.rate * time);
  return terms.exercise === 'european' ? atExpiry : Math.max(payoff, atExpiry);
}

/**
 * Present value of one long listed option per unit of its multiplier, quote currency.
 *
 * European on a spot price: Black on the prepaid spot (less the present value of the cash dividends before expiry, less the
 * yield). European on a future: discounted Black-76. American: the Leisen–Reimer tree of {@link LISTED_STEPS} steps. Price model
 * `normal`: Bachelier on the forward, American by a tree of normal moves (normal-tree.ts). A price below 0 under the relative
 * model counts as 0 for the risky part; exercise pays what the price says.
 * An adjusted contract's asset is units · price + cash; the cash is certain and lowers the strike, (strike − cash) / units.
 * Checked against: test/pricing/listed-option.test.ts (parity, the formulas and trees it is made of, which have oracles of their own).
 * @param price of the underlying, or of the future that the option is on
 * @param volatility yearly decimal (`relative`), or price units per √year (`normal`); ≥ 0
 * @param time years to expiry, ≥ 0; at 0 the payoff
 * @returns ≥ 0, never NaN
 * @throws MargraveError `invalid-input` that names the argument: NaN, infinite, a negative volatility, time or units
 */
export function listedOptionValue(
  right: OptionRight,
  price: number,
  strike: number,
  volatility: number,
  time: number,
  terms: OptionTerms,
): number {
  check(right, price, strike, terms, time);
  if (terms.units === 0) return cashOnly(right, strike, time, terms);
  const input = treeInput(right, price, strike, volatility, time, terms);
  if (terms.priceModel === 'normal') return terms.units * normalOptionValue(input);
  if (price >= 0) return terms.units * treeOptionValue(input);
  return terms.units * belowZero(input, price);
}

/** At a negative price under the relative model: the option at price 0, or exercise now where that pays more. */
function belowZero(input: TreeInput, price: number): number {
  const value = treeOptionValue({ ...input, spot: 0 });
  const discount = Math.exp(-input.rate * input.time);
  const payoff = input.right === 'put' ? input.strike - price : price - input.strike;
  return Math.max(value, input.exercise === 'american' ? payoff : payoff * discount, 0);
}

/**
 * Value and Greeks of one long listed option per unit of its multiplier: delta per 1.00 of the underlying's (the future's) price,
 * units included; gamma its change; vega per 1.00 of volatility (price units per √year under `normal`); theta per year with the
 * price held. Engines as in {@link listedOptionValue}; tree Greeks from the nodes two steps in, vega by difference.
 * @throws MargraveError `invalid-input` as {@link listedOptionValue}
 */
export function listedOptionGreeks(
  right: OptionRight,
  price: number,
  strike: number,
  volatility: number,
  time: number,
  terms: OptionTerms,
): ListedGreeks {
  check(right, price, strike, terms, time);
  const { units } = terms;
  if (units === 0) {
    const value = cashOnly(right, strike, time, terms);
    const theta = terms.exercise === 'european' ? terms.rate * value : 0;
    return { value, delta: 0, gamma: 0, vega: 0, theta };
  }
  const input = treeInput(right, price, strike, volatility, time, terms);
  if (terms.priceModel === 'relative' && price < 0) {
    const value = units * belowZero(input, price);
    const slope = (units * belowZero(input, price + 1e-6) - value) / 1e-6;
    return { value, delta: slope, gamma: 0, vega: 0, theta: 0 };
  }
  const greeks = terms.priceModel === 'normal' ? normalOptionGreeks(input) : treeOptionGreeks(input);
  return {
    value: units * greeks.value,
    delta: units * greeks.delta,
    gamma: units * greeks.gamma,
    vega: units * greeks.vega,
    theta: units * greeks.theta,
  };
}

/**
 * As {@link listedOptionValue}, by the quick engine: American options by Bjerksund–Stensland 2002, in closed form and a fraction of a
 * percent below the tree. Terms it doesn't know (cash dividends, the normal model, a strike lowered to 0 by
 * cash) go to the reference engine.
 * @throws MargraveError `invalid-input` as {@link listedOptionValue}
 */
export function quickListedOptionValue(
  right: OptionRight,
  price: number,
  strike: number,
  volatility: number,
  time: number,
  terms: OptionTerms,
): number {
  const isKnown =
    terms.exercise === 'american' &&
    terms.priceModel === 'relative' &&
    (terms.on === 'future' || terms.dividends.length === 0) &&
    price >= 0 &&
    terms.units > 0 &&
    strike > terms.cash;
  if (!isKnown) return listedOptionValue(right, price, strike, volatility, time, terms);
  check(right, price, strike, terms, time);
  return terms.units * bjerksundStenslandValue(treeInput(right, price, strike, volatility, time, terms));
}

/** The implied volatility of a European option on the same forward at the same price: the answer, or for American where to begin. */
function europeanVolatility(input: TreeInput, price: number, isNormal: boolean): ImpliedVolatility {
  const { right, spot, strike, time, rate, dividendYield, dividends } = input;
  const prepaid = spot - presentDividends(dividends, rate, time);
  const growth = Math.exp((rate - dividendYield) * time);
  const discount = Math.exp(-rate * time);
  const forward = isNormal ? prepaid * growth : Math.max(prepaid, 0) * growth;
  const undiscounted = { right, price: price / discount, forward, strike, time };
  const found = isNormal ? impliedNormalVolatility(undiscounted) : impliedVolatility(undiscounted);
  if ('volatility' in found) return found;
  return { ...found, lowerBound: discount * found.lowerBound, upperBound: discount * found.upperBound };
}

function impliedBy(
  valuation: typeof listedOptionValue,
  right: OptionRight,
  optionPrice: number,
  price: number,
  strike: number,
  time: number,
  terms: OptionTerms,
): ImpliedVolatility {
  requireFinite('option price', optionPrice);
  check(right, price, strike, terms, time);
  requireNonNegative('time', time);
  const isNormal = terms.priceModel === 'normal';
  const lowest = listedOptionValue(right, price, strike, 0, time, terms);
  const input = treeInput(right, price, strike, 0, time, terms);
  if (terms.units === 0 || (!isNormal && (input.strike <= 0 || price <= 0))) {
    // Nothing of its value depends on volatility.
    const reason = optionPrice < lowest ? 'below intrinsic' : 'at intrinsic';
    return { reason, lowerBound: lowest, upperBound: lowest };
  }
  const unitPrice = optionPrice / terms.units;
  const plain = europeanVolatility(input, unitPrice, isNormal);
  if (terms.exercise === 'european') {
    if ('volatility' in plain) return plain;
    return {
      ...plain,
      lowerBound: terms.units * plain.lowerBound,
      upperBound: terms.units * plain.upperBound,
    };
  }
  const highest = isNormal ? Number.POSITIVE_INFINITY : right === 'call' ? price : input.strike;
  const root = Math.sqrt(time);
  // At the European's volatility the American is worth as much or more: the search goes down from there.
  const scale = isNormal ? Math.max(Math.abs(price), Math.abs(strike), optionPrice) : 1;
  return searchVolatility({
    right,
    price: optionPrice,
    time,
    lowerBound: lowest,
    upperBound: terms.units * highest,
    valueAt: (volatility) => valuation(right, price, strike, volatility, time, terms),
    start: 'volatility' in plain ? plain.volatility : (0.3 * scale) / root,
    most: (MOST_DEVIATION * scale * (isNormal ? 1000 : 1)) / root,
  });
}

/** Highest volatility·√time that an implied volatility is looked for at: the tree's own limit. */
const MOST_DEVIATION = 12;

/**
 * The volatility at which {@link listedOptionValue} gives an option's price (a present value per unit of the multiplier). European:
 * in closed form by impliedVolatility or impliedNormalVolatility. American: searched in a bracket with the tree (some ten values).
 *
 * An American option at or below what exercise pays has no particular volatility: the answer is the reason with the bounds.
 * @returns `{ volatility }` in the terms' own unit, or `{ reason, lowerBound, upperBound }`
 * @throws MargraveError `invalid-input` as {@link listedOptionValue}
 */
export function listedImpliedVolatility(
  right: OptionRight,
  optionPrice: number,
  price: number,
  strike: number,
  time: number,
  terms: OptionTerms,
): ImpliedVolatility {
  return impliedBy(listedOptionValue, right, optionPrice, price, strike, time, terms);
}

/**
 * As {@link listedImpliedVolatility}, by the quick engine ({@link quickListedOptionValue}).
 * @throws MargraveError `invalid-input` as {@link listedOptionValue}
 */
export function quickListedImpliedVolatility(
  right: OptionRight,
  optionPrice: number,
  price: number,
  strike: number,
  time: number,
  terms: OptionTerms,
): ImpliedVolatility {
  return impliedBy(quickListedOptionValue, right, optionPrice, price, strike, time, terms);
}
