// Binance uniMMR: a portfolio worked by hand, what each level asks, deposits, tiers, twins.
import { describe, expect, it } from 'vitest';
import { depositSlices } from '../../src-main/margin/binance-pm/unified-account.ts';
import { leastCash, withExtraGain } from '../../src-main/margin/blocks/least-cash.ts';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { amountOf } from './books.ts';
import { instrumentOf, type VenueBook, venueEntries, venueMarket } from './venue-books.ts';

const usdt = { quoteCurrency: 'USDT', settlementCurrency: 'USDT', priceIndex: 'btc_usdt' };
const linear = instrumentOf('binance:BTCUSDT', usdt);
const inverse = instrumentOf('binance:BTCUSD_PERP', {
  payoff: 'inverse',
  settlementCurrency: 'BTC',
  quantityUnit: 'quote',
});
const instruments = [linear, inverse];
const market = venueMarket({
  'index btc_usd': '50000',
  'index eth_usd': '2000',
  'currencyRate USDT/USD': '1',
  'mark binance:BTCUSDT': '50000',
  'mark binance:BTCUSD_PERP': '50000',
});

/**
 * The account of the hand calculation, USDT = 1 USD, BTC 50,000, ETH 2,000, tiers of August 2025:
 *
 * cash      20,000 USDT, 1 BTC, 4 ETH; owed: 2 ETH and 30,000 USDT
 * positions +20 BTC linear, settled at 50,500 → unrealised 20 · (50,000 − 50,500) = −10,000 USDT
 *           −100,000 USD inverse, settled at 40,000 → at its mark 100,000/50,000 = 2 BTC, cost 100,000/40,000 = 2.5 BTC: −0.5 BTC
 *
 * equity  USDT 20,000 − 30,000 − 10,000 = −20,000           negative: counts whole  −20,000
 *         BTC  (1 − 0.5) · 50,000 = 25,000 · 0.95                                 =  23,750
 *         ETH  (4 − 2) · 2,000 = 4,000 · 0.95                                     =   3,800
 *         Σ                                                                       =   7,550
 *
 * maintenance
 *   linear   20 · 50,000 = 1,000,000: 300,000·0.4 % + 500,000·0.5 % + 200,000·0.65 % = 1,200 + 2,500 + 1,300 = 5,000
 *            (position · mark · MMR − cum = 1,000,000 · 0.65 % − 1,500 = 5,000)
 *   inverse  2 BTC · 0.4 % = 0.008 BTC · 50,000                                                            =   400
 *   loans    at 3x 10 %: 2 · 2,000 · 10 % = 400; 30,000 · 10 % = 3,000                                     = 3,400
 *   Σ                                                                                                      = 8,800
 *
 * uniMMR = 7,550 / 8,800 = 0.857954545…
 * levels  1.5 · 8,800 = 13,200 (lacks 5,650); 1.2: 10,560 (3,010); 1.05: 9,240 (1,690); 1: 8,800 (1,250)
 */
const book: VenueBook = {
  instruments,
  positions: { [linear.id]: ['20', '50500'], [inverse.id]: ['-100000', '40000'] },
  cash: { USDT: '20000', BTC: '1', ETH: '4' },
  loans: { ETH: '2', USDT: '30000' },
};

