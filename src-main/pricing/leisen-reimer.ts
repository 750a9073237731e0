// Leisen–Reimer tree: American and European options on a price with a yield and discrete cash dividends. The reference engine.
// May import the domain and this room.
import { MargraveError } from '../domain/errors.ts';
import type { OptionRight } from '../domain/instrument.ts';
import { requireFinite, requireModestGrowth, requireNonNegative, requireRight } from './arguments.ts';
import { undiscountedBlack } from './black.ts';
import { blackScholesGreeks } from './black-scholes.ts';
import {
  certainExerciseValue,
  type DatedCash,
  isExercisedAtOnce,
  isNeverExercisedEarly,
  presentDividends,
} from './certain-exercise.ts';
import {
  earlyNodes,
  type Lattice,
  latticeEuropean,
  MOST_STEPS,
  rollBack,
  terminalPrices,
} from './exercise-lattice.ts';

/**
 * Steps of the finer tree where none are asked for. Measured on 200 random contracts (volatility 10–70 %, up to two years, rates
 * and yields up to 10 %, a third with two cash dividends) against 1,001 steps, in units of the spot price: median 1e-6, nine of
 * ten below 3e-5, worst 2e-4. A single tree of 101 steps takes a quarter longer and has 5e-6, 9e-5, 5e-4. Against finite differences
 * (13,000 values, most with up to three quarterly dividends, 2 days to two years) nine of ten are within 1.3e-5, 99 of 100 within 1e-4, the worst
 * 4e-4: calls deep in the money with an ex-date within the first steps. With a larger dividend there, 2.4 % of the price: 7e-4; with a tenth of the price
 * the day before expiry: 1e-3.
 */
export const DEFAULT_STEPS = 81;

/** What the tree needs to know. */
export interface TreeInput {
  right: OptionRight;
  exercise: 'european' | 'american';
  /** Spot price, or price of the future (then dividendYield = rate and no dividends); quote currency per unit, ≥ 0. */
  spot: number;
  /** In the spot's unit, any finite number. */
  strike: number;
  /** Yearly decimal, ≥ 0, of the spot less the present value of its dividends before expiry (of the future, where it is one). */
  volatility: number;
  /** Years to expiry, ≥ 0. */
  time: number;
  /** Continuously compounded yearly decimal, of either sign. */
  rate: number;
  /** Dividend yield plus borrow rate, continuously compounded, of either sign. */
  dividendYield: number;
  /** Cash dividends ordered by time; those at or after expiry, or not after now, don't count. */
  dividends: readonly DatedCash[];
  /** Of the finer tree: an odd number from 5 to 2,001; an even one is raised by one. Default {@link DEFAULT_STEPS}. */
  steps?: number;
}

/** Sensitivities of one long option. */
export interface TreeGreeks {
  value: number;
  /** Change of value per 1.00 of the spot price. */
  delta: number;
  /** Change of delta per 1.00 of the spot price. */
  gamma: number;
  /** Change of value per 1.00 (100 points) of volatility. */
  vega: number;
  /** Change of value per year of time passing, the spot price held. */
  theta: number;
}

/** Beyond this volatility·√time an option is valued as at it: prices at the tree's rim would leave the range of a double. */
const MOST_DEVIATION = 12;
/** Below this volatility·√time the price moves without risk as far as a double can tell. */
const LEAST_DEVIATION = 1e-8;
/** How many deviations off the strike the tree is centred at most: beyond, its rises and falls would become lopsided. */
const MOST_OFFSET = 4;

const lattice: Lattice = {
  steps: 0,
  rise: 0.5,
  step: 0,
  rate: 0,
  dividendYield: 0,
  strike: 0,
  sign: 1,
  scaleBack: 1,
  shiftBack: 0,
  dividends: [],
};

/** Probability of a rise at which a binomial sum over n odd steps reproduces N(z): Peizer & Pratt's second inversion. */
export function peizerPratt(z: number, steps: number): number {
  const w = z / (steps + 1 / 3 + 0.1 / (steps + 1));
  const half = 0.5 * Math.sqrt(-Math.expm1(-w * w * (steps + 1 / 6)));
  return z < 0 ? 0.5 - half : 0.5 + half;
}

