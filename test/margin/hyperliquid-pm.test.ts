// Hyperliquid's portfolio margin ratio: a portfolio worked by hand, levels and deposits, caps, what it doesn't count, twins.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { amountOf } from './books.ts';
import { instrumentOf, type VenueBook, venueEntries, venueMarket } from './venue-books.ts';

const btc = instrumentOf('hyperliquid:BTC');
const hype = instrumentOf('hyperliquid:HYPE', { underlying: 'HYPE', priceIndex: 'hype_usd' });
const instruments = [btc, hype];
const market = venueMarket({
  'index btc_usd': '100000',
  'index hype_usd': '40',
  'currencyRate USDC/USD': '1',
  'currencyRate USDH/USD': '1',
  'mark hyperliquid:BTC': '100000',
  'mark hyperliquid:HYPE': '40',
});

/**
 * The account of the hand calculation, BTC 100,000, HYPE 40, preset of October 2026 (loan-to-value HYPE 0.65, BTC 0.5; caps not reached):
 *
 * balance     5,000 USDC; 1,000 HYPE and 0.5 BTC in tokens
 * positions   −2 BTC, entered at 96,000 → unrealised −2 · 4,000 = −8,000
 *             +500 HYPE, entered at 40 → 0
 * net USDC    5,000 − 8,000 = −3,000: 3,000 are borrowed, nothing is left
 *
 * weights     HYPE 0.5 + 0.5·0.65 = 0.825, BTC 0.5 + 0.5·0.5 = 0.75
 * backed      HYPE 1,000 · 40 · 0.825 = 33,000; BTC 0.5 · 100,000 · 0.75 = 37,500; Σ C = 70,500
 * opening     HYPE 40,000 · 0.65 = 26,000; BTC 50,000 · 0.5 = 25,000; Σ 51,000: 19,500 less than C
 *
 * maintenance BTC 200,000 / (2 · 40) = 2,500; HYPE 20,000 / (2 · 10) = 1,000; Σ 3,500; with the least requirement 20: x = 3,520
 * ratio       (3,520 + 3,000) / (0 + 70,500) = 0.0924822695…
 *
 * equity      −3,000 + 70,500 = 67,500
 * liquidation max(3,520 / 0.95, 3,520 + 0.05 · 70,500) = max(3,705.26…, 7,045) = 7,045: at this equity 66,975 − 3,520 = 63,455 are borrowed
 *             and (3,520 + 63,455) / 70,500 = 0.95
 * opening     200,000/40 + 20,000/10 + 19,500 = 5,000 + 2,000 + 19,500 = 26,500: free 41,000 = −3,000 + 51,000 − 7,000
 */
const book: VenueBook = {
  instruments,
  positions: { [btc.id]: ['-2', '96000'], [hype.id]: ['500', '40'] },
  cash: { USDC: '5000', HYPE: '1000', BTC: '0.5' },
};

describe('a portfolio worked by hand', () => {
  const [entry] = venueEntries('hyperliquid-pm', book, market);
  it('has the ratio, equity, requirements and free equity of the calculation', () => {
    expect(entry!.ratio).toMatchObject({ saferWhen: 'lower' });
    expect(Number(entry!.ratio!.value)).toBeCloseTo(6520 / 70_500, 12);
    expect(Number(entry!.equity)).toBeCloseTo(67_500, 8);
    expect(Number(entry!.maintenanceMargin)).toBeCloseTo(7045, 8);
    expect(Number(entry!.initialMargin)).toBeCloseTo(26_500, 8);
    expect(Number(entry!.freeEquity)).toBeCloseTo(41_000, 8);
    expect(entry!.thresholds).toMatchObject([
      { level: 'initial', deposit: '0' },
      { level: 'maintenance', ratio: '0.95', deposit: '0' },
    ]);
    expect(amountOf(entry!, 'maintenanceMargin/ownMoney/asked')).toBeCloseTo(3520, 8);
  });
  it('is at the ratio of a level with the equity that it states', () => {
    // 63,455 borrowed instead of 3,000: 60,455 less cash.
    const [edge] = venueEntries(
      'hyperliquid-pm',
      { ...book, cash: { ...book.cash, USDC: '-55455' } },
      market,
    );
    expect(Number(edge!.ratio!.value)).toBeCloseTo(0.95, 12);
    expect(Number(edge!.equity)).toBeCloseTo(7045, 6);
    expect(edge!.status).not.toBe('passes');
  });
  it('explains itself to the bit, the same at every level of detail', () => {
    expect(treeFaults(entry!.tree)).toEqual([]);
    expect(entry!.tree.amount).toBe(entry!.initialMargin);
    const total = (texts: string[]): number => texts.reduce((sum, text) => sum + Number(text), 0);
    expect(total(Object.values(entry!.equityParts))).toBe(Number(entry!.equity));
    expect(total(entry!.contributions.map(({ amount }) => amount))).toBe(Number(entry!.initialMargin));
    const [headline] = venueEntries('hyperliquid-pm', book, market, {}, 'headline');
    expect(headline).toEqual({ ...entry!, contributions: [], tree: { ...entry!.tree, children: [] } });
    const [levels] = venueEntries('hyperliquid-pm', book, market, {}, 'levels');
    expect(levels!.thresholds).toEqual(entry!.thresholds);
  });
});

