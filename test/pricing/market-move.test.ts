import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { CurrencyRates } from '../../src-main/margin/blocks/currency-rates.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import { resolveInputs } from '../../src-main/pricing/inputs.ts';
import { type MarketMove, moveMarket } from '../../src-main/pricing/market-move.ts';
import { AS_OF, EXPIRIES, figure, instruments, market } from '../engine/fixtures/books.ts';

const CALL = `test:BTC-2025-01-31-100000-call`;
const FAR_CALL = `test:BTC-2025-01-03-100000-call`;
const PERPETUAL = 'test:BTC-PERPETUAL';
const FUTURE = 'test:BTC-31JAN25';
const snapshot = market();
snapshot.figures.push(figure('mark', CALL, '0.0701'), figure('mark', FAR_CALL, '0.001'));
const figures = new MarketFigures(snapshot);
const resolved = resolveInputs(instruments(), figures, AS_OF);
const nothing: MarketMove = { price: new Map(), volatility: 0, to: null };
const moved = (move: Partial<MarketMove>) => moveMarket(resolved, figures, { ...nothing, ...move });
const btc = (move: number): Partial<MarketMove> => ({ price: new Map([['BTC', move]]) });

/** Black-76 in coin at the inputs that the move should give. */
function coinValue(instrument: Instrument, forward: number, volatility: number, time: number): number {
  const strike = Number(instrument.strike);
  return blackValue({ right: instrument.right!, forward, strike, volatility, time }) / forward;
}

describe('a move of the market', () => {
  test('that moves nothing gives back what it was given, to the bit', () => {
    for (const move of [nothing, { ...nothing, ...btc(0) }, { ...nothing, to: AS_OF }]) {
      const same = moveMarket(resolved, figures, move);
      expect(same.inputs).toBe(resolved);
      expect(same.market).toBe(figures);
    }
  });

  test('moves forwards, marks of futures, index, forward and currency rate figures of its underlying alone', () => {
    const { inputs, market: figuresThere } = moved(btc(-0.25));
    expect(inputs.valued.get(PERPETUAL)).toMatchObject({ forward: 75_037.5, mark: 75_037.5 });
    expect(inputs.valued.get(FUTURE)!.mark).toBe(100_900 * 0.75);
    expect(figuresThere.find('index', 'btc_usd')!.value).toBe('75000');
    expect(figuresThere.find('forward', 'btc_usd', EXPIRIES[2])!.value).toBe('78000');
    expect(figuresThere.find('index', 'sol_usdc')!.value).toBe('190');
    expect(inputs.valued.get('test:SOL_USDC-PERPETUAL')).toBe(resolved.valued.get('test:SOL_USDC-PERPETUAL'));
    expect(new CurrencyRates(figuresThere).between('BTC', 'USD')!.rate.toNumber()).toBe(75_000);
    expect(figuresThere.snapshot.figures).toHaveLength(snapshot.figures.length);
    expect(figuresThere.snapshot.figures.find(({ key }) => key === 'btc_usd')!.value).toBe('75000');
  });

  test('moves a rate the other way round when the coin is what is counted in', () => {
    const rates = new MarketFigures({
      ...snapshot,
      figures: [figure('currencyRate', 'USD/BTC', '0.00001'), figure('index', 'eth_btc', '0.05')],
    });
    const there = moveMarket({ valued: new Map(), unvalued: new Map() }, rates, { ...nothing, ...btc(0.25) });
    expect(Number(there.market.find('currencyRate', 'USD/BTC')!.value)).toBeCloseTo(0.000008, 18);
    expect(Number(there.market.find('index', 'eth_btc')!.value)).toBeCloseTo(0.04, 15);
  });

  test('keeps what the mark says over the model, in coin, and never marks below 0', () => {
    const before = resolved.valued.get(CALL)!;
    const { inputs } = moved({ ...btc(0.1), volatility: 0.5 });
    const after = inputs.valued.get(CALL)!;
    expect(after.volatility).toBe(before.volatility! * 1.5);
    const excess = 0.0701 - coinValue(before.instrument, before.forward, before.volatility!, before.time!);
    const there = coinValue(after.instrument, before.forward * 1.1, before.volatility! * 1.5, before.time!);
    expect(after.mark).toBeCloseTo(there + excess, 13);
    // Two days at the money, marked far below the model: nothing is left of either at half the price.
    expect(moved(btc(-0.5)).inputs.valued.get(FAR_CALL)!.mark).toBe(0);
  });

  test('is continuous where nothing moves', () => {
    for (const move of [btc(1e-9), btc(-1e-9), { volatility: 1e-9 }, { to: '2025-01-01T08:00:01Z' }]) {
      const { inputs } = moved(move);
      for (const [id, before] of resolved.valued) {
        if (before.mark === null) continue;
        const scale = before.instrument.kind === 'option' ? 1 : before.forward;
        expect(Math.abs(inputs.valued.get(id)!.mark! - before.mark) / scale).toBeLessThan(1e-7);
      }
    }
  });

  test('later: times are shorter, and what has expired settles at its moved forward', () => {
    const { inputs, market: figuresThere } = moved({ ...btc(0.2), to: '2025-01-31T08:00:01Z' });
    expect(figuresThere.snapshot.time).toBe('2025-01-31T08:00:01Z');
    expect(inputs.valued.has(FUTURE)).toBe(false);
    expect(inputs.unvalued.get(FUTURE)!.settlementPrice).toBe(100_900 * 1.2);
    const far = [...resolved.valued.values()].find(({ instrument }) => instrument.expiry === EXPIRIES[2])!;
    const second = 1 / (365 * 86_400);
    expect(inputs.valued.get(far.instrument.id)!.time).toBeCloseTo(far.time! - 30 / 365 - second, 12);
  });

  test('refuses what can’t be', () => {
    expect(() => moved(btc(-1))).toThrow('above −1');
    expect(() => moved({ volatility: -1.01 })).toThrow('at least −1');
    expect(() => moved({ to: '2024-12-31T08:00:00Z' })).toThrow('before its own time');
  });
});
