// The integer functions of the exact path against decimal.js and against figures of many digits.
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import {
  fixedOf,
  fixedText,
  ONE,
  wholePart,
} from '../../../src-main/margin/derive-pmrm1/fixed-point/fixed.ts';
import {
  exponential,
  logarithm,
  normalProbability,
  raised,
  squareRoot,
} from '../../../src-main/margin/derive-pmrm1/fixed-point/functions.ts';
import { optionValue } from '../../../src-main/margin/derive-pmrm1/fixed-point/option-value.ts';

const Exact = Decimal.clone({ precision: 60 });
const fixed = (value: Decimal): bigint => BigInt(value.times(1e18).trunc().toFixed());
const real = (value: bigint): Decimal => new Exact(value.toString()).dividedBy(1e18);

describe('fixed-point functions', () => {
  it('exponential, logarithm, power and root are the exact values truncated toward zero', () => {
    for (let step = 1; step <= 60; step++) {
      const x = fixed(new Exact(step).pow(3).dividedBy(777));
      expect(exponential(-x, ONE), `exp(−${real(x)})`).toBe(fixed(real(-x).exp()));
      expect(exponential(x / 8n, ONE), `exp(${real(x)}/8)`).toBe(fixed(real(x / 8n).exp()));
      expect(logarithm(x, ONE), `ln ${real(x)}`).toBe(fixed(real(x).ln()));
      expect(squareRoot(x, ONE), `√${real(x)}`).toBe(fixed(real(x).sqrt()));
      expect(raised(x, 3n * (ONE / 10n), ONE), `${real(x)}^0.3`).toBe(fixed(real(x).pow('0.3')));
    }
    expect(exponential(-1000n * ONE, ONE)).toBe(0n);
    expect(squareRoot(0n, ONE)).toBe(0n);
    expect(() => logarithm(0n, ONE)).toThrow('not defined');
  });

  it('the normal distribution has every digit of published tables', () => {
    const table: [string, string][] = [
      ['0', '0.5'],
      ['1', '0.841344746068542948585232545632'],
      ['-1', '0.158655253931457051414767454368'],
      ['2', '0.977249868051820792799717362833'],
      ['5', '0.999999713348428120806088326248'],
      ['-5', '0.000000286651571879193911673752'],
      ['-8', '0.000000000000000622096057427178'],
      ['40', '1'],
      ['-40', '0'],
    ];
    for (const [at, wanted] of table) {
      expect(normalProbability(fixedOf(at), ONE), `N(${at})`).toBe(fixedOf(wanted));
    }
  });

  it('text in and out is exact, and past eighteen digits cut off', () => {
    expect(fixedOf('-1.9999999999999999999')).toBe(-2n * ONE + 1n);
    expect(fixedText(-123456789n)).toBe('-0.000000000123456789');
    expect(wholePart(fixedOf('-26.9'))).toBe(-26n);
  });

  it('an option is worth the Black value, and its intrinsic value at the corners', () => {
    const option = {
      forward: 100n * ONE,
      strike: 110n * ONE,
      volatility: fixedOf('0.5'),
      time: fixedOf('0.25'),
    };
    // 100·N(d1) − 110·N(d2), d1 = ln(100/110)/0.25 + 0.125, worked out with 40 digits.
    const call = optionValue({ ...option, isCall: true });
    expect(optionValue({ ...option, isCall: false }) - call).toBe(10n * ONE);
    const d1 = new Exact(100).dividedBy(110).ln().times(4).plus('0.125');
    const probability = (d: Decimal): Decimal => real(normalProbability(fixed(d), ONE));
    const wanted = probability(d1)
      .times(100)
      .minus(probability(d1.minus('0.25')).times(110));
    expect(real(call).minus(wanted).abs().toNumber()).toBeLessThan(1e-15);
    for (const corner of [{ time: 0n }, { volatility: 0n }, { strike: 0n }, { forward: 0n }]) {
      const at = { ...option, ...corner };
      const intrinsic = at.forward > at.strike ? at.forward - at.strike : 0n;
      expect(optionValue({ ...at, isCall: true })).toBe(intrinsic);
    }
    // So far above that the ratio of the prices is 0 in whole numbers.
    const far = 10n ** 30n * ONE;
    expect(optionValue({ ...option, strike: far, isCall: true })).toBe(0n);
    expect(optionValue({ ...option, strike: far, isCall: false })).toBe(far - option.forward);
  });
});
