import { describe, expect, it } from 'vitest';
import type { BlackGreeks, BlackInput } from '../../src-main/pricing/black.ts';
import { blackGreeks, blackTerms, blackValue } from '../../src-main/pricing/black.ts';
import { type Pricer, properties, violation } from './properties.ts';

const pricer: Pricer = { value: blackValue, greeks: blackGreeks };

describe('Black-76 keeps every property', () => {
  for (const [name, check] of Object.entries(properties)) {
    it(name, () => expect(violation(check, pricer)).toBeUndefined());
  }
});

const withValue = (value: (input: BlackInput) => number): Pricer => ({ ...pricer, value });
const withGreeks = (change: (greeks: BlackGreeks, input: BlackInput) => Partial<BlackGreeks>): Pricer => ({
  ...pricer,
  greeks: (input) => {
    const greeks = blackGreeks(input);
    return { ...greeks, ...change(greeks, input) };
  },
});

/** The formula spelt out, so that a part of it can be put in wrongly. */
function formula(input: BlackInput, d2Sign: number, timePower: number): number {
  const { right, forward, strike, volatility, time, discount = 1 } = input;
  const { exerciseAbove, exerciseBelow } = blackTerms(forward, strike, volatility * time ** timePower);
  const above = d2Sign > 0 ? exerciseAbove.n2 : exerciseBelow.n2;
  return right === 'call'
    ? discount * (forward * exerciseAbove.n1 - strike * above)
    : discount * (strike * (1 - above) - forward * exerciseBelow.n1);
}

/** A seeded mistake, and the property that must see it. */
const mutations: [mistake: string, property: string, mutant: Pricer][] = [
  ['sign of d2', 'value equals the integral of the payoff', withValue((input) => formula(input, -1, 0.5))],
  [
    'time in place of its root',
    'value equals the integral of the payoff',
    withValue((input) => formula(input, 1, 1)),
  ],
  [
    'forward discounted, strike not',
    'put–call parity: call − put = discount·(forward − strike)',
    withValue((input) =>
      blackValue({ ...input, discount: 1, forward: input.forward * (input.discount ?? 1) }),
    ),
  ],
  [
    'puts not discounted',
    'put–call parity: call − put = discount·(forward − strike)',
    withValue((input) => blackValue(input.right === 'put' ? { ...input, discount: 1 } : input)),
  ],
  [
    'sign of d2',
    'bounds: discounted intrinsic ≤ value ≤ discounted forward or strike',
    withValue((input) => formula(input, -1, 0.5)),
  ],
  [
    'discount left out',
    'bounds: discounted intrinsic ≤ value ≤ discounted forward or strike',
    withValue((input) => blackValue({ ...input, discount: 1 })),
  ],
  [
    'call and put swapped',
    'a call rises and a put falls with the forward, by at most the move',
    withValue((input) => blackValue({ ...input, right: input.right === 'call' ? 'put' : 'call' })),
  ],
  [
    'forward counted twice',
    'a call rises and a put falls with the forward, by at most the move',
    withValue((input) => 2 * blackValue(input)),
  ],
  [
    'strike and forward swapped',
    'a call falls and a put rises with the strike, by at most the move',
    withValue((input) => blackValue({ ...input, forward: input.strike, strike: input.forward })),
  ],
  [
    'volatility inverted',
    'value rises with volatility',
    withValue((input) => blackValue({ ...input, volatility: 1 / input.volatility })),
  ],
  ['sign of d2', 'value rises with volatility', withValue((input) => formula(input, -1, 0.5))],
  [
    'time inverted',
    'undiscounted value rises with time',
    withValue((input) => blackValue({ ...input, time: 1 / input.time })),
  ],
  [
    'value rounded to ticks of 0.1 % of the forward',
    'value is convex in the strike',
    withValue((input) => (Math.round((blackValue(input) / input.forward) * 1000) * input.forward) / 1000),
  ],
  [
    'a fixed amount added',
    'value scales with the unit of money',
    withValue((input) => blackValue(input) + 1e-6),
  ],
  [
    'delta of a put as of a call',
    'delta is the slope of the integral in the forward',
    withGreeks((_, input) => ({ delta: blackGreeks({ ...input, right: 'call' }).delta })),
  ],
  [
    'delta not discounted',
    'delta is the slope of the integral in the forward',
    withGreeks((greeks, input) => ({ delta: greeks.delta / (input.discount ?? 1) })),
  ],
  [
    'gamma without 1/forward',
    'gamma is the curvature of the integral in the forward',
    withGreeks((greeks, input) => ({ gamma: greeks.gamma * input.forward })),
  ],
  [
    'gamma at the density of d2',
    'gamma is the curvature of the integral in the forward',
    withGreeks((greeks, input) => ({ gamma: (greeks.gamma * input.forward) / input.strike })),
  ],
  [
    'vega without √time',
    'vega is the slope of the integral in the volatility, per 1.00 and per point',
    withGreeks((greeks, input) => ({ vega: greeks.vega / Math.sqrt(input.time) })),
  ],
  [
    'vega per point not divided',
    'vega is the slope of the integral in the volatility, per 1.00 and per point',
    withGreeks((greeks) => ({ vegaPerPoint: greeks.vega })),
  ],
  [
    'theta per day not divided',
    'theta is the slope of the integral as time passes, per year and per day',
    withGreeks((greeks) => ({ thetaPerDay: greeks.theta })),
  ],
  [
    'theta per trading day',
    'theta is the slope of the integral as time passes, per year and per day',
    withGreeks((greeks) => ({ thetaPerDay: greeks.theta / 252 })),
  ],
  [
    'sign of theta',
    'theta is the slope of the integral as time passes, per year and per day',
    withGreeks((greeks) => ({ theta: -greeks.theta, thetaPerDay: -greeks.thetaPerDay })),
  ],
  [
    'theta without the carry of the value',
    'theta is the slope of the integral as time passes, per year and per day',
    withGreeks((greeks, input) => {
      const theta = greeks.theta + (Math.log(input.discount ?? 1) / input.time) * blackValue(input);
      return { theta, thetaPerDay: theta / 365 };
    }),
  ],
  [
    'sign of rho',
    'rho is the slope of the integral in the rate, with the forward and with the spot held',
    withGreeks((greeks) => ({ rho: -greeks.rho, rhoPerPoint: -greeks.rhoPerPoint })),
  ],
  [
    'rho of a spot option in place of a forward option',
    'rho is the slope of the integral in the rate, with the forward and with the spot held',
    withGreeks((greeks) => ({ rho: greeks.rhoSpotHeld, rhoPerPoint: greeks.rhoSpotHeld / 100 })),
  ],
];

describe('each property rejects a seeded mistake', () => {
  for (const [mistake, property, mutant] of mutations) {
    it(`${mistake}: ${property}`, () => {
      const check = properties[property];
      expect(check, `no property '${property}'`).toBeDefined();
      expect(violation(check!, mutant), `'${mistake}' went unseen`).toContain('Property failed');
    });
  }

  it('and none is left without one', () => {
    const proven = new Set(mutations.map(([, property]) => property));
    expect(Object.keys(properties).filter((name) => !proven.has(name))).toEqual([]);
  });
});
