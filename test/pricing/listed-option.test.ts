import { describe, expect, it } from 'vitest';
import { bachelierValue } from '../../src-main/pricing/bachelier.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import { blackScholesValue } from '../../src-main/pricing/black-scholes.ts';
import {
  listedImpliedVolatility,
  listedOptionGreeks,
  listedOptionValue,
  type OptionTerms,
  quickListedImpliedVolatility,
  quickListedOptionValue,
} from '../../src-main/pricing/listed-option.ts';
import { uniform } from './american-oracle.ts';

const share: OptionTerms = {
  exercise: 'american',
  priceModel: 'relative',
  on: 'spot',
  rate: 0.045,
  yield: 0.01,
  dividends: [],
  units: 1,
  cash: 0,
};
const european: OptionTerms = { ...share, exercise: 'european' };
const future: OptionTerms = { ...share, on: 'future' };
const oil: OptionTerms = { ...future, priceModel: 'normal' };
const paying: OptionTerms = { ...share, dividends: [{ time: 0.2, amount: 0.6, isForecast: false }] };
const adjusted: OptionTerms = { ...share, units: 0.6, cash: 12 };

describe('a listed option', () => {
  it('is Black on the prepaid spot, Black-76 on a future, Bachelier under the normal model', () => {
    const spot = listedOptionValue('call', 100, 95, 0.3, 0.5, european);
    const known = { strike: 95, volatility: 0.3, time: 0.5, rate: 0.045, dividendYield: 0.01 };
    expect(spot).toBeCloseTo(blackScholesValue({ right: 'call', spot: 100, ...known }), 12);
    const dividends = [{ time: 0.2, amount: 0.6, isForecast: true }];
    const less = 100 - 0.6 * Math.exp(-0.045 * 0.2);
    expect(listedOptionValue('put', 100, 95, 0.3, 0.5, { ...european, dividends })).toBeCloseTo(
      blackScholesValue({ right: 'put', spot: less, ...known }),
      12,
    );
    const discount = Math.exp(-0.045 * 0.5);
    const black = { right: 'put' as const, forward: 100, strike: 95, time: 0.5, discount };
    const onFuture: OptionTerms = { ...future, exercise: 'european' };
    expect(listedOptionValue('put', 100, 95, 0.3, 0.5, onFuture)).toBeCloseTo(
      blackValue({ ...black, volatility: 0.3 }),
      12,
    );
    const normal = listedOptionValue('put', -4, -6, 25, 0.5, { ...onFuture, priceModel: 'normal' });
    expect(normal).toBeCloseTo(bachelierValue({ ...black, forward: -4, strike: -6, volatility: 25 }), 12);
  });
  it('is worth more American under the normal model too, and as the lognormal one where both models agree', () => {
    const plain = listedOptionValue('put', 50, 60, 8, 2, { ...oil, exercise: 'european' });
    expect(listedOptionValue('put', 50, 60, 8, 2, oil)).toBeGreaterThan(plain + 0.05);
    const calm = listedOptionValue('put', 100, 101, 1, 1, oil);
    expect(calm).toBeCloseTo(listedOptionValue('put', 100, 101, 0.00995, 1, future), 2);
    expect(listedOptionValue('call', -50, -40, 30, 1, oil)).toBeGreaterThan(0);
    const yielding: OptionTerms = { ...share, rate: 0.02, yield: 0.08 };
    const normal = listedOptionValue('call', 100, 100, 9.6, 1, { ...yielding, priceModel: 'normal' });
    expect(Math.abs(normal - listedOptionValue('call', 100, 100, 0.1, 1, yielding))).toBeLessThan(0.1);
  });
  it('without risk is worth the best exercise under the normal model too, at prices below 0 as well', () => {
    const before = { ...paying, priceModel: 'normal' as const };
    const noYield = { ...before, yield: 0 };
    // Exercised just before the ex-date: the strike earns interest until then.
    const collected = 100 - 60 * Math.exp(-before.rate * 0.2);
    for (const volatility of [0, 1e-3, 1])
      expect(listedOptionValue('call', 100, 60, volatility, 0.25, noYield)).toBeCloseTo(collected, 9);
    expect(listedOptionValue('call', -5, -20, 0, 0.25, { ...oil, dividends: [] })).toBeCloseTo(15, 12);
  });
  it('of an adjusted contract is one on units of the price at a strike lowered by the cash', () => {
    const value = listedOptionValue('call', 100, 60, 0.3, 0.5, adjusted);
    expect(value).toBeCloseTo(0.6 * listedOptionValue('call', 100, 80, 0.3, 0.5, share), 12);
    const { delta } = listedOptionGreeks('call', 100, 60, 0.3, 0.5, adjusted);
    const difference =
      listedOptionValue('call', 101, 60, 0.3, 0.5, adjusted) -
      listedOptionValue('call', 99, 60, 0.3, 0.5, adjusted);
    expect(delta).toBeCloseTo(difference / 2, 3);
    // The cash alone exceeds the strike: certain to be exercised, at once.
    expect(listedOptionValue('call', 100, 10, 0.3, 0.5, adjusted)).toBeCloseTo(0.6 * 100 + 12 - 10, 12);
    expect(listedOptionValue('put', 100, 10, 0.3, 0.5, adjusted)).toBe(0);
    expect(listedOptionValue('call', 100, 10, 0.3, 0.5, { ...adjusted, units: 0 })).toBe(2);
  });
  it('has the Greeks of its differences on the future it is on', () => {
    for (const [price, volatility, terms] of [
      [100, 0.3, future],
      [100, 30, oil],
    ] as const) {
      const at = (p: number, v: number = volatility, t = 0.5) =>
        listedOptionValue('put', p, 105, v, t, terms);
      const greeks = listedOptionGreeks('put', price, 105, volatility, 0.5, terms);
      const up = 0.02 * volatility;
      expect(greeks.delta).toBeCloseTo((at(102) - at(98)) / 4, 2.5);
      expect(greeks.gamma).toBeCloseTo((at(104) - 2 * at(100) + at(96)) / 16, 2.5);
      expect(greeks.vega / ((at(100, volatility + up) - at(100, volatility - up)) / (2 * up))).toBeCloseTo(
        1,
        2,
      );
      expect(greeks.theta / ((at(100, volatility, 0.495) - at(100, volatility, 0.505)) / 0.01)).toBeCloseTo(
        1,
        1.5,
      );
    }
  });
  it('is never NaN on finite input, negative prices included', () => {
    const next = uniform(9);
    const bad: string[] = [];
    const kinds = [share, european, future, oil, paying, adjusted, { ...oil, on: 'spot' as const }];
    for (let k = 0; k < 300; k++) {
      const terms = kinds[k % kinds.length]!;
      const right = next() < 0.5 ? 'call' : 'put';
      const price = next() < 0.2 ? -100 * next() : next() < 0.1 ? 0 : 10 ** (6 * next() - 2);
      const strike = next() < 0.2 ? -100 * next() : 10 ** (6 * next() - 2);
      const scale = terms.priceModel === 'normal' ? 100 : 1;
      const volatility = next() < 0.1 ? 0 : scale * 10 ** (4 * next() - 3);
      const time = next() < 0.1 ? 0 : 3 * next();
      const greeks = listedOptionGreeks(right, price, strike, volatility, time, terms);
      const implied = listedImpliedVolatility(right, greeks.value, price, strike, time, terms);
      const found = 'volatility' in implied ? implied.volatility : 0;
      if (![...Object.values(greeks), found].every(Number.isFinite) || greeks.value < 0) {
        bad.push(JSON.stringify({ right, price, strike, volatility, time, terms, greeks, implied }));
      }
    }
    expect(bad).toEqual([]);
  });
});

