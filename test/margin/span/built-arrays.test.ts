// Arrays that no file has: built from the book's own market, against values computed one by one; mixed with a file's; what can't be built or carried.
import { describe, expect, it } from 'vitest';
import { toFloat } from '../../../src-main/domain/decimal.ts';
import type { SpanCommodity } from '../../../src-main/domain/span-commodity.ts';
import { packPortfolio } from '../../../src-main/engine/pack.ts';
import { runScenario } from '../../../src-main/engine/run-scenario.ts';
import { rulebookById } from '../../../src-main/margin/registry.ts';
import { scalarKernel } from '../../../src-main/pricing/kernel.ts';
import { listedOption, share } from '../listed-instruments.ts';
import { presets } from '../presets.ts';
import {
  arrayOf,
  commodityOf,
  future,
  futureLosses,
  optionOn,
  type SpanWords,
  spanEntry,
  spanQuestion,
} from './span-books.ts';

const YEAR = 365 * 86_400_000;
const general = presets.find(({ id }) => id === 'span@2025-09-12')!.parameters;
const at = (path: string): number => Number(general.find((row) => row.path === `general.${path}`)!.value);
const march = future('XX', 'H');
const call = optionOn(march, '105', 'call');
const time = (Date.parse(call.expiry!) - Date.parse('2026-02-02T21:00:00Z')) / YEAR;

