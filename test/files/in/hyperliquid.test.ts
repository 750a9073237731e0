// A Hyperliquid wallet: positions, cash less their profit, tokens and marks from the venue's two answers, rejected rows with a remedy.
import { describe, expect, it } from 'vitest';
import { json, read } from '../reading.ts';

const position = (words: Record<string, unknown>): object => ({
  type: 'oneWay',
  position: {
    coin: 'BTC',
    szi: '-0.5',
    entryPx: '96000.0',
    positionValue: '50000.0',
    unrealizedPnl: '-2000.0',
    leverage: { type: 'cross', value: 20 },
    marginUsed: '2500.0',
    maxLeverage: 40,
    ...words,
  },
});
const perpetuals = (positions: object[]): object => ({
  marginSummary: {
    accountValue: '8000.0',
    totalNtlPos: '50000.0',
    totalRawUsd: '58000.0',
    totalMarginUsed: '2500.0',
  },
  assetPositions: positions,
  withdrawable: '5500.0',
  time: 1_790_000_000_000,
});
const spot = (words: object = {}): object => ({
  balances: [
    { coin: 'USDC', token: 0, total: '1500.25', hold: '0.0', entryNtl: '0.0' },
    { coin: 'HYPE', token: 150, total: '300.5', hold: '0.0', entryNtl: '9000.0' },
    { coin: 'UBTC', token: 197, total: '0.25', hold: '0.0', entryNtl: '20000.0' },
    { coin: 'PURR', token: 1, total: '0.0', hold: '0.0', entryNtl: '0.0' },
  ],
  ...words,
});
const balancesOf = (outcome: Awaited<ReturnType<typeof read>>): string[] =>
  outcome.balances.map(({ currency, amount, kind }) => `${kind} ${amount} ${currency}`);

describe('clearinghouseState and spotClearinghouseState', () => {
  it('in one document: cash is the account value less unrealised profit, plus the spot balance', async () => {
    const outcome = await read(
      json({ clearinghouseState: perpetuals([position({})]), spotClearinghouseState: spot() }),
    );
    expect(outcome.rejected).toEqual([]);
    expect(outcome.accounts).toMatchObject([
      { id: 'hyperliquid', venue: 'hyperliquid', marginModel: 'hyperliquid-pm' },
    ]);
    expect(outcome.positions).toMatchObject([
      { instrument: 'hyperliquid:BTC', quantity: '-0.5', averagePrice: '96000', settledPrice: '96000' },
    ]);
    expect(outcome.instruments).toMatchObject([
      { kind: 'perpetual', payoff: 'linear', settlementCurrency: 'USDC', priceIndex: 'btc_usd' },
    ]);
    // 8,000 − (−2,000) + 1,500.25
    expect(balancesOf(outcome)).toEqual(['cash 0.25 BTC', 'cash 300.5 HYPE', 'cash 11500.25 USDC']);
    expect(outcome.snapshots[0]!.figures).toMatchObject([
      { class: 'mark', key: 'hyperliquid:BTC', value: '100000' },
    ]);
    expect(outcome.balanceAccounts).toEqual(['hyperliquid']);
    expect(outcome.notices.join()).toContain('UBTC as BTC');
  });
  it('in two files, under portfolio margin: the USDC total holds perpetuals and debts already', async () => {
    const outcome = await read([
      json(spot({ portfolioMarginEnabled: true }), 'spot.json'),
      json(perpetuals([position({})]), 'perpetuals.json'),
    ]);
    expect(balancesOf(outcome)).toContain('cash 3500.25 USDC');
  });
  it('alone, the perpetuals’ answer leaves other tokens as they are, and says so', async () => {
    const outcome = await read(json(perpetuals([])));
    expect(balancesOf(outcome)).toEqual(['cash 8000 USDC']);
    expect(outcome.balanceAccounts).toEqual([]);
    expect(outcome.notices.join()).toContain('spotClearinghouseState');
  });
  it('rejects what it can’t take, and takes it corrected', async () => {
    const outcome = await read(
      json(
        perpetuals([position({ coin: 'xyz:AMD' }), position({ szi: 'much' }), 'row' as unknown as object]),
      ),
    );
    expect(outcome.rejected.map(({ row }) => row.reason)).toEqual([
      expect.stringContaining('market of another builder'),
      expect.stringContaining('not a finite number'),
      'the element is not an object',
    ]);
    expect(outcome.positions).toEqual([]);
    // The profit of rejected rows is not cash.
    expect(balancesOf(outcome)).toEqual(['cash 12000 USDC']);
    const corrected = await read(json([position({})]));
    expect(corrected.positions).toMatchObject([{ quantity: '-0.5' }]);
    expect(corrected.balances).toEqual([]);
  });
});

describe('two wallets, or one twice', () => {
  it('the same answer counts once, another wallet’s is rejected, an empty wallet is one', async () => {
    const state = perpetuals([position({})]);
    const twice = await read(json({ a: state, b: state }));
    expect(twice.positions).toHaveLength(1);
    expect(twice.notices.join()).toContain('an answer that stands twice in this import is counted once');
    const two = await read(json([state, perpetuals([position({ szi: '1' })])]));
    expect(two.positions.map(({ quantity }) => quantity)).toEqual(['-0.5']);
    expect(two.rejected.map(({ row }) => row.reason)).toEqual([
      'an earlier answer of this import holds BTC already: these are two wallets, or one at two times',
    ]);
    const tokens = await read(json([spot(), spot({ other: 1 })]));
    expect(balancesOf(tokens)).toContain('cash 300.5 HYPE');
    const empty = await read([json(perpetuals([]), 'p.json'), json({ balances: [] }, 's.json')]);
    expect(empty.balanceAccounts).toEqual(['hyperliquid']);
    expect(balancesOf(empty)).toEqual(['cash 8000 USDC']);
  });
});
