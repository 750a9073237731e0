import { expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { type FigureClass, MarketFigures } from '../../src-main/domain/market.ts';
import {
  InputResolver,
  resolveInputs,
  settlementValue,
  type ValuationInput,
} from '../../src-main/pricing/inputs.ts';
import { listedModelValue } from '../../src-main/pricing/listed-arguments.ts';
import { listedOptionValue } from '../../src-main/pricing/listed-option.ts';
import { agedTerms, forwardOfDeliverable, termAssumptions } from '../../src-main/pricing/option-terms.ts';
import {
  LISTED_AS_OF,
  LISTED_EXPIRIES,
  listed,
  listedFigure,
  listedInstruments,
} from '../engine/fixtures/listed-books.ts';

type Row = [of: FigureClass, key: string, value: number, expiry?: string];

const { near, february, march, june } = LISTED_EXPIRIES;
const byId = new Map(listedInstruments().map((instrument) => [instrument.id, instrument]));
const of = (id: string): Instrument => byId.get(id)!;
const spxCall = of('occ:SPX260320C06900000');
const stockCall = of('occ:AAPL260220C00250000');
const oilCall = of('nymex:LOH26-58-C');

const figures = (rows: readonly Row[]): MarketFigures =>
  new MarketFigures({
    id: 'm',
    time: LISTED_AS_OF,
    label: '',
    figures: rows.map(([of, key, value, expiry]) => listedFigure(of, key, value, expiry)),
  });

function found(
  instrument: Instrument,
  rows: readonly Row[],
  pool: Instrument[] = [instrument],
): ValuationInput {
  const { valued, unvalued } = resolveInputs([instrument], figures(rows), LISTED_AS_OF, pool);
  const input = valued.get(instrument.id);
  if (!input) throw new Error(unvalued.get(instrument.id)!.reason);
  return input;
}

const unvalued = (instrument: Instrument, rows: readonly Row[]) =>
  resolveInputs([instrument], figures(rows), LISTED_AS_OF).unvalued.get(instrument.id);

const spx: Row[] = [
  ['index', 'spx_usd', 6900],
  ['volatility', spxCall.id, 0.2],
];
const aapl: Row[] = [
  ['index', 'us-aapl_usd', 260],
  ['volatility', stockCall.id, 0.3],
];

test('the rate is that of the quote currency at the expiry: exact, between dated ones, flat beyond, for all, or assumed to be 0', () => {
  const instant = (text: string): number => Date.parse(text);
  const between =
    0.04 + ((instant(march) - instant(february)) / (instant(june) - instant(february))) * (0.03 - 0.04);
  const table: [rows: Row[], rate: number][] = [
    [[['rate', 'USD', 0.05, march]], 0.05],
    [
      [
        ['rate', 'USD', 0.04, february],
        ['rate', 'USD', 0.05, march],
        ['rate', 'USD', 0.03, june],
      ],
      0.05,
    ],
    [
      [
        ['rate', 'USD', 0.03, june],
        ['rate', 'USD', 0.04, february],
        ['rate', 'USD', 0.99],
      ],
      between,
    ],
    [
      [
        ['rate', 'USD', 0.01, near],
        ['rate', 'USD', 0.04, february],
      ],
      0.04,
    ],
    [[['rate', 'USD', 0.03, june]], 0.03],
    [[['rate', 'USD', 0.02]], 0.02],
    [[['rate', 'EUR', 0.02]], 0],
  ];
  for (const [rows, rate] of table) {
    const input = found(spxCall, [...spx, ['dividendYield', 'spx_usd', 0.01], ...rows]);
    expect(input.terms!.rate, JSON.stringify(rows)).toBeCloseTo(rate, 15);
    expect(input.assumed, JSON.stringify(rows)).toEqual(rate === 0 ? ['no rate'] : undefined);
  }
  expect(termAssumptions({ assumed: ['no rate'] })).toEqual([
    'Interest taken as 0, the market having no rate of the quote currency (add its figure rate)',
  ]);
});

test('dividends strictly before the expiry count, declared before forecast; a yield where none is to come; borrow cost always', () => {
  const rate: Row = ['rate', 'USD', 0.04];
  const day = '2026-02-09T14:30:00Z';
  const terms = (...rows: Row[]) => {
    const { terms, assumed = [] } = found(stockCall, [...aapl, rate, ...rows]);
    return { yield: terms!.yield, paid: terms!.dividends.map(({ amount }) => amount), assumed };
  };
  const declared: Row = ['dividend', 'us-aapl_usd', 0.26, day];
  expect(terms(declared)).toEqual({ yield: 0, paid: [0.26], assumed: [] });
  expect(terms(declared, ['dividendForecast', 'us-aapl_usd', 0.3, '2026-02-09T09:00:00Z'])).toEqual({
    yield: 0,
    paid: [0.26],
    assumed: [],
  });
  expect(
    terms(['dividendForecast', 'us-aapl_usd', 0.31, '2026-02-10T14:30:00Z'], declared, [
      'borrowRate',
      'us-aapl_usd',
      0.02,
    ]),
  ).toEqual({ yield: 0.02, paid: [0.26, 0.31], assumed: ['forecast dividends'] });
  // At the expiry, after it, now, and before now: none of these is paid to who holds the option.
  for (const instant of [february, '2026-02-23T14:30:00Z']) {
    expect(
      terms(['dividend', 'us-aapl_usd', 0.26, instant], ['dividendYield', 'us-aapl_usd', 0.004]),
    ).toEqual({
      yield: 0,
      paid: [],
      assumed: ['yield passed over'],
    });
  }
  for (const instant of [LISTED_AS_OF, '2025-11-10T14:30:00Z']) {
    expect(
      terms(['dividend', 'us-aapl_usd', 0.26, instant], ['dividendYield', 'us-aapl_usd', 0.004]),
    ).toEqual({
      yield: 0.004,
      paid: [],
      assumed: [],
    });
  }
  expect(terms()).toEqual({ yield: 0, paid: [], assumed: ['no dividends'] });
  expect(terms(['dividendYield', 'us-aapl_usd', 0])).toEqual({ yield: 0, paid: [], assumed: [] });
});

test('dividends come nearer and go as time passes; the deliverable grows at rate less yield, less what is paid', () => {
  const { terms } = found(stockCall, [
    ...aapl,
    ['rate', 'USD', 0.04],
    ['dividend', 'us-aapl_usd', 1, '2026-01-15T21:00:00Z'],
    ['dividendForecast', 'us-aapl_usd', 2, '2026-02-04T21:00:00Z'],
  ]);
  const days = (count: number): number => count / 365;
  expect(terms!.dividends.map(({ time }) => time)).toEqual([days(10), days(30)]);
  expect(agedTerms(terms!, 0)).toBe(terms);
  expect(agedTerms(terms!, days(10)).dividends).toEqual([
    { time: days(30) - days(10), amount: 2, isForecast: true },
  ]);
  const forward = forwardOfDeliverable(260, days(40), { ...terms!, units: 0.8, cash: 5 });
  const grown = 260 * Math.exp(0.04 * days(40)) - Math.exp(0.04 * days(30)) - 2 * Math.exp(0.04 * days(10));
  expect(forward).toBeCloseTo(0.8 * grown + 5, 12);
});

test('an option on a future takes its mark, else the curve there; one on spot the index, else a share’s mark', () => {
  const future = of('nymex:CLH26');
  const volatility: Row = ['volatility', oilCall.id, 0.4];
  expect(found(oilCall, [volatility, ['mark', future.id, 58.5], ['index', 'cl_usd', 57]])).toMatchObject({
    forward: 58.5,
    forwardLevel: 'delivered future',
    terms: { on: 'future', yield: 0, dividends: [] },
  });
  const later = listed('nymex:CLJ26', { ...future, id: 'nymex:CLJ26', expiry: future.expiry });
  expect(found(oilCall, [volatility, ['mark', later.id, 60]], [oilCall, future, later])).toMatchObject({
    forward: 60,
    forwardLevel: 'future of the expiry',
  });
  expect(unvalued(oilCall, [volatility])!.remedy).toBe(
    'Add the figure mark nymex:CLH26 to the market snapshot.',
  );
  const share = of('us:AAPL');
  const rows: Row[] = [
    ['mark', share.id, 261],
    ['volatility', stockCall.id, 0.3],
  ];
  expect(found(stockCall, [...rows, ['index', 'us-aapl_usd', 260]], [stockCall, share])).toMatchObject({
    forward: 260,
    forwardLevel: 'index',
  });
  expect(found(stockCall, rows, [stockCall, share])).toMatchObject({ forward: 261, forwardLevel: 'share' });
  // A stated forward is for options that are priced from one.
  expect(unvalued(stockCall, [rows[1]!, ['forward', 'us-aapl_usd', 262, february]])!.reason).toMatch(
    /us-aapl_usd/,
  );
});

test('a listed future is worth its mark at 0 and below; of the options on it only those of a normal model are', () => {
  const negative = of('nymex:NCLH26');
  const put = of('nymex:LNH26--5-P');
  for (const mark of [0, -37.63]) {
    const rows: Row[] = [
      ['mark', negative.id, mark],
      ['volatility', put.id, 20],
    ];
    expect(found(negative, rows)).toMatchObject({ forward: mark, forwardLevel: 'mark' });
    expect(found(put, rows)).toMatchObject({ forward: mark, terms: { priceModel: 'normal' } });
    const { priceModel: _normal, ...relative } = put;
    const refused = unvalued({ ...relative, strike: '5' }, rows)!;
    expect(refused.reason).toContain(`priced at ${mark}`);
    expect(refused.remedy).toContain('priceModel to normal');
  }
  const { product: _listed, ...coin } = negative;
  expect(unvalued(coin, [['mark', negative.id, -1]])).toBeDefined();
});

test('the own price goes before the own quote; a placeholder is none; then surface, expiry, neighbouring expiry', () => {
  const base: Row[] = [
    ['index', 'us-aapl_usd', 260],
    ['rate', 'USD', 0.04],
    ['dividend', 'us-aapl_usd', 0.26, '2026-02-09T14:30:00Z'],
  ];
  const value = listedModelValue(found(stockCall, [...base, ['volatility', stockCall.id, 0.27]]));
  const other = { ...stockCall, id: 'occ:AAPL260220C00270000', strike: '270' };
  const put = { ...other, id: 'occ:AAPL260220P00270000', right: 'put' } as const;
  const far = { ...stockCall, id: 'occ:AAPL260619C00250000', expiry: june };
  const pool = [stockCall, other, put, far];
  const rows: Row[] = [
    ['mark', stockCall.id, value],
    ['volatility', stockCall.id, 0.5],
    ...(['a', 'b', 'rho', 'm', 'sigma'] as const).map(
      (name): Row => [
        'surface',
        `us-aapl_usd/${name}`,
        name === 'a' ? 0.01 : name === 'sigma' ? 0.1 : 0,
        february,
      ],
    ),
    ['surface', 'us-aapl_usd/forward', 260, february],
    ['surface', 'us-aapl_usd/time', 0.126, february],
    ['volatility', other.id, 0.32],
    ['volatility', put.id, 0.34],
    ['volatility', far.id, 0.4],
  ];
  const at = (from: number): ValuationInput => found(stockCall, [...base, ...rows.slice(from)], pool);
  expect(at(0).volatilityLevel).toBe('implied from mark');
  expect(at(0).volatility).toBeCloseTo(0.27, 9);
  expect(at(1)).toMatchObject({ volatility: 0.5, volatilityLevel: 'own quote' });
  const placeholder = found(stockCall, [...base, ['volatility', stockCall.id, 1e-5], ...rows.slice(2)], pool);
  for (const input of [placeholder, at(2)]) {
    expect(input.volatilityLevel).toBe('fitted surface');
    expect(input.volatility).toBeCloseTo(Math.sqrt(0.01 / 0.126), 12);
  }
  // At 270 the call is out of the money: it speaks for its strike.
  expect(at(9)).toMatchObject({ volatility: 0.32, volatilityLevel: 'same expiry' });
  expect(at(10)).toMatchObject({ volatility: 0.34, volatilityLevel: 'same expiry' });
  expect(at(11)).toMatchObject({ volatility: 0.4, volatilityLevel: 'neighbouring expiry' });
  expect(unvalued(stockCall, base)!.reason).toContain('no volatility');
  // A mark below what exercise pays implies nothing.
  const stale = found(
    stockCall,
    [...base, ['mark', stockCall.id, 9], ['volatility', stockCall.id, 0.5]],
    pool,
  );
  expect(stale.volatilityLevel).toBe('own quote');
});

test('an option alone in its market that is priced at what exercise pays, or expires now, is valued all the same', () => {
  const index: Row = ['index', 'us-aapl_usd', 260];
  for (const mark of [9.4, 10]) {
    const input = found(stockCall, [index, ['rate', 'USD', 0], ['mark', stockCall.id, mark]]);
    expect(input).toMatchObject({ volatility: 0, volatilityLevel: 'no time value' });
    expect(listedModelValue(input)).toBeCloseTo(10, 12);
  }
  // Out of the money a price of 0 says nothing of its volatility.
  const worthless = { ...stockCall, strike: '300' };
  expect(unvalued(worthless, [index, ['mark', stockCall.id, 0]])!.reason).toContain('no volatility');
  const expiring = { ...stockCall, expiry: LISTED_AS_OF };
  expect(listedModelValue(found(expiring, [index]))).toBe(10);
});

test('an option on a volatility index says that the level it is priced from is not what it follows', () => {
  const call = { ...stockCall, product: 'VIXW', underlying: 'VIX', priceIndex: 'vix_usd', strike: '20' };
  const rows: Row[] = [
    ['index', 'vix_usd', 15],
    ['rate', 'USD', 0.04],
    ['volatility', call.id, 0.9],
  ];
  expect(termAssumptions(found(call, rows))).toContainEqual(expect.stringContaining('rough'));
  expect(termAssumptions(found({ ...call, product: 'XSP' }, rows)).join()).not.toContain('rough');
});

test('an adjusted series delivers its units and cash, in the value and at settlement', () => {
  const adjusted = of('occ:AAPL1260220C00200000');
  const input = found(adjusted, [
    ['index', 'us-aapl_usd', 260],
    ['volatility', adjusted.id, 0.3],
    ['rate', 'USD', 0.04],
  ]);
  expect(input.terms).toMatchObject({ units: 0.8, cash: 5.125 });
  const plain = { ...input.terms!, units: 1, cash: 0 };
  expect(listedModelValue(input)).toBeCloseTo(
    0.8 * listedOptionValue('call', 260, (200 - 5.125) / 0.8, 0.3, input.time!, plain),
    12,
  );
  expect(settlementValue(adjusted, 260)).toBeCloseTo(100 * (0.8 * 260 + 5.125 - 200), 10);
  expect(settlementValue({ ...adjusted, right: 'put' }, 230)).toBeCloseTo(
    100 * (200 - 0.8 * 230 - 5.125),
    10,
  );
  expect(settlementValue(of('nymex:LNH26--5-P'), -37.63)).toBeCloseTo(32_630, 8);
});

test('an expired option on a future settles at its own settlement price, else at its future’s', () => {
  const gone = { ...oilCall, expiry: '2026-01-02T21:00:00Z' };
  const settled = (...rows: Row[]) => unvalued(gone, rows)!.settlementPrice;
  expect(settled()).toBeNull();
  expect(settled(['settlement', 'nymex:CLH26', 57])).toBe(57);
  expect(settled(['settlement', 'nymex:CLH26', 57], ['settlement', oilCall.id, 56])).toBe(56);
});

test('an option paid day by day isn’t discounted', () => {
  const rate: Row = ['rate', 'USD', 0.04];
  const onFuture = found({ ...oilCall, premium: 'daily' }, [
    rate,
    ['mark', 'nymex:CLH26', 58],
    ['volatility', oilCall.id, 0.4],
  ]);
  expect(onFuture.terms).toMatchObject({ rate: 0, yield: 0 });
  const onSpot = found({ ...spxCall, premium: 'daily' }, [...spx, rate, ['dividendYield', 'spx_usd', 0.01]]);
  expect(onSpot.terms!.rate).toBe(0);
  expect(onSpot.terms!.yield).toBeCloseTo(0.01 - 0.04, 15);
});

test('what was found once stays the same object, whatever is asked for next', () => {
  const instruments = listedInstruments();
  const resolver = new InputResolver(figures([...spx, ...aapl]), LISTED_AS_OF, instruments);
  const first = resolver.resolve([spxCall]).valued.get(spxCall.id);
  const all = resolver.resolve(instruments);
  expect(all.valued.get(spxCall.id)).toBe(first);
  expect([...all.valued.keys(), ...all.unvalued.keys()].sort()).toEqual(
    instruments.map(({ id }) => id).sort(),
  );
});
