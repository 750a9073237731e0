// Standard margin: the venue's worked linear examples, short options by hand, and the saving on deposit of conventions 2.
import { describe, expect, it } from 'vitest';
import { entryFigures } from '../../src-main/margin/blocks/entry.ts';
import { entriesOf, marketOf, portfolioOf } from './books.ts';

describe('futures (Deribit help centre, linear futures article, worked examples)', () => {
  it('long 25 BTC_USDC at 100,000: 53,125 and 28,125 USDC', () => {
    const market = marketOf({ mark: { 'BTC_USDC-PERPETUAL': '100000' } });
    const [entry] = entriesOf(
      'deribit-sm',
      portfolioOf({ positions: { 'BTC_USDC-PERPETUAL': '25' } }),
      market,
    );
    expect(entry).toMatchObject({ currency: 'USDC', nettingSet: 'USDC' });
    expect(Number(entry!.initialMargin)).toBeCloseTo(53_125, 8);
    expect(Number(entry!.maintenanceMargin)).toBeCloseTo(28_125, 8);
    expect(entry!.unconfirmed[0]).toContain('5 August 2026');
  });
  it('6,000 SOL_USDC at 200: 84,000 USDC, from a set that says it holds assumed numbers', () => {
    const market = marketOf({ mark: { 'SOL_USDC-PERPETUAL': '200' } });
    const [entry] = entriesOf(
      'deribit-sm',
      portfolioOf({ positions: { 'SOL_USDC-PERPETUAL': '-6000' } }),
      market,
    );
    expect(Number(entry!.initialMargin)).toBeCloseTo(84_000, 8);
    expect(entry!.unconfirmed).toContainEqual(expect.stringContaining('assumed numbers'));
  });
  it('inverse: size in coin at the mark, rates growing with it, no netting between instruments', () => {
    const market = marketOf({ mark: { 'BTC-PERPETUAL': '50000', 'BTC-25SEP26': '50000' } });
    const [entry] = entriesOf(
      'deribit-sm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '500000', 'BTC-25SEP26': '-500000' } }),
      market,
    );
    expect(Number(entry!.initialMargin)).toBeCloseTo(2 * 10 * (0.02 + 10 * 0.00005), 12);
    expect(Number(entry!.maintenanceMargin)).toBeCloseTo(2 * 10 * (0.01 + 10 * 0.00005), 12);
  });
});

describe('options', () => {
  const at = (symbol: string, quantity: string, mark: string) => {
    const market = marketOf({
      forward: { 'btc_usd 2026-09-25T08:00:00Z': '60000' },
      mark: { [symbol]: mark },
    });
    return entriesOf(
      'deribit-sm',
      portfolioOf({ positions: { [symbol]: quantity }, cash: { BTC: '5' } }),
      market,
    )[0]!;
  };
  it('short call: max(0.15 − otm/S, 0.10) + mark; maintenance 0.075 + mark', () => {
    const near = at('BTC-25SEP26-61200-C', '-2', '0.05');
    expect(Number(near.initialMargin)).toBeCloseTo(2 * (0.15 - 1200 / 60000 + 0.05), 12);
    expect(Number(near.maintenanceMargin)).toBeCloseTo(2 * 0.125, 12);
    const far = at('BTC-25SEP26-90000-C', '-2', '0.01');
    expect(Number(far.initialMargin)).toBeCloseTo(2 * 0.11, 12);
  });
  it('short put: initial is at least maintenance, whose rate grows with the mark', () => {
    const deep = at('BTC-25SEP26-150000-P', '-1', '1.5');
    expect(Number(deep.maintenanceMargin)).toBeCloseTo(0.075 * 1.5 + 1.5, 12);
    expect(Number(deep.initialMargin)).toBeCloseTo(0.15 + 1.5, 12);
    const deeper = at('BTC-25SEP26-300000-P', '-1', '4');
    expect(Number(deeper.initialMargin)).toBeCloseTo(0.075 * 4 + 4, 12);
  });
  it('long options ask for nothing and their value is no equity', () => {
    const long = at('BTC-25SEP26-60000-C', '3', '0.07');
    expect(long).toMatchObject({ initialMargin: '0', maintenanceMargin: '0', equity: '5', deposit: '0' });
    expect(Number(long.depositFromZeroCash)).toBeCloseTo(0.21, 12);
  });
});

describe('the saving on deposit (conventions 2)', () => {
  it('a short call marked .05 with standard .20 and portfolio .12 saves 20 %: .15 to .12', () => {
    const call = { cash: 0.05, optionValue: -0.05 };
    const standard = entryFigures({
      equityParts: { cash: call.cash },
      totalEquity: 0,
      initialMargin: 0.2,
      maintenanceMargin: 0.125,
    });
    const portfolio = entryFigures({
      equityParts: { ...call },
      totalEquity: 0,
      initialMargin: 0.12,
      maintenanceMargin: 0.096,
    });
    expect(Number(standard.depositFromZeroCash)).toBeCloseTo(0.15, 12);
    expect(Number(portfolio.depositFromZeroCash)).toBeCloseTo(0.12, 12);
    expect(1 - Number(portfolio.depositFromZeroCash) / Number(standard.depositFromZeroCash)).toBeCloseTo(
      0.2,
      12,
    );
    // With the premium in cash and nothing else, D itself is the same pair.
    expect([Number(standard.deposit), Number(portfolio.deposit)].map((amount) => amount.toFixed(12))).toEqual(
      ['0.150000000000', '0.120000000000'],
    );
  });
});

describe('open orders', () => {
  it('bought options need their premium, sold ones their margin; the worse side counts', () => {
    const symbol = 'BTC-25SEP26-60000-C';
    const market = marketOf({
      forward: { 'btc_usd 2026-09-25T08:00:00Z': '60000' },
      mark: { [symbol]: '0.05' },
    });
    const of = (side: 'buy' | 'sell') =>
      entriesOf(
        'deribit-sm',
        portfolioOf({ orders: [{ symbol, side, quantity: '2', price: '0.06' }] }),
        market,
      )[0]!;
    expect(Number(of('buy').initialMargin)).toBeCloseTo(0.12, 12);
    expect(Number(of('sell').initialMargin)).toBeCloseTo(2 * 0.2, 12);
    expect(of('sell').maintenanceMargin).toBe('0');
  });
  it('that only reduce ask for nothing', () => {
    const market = marketOf({ index: { btc_usd: '60000' }, mark: { 'BTC-PERPETUAL': '60000' } });
    const marginOf = (reduceOnly: boolean): number => {
      const orders = [{ symbol: 'BTC-PERPETUAL', side: 'buy' as const, quantity: '60000', reduceOnly }];
      const [entry] = entriesOf('deribit-sm', portfolioOf({ orders, cash: { BTC: '1' } }), market);
      return Number(entry!.initialMargin);
    };
    expect(marginOf(false)).toBeCloseTo(0.02 + 0.00005, 12);
    expect(marginOf(true)).toBe(0);
  });
  it('a linear option’s value is quantity × multiplier × mark', () => {
    const symbol = 'SOL_USDC-25SEP26-140-C';
    const market = marketOf({
      forward: { 'sol_usdc 2026-09-25T08:00:00Z': '140' },
      mark: { [symbol]: '7' },
      volatility: { [symbol]: '0.8' },
    });
    const portfolio = portfolioOf({ positions: { [symbol]: '3' } });
    for (const instrument of portfolio.instruments) instrument.multiplier = '10';
    const [entry] = entriesOf('deribit-pm', portfolio, market);
    expect(entry!.equityParts).toMatchObject({ optionValue: '210' });
  });
});
