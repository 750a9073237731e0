// Segregated portfolio margin: worked examples from the venue's published answers, and each block by hand.
import { describe, expect, it } from 'vitest';
import { decimalText, ExactDecimal } from '../../src-main/domain/decimal.ts';
import { nettedDelta } from '../../src-main/margin/blocks/deribit/risk-matrix.ts';
import { amountOf, entriesOf, lineOf, marketOf, portfolioOf } from './books.ts';
import { black76 } from './naive-values.ts';

/** Quote notional of a size in coin at a mark, exactly. */
const notional = (coins: string, mark: string): string => decimalText(new ExactDecimal(coins).times(mark));
const matrix = 'initialMargin/riskMatrix';

describe('worked examples (Deribit, answers of private/pme/simulate)', () => {
  it('A: short 0.999487053 ETH-PERPETUAL, production answer of 15 February 2026', () => {
    const [entry] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'ETH-PERPETUAL': notional('-0.999487053', '1949.49') } }),
      marketOf({
        index: { eth_usd: '1949.34' },
        mark: { 'ETH-PERPETUAL': '1949.49' },
        time: '2026-02-15T23:20:09Z',
      }),
    );
    expect(amountOf(entry!, `${matrix}/worstCase`)).toBeCloseTo(0.15246412672881357, 14);
    expect(amountOf(entry!, `${matrix}/rollShock`)).toBeCloseTo(0.004997435265, 14);
    expect(Math.abs(Number(entry!.initialMargin) - 0.157461562)).toBeLessThan(1e-8);
    expect(Math.abs(Number(entry!.maintenanceMargin) - 0.125969249812)).toBeLessThan(1e-8);
    expect(entry!.worstScenario).toMatchObject({ id: 'standard/25', priceMove: '0.18', table: 'standard' });
    const standard = entry!.tables.find((table) => table.table === 'standard')!.scenarios;
    expect(Number(standard[0]!.profitAndLoss)).toBeCloseTo(0.21939959699999997, 14);
    expect(Number(standard[0]!.counted)).toBeCloseTo(0.13163975819999998, 14);
    const extended = entry!.tables.find((table) => table.table === 'extended')!.scenarios;
    expect(extended.map((cell) => cell.counted)).toEqual(Array(8).fill('0'));
    expect(extended.map((cell) => Number(cell.profitAndLoss).toFixed(12))).toEqual([
      ...Array(2).fill('0.219399597000'),
      ...Array(6).fill('-0.152464126729'),
    ]);
    expect(entry!.unconfirmed).toEqual([]);
    expect(lineOf(entry!, 'initialMargin').confirmed).toBe(true);
  });

  it('B: BTC perpetual and BTC-28JUN24, documentation answer of 17 June 2024, with protection and orders given', () => {
    const given = (component: 'marketMakerProtection' | 'openOrders', amount: string) => ({
      account: 'a',
      currency: 'BTC',
      component,
      amount,
      source: 'venue',
    });
    const portfolio = portfolioOf({
      positions: {
        'BTC-PERPETUAL': notional('0.314538364', '65910.57'),
        'BTC-28JUN24': notional('-0.001187534', '67371.75'),
      },
      given: [given('marketMakerProtection', '0.06'), given('openOrders', '0.000018212')],
    });
    const market = marketOf({
      index: { btc_usd: '65666.19' },
      mark: { 'BTC-PERPETUAL': '65910.57', 'BTC-28JUN24': '67371.75' },
      time: '2024-06-17T10:22:20Z',
    });
    const [entry] = entriesOf('deribit-pm', portfolio, market);
    expect(amountOf(entry!, `${matrix}/worstCase`)).toBeCloseTo(0.05968587238095239, 14);
    expect(Math.abs(Number(entry!.initialMargin) - 0.122861343)).toBeLessThan(1e-8);
    expect(Math.abs(Number(entry!.maintenanceMargin) - 0.050274504784)).toBeLessThan(1e-8);
    expect(amountOf(entry!, `${matrix}/rollShock`)).toBeCloseTo(0.00315725898, 14);
  });
});

