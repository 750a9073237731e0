// Charges and credits worked by hand: between months, for delivery, between commodities, by scanning together; and the minimum, ratios and option value.
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../../src-main/domain/decimal.ts';
import type { InterCommoditySpread, InterMonthSpread } from '../../../src-main/domain/span-commodity.ts';
import { treeFaults } from '../../../src-main/margin/blocks/tree.ts';
import { roundedCount } from '../../../src-main/margin/span/inter-month.ts';
import {
  arrayOf,
  commodityOf,
  future,
  futureLosses,
  optionOn,
  type SpanWords,
  spanEntry,
} from './span-books.ts';

const filed = (code: string, letters: string, range: number) =>
  [...letters].map((letter) => arrayOf(future(code, letter), futureLosses(range)));

describe('between months', () => {
  const series = (priority: number, rate: string, months: [string, string]): InterMonthSpread => ({
    kind: 'series',
    priority,
    rate,
    legs: months.map((month, place) => ({ tier: null, month, ratio: '1', side: place === 0 ? 'A' : 'B' })),
  });
  const tiers = (priority: number, rate: string, numbers: [number, number]): InterMonthSpread => ({
    kind: 'tier',
    priority,
    rate,
    legs: numbers.map((tier, place) => ({ tier, month: null, ratio: '1', side: place === 0 ? 'A' : 'B' })),
  });
  const terms = commodityOf('XX', {
    interMonthTiers: [
      { number: 1, start: '202603', end: '202606' },
      { number: 2, start: '202609', end: '202612' },
    ],
    // The series spread comes first although its priority is the last number.
    interMonthSpreads: [
      tiers(1, '250', [1, 2]),
      tiers(2, '80', [2, 2]),
      series(9, '100', ['202603', '202606']),
    ],
    delivery: [
      { month: '202603', spreadRate: '20', outrightRate: '50', sign: 'L' },
      { month: '202609', spreadRate: '20', outrightRate: '50', sign: 'B' },
      { month: '202612', spreadRate: '20', outrightRate: '50', sign: 'S' },
    ],
  });
  const held = (march: string): SpanWords => ({
    commodities: [terms],
    arrays: filed('XX', 'HMUZ', 900),
    positions: [
      [future('XX', 'H'), march],
      [future('XX', 'M'), '-4'],
      [future('XX', 'U'), '-8'],
      [future('XX', 'Z'), '1'],
    ],
  });

  it('charges 1,980 for spreads and 390 for deliveries of +10 March, −4 June, −8 September, +1 December', () => {
    // Series March–June: min(10, 4) = 4 × 100 = 400; left +6, 0, −8, +1.
    // Tier 1 long, tier 2 short: min(6, 8) = 6 × 250 = 1,500; left 0, 0, −2, +1. Tier 1 short: nothing is.
    // Tier 2 against itself: min(1 long, 2 short) = 1 × 80 = 80; left −1 September. The other way round: nothing long.
    // Delivery: March is long and L is charged: 0 left × 50 + 10 in spreads × 20 = 200; September 1 × 50 + 7 × 20 = 190;
    // December is long, only shorts are charged: 0.
    // Scan: net −1 × 900 = 900. Risk 900 + 1,980 + 390 = 3,270.
    const entry = spanEntry(held('10'));
    expect(entry.commodities?.[0]).toMatchObject({
      scanRisk: '900',
      interMonth: '1980',
      delivery: '390',
      risk: '3270',
    });
    expect(entry.spreads?.map(({ kind, label, count, amount }) => [kind, label, count, amount])).toEqual([
      ['series', 'XX: 202603 – 202606', '4', '400'],
      ['tier', 'XX: tier 1 – tier 2', '6', '1500'],
      ['tier', 'XX: tier 2 – tier 2', '1', '80'],
      ['delivery', 'XX: delivery 202603', '0', '200'],
      ['delivery', 'XX: delivery 202609', '0', '190'],
    ]);
    expect(entry.spreads?.[1]?.legs).toEqual([
      { combinedCommodity: 'XX', months: '202603', side: 'A', deltaPerSpread: '1', deltaUsed: '6' },
      { combinedCommodity: 'XX', months: '202609', side: 'B', deltaPerSpread: '1', deltaUsed: '-6' },
    ]);
    expect(treeFaults(entry.tree)).toEqual([]);
  });

  it('forms the same spreads the other way round, nearest month first', () => {
    // All signs turned: the first pass finds nothing, the second the same counts. Then tier 1 short takes September before December.
    const turned = spanEntry({
      ...held('10'),
      positions: held('10').positions.map(([instrument, quantity]) => [
        instrument,
        String(-Number(quantity)),
      ]),
    });
    expect(turned.commodities?.[0]?.interMonth).toBe('1980');
    const both = spanEntry({
      ...held('10'),
      positions: [
        [future('XX', 'H'), '3'],
        [future('XX', 'U'), '-2'],
        [future('XX', 'Z'), '-2'],
      ],
    });
    expect(both.spreads?.[0]?.legs.map(({ months }) => months)).toEqual(['202603', '202609, 202612']);
    expect(both.commodities?.[0]?.interMonth).toBe('750');
  });

  it('takes deltas of options in their future’s month, scaled, and rounds the count of spreads', () => {
    // 7 calls of delta .33335 on June, scale 1: 2.33345 → 2.3335 (4 places, half away from 0) March–June spreads × 100 = 233.35.
    const call = optionOn(future('XX', 'M'), '100', 'call');
    const entry = spanEntry({
      commodities: [terms],
      arrays: [...filed('XX', 'H', 900), arrayOf(call, futureLosses(300), '0.33335')],
      positions: [
        [future('XX', 'H'), '-9'],
        [call, '7'],
      ],
    });
    expect(entry.spreads?.find(({ kind }) => kind === 'series')).toMatchObject({
      count: '2.3335',
      amount: '233.35',
    });
  });
});