/** The odd number of steps that an input asks for. */
export function oddSteps({ steps = DEFAULT_STEPS }: TreeInput): number {
  return steps % 2 === 0 ? steps + 1 : steps;
}

/**
 * The premium for early exercise without steps: a tree's error falls as one over its steps, so that two trees, the second of half
 * the steps, show where it leads (Richardson). The premium is what a tree's American value is above its own European value, whose
 * error so cancels.
 * @param premiumOf the premium of a tree of so many steps
 */
export function extrapolatedPremium(steps: number, premiumOf: (steps: number) => number): number {
  const half = 2 * Math.floor(steps / 4) + 1;
  return Math.max((steps * premiumOf(steps) - half * premiumOf(half)) / (steps - half), 0);
}

/** Builds the tree on the prepaid price into the shared lattice. */
function build(input: TreeInput, prepaid: number, deviation: number, count: number): void {
  const { right, strike, time, rate, dividendYield, dividends } = input;
  const step = time / count;
  const middle = (Math.log(prepaid / strike) + (rate - dividendYield) * time) / deviation;
  const centre = Math.max(-MOST_OFFSET, Math.min(middle, MOST_OFFSET));
  const rise = peizerPratt(centre - deviation / 2, count);
  const owned = peizerPratt(centre + deviation / 2, count);
  const growth = Math.exp((rate - dividendYield) * step);
  const up = (growth * owned) / rise;
  const down = (growth * (1 - owned)) / (1 - rise);
  const ratio = up / down;
  let price = prepaid * down ** count;
  for (let j = 0; j <= count; j++) {
    terminalPrices[j] = price;
    price *= ratio;
  }
  lattice.steps = count;
  lattice.rise = rise;
  lattice.step = step;
  lattice.rate = rate;
  lattice.dividendYield = dividendYield;
  lattice.strike = strike;
  lattice.sign = right === 'call' ? 1 : -1;
  lattice.scaleBack = 1 / down;
  lattice.shiftBack = 0;
  lattice.dividends = dividends;
}

function check(input: TreeInput): void {
  requireRight(input.right);
  requireNonNegative('spot', input.spot);
  requireFinite('strike', input.strike);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('time', input.time);
  requireModestGrowth('rate', input.rate, input.time);
  requireModestGrowth('dividendYield', input.dividendYield, input.time);
  for (const one of input.dividends) {
    requireFinite('time of a dividend', one.time);
    requireNonNegative('dividend', one.amount);
  }
  const { steps } = input;
  if (steps !== undefined && !(steps >= 5 && steps <= MOST_STEPS)) {
    throw new MargraveError(
      'invalid-input',
      `A tree has 5 to ${MOST_STEPS} steps, but ${steps} were asked for. Nothing was computed.`,
      { steps },
    );
  }
}

function intrinsicOf(input: TreeInput): number {
  return Math.max(input.right === 'call' ? input.spot - input.strike : input.strike - input.spot, 0);
}

function europeanOf(input: TreeInput, prepaid: number, deviation: number): number {
  const { right, strike, time, rate, dividendYield } = input;
  const forward = prepaid * Math.exp(-dividendYield * time);
  const paid = strike * Math.exp(-rate * time);
  if (paid <= 0) return right === 'call' ? forward - paid : 0;
  return undiscountedBlack(right, forward, paid, deviation);
}

/** True where the value is known without a tree. */
function isPlain(input: TreeInput, prepaid: number, deviation: number): boolean {
  return (
    input.exercise === 'european' ||
    prepaid === 0 ||
    input.strike <= 0 ||
    deviation < LEAST_DEVIATION ||
    isNeverExercisedEarly(input)
  );
}

function plainValue(input: TreeInput, prepaid: number, deviation: number): number {
  const european = europeanOf(input, prepaid, deviation);
  return input.exercise === 'european' ? european : Math.max(european, certainExerciseValue(input));
}

function treeValue(input: TreeInput, prepaid: number, deviation: number): number {
  const premium = extrapolatedPremium(oddSteps(input), (steps) => {
    build(input, prepaid, deviation, steps);
    return rollBack(lattice, false) - latticeEuropean(lattice);
  });
  return Math.max(europeanOf(input, prepaid, deviation) + premium, certainExerciseValue(input));
}

