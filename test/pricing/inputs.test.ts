import { expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import {
  type ResolvedInputs,
  resolveInputs,
  settlementValue,
  type ValuationInput,
  yearsBetween,
} from '../../src-main/pricing/inputs.ts';

const AS_OF = '2025-01-01T08:00:00Z';
const NEAR = '2025-01-31T08:00:00Z';
const MIDDLE = '2025-03-02T08:00:00Z';
const FAR = '2025-04-01T08:00:00Z';

const base: Instrument = {
  id: 'v:PERP',
  venue: 'v',
  symbol: 'PERP',
  kind: 'perpetual',
  payoff: 'inverse',
  underlying: 'BTC',
  priceIndex: 'btc_usd',
  quoteCurrency: 'USD',
  settlementCurrency: 'BTC',
  quantityUnit: 'quote',
  multiplier: '1',
  contractSize: '1',
  expiry: null,
  strike: null,
  right: null,
  exercise: null,
};
const future = (expiry: string): Instrument => ({ ...base, id: `v:F-${expiry}`, kind: 'future', expiry });
const option = (
  expiry: string,
  strike: string,
  right: 'call' | 'put' = 'call',
  words: Partial<Instrument> = {},
): Instrument => ({
  ...base,
  id: `v:${expiry}-${strike}-${right}`,
  kind: 'option',
  expiry,
  strike,
  right,
  exercise: 'european',
  ...words,
});

type Row = [
  class_: 'index' | 'forward' | 'mark' | 'volatility' | 'settlement',
  key: string,
  value: number | string,
  expiry?: string,
];

function resolve(instruments: Instrument[], rows: Row[], pool?: Instrument[]): ResolvedInputs {
  const figures = rows.map(([class_, key, value, expiry = '']) => ({
    class: class_,
    key,
    value: String(value),
    expiry,
    time: AS_OF,
    source: 'test',
  }));
  return resolveInputs(
    instruments,
    new MarketFigures({ id: 'm', time: AS_OF, label: '', figures }),
    AS_OF,
    pool,
  );
}

function one(instrument: Instrument, rows: Row[], pool?: Instrument[]): ValuationInput {
  const found = resolve([instrument], rows, pool).valued.get(instrument.id);
  if (!found) throw new Error('not valued');
  return found;
}

test('time is actual seconds over 365 days', () => {
  expect(yearsBetween(AS_OF, '2026-01-01T08:00:00Z')).toBe(1);
  expect(yearsBetween(AS_OF, '2025-01-01T09:00:00Z')).toBe(1 / 24 / 365);
  expect(one(base, [['index', 'btc_usd', 100]]).time).toBeNull();
});

test('a perpetual is priced at its mark, else the index; spot at the index, else its mark', () => {
  const spot = { ...base, id: 'v:SPOT', kind: 'spot' as const };
  const both: Row[] = [
    ['index', 'btc_usd', 100],
    ['mark', 'v:PERP', 101],
    ['mark', 'v:SPOT', 99],
  ];
  expect(one(base, both)).toMatchObject({ forward: 101, forwardLevel: 'mark', mark: 101 });
  expect(one(base, both.slice(0, 1))).toMatchObject({ forward: 100, forwardLevel: 'index', mark: null });
  expect(one(spot, both)).toMatchObject({ forward: 100, forwardLevel: 'index' });
  expect(one(spot, both.slice(2))).toMatchObject({ forward: 99, forwardLevel: 'mark' });
});

test('an option’s forward: stated, else a future’s mark, else interpolated annualised basis, else the index', () => {
  const call = option(MIDDLE, '100');
  const futures = [future(NEAR), future(MIDDLE), future(FAR)];
  const rows: Row[] = [
    ['volatility', call.id, 0.5],
    ['index', 'btc_usd', 100],
    ['mark', futures[0]!.id, 101],
    ['mark', futures[2]!.id, 106],
    ['mark', futures[1]!.id, 103],
    ['forward', 'btc_usd', 104, MIDDLE],
  ];
  const at = (count: number): ValuationInput => one(call, rows.slice(0, count), [call, ...futures]);
  expect(at(6)).toMatchObject({ forward: 104, forwardLevel: 'forward' });
  expect(at(5)).toMatchObject({ forward: 103, forwardLevel: 'future of the expiry' });
  const between = at(4);
  expect(between.forwardLevel).toBe('interpolated basis');
  // Bases of 30 and 90 days, at 60 days halfway between.
  const basis = (Math.log(1.01) / (30 / 365) + Math.log(1.06) / (90 / 365)) / 2;
  expect(between.forward).toBeCloseTo(100 * Math.exp((basis * 60) / 365), 10);
  // Beyond the last known expiry the basis stays.
  expect(at(3).forward).toBeCloseTo(100 * Math.exp((Math.log(1.01) / 30) * 60), 10);
  expect(at(2)).toMatchObject({ forward: 100, forwardLevel: 'index' });
  expect(
    one(future(NEAR), [
      ['mark', future(NEAR).id, 101],
      ['forward', 'btc_usd', 102, NEAR],
    ]).forward,
  ).toBe(101);
});

test('without any price it is named with reason and remedy, and so is an option without any volatility', () => {
  const call = option(NEAR, '100');
  const noPrice = resolve([call], []).unvalued.get(call.id)!;
  expect(noPrice.reason).toContain('index btc_usd');
  expect(noPrice.remedy).toContain(`forward btc_usd ${NEAR}`);
  const noVolatility = resolve([call], [['index', 'btc_usd', 100]]).unvalued.get(call.id)!;
  expect(noVolatility.remedy).toContain(`volatility ${call.id}`);
  expect(resolve([{ ...call, strike: null }], [['index', 'btc_usd', 100]]).valued.size).toBe(0);
  expect(resolve([base], [['index', 'btc_usd', 0]]).valued.size).toBe(0);
});

test('volatility: own quote, else implied from the own mark, in coin for inverse and in quote currency for linear options', () => {
  const forward = 100;
  for (const payoff of ['inverse', 'linear'] as const) {
    const put = option(NEAR, '90', 'put', { payoff });
    const value = blackValue({ right: 'put', forward, strike: 90, volatility: 0.7, time: 30 / 365 });
    const rows: Row[] = [
      ['forward', 'btc_usd', forward, NEAR],
      ['mark', put.id, payoff === 'inverse' ? value / forward : value],
      ['volatility', put.id, 0.65],
    ];
    expect(one(put, rows)).toMatchObject({ volatility: 0.65, volatilityLevel: 'own quote' });
    const implied = one(put, [...rows.slice(0, 2), ['volatility', put.id, 0]]);
    expect(one(put, rows.slice(0, 2))).toEqual(implied);
    expect(implied.volatilityLevel).toBe('implied from mark');
    expect(implied.volatility).toBeCloseTo(0.7, 10);
  }
});

test('a mark below intrinsic value implies nothing: the neighbours are asked', () => {
  const call = option(NEAR, '50');
  const neighbour = option(NEAR, '100');
  const rows: Row[] = [
    ['index', 'btc_usd', 100],
    ['mark', call.id, 0.4],
    ['volatility', neighbour.id, 0.6],
  ];
  expect(one(call, rows, [call, neighbour])).toMatchObject({
    volatility: 0.6,
    volatilityLevel: 'same expiry',
  });
});

test('same expiry: linear in log-moneyness between strikes, a pair counting with its mean, flat beyond the ends', () => {
  const wanted = ['60', '100', '150'].map((strike) => option(NEAR, strike));
  const pool = [option(NEAR, '80', 'put'), option(NEAR, '80'), option(NEAR, '125')];
  const rows: Row[] = [
    ['index', 'btc_usd', 100],
    ['volatility', pool[0]!.id, 0.7],
    ['volatility', pool[1]!.id, 0.9],
    ['volatility', pool[2]!.id, 0.6],
  ];
  const { valued } = resolve(wanted, rows, [...wanted, ...pool]);
  const [low, at, high] = wanted.map(({ id }) => valued.get(id)!);
  expect(low!.volatility).toBeCloseTo(0.8, 14);
  expect(high!.volatility).toBe(0.6);
  // 80 and 125 lie at equal distance from 100 in logarithms.
  expect(at!.volatility).toBeCloseTo(0.7, 12);
  expect(at!.volatilityLevel).toBe('same expiry');
});

test('neighbouring expiry: the nearest in time, at equal moneyness on its own forward', () => {
  const wanted = option(MIDDLE, '110');
  const pool = [option(NEAR, '100'), option(NEAR, '120'), option(FAR, '100')];
  const rows: Row[] = [
    ['forward', 'btc_usd', 100, NEAR],
    ['forward', 'btc_usd', 110, MIDDLE],
    ['forward', 'btc_usd', 120, FAR],
    ['volatility', pool[0]!.id, 0.5],
    ['volatility', pool[1]!.id, 0.9],
    ['volatility', pool[2]!.id, 0.4],
  ];
  const equal = one(wanted, rows, [wanted, ...pool]);
  // 30 days either way: the earlier expiry is taken.
  expect(equal).toMatchObject({ volatility: 0.5, volatilityLevel: 'neighbouring expiry' });
  const later = option('2025-03-20T08:00:00Z', '110');
  expect(one(later, [...rows, ['forward', 'btc_usd', 110, later.expiry!]], [later, ...pool]).volatility).toBe(
    0.4,
  );
  // Quotes of an expiry that has passed are no neighbours.
  const passed = option('2024-12-31T08:00:00Z', '100');
  const lonely = resolve(
    [wanted],
    [
      ['index', 'btc_usd', 100],
      ['volatility', passed.id, 0.5],
    ],
    [wanted, passed],
  );
  expect(lonely.valued.size).toBe(0);
});

test('what expired before the snapshot is named; at the snapshot’s very time it still counts', () => {
  const old = option('2025-01-01T07:59:59Z', '100');
  const now = option(AS_OF, '90');
  const rows: Row[] = [
    ['index', 'btc_usd', 100],
    ['volatility', now.id, 0.5],
    ['volatility', old.id, 0.5],
  ];
  expect(resolve([old], rows).unvalued.get(old.id)).toMatchObject({ settlementPrice: null });
  const settled = resolve([old], [...rows, ['settlement', old.id, 105]]).unvalued.get(old.id)!;
  expect(settled.settlementPrice).toBe(105);
  expect(settled.remedy).toContain('105');
  expect(one(now, rows)).toMatchObject({ time: 0, volatility: 0.5 });
});

test('settlement values: payoff of options, value of futures, in the settlement currency', () => {
  expect(settlementValue(option(NEAR, '80'), 100)).toBe(0.2);
  expect(settlementValue(option(NEAR, '80', 'put'), 100)).toBe(0);
  expect(settlementValue(option(NEAR, '120', 'put', { payoff: 'linear', multiplier: '10' }), 100)).toBe(200);
  expect(settlementValue(future(NEAR), 100)).toBe(-0.01);
  expect(settlementValue({ ...future(NEAR), payoff: 'linear', multiplier: '3' }, 100)).toBe(300);
});
