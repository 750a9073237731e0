import { describe, expect, it } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import type { OptionRight } from '../../src-main/domain/instrument.ts';
import { type BlackInput, blackGreeks, blackValue } from '../../src-main/pricing/black.ts';
import {
  type BlackScholesInput,
  blackScholesGreeks,
  blackScholesValue,
} from '../../src-main/pricing/black-scholes.ts';
import { integratedValue, slope } from './oracle.ts';

const base: BlackInput = { right: 'call', forward: 100, strike: 110, volatility: 0.4, time: 0.5 };

/** Out-of-the-money values by 60-digit arithmetic on the same doubles (mpmath 1.3), wings and near the money. */
const PRECISE: [
  forward: number,
  strike: number,
  volatility: number,
  time: number,
  right: OptionRight,
  value: number,
][] = [
  [100, 100, 0.2, 1, 'call', 7.965567455405797],
  [100, 100, 1e-6, 1, 'call', 3.98942280401416e-5],
  [100, 100.0001, 1e-5, 0.25, 'call', 0.00015344741569069605],
  [100, 200, 0.1, 0.25, 'call', 2.68084207992859e-44],
  [100, 50, 0.1, 0.25, 'put', 1.340421039964295e-44],
  [100, 1000, 0.3, 0.1, 'call', 2.419707104257484e-130],
  [65000, 250000, 0.6, 0.02, 'call', 3.1674167520303974e-54],
  [65000, 20000, 0.5, 0.02, 'put', 1.679864304359043e-60],
  [65000, 66000, 0.45, 0.00011415525114155251, 'call', 0.06387846231322157],
  [1, 1000000000, 2, 4, 'call', 0.0003878215555271954],
  [100, 100, 50, 4, 'call', 100],
  [1e-6, 2e-6, 0.8, 1, 'call', 1.1509469498568427e-7],
  [100, 101, 0.001, 0.5, 'call', 1.4134641614433382e-47],
  [100, 300, 0.08, 1, 'call', 3.228809099881742e-43],
  [100, 130, 0.02, 2, 'call', 2.991790659944443e-21],
  [3000, 3001, 3, 0.003, 'call', 195.9708431096203],
];

describe('Black-76 value', () => {
  it('is accurate to 1e-12 of itself out of the money, wings included', () => {
    for (const [forward, strike, volatility, time, right, expected] of PRECISE) {
      const value = blackValue({ right, forward, strike, volatility, time });
      expect(Math.abs(value / expected - 1), `${forward} ${strike} ${volatility}`).toBeLessThan(1e-12);
      const mirrored = right === 'call' ? 'put' : 'call';
      const inTheMoney = blackValue({ right: mirrored, forward, strike, volatility, time });
      const parity = expected + Math.abs(forward - strike);
      expect(Math.abs(inTheMoney - parity)).toBeLessThan(1e-15 * Math.max(forward, strike));
    }
  });

  it('is the intrinsic value at the limits, and the forward or strike at endless volatility', () => {
    for (const right of ['call', 'put'] as const) {
      for (const strike of [0, 80, 100, 120]) {
        const intrinsic = Math.max(right === 'call' ? 100 - strike : strike - 100, 0);
        expect(blackValue({ ...base, right, strike, time: 0 })).toBe(intrinsic);
        expect(blackValue({ ...base, right, strike, volatility: 0 })).toBe(intrinsic);
        expect(blackValue({ ...base, right, strike, volatility: 1e200, time: 1e300 })).toBe(
          right === 'call' ? 100 : strike,
        );
      }
      expect(blackValue({ ...base, right, strike: 0 })).toBe(right === 'call' ? 100 : 0);
      expect(blackValue({ ...base, right, forward: 0 })).toBe(right === 'call' ? 0 : 110);
    }
    expect(blackValue({ ...base, discount: 0.9 })).toBeCloseTo(0.9 * blackValue(base), 14);
  });

  it('never gives NaN for finite input, however extreme', () => {
    const sizes = [0, 5e-324, 1e-300, 1e-9, 1, 1e9, 1e300, Number.MAX_VALUE];
    const failures: string[] = [];
    const combine = (rows: number[][]): number[][] =>
      rows.flatMap((row) => sizes.map((size) => [...row, size]));
    for (const [forward, strike, volatility, time] of combine(combine(combine(combine([[]]))))) {
      for (const right of ['call', 'put'] as const) {
        const input = { right, forward: forward!, strike: strike!, volatility: volatility!, time: time! };
        const value = blackValue(input);
        if (!(value >= 0 && Number.isFinite(value)))
          failures.push(`value ${value} of ${JSON.stringify(input)}`);
        for (const [name, greek] of Object.entries(blackGreeks({ ...input, discount: 0.5 }))) {
          if (Number.isNaN(greek)) failures.push(`${name} of ${JSON.stringify(input)}`);
        }
      }
    }
    expect(failures).toEqual([]);
  });

  it('shows the offending argument', () => {
    const wrong: [Partial<BlackInput>, string][] = [
      [{ forward: -1 }, 'The forward of an option must be a finite number of at least 0, but it is -1.'],
      [
        { strike: Number.NaN },
        'The strike of an option must be a finite number of at least 0, but it is NaN.',
      ],
      [
        { volatility: -0.2 },
        'The volatility of an option must be a finite number of at least 0, but it is -0.2.',
      ],
      [{ time: Number.POSITIVE_INFINITY }, 'The time of an option must be'],
      [{ discount: 0 }, 'The discount of an option must be a finite number above 0, but it is 0.'],
      [{ right: 'C' as OptionRight }, "The right of an option must be 'call' or 'put', but it is C."],
    ];
    for (const [change, message] of wrong) {
      expect(() => blackValue({ ...base, ...change })).toThrow(MargraveError);
      expect(() => blackValue({ ...base, ...change })).toThrow(message);
      expect(() => blackGreeks({ ...base, ...change })).toThrow(message);
    }
  });
});

