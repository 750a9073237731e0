// Risk arrays as text, contracts found again, and the rows of a combined commodity.
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { readRiskArrays, writeRiskArrays } from '../../src-main/domain/span-arrays.ts';
import type { RiskArray, SpanCommodity } from '../../src-main/domain/span-commodity.ts';
import { isSameMonth, namedContract } from '../../src-main/domain/span-contracts.ts';
import { commodityAssets, commodityParameters } from '../../src-main/domain/span-parameters.ts';

const losses = Array.from({ length: 16 }, (_, index) => String(index * 10 - 75));
const array = (rest: Partial<RiskArray>): RiskArray => ({
  exchange: 'NYM',
  product: 'CL',
  kind: 'future',
  futureMonth: '202604',
  optionMonth: '',
  right: null,
  strike: null,
  settlement: '70.1',
  losses,
  compositeDelta: '1',
  ...rest,
});
const option = { product: 'LO', kind: 'option', optionMonth: '202603', right: 'call' } as const;
const instrument = (id: string, rest: Partial<Instrument>): Instrument => ({
  id,
  venue: 'nymex',
  symbol: id.slice(id.indexOf(':') + 1),
  kind: 'future',
  payoff: 'linear',
  underlying: 'CL',
  priceIndex: 'cl_usd',
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  quantityUnit: 'base',
  multiplier: '1000',
  contractSize: '1',
  expiry: '2026-03-20T19:00:00Z',
  strike: null,
  right: null,
  exercise: null,
  product: 'CL',
  contractMonth: '202604',
  ...rest,
});
const held = (strike: string, rest: Partial<Instrument> = {}): Instrument =>
  instrument(`nymex:LOH26-${strike}-C`, {
    kind: 'option',
    product: 'LO',
    contractMonth: '202603',
    deliversFuture: 'nymex:CLJ26',
    strike,
    right: 'call',
    exercise: 'american',
    ...rest,
  });

describe('risk arrays as text', () => {
  const arrays = [
    array({}),
    array({ futureMonth: '202605', compositeDelta: '1.0' }),
    array({ ...option, strike: '70.50', compositeDelta: '0.4321' }),
    array({ ...option, strike: '-5' }),
    array({ ...option, strike: '70.5', futureMonth: '202605', losses: losses.map(() => '1') }),
    array({ exchange: 'CMX', losses: losses.map(() => '2') }),
  ];
  const text = writeRiskArrays(arrays);
  it('has one text whatever the order in which contracts came', () => {
    expect(writeRiskArrays([...arrays].reverse())).toBe(text);
    expect(text.split('\n')).toHaveLength(arrays.length + 2);
  });
  it('finds futures and options by exchange, product, months, right and strike, and nothing else', () => {
    const future = instrument('nymex:CLJ26', {});
    const wanted = [
      future,
      held('70.5'),
      held('-5'),
      held('71'),
      held('70.5', { right: 'put', id: 'nymex:LOH26-70.5-P' }),
      instrument('cme:CLJ26', { venue: 'cme' }),
      instrument('nymex:CLZ26', { contractMonth: '202612' }),
    ];
    const found = readRiskArrays(text, wanted);
    expect([...found.keys()].sort()).toEqual(['nymex:CLJ26', 'nymex:LOH26--5-C', 'nymex:LOH26-70.5-C']);
    expect(found.get('nymex:CLJ26')).toEqual(arrays[0]);
    expect(found.get('nymex:LOH26-70.5-C')).toMatchObject({
      strike: '70.5',
      compositeDelta: '0.4321',
      losses,
    });
  });
  it('takes a month with and without its day for one, and reads months out of names', () => {
    expect(isSameMonth('202603', '20260300')).toBe(true);
    expect(isSameMonth('202603', '20260313')).toBe(true);
    expect(isSameMonth('20260306', '20260313')).toBe(false);
    expect(isSameMonth('202603', '202604')).toBe(false);
    expect(readRiskArrays(text, [held('70.5', { deliversFuture: 'nymex:CLK26' })]).size).toBe(1);
    expect(readRiskArrays(text, [held('70.5', { deliversFuture: 'nymex:CLK27' })]).size).toBe(0);
    expect(namedContract('ESH26')).toEqual({ product: 'ES', month: '202603' });
    expect(namedContract('LOZ26--37.5-P')).toEqual({ product: 'LO', month: '202612' });
    expect(namedContract('NIFTY')).toBeNull();
  });
  it('refuses what is no text of risk arrays, and arrays that aren’t sixteen numbers', () => {
    expect(() => readRiskArrays('exchange,product\n', [held('70.5')])).toThrow(/has no heading/);
    expect(() => readRiskArrays(text.slice(0, -9), [held('70.5')])).toThrow(/ends within a line/);
    expect(() => readRiskArrays(text.replace(/ -65 /, ' - '), [instrument('nymex:CLJ26', {})])).toThrow(
      /no contract/,
    );
    expect(() => writeRiskArrays([array({ losses: losses.slice(1) })])).toThrow(
      expect.objectContaining({ message: expect.stringContaining('NYM CL future 202604 isn’t sixteen') }),
    );
  });
});

