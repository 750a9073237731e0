// The small parts that Derive's managers share: naked shorts, what of a forward is fixed, which instruments have a twin.
import { describe, expect, it } from 'vitest';
import { MarketFigures } from '../../../../src-main/domain/market.ts';
import { forwardParts } from '../../../../src-main/margin/blocks/derive/forward-fixing.ts';
import { deriveRefusal, deriveTwin } from '../../../../src-main/margin/blocks/derive/instruments.ts';
import { nakedShorts } from '../../../../src-main/margin/blocks/derive/naked-shorts.ts';
import { deriveInstrument, deriveMarket } from '../../derive-books.ts';

it('naked shorts of a strike: two short legs add up, a long leg covers a short one, nothing is below 0', () => {
  const cases: [call: number, put: number, naked: number][] = [
    [0, 0, 0],
    [-5, 0, 5],
    [0, -5, 5],
    [3, 0, 0],
    [-5, -2, 7],
    [-5, 3, 2],
    [3, -5, 2],
    [-3, 5, 0],
    [4, 5, 0],
  ];
  for (const [call, put, naked] of cases) expect(nakedShorts({ call, put }), `${call} ${put}`).toBe(naked);
});

describe('what of a forward is fixed', () => {
  const expiry = '2026-03-27T08:00:00Z';
  const year = 365 * 86_400;
  const parts = (seconds: number, stated?: string) =>
    forwardParts(
      new MarketFigures(deriveMarket(stated ? { fixedForward: { [`eth_usd ${expiry}`]: stated } } : {})),
      'eth_usd',
      expiry,
      3000,
      seconds / year,
      1800,
    );
  it('nothing before the window; in it the share that has passed; at expiry all', () => {
    expect(parts(1800)).toEqual({ fixed: 0, variable: 3000, assumed: false });
    const late = parts(450);
    expect(late.fixed).toBeCloseTo(2250, 9);
    expect(late.variable).toBeCloseTo(750, 9);
    expect(late.assumed).toBe(true);
    expect(parts(0)).toEqual({ fixed: 3000, variable: 0, assumed: true });
  });
  it('as stated, and never more than the forward', () => {
    expect(parts(900, '1000')).toEqual({ fixed: 1000, variable: 2000, assumed: false });
    expect(parts(900, '4000')).toEqual({ fixed: 3000, variable: 0, assumed: false });
  });
});

it('an option quoted in a coin has no twin in dollars', () => {
  const held = { ...deriveInstrument('ETH-20260327-3000-C'), venue: 'deribit', id: 'deribit:ETH_BTC' };
  expect(deriveTwin({ ...held, quoteCurrency: 'USDT' })).not.toBeNull();
  expect(deriveRefusal({ ...held, quoteCurrency: 'BTC' })).toContain('quoted in BTC');
  expect(deriveTwin({ ...held, quoteCurrency: 'BTC' })).toBeNull();
});
