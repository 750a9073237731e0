import { expect, it } from 'vitest';
import { durrleman, sviVariance } from '../../src-main/analysis/arbitrage/fitted-surfaces.ts';
import { surfaceArbitrage } from '../../src-main/analysis/surface-arbitrage.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { occInstrument, occSymbol } from '../../src-main/domain/listed-instrument.ts';
import { type MarketFigure, MarketFigures } from '../../src-main/domain/market.ts';
import { readSymbol } from '../../src-main/files/instrument-symbols.ts';
import { blackValue } from '../../src-main/pricing/black.ts';

const time = '2026-03-02T15:00:00Z';
const figure = (of: MarketFigure['class'], key: string, value: number, expiry = ''): MarketFigure => ({
  class: of,
  key,
  expiry,
  value: String(value),
  time,
  source: 'test',
});
const test = (figures: MarketFigure[], pool: readonly Instrument[]) =>
  surfaceArbitrage(new MarketFigures({ id: 's', time, label: 's', figures }), pool);

const days = ['2026-03-20', '2026-04-17', '2026-06-18'];
const strikes = [80, 90, 95, 100, 105, 110, 120];

/** American options on a share at 100, volatility 25 %, no interest: worth their Black value. `half` is half the spread. */
function shareChain(half: number, changed: Record<string, number> = {}) {
  const pool: Instrument[] = [];
  const figures = [figure('index', 'xyz_usd', 100)];
  for (const day of days) {
    for (const strike of strikes) {
      for (const right of ['call', 'put'] as const) {
        const option = occInstrument(occSymbol({ root: 'XYZ', day, right, strike: String(strike) })!)!;
        const years = (Date.parse(option.expiry!) - Date.parse(time)) / 1000 / 86_400 / 365;
        const value = blackValue({ right, forward: 100, strike, volatility: 0.25, time: years });
        const middle = value + (changed[option.symbol] ?? 0);
        pool.push(option);
        if (middle - half > 0) figures.push(figure('bid', option.id, middle - half));
        figures.push(figure('ask', option.id, middle + half));
      }
    }
  }
  return { pool, figures };
}

it('a Black surface has none, with a spread, without one, and as volatilities alone', () => {
  for (const half of [0, 0.02]) {
    const { pool, figures } = shareChain(half);
    const { underlyings, violations } = test(figures, pool);
    expect(violations).toEqual([]);
    expect(underlyings).toMatchObject([
      { underlying: 'XYZ', options: 42, expiries: 3, leftAside: 0, worst: null },
    ]);
  }
  const { pool, figures } = coins(() => 0.5);
  expect(test(figures, pool)).toMatchObject({
    underlyings: [{ options: 24, notCompared: 0 }],
    violations: [],
  });
});

it('a dear call between two strikes is a butterfly of the size planted, within the spread or beyond it', () => {
  // 0.3 dearer than Black: what a Black butterfly of 95, 100, 105 costs is taken off it.
  const planted = 0.3 * 100;
  const cost = (half: number) => {
    const { pool, figures } = shareChain(half);
    const at = (strike: string) =>
      figures.find(({ class: of, key }) => of === 'ask' && key === `occ:XYZ260618C00${strike}000`)!.value;
    expect(pool).toHaveLength(42);
    return (0.5 * Number(at('095')) + 0.5 * Number(at('105')) - Number(at('100'))) * 100;
  };
  const butterfly = cost(0);
  const amount = 0.9 * 100 - butterfly;
  expect(butterfly).toBeGreaterThan(planted);
  const dear = { XYZ260618C00100000: 0.9 };
  const tight = shareChain(0.05, dear);
  const [worst] = test(tight.figures, tight.pool).violations;
  expect(worst).toMatchObject({
    kind: 'butterfly',
    right: 'call',
    currency: 'USD',
    legs: [
      { instrument: 'occ:XYZ260618C00095000', ratio: 0.5 },
      { instrument: 'occ:XYZ260618C00100000', ratio: -1 },
      { instrument: 'occ:XYZ260618C00105000', ratio: 0.5 },
    ],
  });
  expect(worst!.amount).toBeCloseTo(amount, 8);
  // Selling one at the bid and buying half of two at the ask costs two half spreads.
  expect(worst!.beyondSpread).toBeCloseTo(amount - 2 * 0.05 * 100, 8);
  const wide = shareChain(0.4, dear);
  const within = test(wide.figures, wide.pool);
  expect(within.underlyings[0]).toMatchObject({ violations: 1, beyondSpread: 0 });
  expect(within.violations[0]!.amount).toBeCloseTo(amount, 8);
  expect(within.violations[0]!.beyondSpread).toBeCloseTo(amount - 2 * 0.4 * 100, 8);
});