describe('deposit (conventions 1 and 2)', () => {
  it('counts option value in equity, so options just opened at their marks need the initial margin', () => {
    const symbol = 'BTC-25SEP26-70000-C';
    const market = marketOf({
      index: { btc_usd: '65000' },
      forward: { 'btc_usd 2026-09-25T08:00:00Z': '65500' },
      volatility: { [symbol]: '0.5' },
      mark: { [symbol]: '0.08' },
    });
    const [entry] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { [symbol]: '-10' }, cash: { BTC: '1' } }),
      market,
    );
    const initial = Number(entry!.initialMargin);
    expect(Number(entry!.equityParts.optionValue)).toBeCloseTo(-0.8, 12);
    expect(Number(entry!.equity)).toBeCloseTo(0.2, 12);
    expect(Number(entry!.deposit)).toBeCloseTo(initial - 0.2, 12);
    expect(Number(entry!.depositFromZeroCash)).toBeCloseTo(initial, 12);
    expect(entry!.status).toBe('below maintenance');
  });

  it('a deposit of D, and nothing less, makes the account pass', () => {
    const market = marketOf({ index: { eth_usd: '2000' }, mark: { 'ETH-PERPETUAL': '2000' } });
    const held = { positions: { 'ETH-PERPETUAL': '100000' } };
    const [poor] = entriesOf('deribit-pm', portfolioOf({ ...held, cash: { ETH: '3' } }), market);
    const enough = String(3 + Number(poor!.deposit) + 1e-9);
    const [passing] = entriesOf('deribit-pm', portfolioOf({ ...held, cash: { ETH: enough } }), market);
    expect(poor!.status).not.toBe('passes');
    expect(passing).toMatchObject({ status: 'passes', deposit: '0' });
    const short = String(3 + Number(poor!.deposit) - 1e-6);
    expect(entriesOf('deribit-pm', portfolioOf({ ...held, cash: { ETH: short } }), market)[0]!.status).toBe(
      'initial margin call',
    );
  });

  it('profit since the settled price is equity', () => {
    const market = marketOf({ index: { btc_usd: '66000' }, mark: { 'BTC-PERPETUAL': '66000' } });
    const book = {
      positions: { 'BTC-PERPETUAL': '660000' },
      settled: { 'BTC-PERPETUAL': '60000' },
      cash: { BTC: '2' },
    };
    const [entry] = entriesOf('deribit-pm', portfolioOf(book), market);
    // 660,000 USD from 60,000 to 66,000: 11 − 10 coins.
    expect(Number(entry!.equityParts.unrealisedProfit)).toBeCloseTo(1, 12);
    expect(Number(entry!.equity)).toBeCloseTo(3, 12);
  });
});