describe('the rows of a combined commodity', () => {
  const commodity: SpanCommodity = {
    code: 'SP',
    name: 'S&P 500',
    currency: 'USD',
    products: [
      {
        exchange: 'CME',
        product: 'ES',
        kind: 'future',
        contractValueFactor: '50',
        deltaScale: '0.2',
        premium: 'daily',
      },
      {
        exchange: 'CME',
        product: 'ES',
        kind: 'option',
        contractValueFactor: '50',
        deltaScale: '0.2',
        premium: 'upfront',
      },
    ],
    interMonthMethod: '10',
    interMonthTiers: [{ number: 1, start: '', end: '202612' }],
    interMonthSpreads: [],
    deliveryMethod: '10',
    delivery: [],
    shortOptionMinimum: { method: 'gross', rate: '5' },
    weightedPriceRisk: 'normal',
    initialRatio: '1.1',
    adjustmentRatio: '1',
    scanRanges: [{ month: '202603', price: '90000', volatility: '0.05' }],
  };
  const leg = (combinedCommodity: string, side: 'A' | 'B') =>
    ({
      combinedCommodity,
      tier: null,
      ratio: '1',
      side,
      isTarget: false,
      isRequired: true,
      credit: null,
    }) as const;
  const spread = (codes: [string, string], priority = 3) =>
    ({
      priority,
      method: 'weighted',
      credit: '0.5',
      isSuper: false,
      legs: [leg(codes[0], 'A'), leg(codes[1], 'B')],
    }) as const;
  const rows = commodityParameters(
    commodity,
    [spread(['SP', 'ND']), spread(['CL', 'HO']), spread(['SP', 'ND'])],
    'a file of 12 September 2025',
    'sha',
  );
  const value = (path: string) => rows.find((row) => row.path === path)?.value;
  it('say what the file says, lists with their length, and name no number of other commodities', () => {
    expect(value('combinedCommodity.SP.tier.count')).toBe('1');
    expect(value('combinedCommodity.SP.tier.1.end')).toBe('202612');
    expect(value('combinedCommodity.SP.delivery.count')).toBe('0');
    expect(value('combinedCommodity.SP.riskArrays')).toBe('sha');
    expect(value('product.CME.ES.option.premium')).toBe('upfront');
    expect(value('combinedCommodity.SP.interCommoditySpread.count')).toBe('2');
    expect(value('combinedCommodity.SP.interCommoditySpread.2.key')).toBe('000003-SP-ND~2');
    expect(value('interCommoditySpread.000003-SP-ND.leg.2.combinedCommodity')).toBe('ND');
    expect(rows.some(({ path }) => path.includes('HO'))).toBe(false);
    expect(rows.map(({ path }) => path)).toEqual([...new Set(rows.map(({ path }) => path))].sort());
  });
  it('are kept under the products of the futures and under its own code', () => {
    expect(commodityAssets(commodity)).toEqual(['ES', 'SP']);
  });
});
