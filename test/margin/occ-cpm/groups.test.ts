// Customer portfolio margin: groups and offsets, minimums, levels, the house set.
import { describe, expect, it } from 'vitest';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import { occCpm } from '../../../src-main/margin/occ-cpm/margin.ts';
import { chooseParameterSets } from '../../../src-main/margin/registry.ts';
import { amountOf } from '../books.ts';
import { entriesUnder } from '../engine-books.ts';
import { listedFuture, listedOption, share } from '../listed-instruments.ts';
import { presets } from '../presets.ts';
import { type VenueBook, venueMarket, venuePortfolio } from '../venue-books.ts';

/** One day's market, in which every option has a volatility of 20 %. */
const market = (options: readonly { id: string }[], marks: Record<string, string> = {}) =>
  venueMarket(
    {
      ...{
        'index spx_usd': '6400',
        'index us-spy_usd': '640',
        'index ndx_usd': '24000',
        'index rut_usd': '2300',
      },
      ...{
        'index us-aapl_usd': '240',
        'index us-ko_usd': '66',
        'index us-sso_usd': '100',
        'index us-psq_usd': '30',
      },
      ...{ 'index us-es_usd': '65' },
      ...{ 'index us-tsla_usd': '400', 'index us-qqq_usd': '600', 'rate USD': '0.04' },
      ...Object.fromEntries(options.map(({ id }) => [`volatility ${id}`, '0.2'])),
      ...Object.fromEntries(Object.entries(marks).map(([id, price]) => [`mark ${id}`, price])),
    },
    '2026-11-20T21:00:00Z',
  );
const spy = share('SPY');
const qqq = share('QQQ');
const aapl = share('AAPL');
const ko = share('KO');
const sso = share('SSO');
const psq = share('PSQ');
const tsla = share('TSLA');
/** A utility, whose ticker is the code of a future on the index. */
const utility = share('ES');
const day = '2026-12-18';
const es = listedFuture('cme', 'ESZ26', { product: 'ES', underlying: 'SPX', multiplier: '50', day });
const rut = listedFuture('cme', 'RTYZ26', { product: 'RTY', underlying: 'RUT', multiplier: '50', day });
const dear = listedOption('AAPL', day, 'call', 240);
const low = listedOption('AAPL', day, 'put', 240);
const cheap = listedOption('AAPL', day, 'call', 400);
const all = [spy, qqq, aapl, ko, sso, psq, tsla, utility, es, rut, dear, low, cheap];

/** The entry of a book with a million in cash, some parameters replaced, some sets named. */
function entryOf(
  positions: NonNullable<VenueBook['positions']>,
  replaced: Record<string, string | boolean> = {},
  marks: Record<string, string> = {},
  named: readonly string[] = [],
): MarginEntry {
  const instruments = all.filter(({ id }) => id in positions);
  const options = instruments.filter(({ kind }) => kind === 'option');
  const portfolio = venuePortfolio(occCpm, { instruments, positions, cash: { USD: '1000000' } });
  const snapshot = market(options, { [es.id]: '6420', [rut.id]: '2310', ...marks });
  const chosen = chooseParameterSets('occ-cpm', ['offsets'], snapshot.time, presets, named);
  const rows = new Map(chosen.parameters.map((row) => [row.path, row]));
  for (const [path, value] of Object.entries(replaced)) {
    rows.set(path, { path, value, unit: '', source: 'test', confirmed: false });
  }
  const parameters = { ...chosen, parameters: [...rows.values()] };
  return entriesUnder('occ-cpm', portfolio, snapshot, parameters)[0]!;
}
const asked = (...words: Parameters<typeof entryOf>): number => Number(entryOf(...words).initialMargin);