describe('options', () => {
  const symbol = 'BTC-25SEP26-70000-C';
  const market = marketOf({
    index: { btc_usd: '65000' },
    forward: { 'btc_usd 2026-09-25T08:00:00Z': '65500' },
    volatility: { [symbol]: '0.5' },
  });
  const time = 90 / 365;

  it('cells are Black-76 at the moved forward and the shocked volatility, in coin', () => {
    const [entry] = entriesOf('deribit-pm', portfolioOf({ positions: { [symbol]: '-2' } }), market);
    const up = 0.5 * (1 + 0.5 * (30 / 90) ** 0.13);
    const down = 0.5 * (1 - 0.25 * (30 / 90) ** 0.13);
    const value = (forward: number, volatility: number): number =>
      black76(true, forward, 70000, volatility, time) / forward;
    const cells = entry!.tables[0]!.scenarios;
    const held = value(65500, 0.5);
    expect(Number(cells[24]!.profitAndLoss)).toBeCloseTo(-2 * (value(65500 * 1.16, up) - held), 12);
    expect(Number(cells[13]!.profitAndLoss)).toBeCloseTo(0, 12);
    expect(Number(cells[2]!.profitAndLoss)).toBeCloseTo(-2 * (value(65500 * 0.84, down) - held), 12);
    expect(cells[24]).toMatchObject({ volatility: 'up', worst: true });
    expect(entry!.unconfirmed[0]).toContain('re-prices options');
    expect(lineOf(entry!, matrix).confirmed).toBe(false);
  });

  it('the extended table scales to the edge and the dampener takes its allowance', () => {
    const size = 5000;
    const [entry] = entriesOf('deribit-pm', portfolioOf({ positions: { [symbol]: `-${size}` } }), market);
    const up = 0.5 * (1 + 0.5 * (30 / 90) ** 0.13);
    const move = 1;
    const far = black76(true, 65500 * (1 + move), 70000, up, time) / (65500 * (1 + move));
    const raw = -size * (far - black76(true, 65500, 70000, 0.5, time) / 65500);
    const scaled = (raw * (0.16 / move) * (1 + move)) / 1.16;
    const allowance = ((move / 0.16 - 1) * 100_000) / (1.16 * 65000);
    const cell = entry!.tables[1]!.scenarios[3]!;
    expect(Number(cell.profitAndLoss)).toBeCloseTo(scaled, 7);
    expect(Number(cell.counted)).toBeCloseTo(scaled + allowance, 7);
  });

  it('roll shock takes the net transaction delta: Black delta less the mark', () => {
    const [entry] = entriesOf('deribit-pm', portfolioOf({ positions: { [symbol]: '2' } }), market);
    const step = 0.5;
    const delta =
      (black76(true, 65500 + step, 70000, 0.5, time) - black76(true, 65500 - step, 70000, 0.5, time)) /
      (2 * step);
    const net = 2 * (delta - black76(true, 65500, 70000, 0.5, time) / 65500);
    expect(amountOf(entry!, `${matrix}/rollShock`)).toBeCloseTo(Math.abs(net) * Math.expm1(0.075 * time), 8);
    const linear = entriesOf('deribit-pm', portfolioOf({ positions: { [symbol]: '2' } }), market, {
      'general.rollShockForm': 'linear',
    });
    expect(amountOf(linear[0]!, `${matrix}/rollShock`)).toBeCloseTo(Math.abs(net) * 0.075 * time, 8);
  });
});

describe('roll shock', () => {
  it('does not net between expiries', () => {
    const market = marketOf({
      index: { btc_usd: '65000' },
      mark: { 'BTC-PERPETUAL': '65000', 'BTC-3JUL26': '65000' },
    });
    const [entry] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '650000', 'BTC-3JUL26': '-650000' } }),
      market,
    );
    expect(amountOf(entry!, `${matrix}/worstCase`)).toBeCloseTo(0, 12);
    expect(amountOf(entry!, `${matrix}/rollShock`)).toBeCloseTo(2 * 10 * 0.01, 12);
  });
});

describe('delta shock', () => {
  const market = marketOf({ index: { btc_usd: '65000' }, mark: { 'BTC-PERPETUAL': '65000' } });
  it('charges the delta above 20 million dollars, at most a tenth of the delta', () => {
    const [small] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '20000000' } }),
      market,
    );
    expect(amountOf(small!, `${matrix}/deltaShock`)).toBe(0);
    // 26 million USD = 400 BTC: 6,000,000 × 400 × 0.00005 = 120,000 USD
    const [large] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '26000000' } }),
      market,
    );
    expect(amountOf(large!, `${matrix}/deltaShock`)).toBeCloseTo(120_000 / 65000, 10);
    expect(large!.unconfirmed).toContainEqual(expect.stringContaining('delta shock'));
    // 260 million USD = 4,000 BTC: 240,000,000 × 4,000 × 0.00005 = 48 million, above 26 million
    const [huge] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '260000000' } }),
      market,
    );
    expect(amountOf(huge!, `${matrix}/deltaShock`)).toBeCloseTo(26_000_000 / 65000, 8);
  });
  it('long options reduce the delta of the rest but never turn it', () => {
    expect(nettedDelta(5, -3, 'longOptionsReduce')).toBe(0);
    expect(nettedDelta(2, -3, 'longOptionsReduce')).toBe(-1);
    expect(nettedDelta(-2, -3, 'longOptionsReduce')).toBe(-3);
    expect(nettedDelta(-2, 3, 'longOptionsReduce')).toBe(1);
    expect(nettedDelta(4, 0, 'longOptionsReduce')).toBe(0);
    expect(nettedDelta(5, -3, 'netDelta')).toBe(2);
  });
});

