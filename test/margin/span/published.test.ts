// Numbers that clearing houses and a textbook print: NSE, JSCC, CME's gold, McMillan.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commodityParameters } from '../../../src-main/domain/span-parameters.ts';
import type { AccountValues } from '../../../src-main/margin/rulebook.ts';
import { heldCommodities } from '../../../src-main/margin/span/commodity-array.ts';
import { arrayRisk } from '../../../src-main/margin/span/price-risk.ts';
import { SpanParameters } from '../../../src-main/margin/span/typed-parameters.ts';
import { describeWithShared } from '../../setup/shared.ts';
import { presets } from '../presets.ts';
import { arrayOf, commodityOf, future, optionOn, spanEntry } from './span-books.ts';

/** NSE's array of the NIFTY future of 25 June 2026, a unit, long, loss positive; scan range 2,234.01, lot of 75. */
const nifty = [
  ...['8.72', '8.72', '-736.49', '-736.49', '753.93', '753.93', '-1481.7', '-1481.7', '1499.14', '1499.14'],
  ...['-2226.91', '-2226.91', '2244.36', '2244.36', '-1561.89', '1568'],
];
const niftyRange = 2234.01;
const rupees = { quoteCurrency: 'INR', settlementCurrency: 'INR', venue: 'nse', multiplier: '1' };
const niftyFuture = future('NIFTY', 'M', { ...rupees, id: 'nse:NIFTYM26' });
const niftyTerms = commodityOf('NIFTY', {
  currency: 'INR',
  products: [
    {
      exchange: 'NSE',
      product: 'NIFTY',
      kind: 'future',
      contractValueFactor: '1',
      deltaScale: '1',
      premium: 'daily',
    },
  ],
  scanRanges: [{ month: '', price: String(niftyRange), volatility: '0.04' }],
});

describe('NSE', () => {
  const array = { ...arrayOf(niftyFuture, nifty), futureMonth: '20260625' };
  const entry = (quantity: string) =>
    spanEntry({
      commodities: [niftyTerms],
      arrays: [array],
      positions: [[niftyFuture, quantity]],
      figures: { [`mark ${niftyFuture.id}`]: '24051.8' },
    });
  it('asks 168,327 for a lot of 75 NIFTY futures held long', () => {
    expect(entry('75').maintenanceMargin).toBe('168327');
    expect(entry('75').commodities?.[0]).toMatchObject({
      arrays: 'file',
      activeScenario: 13,
      currency: 'INR',
    });
    expect(entry('-75').maintenanceMargin).toBe(String(2226.91 * 75));
  });
  it('charges 425 for a pair of months, 1,029 under BANKNIFTY', () => {
    const far = future('NIFTY', 'N', { ...rupees, id: 'nse:NIFTYN26' });
    for (const rate of ['425', '1029']) {
      const pair = spanEntry({
        commodities: [
          {
            ...niftyTerms,
            interMonthSpreads: [
              {
                kind: 'tier',
                priority: 1,
                rate,
                legs: (['A', 'B'] as const).map((side) => ({ tier: 1, month: null, ratio: '1', side })),
              },
            ],
            interMonthTiers: [{ number: 1, start: '', end: '' }],
          },
        ],
        arrays: [array, { ...array, futureMonth: '202607' }],
        positions: [
          [niftyFuture, '1'],
          [far, '-1'],
        ],
      });
      expect(pair.commodities?.[0]).toMatchObject({ scanRisk: '0', interMonth: rate, risk: rate });
    }
  });
  it('has an array that the builder makes of a carry of 8.72 and extremes of two ranges covered to 35 %', () => {
    // What the clearing house moved: a third of the range times 1.000725 each, and 8.72 lost to time at no move.
    const growth = 1.000727;
    const rows = [
      ...presets.find(({ id }) => id === 'span@2025-09-12')!.parameters,
      ...commodityParameters(niftyTerms, [], 'NSE, NIFTY of 22 June 2026', null),
    ].map((row) => {
      const replaced: Record<string, string> = {
        'general.scenario.15.price': '2',
        'general.scenario.16.price': '-2',
        'general.scenario.15.cover': '0.35',
        'general.scenario.16.cover': '0.35',
      };
      return { ...row, value: replaced[row.path] ?? row.value };
    });
    const parameters = new SpanParameters({ rulebook: 'span', sets: [], parameters: rows });
    const moves = parameters.scenarios.map(({ price }) => price);
    const profit = Float64Array.from(moves, (move) => move * niftyRange * growth - 8.72);
    const values: Partial<AccountValues> = {
      holdings: [{ row: 0, instrument: niftyFuture, quantity: 1, cost: null, unsettledQuantity: 0 }],
      profitAndLoss: () => profit,
      columns: { bucket: Int32Array.of(0), forward: Float64Array.of(24050.35) } as AccountValues['columns'],
      scenarios: {
        scenarios: moves.map((priceMove) => ({ priceMove })),
        forwardFactor: new Float64Array(moves.length).fill(1),
        forwardShift: Float64Array.from(moves, (move) => move * niftyRange),
      } as unknown as AccountValues['scenarios'],
    };
    const [held] = heldCommodities({ values } as Parameters<typeof heldCommodities>[0], parameters);
    const losses = [...held!.months[0]!.losses];
    losses.forEach((loss, place) => {
      expect(Math.abs(loss - Number(nifty[place])), `scenario ${place + 1}`).toBeLessThan(0.011);
    });
    // A clearing house's 7 % over a calendar day would take 24,051.8 × .07 / 365 = 4.61, not 8.72: the carry is theirs.
    expect((24051.8 * 0.07) / 365).toBeCloseTo(4.61, 2);
  });
});

