// A scenario that moves each row's volatility by a factor of its own: in place of the bucket's, alone or within a block, and checked.
import { expect, it } from 'vitest';
import { buildColumns } from '../../src-main/engine/columns.ts';
import { UnitValues } from '../../src-main/engine/unit-values.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import type { ValuationInput } from '../../src-main/pricing/inputs.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import type { ScenarioSet } from '../../src-main/scenarios/scenario-set.ts';
import { deriveInstrument } from '../margin/derive-books.ts';

const inputs = ['ETH-20260327-3000-C', 'ETH-20260327-4000-C', 'ETH-20260327-4000-P'].map(
  (symbol): ValuationInput => ({
    instrument: deriveInstrument(symbol),
    forward: 3000,
    forwardLevel: 'forward',
    volatility: 0.6,
    volatilityLevel: 'own quote',
    time: 0.25,
    mark: null,
  }),
);
const columns = buildColumns(inputs);
const set = (factor: number[]): ScenarioSet => ({
  scenarios: ['same', 'skew'].map((id) => ({
    id,
    label: id,
    table: 't',
    priceMove: 0,
    volatility: 'same',
  })),
  forwardFactor: Float64Array.of(1, 1),
  volatilityFactor: Float64Array.of(1, 9),
  volatilityShift: Float64Array.of(0, 9),
  volatilityFloor: Float64Array.of(0, 9),
  timePassed: new Float64Array(2),
  weight: Float64Array.of(1, 1),
  rowVolatility: [{ scenario: 1, factor: Float64Array.from(factor) }],
});

it('replaces factor, shift and floor of the bucket in its own scenario', () => {
  const factors = [1.2, 0, -3];
  // A factor is one of bucket, strike and volatility: call and put of one strike share it.
  const units = new UnitValues(columns, set([1.2, 0.7, 0.7]), scalarKernel);
  const out = new Float64Array(6);
  units.fill(Int32Array.of(0, 1, 2), 0, 3, 0, 2, out);
  const expected = (strike: number, right: 'call' | 'put', factor: number): number => {
    const terms = { right, forward: 3000, strike, time: 0.25 };
    return blackValue({ ...terms, volatility: 0.6 * factor }) - blackValue({ ...terms, volatility: 0.6 });
  };
  expect(out[0]).toBe(0);
  expect(out[1]).toBeCloseTo(expected(3000, 'call', 1.2), 9);
  expect(out[3]).toBeCloseTo(expected(4000, 'call', 0.7), 9);
  expect(out[5]).toBeCloseTo(expected(4000, 'put', 0.7), 9);
  const alone = new Float64Array(1);
  units.fill(Int32Array.of(1), 0, 1, 1, 1, alone);
  expect(alone[0]).toBe(out[3]);
  // Never below 0.
  const none = new Float64Array(1);
  new UnitValues(columns, set(factors), scalarKernel).fill(Int32Array.of(2), 0, 1, 1, 1, none);
  expect(none[0]).toBeCloseTo(expected(4000, 'put', 0), 9);
});

it('refuses factors of another number of rows, or of a scenario that isn’t there', () => {
  expect(() => new UnitValues(columns, set([1]), scalarKernel)).toThrow(/volatilities of 1 rows/);
  const far = { ...set([1, 1, 1]), rowVolatility: [{ scenario: 2, factor: Float64Array.of(1, 1, 1) }] };
  expect(() => new UnitValues(columns, far, scalarKernel)).toThrow(/in scenario 2/);
});
