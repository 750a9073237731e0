// What must hold of any Black-76 pricer, as checks on a pricer that is given: the tests run them on the program's and on
// copies with a mistake seeded in.
import fc from 'fast-check';
import type { BlackGreeks, BlackInput } from '../../src-main/pricing/black.ts';
import { curvature, integratedValue, slope } from './oracle.ts';

export interface Pricer {
  value(input: BlackInput): number;
  greeks(input: BlackInput): BlackGreeks;
}

/** A case of the generator: `rate` gives the discount factor. */
export interface Case {
  input: Required<BlackInput>;
  rate: number;
  /** volatility·√time */
  deviation: number;
}

const SEED = 20261122;
const RUNS = 300;

const logUniform = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp);

/** Strikes within ±3.5 deviations, volatility·√time from 1 % to 300 %, six orders of magnitude of price. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    right: fc.constantFrom('call' as const, 'put' as const),
    forward: logUniform(0.1, 100_000),
    distance: fc.double({ min: -3.5, max: 3.5, noNaN: true }),
    deviation: logUniform(0.01, 3),
    time: logUniform(1 / 365, 4),
    rate: fc.double({ min: -0.05, max: 0.15, noNaN: true }),
  })
  .map(({ right, forward, distance, deviation, time, rate }) => ({
    input: {
      right,
      forward,
      strike: forward * Math.exp(distance * deviation),
      volatility: deviation / Math.sqrt(time),
      time,
      discount: Math.exp(-rate * time),
    },
    rate,
    deviation,
  }));

const factor = logUniform(1.0001, 1.5);

const oracle = (input: BlackInput): number =>
  (input.discount ?? 1) *
  integratedValue(input.right, input.forward, input.strike, input.volatility, input.time);

const near = (actual: number, expected: number, allowed: number): boolean =>
  Math.abs(actual - expected) <= allowed;

const larger = (input: BlackInput): number => Math.max(input.forward, input.strike);

/** Both shapes of a property so that the table below can hold them together. */
type Check = (pricer: Pricer) => fc.IProperty<unknown>;

const onCase = (holds: (pricer: Pricer, one: Case) => boolean): Check => {
  return (pricer) => fc.property(cases, (one) => holds(pricer, one));
};
const onStep = (holds: (pricer: Pricer, one: Case, up: number) => boolean): Check => {
  return (pricer) => fc.property(cases, factor, (one, up) => holds(pricer, one, up));
};

/** Values are compared with rounding allowed for: 1e-14 of the larger of forward and strike. */
const ROUNDING = 1e-14;
/** Greeks against differences of the integral: relative to the Greek's natural scale. */
const DIFFERENCE = 1e-6;