it('a spread that costs less than nothing, one worth more than its width, and a longer life that costs less', () => {
  const vertical = (changed: Record<string, number>) => {
    const { pool, figures } = shareChain(0.01, changed);
    return test(figures, pool).violations.filter(({ kind }) => kind === 'vertical');
  };
  // Black at 18 days: the call at 105 is 1.27 below that at 100, the put at 105 4.0 above that at 100 … all planted prices go beyond.
  const call = vertical({ XYZ260320C00105000: 2.5 })[0]!;
  expect(call.legs).toEqual([
    { instrument: 'occ:XYZ260320C00100000', ratio: 1 },
    { instrument: 'occ:XYZ260320C00105000', ratio: -1 },
  ]);
  expect(call.what).toMatch(/costs less than nothing/);
  expect(call.amount - call.beyondSpread!).toBeCloseTo(0.02 * 100, 8);
  const put = vertical({ XYZ260320P00090000: 3 }).find(({ right }) => right === 'put')!;
  expect(put.legs.map(({ instrument }) => instrument)).toEqual([
    'occ:XYZ260320P00095000',
    'occ:XYZ260320P00090000',
  ]);
  const wide = vertical({ XYZ260320C00080000: 3 }).find(({ what }) =>
    what.includes('more than the difference'),
  )!;
  // Deep in the money 80 is worth 20: dearer by 3, the spread to 90 is worth 13 − what the call at 90 has above its intrinsic value.
  expect(wide.legs[1]).toEqual({ instrument: 'occ:XYZ260320C00080000', ratio: -1 });
  expect(wide.beyondSpread).toBeGreaterThan(250);
  const { pool, figures } = shareChain(0.01, { XYZ260417P00100000: -2 });
  const { violations } = test(figures, pool);
  const calendar = violations.find(({ kind }) => kind === 'calendar')!;
  expect(calendar).toMatchObject({
    expiry: '2026-03-20T20:00:00Z',
    laterExpiry: '2026-04-17T20:00:00Z',
    right: 'put',
  });
  expect(calendar.legs).toEqual([
    { instrument: 'occ:XYZ260320P00100000', ratio: -1 },
    { instrument: 'occ:XYZ260417P00100000', ratio: 1 },
  ]);
});

it('a violation beyond a neighbour with a wide spread is found', () => {
  const { pool, figures } = shareChain(0.01, { XYZ260320P00090000: 1.5 });
  const wide = figures.map((one) =>
    one.key !== 'occ:XYZ260320P00095000' ? one : { ...one, value: one.class === 'ask' ? '9' : '0.01' },
  );
  const found = test(wide, pool).violations.filter(
    ({ legs, beyondSpread }) =>
      legs.some(({ instrument }) => instrument === 'occ:XYZ260320P00090000') && beyondSpread! > 0,
  );
  expect(found.length).toBeGreaterThan(0);
  expect(
    found.every(({ legs }) => legs.every(({ instrument }) => instrument !== 'occ:XYZ260320P00095000')),
  ).toBe(true);
});

it('a quote without a bid proves nothing by its middle, expired options are left aside', () => {
  const { pool, figures } = shareChain(0.01);
  const late = surfaceArbitrage(
    new MarketFigures({ id: 's', time: '2026-03-20T20:00:00Z', label: 's', figures }),
    pool,
  );
  expect(late.underlyings).toMatchObject([{ options: 28, leftAside: 14, expiries: 2 }]);
  const ask = figures.find(({ class: of, key }) => of === 'ask' && key === 'occ:XYZ260320C00120000')!;
  const dear = figures
    .filter(({ class: of, key }) => !(of === 'bid' && key === ask.key))
    .map((one) => (one === ask ? { ...one, value: '9' } : one));
  expect(test([...dear, figure('mark', ask.key, 4.5)], pool).violations).toEqual([]);
});

/** European coin options over two expiries with a forward each and a stated volatility. */
function coins(volatility: (expiry: string, moneyness: number) => number) {
  const forwards: Record<string, number> = { '27MAR26': 60_000, '26JUN26': 63_000 };
  const pool: Instrument[] = [];
  const figures: MarketFigure[] = [figure('index', 'btc_usd', 60_000)];
  for (const [day, forward] of Object.entries(forwards)) {
    for (const strike of [50_000, 55_000, 60_000, 65_000, 70_000, 80_000]) {
      for (const right of ['C', 'P']) {
        const reading = readSymbol(`BTC-${day}-${strike}-${right}`);
        if (!('instrument' in reading)) throw new Error(reading.reason);
        pool.push(reading.instrument);
        const moneyness = Math.log(strike / forward);
        figures.push(figure('volatility', reading.instrument.id, volatility(day, moneyness)));
        figures.push(figure('forward', 'btc_usd', forward, reading.instrument.expiry!));
      }
    }
  }
  return { pool, figures };
}

