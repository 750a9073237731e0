// Volatilities of listed options: what an own price implies under the model of its terms, own quotes, fitted surfaces, and neighbours.
// May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketFigures } from '../domain/market.ts';
import { yearsBetween } from './day-count.ts';
import type { ForwardCurves } from './forward-curves.ts';
import { listedImpliedVolatility, listedOptionValue, type OptionTerms } from './listed-option.ts';
import { forwardOfDeliverable, type OptionTermsBook } from './option-terms.ts';
import { type SviSurface, sviVolatility } from './svi.ts';
import { type FoundVolatility, interpolate, type Smile, surfaceIn } from './volatility-quotes.ts';

/** A quoted volatility of at most this is a feed's way of saying that there is none. */
const PLACEHOLDER = 1e-4;
const ROUNDING = 1e-12;
const withoutTimeValue: FoundVolatility = { value: 0, level: 'no time value' };

/** What one option is worth its volatility with. */
export interface ListedAt {
  /** Of what it is on. */
  price: number;
  /** Years to expiry. */
  time: number;
  terms: OptionTerms;
}

/** Options of one index, model and expiry, and their smile once it was asked for; null where none of them has a volatility. */
interface Expiry {
  instant: number;
  expiry: string;
  options: Instrument[];
  smile?: Smile | null;
}

/**
 * Volatilities of the listed options of one snapshot, in the order: implied from the own mark, own quote, fitted surface, the expiry's other options, the
 * nearest expiry that has any, at equal moneyness. A volatility depends on the model, so the own price goes before what others made of it.
 * Where there is none of these, an option that is priced at no more than exercise pays has the volatility 0; so has one that expires now.
 *
 * Solving for a volatility on a tree is costly: it is done for options that are asked for and, where one of them lacks its own, for the options of one
 * expiry that are out of the money, each strike once.
 */
export class ListedVolatilities {
  readonly #market: MarketFigures;
  readonly #asOf: string;
  readonly #forwards: ForwardCurves;
  readonly #terms: OptionTermsBook;
  readonly #pool: readonly Instrument[];
  /** By index and model, ordered by expiry; made when a smile is first asked for. */
  #expiries: Map<string, Expiry[]> | null = null;
  readonly #own = new Map<string, FoundVolatility | null>();
  readonly #surfaces = new Map<string, SviSurface | null>();

  constructor(
    market: MarketFigures,
    asOf: string,
    pool: readonly Instrument[],
    forwards: ForwardCurves,
    terms: OptionTermsBook,
  ) {
    this.#market = market;
    this.#asOf = asOf;
    this.#forwards = forwards;
    this.#terms = terms;
    this.#pool = pool;
  }

  /** Volatility of an option, or null when there is nothing to take it from. */
  of(option: Instrument, at: ListedAt): FoundVolatility | null {
    const own = this.#ownOf(option, at);
    if (own) return own;
    if (at.time === 0) return withoutTimeValue;
    return this.#fromOthers(option, at) ?? (this.#hasNoTimeValue(option, at) ? withoutTimeValue : null);
  }