export const properties: Record<string, Check> = {
  'value equals the integral of the payoff': onCase((pricer, { input }) =>
    near(pricer.value(input), oracle(input), 1e-13 * larger(input)),
  ),
  'put–call parity: call − put = discount·(forward − strike)': onCase((pricer, { input }) => {
    const call = pricer.value({ ...input, right: 'call' });
    const put = pricer.value({ ...input, right: 'put' });
    return near(call - put, input.discount * (input.forward - input.strike), ROUNDING * larger(input));
  }),
  'bounds: discounted intrinsic ≤ value ≤ discounted forward or strike': onCase((pricer, { input }) => {
    const { right, forward, strike, discount } = input;
    const value = pricer.value(input);
    const intrinsic = discount * Math.max(right === 'call' ? forward - strike : strike - forward, 0);
    const most = discount * (right === 'call' ? forward : strike);
    return value >= intrinsic && value <= most;
  }),
  'a call rises and a put falls with the forward, by at most the move': onStep((pricer, { input }, up) => {
    const move = input.forward * (up - 1) * input.discount;
    const change = pricer.value({ ...input, forward: input.forward * up }) - pricer.value(input);
    const rise = input.right === 'call' ? change : -change;
    const slack = ROUNDING * larger(input);
    return rise >= -slack && rise <= move + slack;
  }),
  'a call falls and a put rises with the strike, by at most the move': onStep((pricer, { input }, up) => {
    const move = input.strike * (up - 1) * input.discount;
    const change = pricer.value({ ...input, strike: input.strike * up }) - pricer.value(input);
    const rise = input.right === 'put' ? change : -change;
    const slack = ROUNDING * larger(input);
    return rise >= -slack && rise <= move + slack;
  }),
  'value rises with volatility': onStep((pricer, { input }, up) => {
    const risen = pricer.value({ ...input, volatility: input.volatility * up });
    return risen >= pricer.value(input) - ROUNDING * larger(input);
  }),
  'undiscounted value rises with time': onStep((pricer, { input }, up) => {
    const now = { ...input, discount: 1 };
    const later = { ...now, time: input.time * up };
    return pricer.value(later) >= pricer.value(now) - ROUNDING * larger(input);
  }),
  'value is convex in the strike': onStep((pricer, { input, deviation }, up) => {
    const gap = input.strike * deviation * (up - 1);
    const at = (strike: number): number => pricer.value({ ...input, strike });
    const lower = Math.max(input.strike - gap, 0);
    const upper = 2 * input.strike - lower;
    return at(lower) - 2 * at(input.strike) + at(upper) >= -4 * ROUNDING * larger(input);
  }),
  'value scales with the unit of money': onStep((pricer, { input }, up) => {
    const scaled = pricer.value({ ...input, forward: input.forward * up, strike: input.strike * up });
    return near(scaled, up * pricer.value(input), ROUNDING * larger(input));
  }),
  'delta is the slope of the integral in the forward': onCase((pricer, { input, deviation }) => {
    const expected = slope(
      (forward) => oracle({ ...input, forward }),
      input.forward,
      0.01 * input.forward * Math.min(deviation, 1),
    );
    return near(pricer.greeks(input).delta, expected, DIFFERENCE);
  }),
  'gamma is the curvature of the integral in the forward': onCase((pricer, { input, deviation }) => {
    const scale = input.forward * Math.min(deviation, 1);
    const expected = curvature((forward) => oracle({ ...input, forward }), input.forward, 0.02 * scale);
    return near(pricer.greeks(input).gamma, expected, 4 * (DIFFERENCE / scale));
  }),
  'vega is the slope of the integral in the volatility, per 1.00 and per point': onCase(
    (pricer, { input }) => {
      const expected = slope(
        (volatility) => oracle({ ...input, volatility }),
        input.volatility,
        0.002 * input.volatility,
      );
      const { vega, vegaPerPoint } = pricer.greeks(input);
      const allowed = DIFFERENCE * larger(input) * Math.sqrt(input.time);
      return near(vega, expected, allowed) && near(vegaPerPoint, expected / 100, allowed / 100);
    },
  ),
  'theta is the slope of the integral as time passes, per year and per day': onCase(
    (pricer, { input, rate, deviation }) => {
      const expected = -slope(
        (time) => oracle({ ...input, time, discount: Math.exp(-rate * time) }),
        input.time,
        0.002 * input.time,
      );
      const { theta, thetaPerDay } = pricer.greeks(input);
      const allowed = DIFFERENCE * larger(input) * (deviation / input.time);
      return near(theta, expected, allowed) && near(thetaPerDay, expected / 365, allowed / 365);
    },
  ),
  'rho is the slope of the integral in the rate, with the forward and with the spot held': onCase(
    (pricer, { input, rate }) => {
      const { time } = input;
      const spot = input.forward / Math.exp(rate * time);
      const at = (changed: number, forward: number): number =>
        oracle({ ...input, forward, discount: Math.exp(-changed * time) });
      const step = 0.001 / time;
      const held = slope((changed) => at(changed, input.forward), rate, step);
      const grown = slope((changed) => at(changed, spot * Math.exp(changed * time)), rate, 0.1 * step);
      const { rho, rhoPerPoint, rhoSpotHeld } = pricer.greeks(input);
      const allowed = DIFFERENCE * larger(input) * time;
      return (
        near(rho, held, allowed) &&
        near(rhoPerPoint, held / 100, allowed / 100) &&
        near(rhoSpotHeld, grown, allowed)
      );
    },
  ),
};

/** Runs one property on a pricer, always on the same cases: undefined when it holds, otherwise what failed. */
export function violation(check: Check, pricer: Pricer): string | undefined {
  const outcome = fc.check(check(pricer), { seed: SEED, numRuns: RUNS });
  return outcome.failed ? fc.defaultReportMessage(outcome) : undefined;
}
