// Pictures of risk against closed forms, and their drill-downs against what they add up to.
import { describe, expect, test } from 'vitest';
import { packPortfolio } from '../../src-main/engine/pack.ts';
import type { SubjectRequest } from '../../src-main/engine/risk-protocol.ts';
import { runCurve } from '../../src-main/engine/run-curve.ts';
import { runCell, runGrid } from '../../src-main/engine/run-grid.ts';
import { runRequirements } from '../../src-main/engine/run-margin.ts';
import { runScenario } from '../../src-main/engine/run-scenario.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import { type BookWords, marketOf, portfolioOf } from '../margin/books.ts';
import { distanceRequest, engineContext } from './fixtures/distance-books.ts';

const CALL = 'BTC-25SEP26-60000-C';
const PUT = 'BTC-31JUL26-55000-P';
const SOL = 'SOL_USDC-31JUL26-150-C';
const market = marketOf({
  index: { btc_usd: '60000', eth_usd: '2500', sol_usdc: '150' },
  mark: { 'BTC-PERPETUAL': '60000', 'ETH-PERPETUAL': '2500' },
  volatility: { [CALL]: '0.5', [PUT]: '0.6', [SOL]: '0.8' },
  rate: { 'USDC/USD': '0.999' },
});
const subject = (positions: BookWords['positions'] = {}): SubjectRequest => ({
  question: 'test',
  portfolio: packPortfolio(portfolioOf({ positions, cash: { BTC: '5', USDC: '1000' } })),
  market,
  base: null,
  allowExcluded: false,
});
const priceMoves = [-0.3, 0, 0.25];
const volatilityMoves = [-0.2, 0, 0.5];

describe('a grid', () => {
  test('counts inverse profit at the price of its own cell: a perpetual makes its notional times the move', () => {
    const grid = runGrid(
      { ...subject({ 'BTC-PERPETUAL': '120000' }), priceMoves, volatilityMoves, days: 0 },
      engineContext,
    );
    expect(grid.currency).toBe('USD');
    expect([...grid.prices]).toEqual([42_000, 60_000, 75_000]);
    priceMoves.forEach((move, row) => {
      for (let column = 0; column < 3; column++)
        expect(grid.cells[row * 3 + column]).toBeCloseTo(120_000 * move, 6);
    });
  });

  test('is Black-76 again at the moved price, volatility and day; no move and no day is 0', () => {
    const days = 10;
    const request = { ...subject({ [SOL]: '-40' }), priceMoves, volatilityMoves };
    expect(runGrid({ ...request, days: 0 }, engineContext).cells[4]).toBe(0);
    const grid = runGrid({ ...request, days }, engineContext);
    expect(grid).toMatchObject({ currency: 'USDC', at: '2026-07-07T08:00:00Z', holdings: 1 });
    const value = (price: number, volatility: number, time: number): number =>
      blackValue({ right: 'call', forward: price, strike: 150, volatility, time });
    const now = value(150, 0.8, 34 / 365);
    const multiplier = Number(request.portfolio.instruments[0]!.multiplier);
    priceMoves.forEach((price, row) => {
      volatilityMoves.forEach((volatility, column) => {
        const there = value(150 * (1 + price), 0.8 * (1 + volatility), (34 - days) / 365);
        expect(grid.cells[row * 3 + column]).toBeCloseTo(-40 * multiplier * (there - now), 6);
      });
    });
  });

  test('of several quote currencies is counted in USD, and each cell is the sum of its holdings, largest loss first', () => {
    const request = subject({ [CALL]: '-3', [PUT]: '5', [SOL]: '-40', 'BTC-PERPETUAL': '-50000' });
    const grid = runGrid({ ...request, priceMoves, volatilityMoves, days: 3 }, engineContext);
    expect(grid.currency).toBe('USD');
    expect(grid.prices).toHaveLength(0);
    priceMoves.forEach((price, row) => {
      volatilityMoves.forEach((volatility, column) => {
        const cell = runCell({ ...request, price, volatility, days: 3 }, engineContext);
        expect(cell.total).toBeCloseTo(grid.cells[row * 3 + column]!, 6);
        const amounts = [...cell.profitAndLoss];
        expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
        expect(new Set(cell.holding).size).toBe(4);
      });
    });
  });

  test('starts where a hypothetical’s move has brought the market', () => {
    const request = subject({ [SOL]: '-40' });
    const base = { price: -0.1, volatility: 0.5, to: null };
    const grid = runGrid({ ...request, base, priceMoves, volatilityMoves: [0], days: 0 }, engineContext);
    expect(grid.cells[1]).toBe(0);
    expect(grid.prices[1]).toBeCloseTo(135, 10);
  });

  test('names what can’t be valued, or leaves it out and says so', () => {
    const request = subject({ [CALL]: '1', 'XRP_USDC-31JUL26-2-C': '1' });
    const asked = { ...request, priceMoves, volatilityMoves, days: 0 };
    expect(() => runGrid(asked, engineContext)).toThrow('can’t be counted');
    const { excluded, holdings } = runGrid({ ...asked, allowExcluded: true }, engineContext);
    expect(excluded.map(({ instrument }) => instrument)).toEqual(['deribit:XRP_USDC-31JUL26-2-C']);
    expect(holdings).toBe(1);
  });
});

