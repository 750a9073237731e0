// Cross-collateral portfolio margin: the published account (conventions 22), how underlyings join, haircuts, coin equity in the grid.
import { describe, expect, it } from 'vitest';
import { amountOf, entriesOf, lineOf, marketOf, portfolioOf } from './books.ts';

describe('the published account summaries of 6 May 2026 (conventions 22)', () => {
  // Equity as printed; rates = total margin balance in USD over the one in the currency.
  const total = 25.710502678;
  const market = marketOf({
    time: '2026-05-06T06:22:52Z',
    rate: {
      'BTC/USD': String(total / 0.00031639),
      'ETH/USD': String(total / 0.01089),
      'USDT/USD': String(total / 25.713074),
    },
  });
  const [entry] = entriesOf(
    'deribit-cross-pm',
    portfolioOf({ cash: { BTC: '0.00002288', ETH: '0.000086', USDT: '23.61869' } }),
    market,
  );

  it('puts coin equity in the grid: 16 % of BTC and 18 % of ETH, as MM / 0.8 prints to the rounding of the ETH balance', () => {
    const venue = 0.2671726792 / 0.8;
    expect(Math.abs(amountOf(entry!, 'initialMargin/riskMatrix') - venue)).toBeLessThan(0.000284);
    expect(Math.abs(Number(entry!.maintenanceMargin) - 0.2671726792)).toBeLessThan(0.000228);
  });
  it('adds the haircut to the initial margin only: 2 % of the USDT value', () => {
    const venue = 0.806292412 - 0.2671726792 / 0.8;
    expect(Math.abs(amountOf(entry!, 'initialMargin/haircuts') - venue)).toBeLessThan(1e-6);
    expect(Math.abs(Number(entry!.initialMargin) - 0.806292412)).toBeLessThan(0.000284);
  });
  it('does not reduce equity by it', () => {
    const listed =
      (0.00002288 * total) / 0.00031639 + (0.000086 * total) / 0.01089 + (23.61869 * total) / 25.713074;
    expect(Number(entry!.equity)).toBeCloseTo(listed, 10);
  });
  it('rests on nothing unconfirmed, since both ways of joining BTC and ETH agree here', () => {
    expect(entry!.unconfirmed).toEqual([]);
  });
});

describe('uncorrelated underlyings', () => {
  const market = marketOf({
    index: { btc_usd: '50000', eth_usd: '2000' },
    mark: { 'BTC-PERPETUAL': '50000', 'ETH-PERPETUAL': '2000' },
  });
  const book = portfolioOf({ positions: { 'BTC-PERPETUAL': '1000000', 'ETH-PERPETUAL': '-1000000' } });
  const worst = (replaced: Record<string, string | boolean>): number =>
    amountOf(entriesOf('deribit-cross-pm', book, market, replaced)[0]!, 'initialMargin/riskMatrix/worstCase');

  it('one million long BTC and one million short ETH: 340,000 each at its worst, 180,000 cell by cell; the larger is used', () => {
    const none = { 'currency.eth.profitOffset': '0' };
    expect(worst(none)).toBeCloseTo(340_000, 6);
    expect(worst({ ...none, 'general.acrossUnderlyings': 'sumOfWorsts' })).toBeCloseTo(340_000, 6);
    expect(worst({ ...none, 'general.acrossUnderlyings': 'cellByCell' })).toBeCloseTo(180_000, 6);
    const [entry] = entriesOf('deribit-cross-pm', book, market, none);
    expect(entry!.unconfirmed).toContainEqual(expect.stringContaining('uncorrelated'));
    expect(lineOf(entry!, 'initialMargin/riskMatrix/worstCase').operator).toBe('max');
  });
  it('a profit that offsets is a negative contribution, counted at its offset', () => {
    const [entry] = entriesOf('deribit-cross-pm', book, market, {
      'general.acrossUnderlyings': 'cellByCell',
      'currency.btc.profitOffset': '0.5',
      'currency.btc.maximumOffsetableProfit': '1000000',
    });
    // Prices up 16 / 18 %: ETH loses 180,000, BTC brings half of its 160,000.
    const btc = entry!.contributions.find(
      ({ instrument, driver }) => instrument === 'deribit:BTC-PERPETUAL' && driver === 'scenario',
    );
    expect(Number(btc!.amount)).toBeCloseTo(-0.5 * 160_000, 6);
    expect(amountOf(entry!, 'initialMargin/riskMatrix/worstCase')).toBeCloseTo(100_000, 6);
  });
  it('in the correlated set: cell by cell, with the share of the benefit charged back', () => {
    const set = {
      'currency.btc.correlationSet': true,
      'currency.eth.correlationSet': true,
      'currency.eth.profitOffset': '0',
    };
    expect(worst(set)).toBeCloseTo(180_000, 6);
    const [entry] = entriesOf('deribit-cross-pm', book, market, {
      ...set,
      'general.correlationContingency': '0.25',
    });
    expect(amountOf(entry!, 'initialMargin/riskMatrix/correlationContingency')).toBeCloseTo(40_000, 6);
    expect(entry!.unconfirmed).toContainEqual(expect.stringContaining('correlated set'));
  });
});

