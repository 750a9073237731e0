// An account prepared once answers like a run of its own: to the bit, for whatever is traded, however often it is asked.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deribitInstrument } from '../../src-main/analysis/reconcile/deribit-instrument.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import { PreparedAccount } from '../../src-main/engine/prepared-account.ts';
import type { PackedPortfolio } from '../../src-main/engine/protocol.ts';
import { runMargin } from '../../src-main/engine/run-margin.ts';
import type { WhatIfBase, WhatIfChange, WhatIfMove } from '../../src-main/engine/what-if-protocol.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { marketOf, parametersOf, portfolioOf, randomBook, randomMarket } from '../margin/books.ts';
import { black76 } from '../margin/naive-values.ts';

const context = { kernel: scalarKernel, findRulebook: rulebookById };
const assets = ['BTC', 'ETH', 'USDC', 'USDT'];

function base(rulebook: string, portfolio: Portfolio, market: MarketSnapshot = randomMarket): WhatIfBase {
  return {
    portfolio: packPortfolio(portfolio),
    market,
    history: [],
    rulebook,
    parameters: { [rulebook]: parametersOf(rulebook, [...assets, 'USD']) },
    allowExcluded: false,
  };
}

const holdingsOf = (packed: PackedPortfolio) =>
  new Map(
    Array.from(packed.holdingInstrument, (place, row) => [
      packed.instruments[place]!.id,
      {
        instrument: packed.instruments[place]!,
        quantity: packed.holdingQuantity[row]!,
        cost: packed.holdingCost[row]!,
        unsettled: packed.holdingUnsettled[row]!,
      },
    ]),
  );

/** What makes one pack of the other. */
function difference(from: PackedPortfolio, to: PackedPortfolio): WhatIfChange {
  const before = holdingsOf(from);
  const after = holdingsOf(to);
  const ids = (packed: PackedPortfolio): Set<string> => new Set(packed.instruments.map(({ id }) => id));
  const [here, there] = [ids(from), ids(to)];
  return {
    holdings: [...after.values()].filter(
      (own) => JSON.stringify(own) !== JSON.stringify(before.get(own.instrument.id)),
    ),
    gone: [...before.keys()].filter((id) => !after.has(id)),
    added: to.instruments.filter(({ id }) => !here.has(id)),
    dropped: from.instruments.map(({ id }) => id).filter((id) => !there.has(id)),
    balances: to.balances,
    parameters: null,
    history: null,
    move: null,
  };
}

function headlineOf(asked: WhatIfBase, portfolio: Portfolio) {
  const request = { ...asked, portfolio: packPortfolio(portfolio), question: 'q' };
  const { result } = runMargin({ ...request, withBaseline: false, withStandalone: false }, context);
  return {
    asOf: result.asOf,
    entries: result.entries.map(({ tree: _t, tables: _s, contributions: _c, ...rest }) => rest),
    total: result.totals.find(({ node }) => node === 'account:a') ?? null,
    excluded: result.excluded,
  };
}

for (const rulebook of ['deribit-pm', 'deribit-cross-pm', 'deribit-sm']) {
  describe(rulebook, () => {
    it('answers a chain of other books as their own runs would, to the bit', () => {
      fc.assert(
        fc.property(randomBook, fc.array(randomBook, { minLength: 1, maxLength: 4 }), (first, others) => {
          const asked = base(rulebook, portfolioOf(first));
          const prepared = new PreparedAccount(asked, context);
          for (const other of [...others, first]) {
            // Orders stay: a what-if trades, it doesn't order.
            const portfolio = portfolioOf({ ...other, orders: first.orders ?? [] });
            const change = difference(asked.portfolio, packPortfolio(portfolio));
            const { before, after, happened } = prepared.answer(change, () => {});
            const { greeks: _greeks, ...figures } = after;
            expect(figures).toEqual(headlineOf(asked, portfolio));
            expect(before).toMatchObject(headlineOf(asked, portfolioOf(first)));
            expect(happened).toEqual([]);
          }
        }),
        { seed: 31, numRuns: 15 },
      );
    });
  });
}

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
