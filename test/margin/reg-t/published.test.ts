// Strategy-based margin against published numbers: Cboe's table and calculator, rows seen at a broker.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWithShared } from '../../setup/shared.ts';
import { type OptionWords, pairsOf, type RegTWords, regTEntry } from './books.ts';

const CLOSE = '2007-02-23T21:00:00Z';
const prices = { IBM: 97.73, SPX: 1451.19, SPY: 145.3 };

/** A position of Cboe's table, 100 contracts a leg. */
const cboe = (
  root: 'IBM' | 'SPX',
  legs: readonly [right: 'call' | 'put', strike: number, contracts: number, price: number][],
  shares = 0,
): RegTWords => ({
  time: CLOSE,
  prices,
  options: legs.map(([right, strike, contracts, price]) => ({
    ...{ root, right, strike, contracts, price, day: '2007-04-20' },
  })),
  shares: shares === 0 ? {} : { [root === 'IBM' ? 'IBM' : 'SPY']: shares },
});

describe('Cboe’s table of 23 February 2007: the deposit from zero cash is its net number', () => {
  it.each([
    ['short call', cboe('IBM', [['call', 100, -100, 1.68]]), 172_760, 'uncovered short call'],
    ['covered call', cboe('IBM', [['call', 100, -100, 1.68]], 10_000), 471_850, 'covered call'],
    ['protective put', cboe('IBM', [['put', 95, 100, 1.02]], 10_000), 498_850, 'protective put'],
    [
      'collar',
      cboe(
        'IBM',
        [
          ['put', 95, 100, 1.02],
          ['call', 105, -100, 0.4],
        ],
        10_000,
      ),
      494_850,
      'collar',
    ],
    [
      'index covered by its fund',
      cboe('SPX', [['call', 1460, -100, 21.66]], 100_000),
      7_048_400,
      'covered call',
    ],
    ['short put on an index', cboe('SPX', [['put', 1460, -100, 22.55]]), 2_176_785, 'uncovered short put'],
  ] satisfies [string, RegTWords, number, string][])('%s', (_name, book, printed, strategy) => {
    const entry = regTEntry(book);
    expect(Number(entry.depositFromZeroCash)).toBeCloseTo(printed, 6);
    expect(pairsOf(entry, 'initial')).toEqual([strategy]);
    expect(entry.tree.confirmed).toBe(true);
  });
});

describe('rows seen at a broker, half-up to whole dollars', () => {
  const leg = (right: 'call' | 'put', strike: number, contracts: number, price: number): OptionWords => ({
    ...{ root: 'SPY', right, strike, contracts, price },
  });
  const long = { SPY: 100 };
  const short = { SPY: -100 };
  it.each([
    [
      'collar',
      {
        prices: { SPY: 524.62 },
        shares: long,
        options: [leg('call', 534, -1, 0.01), leg('put', 514, 1, 0.018)],
      },
      26_231,
      6_202,
    ],
    [
      'conversion',
      {
        prices: { SPY: 524.63 },
        shares: long,
        options: [leg('call', 524, -1, 2.29), leg('put', 524, 1, 0.827)],
      },
      26_295,
      5_303,
    ],
    [
      'reverse conversion',
      {
        prices: { SPY: 524.61 },
        shares: short,
        options: [leg('call', 524, 1, 2.29), leg('put', 524, -1, 0.827)],
      },
      26_231,
      5_240,
    ],
    [
      'short call vertical',
      { prices: { SPY: 410 }, options: [leg('call', 300, -1, 112), leg('call', 310, 1, 100)] },
      1_000,
      1_000,
    ],
    [
      'long put vertical',
      { prices: { SPY: 410 }, options: [leg('put', 300, -1, 0.02), leg('put', 310, 1, 0.03)] },
      0,
      0,
    ],
    [
      'short box',
      {
        prices: { SPY: 410 },
        options: [
          leg('call', 300, -1, 112),
          leg('call', 320, 1, 92),
          leg('put', 320, -1, 0.05),
          leg('put', 300, 1, 0.02),
        ],
      },
      2_000,
      2_000,
    ],
    [
      'long box',
      {
        prices: { SPY: 410 },
        options: [
          leg('call', 300, 1, 112),
          leg('call', 320, -1, 92),
          leg('put', 320, 1, 0.05),
          leg('put', 300, -1, 0.02),
        ],
      },
      0,
      0,
    ],
    [
      'iron condor',
      {
        prices: { SPY: 410 },
        options: [
          leg('put', 300, 1, 0.02),
          leg('put', 310, -1, 0.03),
          leg('call', 320, -1, 92),
          leg('call', 330, 1, 82),
        ],
      },
      1_000,
      1_000,
    ],
    [
      'short call butterfly',
      {
        prices: { SPY: 410 },
        options: [leg('call', 300, -1, 112), leg('call', 310, 2, 100), leg('call', 320, -1, 92)],
      },
      1_000,
      1_000,
    ],
    [
      'long call butterfly',
      {
        prices: { SPY: 410 },
        options: [leg('call', 300, 1, 112), leg('call', 310, -2, 100), leg('call', 320, 1, 92)],
      },
      0,
      0,
    ],
  ] satisfies [string, RegTWords, number, number][])('%s', (name, book, initial, maintenance) => {
    const entry = regTEntry(book);
    expect(Math.round(Number(entry.initialMargin))).toBe(initial);
    expect(Math.round(Number(entry.maintenanceMargin))).toBe(maintenance);
    expect(pairsOf(entry, 'maintenance')).toEqual([name]);
  });
});

interface CboeRow {
  strategy: string;
  option_legs: { underlying: string; right: string; strike: number; contracts: number; price: number }[];
  underlying_qty: number;
  strategy_based_margin_usd: number;
}

describeWithShared('the whole tables', 'vectors/regt', (folder) => {
  const read = (file: string) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));

  it('Cboe’s 18 positions, straddles within 100', () => {
    const rows = read('cboe_2007_strategy_based.json').positions as CboeRow[];
    expect(rows).toHaveLength(18);
    for (const row of rows) {
      const legs = row.option_legs.map((leg) => {
        const right: 'call' | 'put' = leg.right === 'C' ? 'call' : 'put';
        return [right, leg.strike, leg.contracts, leg.price] as [typeof right, number, number, number];
      });
      const root = row.option_legs[0]!.underlying as 'IBM' | 'SPX';
      const entry = regTEntry(cboe(root, legs, row.underlying_qty));
      const off = Math.abs(Number(entry.depositFromZeroCash) - row.strategy_based_margin_usd);
      expect(off, `${root} ${row.strategy}`).toBeLessThan(row.strategy.includes('Straddle') ? 100.001 : 1e-6);
      expect(entry.pairings!.every(({ isExact }) => isExact)).toBe(true);
    }
  });

  it('Cboe’s calculator, 8 rows', () => {
    const rows = read('lean_single_option_cboe_calculator.json').cboe_calculator as {
      right: string;
      K: number;
      price: number;
      S: number;
      contracts: number;
      margin: number;
    }[];
    expect(rows).toHaveLength(8);
    for (const { right, K, price, S, contracts, margin } of rows) {
      const entry = regTEntry({
        prices: { SPY: S },
        options: [{ root: 'SPY', right: right === 'C' ? 'call' : 'put', strike: K, contracts, price }],
      });
      expect(Number(entry.initialMargin), `${right} ${K} at ${S}`).toBeCloseTo(margin, 9);
      expect(entry.maintenanceMargin).toBe(entry.initialMargin);
    }
  });
});