  #fromOthers(option: Instrument, at: ListedAt): FoundVolatility | null {
    if (option.expiry === null || option.strike === null) return null;
    const strike = toFloat(option.strike);
    if (at.terms.priceModel === 'relative') {
      const surface = this.#surfaceOf(option.priceIndex, option.expiry);
      const fitted = surface && sviVolatility(surface, strike);
      if (fitted !== null) return { value: fitted, level: 'fitted surface' };
    }
    const moneyness = moneynessOf(strike, at);
    if (moneyness === null) return null;
    const instant = Date.parse(option.expiry);
    const expiries = this.#expiriesOf(smileKey(option));
    const same = expiries.find((one) => one.instant === instant);
    const found = same && this.#smileOf(same);
    if (found) return { value: interpolate(found, moneyness), level: 'same expiry' };
    // Ties between an earlier and a later expiry go to the earlier: the sort is stable.
    const nearest = [...expiries].sort(
      (a, b) => Math.abs(a.instant - instant) - Math.abs(b.instant - instant),
    );
    for (const one of nearest) {
      const smile = this.#smileOf(one);
      if (smile) return { value: interpolate(smile, moneyness), level: 'neighbouring expiry' };
    }
    return null;
  }

  /** A deep option's mid is often below what exercise pays: it is worth its exercise, and no volatility says more. */
  #hasNoTimeValue({ id, right, strike }: Instrument, { price, time, terms }: ListedAt): boolean {
    const mark = this.#market.find('mark', id);
    if (!mark || right === null || strike === null) return false;
    const least = listedOptionValue(right, price, toFloat(strike), 0, time, terms);
    return least > 0 && toFloat(mark.value) <= least + ROUNDING * least;
  }

  #ownOf(option: Instrument, at: ListedAt): FoundVolatility | null {
    const known = this.#own.get(option.id);
    if (known !== undefined) return known;
    const found = this.#implied(option, at) ?? this.#quoted(option);
    this.#own.set(option.id, found);
    return found;
  }

  #implied(option: Instrument, { price, time, terms }: ListedAt): FoundVolatility | null {
    const mark = this.#market.find('mark', option.id);
    if (!mark || option.strike === null || option.right === null || time === 0) return null;
    const known = solvedIn(this.#market);
    const key = [option.id, option.right, option.strike, price, time, ...termsKey(terms)].join(' ');
    let found = known.get(key);
    if (found === undefined) {
      const strike = toFloat(option.strike);
      const implied = listedImpliedVolatility(option.right, toFloat(mark.value), price, strike, time, terms);
      found = 'volatility' in implied ? { value: implied.volatility, level: 'implied from mark' } : null;
      known.set(key, found);
    }
    return found;
  }

  #quoted(option: Instrument): FoundVolatility | null {
    const quote = this.#market.find('volatility', option.id);
    if (!quote) return null;
    const value = toFloat(quote.value);
    return value > PLACEHOLDER ? { value, level: 'own quote' } : null;
  }

  #surfaceOf(priceIndex: string, expiry: string): SviSurface | null {
    const key = `${priceIndex} ${expiry}`;
    let found = this.#surfaces.get(key);
    if (found === undefined) {
      found = surfaceIn(this.#market, priceIndex, expiry);
      this.#surfaces.set(key, found);
    }
    return found;
  }

  #expiriesOf(key: string): readonly Expiry[] {
    this.#expiries ??= byExpiry(this.#pool, Date.parse(this.#asOf));
    return this.#expiries.get(key) ?? [];
  }

  /** At each strike the volatility of the option out of the money there; of the other one where that has none. */
  #smileOf(one: Expiry): Smile | null {
    if (one.smile !== undefined) return one.smile;
    const time = yearsBetween(this.#asOf, one.expiry);
    const points: { moneyness: number; isOut: boolean; option: Instrument; at: ListedAt }[] = [];
    for (const option of one.options) {
      const under = this.#forwards.underListed(option);
      if (!under || option.strike === null) continue;
      const at = { price: under.value, time, terms: this.#terms.of(option, one.expiry).terms };
      const moneyness = moneynessOf(toFloat(option.strike), at);
      if (moneyness === null || (at.terms.priceModel === 'relative' && !(at.price > 0))) continue;
      points.push({ moneyness, isOut: (option.right === 'call') === moneyness >= 0, option, at });
    }
    points.sort(
      (a, b) =>
        a.moneyness - b.moneyness ||
        Number(b.isOut) - Number(a.isOut) ||
        (a.option.id < b.option.id ? -1 : 1),
    );
    const smile: Smile = { instant: one.instant, moneyness: [], volatility: [] };
    for (const { moneyness, option, at } of points) {
      if (smile.moneyness.at(-1) === moneyness) continue;
      const own = this.#ownOf(option, at);
      if (!own) continue;
      smile.moneyness.push(moneyness);
      smile.volatility.push(own.value);
    }
    one.smile = smile.moneyness.length > 0 ? smile : null;
    return one.smile;
  }
}

/** Listed options of a pool that haven't expired. */
function byExpiry(pool: readonly Instrument[], asOf: number): Map<string, Expiry[]> {
  const found = new Map<string, Map<string, Expiry>>();
  for (const option of pool) {
    const { kind, product, expiry } = option;
    if (kind !== 'option' || product === undefined || expiry === null) continue;
    const key = smileKey(option);
    let own = found.get(key);
    if (!own) {
      own = new Map();
      found.set(key, own);
    }
    const known = own.get(expiry);
    if (known) known.options.push(option);
    else {
      const instant = Date.parse(expiry);
      if (instant >= asOf) own.set(expiry, { instant, expiry, options: [option] });
    }
  }
  return new Map(
    [...found].map(([key, own]) => [key, [...own.values()].sort((a, b) => a.instant - b.instant)]),
  );
}

/** What marks of a market imply, found once: a live what-if resolves one market again for every instrument that it adds. */
const solved = new WeakMap<MarketFigures, Map<string, FoundVolatility | null>>();

function solvedIn(market: MarketFigures): Map<string, FoundVolatility | null> {
  let known = solved.get(market);
  if (!known) {
    known = new Map();
    solved.set(market, known);
  }
  return known;
}

const termsKeys = new WeakMap<OptionTerms, unknown[]>();

/** All that a value rests on of the terms, as the parts of a key. */
function termsKey(terms: OptionTerms): unknown[] {
  let key = termsKeys.get(terms);
  if (!key) {
    const { exercise, priceModel, on, rate, dividends, units, cash } = terms;
    const paid = dividends.flatMap(({ time, amount }) => [time, amount]);
    key = [exercise, priceModel, on, rate, terms.yield, units, cash, ...paid];
    termsKeys.set(terms, key);
  }
  return key;
}

const smileKey = ({ priceIndex, priceModel }: Instrument): string =>
  `${priceIndex} ${priceModel === 'normal' ? 'normal' : 'relative'}`;

/** Against the option's own forward: its logarithm of relative volatility, its difference of normal; null where there is no logarithm. */
function moneynessOf(strike: number, { price, time, terms }: ListedAt): number | null {
  const forward = forwardOfDeliverable(price, time, terms);
  if (terms.priceModel === 'normal') return strike - forward;
  return strike > 0 && forward > 0 ? Math.log(strike / forward) : null;
}