describe('Black-76 Greeks at the limits', () => {
  it('are those of the payoff at expiry and at zero volatility', () => {
    for (const limit of [{ time: 0 }, { volatility: 0 }]) {
      const deep = blackGreeks({ ...base, ...limit, strike: 80 });
      expect(deep).toMatchObject({ delta: 1, gamma: 0, vega: 0 });
      expect(Math.abs(deep.theta)).toBe(0);
      expect(blackGreeks({ ...base, ...limit, strike: 120 })).toMatchObject({ delta: 0, gamma: 0, vega: 0 });
      expect(blackGreeks({ ...base, ...limit, right: 'put', strike: 120 }).delta).toBe(-1);
      expect(blackGreeks({ ...base, ...limit, strike: 100 }).delta).toBeCloseTo(0.5, 15);
      expect(blackGreeks({ ...base, ...limit, strike: 100, right: 'put' }).delta).toBeCloseTo(-0.5, 15);
    }
    // At the money without volatility value is F·σ·√(T/2π) for small σ: vega has a limit and it is this one.
    expect(blackGreeks({ ...base, strike: 100, volatility: 0 }).vega).toBeCloseTo(
      100 * Math.sqrt(0.5 / (2 * Math.PI)),
      12,
    );
  });
});

describe('Black–Scholes–Merton', () => {
  const stock = { right: 'call', spot: 95, strike: 100, volatility: 0.3, time: 0.7 } as const;
  it('is the discounted Black-76 value on the forward, and its Greeks are slopes of the integral', () => {
    for (const right of ['call', 'put'] as const) {
      for (const [rate, dividendYield] of [
        [0.05, 0],
        [-0.02, 0.04],
        [0.08, 0.08],
      ] as const) {
        const input: BlackScholesInput = { ...stock, right, rate, dividendYield };
        const integral = (change: Partial<BlackScholesInput>): number => {
          const at = { ...input, ...change };
          const forward = at.spot * Math.exp((at.rate - at.dividendYield) * at.time);
          return (
            Math.exp(-at.rate * at.time) * integratedValue(right, forward, at.strike, at.volatility, at.time)
          );
        };
        expect(Math.abs(blackScholesValue(input) - integral({}))).toBeLessThan(1e-12);
        const greeks = blackScholesGreeks(input);
        const deltaAt = (spot: number): number => slope((s) => integral({ spot: s }), spot, 0.2);
        expect(greeks.delta).toBeCloseTo(deltaAt(95), 8);
        expect(greeks.gamma).toBeCloseTo(slope(deltaAt, 95, 0.2), 8);
        expect(greeks.vega).toBeCloseTo(
          slope((volatility) => integral({ volatility }), 0.3, 1e-3),
          6,
        );
        expect(greeks.vegaPerPoint).toBeCloseTo(greeks.vega / 100, 14);
        expect(greeks.theta).toBeCloseTo(-slope((time) => integral({ time }), 0.7, 1e-3), 6);
        expect(greeks.thetaPerDay).toBeCloseTo(greeks.theta / 365, 14);
        expect(greeks.rho).toBeCloseTo(
          slope((changed) => integral({ rate: changed }), rate, 1e-3),
          6,
        );
        expect(greeks.rhoPerPoint).toBeCloseTo(greeks.rho / 100, 14);
        const byYield = slope((changed) => integral({ dividendYield: changed }), dividendYield, 1e-3);
        expect(greeks.dividendRho).toBeCloseTo(byYield, 6);
      }
    }
  });

  it('refuses rates whose discount factor is not an ordinary number', () => {
    expect(() => blackScholesValue({ ...stock, rate: 5, dividendYield: 0, time: 1000 })).toThrow(
      'The rate of an option must be a yearly decimal (0.05 is 5 %) with |rate × time| ≤ 300, but it is 5 over 1000 years.',
    );
    expect(() => blackScholesGreeks({ ...stock, rate: 0, dividendYield: Number.NaN })).toThrow(
      'dividendYield',
    );
    expect(() => blackScholesGreeks({ ...stock, spot: -5, rate: 0, dividendYield: 0 })).toThrow('spot');
  });
});