describe('a portfolio worked by hand', () => {
  const [entry] = venueEntries('binance-pm', book, market);
  it('has the equity, the maintenance margin and the ratio of the calculation', () => {
    expect(Number(entry!.equity)).toBeCloseTo(7550, 8);
    expect(amountOf(entry!, 'initialMargin/maintenance')).toBeCloseTo(8800, 8);
    expect(amountOf(entry!, 'initialMargin/maintenance/positions/binance:BTCUSDT')).toBeCloseTo(5000, 8);
    expect(amountOf(entry!, 'initialMargin/maintenance/loans')).toBeCloseTo(3400, 8);
    expect(entry!.ratio).toMatchObject({ name: 'uniMMR', saferWhen: 'higher' });
    expect(Number(entry!.ratio!.value)).toBeCloseTo(7550 / 8800, 12);
  });
  it('states each level with ratio, requirement and deposit; nothing opens at 1.2, liquidation is at 1.05', () => {
    expect(
      entry!.thresholds.map(({ level, ratio, requirement, deposit }) => [
        level,
        ratio,
        Number(Number(requirement).toFixed(6)),
        Number(Number(deposit).toFixed(6)),
      ]),
    ).toEqual([
      ['initial', '1.2', 10560, 3010],
      ['maintenance', '1.05', 9240, 1690],
      ['reminder', '1.5', 13200, 5650],
      ['shortfall', '1', 8800, 1250],
    ]);
    expect(entry!.initialMargin).toBe(entry!.thresholds[0]!.requirement);
    expect(entry!.deposit).toBe(entry!.thresholds[0]!.deposit);
    expect(entry!.status).toBe('below maintenance');
  });
  it('passes each level with the deposit it states, and not with a cent less', () => {
    for (const { deposit, requirement } of entry!.thresholds) {
      const with_ = (amount: number) =>
        venueEntries('binance-pm', { ...book, cash: { ...book.cash, USD: String(amount) } }, market)[0]!;
      expect(Number(with_(Number(deposit)).equity)).toBeCloseTo(Number(requirement), 6);
      expect(Number(with_(Number(deposit) - 0.01).equity)).toBeLessThan(Number(requirement));
    }
  });
  it('explains itself to the bit, the same at every level of detail', () => {
    expect(treeFaults(entry!.tree)).toEqual([]);
    expect(entry!.tree.amount).toBe(entry!.initialMargin);
    const total = (texts: string[]): number => texts.reduce((sum, text) => sum + Number(text), 0);
    expect(total(Object.values(entry!.equityParts))).toBe(Number(entry!.equity));
    expect(total(entry!.contributions.map(({ amount }) => amount))).toBe(Number(entry!.initialMargin));
    const [headline] = venueEntries('binance-pm', book, market, {}, 'headline');
    expect(headline).toEqual({ ...entry!, contributions: [], tree: { ...entry!.tree, children: [] } });
    const [levels] = venueEntries('binance-pm', book, market, {}, 'levels');
    expect(levels!.thresholds).toEqual(entry!.thresholds);
  });
});