describe('profit offset', () => {
  it('profits count for their share up to the limit in dollars at the price of the cell', () => {
    const market = marketOf({ index: { eth_usd: '2000' }, mark: { 'ETH-PERPETUAL': '2000' } });
    const book = portfolioOf({ positions: { 'ETH-PERPETUAL': '-2000000' } });
    const [entry] = entriesOf('deribit-pm', book, market, {
      'currency.eth.maximumOffsetableProfit': '100000',
    });
    const [cell] = entry!.tables[0]!.scenarios;
    expect(Number(cell!.profitAndLoss)).toBeCloseTo((1000 * 0.18) / 0.82, 9);
    expect(Number(cell!.counted)).toBeCloseTo(100_000 / (2000 * 0.82), 9);
    expect(entry!.unconfirmed).toContainEqual(expect.stringContaining('offsetable profit'));
  });
});

describe('linear instruments', () => {
  it('settle in USDC, in a set of their own, and use the dollar pair where they have no numbers', () => {
    const market = marketOf({
      index: { btc_usdc: '100000' },
      mark: { 'BTC_USDC-PERPETUAL': '100000' },
      rate: { 'USDC/USD': '1' },
    });
    const [entry] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC_USDC-PERPETUAL': '25' } }),
      market,
    );
    expect(entry).toMatchObject({ nettingSet: 'USDC', currency: 'USDC' });
    expect(amountOf(entry!, `${matrix}/worstCase`)).toBeCloseTo(25 * 100_000 * 0.16, 6);
    expect(amountOf(entry!, `${matrix}/rollShock`)).toBeCloseTo(25 * 100_000 * 0.01, 6);
    expect(entry!.assumptions).toContainEqual(expect.stringContaining('btc_usdc'));
    expect(entry!.unconfirmed).toContainEqual(expect.stringContaining('linear'));
  });
  it('a coin’s dollar index and its USDC index are two prices: each is used in its own currency, and no rate twice', () => {
    const figures = { mark: { 'BTC_USDC-PERPETUAL': '101000' }, rate: { 'USDC/USD': '0.99' } };
    const book = portfolioOf({ positions: { 'BTC_USDC-PERPETUAL': '300' } });
    const shocks = (rulebook: string, index: Record<string, string>): [number, number] => {
      const [entry] = entriesOf(rulebook, book, marketOf({ ...figures, index }));
      return [amountOf(entry!, `${matrix}/rollShock`), amountOf(entry!, `${matrix}/deltaShock`)];
    };
    const both = { btc_usd: '100000', btc_usdc: '101000' };
    expect(shocks('deribit-pm', both)[0]).toBeCloseTo(300 * 101_000 * 0.01, 6);
    expect(shocks('deribit-pm', both)[1]).toBeCloseTo((10_000_000 * 300 * 0.00005) / 0.99, 6);
    expect(shocks('deribit-cross-pm', both)[0]).toBeCloseTo(300 * 101_000 * 0.99 * 0.01, 6);
    expect(shocks('deribit-cross-pm', both)[1]).toBeCloseTo(10_000_000 * 300 * 0.00005, 6);
    const dollar = { btc_usd: '99990' };
    expect(shocks('deribit-pm', dollar)[0]).toBeCloseTo(300 * 101_000 * 0.01, 6);
    const coin = { btc_usdc: '101000' };
    expect(shocks('deribit-cross-pm', coin)[1]).toBeCloseTo(9_997_000 * 300 * 0.00005, 6);
  });
});

