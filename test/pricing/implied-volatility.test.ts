import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackGreeks, blackValue } from '../../src-main/pricing/black.ts';
import { impliedVolatility } from '../../src-main/pricing/implied-volatility.ts';
import { integratedValue } from './oracle.ts';

const found = (input: Parameters<typeof impliedVolatility>[0]): number => {
  const result = impliedVolatility(input);
  if (!('volatility' in result)) throw new Error(`${result.reason} for ${JSON.stringify(input)}`);
  return result.volatility;
};

const uniform = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

const quotes = fc
  .record({
    right: fc.constantFrom('call' as const, 'put' as const),
    forward: uniform(Math.log(1e-3), Math.log(1e6)).map(Math.exp),
    distance: uniform(-30, 30),
    deviation: uniform(Math.log(1e-5), Math.log(12)).map(Math.exp),
    time: uniform(Math.log(1e-5), Math.log(30)).map(Math.exp),
  })
  .map(({ right, forward, distance, deviation, time }) => ({
    right,
    forward,
    strike: forward * Math.exp(distance * deviation),
    time,
    volatility: deviation / Math.sqrt(time),
  }))
  .filter(({ strike }) => strike > 1e-12 && strike < 1e18);

describe('implied volatility', () => {
  it('returns the volatility that made the price, to 1e-10 or to what the price can hold', () => {
    let sharp = 0;
    const roundTrip = fc.property(quotes, (quote) => {
      const price = blackValue(quote);
      const result = impliedVolatility({ ...quote, price });
      const { vega } = blackGreeks(quote);
      // Four units in the last place of the price, carried through vega: no method can know more.
      const unknowable = (4 * Number.EPSILON * Math.max(price, Number.MIN_VALUE / Number.EPSILON)) / vega;
      if (!('volatility' in result)) return !(unknowable < 1e-10 * quote.volatility);
      if (unknowable < 1e-11 * quote.volatility) sharp++;
      return Math.abs(result.volatility - quote.volatility) <= 1e-10 * quote.volatility + unknowable;
    });
    fc.assert(roundTrip, { seed: 20261122, numRuns: 5_000 });
    expect(sharp, 'cases in which 1e-10 is the bound').toBeGreaterThan(2_000);
  });

  it('finds the volatility of prices integrated numerically', () => {
    for (const strike of [60, 90, 100, 115, 200]) {
      for (const volatility of [0.15, 0.6, 1.8]) {
        const right = strike < 100 ? 'put' : 'call';
        const price = integratedValue(right, 100, strike, volatility, 0.4);
        // The integral itself is good to about 1e-14 of the forward: compared where it is a price at all.
        if (price < 1e-2) continue;
        expect(Math.abs(found({ right, price, forward: 100, strike, time: 0.4 }) - volatility)).toBeLessThan(
          1e-11,
        );
      }
    }
  });

  it('sees a wrong price: one basis point of the forward moves it', () => {
    const quote = { right: 'call', forward: 100, strike: 105, time: 0.5 } as const;
    const price = blackValue({ ...quote, volatility: 0.5 });
    expect(Math.abs(found({ ...quote, price: price + 0.01 }) - 0.5)).toBeGreaterThan(1e-4);
  });

  it('answers with a reason when a price is outside its bounds', () => {
    const call = { right: 'call', forward: 100, strike: 80, time: 0.5 } as const;
    const put = { right: 'put', forward: 100, strike: 120, time: 0.5 } as const;
    expect(impliedVolatility({ ...call, price: 19.99 })).toEqual({
      reason: 'below intrinsic',
      lowerBound: 20,
      upperBound: 100,
    });
    expect(impliedVolatility({ ...call, price: -1 })).toMatchObject({ reason: 'below intrinsic' });
    expect(impliedVolatility({ ...call, price: 20 })).toMatchObject({ reason: 'at intrinsic' });
    expect(impliedVolatility({ ...call, price: 100 })).toMatchObject({ reason: 'above the forward' });
    expect(impliedVolatility({ ...call, price: 101 })).toMatchObject({ reason: 'above the forward' });
    expect(impliedVolatility({ ...put, price: 120 })).toMatchObject({
      reason: 'above the strike',
      upperBound: 120,
    });
    expect(impliedVolatility({ ...put, price: 19 })).toMatchObject({
      reason: 'below intrinsic',
      lowerBound: 20,
    });
    expect(impliedVolatility({ ...call, price: 30, time: 0 })).toMatchObject({ reason: 'expired' });
    expect(impliedVolatility({ ...call, strike: 0, price: 100 })).toMatchObject({ reason: 'at intrinsic' });
    expect(impliedVolatility({ ...call, forward: 0, price: 0 })).toMatchObject({ reason: 'at intrinsic' });
  });

  it('answers at the very edge of the bounds', () => {
    const call = { right: 'call', forward: 100, strike: 100, time: 1 } as const;
    for (const price of [1e-300, 1e-13, 99.999999, 100 - 2e-14]) {
      const volatility = found({ ...call, price });
      expect(blackValue({ ...call, volatility }) / price).toBeCloseTo(1, 13);
    }
    const far = { right: 'call', forward: 1, strike: 1e6, time: 0.01 } as const;
    for (const price of [1e-300, 1e-30, 0.5, 1 - 1e-15]) {
      const volatility = found({ ...far, price });
      expect(blackValue({ ...far, volatility }) / price).toBeCloseTo(1, 11);
    }
  });

  it('refuses what is not a number', () => {
    const call = { right: 'call', forward: 100, strike: 80, time: 0.5 } as const;
    expect(() => impliedVolatility({ ...call, price: Number.NaN })).toThrow('The price of an option');
    expect(() => impliedVolatility({ ...call, price: 30, time: -1 })).toThrow('but it is -1');
  });
});