const spread = (
  legs: [code: string, ratio: string, side: 'A' | 'B', isTarget?: boolean][],
  words: Partial<InterCommoditySpread> = {},
): InterCommoditySpread => ({
  priority: 1,
  method: 'weighted',
  credit: '0.5',
  isSuper: false,
  legs: legs.map(([combinedCommodity, ratio, side, isTarget = false]) => ({
    combinedCommodity,
    tier: null,
    ratio,
    side,
    isTarget,
    isRequired: true,
    credit: null,
  })),
  ...words,
});

describe('between commodities', () => {
  it('gives 7,500 for a long ZZ of 12,000 and a short YY of 3,000 at 50 %', () => {
    // No volatility, no time: price risk 12,000 over delta 1 and 3,000 over 1; credits 6,000 and 1,500; 15,000 − 7,500 = 7,500.
    const book = (quantity: string): SpanWords => ({
      commodities: [commodityOf('ZZ'), commodityOf('YY')],
      spreads: [
        spread([
          ['ZZ', '1', 'A'],
          ['YY', '1', 'B'],
        ]),
      ],
      arrays: [...filed('ZZ', 'H', 12000), ...filed('YY', 'H', 3000)],
      positions: [
        [future('ZZ', 'H'), '1'],
        [future('YY', 'H'), quantity],
      ],
    });
    const entry = spanEntry(book('-1'));
    expect(entry.maintenanceMargin).toBe('7500');
    expect(entry.commodities?.map(({ code, credit, risk }) => [code, credit, risk])).toEqual([
      ['YY', '1500', '1500'],
      ['ZZ', '6000', '6000'],
    ]);
    expect(entry.spreads).toMatchObject([{ kind: 'inter-commodity', count: '1', amount: '-7500' }]);
    expect(treeFaults(entry.tree)).toEqual([]);
    // On one side there is no spread.
    expect(spanEntry(book('1')).maintenanceMargin).toBe('15000');
  });

  it('forms no spread of three legs with two of them, whatever legs a scan could do without', () => {
    const three = spread([
      ['AA', '10', 'A'],
      ['BB', '11', 'B'],
      ['CC', '9', 'B'],
    ]);
    const legs = three.legs.map((leg) => ({ ...leg, isRequired: false }));
    const entry = (held: string[]) =>
      spanEntry({
        commodities: ['AA', 'BB', 'CC'].map((code) => commodityOf(code)),
        spreads: [{ ...three, legs }],
        arrays: held.flatMap((code) => filed(code, 'H', 1000)),
        positions: held.map((code) => [future(code, 'H'), code === 'AA' ? '10' : '-11']),
      });
    expect(entry(['AA', 'BB']).maintenanceMargin).toBe('21000');
    // With the third leg one spread: half of 10,000 + 11,000 + 9,000.
    expect(entry(['AA', 'BB', 'CC']).maintenanceMargin).toBe('17000');
  });

  // AA: 2 options, a contract losing 100, −60, …, 1,300 and 1,100 (scenarios 13 and 14), delta .8. Together S1 200, S2 −120, scan 2,600, pair 2,200:
  // time 40, volatility 200, price 2,600 − 200 − 40 = 2,360 over delta 1.6 = 1,475.
  // BB: 3 short futures of 1,000: scan 3,000 at scenario 11, its pair alike; price 3,000 over 3 = 1,000.
  // Ratios 1 : 2: n = min(1.6 / 1, 3 / 2) = 1.5. At 60 %: AA 1.5 × 1 × 1,475 × .6 = 1,327.5; BB 1.5 × 2 × 1,000 × .6 = 1,800.
  const call = optionOn(future('AA', 'H'), '100', 'call');
  const losses = ['100', '-60', ...Array.from({ length: 10 }, () => '0'), '1300', '1100', '0', '0'];
  const book = (words: { method?: 'normal' | 'scanRange' | 'capped'; range?: string } = {}): SpanWords => ({
    commodities: [
      commodityOf('AA', {
        weightedPriceRisk: words.method ?? 'normal',
        scanRanges: [{ month: '202603', price: words.range ?? '1500', volatility: '0.1' }],
      }),
      commodityOf('BB'),
    ],
    spreads: [
      spread(
        [
          ['AA', '1', 'A'],
          ['BB', '2', 'B'],
        ],
        { credit: '0.6' },
      ),
    ],
    arrays: [arrayOf(call, losses, '0.8'), ...filed('BB', 'H', 1000)],
    positions: [
      [call, '2'],
      [future('BB', 'H'), '-3'],
    ],
    figures: { [`mark ${call.id}`]: '0' },
  });
  const amounts = (words?: Parameters<typeof book>[0]) =>
    spanEntry(book(words)).commodities?.map(({ credit, risk }) => [credit, risk]);

  it('takes volatility and time out of the price risk: 1,327.5 and 1,800 for 1.5 spreads of 1 : 2 at 60 %', () => {
    expect(amounts()).toEqual([
      ['1327.5', '1272.5'],
      ['1800', '1200'],
    ]);
    expect(spanEntry(book()).spreads?.[0]).toMatchObject({ count: '1.5', amount: '-3127.5' });
  });
  it('weighs by scan range, and by the smaller of both', () => {
    // 1.5 × 1,500 × .6 = 1,350; capped at 1,400: 1.5 × 1,400 × .6 = 1,260; capped at 1,500: as normal.
    expect(amounts({ method: 'scanRange' })?.[0]?.[0]).toBe('1350');
    expect(amounts({ method: 'capped', range: '1400' })?.[0]?.[0]).toBe('1260');
    expect(amounts({ method: 'capped' })?.[0]?.[0]).toBe('1327.5');
  });
  it('gives a flat amount per spread, shared alike, or each leg’s own', () => {
    const { spreads: [weighted] = [], ...rest } = book();
    const flat = { ...weighted!, method: 'flat' as const, credit: '90' };
    // 1.5 spreads × 90 = 135.
    expect(spanEntry({ ...rest, spreads: [flat] }).commodities?.map(({ credit }) => credit)).toEqual([
      '67.5',
      '67.5',
    ]);
    const own = {
      ...flat,
      legs: flat.legs.map((leg, place) => ({ ...leg, credit: String(10 + 10 * place) })),
    };
    expect(spanEntry({ ...rest, spreads: [own] }).commodities?.map(({ credit }) => credit)).toEqual([
      '15',
      '30',
    ]);
  });
  it('takes the months of one tier of the commodity alone, and weighs by that tier’s own array', () => {
    // TT: +1 March of 1,000 and +4 December of 500 each. The leg names tier 2, July on: delta 4, price risk 4 × 500 = 2,000, 500 a delta;
    // the whole commodity would be 3,000 over 5 = 600. UU: −3 at 800. n = min(4, 3) = 3; credits 3 × 500 × .5 = 750 and 3 × 800 × .5 = 1,200.
    const leg = spread([
      ['TT', '1', 'A'],
      ['UU', '1', 'B'],
    ]);
    const entry = spanEntry({
      commodities: [
        commodityOf('TT', {
          spreadTiers: [
            { number: 1, start: '', end: '202606' },
            { number: 2, start: '202607', end: '' },
          ],
        }),
        commodityOf('UU'),
      ],
      spreads: [{ ...leg, legs: leg.legs.map((one, place) => ({ ...one, tier: place === 0 ? 2 : null })) }],
      arrays: [...filed('TT', 'H', 1000), ...filed('TT', 'Z', 500), ...filed('UU', 'H', 800)],
      positions: [
        [future('TT', 'H'), '1'],
        [future('TT', 'Z'), '4'],
        [future('UU', 'H'), '-3'],
      ],
    });
    expect(entry.commodities?.map(({ code, credit }) => [code, credit])).toEqual([
      ['TT', '750'],
      ['UU', '1200'],
    ]);
    expect(entry.spreads?.[0]?.legs[0]).toMatchObject({ months: '202612', deltaUsed: '3' });
  });
  it('forms by priority out of what is left, super-spreads first', () => {
    const positions: SpanWords = {
      commodities: [commodityOf('PP'), commodityOf('QQ'), commodityOf('RR')],
      arrays: [...filed('PP', 'H', 1000), ...filed('QQ', 'H', 1000), ...filed('RR', 'H', 1000)],
      positions: [
        [future('PP', 'H'), '3'],
        [future('QQ', 'H'), '-2'],
        [future('RR', 'H'), '-2'],
      ],
    };
    const qq = spread(
      [
        ['PP', '1', 'A'],
        ['QQ', '1', 'B'],
      ],
      { priority: 1 },
    );
    const rr = spread(
      [
        ['PP', '1', 'A'],
        ['RR', '1', 'B'],
      ],
      { priority: 2 },
    );
    const counts = (spreads: InterCommoditySpread[]) =>
      spanEntry({ ...positions, spreads }).spreads?.map(({ kind, label, count }) => [
        kind,
        label.slice(0, 7),
        count,
      ]);
    expect(counts([rr, qq])).toEqual([
      ['inter-commodity', 'PP – QQ', '2'],
      ['inter-commodity', 'PP – RR', '1'],
    ]);
    expect(counts([qq, { ...rr, isSuper: true }])).toEqual([
      ['super-spread', 'PP – RR', '2'],
      ['inter-commodity', 'PP – QQ', '1'],
    ]);
  });
});