describe('open orders', () => {
  const market = marketOf({ index: { btc_usd: '65000' }, mark: { 'BTC-PERPETUAL': '65000' } });
  const order = (side: 'buy' | 'sell', quantity: string, reduceOnly = false) => ({
    symbol: 'BTC-PERPETUAL',
    side,
    quantity,
    reduceOnly,
  });
  const of = (orders: ReturnType<typeof order>[], replaced = {}) =>
    entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '650000' }, orders }),
      market,
      replaced,
    )[0]!;

  it('ask for the rise of the risk matrix when the worse side fills', () => {
    const more = of([order('buy', '65000'), order('sell', '65000')]);
    // One coin more: 0.16/0.84 + 0.01
    expect(amountOf(more, 'initialMargin/openOrders')).toBeCloseTo(0.16 / 0.84 + 0.01, 9);
    expect(more.unconfirmed).toContainEqual(expect.stringContaining('open orders'));
    // Selling 25 turns 10 long into 15 short: 15·(0.16/1.16 + 0.01) − 10·(0.16/0.84 + 0.01)
    const turned = 15 * (0.16 / 1.16 + 0.01) - 10 * (0.16 / 0.84 + 0.01);
    expect(amountOf(of([order('sell', '1625000')]), 'initialMargin/openOrders')).toBeCloseTo(turned, 9);
  });
  it('count one side, not both, when either would ask for more', () => {
    // 10 long: 1 more, or 30 less; 20 short asks more than 10 long.
    const both = of([order('buy', '65000'), order('sell', '1950000')]);
    const sells = 20 * (0.16 / 1.16 + 0.01) - 10 * (0.16 / 0.84 + 0.01);
    const line = lineOf(both, 'initialMargin/openOrders/BTC');
    expect(line.operator).toBe('max');
    expect(line.children.map((child) => Number(child.amount) > 0)).toEqual([true, true]);
    expect(amountOf(both, 'initialMargin/openOrders')).toBeCloseTo(sells, 9);
  });
  it('that only reduce, or the rule “none”, ask for nothing', () => {
    expect(amountOf(of([order('sell', '65000')]), 'initialMargin/openOrders')).toBe(0);
    expect(amountOf(of([order('buy', '65000', true)]), 'initialMargin/openOrders')).toBe(0);
    expect(
      amountOf(of([order('buy', '65000')], { 'general.openOrdersRule': 'none' }), 'initialMargin/openOrders'),
    ).toBe(0);
  });
  it('stated by the venue replace the computed amount', () => {
    const given = [
      { account: 'a', currency: 'BTC', component: 'openOrders' as const, amount: '0.5', source: 'venue' },
    ];
    const book = portfolioOf({
      positions: { 'BTC-PERPETUAL': '650000' },
      orders: [order('buy', '650000')],
      given,
    });
    const [entry] = entriesOf('deribit-pm', book, market);
    expect(lineOf(entry!, 'initialMargin/openOrders')).toMatchObject({ amount: '0.5', operator: 'given' });
  });
});

