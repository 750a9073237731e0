// Volatilities of venue options by price index, expiry and moneyness: own quotes, what own marks imply, fitted surfaces, and neighbours (conventions 9).
// May import the domain and this room.
import { toFloat } from '../domain/decimal.ts';
import { type Instrument, isListed } from '../domain/instrument.ts';
import type { VolatilityLevel } from '../domain/margin-result.ts';
import type { MarketFigures } from '../domain/market.ts';
import type { ForwardCurves } from './forward-curves.ts';
import { impliedVolatility } from './implied-volatility.ts';
import { type SviSurface, sviVolatility } from './svi.ts';

export interface FoundVolatility {
  value: number;
  level: VolatilityLevel;
}

/** One expiry's quotes, ordered by moneyness (ln(strike/forward); of listed `normal` options strike − forward), one per strike. */
export interface Smile {
  instant: number;
  moneyness: number[];
  volatility: number[];
}

/** Volatilities of one snapshot, of options that aren't listed. Smiles are built when an option without a volatility of its own asks for its neighbours. */
export class VolatilityQuotes {
  readonly #market: MarketFigures;
  readonly #asOf: number;
  readonly #forwards: ForwardCurves;
  readonly #options = new Map<string, Map<string, Instrument[]>>();
  readonly #smiles = new Map<string, Smile[]>();
  /** By price index and expiry; null where the snapshot has none. */
  readonly #surfaces = new Map<string, SviSurface | null>();

  constructor(market: MarketFigures, asOf: string, pool: readonly Instrument[], forwards: ForwardCurves) {
    this.#market = market;
    this.#asOf = Date.parse(asOf);
    this.#forwards = forwards;
    for (const instrument of pool) {
      if (instrument.kind !== 'option' || instrument.expiry === null || isListed(instrument)) continue;
      let byExpiry = this.#options.get(instrument.priceIndex);
      if (!byExpiry) {
        byExpiry = new Map();
        this.#options.set(instrument.priceIndex, byExpiry);
      }
      const list = byExpiry.get(instrument.expiry);
      if (list) list.push(instrument);
      else byExpiry.set(instrument.expiry, [instrument]);
    }
  }

  /** Volatility of an option with its forward and years to expiry, or null when there is nothing to take it from. */
  of(option: Instrument, forward: number, time: number): FoundVolatility | null {
    const own = this.#own(option, forward, time);
    if (own) return own;
    if (option.expiry === null || option.strike === null) return null;
    const surface = this.#surfaceOf(option.priceIndex, option.expiry);
    const fitted = surface && sviVolatility(surface, toFloat(option.strike));
    if (fitted !== null) return { value: fitted, level: 'fitted surface' };
    const moneyness = Math.log(toFloat(option.strike) / forward);
    const instant = Date.parse(option.expiry);
    const smiles = this.#smilesOf(option.priceIndex);
    const same = smiles.find((smile) => smile.instant === instant);
    if (same) return { value: interpolate(same, moneyness), level: 'same expiry' };
    // Ties between an earlier and a later expiry go to the earlier: smiles are in order of expiry.
    let nearest: Smile | null = null;
    for (const smile of smiles) {
      if (!nearest || Math.abs(smile.instant - instant) < Math.abs(nearest.instant - instant))
        nearest = smile;
    }
    return nearest ? { value: interpolate(nearest, moneyness), level: 'neighbouring expiry' } : null;
  }

  #own(option: Instrument, forward: number, time: number): FoundVolatility | null {
    const quote = this.#market.find('volatility', option.id);
    if (quote) {
      const value = toFloat(quote.value);
      // A quote of 0 is a feed's way of saying that there is none.
      if (value > 0) return { value, level: 'own quote' };
    }
    const mark = this.#market.find('mark', option.id);
    if (!mark || option.strike === null || option.right === null) return null;
    const quoted = toFloat(mark.value);
    const implied = impliedVolatility({
      right: option.right,
      price: option.payoff === 'inverse' ? quoted * forward : quoted,
      forward,
      strike: toFloat(option.strike),
      time,
    });
    return 'volatility' in implied ? { value: implied.volatility, level: 'implied from mark' } : null;
  }

  #surfaceOf(priceIndex: string, expiry: string): SviSurface | null {
    const key = `${priceIndex} ${expiry}`;
    const known = this.#surfaces.get(key);
    if (known !== undefined) return known;
    const found = surfaceIn(this.#market, priceIndex, expiry);
    this.#surfaces.set(key, found);
    return found;
  }

  #smilesOf(priceIndex: string): Smile[] {
    const known = this.#smiles.get(priceIndex);
    if (known) return known;
    const smiles: Smile[] = [];
    for (const [expiry, options] of this.#options.get(priceIndex) ?? []) {
      const smile = this.#smile(expiry, options);
      if (smile) smiles.push(smile);
    }
    smiles.sort((a, b) => a.instant - b.instant);
    this.#smiles.set(priceIndex, smiles);
    return smiles;
  }

  /** Own volatilities of one expiry; a call and a put of one strike count with their mean. Null when there are none, or it has expired. */
  #smile(expiry: string, options: readonly Instrument[]): Smile | null {
    const instant = Date.parse(expiry);
    const time = (instant - this.#asOf) / 1000 / (365 * 86_400);
    if (time < 0) return null;
    const byMoneyness = new Map<number, number[]>();
    for (const option of [...options].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const forward = this.#forwards.of(option);
      if (!forward || option.strike === null || toFloat(option.strike) <= 0) continue;
      const own = this.#own(option, forward.value, time);
      if (!own) continue;
      const moneyness = Math.log(toFloat(option.strike) / forward.value);
      const list = byMoneyness.get(moneyness);
      if (list) list.push(own.value);
      else byMoneyness.set(moneyness, [own.value]);
    }
    if (byMoneyness.size === 0) return null;
    const points = [...byMoneyness].sort((a, b) => a[0] - b[0]);
    return {
      instant,
      moneyness: points.map(([moneyness]) => moneyness),
      volatility: points.map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length),
    };
  }
}

/** The fitted surface of an expiry, or null unless all of its figures are there. */
export function surfaceIn(market: MarketFigures, priceIndex: string, expiry: string): SviSurface | null {
  const at = (name: keyof SviSurface): number => {
    const figure = market.find('surface', `${priceIndex}/${name}`, expiry);
    return figure ? toFloat(figure.value) : Number.NaN;
  };
  const surface: SviSurface = {
    a: at('a'),
    b: at('b'),
    rho: at('rho'),
    m: at('m'),
    sigma: at('sigma'),
    forward: at('forward'),
    time: at('time'),
  };
  return Object.values(surface).every(Number.isFinite) ? surface : null;
}

/** Linear in moneyness, flat beyond the ends. */
export function interpolate(smile: Smile, moneyness: number): number {
  const { moneyness: at, volatility } = smile;
  const after = at.findIndex((point) => point > moneyness);
  if (after < 0) return volatility.at(-1)!;
  if (after === 0) return volatility[0]!;
  const left = at[after - 1]!;
  const weight = (moneyness - left) / (at[after]! - left);
  return volatility[after - 1]! * (1 - weight) + volatility[after]! * weight;
}