it('forms a super-spread before the months, its price risk no more than the scan over the delta of its leg', () => {
  // VV +3 March, −2 June; the spread takes March alone: 2 against −2 of WW, which leaves 1 March for one spread of months. Scan of VV 1,000, over 3 it is 333.33,
  // below March's own 3,000 / 3; credits 2 × 333.33 × .5 and 2 × 1,000 × .5; 1,000 + 100 − 333.33 and 2,000 − 1,000.
  const tiers = [
    { number: 1, start: '', end: '202603' },
    { number: 2, start: '202604', end: '' },
  ];
  const across = spread(
    [
      ['VV', '1', 'A'],
      ['WW', '1', 'B'],
    ],
    { isSuper: true },
  );
  const entry = spanEntry({
    commodities: [
      commodityOf('VV', {
        interMonthTiers: tiers,
        interMonthSpreads: [
          {
            ...{ kind: 'tier', priority: 1, rate: '100' },
            legs: [
              { tier: 1, month: null, ratio: '1', side: 'A' },
              { tier: 2, month: null, ratio: '1', side: 'B' },
            ],
          },
        ],
        delivery: [{ month: '202603', spreadRate: '10', outrightRate: '0', sign: 'B' }],
      }),
      commodityOf('WW'),
    ],
    spreads: [
      { ...across, legs: across.legs.map((leg, place) => ({ ...leg, tier: place === 0 ? 1 : null })) },
    ],
    arrays: [...filed('VV', 'H', 1000), ...filed('VV', 'M', 1000), ...filed('WW', 'H', 1000)],
    positions: [
      [future('VV', 'H'), '3'],
      [future('VV', 'M'), '-2'],
      [future('WW', 'H'), '-2'],
    ],
  });
  // March has no delta left: all 3 are in spreads, 10 each.
  expect(
    entry.commodities?.map(({ interMonth, delivery, credit }) => [
      interMonth,
      delivery,
      Number(credit).toFixed(2),
    ]),
  ).toEqual([
    ['100', '30', '333.33'],
    ['0', '0', '1000.00'],
  ]);
  expect(Number(entry.maintenanceMargin)).toBeCloseTo(1_796.67, 2);
  expect(entry.spreads?.map(({ kind }) => kind)).toEqual(['super-spread', 'tier', 'delivery']);
  expect(treeFaults(entry.tree)).toEqual([]);
});

