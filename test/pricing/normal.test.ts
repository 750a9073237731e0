import stdlibCumulative from '@stdlib/stats-base-dists-normal-cdf';
import { describe, expect, it } from 'vitest';
import { millsRatio, normalCumulative, normalDensity } from '../../src-main/pricing/normal.ts';

/** Mills' ratio by 50-digit arithmetic (√(π/2)·erfc(z/√2)·exp(z²/2) in mpmath 1.3). */
const MILLS: [z: number, ratio: number][] = [
  [0, 1.2533141373155003],
  [0.5, 0.8763644564536923],
  [2, 0.4213692292880545],
  [7.5, 0.13107935580449176],
  [20, 0.04987592598183679],
  [37, 0.027007327965128336],
  [60, 0.016662040889713754],
  [71.5, 0.01398327980543814],
  [73, 0.013696061001009965],
  [100, 0.009999000299850106],
  [1000000, 9.99999999999e-7],
];

describe('normal distribution', () => {
  it("agrees with @stdlib's cumulative probability as its docstring says", () => {
    let absolute = 0;
    let relative = 0;
    for (let i = -74_000; i <= 74_000; i++) {
      const x = i / 2_000 + 1e-4 * Math.sin(i);
      const expected = stdlibCumulative(x, 0, 1);
      const difference = Math.abs(normalCumulative(x) - expected);
      absolute = Math.max(absolute, difference);
      relative = Math.max(relative, difference / expected);
    }
    expect(absolute).toBeLessThan(4e-16);
    expect(relative).toBeLessThan(2e-13);
  });

  it('keeps 1e-15 of itself in the far tail, where rounding x/√2 costs others a factor x²', () => {
    // 60-digit values of N(x) (mpmath 1.3).
    for (const [x, expected] of [
      [-1.5, 0.06680720126885807],
      [-8, 6.220960574271784e-16],
      [-37, 5.725571222524577e-300],
    ] as const) {
      expect(Math.abs(normalCumulative(x) / expected - 1), `at ${x}`).toBeLessThan(1e-15);
    }
  });

  it("has Mills' ratio to 1e-15 of 50-digit values, on both sides of the seam at 72", () => {
    for (const [z, expected] of MILLS) {
      expect(Math.abs(millsRatio(z) / expected - 1), `at ${z}`).toBeLessThan(1e-15);
    }
  });

  it('is defined at the ends of the line', () => {
    expect(normalCumulative(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCumulative(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCumulative(0)).toBeCloseTo(0.5, 15);
    expect(normalDensity(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalDensity(Number.MAX_VALUE)).toBe(0);
    expect(millsRatio(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalCumulative(Number.NaN)).toBeNaN();
  });

  it('never decreases and mirrors', () => {
    let previous = 0;
    for (let i = -4_000; i <= 4_000; i++) {
      const x = i / 100;
      const probability = normalCumulative(x);
      expect(probability).toBeGreaterThanOrEqual(previous);
      expect(Math.abs(probability + normalCumulative(-x) - 1)).toBeLessThan(3e-16);
      previous = probability;
    }
  });
});