describe('levels and deposits', () => {
  const one = (words: Partial<VenueBook>, replaced: Record<string, string> = {}) =>
    venueEntries('hyperliquid-pm', { instruments, ...words }, market, replaced)[0]!;
  it('each level passes with the deposit it states and not with a cent less, borrowed or not', () => {
    const cases: Partial<VenueBook>[] = [
      { positions: { [btc.id]: '1' }, cash: { USDC: '1000' } },
      { positions: { [btc.id]: ['1', '104000'] }, cash: { USDC: '1000' } },
      { positions: { [btc.id]: ['1', '130000'] }, cash: { USDC: '1000', HYPE: '900' } },
    ];
    for (const words of cases) {
      for (const { level, deposit } of one(words).thresholds) {
        const at = (amount: number) =>
          one({ ...words, cash: { ...words.cash, USDC: String(1000 + amount) } }).thresholds.find(
            (threshold) => threshold.level === level,
          )!;
        expect(Number(at(Number(deposit)).distance)).toBeGreaterThan(-1e-6);
        if (deposit !== '0') expect(Number(at(Number(deposit) - 0.01).distance)).toBeLessThan(0);
      }
    }
  });
  it('is below maintenance exactly where the printed ratio is above its limit, whatever is held and owed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -90_000, max: 90_000 }),
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 500 }),
        (usdc, tokens, hundredths) => {
          const entry = one({
            positions: { [btc.id]: String(hundredths / 100) },
            cash: { USDC: String(usdc), HYPE: String(tokens) },
          });
          const backed = tokens * 40 * 0.825;
          const asked = 20 + (hundredths * 1000) / 80;
          const isOver = asked + Math.max(0, -usdc) > 0.95 * (Math.max(0, usdc) + backed);
          expect(entry.status === 'below maintenance').toBe(isOver);
          expect(Number(entry.deposit)).toBeCloseTo(Math.max(0, -Number(entry.freeEquity)), 6);
        },
      ),
      { seed: 20261030, numRuns: 80 },
    );
  });
  it('maintenance is half of initial at the maximum leverage, tier by tier', () => {
    const entry = one({ positions: { [btc.id]: '2000' }, cash: { USDC: '50000000' } });
    // 200m: 150m / 80 + 50m / 40 = 1,875,000 + 1,250,000; opening the whole at 20x asks for 10m.
    expect(amountOf(entry, 'maintenanceMargin/ownMoney/asked/perpetuals')).toBeCloseTo(3_125_000, 4);
    expect(amountOf(entry, 'initialMargin/opening/perpetuals')).toBeCloseTo(10_000_000, 4);
  });
  it('counts tokens up to their supply cap and all of them up to the borrow cap', () => {
    const words = { positions: { [btc.id]: '1' }, cash: { BTC: '50' } };
    expect(Number(one(words).equity)).toBeCloseTo(20 * 75_000, 6);
    expect(Number(one(words, { 'token.usdc.borrowCap': '1000' }).equity)).toBeCloseTo(1000, 8);
  });
  it('has no ratio while nothing is asked; what backs nothing is said not to count', () => {
    const entry = one({ cash: { USDC: '10', USDT: '5' } });
    expect(entry).toMatchObject({ equity: '10', ratio: { value: null }, initialMargin: '0', deposit: '0' });
    expect(entry.assumptions.join()).toContain('USDT is neither USDC nor a token');
  });
  it('prices a token at the mark of its perpetual where the snapshot has no rate, and says so', () => {
    const bare = venueMarket({ 'mark hyperliquid:HYPE': '40' });
    const [entry] = venueEntries('hyperliquid-pm', { instruments: [], cash: { HYPE: '100' } }, bare, {});
    expect(Number(entry!.equity)).toBeCloseTo(100 * 40 * 0.825, 9);
    expect(entry!.assumptions.join()).toContain('the price of hyperliquid:HYPE stands in');
  });
  it('takes the worst of the tokens that are borrowed; a token that can’t be borrowed is owed in USDC', () => {
    const entry = one({ cash: { USDC: '5000', USDH: '-9000', HYPE: '400' } });
    // USDH alone is asked for: (20 + 9,000) / (400 · 40 · 0.825 = 13,200).
    expect(Number(entry.ratio!.value)).toBeCloseTo(9020 / 13_200, 12);
    const owed = one({ cash: { USDC: '5000', BTC: '-0.01', HYPE: '400' } });
    expect(Number(owed.equity)).toBeCloseTo(4000 + 13_200, 8);
    expect(owed.assumptions.join()).toContain('BTC can’t be borrowed');
  });
});

describe('books of other venues', () => {
  const { twin, refuses } = rulebookById('hyperliquid-pm');
  it('become linear perpetuals in USDC; options and dated futures are refused', () => {
    const coin = instrumentOf('deribit:BTC-PERPETUAL', {
      payoff: 'inverse',
      settlementCurrency: 'BTC',
      quantityUnit: 'quote',
    });
    expect(twin!(coin)).toMatchObject({ instrument: { payoff: 'linear', settlementCurrency: 'USDC' } });
    expect(refuses({ ...btc, kind: 'option' })).toContain('is an option');
    expect(refuses({ ...coin, kind: 'future' })).toContain('dated future');
  });
});