it('rounds a half of the last place up, whatever its binary form', () => {
  for (let place = 0; place < 2000; place++) {
    expect(roundedCount((place * 10 + 5) / 100_000, 4)).toBe((place + 1) / 10_000);
  }
  expect([roundedCount(0.12344, 4), roundedCount(0, 4), roundedCount(7, 0)]).toEqual([0.1234, 0, 7]);
});

describe('scanned together', () => {
  const tier = { tier: 1, month: null, ratio: '1' } as const;
  const book = (words: Partial<InterCommoditySpread>): SpanWords => ({
    commodities: [
      commodityOf('CC', {
        interMonthTiers: [{ number: 1, start: '', end: '' }],
        interMonthSpreads: [
          {
            kind: 'tier',
            priority: 1,
            rate: '40',
            legs: [
              { ...tier, side: 'A' },
              { ...tier, side: 'B' },
            ],
          },
        ],
      }),
      commodityOf('DD'),
    ],
    spreads: [
      spread(
        [
          ['CC', '2', 'A', true],
          ['DD', '1', 'B'],
        ],
        { method: 'scanning', ...words },
      ),
    ],
    arrays: [...filed('CC', 'H', 1000), ...filed('DD', 'M', 800)],
    positions: [
      [future('CC', 'H'), '1'],
      [future('DD', 'M'), '-1'],
    ],
  });
  it('counts losses whole and half of gains: 600 in place of 1,800', () => {
    // Price down a range: CC loses 1,000, DD gains 800, of which half counts: 600. Up: DD loses 800, CC gains 1,000, half: 300.
    // Extremes: ±.99 of both: 594 and 297. Credit 1,800 − 600 = 1,200, shared 1,000 : 800 = 666.67 and 533.33.
    const entry = spanEntry(book({}));
    expect(toFloat(entry.maintenanceMargin)).toBeCloseTo(600, 9);
    expect(entry.commodities?.map(({ credit }) => toFloat(credit))).toEqual([
      expect.closeTo(2000 / 3, 9),
      expect.closeTo(1600 / 3, 9),
    ]);
    expect(entry.spreads).toMatchObject([{ kind: 'scanning-based', amount: '-1200' }]);
    expect(treeFaults(entry.tree)).toEqual([]);
  });
  it('as a super-spread comes before the months: DD’s delta, doubled by the ratio, is spread against CC’s', () => {
    // DD −1 June × 2/1 = −2 in CC; against +1 March: 1 spread × 40. 600 + 40 = 640.
    const entry = spanEntry(book({ isSuper: true }));
    expect(toFloat(entry.maintenanceMargin)).toBeCloseTo(640, 9);
    expect(entry.commodities?.[0]?.interMonth).toBe('40');
  });
});