describe('a curve', () => {
  const positions = { [CALL]: '-3', [PUT]: '5' };
  const request = distanceRequest('deribit-pm', portfolioOf({ positions, cash: { BTC: '5' } }), market);
  const curve = runCurve(
    { ...request, whole: request.portfolio, moves: [-0.5, -0.2, 0, 0.3] },
    engineContext,
  );

  test('has a line now, in a week, at the first and the last expiry; now is the grid’s column', () => {
    expect(curve.lines.map(({ label, at }) => [label, at])).toEqual([
      ['Now', '2026-06-27T08:00:00Z'],
      ['In a week', '2026-07-04T08:00:00Z'],
      ['At the first expiry', '2026-07-31T08:00:00Z'],
      ['At the last expiry', '2026-09-25T08:00:00Z'],
    ]);
    const grid = runGrid(
      { ...subject(positions), priceMoves: [-0.5, -0.2, 0, 0.3], volatilityMoves: [0], days: 0 },
      engineContext,
    );
    expect([...curve.lines[0]!.values]).toEqual([...grid.cells]);
  });

  test('marks the scenario that the requirement stands on, revalued for the subject', () => {
    const run = runRequirements(request, engineContext, () => {});
    const worst = run.runs[0]!.accounts[0]!.entries[0]!.worstScenario!;
    expect(curve.worst!.label).toBe(worst.label);
    expect(curve.worst!.move).toBeCloseTo(Number(worst.priceMove), 12);
    if (worst.table === 'standard') {
      const coin = Number(worst.profitAndLoss);
      expect(curve.worst!.profitAndLoss).toBeCloseTo(coin * 60_000 * (1 + curve.worst!.move), 4);
    }
    expect(curve.worst!.profitAndLoss).toBeLessThan(0);
  });
});

describe('a scenario of a rulebook’s own table', () => {
  const positions = {
    [CALL]: '-3',
    [PUT]: '5',
    'BTC-PERPETUAL': '50000',
    'ETH-PERPETUAL': '-70000',
    [SOL]: '-40',
  };
  const cash = { BTC: '2', ETH: '30', USDC: '9000' };
  test.each(['deribit-pm', 'deribit-cross-pm'])('%s: rows add up to the cell, in every table', (rulebook) => {
    const request = { ...distanceRequest(rulebook, portfolioOf({ positions, cash }), market), rulebook };
    const { entries } = runRequirements(request, engineContext, () => {}).runs[0]!.accounts[0]!;
    expect(entries.length).toBe(rulebook === 'deribit-pm' ? 3 : 1);
    for (const { nettingSet, currency, tables } of entries) {
      const cells = tables.flatMap(({ table, scenarios }) =>
        [scenarios[0]!, scenarios.at(-1)!].map((scenario) => ({ table, ...scenario })),
      );
      for (const { table, id, profitAndLoss, label } of cells) {
        const asked = { ...request, account: 'a', nettingSet, currency, table, scenario: id };
        const answer = runScenario(asked, engineContext);
        expect(answer).toMatchObject({ label, currency, total: Number(profitAndLoss) });
        const sum = answer.rows.reduce((total, row) => total + row.profitAndLoss, 0);
        expect(Math.abs(sum - answer.total)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(answer.total)));
        expect(answer.rows[0]!.profitAndLoss).toBeLessThanOrEqual(answer.rows.at(-1)!.profitAndLoss);
      }
      if (rulebook === 'deribit-cross-pm') {
        const labelsOf = (table: string): string[] => {
          const asked = { ...request, account: 'a', nettingSet, currency, table, scenario: 'standard/1' };
          return runScenario(asked, engineContext).rows.map(({ label }) => label);
        };
        expect(labelsOf('standard')).toContain('ETH equity');
        expect(labelsOf('standard:ETH').sort()).toEqual(['ETH equity', 'ETH-PERPETUAL']);
      }
    }
    expect(() =>
      runScenario(
        {
          ...request,
          account: 'a',
          nettingSet: 'none',
          currency: 'BTC',
          table: 'standard',
          scenario: 'standard/1',
        },
        engineContext,
      ),
    ).toThrow('has no requirement in none');
  });
});