describe('collateral', () => {
  const market = marketOf({
    index: { btc_usd: '50000' },
    mark: { 'BTC-PERPETUAL': '50000' },
    rate: { 'USDT/USD': '1' },
  });

  it('coin equity hedges a short of the same size', () => {
    const short = portfolioOf({ positions: { 'BTC-PERPETUAL': '-500000' }, cash: { BTC: '10' } });
    expect(
      amountOf(entriesOf('deribit-cross-pm', short, market)[0]!, 'initialMargin/riskMatrix/worstCase'),
    ).toBeCloseTo(0, 6);
    const naked = portfolioOf({ positions: { 'BTC-PERPETUAL': '-500000' }, cash: { USDT: '500000' } });
    const [entry] = entriesOf('deribit-cross-pm', naked, market);
    expect(amountOf(entry!, 'initialMargin/riskMatrix/worstCase')).toBeCloseTo(80_000, 6);
    expect(amountOf(entry!, 'initialMargin/haircuts')).toBeCloseTo(10_000, 8);
  });
  it('coin equity stands at the edge of the grid in every extended cell, or only in rising ones', () => {
    const cellsOf = (replaced: Record<string, string | boolean>): number[] => {
      const none = { 'currency.btc.extendedDampener': '0', ...replaced };
      const [entry] = entriesOf('deribit-cross-pm', portfolioOf({ cash: { BTC: '2' } }), market, none);
      return entry!.tables[1]!.scenarios.map((cell) => Number(cell.profitAndLoss));
    };
    const edge = 2 * 50_000 * 0.16;
    expect(cellsOf({})).toEqual([-edge, -edge, ...Array(6).fill(edge)]);
    expect(cellsOf({ 'currency.btc.equitySideImpact': 'upside' })).toEqual([0, 0, ...Array(6).fill(edge)]);
  });
  it('a deposit bears its own haircut, so that D makes the account pass', () => {
    const charged = { 'currency.usd.haircut': '0.2' };
    const held = { positions: { 'BTC-PERPETUAL': '500000' } };
    const [poor] = entriesOf('deribit-cross-pm', portfolioOf(held), market, charged);
    const needed = Number(poor!.initialMargin) / 0.8;
    expect(Number(poor!.deposit)).toBeCloseTo(needed, 6);
    const [rich] = entriesOf(
      'deribit-cross-pm',
      portfolioOf({ ...held, cash: { USD: String(needed + 0.01) } }),
      market,
      charged,
    );
    expect(rich).toMatchObject({ status: 'passes', deposit: '0' });
  });
  it('a currency without a haircut in the parameters is named', () => {
    const book = portfolioOf({ cash: { STETH: '1' } });
    const rates = marketOf({ rate: { 'STETH/USD': '2000' } });
    expect(() => entriesOf('deribit-cross-pm', book, rates)).toThrow('currency.steth.haircut is missing');
  });
  it('a coin without a rate can’t be counted, a dollar coin without one counts as 1 and says so', () => {
    expect(() => entriesOf('deribit-cross-pm', portfolioOf({ cash: { BTC: '1' } }), marketOf({}))).toThrow(
      'BTC/USD',
    );
    const [entry] = entriesOf('deribit-cross-pm', portfolioOf({ cash: { USDC: '5' } }), marketOf({}));
    expect(entry!.equity).toBe('5');
    expect(entry!.assumptions).toContainEqual(expect.stringContaining('USDC/USD'));
  });
  it('the saving is the difference of free equity: the account’s haircuts and coin equity stay in the deposit from zero, and it says so', () => {
    const words = { positions: { 'BTC-PERPETUAL': '500000' }, cash: { USDT: '10000', BTC: '1' } };
    const [entry] = entriesOf('deribit-cross-pm', portfolioOf(words), market);
    expect(entry!.depositFromZeroCash).toBe(entry!.initialMargin);
    expect(entry!.assumptions).toContainEqual(expect.stringContaining('difference of free equity'));
    const [bare] = entriesOf('deribit-cross-pm', portfolioOf({ positions: words.positions }), market);
    expect(bare!.assumptions.join()).not.toContain('free equity');
  });
  it('negative balances have no haircut and count as they are', () => {
    const [entry] = entriesOf(
      'deribit-cross-pm',
      portfolioOf({ cash: { USDT: '-100', USDC: '1000' } }),
      market,
    );
    expect(entry).toMatchObject({ equity: '900', initialMargin: '0' });
  });
});
