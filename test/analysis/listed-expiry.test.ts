// Assignment before dividends and strikes beside the price, by hand.
import { describe, expect, it } from 'vitest';
import { earlyAssignments, type HeldOption, nearTheMoney } from '../../src-main/analysis/listed-expiry.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { type FigureClass, MarketFigures } from '../../src-main/domain/market.ts';

const asOf = '2026-03-02T20:00:00Z';
const option = (strike: string, changes: Partial<Instrument> = {}): Instrument => {
  const { right = 'call', expiry = '2026-03-20T20:00:00Z' } = changes;
  return {
    id: `occ:KO ${expiry} ${right} ${strike}`,
    venue: 'occ',
    symbol: `KO ${strike}`,
    kind: 'option',
    payoff: 'linear',
    underlying: 'KO',
    priceIndex: 'us-ko_usd',
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    quantityUnit: 'base',
    multiplier: '100',
    contractSize: '1',
    expiry,
    strike,
    right,
    exercise: 'american',
    product: 'KO',
    ...changes,
  };
};
const held = (instrument: Instrument, quantity: number, optionPrice: number, price = 70): HeldOption => ({
  instrument,
  quantity,
  price,
  optionPrice,
});
const market = (...dividends: [FigureClass, string, string][]): MarketFigures =>
  new MarketFigures({
    id: 'm',
    time: asOf,
    label: '',
    figures: dividends.map(([figureClass, expiry, value]) => ({
      class: figureClass,
      key: 'us-ko_usd',
      expiry,
      value,
      time: asOf,
      source: 'test',
    })),
  });
const exDate = '2026-03-13T13:30:00Z';

describe('early assignment', () => {
  it('names short calls in the money whose time value is below the dividend', () => {
    const [row, ...others] = earlyAssignments(
      [
        held(option('65'), -10, 5.2), // 5 in the money, 0.20 of time value, dividend 0.51
        held(option('68'), -10, 2.6), // time value 0.60 is more than the dividend
        held(option('75'), -10, 0.05), // out of the money
        held(option('60'), 10, 10.01), // long: the holder's own choice
        held(option('80', { right: 'put' }), -10, 10), // a dividend is no reason to exercise a put
        held(option('65', { exercise: 'european' }), -10, 5.2),
      ],
      market(['dividend', exDate, '0.51']),
    );
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      instrument: option('65').id,
      quantity: '-10',
      exDividend: exDate,
      dividend: '0.51',
      isForecast: false,
      inTheMoney: '5',
      dividendOwed: '510', // 10 contracts × 100 shares × 0.51
    });
    expect(row!.timeValue).toBe('0.2');
  });

  it('turns on no digit that only float64 has: a time value of the dividend itself is no reason', () => {
    // 5.31 − 5 is 0.3099999999999996 in float64, 5.7 − (70.2 − 65) is 0.49999999999999734.
    const reasons = (optionPrice: number, price: number, dividend: string): number =>
      earlyAssignments([held(option('65'), -1, optionPrice, price)], market(['dividend', exDate, dividend]))
        .length;
    expect([reasons(5.31, 70, '0.31'), reasons(5.7, 70.2, '0.5')]).toEqual([0, 0]);
    expect([reasons(5.31, 70, '0.311'), reasons(5.7, 70.2, '0.501')]).toEqual([1, 1]);
  });

  it('counts dividends between now and expiry only, a declared one before an expected one of its day', () => {
    const short = [held(option('65'), -1, 5.2)];
    expect(earlyAssignments(short, market(['dividend', '2026-03-02T14:30:00Z', '0.51']))).toEqual([]);
    expect(earlyAssignments(short, market(['dividend', '2026-03-20T20:00:00Z', '0.51']))).toEqual([]);
    expect(earlyAssignments(short, market(['dividendForecast', exDate, '0.5']))[0]?.isForecast).toBe(true);
    const both = market(['dividend', exDate, '0.1'], ['dividendForecast', exDate, '0.5']);
    expect(earlyAssignments(short, both)).toEqual([]);
    const otherHour = `${exDate.slice(0, 10)}T08:00:00Z`;
    const cancelled = market(['dividend', exDate, '0'], ['dividendForecast', otherHour, '0.5']);
    expect(earlyAssignments(short, cancelled)).toEqual([]);
    const two = market(['dividend', exDate, '0.1'], ['dividendForecast', '2026-03-16T13:30:00Z', '0.5']);
    expect(earlyAssignments(short, two)[0]?.exDividend).toBe('2026-03-16T13:30:00Z');
  });

  it('owes the dividend on all the shares that an adjusted contract delivers', () => {
    // 150 shares and 20 of cash for 100 times the strike: worth 105.20 a strike unit, 0.30 above it in price.
    const adjusted = option('100', { deliverableUnits: '150', deliverableCash: '20' });
    const [row] = earlyAssignments([held(adjusted, -2, 5.5)], market(['dividend', exDate, '0.51']));
    expect(row).toMatchObject({ dividendOwed: '153' });
    expect(row!.inTheMoney).toBe('5.2');
    // Its time value 0.30 is above the dividend of one share and below that of the share and a half it is held against.
    expect(earlyAssignments([held(adjusted, -2, 5.5)], market(['dividend', exDate, '0.19']))).toEqual([]);
  });
});

describe('near the money at the next expiry', () => {
  const listed = ['65', '67.5', '70', '72.5', '75'].map((strike) => option(strike));
  const named = (options: readonly HeldOption[], known: readonly Instrument[] = listed): string[] =>
    nearTheMoney(options, known).map(({ instrument }) => instrument);

  it('names the strikes no further from the price than the next strike', () => {
    const options = ['65', '67.5', '70', '72.5', '75'].map((strike) => held(option(strike), -1, 1, 70.5));
    expect(named(options)).toEqual([option('70').id, option('72.5').id]);
    const [row] = nearTheMoney(options, listed);
    expect(row).toMatchObject({ distance: '0.5', strikeStep: '2.5', price: '70.5' });
  });

  it('looks at each underlying’s next expiry only', () => {
    const later = option('70', { expiry: '2026-04-17T20:00:00Z' });
    expect(named([held(option('70'), 1, 1), held(later, 1, 1)])).toEqual([option('70').id]);
    expect(named([held(later, 1, 1)], [later])).toEqual([later.id]);
  });

  it('names an option whose neighbours aren’t known, and says so', () => {
    const [row] = nearTheMoney([held(option('40'), 1, 30)], [option('40')]);
    expect(row?.strikeStep).toBeNull();
  });
});
