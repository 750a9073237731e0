import { expect, it } from 'vitest';
import { bivariateNormalCumulative as cumulative } from '../../src-main/pricing/bivariate-normal.ts';
import { normalCumulative } from '../../src-main/pricing/normal.ts';

/** a, b, correlation and the probability, integrated in 30-digit arithmetic. */
const highPrecision = [
  [-2.096, -2.097, 0.786151377757423, 0.00717068664587755333],
  [3.328, 1.328, 0.786151377757423, 0.907906654790202973],
  [1.079, -0.921, -0.786151377757423, 0.0840416917354230861],
  [-0.84, -2.84, 0.3, 0.00122190795032494922],
  [-0.631, 1.369, -0.95, 0.178774273354352224],
  [0.273, -1.727, 0.95, 0.0420838317377981239],
  [1.064, 0.064, 0.999, 0.525514886595304883],
  [0.884, 0.885, -0.999999, 0.623573577901305538],
  [-1.118, -1.119, 0.81, 0.0794360328753803961],
] as const;

it('meets values of 30-digit arithmetic within 1e-15', () => {
  for (const [a, b, correlation, expected] of highPrecision) {
    expect(Math.abs(cumulative(a, b, correlation) - expected), `${a} ${b} ${correlation}`).toBeLessThan(
      1e-15,
    );
  }
});

it('meets the closed forms: at the origin, at correlations 0 and ±1, at infinity', () => {
  for (let correlation = -1; correlation <= 1; correlation += 0.125) {
    const closed = 0.25 + Math.asin(correlation) / (2 * Math.PI);
    expect(Math.abs(cumulative(0, 0, correlation) - closed), `${correlation}`).toBeLessThan(1e-15);
  }
  for (const [a, b] of [
    [0.3, -1.2],
    [2, 2],
    [-1, 5],
  ] as const) {
    expect(cumulative(a, b, 0)).toBeCloseTo(normalCumulative(a) * normalCumulative(b), 15);
    expect(cumulative(a, b, 1)).toBeCloseTo(normalCumulative(Math.min(a, b)), 15);
    expect(cumulative(a, b, -1)).toBeCloseTo(Math.max(0, normalCumulative(a) - normalCumulative(-b)), 15);
    expect(cumulative(a, Number.POSITIVE_INFINITY, 0.4)).toBe(normalCumulative(a));
    expect(cumulative(Number.NEGATIVE_INFINITY, b, 0.4)).toBe(0);
  }
});