describe('groups', () => {
  it('moves prices to five equal steps on each side, no move left out', () => {
    const [table] = entryOf({ [spy.id]: '100' }).tables;
    const moves = [-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06];
    expect(table!.scenarios.map(({ priceMove }) => Number(priceMove))).toEqual(
      moves.map((move) => expect.closeTo(move, 12)),
    );
    const [small] = entryOf({ [rut.id]: '1' }).tables;
    const tenths = ['-0.1', '-0.08', '-0.06', '-0.04', '-0.02', '0.02', '0.04', '0.06', '0.08', '0.1'];
    expect(small!.scenarios.map(({ priceMove }) => priceMove)).toEqual(tenths);
    expect(table!.scenarios.map(({ label }) => label).slice(3, 6)).toEqual(['−3.2 %', '−1.6 %', '+1.2 %']);
  });

  it('nets the index’s fund and its future whole, by money', () => {
    expect(asked({ [spy.id]: '1000' })).toBeCloseTo(0.08 * 640_000, 6);
    expect(asked({ [spy.id]: '-1000' })).toBeCloseTo(0.06 * 640_000, 6);
    expect(asked({ [es.id]: '1' })).toBeCloseTo(0.08 * 321_000, 6);
    expect(asked({ [spy.id]: '1000', [es.id]: '-1' })).toBeCloseTo(0.08 * (640_000 - 321_000), 6);
  });

  it('takes a share for no future whose code is its ticker', () => {
    expect(asked({ [utility.id]: '1000', [spy.id]: '-1000' })).toBeCloseTo(0.15 * 65_000 + 0.06 * 640_000, 6);
  });

  it('counts 90 % of what one broad index gains against what another loses, at the same point', () => {
    // −8 %: 51,200 lost, 48,000 gained of which 43,200 count. +6 %: 38,400 gained of which 34,560 count, 36,000 lost.
    const positions = { [spy.id]: '1000', [qqq.id]: '-1000' };
    expect(asked(positions)).toBeCloseTo(51_200 - 0.9 * 48_000, 6);
    expect(asked(positions, { 'productGroup.high-cap.offset': '0' })).toBeCloseTo(51_200, 6);
    const entry = entryOf(positions);
    expect(entry.contributions.map(({ instrument, amount }) => [instrument, Number(amount)])).toEqual([
      ['us:QQQ', expect.closeTo(-43_200, 6)],
      ['us:SPY', expect.closeTo(51_200, 6)],
    ]);
    expect(entry.unconfirmed.join()).toContain('occ-cpm@2006-12-12-offsets holds assumed numbers');
    expect(entryOf({ [spy.id]: '1000' }).unconfirmed.join()).not.toContain('assumed');
  });

  it('moves futures apart from their index where the parameters say so', () => {
    const apart = {
      'product.es.classGroup': 'spx-futures',
      'classGroup.spx-futures.productGroup': 'high-cap',
    };
    const margin = asked({ [spy.id]: '1000', [es.id]: '-1' }, apart);
    expect(margin).toBeCloseTo(0.08 * (640_000 - 0.9 * 321_000), 6);
  });

  it('adds what is unrelated, each at its own worst, and joins product groups only where told to', () => {
    expect(asked({ [aapl.id]: '100', [ko.id]: '-100' })).toBeCloseTo(0.15 * (24_000 + 6_600), 6);
    const positions = { [spy.id]: '1000', [rut.id]: '-5' };
    expect(asked(positions)).toBeCloseTo(0.08 * 640_000 + 0.1 * 577_500, 6);
    const joined = {
      'productGroup.high-cap.portfolioGroup': 'broad',
      'productGroup.non-high-cap.portfolioGroup': 'broad',
      'portfolioGroup.broad.offset': '0.5',
    };
    // Points of −8 and −10 % together: 51,200 lost. Points of +6 and +10 %: 57,750 lost, of 38,400 gained 90 % and half of that count.
    expect(asked(positions, joined)).toBeCloseTo(57_750 - 0.5 * 0.9 * 38_400, 6);
  });

  it('moves a fund of a multiple over its range times the multiple, an inverse one the other way', () => {
    expect(asked({ [sso.id]: '1000' })).toBeCloseTo(0.16 * 100_000, 6);
    expect(asked({ [sso.id]: '-1000' })).toBeCloseTo(0.12 * 100_000, 6);
    expect(asked({ [psq.id]: '1000' })).toBeCloseTo(0.06 * 30_000, 6);
    // Of the index's class group: 2,000 SSO against 600 SPY are 2 × 200,000 against 384,000.
    const hedged = asked({ [sso.id]: '2000', [spy.id]: '-600' });
    expect(hedged).toBeCloseTo(0.08 * (400_000 - 384_000), 6);
    const whole = { 'underlying.us-sso_usd.leverage': '10', 'productGroup.high-cap.down': '0.12' };
    expect(() => entryOf({ [sso.id]: '1' }, whole)).toThrow('would lose all it is worth at −12 %');
  });

  it('takes what no parameter names as a group of its own, and says so', () => {
    const entry = entryOf({ [tsla.id]: '100', [aapl.id]: '1' });
    expect(Number(entry.initialMargin)).toBeCloseTo(0.15 * (40_000 + 240), 6);
    expect(entry.assumptions).toEqual([
      'No parameter names TSLA: each is a group of its own without offsets, over the range of all others.',
    ]);
    expect(() => asked({ [aapl.id]: '1' }, { 'underlying.us-aapl_usd.classGroup': 'a.b' })).toThrow(
      'underlying.us-aapl_usd.classGroup is “a.b”',
    );
  });
});