/** Normal distribution by its series; good to the last digits for |x| < 6. */
function cumulative(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Undiscounted call on a future at 105. */
function black(price: number, volatility: number, years: number): { value: number; delta: number } {
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(price / 105) / deviation + deviation / 2;
  return { value: price * cumulative(d1) - 105 * cumulative(d1 - deviation), delta: cumulative(d1) };
}

describe('built arrays', () => {
  const book = (words: Partial<SpanCommodity>, more: Partial<SpanWords> = {}): SpanWords => ({
    commodities: [
      commodityOf('XX', { scanRanges: [{ month: '', price: '900', volatility: '0.04' }], ...words }),
    ],
    positions: [[call, '10']],
    figures: { [`mark ${call.id}`]: '0.4' },
    ...more,
  });
  const volatility = 0.2;

  it('are losses of the option a day older, at moved price and volatility, extremes covered to a third', () => {
    const entry = spanEntry({ ...book({}), figures: {} });
    const after = time - at('lookAheadDays') / 365;
    const now = black(100, volatility, time).value;
    const losses = entry.commodities![0]!.scenarios.map(({ loss }) => toFloat(loss));
    expect(losses).toHaveLength(16);
    losses.forEach((loss, place) => {
      const of = (name: string): number => at(`scenario.${place + 1}.${name}`);
      // 900 of money are 9 price units of a contract of 100.
      const moved = black(100 + 9 * of('price'), volatility + 0.04 * of('volatility'), after).value;
      expect(loss, `scenario ${place + 1}`).toBeCloseTo(-10 * 100 * of('cover') * (moved - now), 6);
    });
    expect(entry.commodities![0]!.arrays).toBe('built');
  });

  it('have the composite delta of the weighted deltas at seven prices', () => {
    const tiers = {
      interMonthTiers: [{ number: 1, start: '', end: '' }],
      interMonthSpreads: [
        {
          kind: 'tier' as const,
          priority: 1,
          rate: '1',
          legs: (['A', 'B'] as const).map((side) => ({ tier: 1, month: null, ratio: '1', side })),
        },
      ],
    };
    const june = future('XX', 'M');
    const entry = spanEntry({
      ...book(tiers, {
        positions: [
          [call, '10'],
          [june, '-99'],
        ],
      }),
      figures: {},
      general: { 'general.deltaStep': '0.0001' },
    });
    const after = time - at('lookAheadDays') / 365;
    let delta = 0;
    for (let point = 1; point <= at('deltaPoint.count'); point++) {
      const price = 100 + 9 * at(`deltaPoint.${point}.price`);
      delta += at(`deltaPoint.${point}.weight`) * black(price, volatility, after).delta;
    }
    expect(toFloat(entry.spreads![0]!.count)).toBeCloseTo(10 * delta, 3);
  });

  it('move by parts of the price and of the volatility where the parameters say so', () => {
    const money = spanEntry(book({})).commodities![0]!.scenarios;
    const rows = [
      ['combinedCommodity.XX.priceScanRangeForm', 'fraction', 'choice'],
      ['combinedCommodity.XX.scanRange.1.price', '0.09', 'ratio'],
      ['combinedCommodity.XX.volatilityScanRangeForm', 'relative', 'choice'],
      ['combinedCommodity.XX.scanRange.1.volatility', '0.2', 'ratio'],
    ].map(([path = '', value = '', unit = '']) => ({ path, value, unit, source: 'test', confirmed: false }));
    const { commodities, ...words } = book({}, { figures: { [`volatility ${call.id}`]: '0.2' } });
    const parts = spanEntry({ ...words, commodities, over: rows }).commodities![0]!.scenarios;
    const absolute = spanEntry({ ...words, commodities }).commodities![0]!.scenarios;
    parts.forEach(({ loss }, place) => {
      expect(toFloat(loss)).toBeCloseTo(toFloat(absolute[place]!.loss), 6);
    });
    expect(money).toHaveLength(16);
  });

  it('stand beside those of a file: the entry says mixed, and which contract was built', () => {
    const entry = spanEntry(
      book(
        {},
        {
          arrays: [arrayOf(march, futureLosses(900))],
          positions: [
            [march, '-4'],
            [call, '10'],
          ],
        },
      ),
    );
    expect(entry.commodities?.[0]?.arrays).toBe('mixed');
    expect(entry.assumptions).toContain(
      'XXH26-105-C: the file has no array of it; it is built from the market snapshot.',
    );
    const built = spanEntry(
      book(
        {},
        {
          positions: [
            [march, '-4'],
            [call, '10'],
          ],
        },
      ),
    );
    // A future's array is the same either way.
    entry.commodities![0]!.scenarios.forEach(({ loss }, place) => {
      expect(toFloat(loss)).toBeCloseTo(toFloat(built.commodities![0]!.scenarios[place]!.loss), 6);
    });
  });

  it('are broken down by position: a file’s and built ones add up to the table’s cell', () => {
    const words = book(
      {},
      {
        arrays: [arrayOf(march, futureLosses(900))],
        positions: [
          [march, '-4'],
          [call, '10'],
        ],
      },
    );
    const entry = spanEntry(words);
    const { portfolio, market, parameters } = spanQuestion(words);
    const answer = runScenario(
      {
        ...{
          question: '1',
          portfolio: packPortfolio(portfolio),
          market,
          history: [],
          allowExcluded: false,
          rulebook: 'span',
        },
        ...{ parameters: { span: parameters }, account: 'a', nettingSet: 'USD', currency: 'USD' },
        ...{ table: 'scan:XX', scenario: 'scan/16' },
      },
      { kernel: scalarKernel, findRulebook: rulebookById },
    );
    expect(answer.rows.map(({ instrument }) => instrument).sort()).toEqual([march.id, call.id].sort());
    expect(answer.rows.reduce((sum, row) => sum + row.profitAndLoss, 0)).toBeCloseTo(answer.total, 9);
    expect(answer.total).toBe(-toFloat(entry.commodities![0]!.scenarios[15]!.loss));
  });
});

describe('what isn’t known or isn’t carried', () => {
  it('stops with the product, the range or the currency that is missing', () => {
    const positions: SpanWords['positions'] = [[march, '1']];
    expect(() => spanEntry({ commodities: [commodityOf('YY')], positions })).toThrow(
      /No combined commodity is known for XXH26 \(product XX of cme\)/,
    );
    expect(() => spanEntry({ commodities: [commodityOf('XX')], positions })).toThrow(
      /No risk array of XXH26 is in a data set, and none can be built: .* has no price scan range/,
    );
    expect(() => spanEntry({ commodities: [commodityOf('XX', { currency: 'EUR' })], positions })).toThrow(
      /XXH26 settles in USD, its combined commodity XX is margined in EUR/,
    );
  });
  it('refuses what is in a securities account or on no exchange', () => {
    const { refuses } = rulebookById('span');
    for (const instrument of [share('AAPL'), listedOption('SPXW', '2026-12-18', 'call', 6000)]) {
      expect(refuses(instrument)).toMatch(/held in a securities account: SPAN margins futures/);
    }
    const { product, ...coin } = march;
    expect(product).toBe('XX');
    expect(refuses(coin)).toMatch(/not listed/);
    expect(refuses(march)).toBeNull();
    expect(refuses(call)).toBeNull();
  });
  it('asks for sets by the futures’ products: a micro’s with the large contract’s, an option’s with what it delivers', () => {
    const { assets } = rulebookById('span');
    const micro = future('MES', 'H', { underlying: 'SPX' });
    expect(assets([micro], [])).toEqual(['ES', 'MES']);
    const weekly = optionOn(future('CL', 'J', { venue: 'nymex' }), '70', 'call', { product: 'ML1' });
    expect(assets([weekly, share('AAPL')], [])).toEqual(['CL', 'MCL', 'ML1']);
  });
});
