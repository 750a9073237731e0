import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDecimal,
  formatMove,
  formatPercent,
  percentAsFraction,
  roundDecimal,
  shiftDecimal,
  subtractDecimals,
} from '../../../src-renderer/format/decimal.ts';

const Exact = Decimal.clone({ precision: 80, toExpNeg: -9e15, toExpPos: 9e15 });
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }))
  .map(([digits, places]) => new Exact(digits.toString()).dividedBy(new Exact(10).pow(places)).toFixed());

describe('percentages as typed', () => {
  it('are the fraction they say, exactly, and nothing else is touched', () => {
    expect(percentAsFraction('71.5%')).toBe('0.715');
    expect(percentAsFraction(' 120 % ')).toBe('1.2');
    expect(percentAsFraction('100%')).toBe('1');
    expect(percentAsFraction('0.5%')).toBe('0.005');
    expect(percentAsFraction('-3.25%')).toBe('-0.0325');
    for (const text of ['0.55', '71.5', '%', '7.1.5%', '']) expect(percentAsFraction(text)).toBe(text);
  });
});

describe('amounts for the eye', () => {
  it('groups by thin spaces, with a true minus', () => {
    expect(formatDecimal('-1284310.2249', 2)).toBe('−1\u2009284\u2009310.22');
    expect(formatDecimal('999.995', 2)).toBe('1\u2009000.00');
    expect(formatDecimal('0.00012345')).toBe('0.00012345');
  });

  it('keeps the minus of an amount that rounds to zero: it is not zero', () => {
    expect(formatDecimal('-0.004', 2)).toBe('−0.00');
    expect(formatDecimal('0', 2)).toBe('0.00');
  });

  it('loses no digit of an amount that a float could not hold', () => {
    expect(formatDecimal('9007199254740993.01', 2)).toBe('9\u2009007\u2009199\u2009254\u2009740\u2009993.01');
  });

  it('writes shares and moves as percentages', () => {
    expect(formatPercent('0.7381', 1)).toBe('73.8\u2009%');
    expect(formatMove('-0.16')).toBe('−16\u2009%');
    expect(formatMove('0.065')).toBe('+6.5\u2009%');
    expect(formatMove('0')).toBe('0\u2009%');
  });

  it('rounds, shifts and subtracts as exact decimals do', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.integer({ min: 0, max: 10 }), (a, b, places) => {
        const rounded = new Exact(a).toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
        expect(new Exact(roundDecimal(a, places)).equals(rounded)).toBe(true);
        expect(roundDecimal(a, places).split('.')[1]?.length ?? 0).toBe(places);
        expect(new Exact(shiftDecimal(a, places)).equals(new Exact(a).times(new Exact(10).pow(places)))).toBe(
          true,
        );
        expect(subtractDecimals(a, b)).toBe(new Exact(a).minus(b).toFixed().replace(/^-0$/, '0'));
      }),
      { seed: 20260215, numRuns: 400 },
    );
  });
});
