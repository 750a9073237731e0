// The change between two runs of listed books, of which the later market knows nothing of what was held in the earlier one.
import { expect, test } from 'vitest';
import type { MarketFigure, MarketSnapshot } from '../../src-main/domain/market.ts';
import { completeMarket, heldInstruments, MarketSide } from '../../src-main/engine/change-market.ts';
import { runChange } from '../../src-main/engine/run-change.ts';
import { resolveInputs } from '../../src-main/pricing/inputs.ts';
import { parametersOf } from '../margin/books.ts';
import { LISTED_TIME, listedInstruments, listedMarket, listedPortfolio } from '../margin/listed-books.ts';
import { presets } from '../margin/presets.ts';
import { expectTies } from './fixtures/change-ties.ts';
import { context, pairOf, type RunWords, sideOf } from './fixtures/run-pairs.ts';

const idOf = (pattern: RegExp): string => listedInstruments.find(({ id }) => pattern.test(id))!.id;
const ko = idOf(/^occ:KO.*C/);
const oil = idOf(/^nymex:LO/);
const index = idOf(/^occ:SPXW.*P/);
const parameters = {
  'occ-cpm': parametersOf('occ-cpm', ['AAPL', 'KO', 'SPX', 'CL', 'USD'], {}, presets, LISTED_TIME),
};

const first: RunWords = {
  portfolio: listedPortfolio({
    positions: { [ko]: '-20', 'us:KO': '2000', [index]: '-3' },
    cash: { USD: '400000' },
  }),
  market: listedMarket,
  rulebook: 'occ-cpm',
  parameters,
};

/** Prices of the index a week later; of anything else there is nothing. */
const later: MarketSnapshot = {
  ...listedMarket,
  id: 'later',
  time: '2026-02-20T21:00:00Z',
  figures: listedMarket.figures.flatMap((figure): MarketFigure[] => {
    if (figure.class === 'index' && figure.key === 'spx_usd') return [{ ...figure, value: '6200' }];
    return figure.key === 'spx_usd' || figure.key === index || figure.class === 'currencyRate'
      ? [figure]
      : [];
  }),
};
const second: RunWords = {
  ...first,
  portfolio: listedPortfolio({ positions: { [index]: '-5' }, cash: { USD: '390000' } }),
  market: later,
};

test('positions of one run under the market of the other tie to the last digit, there and back', () => {
  for (const [from, to] of [
    [first, second],
    [second, first],
  ] as const) {
    const pair = pairOf(from, to);
    const change = runChange(pair, context);
    expectTies(change, pair.from, pair.to);
    expect(change.entries[0]!.measures[0]!.change).not.toBe('0');
  }
});

test('what a listed option rests on is taken whole from the other market: price, future, volatility, interest, dividends', () => {
  const bought = listedPortfolio({ positions: { [ko]: '-20', [oil]: '4' }, cash: { USD: '1' } });
  const sides = [sideOf('first', { ...first, portfolio: bought }), sideOf('second', second)] as const;
  const instruments = sides.flatMap(({ portfolio }) => heldInstruments(portfolio));
  const [before, after] = sides.map((side) => new MarketSide(side, instruments)) as [MarketSide, MarketSide];
  const { market, taken } = completeMarket(after, before, sides[0].portfolio, later.time);
  const kinds = [...new Set(taken.map((figure) => figure.class))].sort();
  expect(kinds).toEqual(['dividend', 'dividendForecast', 'index', 'mark', 'rate', 'volatility']);
  const there = new MarketSide({ ...sides[1], market, portfolio: sides[0].portfolio }, instruments);
  const earlier = resolveInputs(instruments, before.figures, LISTED_TIME).valued;
  const found = resolveInputs(instruments, there.figures, later.time).valued;
  for (const id of [ko, oil]) {
    expect(found.get(id)!.forward).toBe(earlier.get(id)!.forward);
    expect(found.get(id)!.volatility).toBe(earlier.get(id)!.volatility);
    expect(found.get(id)!.terms!.rate).toBe(earlier.get(id)!.terms!.rate);
  }
  const amounts = (of: typeof found): number[] => of.get(ko)!.terms!.dividends.map(({ amount }) => amount);
  expect(amounts(found)).toEqual(amounts(earlier));
  expect(amounts(found).length).toBeGreaterThan(0);
});
