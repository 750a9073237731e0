// The rolling back of a recombining binomial lattice with early exercise: the inner loop of the American engines.
// May import this room only.
import type { DatedCash } from './certain-exercise.ts';

/** Most steps that a lattice may have: beyond, its outermost prices would leave the range of a double. */
export const MOST_STEPS = 2001;

/**
 * A lattice on n steps. The price at step i after j rises is linear in the terminal price after j rises:
 * spot(i, j) = scale(i) · terminal[j] + offset(i), plus the dividends still to come, where scale and offset follow from the step
 * back. One shape so serves the multiplicative tree (scale falls by `down` per step) and the additive (offset).
 */
export interface Lattice {
  steps: number;
  /** Probability of a rise, within (0, 1). */
  rise: number;
  /** Years per step. */
  step: number;
  rate: number;
  dividendYield: number;
  strike: number;
  /** +1 call, −1 put. */
  sign: number;
  /** Factor by which scale changes for each step back. */
  scaleBack: number;
  /** What is added to the price per step back, before the scale of that step: 0 in a multiplicative tree. */
  shiftBack: number;
  dividends: readonly DatedCash[];
}

/** Terminal prices of the lattice; whoever builds a lattice writes indices 0…n. Reused by every call. */
export const terminalPrices = new Float64Array(MOST_STEPS + 1);
const american = new Float64Array(MOST_STEPS + 1);
const european = new Float64Array(MOST_STEPS + 1);
const decidedLater = new Float64Array(MOST_STEPS + 1);

/** What is read off near the root: prices and values of three nodes two steps in, with and without early exercise. */
export interface EarlyNodes {
  prices: Float64Array;
  american: Float64Array;
  european: Float64Array;
}

const early: EarlyNodes = {
  prices: new Float64Array(3),
  american: new Float64Array(3),
  european: new Float64Array(3),
};

/** Raises the values of a step to what scale·terminal + shift pays, where that is more. */
function raise(values: Float64Array, count: number, scale: number, shift: number): void {
  for (let j = 0; j <= count; j++) {
    const exercise = scale * terminalPrices[j]! + shift;
    if (exercise > values[j]!) values[j] = exercise;
  }
}

/**
 * As {@link raise}, at an ex-dividend instant: there the value turns from holding to exercise with a kink, which a lattice sees wherever its nodes happen to lie.
 * Straight lines between nodes cut across the kink and lie above it; the node beside it that is held gives up what they have too much, and stays above
 * exercise. So the value moves evenly with price, strike and volatility.
 */
function raiseWithKink(values: Float64Array, count: number, scale: number, shift: number): void {
  let before = 0;
  for (let j = 0; j <= count; j++) {
    const exercise = scale * terminalPrices[j]! + shift;
    const gain = exercise - values[j]!;
    if (gain > 0) values[j] = exercise;
    if (gain * before < 0) {
      const turn = Math.abs(gain - before);
      const place = Math.abs(before) / turn;
      values[gain < 0 ? j : j - 1]! -= 0.5 * turn * place * (1 - place);
    }
    before = gain;
  }
}

/** Terminal payoffs into both columns. */
function payoffs(lattice: Lattice): void {
  const { steps, sign, strike } = lattice;
  for (let j = 0; j <= steps; j++) {
    const payoff = Math.max(sign * (terminalPrices[j]! - strike), 0);
    american[j] = payoff;
    european[j] = payoff;
  }
}

/** One step of a lattice, from i + 1 back to i, as the parts below share it. */
interface Stride {
  /** Step i. */
  index: number;
  /** Discounted probabilities. */
  up: number;
  down: number;
  /** Scale and shift of the prices at i + 1 and at i. */
  nextScale: number;
  nextShift: number;
  scale: number;
  shift: number;
  /** Dividends `first` down to `last` + 1 of the schedule have their ex-date between i and i + 1. */
  first: number;
  last: number;
  /** Present value at i of the dividends after i + 1. */
  beyond: number;
}

const stride: Stride = {
  index: 0,
  up: 0,
  down: 0,
  nextScale: 1,
  nextShift: 0,
  scale: 1,
  shift: 0,
  first: 0,
  last: 0,
  beyond: 0,
};

/**
 * A step with ex-dividend instants in it. A holder may exercise at such an instant: just before it (a call, which so collects the
 * dividend in the price) or just after it (a put). What that pays is known in terms of the price at either end of the step;
 * decided at its start the choice is made too early and its value too low, at its end too high. The value is linear in the moment of
 * decision, so the two are mixed by where the instant lies: it needn't fall on a step, and nothing jumps when it passes one.
 */