describe('implied volatility of a listed option', () => {
  it('is found again from the value, by the tree and by the quick engine', () => {
    const next = uniform(11);
    for (let k = 0; k < 60; k++) {
      const terms = [share, european, future, paying, adjusted][k % 5]!;
      const right = k % 2 === 0 ? 'call' : 'put';
      const volatility = 0.1 + 0.6 * next();
      const strike = (terms === adjusted ? 72 : 100) * Math.exp(volatility * (2 * next() - 1));
      const greeks = listedOptionGreeks(right, 100, strike, volatility, 0.7, terms);
      if (greeks.vega < 0.5) continue;
      const found = listedImpliedVolatility(right, greeks.value, 100, strike, 0.7, terms);
      expect('volatility' in found && found.volatility, `${k}`).toBeCloseTo(volatility, 6);
      const quick = quickListedOptionValue(right, 100, strike, volatility, 0.7, terms);
      const again = quickListedImpliedVolatility(right, quick, 100, strike, 0.7, terms);
      expect('volatility' in again && again.volatility, `quick ${k}`).toBeCloseTo(volatility, 6);
    }
    const normal = listedOptionValue('put', -3, 2, 18, 0.4, oil);
    const found = listedImpliedVolatility('put', normal, -3, 2, 0.4, oil);
    expect('volatility' in found && found.volatility).toBeCloseTo(18, 7);
  });
  it('meets the American rows of the dedwards25 collection', () => {
    const rows = [
      ['put', 90, 10.54, 0.15, 2],
      ['put', 100, 6.7661, 0.25, 4],
      ['put', 110, 5.8374, 0.35, 4],
    ] as const;
    for (const [right, price, optionPrice, expected, digits] of rows) {
      const found = quickListedImpliedVolatility(right, optionPrice, price, 100, 0.5, {
        ...future,
        rate: 0.1,
      });
      expect('volatility' in found && found.volatility).toBeCloseTo(expected, digits);
    }
  });
  it('is a reason, not a number, at and below what exercise pays and above every value', () => {
    for (const implied of [listedImpliedVolatility, quickListedImpliedVolatility]) {
      expect(implied('put', 20, 100, 120, 0.5, share)).toMatchObject({
        reason: 'at intrinsic',
        lowerBound: 20,
      });
      expect(implied('put', 19.5, 100, 120, 0.5, share)).toMatchObject({ reason: 'below intrinsic' });
      expect(implied('put', 120, 100, 120, 0.5, share)).toMatchObject({
        reason: 'above the strike',
        upperBound: 120,
      });
      expect(implied('call', 100.5, 100, 120, 0.5, share)).toMatchObject({ reason: 'above the forward' });
      expect(implied('call', 90, 100, 10, 0.5, adjusted)).toMatchObject({ reason: 'at intrinsic' });
    }
  });
});