function checkedValue(input: TreeInput): number {
  const { spot, time, rate, volatility, dividends } = input;
  if (time === 0) return intrinsicOf(input);
  const prepaid = Math.max(spot - presentDividends(dividends, rate, time), 0);
  const deviation = Math.min(volatility * Math.sqrt(time), MOST_DEVIATION);
  if (isPlain(input, prepaid, deviation)) return plainValue(input, prepaid, deviation);
  if (isExercisedAtOnce(input, volatility)) return intrinsicOf(input);
  return treeValue(input, prepaid, deviation);
}

/**
 * Value of one option by the tree of Leisen & Reimer (1996), quote currency per unit; rises and falls by Peizer & Pratt's
 * inversion, so that the strike lies between two nodes and the error falls smoothly with the steps. Cash dividends: the spot less
 * their present value is what moves (escrowed), and exercise pays the price with those still to come put back; exercise at
 * the very instant before an ex-date (call) or after it (put) counts, wherever between two steps it lies.
 *
 * American: the European closed form plus the {@link extrapolatedPremium}, never below the European value, the intrinsic value or
 * the best exercise at a time fixed today. Closed where early exercise never pays (a call on what yields nothing) or pays at once;
 * European exercise is always the closed form. Some 10 µs at the default steps on one core, nothing allocated but a closure.
 * Limits. time = 0: intrinsic. volatility = 0: the best exercise at a fixed time. volatility·√time counts up to 12. Dividends that
 * exceed the spot leave nothing that moves. Strike ≤ 0 (see listed-option.ts): no risk left for a call, 0 for a put.
 * Error: see {@link DEFAULT_STEPS}; monotone in volatility and time within it.
 * Checked against: Andersen–Lake–Offengenden's high-precision premiums, Ju's, Barone-Adesi–Whaley's and QuantLib's edge rows; a
 * plain binomial tree with dividends written for the tests; put–call symmetry; Bjerksund–Stensland from above.
 * @throws MargraveError `invalid-input` that names the argument
 */
export function treeOptionValue(input: TreeInput): number {
  check(input);
  return checkedValue(input);
}

/** Greeks of the payoff: what is exercised now, or is certain to be worthless. */
function payoffGreeks(input: TreeInput, value: number): TreeGreeks {
  const isIn = input.right === 'call' ? input.spot > input.strike : input.spot < input.strike;
  return { value, delta: isIn ? (input.right === 'call' ? 1 : -1) : 0, gamma: 0, vega: 0, theta: 0 };
}

/** Greeks of the European option on the prepaid price; theta with the spot held, so that the prepaid price falls with the rate. */
function europeanGreeks(input: TreeInput, prepaid: number): TreeGreeks {
  const { right, spot, strike, time, rate, dividendYield, volatility } = input;
  const isCall = right === 'call';
  if (strike <= 0) {
    const asset = Math.exp(-dividendYield * time);
    const paid = strike * Math.exp(-rate * time);
    const theta = dividendYield * prepaid * asset - rate * paid - asset * rate * (spot - prepaid);
    return isCall
      ? { value: prepaid * asset - paid, delta: asset, gamma: 0, vega: 0, theta }
      : { value: 0, delta: 0, gamma: 0, vega: 0, theta: 0 };
  }
  const bounded = Math.min(volatility, MOST_DEVIATION / Math.sqrt(time));
  const { delta, gamma, vega, theta } = blackScholesGreeks({
    right,
    spot: prepaid,
    strike,
    volatility: bounded,
    time,
    rate,
    dividendYield,
  });
  return {
    value: europeanOf(input, prepaid, bounded * Math.sqrt(time)),
    delta,
    gamma,
    vega: bounded < volatility ? 0 : vega,
    theta: theta - delta * rate * (spot - prepaid),
  };
}