describe('JSCC', () => {
  const yen = { quoteCurrency: 'JPY', settlementCurrency: 'JPY', multiplier: '1000' };
  const nikkei = future('NK', 'M', { ...yen, id: 'ose:NKM26', venue: 'ose' });
  const terms = commodityOf('NK', {
    currency: 'JPY',
    products: (['future', 'option'] as const).map((kind) => ({
      exchange: 'OSE',
      product: 'NK',
      kind,
      contractValueFactor: '1000',
      deltaScale: '1',
      premium: 'upfront',
    })),
    // Price scan range of ¥570,000 a contract.
    scanRanges: [{ month: '', price: '570000', volatility: '0' }],
    shortOptionMinimum: { method: 'maximum', rate: '29400' },
  });
  it('asks ¥1,710,000 for three futures, built from the price scan range', () => {
    const entry = spanEntry({
      commodities: [terms],
      positions: [[nikkei, '3']],
      figures: { [`mark ${nikkei.id}`]: '18000' },
    });
    expect(entry.maintenanceMargin).toBe('1710000');
    expect(entry.commodities?.[0]?.arrays).toBe('built');
  });
  it('asks ¥37,701,000 for ten short puts: the larger of 5,701,000 and 294,000, and 32,000,000 of option value', () => {
    const put = optionOn(nikkei, '18000', 'put');
    // Only the scan of the position is printed: 570,100 a contract in its worst scenario.
    const losses = Array.from({ length: 16 }, (_, place) => (place === 12 ? '-570100' : '0'));
    const entry = spanEntry({
      commodities: [terms],
      arrays: [arrayOf(put, losses, '-0.5')],
      positions: [[put, '-10']],
      figures: { [`mark ${put.id}`]: '3200', [`mark ${nikkei.id}`]: '18000' },
    });
    expect(entry.commodities?.[0]).toMatchObject({
      scanRisk: '5701000',
      shortOptionMinimum: '294000',
      netOptionValue: '-32000000',
      risk: '5701000',
    });
    expect(entry.maintenanceMargin).toBe('37701000');
    // The premium is in the cash of an account that has just sold them.
    expect(entry.depositFromZeroCash).toBe('5701000');
  });
});

