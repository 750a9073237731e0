import { describe, expect, test } from 'vitest';
import { betasAgainst } from '../../src-main/analysis/betas.ts';
import type { HistoryPoint } from '../../src-main/domain/market.ts';

const DAYS = 120;
const day = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index, 8)).toISOString();

/** Daily prices whose log return on day i is `returnOn(i)`. */
function prices(series: string, returnOn: (index: number) => number): HistoryPoint[] {
  let level = 100;
  return Array.from({ length: DAYS }, (_, index) => {
    level *= Math.exp(returnOn(index));
    return { series, time: day(index), value: level.toString(), source: 'made up' };
  });
}

const lead = (index: number): number => 0.03 * Math.sin(index * 2.4);
/** Twice the leading returns for the first 80 days, minus them from then on. */
const turning = (index: number): number => (index < 80 ? 2 * lead(index) : -lead(index));
const history = [...prices('BTC', lead), ...prices('ETH', turning)];
const eth = (until: string) =>
  betasAgainst('BTC', ['BTC', 'ETH'], history, until).find(({ underlying }) => underlying === 'ETH');

describe('betas against the leading underlying', () => {
  test('are the slope of the daily log returns', () => {
    expect(eth(day(79))).toEqual({
      underlying: 'ETH',
      beta: 2,
      from: '79 daily log returns against BTC, 2026-01-02 to 2026-03-21.',
    });
  });

  test('know nothing of what happened after the market’s instant', () => {
    const later = history.map((point) =>
      Date.parse(point.time) > Date.parse(day(79)) ? { ...point, value: '1' } : point,
    );
    expect(betasAgainst('BTC', ['ETH'], later, day(79))).toEqual(
      betasAgainst('BTC', ['ETH'], history, day(79)),
    );
    expect(eth(day(DAYS))!.beta).toBeLessThan(1.5);
  });

  test('are assumed to be 1, in words, where fewer than 60 common returns are known by then', () => {
    expect(eth(day(40))).toEqual({
      underlying: 'ETH',
      beta: 1,
      from: 'Assumed: the book has only 40 common daily returns of ETH and BTC; 60 are needed.',
    });
    expect(betasAgainst('BTC', ['SOL'], history, day(DAYS))[0]).toMatchObject({ beta: 1 });
  });
});
