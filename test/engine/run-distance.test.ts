import { describe, expect, test } from 'vitest';
import { AccountLevels } from '../../src-main/engine/account-levels.ts';
import { runDistance } from '../../src-main/engine/run-distance.ts';
import { startingMarket } from '../../src-main/engine/subject.ts';
import { marketOf, portfolioOf } from '../margin/books.ts';
import {
  distanceRequest,
  distancesOf,
  engineContext,
  faultsOf,
  randomRequest,
} from './fixtures/distance-books.ts';

const market = marketOf({
  index: { btc_usd: '60000', eth_usd: '2500' },
  mark: { 'BTC-PERPETUAL': '60000', 'ETH-PERPETUAL': '2500' },
});
/** Maintenance of 1 % whatever the size. */
const flat = {
  'future.btc_usd.maintenanceRate': '0.01',
  'future.btc_usd.maintenanceSlope': '0',
  'future.btc_usd.initialRate': '0.02',
  'future.btc_usd.initialSlope': '0',
};

describe('distances of an account', () => {
  test('a long inverse perpetual: 3 + N/60,000 − N/P = 1 % of N/P', () => {
    const book = { positions: { 'BTC-PERPETUAL': '1000000' }, cash: { BTC: '3' } };
    for (const settled of [{ 'BTC-PERPETUAL': '60000' }, {}]) {
      const portfolio = portfolioOf({ ...book, settled });
      const { roots, levels } = distancesOf(distanceRequest('deribit-sm', portfolio, market, flat));
      const maintenance = levels.findIndex(({ level }) => level === 'maintenance');
      const own = roots.filter(({ level, variable }) => level === maintenance && variable.kind === 'price');
      expect(own).toHaveLength(1);
      const [root] = own;
      expect(root!.price!).toBeCloseTo(1_010_000 / (3 + 1_000_000 / 60_000), 3);
      expect(root!.price!).toBeCloseTo(51_355.9322, 3);
      expect(root).toMatchObject({ crossing: 'breaks', jump: false });
      expect(Math.abs(root!.gap * root!.price!)).toBeLessThanOrEqual(0.01);
    }
  });

  test('a strangle breaks on both sides, a volatility alone breaks it once, and all prices are its one price', () => {
    const portfolio = portfolioOf({
      positions: { 'BTC-25SEP26-50000-P': '-10', 'BTC-25SEP26-70000-C': '-10' },
      cash: { BTC: '4' },
    });
    const strangle = marketOf({
      index: { btc_usd: '60000' },
      volatility: { 'BTC-25SEP26-50000-P': '0.5', 'BTC-25SEP26-70000-C': '0.5' },
    });
    const request = distanceRequest('deribit-pm', portfolio, strangle);
    const result = distancesOf(request);
    const crossings = (kind: string) =>
      result.roots
        .filter(({ variable, level }) => variable.kind === kind && level === 1)
        .map(({ move, crossing }) => [Math.sign(move), crossing]);
    expect(crossings('price').sort()).toEqual([
      [-1, 'breaks'],
      [1, 'breaks'],
    ]);
    expect(crossings('volatility')).toEqual([[1, 'breaks']]);
    expect(crossings('allPrices')).toEqual(crossings('price'));
    for (const picture of result.pictures) {
      expect(picture.moves.length).toBeGreaterThan(50);
      expect(picture.moves).toContain(0);
      const roots = result.roots.filter(({ variable }) => variable.kind === picture.variable.kind);
      for (const { move } of roots) expect(picture.moves).toContain(move);
    }
  });

  test('all prices move by beta: twice the log return where the history says so, 1 where it is too short', () => {
    const portfolio = portfolioOf({
      positions: { 'BTC-PERPETUAL': '3000000', 'ETH-PERPETUAL': '500000' },
      cash: { BTC: '10', ETH: '40' },
    });
    const prices = Array.from({ length: 90 }, (_, day) => {
      const drift = Math.sin(day * 1.7) * 0.03;
      const time = new Date(Date.UTC(2026, 2, 1 + day)).toISOString();
      return [
        { series: 'BTC', time, value: String(60_000 * Math.exp(drift)), source: 'test' },
        { series: 'ETH', time, value: String(2_500 * Math.exp(2 * drift)), source: 'test' },
      ];
    }).flat();
    const request = distanceRequest('deribit-cross-pm', portfolio, market);
    const known = runDistance({ ...request, prices }, engineContext);
    expect(known.betas.map(({ underlying, beta }) => [underlying, beta])).toEqual([
      ['BTC', 1],
      ['ETH', 2],
    ]);
    expect(known.betas[1]!.from).toContain('89 daily log returns against BTC');
    const short = runDistance({ ...request, prices: prices.slice(0, 100) }, engineContext);
    expect(short.betas[1]).toMatchObject({ beta: 1 });
    expect(short.betas[1]!.from).toContain('only 49 common daily returns');
    const together = (result: typeof known) =>
      result.roots.find(({ variable, level }) => variable.kind === 'allPrices' && level === 1)!.move;
    // A faster fall of the second coin brings the level nearer.
    expect(together(known)).toBeGreaterThan(together(short));
    expect(together(short)).toBeLessThan(0);
  });

  test('what doesn’t move stays to the bit, and a cancel between two evaluations stops the search', () => {
    const request = randomRequest(3);
    const start = startingMarket(request.portfolio, request.market, null);
    const { portfolio, history, rulebook, parameters, allowExcluded } = request;
    const account = new AccountLevels(
      { portfolio, ...start, history, rulebook, parameters, allowExcluded },
      engineContext,
    );
    const there = account.at({ price: new Map([['BTC', 0]]), volatility: 0 });
    expect([...there.equity]).toEqual(account.levels.map(({ equity }) => equity));
    expect([...there.requirement]).toEqual(account.levels.map(({ requirement }) => requirement));
    let asked = 0;
    const isCancelled = (): boolean => ++asked > 20;
    expect(() => runDistance(request, { ...engineContext, isCancelled })).toThrow('cancelled');
    expect(asked).toBe(21);
  });

  test.each(Array.from({ length: 4 }, (_, book) => book + 1))(
    'random option book %i: every sign change of a scan has its root, and every root its level',
    (book) => {
      const request = randomRequest(20_261_122 + book, 2 * book);
      expect(faultsOf(request, distancesOf(request), 101)).toEqual([]);
    },
  );
});