describe('collateral, loans and tiers', () => {
  const one = (words: Partial<VenueBook>, replaced: Record<string, string> = {}) =>
    venueEntries('binance-pm', { instruments, ...words }, market, replaced)[0]!;
  it('has no ratio while nothing is asked', () => {
    expect(one({ cash: { BTC: '2' } })).toMatchObject({
      equity: '95000',
      ratio: { value: null },
      initialMargin: '0',
      deposit: '0',
      status: 'passes',
    });
  });
  it('counts cash below 0 as a loan, at the rate of the chosen leverage', () => {
    const short = { cash: { USDT: '10000', ETH: '-1' } };
    expect(Number(one(short).ratio!.value)).toBeCloseTo((10_000 - 2_000) / 200, 10);
    expect(Number(one(short, { 'loan.leverage': '10x' }).ratio!.value)).toBeCloseTo(8_000 / 100, 10);
  });
  it('asks for loans and counts profit as the venue’s worked example prints (Binance FAQ, uniMMR calculation)', () => {
    const dated = instrumentOf('binance:BTCUSDT_220624', {
      ...{ ...usdt, kind: 'future', expiry: '2026-12-25T08:00:00Z' },
    });
    const prices: Record<string, string> = {
      'index btc_usd': '40000',
      'index eth_usd': '3000',
      'currencyRate USDT/USD': '1',
      [`mark ${linear.id}`]: '40000',
      [`mark ${dated.id}`]: '42000',
      [`mark ${inverse.id}`]: '40000',
    };
    const [entry] = venueEntries(
      'binance-pm',
      {
        instruments: [linear, dated, inverse],
        positions: {
          [linear.id]: ['-0.05', '52000'],
          [dated.id]: ['0.04', '52350'],
          [inverse.id]: ['10000', '50000'],
        },
        cash: { USDT: '6000', BTC: '0.2', ETH: '20' },
        loans: { BTC: '0.04', ETH: '15' },
      },
      venueMarket(prices),
    );
    const loans = (currency: string): number =>
      amountOf(entry!, `initialMargin/maintenance/loans/${currency}`);
    expect(loans('BTC') / 40_000).toBeCloseTo(0.004, 12);
    expect(loans('ETH') / 3_000).toBeCloseTo(1.5, 12);
    // 600 and −414 USDT; 10,000/50,000 − 10,000/40,000 = −0.05 BTC.
    expect(Number(entry!.equityParts.unrealisedProfit)).toBeCloseTo(600 - 414 - 0.05 * 40_000, 8);
  });
  it('uses a tenth of what it knows no rate of, and says so', () => {
    const rates = { ...market, figures: [...market.figures] };
    rates.figures.push({ ...market.figures[0]!, key: 'sol_usd', value: '100' });
    const [entry] = venueEntries('binance-pm', { instruments, collateral: { SOL: '50' } }, rates);
    expect(Number(entry!.equity)).toBeCloseTo(500, 10);
    expect(entry!.assumptions.join()).toContain('No collateral rate of SOL');
  });
  it('finds the least deposit across tiers: what is owed first, then each slice at its rate', () => {
    const tiers = [
      [0, 1],
      [100, 0.5],
    ] as const;
    const least = (needed: number, held: number): number =>
      leastCash(needed, depositSlices(held, tiers), 'USD');
    // 30 owed, then 100 whole, then 20 more at a half.
    expect(least(140, -30)).toBe(150);
    expect(least(10, 200)).toBe(20);
    expect(least(0, 5)).toBe(0);
    expect(() => leastCash(1, depositSlices(5, [[0, 0]]), 'USD')).toThrow('no deposit would lift');
    // The first 40 bring a quarter more each: 30 · 1.25 + 10 · 1.25, then 90 whole.
    expect(leastCash(140, withExtraGain(depositSlices(-30, tiers), 40, 0.25), 'USD')).toBe(130);
  });
  it('a deposit pays off dollars owed as cash below 0, and what is asked for them', () => {
    // 20 BTC ask 5,000 and 1,000 dollars owed 100: 1.2 · 5,100 = 6,120 against 6,500 − 1,000 = 5,500.
    const short = (usd: number): VenueBook => ({
      instruments,
      positions: { [linear.id]: ['20', '50000'] },
      cash: { USDT: '6500', USD: String(usd) },
    });
    const [before] = venueEntries('binance-pm', short(-1000), market);
    // Lacks 6,120 − 5,500 = 620; a dollar brings 1 + 1.2 · 10 %: 620 / 1.12.
    expect(Number(before!.deposit)).toBeCloseTo(620 / 1.12, 9);
    const passes = (deposit: number): boolean => {
      const [entry] = venueEntries('binance-pm', short(-1000 + deposit), market);
      return Number(entry!.equity) >= Number(entry!.initialMargin) - 1e-9;
    };
    expect(passes(620 / 1.12)).toBe(true);
    expect(passes(620 / 1.12 - 0.01)).toBe(false);
  });
  it('margins dated futures and unknown assets at tiers of their own, or says whose', () => {
    const dated = instrumentOf('binance:BTCUSDT_261225', {
      ...usdt,
      kind: 'future',
      expiry: '2026-12-25T08:00:00Z',
    });
    const quoted = { ...market, figures: [...market.figures, { ...market.figures[3]!, key: dated.id }] };
    const [entry] = venueEntries(
      'binance-pm',
      { instruments: [dated], positions: { [dated.id]: '1' } },
      quoted,
    );
    expect(amountOf(entry!, 'initialMargin/maintenance')).toBeCloseTo(500, 10);
  });
});

describe('books of other venues', () => {
  const { twin, refuses } = rulebookById('binance-pm');
  it('become COIN-M and USDS-M contracts; options are refused', () => {
    const coin = instrumentOf('deribit:BTC-PERPETUAL', {
      payoff: 'inverse',
      settlementCurrency: 'BTC',
      quantityUnit: 'quote',
    });
    expect(twin!(coin)).toMatchObject({ carriedAs: 'COIN-M perpetual, inverse, settled in BTC' });
    expect(twin!(instrumentOf('deribit:BTC_USDC-PERPETUAL'))!.instrument.settlementCurrency).toBe('USDC');
    expect(
      twin!(instrumentOf('bitmex:BTCUSD', { settlementCurrency: 'DAI' }))!.instrument.settlementCurrency,
    ).toBe('USDT');
    expect(twin!(linear)).toBeNull();
    expect(refuses({ ...linear, kind: 'option' })).toContain('is an option');
  });
});
