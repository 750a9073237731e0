import { describe, expect, it } from 'vitest';
import type { RiskGrid } from '../../../src-main/contract/risk-views.ts';
import {
  firstCell,
  heatFigures,
  heatOfGrid,
  heatScale,
  heatText,
  movesOver,
  worstOf,
} from '../../../src-renderer/state/heat.ts';

const grid: RiskGrid = {
  grid: 'grid-1',
  asOf: '2026-02-15T08:00:00Z',
  at: '2026-02-15T08:00:00Z',
  currency: 'USD',
  priceMoves: ['0.1', '0', '-0.1'],
  volatilityMoves: ['0', '0.333333'],
  prices: ['110', '100', '90'],
  cells: [
    ['1250000.25', '-7.5'],
    ['0', '-12'],
    ['-0.004', '-2000000.75'],
  ],
  worst: { price: 2, volatility: 1, profitAndLoss: '-2000000.75' },
  positions: 3,
  excluded: [],
  milliseconds: 1,
};

describe('a grid as a table', () => {
  const heat = heatOfGrid(grid);

  it('has falls left and rises of volatility above, whatever order they came in', () => {
    expect(heat.columns.map(({ move, price, now }) => [move, price, now])).toEqual([
      ['-0.1', '90', false],
      ['0', '100', true],
      ['0.1', '110', false],
    ]);
    expect(heat.rows.map(({ text }) => text)).toEqual(['Volatility +33.3\u2009%', 'Volatility same']);
    expect(heat.cells[0]?.[0]).toMatchObject({
      amount: '-2000000.75',
      worst: true,
      behind: { price: 2, volatility: 1 },
    });
    expect(firstCell(heat)).toEqual({ row: 0, column: 0 });
    expect(worstOf([heat])).toMatchObject({ row: 0, column: 0 });
    expect(worstOf([])).toBeNull();
    expect(heat.step).toBeCloseTo(0.1, 12);
  });

  it('writes cells as finely as they fit, and leaves with every digit', () => {
    expect(heatScale(heat, 2, 10)).toEqual({ divisor: 1, places: 0 });
    expect(heatScale(heat, 2, 6)).toEqual({ divisor: 1_000, places: 0 });
    expect(heatScale(heat, 2, 5)).toEqual({ divisor: 1_000_000, places: 1 });
    expect(heatText('-2000000.75', { divisor: 1_000, places: 0 })).toBe('−2\u2009000');
    expect(heatText('0.000', { divisor: 1, places: 4 })).toBe('0');
    expect(heatFigures(heat).rows[0]?.exact).toEqual(['-0.1', '90', '-2000000.75', '-0.004']);
  });

  it('spreads moves evenly about now and asks for none below −99 %', () => {
    expect(movesOver(10, 5)).toEqual(['-0.1', '-0.05', '0', '0.05', '0.1']);
    expect(movesOver(200, 5)).toEqual(['0', '1', '2']);
  });
});
