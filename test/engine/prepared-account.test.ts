// An account prepared once answers like a run of its own: to the bit, for whatever is traded, however often it is asked.
import { describe, expect, it } from 'vitest';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit/deribit-instrument.ts';
import { PreparedAccount } from '../../src-main/engine/prepared-account.ts';
import type { WhatIfChange, WhatIfMove } from '../../src-main/engine/what-if-protocol.ts';
import { marketOf, portfolioOf } from '../margin/books.ts';
import { black76 } from '../margin/naive-values.ts';
import { base, context, expectChains } from './fixtures/prepared-books.ts';

it.each(['deribit-pm', 'deribit-cross-pm', 'deribit-sm', 'derive-pmrm2', 'binance-pm'])(
  '%s answers a chain of other books as their own runs would, to the bit, rows carried as others too',
  (rulebook) => expectChains(rulebook, 3),
);

const move = (how: Partial<WhatIfMove>): WhatIfChange => ({
  holdings: [],
  gone: [],
  added: [],
  dropped: [],
  balances: null,
  parameters: null,
  history: null,
  move: { price: 0, volatility: 0, nextExpiry: false, ...how },
});

describe('moves', () => {
  const market = marketOf({
    index: { btc_usd: '60000' },
    mark: { 'BTC-PERPETUAL': '60000', 'BTC-3JUL26': '60600', 'BTC-3JUL26-60000-C': '0.03' },
    forward: { 'btc_usd 2026-07-03T08:00:00Z': '60600', 'btc_usd 2026-09-25T08:00:00Z': '61000' },
    volatility: { 'BTC-3JUL26-60000-C': '0.5', 'BTC-25SEP26-65000-P': '0.5' },
  });
  const answer = (positions: Record<string, string>, change: WhatIfChange, cash = '10') =>
    new PreparedAccount(
      base('deribit-pm', portfolioOf({ positions, cash: { BTC: cash } }), market),
      context,
    ).answer(change, () => {});

  it('a future whose profit is in the cash earns the profit of the move', () => {
    const { before, after, happened } = answer({ 'BTC-PERPETUAL': '600000' }, move({ price: 0.25 }));
    expect(before.entries[0]!.equity).toBe('10');
    // 600,000 USD · (1/60,000 − 1/75,000) = 2 BTC
    expect(Number(after.entries[0]!.equity)).toBeCloseTo(12, 12);
    expect(happened).toEqual(['Every price moved by +25 %.']);
  });

  it('settles what expires at the moved forward, says so, and leaves what expires later', () => {
    const positions = { 'BTC-3JUL26-60000-C': '5', 'BTC-25SEP26-65000-P': '-2', 'BTC-3JUL26': '606000' };
    const { before, after, happened } = answer(positions, move({ price: 0.1, nextExpiry: true }));
    expect(before.asOf).toBe('2026-06-27T08:00:00Z');
    expect(after.asOf).toBe('2026-07-03T08:00:01Z');
    expect(happened.slice(0, 2)).toEqual([
      'Every price moved by +10 %.',
      'Time moved to 2026-07-03 08:00:01 UTC, just after the next expiry.',
    ]);
    expect(happened.filter((sentence) => sentence.includes('settled to cash at 66660'))).toHaveLength(2);
    const [entry] = after.entries;
    // Cash 10 + call 5·(66,660 − 60,000)/66,660 + future 606,000·(1/60,600 − 1/66,660)
    const expected = 10 + (5 * 6_660) / 66_660 + 606_000 * (1 / 60_600 - 1 / 66_660);
    expect(Number(entry!.equityParts.cash)).toBeCloseTo(expected, 9);
    expect(after.greeks).toHaveLength(1);
    expect(Number(entry!.equityParts.optionValue)).toBeLessThan(0);
  });

  it('leaves the time where nothing expires', () => {
    const { after, happened } = answer({ 'BTC-PERPETUAL': '100' }, move({ nextExpiry: true }));
    expect(after.asOf).toBe('2026-06-27T08:00:00Z');
    expect(happened).toEqual(['Nothing that is held expires: the time was left as it is.']);
  });

  it('no move is no move, to the bit', () => {
    const { before, after } = answer({ 'BTC-3JUL26-60000-C': '5', 'BTC-PERPETUAL': '600000' }, move({}));
    expect({ ...after.entries[0]!, assumptions: [] }).toEqual({ ...before.entries[0]!, assumptions: [] });
  });
});

describe('model prices', () => {
  it('are the model’s value in the venue’s quotation, futures at the price they are valued at, else a reason', () => {
    const market = marketOf({ index: { btc_usd: '60000' }, volatility: { 'BTC-25SEP26-65000-P': '0.5' } });
    const prepared = new PreparedAccount(
      base('deribit-pm', portfolioOf({ positions: { 'BTC-PERPETUAL': '100' } }), market),
      context,
    );
    const added = ['BTC-25SEP26-65000-P', 'BTC-25SEP26', 'SOL_USDC-PERPETUAL'].map(
      (name) => deribitInstrument(name)!,
    );
    const prices = prepared.modelPrices(added, [...added.map(({ id }) => id), 'deribit:BTC-PERPETUAL']);
    expect(prices.get('deribit:BTC-25SEP26')).toEqual({ price: 60_000 });
    expect(prices.get('deribit:BTC-PERPETUAL')).toEqual({ price: 60_000 });
    expect(prices.get('deribit:BTC-25SEP26-65000-P')).toMatchObject({
      price: expect.closeTo(black76(false, 60_000, 65_000, 0.5, 90 / 365) / 60_000, 12),
    });
    expect(prices.get('deribit:SOL_USDC-PERPETUAL')).toMatchObject({
      reason: expect.stringContaining('sol_usdc'),
    });
  });
});