describe('minimum, ratios, option value', () => {
  const call = optionOn(future('EE', 'H'), '120', 'call');
  const put = optionOn(future('EE', 'H'), '80', 'put');
  const quiet = futureLosses(0);
  const book = (method: 'maximum' | 'gross', words: Partial<SpanWords> = {}): SpanWords => ({
    commodities: [
      commodityOf('EE', {
        shortOptionMinimum: { method, rate: '25' },
        initialRatio: '1.35',
        adjustmentRatio: '1.2',
      }),
    ],
    arrays: [arrayOf(call, quiet, '0'), arrayOf(put, quiet, '0')],
    positions: [
      [call, '-7'],
      [put, '-4'],
    ],
    figures: { [`mark ${call.id}`]: '0', [`mark ${put.id}`]: '0' },
    ...words,
  });
  it('asks at least a rate per short option: the larger side, or all', () => {
    // max(7, 4) × 25 = 175, or 11 × 25 = 275; × 1.2, initial × 1.35 more.
    expect(spanEntry(book('maximum')).maintenanceMargin).toBe('210');
    const gross = spanEntry(book('gross'));
    expect(gross.maintenanceMargin).toBe('330');
    expect(toFloat(gross.initialMargin)).toBeCloseTo(445.5, 9);
    expect(gross.contributions.slice(0, 2).map(({ driver, amount }) => [driver, toFloat(amount)])).toEqual([
      ['shortOptionMinimum', expect.closeTo(283.5, 9)],
      ['shortOptionMinimum', expect.closeTo(162, 9)],
    ]);
  });
  it('takes option value off the requirement, not below 0, and says what is above; paid day by day there is none', () => {
    const long: Partial<SpanWords> = {
      positions: [[call, '3']],
      cash: { USD: '-500' },
      figures: { [`mark ${call.id}`]: '9' },
      arrays: [arrayOf(call, futureLosses(600), '0.5')],
    };
    // Risk 3 × 600 × 1.2 = 2,160; option value 3 × 9 × 100 = 2,700: nothing is asked, 540 are in excess.
    const paid = spanEntry(book('gross', long));
    expect([paid.maintenanceMargin, paid.initialMargin]).toEqual(['0', '216']);
    const floor = paid.tree.children.find(({ label }) => label === 'Maintenance margin')!;
    expect(floor.inputs.excessOptionValue).toBe('540 USD');
    expect(paid.equity).toBe('-500');
    // From zero cash: 2,916 of risk, all of it, since the premium is paid.
    expect(paid.depositFromZeroCash).toBe('2916');
    const daily = { ...call, premium: 'daily' as const };
    const styled = spanEntry(book('gross', { ...long, positions: [[daily, '3']] }));
    expect([styled.maintenanceMargin, styled.depositFromZeroCash]).toEqual(['2160', '2916']);
  });
});
