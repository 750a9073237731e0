// Bounds that hold of any American option, as properties of both engines.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { bjerksundStenslandValue } from '../../src-main/pricing/bjerksund-stensland.ts';
import { type TreeInput, treeOptionValue } from '../../src-main/pricing/leisen-reimer.ts';

const SEED = 20261122;
const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

const plain: fc.Arbitrary<TreeInput> = fc
  .record({
    right: fc.constantFrom('call' as const, 'put' as const),
    spot: between(-2, 5).map((power) => 10 ** power),
    distance: between(-3, 3),
    volatility: between(0.03, 1.5),
    time: between(0.005, 4),
    rate: between(0, 0.12),
    dividendYield: between(0, 0.12),
  })
  .map(({ distance, ...rest }) => ({
    ...rest,
    exercise: 'american' as const,
    strike: rest.spot * Math.exp(distance * rest.volatility * Math.sqrt(rest.time)),
    dividends: [],
  }));

const paying: fc.Arbitrary<TreeInput> = fc
  .record({
    option: plain,
    shares: fc.array(fc.record({ at: between(0, 1.2), of: between(0, 0.1) }), { maxLength: 3 }),
  })
  .map(({ option, shares }) => ({
    ...option,
    dividends: shares
      .map(({ at, of }) => ({ time: at * option.time, amount: of * option.spot }))
      .sort((a, b) => a.time - b.time),
  }));

type Engine = (input: TreeInput) => number;
const engines: readonly (readonly [string, Engine, fc.Arbitrary<TreeInput>])[] = [
  ['the tree', treeOptionValue, paying],
  ['two boundaries', bjerksundStenslandValue, plain],
];

/** What the engine's own error leaves: a share of spot and strike. */
const slack = (input: TreeInput, share: number): number => share * Math.max(input.spot, input.strike);
const intrinsic = ({ right, spot, strike }: TreeInput): number =>
  Math.max(right === 'call' ? spot - strike : strike - spot, 0);

describe.each(engines)('early exercise by %s', (_, value, inputs) => {
  const holds = (check: (input: TreeInput, factor: number) => boolean, numRuns = 120): void =>
    fc.assert(fc.property(inputs, between(1.001, 1.5), check), { seed: SEED, numRuns });
  it('is worth no less than the European option, than exercise now and than nothing', () => {
    holds((input) => {
      const american = value(input);
      const european = treeOptionValue({ ...input, exercise: 'european' });
      return american >= european - slack(input, 1e-13) && american >= intrinsic(input);
    });
  });
  it('is worth no more than the spot (call) or the strike (put)', () => {
    holds((input) => value(input) <= (input.right === 'call' ? input.spot : input.strike) * (1 + 1e-12));
  });
  it('is worth no less at a higher volatility', () => {
    holds((input, up) => {
      const more = value({ ...input, volatility: input.volatility * up });
      return more >= value(input) - slack(input, 6e-4);
    });
  });
  it('is worth no less with more time, where no dividend comes', () => {
    holds((input, up) => {
      const bare = { ...input, dividends: [] };
      return value({ ...bare, time: bare.time * up }) >= value(bare) - slack(input, 6e-4);
    });
  });
  it('keeps call less put between spot less strike and its two discounted bounds', () => {
    holds((input) => {
      const difference = value({ ...input, right: 'call' }) - value({ ...input, right: 'put' });
      const { spot, strike, time, rate, dividendYield, dividends } = input;
      const paid = dividends
        .filter((one) => one.time > 0 && one.time < time)
        .reduce((sum, one) => sum + one.amount * Math.exp(-rate * one.time), 0);
      const low = Math.max(spot - paid, 0) * Math.exp(-dividendYield * time) - strike;
      const high = spot - strike * Math.exp(-rate * time);
      return difference >= low - slack(input, 2e-3) && difference <= high + slack(input, 2e-3);
    });
  });
  it('is symmetrical: a put is the call with spot and strike, rate and yield exchanged', () => {
    holds((input) => {
      const put: TreeInput = { ...input, right: 'put', dividends: [] };
      const { spot, strike, rate, dividendYield } = put;
      const call = value({
        ...put,
        right: 'call',
        spot: strike,
        strike: spot,
        rate: dividendYield,
        dividendYield: rate,
      });
      return Math.abs(value(put) - call) <= slack(input, 1e-9);
    });
  });
});