describe('minimums', () => {
  it('are compared with the loss by portfolio group, then summed: a straddle’s minimum beside a share’s loss', () => {
    const entry = entryOf({ [dear.id]: '10', [low.id]: '10', [ko.id]: '1000' });
    expect(Number(entry.initialMargin)).toBeCloseTo(20 * 37.5 + 0.15 * 66_000, 6);
    expect(
      entry.contributions.map(({ instrument, driver, amount }) => [instrument, driver, Number(amount)]),
    ).toEqual([
      [dear.id, 'minimum', 375],
      [low.id, 'minimum', 375],
      ['us:KO', 'scenario', expect.closeTo(9_900, 6)],
    ]);
  });

  it('of long options are at most their market value, of short ones whole; of futures what the parameter says', () => {
    const alone = (quantity: string): number =>
      amountOf(entryOf({ [cheap.id]: quantity }, {}, { [cheap.id]: '0.05' }), 'aapl/minimum');
    expect(alone('10')).toBeCloseTo(10 * 5, 9);
    expect(alone('-10')).toBeCloseTo(10 * 37.5, 9);
    const future = entryOf({ [es.id]: '3' }, { 'minimum.future': '2' });
    expect(amountOf(future, 'high-cap/minimum')).toBeCloseTo(300, 9);
  });
});

describe('levels', () => {
  it('net liquidating value against one requirement; minimum equity warns as a level of its own', () => {
    const entry = entryOf({ [aapl.id]: '1000' });
    expect(entry).toMatchObject({ equity: '1240000', initialMargin: '36000', maintenanceMargin: '36000' });
    expect(entry).toMatchObject({ status: 'passes', deposit: '0', depositFromZeroCash: '36000' });
    expect(entry.thresholds.at(-1)).toEqual({
      level: 'minimumEquity',
      label: 'Minimum equity, with full real-time monitoring',
      requirement: '100000',
      distance: '1140000',
    });
    const levels = (kind: string) => entryOf({ [aapl.id]: '1' }, { 'minimumEquity.kind': kind }).thresholds;
    expect(levels('none').map(({ level }) => level)).toEqual(['initial', 'maintenance']);
    expect(levels('unlistedDerivatives').at(-1)!.requirement).toBe('5000000');
  });
});

describe('the house set', () => {
  const house = ['occ-cpm@2026-11-22-house'];

  it('is used only when named: wider ranges of broad indexes', () => {
    const { sets } = chooseParameterSets('occ-cpm', ['offsets'], '2030-01-01', presets);
    expect(sets.map(({ id }) => id)).toEqual(['occ-cpm@2006-12-12', 'occ-cpm@2006-12-12-offsets']);
    expect(asked({ [spy.id]: '1000' }, {}, {}, house)).toBeCloseTo(0.12 * 640_000, 6);
    expect(asked({ [spy.id]: '-1000' }, {}, {}, house)).toBeCloseTo(0.1 * 640_000, 6);
  });

  it('stresses concentrated class groups over the wider range, and no broad index', () => {
    // AAPL is 240,000 of 306,000 of market value, and of the risk; KO is not concentrated.
    const entry = entryOf({ [aapl.id]: '1000', [ko.id]: '-1000' }, {}, {}, house);
    expect(Number(entry.initialMargin)).toBeCloseTo(0.3 * 240_000 + 0.15 * 66_000, 6);
    expect(entry.contributions.map(({ instrument, driver }) => [instrument, driver])).toEqual([
      ['us:AAPL', 'concentration'],
      ['us:KO', 'scenario'],
    ]);
    expect(entry.worstScenario).toMatchObject({ table: 'stress:aapl', id: 'stress/1', priceMove: '-0.3' });
    expect(entry.tables.map(({ table }) => table)).toEqual(['point:aapl', 'stress:aapl', 'point:ko']);
    expect(entry.unconfirmed.join()).toContain(
      'no broker’s number confirms occ-cpm@2006-12-12, occ-cpm@2026-11-22-house',
    );
  });

  it('finds concentration by market value and by risk, each at its own share', () => {
    const [worth, risk] = ['concentration.shareOfMarketValue', 'concentration.shareOfRequirement'] as const;
    const on = { 'concentration.isCounted': true, [worth]: '1', [risk]: '1' };
    const positions = { [aapl.id]: '1000', [dear.id]: '-10', [ko.id]: '-1000' };
    const base = asked(positions);
    expect(asked(positions, on)).toBe(base);
    expect(asked(positions, { ...on, [worth]: '0.7' })).toBeGreaterThan(base);
    expect(asked(positions, { ...on, [risk]: '0.7' })).toBeGreaterThan(base);
    expect(asked(positions, { ...on, [risk]: '0.99' })).toBe(base);
  });
});