describe('CME', () => {
  it('asks 16,000 for a gold future of 12 September 2025, long or short, and 1,600 for a tenth of it', () => {
    const rows = presets.find(({ id }) => id === 'span@2025-09-12-gc')!.parameters;
    for (const [quantity, words, asked] of [
      ['1', {}, '16000'],
      ['-1', {}, '16000'],
      ['1', { product: 'MGC', id: 'comex:MGCZ26', symbol: 'MGCZ26', multiplier: '10' }, '1600'],
    ] as const) {
      const gold = future('GC', 'Z', { venue: 'comex', id: 'comex:GCZ26', ...words });
      const entry = spanEntry({
        commodities: [],
        rows,
        positions: [[gold, quantity]],
        figures: { [`mark ${gold.id}`]: '3650' },
      });
      expect(entry.maintenanceMargin).toBe(asked);
      expect(entry.commodities?.[0]).toMatchObject({ code: 'GC', arrays: 'built' });
      expect(
        entry.unconfirmed.some((sentence) => sentence.startsWith('Risk arrays that no file gives')),
      ).toBe(false);
    }
  });
});

describe('McMillan', () => {
  // P/L of one long contract as the book prints it (its +610 of scenario 2 is a misprint: falling volatility takes from a long call).
  const profits = {
    future: [
      0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000,
    ],
    call: [
      460, -610, 2640, 1730, -1270, -2340, 5210, 4540, -2540, -3430, 8060, 7640, -3380, -3990, 3130, -1500,
    ],
  };
  const sp = future('SP', 'Z');
  const call = optionOn(sp, '410', 'call');
  const arrays = [
    arrayOf(
      sp,
      profits.future.map((profit) => String(-profit)),
    ),
    arrayOf(
      call,
      profits.call.map((profit) => String(-profit)),
      '0.5',
    ),
  ];
  const risk = (positions: [typeof sp, string][]) =>
    spanEntry({ commodities: [commodityOf('SP')], arrays, positions }).commodities![0]!;
  it('asks 3,990 for a long call, at scenario 14', () => {
    expect(risk([[call, '1']])).toMatchObject({ scanRisk: '3990', activeScenario: 14 });
  });
  it('asks 6,620 for a covered write, at scenario 13: 10,000 less 3,380', () => {
    expect(
      risk([
        [sp, '1'],
        [call, '-1'],
      ]),
    ).toMatchObject({ scanRisk: '6620', activeScenario: 13 });
  });
});

describeWithShared('the vectors of ../shared', 'vectors/span', (folder) => {
  const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  it('are what is transcribed here', () => {
    expect(read('published_numbers.json').nse_nifty_fut_2026_06_25.array).toEqual(nifty.map(Number));
  });
  it('have the scenarios, pairs and delta weights of the general set', () => {
    const { points, paired, delta_weights, extreme_cover } = read('scenario_weights.json');
    const parameters = new SpanParameters({
      rulebook: 'span',
      sets: [],
      parameters: presets.find(({ id }) => id === 'span@2025-09-12')!.parameters,
    });
    expect(parameters.scenarios).toEqual(
      points.map(([price, volatility]: [number, number], place: number) => ({
        price: expect.closeTo(price, 12),
        volatility,
        cover: Math.abs(price) > 1 ? extreme_cover.cme : 1,
        paired: paired[String(place + 1)] - 1,
      })),
    );
    const byPrice = parameters.deltaPoints.toSorted((a, b) => a.price - b.price);
    expect(byPrice.map(({ weight }) => weight)).toEqual(delta_weights.weights);
    expect(byPrice.map(({ price }) => Math.round(price * 3))).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  });
});

describe('the parts of a scan', () => {
  const rows = new SpanParameters({
    rulebook: 'span',
    sets: [],
    parameters: presets.find(({ id }) => id === 'span@2025-09-12')!.parameters,
  }).scenarios;
  it('price, volatility and time risk add up to it; where nothing is lost, price brings nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 16, maxLength: 16 }),
        (losses) => {
          const { scan, active, price, volatility, time } = arrayRisk(Float64Array.from(losses), rows);
          const largest = Math.max(...losses);
          expect(scan).toBe(Math.max(0, largest));
          if (largest < 0) expect([active, price]).toEqual([0, 0]);
          else {
            expect(active).toBe(losses.indexOf(largest));
            expect(price + volatility + time).toBeCloseTo(scan, 9);
          }
        },
      ),
      { seed: 16, numRuns: 60 },
    );
  });
});