it('total variance that falls at equal forward moneyness is a calendar violation, worth the difference of the two', () => {
  // 25 days at 90 % have 0.0554 of variance a year and 116 days at 40 % 0.0507: less, at every strike within the first one's quotes.
  const { pool, figures } = coins((day) => (day === '27MAR26' ? 0.9 : 0.4));
  const calendars = test(figures, pool).violations.filter(({ kind }) => kind === 'calendar');
  expect(calendars.length).toBeGreaterThanOrEqual(4);
  const at = calendars.find(({ legs }) => legs[1]!.instrument.endsWith('26JUN26-65000-C'))!;
  const years = (day: string) => (Date.parse(`${day}T08:00:00Z`) - Date.parse(time)) / 1000 / 86_400 / 365;
  const value = (variance: number) =>
    blackValue({ right: 'call', forward: 63_000, strike: 65_000, volatility: Math.sqrt(variance), time: 1 });
  const expected = value(0.81 * years('2026-03-27')) - value(0.16 * years('2026-06-26'));
  expect(expected).toBeGreaterThan(100);
  expect(at.amount).toBeCloseTo(expected, 6);
  expect([at.beyondSpread, at.currency]).toEqual([null, 'USD']);
  // A smile of equal shape in moneyness and growing variance has none, though strikes and forwards differ.
  const smile = coins((_, moneyness) => 0.5 + moneyness ** 2);
  expect(test(smile.figures, smile.pool).violations).toEqual([]);
});

const surfaceFigures = (expiry: string, fit: Record<string, number>) =>
  Object.entries(fit).map(([name, value]) => figure('surface', `eth_usd/${name}`, value, expiry));

it('fitted surfaces: Durrleman’s g of a known arbitrageable fit, and total variances that cross', () => {
  // Axel Vogt's example (Gatheral and Jacquier 2014, section 5): a = −0.0410, b = 0.1331, m = 0.3586, ρ = 0.3060, σ = 0.4153, t = 1: g < 0 near k = 0.8 to 1.
  const vogt = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153, forward: 3000, time: 1 };
  expect(durrleman(vogt, 0)).toBeGreaterThan(0);
  expect(durrleman(vogt, 0.9)).toBeLessThan(0);
  const h = 1e-4;
  const w = (k: number) => sviVariance(vogt, k).variance;
  expect(sviVariance(vogt, 0.3).slope).toBeCloseTo((w(0.3 + h) - w(0.3 - h)) / (2 * h), 6);
  expect(sviVariance(vogt, 0.3).curvature).toBeCloseTo((w(0.3 + h) - 2 * w(0.3) + w(0.3 - h)) / h ** 2, 6);
  const [found] = test(surfaceFigures('2027-03-02T08:00:00Z', vogt), []).violations;
  expect(found).toMatchObject({
    kind: 'butterfly',
    on: 'surface',
    priceIndex: 'eth_usd',
    beyondSpread: null,
  });
  expect(found!.what).toMatch(/Durrleman's g is -/);
  // The butterfly that the density stands for, priced by Black at the fit's own volatilities around the strike named.
  const strike = Number(/near ([\d,.]+)/.exec(found!.what)![1]!.replace(',', ''));
  const call = (at: number) =>
    blackValue({
      right: 'call',
      forward: 3000,
      strike: at,
      volatility: Math.sqrt(w(Math.log(at / 3000))),
      time: 1,
    });
  expect(found!.amount).toBeGreaterThan(0);
  expect(2 * call(strike) - call(strike - 30) - call(strike + 30)).toBeCloseTo(found!.amount, 2);

  const flat = (a: number, years: number) => ({
    a,
    b: 0,
    rho: 0,
    m: 0,
    sigma: 0.1,
    forward: 3000,
    time: years,
  });
  const near = surfaceFigures('2026-06-26T08:00:00Z', flat(0.09, 0.3));
  const far = surfaceFigures('2026-12-25T08:00:00Z', flat(0.08, 0.8));
  const crossed = test([...near, ...far], []);
  expect(crossed.violations).toMatchObject([
    { kind: 'calendar', expiry: '2026-06-26T08:00:00Z', laterExpiry: '2026-12-25T08:00:00Z' },
  ]);
  const money = (variance: number) =>
    blackValue({ right: 'call', forward: 3000, strike: 3000, volatility: Math.sqrt(variance), time: 1 });
  expect(crossed.violations[0]!.amount).toBeGreaterThanOrEqual(money(0.09) - money(0.08));
  expect(crossed.violations[0]!.amount).toBeLessThan((money(0.09) - money(0.08)) * 1.05);
  const rising = test([...near, ...surfaceFigures('2026-12-25T08:00:00Z', flat(0.2, 0.8))], []);
  expect(rising).toMatchObject({ violations: [], underlyings: [{ surfaces: 2, violations: 0 }] });
});
