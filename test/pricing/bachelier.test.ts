import { describe, expect, it } from 'vitest';
import {
  bachelierGreeks,
  bachelierValue,
  impliedNormalVolatility,
} from '../../src-main/pricing/bachelier.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import { curvature, slope } from './oracle.ts';

/** The payoff integrated by Simpson's rule over ±12 deviations, without normal probabilities. */
function integrated(right: 'call' | 'put', forward: number, strike: number, deviation: number): number {
  const edge = Math.max(-12, Math.min((strike - forward) / deviation, 12));
  const [from, to] = right === 'call' ? [edge, 12] : [-12, edge];
  const panels = 2000;
  const step = (to - from) / panels;
  let sum = 0;
  for (let k = 0; k <= panels; k++) {
    const z = from + k * step;
    const weight = k === 0 || k === panels ? 1 : k % 2 === 1 ? 4 : 2;
    sum += weight * Math.abs(forward + deviation * z - strike) * Math.exp((-z * z) / 2);
  }
  return (sum * step) / 3 / Math.sqrt(2 * Math.PI);
}

const cases = [
  [-3, 2],
  [0, 0],
  [1.5, -4],
  [-20, -25],
  [60, 75],
  [10, 100],
] as const;

describe('Bachelier', () => {
  it('is the expected payoff, at negative prices and strikes too', () => {
    for (const [forward, strike] of cases) {
      for (const right of ['call', 'put'] as const) {
        const value = bachelierValue({ right, forward, strike, volatility: 20, time: 0.36, discount: 0.98 });
        const expected = 0.98 * integrated(right, forward, strike, 12);
        expect(Math.abs(value - expected), `${right} ${forward} ${strike}`).toBeLessThan(1e-9);
      }
    }
  });
  it('has the Greeks of its differences', () => {
    for (const [forward, strike] of cases) {
      const at = (f: number, v = 20, t = 0.36) =>
        bachelierValue({
          right: 'put',
          forward: f,
          strike,
          volatility: v,
          time: t,
          discount: Math.exp(-0.05 * t),
        });
      const input = {
        right: 'put' as const,
        forward,
        strike,
        volatility: 20,
        time: 0.36,
        discount: Math.exp(-0.018),
      };
      const greeks = bachelierGreeks(input);
      expect(greeks.delta).toBeCloseTo(
        slope((f) => at(f), forward, 0.05),
        7,
      );
      expect(greeks.gamma).toBeCloseTo(
        curvature((f) => at(f), forward, 0.2),
        6,
      );
      expect(greeks.vega).toBeCloseTo(
        slope((v) => at(forward, v), 20, 0.05),
        7,
      );
      expect(greeks.theta).toBeCloseTo(-slope((t) => at(forward, 20, t), 0.36, 0.001), 5);
    }
  });
  it('tends to Black at small volatility', () => {
    const black = blackValue({ right: 'call', forward: 100, strike: 100.1, volatility: 0.001, time: 1 });
    const normal = bachelierValue({
      right: 'call',
      forward: 100,
      strike: 100.1,
      volatility: 0.10005,
      time: 1,
    });
    expect(Math.abs(black - normal)).toBeLessThan(1e-6);
  });
  it('is found again from its prices, seven deviations in and out', () => {
    for (let distance = -7; distance <= 7; distance += 0.5) {
      for (const right of ['call', 'put'] as const) {
        const strike = -2 + distance * 3;
        const price = bachelierValue({ right, forward: -2, strike, volatility: 6, time: 0.25 });
        const found = impliedNormalVolatility({ right, price, forward: -2, strike, time: 0.25 });
        const isIn = right === 'call' ? distance < 0 : distance > 0;
        // Seven deviations in the money 1e-13 of the price is all its time value.
        if (isIn && Math.abs(distance) > 4) continue;
        expect(
          'volatility' in found && Math.abs(found.volatility / 6 - 1),
          `${right} ${distance}`,
        ).toBeLessThan(1e-9);
      }
    }
  });
  it('says why no volatility gives a price', () => {
    const input = { right: 'call' as const, forward: 5, strike: -5, time: 1 };
    expect(impliedNormalVolatility({ ...input, price: 9 })).toMatchObject({
      reason: 'below intrinsic',
      lowerBound: 10,
    });
    expect(impliedNormalVolatility({ ...input, price: 10 })).toMatchObject({ reason: 'at intrinsic' });
    expect(impliedNormalVolatility({ ...input, price: 11, time: 0 })).toMatchObject({ reason: 'expired' });
    expect(() => bachelierValue({ ...input, volatility: -1 })).toThrow(/volatility/);
  });
});
