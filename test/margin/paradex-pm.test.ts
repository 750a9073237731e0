// Paradex: the printed example of the minimum delta requirement, scans by hand, versions by date, provisions.
import { describe, expect, it } from 'vitest';
import { treeFaults } from '../../src-main/margin/blocks/tree.ts';
import { minimumDeltaRequirement } from '../../src-main/margin/paradex-pm/underlying-margin.ts';
import { rulebookById } from '../../src-main/margin/registry.ts';
import { amountOf, lineOf, parametersOf } from './books.ts';
import { black76, naiveInput } from './naive-values.ts';
import { instrumentOf, type VenueBook, venueEntries, venueMarket, venuePortfolio } from './venue-books.ts';

const perpetual = 'paradex:BTC-USD-PERP';
const call = 'paradex:BTC-USD-27NOV26-70000-C';
const expiry = '2026-11-27T08:00:00Z';
const instruments = [
  instrumentOf(perpetual),
  instrumentOf(call, { kind: 'option', expiry, strike: '70000', right: 'call', exercise: 'european' }),
];
const market = venueMarket({
  'index btc_usd': '70000',
  [`mark ${perpetual}`]: '70000',
  [`forward btc_usd ${expiry}`]: '70000',
  [`volatility ${call}`]: '0.5',
  [`mark ${call}`]: '3900',
});
const noFees = { 'asset.btc.perpetualFeeRate': '0', 'asset.btc.optionFeeRate': '0' };
const one = (
  book: Omit<VenueBook, 'instruments'>,
  replaced: Record<string, string> = noFees,
  when = market,
) => venueEntries('paradex-pm', { instruments, ...book }, when, replaced)[0]!;

describe('the venue’s worked example (documentation, Portfolio Margin)', () => {
  it('net delta −0.5, gross 2.5 and spot 70,000 ask for 1,400', () => {
    // Long 1 perpetual, short 5 calls of delta 0.3: hedged = (2.5 − 0.5) / 2 = 1; (2 % · 0.5 + 1 % · 1) · 70,000 = 1,400.
    const factors = { unhedgedFactor: 0.02, hedgedFactor: 0.01 };
    expect(minimumDeltaRequirement({ net: -0.5, hedged: 1 }, 70_000, factors)).toBeCloseTo(1400, 9);
  });
  it('is what an entry says where it binds: long and short perpetuals of one size', () => {
    const other = instrumentOf('paradex:BTC-USDX-PERP');
    const entry = venueEntries(
      'paradex-pm',
      { instruments: [...instruments, other], positions: { [perpetual]: '1', [other.id]: '-1.5' } },
      venueMarket({
        'index btc_usd': '70000',
        [`mark ${perpetual}`]: '70000',
        [`mark ${other.id}`]: '70000',
      }),
      { ...noFees, 'asset.btc.scenario.1.weight': '0' },
    )[0]!;
    // |net| 0.5, hedged (2.5 − 0.5)/2 = 1.
    expect(amountOf(entry, 'initialMargin/BTC/netRequirement/minimumDelta')).toBeCloseTo(1400, 9);
    expect(lineOf(entry, 'initialMargin/BTC/netRequirement/minimumDelta').confirmed).toBe(true);
  });
});

