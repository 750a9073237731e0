// A change between two runs, split into positions, market, parameters and time: Shapley values over the sixteen combinations,
// for every measure of an entry and for every position's contribution. May import the domain and this room.
import type { DecimalText } from '../domain/decimal.ts';
import {
  exactDifference,
  exactSum,
  placesOf,
  powerOfTen,
  roundedShares,
  SHARE_PLACES,
  shapleyCoefficients,
  shapleyDivisor,
  textOfUnits,
  unitsOf,
} from './shapley.ts';

/** What two runs can differ in. Bit i of a combination: factor i is the later run's. */
export const FACTORS = ['positions', 'market', 'parameters', 'time'] as const;
export type Factor = (typeof FACTORS)[number];
/** Combinations of the factors: from 0 (all of the first run) to ALL (all of the second). */
export const COMBINATIONS = 1 << FACTORS.length;
export const ALL = COMBINATIONS - 1;

export const MEASURES = ['initialMargin', 'maintenanceMargin', 'equity', 'freeEquity', 'deposit'] as const;
export type Measure = (typeof MEASURES)[number];

/** Add up to the change, to the last digit. */
export type Parts = Record<Factor, DecimalText>;

/** `to` − `from`, and what each factor brings to it. */
export interface SplitAmount {
  from: DecimalText;
  to: DecimalText;
  change: DecimalText;
  parts: Parts;
}

/**
 * The coefficients of the combinations that are really computed. A factor in which the runs don't differ changes no combination, so those that
 * differ in it alone are one: its coefficients cancel to zero exactly.
 * @param differing mask of the factors in which the runs differ
 */
export function mergedCoefficients(differing: number): Map<number, readonly bigint[]> {
  const coefficients = shapleyCoefficients(FACTORS.length);
  const merged = new Map<number, bigint[]>();
  for (let combination = 0; combination < COMBINATIONS; combination++) {
    const computed = combination & differing;
    const sums = merged.get(computed) ?? FACTORS.map(() => 0n);
    FACTORS.forEach((_, factor) => {
      sums[factor]! += coefficients[factor]![combination]!;
    });
    merged.set(computed, sums);
  }
  return merged;
}

/** Which end of the change a combination is: both when the runs don't differ. */
export interface Ends {
  isFrom: boolean;
  isTo: boolean;
}

/** One amount's sum over the combinations, as they come. Exact: it counts in as many decimal places as the amounts need. */
export class ShapleySum {
  readonly #shares = FACTORS.map(() => 0n);
  #from = 0n;
  #to = 0n;
  /** What the sums are counted in: 10^−places. */
  #places = 0;

  /**
   * Adds an amount (or takes it away) to what this combination counts.
   * @param coefficients of the combination, by factor
   */
  add(amount: DecimalText, coefficients: readonly bigint[], ends: Ends, sign: 1n | -1n = 1n): void {
    if (amount === '0') return;
    this.#widen(placesOf(amount));
    const units = sign * unitsOf(amount, this.#places);
    if (ends.isFrom) this.#from += units;
    if (ends.isTo) this.#to += units;
    coefficients.forEach((coefficient, factor) => {
      this.#shares[factor]! += coefficient * units;
    });
  }

  #widen(places: number): void {
    if (places <= this.#places) return;
    const factor = powerOfTen(places - this.#places);
    this.#places = places;
    this.#from *= factor;
    this.#to *= factor;
    this.#shares.forEach((share, place) => {
      this.#shares[place] = share * factor;
    });
  }

  /** True when it starts, ends and is split at zero. */
  get isNothing(): boolean {
    return this.#from === 0n && this.#to === 0n && this.#shares.every((share) => share === 0n);
  }

  /** The amount split; parts add up to the change exactly. */
  split(): SplitAmount {
    const from = textOfUnits(this.#from, this.#places);
    const to = textOfUnits(this.#to, this.#places);
    const places = Math.max(SHARE_PLACES, placesOf(from), placesOf(to));
    const shares = {} as Record<Factor, bigint>;
    FACTORS.forEach((factor, place) => {
      shares[factor] = this.#shares[place]!;
    });
    const exact = { divisor: shapleyDivisor(FACTORS.length), unitPlaces: this.#places };
    const rounded = roundedShares(shares, exact, places);
    return {
      from,
      to,
      change: exactDifference(from, to),
      parts: partsOf((factor) => textOfUnits(rounded[factor], places)),
    };
  }
}

export const partsOf = (pick: (factor: Factor) => DecimalText): Parts => ({
  positions: pick('positions'),
  market: pick('market'),
  parameters: pick('parameters'),
  time: pick('time'),
});

/** Sums of parts, exactly: rows of an entry make up the entry. */
export function sumOfParts(parts: readonly Parts[]): Parts {
  return partsOf((factor) => exactSum(parts.map((own) => own[factor])));
}