describe('unconfirmed marks', () => {
  const market = marketOf({
    time: '2026-06-27T08:00:00Z',
    index: { btc_usd: '65000', sol_usd: '140' },
    mark: { 'BTC-PERPETUAL': '65000', 'SOL-PERPETUAL': '140', 'BTC-3JUL26-60000-C': '0.09' },
    forward: { 'btc_usd 2026-07-03T08:00:00Z': '65000' },
    volatility: { 'BTC-3JUL26-60000-C': '0.5' },
  });
  const perpetual = { 'BTC-PERPETUAL': '650000' };
  const confirmedLines = (words: Parameters<typeof portfolioOf>[0], paths: string[], replaced = {}) => {
    const [entry] = entriesOf('deribit-pm', portfolioOf(words), market, replaced);
    const marks = paths.map((path) => lineOf(entry!, path).confirmed);
    return { tree: entry!.tree.confirmed, marks, unconfirmed: entry!.unconfirmed };
  };

  it('an open order marks itself and the initial margin above it, not the risk matrix', () => {
    const orders = [{ symbol: 'BTC-PERPETUAL', side: 'buy' as const, quantity: '65000' }];
    const book = { positions: perpetual, orders };
    const own = confirmedLines(book, [
      'initialMargin',
      'initialMargin/openOrders',
      'maintenanceMargin',
      matrix,
    ]);
    expect(own).toMatchObject({ tree: false, marks: [false, false, true, true] });
    const sides = confirmedLines(book, [
      'initialMargin/openOrders/BTC/buys',
      'initialMargin/openOrders/BTC/sells',
    ]);
    expect(sides.marks).toEqual([false, true]);
  });
  it('an option marks what it changes: its own lines and their sums, not the perpetual beside it nor a shock that isn’t there', () => {
    const positions = { ...perpetual, 'BTC-3JUL26-60000-C': '-1' };
    const roll = `${matrix}/rollShock/btc_usd BTC inverse`;
    const worst = `${matrix}/worstCase/standard/1`;
    const { marks, tree } = confirmedLines({ positions }, [
      matrix,
      `${roll}/perpetual`,
      `${roll}/2026-07-03T08:00:00Z`,
      `${matrix}/deltaShock`,
      `${matrix}/correlationContingency`,
      'initialMargin/openOrders',
    ]);
    expect({ marks, tree }).toEqual({ marks: [false, true, false, true, true, true], tree: false });
    const { marks: legs } = confirmedLines({ positions }, [
      `${worst}/positions/deribit:BTC-PERPETUAL`,
      `${worst}/positions/deribit:BTC-3JUL26-60000-C`,
      worst,
    ]);
    expect(legs).toEqual([true, false, false]);
  });
  it('assumed and edited numbers mark what they make, and the entry names them', () => {
    const assumed = confirmedLines({ positions: { 'SOL-PERPETUAL': '1400' } }, [matrix]);
    expect(assumed).toMatchObject({ tree: false, marks: [false] });
    expect(assumed.unconfirmed).toEqual([expect.stringContaining('assumed numbers')]);
    const edited = confirmedLines({ positions: perpetual }, [matrix], {
      'currencyPair.btc_usd.priceRange': '0.2',
    });
    expect(edited).toMatchObject({ tree: false, marks: [false] });
    expect(edited.unconfirmed).toEqual([expect.stringContaining('currencyPair.btc_usd.priceRange')]);
  });
});

describe('contributions', () => {
  it('where several cells bind, a position brings the mean of its losses there, and nothing is left over', () => {
    const market = marketOf({
      index: { btc_usd: '65000' },
      mark: { 'BTC-PERPETUAL': '65000', 'BTC-3JUL26': '65000' },
    });
    const [entry] = entriesOf(
      'deribit-pm',
      portfolioOf({ positions: { 'BTC-PERPETUAL': '650000', 'BTC-3JUL26': '-65000' } }),
      market,
    );
    const of = (instrument: string, driver: string): number =>
      Number(
        entry!.contributions.find((line) => line.instrument === instrument && line.driver === driver)!.amount,
      );
    expect(of('deribit:BTC-PERPETUAL', 'scenario')).toBeCloseTo((10 * 0.16) / 0.84, 12);
    expect(of('deribit:BTC-3JUL26', 'scenario')).toBeCloseTo((-1 * 0.16) / 0.84, 12);
    expect(of('deribit:BTC-PERPETUAL', 'rollShock')).toBeCloseTo(0.1, 12);
    const rest = entry!.contributions.filter((line) => line.driver === 'notAllocable');
    for (const line of rest) expect(Math.abs(Number(line.amount))).toBeLessThan(1e-14);
  });
});