describe('the scan', () => {
  it('of a long perpetual is 16 % of its value; maintenance is half of it', () => {
    const entry = one({ positions: { [perpetual]: '2' }, cash: { USDC: '30000' } });
    expect(Number(entry.initialMargin)).toBeCloseTo(0.16 * 140_000, 8);
    expect(Number(entry.maintenanceMargin)).toBeCloseTo(0.08 * 140_000, 8);
    expect(entry).toMatchObject({ currency: 'USDC', status: 'passes', equity: '30000' });
    expect(entry.worstScenario).toMatchObject({ label: '−16 %, volatility up', table: 'scan' });
    expect(treeFaults(entry.tree)).toEqual([]);
  });
  it('of a short call stands on its own worst cell, by hand', () => {
    const entry = one({ positions: { [call]: '-1' } });
    // 28 days: shocked volatility = σ·(1 + 0.4·(30/28)^0.3); +16 % binds before the weighted tails.
    const time = 28 / 365;
    const shocked = 0.5 * (1 + 0.4 * (30 / 28) ** 0.3);
    const loss = (move: number, weight: number): number =>
      weight *
      (black76(true, 70_000 * (1 + move), 70_000, shocked, time) - black76(true, 70_000, 70_000, 0.5, time));
    const losses = [loss(0.16, 1), loss(0.5, 0.24), loss(1, 0.12), loss(5, 0.024)];
    expect(amountOf(entry, 'initialMargin/BTC/netRequirement/scanRisk')).toBeCloseTo(Math.max(...losses), 6);
    expect(Number(entry.equity)).toBe(-3900);
  });
  it('weighs the tails 24 and 48 % in the first published version, 18 and 36 % since 22 April 2026', () => {
    const tails = (day: string): string[] => {
      const entry = one({ positions: { [perpetual]: '-1' } }, noFees, {
        ...market,
        time: `${day}T08:00:00Z`,
      });
      const rows = entry.tables[0]!.scenarios;
      expect(rows).toHaveLength(24);
      return [16, 17].map((place) =>
        (Number(rows[place]!.counted) / Number(rows[place]!.profitAndLoss)).toFixed(6),
      );
    };
    expect(tails('2026-03-01')).toEqual(['0.240000', '0.480000']);
    expect(tails('2026-05-01')).toEqual(['0.180000', '0.360000']);
    // HYPE has a table of its own only since then; before, one table served all assets.
    const hype = (asOf: string): unknown =>
      parametersOf('paradex-pm', ['HYPE'], {}, undefined, asOf).parameters.find(
        ({ path }) => path === 'asset.hype.scenario.1.move',
      )?.value;
    expect([hype('2026-03-01'), hype('2026-05-01')]).toEqual(['0.16', '0.28']);
  });
  it('says what each position brings to a scenario of a table', () => {
    const rulebook = rulebookById('paradex-pm');
    const held = { instruments, positions: { [perpetual]: '1', [call]: '-2' } };
    const parameters = parametersOf('paradex-pm', ['BTC'], {}, undefined, '2026-10-30');
    const input = naiveInput({ rulebook, portfolio: venuePortfolio(rulebook, held), market, parameters });
    const [entry] = rulebook.requirement(input);
    const place = { nettingSet: 'USDC', currency: 'USDC', table: 'scan' };
    for (const scenario of [0, 9, 23]) {
      const shares = rulebook.scenarioShares!(input, place, scenario);
      expect(shares).toHaveLength(2);
      expect(shares.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(
        Number(entry!.tables[0]!.scenarios[scenario]!.profitAndLoss),
        6,
      );
    }
  });
  it('of several underlyings is summed, and said not to be documented', () => {
    const eth = instrumentOf('paradex:ETH-USD-PERP', { underlying: 'ETH', priceIndex: 'eth_usd' });
    const both = venueEntries(
      'paradex-pm',
      { instruments: [...instruments, eth], positions: { [perpetual]: '1', [eth.id]: '-10' } },
      venueMarket({
        'index btc_usd': '70000',
        'index eth_usd': '2500',
        [`mark ${perpetual}`]: '70000',
        [`mark ${eth.id}`]: '2500',
      }),
      { ...noFees, 'asset.eth.perpetualFeeRate': '0' },
    )[0]!;
    expect(Number(both.initialMargin)).toBeCloseTo(0.16 * (70_000 + 25_000), 8);
    expect(both.tables.map(({ table }) => table)).toEqual(['scan:BTC', 'scan:ETH']);
    expect(both.unconfirmed.join()).toContain('several underlyings join');
  });
});

describe('provisions and equity', () => {
  it('funding is provided for 8 hours at the rate given, net of both sides, and said to be missing at 0', () => {
    const rate = { ...noFees, 'asset.btc.fundingRate': '0.0001' };
    expect(
      amountOf(one({ positions: { [perpetual]: '2' } }, rate), 'initialMargin/BTC/fundingProvision'),
    ).toBeCloseTo(14, 9);
    expect(
      amountOf(one({ positions: { [perpetual]: '-2' } }, rate), 'initialMargin/BTC/fundingProvision'),
    ).toBe(0);
    expect(one({ positions: { [perpetual]: '2' } }).assumptions.join()).toContain('asset.btc.fundingRate');
  });
  it('fees are those of closing: an option’s at most an eighth of its mark', () => {
    const entry = one({ positions: { [perpetual]: '-2', [call]: '10' } }, {});
    // 2 · 70,000 · 0.0003 + 10 · min(0.0003 · 70,000, 0.125 · 3,900)
    expect(amountOf(entry, 'initialMargin/BTC/feeProvision')).toBeCloseTo(42 + 210, 9);
    const drivers = entry.contributions.map(({ driver }) => driver);
    expect(drivers).toContain('feeProvision');
    expect(entry.contributions.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(
      Number(entry.initialMargin),
    );
  });
  it('other balances count as if exchanged, debts always', () => {
    const cash = { USDC: '-1000', BTC: '1' };
    expect(Number(one({ cash }).equity)).toBe(69_000);
    const choice = { ...noFees, 'general.otherCurrencies': 'notCounted' };
    expect(Number(one({ cash }, choice).equity)).toBe(-1000);
    expect(Number(one({ cash: { BTC: '-1' } }, choice).equity)).toBe(-70_000);
  });
  it('the same at every level of detail; nothing is known of SOL but the table for all assets', () => {
    const sol = instrumentOf('paradex:SOL-USD-PERP', { underlying: 'SOL', priceIndex: 'sol_usd' });
    const book = { instruments: [sol], positions: { [sol.id]: '10' } };
    const solMarket = venueMarket({ 'index sol_usd': '150', [`mark ${sol.id}`]: '150' });
    const [whole, headline, levels] = (['whole', 'headline', 'levels'] as const).map(
      (detail) => venueEntries('paradex-pm', book, solMarket, {}, detail)[0]!,
    );
    expect(headline).toEqual({
      ...whole!,
      tables: [],
      contributions: [],
      tree: { ...whole!.tree, children: [] },
    });
    expect(levels!.thresholds).toEqual(whole!.thresholds);
    expect(whole!.assumptions.join()).toContain('those named default are used');
  });
  it('carries perpetuals and options of other venues as linear ones in USDC, dated futures not', () => {
    const { twin, refuses } = rulebookById('paradex-pm');
    const inverse = instrumentOf('deribit:BTC-PERPETUAL', {
      payoff: 'inverse',
      settlementCurrency: 'BTC',
      quantityUnit: 'quote',
    });
    expect(twin!(inverse)).toMatchObject({
      carriedAs: 'linear perpetual of 1 BTC, settled in USDC',
      instrument: { id: inverse.id, payoff: 'linear', settlementCurrency: 'USDC', quantityUnit: 'base' },
    });
    expect(twin!(instruments[0]!)).toBeNull();
    expect(refuses({ ...inverse, kind: 'future', expiry })).toContain('dated future');
  });
});
