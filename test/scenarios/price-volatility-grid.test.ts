// The grid of price and volatility moves.
import { describe, expect, it } from 'vitest';
import {
  gridMoves,
  gridScenarioList,
  gridScenarios,
  movePercent,
} from '../../src-main/scenarios/price-volatility-grid.ts';
import type { ShockBucket } from '../../src-main/scenarios/scenario-set.ts';

const shape = { movesPerSide: 4, states: ['up', 'same', 'down'] as const, farMoves: [-0.66, 0.5] };

describe('the grid', () => {
  it('has nine prices in three volatility states, ascending, exact at the edges and the middle, then the far moves', () => {
    const moves = gridMoves(shape, 0.18);
    expect(moves).toHaveLength(29);
    expect([moves[0], moves[2], moves[12], moves[13], moves[26], moves[27], moves[28]]).toEqual([
      -0.18, -0.18, 0, 0, 0.18, -0.66, 0.5,
    ]);
    for (let cell = 3; cell < 27; cell++) expect(moves[cell]! - moves[cell - 3]!).toBeCloseTo(0.045, 12);
  });

  it('names scenarios by table, from 1', () => {
    const list = gridScenarioList(shape, 0.16);
    expect(list[0]).toEqual({
      id: 'standard/1',
      label: '−16 %, volatility up',
      table: 'standard',
      priceMove: -0.16,
      volatility: 'up',
    });
    expect(list[26]).toMatchObject({ id: 'standard/27', volatility: 'down' });
    expect(list[28]).toMatchObject({ id: 'extended/2', volatility: 'up', priceMove: 0.5 });
  });

  it('shocks each bucket by its own numbers, and no volatility where nothing expires', () => {
    const bucket = (expiry: string | null): ShockBucket => ({
      priceIndex: 'btc_usd',
      underlying: 'BTC',
      expiry,
      time: expiry ? 0.1 : null,
    });
    const set = gridScenarios(
      { buckets: [bucket(null), bucket('2026-09-25T08:00:00Z')] },
      shape,
      0.16,
      ({ expiry }) => ({
        priceRange: expiry ? 0.2 : 0.16,
        factorUp: 1.5,
        floorUp: 0.5,
        factorDown: -0.25,
      }),
    );
    const count = set.scenarios.length;
    expect([set.forwardFactor[0], set.forwardFactor[count]]).toEqual([0.84, 0.8]);
    expect([...set.volatilityFactor.subarray(0, 3)]).toEqual([1, 1, 1]);
    expect([...set.volatilityFactor.subarray(count, count + 3)]).toEqual([1.5, 1, 0]);
    expect([...set.volatilityFloor.subarray(count, count + 3)]).toEqual([0.5, 0, 0]);
    expect(set.volatilityFactor[count + 27]).toBe(1.5);
    expect([...set.weight]).toEqual(Array(count).fill(1));
  });

  it('writes moves as people do', () => {
    expect([-0.16, 0, 0.045, 5].map(movePercent)).toEqual(['−16 %', '0 %', '+4.5 %', '+500 %']);
  });
});