function strideOverExDates(lattice: Lattice): void {
  const { index, up, down, nextScale, nextShift, scale, shift, first, last, beyond } = stride;
  const { step, rate, dividendYield, strike, sign, dividends } = lattice;
  for (let j = 0; j <= index + 1; j++) decidedLater[j] = american[j]!;
  for (let j = 0; j <= index; j++) american[j] = up * american[j + 1]! + down * american[j]!;
  let after = beyond;
  let lateness = 0;
  for (let k = first; k > last; k--) {
    const wait = dividends[k]!.time - index * step;
    const amount = dividends[k]!.amount * Math.exp(-rate * wait);
    const cash = (sign > 0 ? after + amount : after) - strike * Math.exp(-rate * wait);
    const kept = Math.exp(-dividendYield * wait);
    raiseWithKink(american, index, sign * scale * kept, sign * (scale * shift * kept + cash));
    const grown = kept * Math.exp(dividendYield * step);
    const cashLater = cash * Math.exp(rate * step);
    raiseWithKink(
      decidedLater,
      index + 1,
      sign * nextScale * grown,
      sign * (nextScale * nextShift * grown + cashLater),
    );
    after += amount;
    lateness += wait / step / (first - last);
  }
  for (let j = 0; j <= index; j++) {
    const later = up * decidedLater[j + 1]! + down * decidedLater[j]!;
    american[j] = american[j]! + lateness * (later - american[j]!);
  }
}

/**
 * Value of the option with early exercise at every step; exercise at a node pays the price there with the dividends still to come
 * put back. Ex-dividend instants between two steps: see strideOverExDates.
 * @param keepsEarly also rolls the European values and keeps the nodes two steps in (twice the time); read by earlyNodes()
 */
export function rollBack(lattice: Lattice, keepsEarly: boolean): number {
  const { steps, rise, step, rate, strike, sign, scaleBack, shiftBack, dividends } = lattice;
  const growth = Math.exp(-rate * step);
  const up = rise * growth;
  const down = (1 - rise) * growth;
  payoffs(lattice);
  let scale = 1;
  let shift = 0;
  let ahead = 0;
  let pending = dividends.length - 1;
  const expiry = steps * step;
  while (pending >= 0 && dividends[pending]!.time >= expiry) pending--;
  for (let i = steps - 1; i >= 0; i--) {
    const now = i * step;
    const nextScale = scale;
    const nextShift = shift;
    scale *= scaleBack;
    shift += shiftBack;
    ahead *= growth;
    if (pending >= 0 && dividends[pending]!.time > now) {
      stride.index = i;
      stride.up = up;
      stride.down = down;
      stride.nextScale = nextScale;
      stride.nextShift = nextShift;
      stride.scale = scale;
      stride.shift = shift;
      stride.beyond = ahead;
      stride.first = pending;
      while (pending >= 0 && dividends[pending]!.time > now) {
        ahead += dividends[pending]!.amount * Math.exp(-rate * (dividends[pending]!.time - now));
        pending--;
      }
      stride.last = pending;
      strideOverExDates(lattice);
      raise(american, i, sign * scale, sign * (scale * shift + ahead - strike));
    } else {
      const slope = sign * scale;
      const constant = sign * (scale * shift + ahead - strike);
      let lower = american[0]!;
      for (let j = 0; j <= i; j++) {
        const upper = american[j + 1]!;
        const hold = up * upper + down * lower;
        const exercise = slope * terminalPrices[j]! + constant;
        american[j] = hold > exercise ? hold : exercise;
        lower = upper;
      }
    }
    if (keepsEarly) {
      for (let j = 0; j <= i; j++) european[j] = up * european[j + 1]! + down * european[j]!;
      if (i === 2) {
        for (let j = 0; j <= 2; j++) {
          early.prices[j] = scale * (terminalPrices[j]! + shift);
          early.american[j] = american[j]!;
          early.european[j] = european[j]!;
        }
      }
    }
  }
  return american[0]!;
}

/** The nodes two steps in of the last lattice rolled back with `keepsEarly`; overwritten by the next. */
export function earlyNodes(): EarlyNodes {
  return early;
}

/**
 * Value without early exercise of the same lattice: the binomial expectation of the payoff, in a number of operations
 * proportional to the steps. Weights run outwards from the likeliest node, so none underflows that matters.
 */
export function latticeEuropean(lattice: Lattice): number {
  const { steps, rise, step, rate, strike, sign } = lattice;
  const odds = rise / (1 - rise);
  const mode = Math.min(Math.floor((steps + 1) * rise), steps);
  let weights = 0;
  let sum = 0;
  let weight = 1;
  for (let j = mode; j <= steps && weight > 0; j++) {
    weights += weight;
    sum += weight * Math.max(sign * (terminalPrices[j]! - strike), 0);
    weight *= (odds * (steps - j)) / (j + 1);
  }
  weight = mode / (odds * (steps - mode + 1));
  for (let j = mode - 1; j >= 0 && weight > 0; j--) {
    weights += weight;
    sum += weight * Math.max(sign * (terminalPrices[j]! - strike), 0);
    weight *= j / (odds * (steps - j + 1));
  }
  return (Math.exp(-rate * steps * step) * sum) / weights;
}