/** Value, slope and curvature at x of the parabola through three points. */
export function parabola(x: number, xs: Float64Array, ys: Float64Array): [number, number, number] {
  const [x0, x1, x2] = [xs[0]!, xs[1]!, xs[2]!];
  const [y0, y1, y2] = [ys[0]!, ys[1]!, ys[2]!];
  const first = (y1 - y0) / (x1 - x0);
  const second = ((y2 - y1) / (x2 - x1) - first) / (x2 - x0);
  return [y0 + (x - x0) * (first + second * (x - x1)), first + second * (2 * x - x0 - x1), 2 * second];
}

/** Years to the first ex-date that the nodes two steps in lie at or behind, so that they don't see what is gained by exercise before it; null where none is. */
export function exDateBeforeNodes({ dividends, time }: TreeInput, steps: number): number | null {
  const first = dividends.find((one) => one.time > 0 && one.amount > 0);
  return first && first.time < time && first.time <= (2 * time) / steps ? first.time : null;
}

/**
 * Delta, gamma and theta of `valuation` as differences: over `spread` of the spot price to either side, and over half of what is left until `exDate`
 * (one step at most), the spot price held.
 */
export function differences(
  valuation: (input: TreeInput) => number,
  input: TreeInput,
  value: number,
  spread: number,
  exDate: number,
): Pick<TreeGreeks, 'delta' | 'gamma' | 'theta'> {
  const { spot, time, dividends } = input;
  const higher = valuation({ ...input, spot: spot + spread });
  const lower = valuation({ ...input, spot: spot - spread });
  const passing = exDate / 2;
  const later = valuation({
    ...input,
    time: time - passing,
    dividends: dividends.map((one) => ({ ...one, time: one.time - passing })),
  });
  return {
    delta: (higher - lower) / (2 * spread),
    gamma: (higher - 2 * value + lower) / (spread * spread),
    theta: (later - value) / passing,
  };
}

/**
 * Value and Greeks of one long option; units in {@link TreeGreeks}.
 *
 * Delta, gamma and theta are read off the three nodes two steps in, each as the European closed form plus what the tree's
 * American nodes show beyond its European nodes; vega is a central difference of values one percent of the volatility apart. Where those nodes lie behind
 * an ex-date all are differences of values.
 * Where the option is exercised now they are those of the payoff. Theta holds the spot price: the present value of the dividends
 * grows towards their dates.
 * @throws MargraveError `invalid-input` as {@link treeOptionValue}
 */
export function treeOptionGreeks(input: TreeInput): TreeGreeks {
  check(input);
  const { spot, strike, time, rate, volatility, dividends } = input;
  if (time === 0) return payoffGreeks(input, intrinsicOf(input));
  const prepaid = Math.max(spot - presentDividends(dividends, rate, time), 0);
  const deviation = Math.min(volatility * Math.sqrt(time), MOST_DEVIATION);
  const value = checkedValue(input);
  if (input.exercise === 'american' && value <= intrinsicOf(input) && (value > 0 || spot === strike)) {
    return payoffGreeks(input, value);
  }
  const plain = europeanGreeks(input, prepaid);
  if (isPlain(input, prepaid, deviation)) return { ...plain, value };
  const steps = oddSteps(input);
  const bump = 0.01 * volatility;
  const higher = checkedValue({ ...input, volatility: volatility + bump });
  const lower = checkedValue({ ...input, volatility: volatility - bump });
  const vega = (higher - lower) / (2 * bump);
  const exDate = exDateBeforeNodes(input, steps);
  if (exDate !== null) {
    const spread = prepaid * Math.min(deviation / Math.sqrt(steps), 0.5);
    return { value, vega, ...differences(checkedValue, input, value, spread, exDate) };
  }
  build(input, prepaid, deviation, steps);
  const premium = rollBack(lattice, true) - latticeEuropean(lattice);
  const { prices, american, european } = earlyNodes();
  const [later, delta, gamma] = parabola(prepaid, prices, american);
  const [plainLater, plainDelta, plainGamma] = parabola(prepaid, prices, european);
  const passing = (later - plainLater - premium) / (2 * lattice.step);
  return {
    value,
    delta: plain.delta + delta - plainDelta,
    gamma: plain.gamma + gamma - plainGamma,
    vega,
    theta: plain.theta + passing - (delta - plainDelta) * rate * (spot - prepaid),
  };
}
