// Options under Bachelier's model on a spot price or a future: European closed, American by a tree of normal moves.
// May import the domain and this room.
import { requireModestGrowth } from './arguments.ts';
import { bachelierGreeks, bachelierValue } from './bachelier.ts';
import { certainExerciseValue, presentDividends } from './certain-exercise.ts';
import { earlyNodes, type Lattice, latticeEuropean, rollBack, terminalPrices } from './exercise-lattice.ts';
import {
  differences,
  exDateBeforeNodes,
  extrapolatedPremium,
  oddSteps,
  parabola,
  peizerPratt,
  type TreeGreeks,
  type TreeInput,
} from './leisen-reimer.ts';

/** How many deviations off the strike the tree is centred at most. */
const MOST_OFFSET = 4;

interface Normal {
  prepaid: number;
  forward: number;
  discount: number;
  /** Forward per spot: the growth of the price until expiry. */
  growth: number;
  deviation: number;
}

function normalOf(input: TreeInput): Normal {
  const { spot, time, rate, dividendYield, dividends, volatility } = input;
  requireModestGrowth('rate', rate, time);
  requireModestGrowth('dividendYield', dividendYield, time);
  const prepaid = spot - presentDividends(dividends, rate, time);
  const growth = Math.exp((rate - dividendYield) * time);
  return {
    prepaid,
    forward: prepaid * growth,
    discount: Math.exp(-rate * time),
    growth,
    deviation: volatility * Math.sqrt(time),
  };
}

function european(input: TreeInput, { forward, discount }: Normal): number {
  const { right, strike, volatility, time } = input;
  return bachelierValue({ right, forward, strike, volatility, time, discount });
}

/** A tree whose forward rises and falls by fixed amounts of mean 0 and variance volatility²·step; its nodes lie about the strike. */
function build(input: TreeInput, { forward, deviation }: Normal, steps: number): Lattice {
  const { right, strike, time, rate, dividendYield, dividends } = input;
  const step = time / steps;
  const distance = Math.max(-MOST_OFFSET, Math.min((forward - strike) / deviation, MOST_OFFSET));
  const rise = peizerPratt(distance, steps);
  const unit = deviation / Math.sqrt(steps);
  const up = unit * Math.sqrt((1 - rise) / rise);
  const down = -unit * Math.sqrt(rise / (1 - rise));
  for (let j = 0; j <= steps; j++) terminalPrices[j] = forward + j * up + (steps - j) * down;
  return {
    steps,
    rise,
    step,
    rate,
    dividendYield,
    strike,
    sign: right === 'call' ? 1 : -1,
    scaleBack: Math.exp(-(rate - dividendYield) * step),
    shiftBack: -down,
    dividends,
  };
}

function intrinsicOf({ right, spot, strike }: TreeInput): number {
  return Math.max(right === 'call' ? spot - strike : strike - spot, 0);
}

function isPlain(input: TreeInput, deviation: number): boolean {
  return input.exercise === 'european' || deviation === 0 || input.time === 0;
}

/**
 * Value of one option under the normal model, quote currency per unit; prices and strikes of either sign. `volatility` is that
 * of the forward price, price units per √year.
 *
 * American: the European closed form plus what a tree of `steps` normal moves (rise probability by Peizer & Pratt's inversion, so
 * that the strike lies between two nodes) adds by early exercise, extrapolated as in the lognormal tree; never below
 * the best exercise at a time fixed today.
 * Checked against: the lognormal tree at small volatility, which it tends to; the bounds as properties.
 * @throws MargraveError `invalid-input` as bachelierValue
 */
export function normalOptionValue(input: TreeInput): number {
  const normal = normalOf(input);
  const plain = european(input, normal);
  if (input.exercise === 'european') return plain;
  const least = Math.max(plain, certainExerciseValue(input, Number.NEGATIVE_INFINITY));
  if (isPlain(input, normal.deviation)) return least;
  const premium = extrapolatedPremium(oddSteps(input), (steps) => {
    const lattice = build(input, normal, steps);
    return rollBack(lattice, false) - latticeEuropean(lattice);
  });
  return Math.max(least, plain + premium);
}

/**
 * Value and Greeks under the normal model; delta and gamma by the price of what the option is on, vega per 1.00 of normal
 * volatility, theta per year with that price held. American: as treeOptionGreeks, vega by difference.
 * @throws MargraveError `invalid-input` as bachelierValue
 */
export function normalOptionGreeks(input: TreeInput): TreeGreeks {
  const normal = normalOf(input);
  const { right, spot, strike, volatility, time, rate, dividendYield } = input;
  const { forward, discount, growth, prepaid } = normal;
  const value = normalOptionValue(input);
  if (input.exercise === 'american' && value <= intrinsicOf(input)) {
    const isIn = right === 'call' ? spot > strike : spot < strike;
    return { value, delta: isIn ? (right === 'call' ? 1 : -1) : 0, gamma: 0, vega: 0, theta: 0 };
  }
  const greeks = bachelierGreeks({ right, forward, strike, volatility, time, discount });
  // With the spot held the forward falls as its growth runs out and dividends come nearer.
  const drift = -greeks.delta * ((rate - dividendYield) * forward + growth * rate * (spot - prepaid));
  const plain: TreeGreeks = {
    value: european(input, normal),
    delta: greeks.delta * growth,
    gamma: greeks.gamma * growth * growth,
    vega: greeks.vega,
    theta: greeks.theta + drift,
  };
  if (isPlain(input, normal.deviation)) return { ...plain, value };
  const steps = oddSteps(input);
  const bump = 0.01 * volatility;
  const higher = normalOptionValue({ ...input, volatility: volatility + bump });
  const lower = normalOptionValue({ ...input, volatility: volatility - bump });
  const vega = (higher - lower) / (2 * bump);
  const exDate = exDateBeforeNodes(input, steps);
  if (exDate !== null) {
    const spread = normal.deviation / Math.sqrt(steps);
    return { value, vega, ...differences(normalOptionValue, input, value, spread, exDate) };
  }
  const lattice = build(input, normal, steps);
  const premium = rollBack(lattice, true) - latticeEuropean(lattice);
  const nodes = earlyNodes();
  const [later, delta, gamma] = parabola(prepaid, nodes.prices, nodes.american);
  const [plainLater, plainDelta, plainGamma] = parabola(prepaid, nodes.prices, nodes.european);
  return {
    value,
    delta: plain.delta + delta - plainDelta,
    gamma: plain.gamma + gamma - plainGamma,
    vega,
    theta:
      plain.theta +
      (later - plainLater - premium) / (2 * lattice.step) -
      (delta - plainDelta) * rate * (spot - prepaid),
  };
}
