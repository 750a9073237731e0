// How much margin rests on old figures (conventions 8), by hand.
import { expect, test } from 'vitest';
import { agedShares, marketAge } from '../../src-main/analysis/market-age.ts';
import type { MarginEntry } from '../../src-main/domain/margin-result.ts';
import { type MarketFigure, MarketFigures } from '../../src-main/domain/market.ts';
import { LISTED_AS_OF, listedInstruments, listedMarket } from '../engine/fixtures/listed-books.ts';
import { entriesOf, marketOf, portfolioOf } from '../margin/books.ts';

const TIME = '2026-06-27T08:00:00Z';
const snapshotWith = (times: Record<string, string>) => {
  const snapshot = marketOf({
    time: TIME,
    index: { btc_usd: '65000' },
    mark: { 'BTC-PERPETUAL': '65000', 'BTC-25SEP26': '66000' },
  });
  const timed = (figure: MarketFigure): MarketFigure => ({
    ...figure,
    time: times[figure.key] ?? figure.time,
  });
  return { ...snapshot, figures: snapshot.figures.map(timed) };
};
// 10 coins and 5 coins short at the same price: sizes of the contributions 2 : 1, roll shocks included.
const portfolio = portfolioOf({ positions: { 'BTC-PERPETUAL': '650000', 'BTC-25SEP26': '-330000' } });
const limits = { index: 60, mark: 300, perpetual: 60 };
const shareOf = (times: Record<string, string>): number => {
  const snapshot = snapshotWith(times);
  const entries = entriesOf('deribit-pm', portfolio, snapshot);
  const [own] = agedShares(entries, portfolio.instruments, new MarketFigures(snapshot), limits);
  return Number(own!.share);
};

test('nothing aged, a share aged, and everything when the index is', () => {
  expect(shareOf({})).toBe(0);
  expect(shareOf({ 'deribit:BTC-25SEP26': '2026-06-27T07:55:00Z' })).toBe(0);
  const one = shareOf({ 'deribit:BTC-25SEP26': '2026-06-27T07:54:59Z' });
  expect(shareOf({ 'deribit:BTC-PERPETUAL': '2026-06-27T07:58:59Z' })).toBeCloseTo(1 - one, 12);
  expect(one).toBeGreaterThan(0.3);
  expect(one).toBeLessThan(0.4);
  expect(shareOf({ btc_usd: '2026-06-27T07:58:00Z' })).toBe(1);
});

test('perpetuals are a class of their own, and an empty entry rests on nothing', () => {
  const snapshot = snapshotWith({ 'deribit:BTC-PERPETUAL': '2026-06-27T07:58:00Z' });
  const { byClass } = marketAge(snapshot, limits, new Set(['deribit:BTC-PERPETUAL']));
  expect(byClass.map(({ class: name, figures, pastLimit }) => [name, figures, pastLimit])).toEqual([
    ['index', 1, 0],
    ['mark', 1, 0],
    ['perpetual', 1, 1],
  ]);
  const empty = portfolioOf({ cash: { BTC: '1' } });
  const shares = agedShares(
    entriesOf('deribit-pm', empty, snapshot),
    [],
    new MarketFigures(snapshot),
    limits,
  );
  expect(shares).toEqual([{ account: 'a', nettingSet: 'BTC', currency: 'BTC', share: '0' }]);
});

test('a listed option also rests on interest, its future, and what its share pays', () => {
  const [stock, oil] = ['occ:AAPL260220C00250000', 'nymex:LOH26-58-C'].map(
    (id) => listedInstruments().find((one) => one.id === id)!,
  );
  const snapshot = listedMarket();
  const contribution = (instrument: string) => ({ instrument, driver: '', label: '', amount: '1' });
  const share = (instrument: typeof stock, key: string): string => {
    const old = new Date(Date.parse(LISTED_AS_OF) - 600_000).toISOString();
    const figures = snapshot.figures.map((figure) =>
      figure.key === key ? { ...figure, time: old } : figure,
    );
    const entry = { contributions: [contribution(instrument!.id)] } as unknown as MarginEntry;
    const market = new MarketFigures({ ...snapshot, figures });
    return agedShares([entry], [instrument!], market, { rate: 300, mark: 300, dividend: 300 })[0]!.share;
  };
  for (const [instrument, key, aged] of [
    [stock, 'USD', '1'],
    [stock, 'us-aapl_usd', '1'],
    [stock, 'nymex:CLH26', '0'],
    [oil, 'USD', '1'],
    [oil, 'nymex:CLH26', '1'],
    [oil, 'us-aapl_usd', '0'],
  ] as const)
    expect(share(instrument, key), `${instrument!.id} on ${key}`).toBe(aged);
});
