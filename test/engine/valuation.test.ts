// The valuation against an oracle that knows nothing of blocks, buckets or netting: one position, one scenario, one
// Black-76 value at a time, written out here.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { netPositions, type Position } from '../../src-main/domain/portfolio.ts';
import { RulebookValues } from '../../src-main/engine/account-values.ts';
import { buildColumns } from '../../src-main/engine/columns.ts';
import { checkScenarios } from '../../src-main/engine/unit-values.ts';
import { blackValue } from '../../src-main/pricing/black.ts';
import { resolveInputs, type ValuationInput } from '../../src-main/pricing/inputs.ts';
import { type Kernel, scalarKernel } from '../../src-main/pricing/kernel.ts';
import type { InstrumentColumns, ScenarioSet } from '../../src-main/scenarios/scenario-set.ts';
import { AS_OF, instruments, market, position } from './fixtures/books.ts';
import { toyRulebook } from './fixtures/toy-rulebook.ts';

const list = instruments();
const byId = new Map(list.map((instrument) => [instrument.id, instrument]));
const figures = new MarketFigures(market(list));
const { valued } = resolveInputs(list, figures, AS_OF);

/** A scenario set with a different shock in every cell, more scenarios than one block. */
function unevenScenarios(columns: InstrumentColumns, count: number): ScenarioSet {
  const cells = columns.buckets.length * count;
  const wave = (at: number, low: number, high: number): number =>
    low + ((Math.sin(at * 12.9898) * 43758.5453) % 1) ** 2 * (high - low);
  const column = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: cells }, (_, at) => wave(at, low, high));
  return {
    scenarios: Array.from({ length: count }, (_, index) => ({
      id: `s/${index}`,
      label: '',
      table: 's',
      priceMove: 0.1,
      volatility: 'same' as const,
    })),
    forwardFactor: column(0.3, 3),
    volatilityFactor: column(0.2, 2),
    volatilityShift: column(-0.2, 0.2),
    volatilityFloor: column(0, 0.3),
    timePassed: Float64Array.from({ length: count }, (_, at) => wave(at, 0, 0.05)),
    weight: new Float64Array(count).fill(1),
  };
}

function oracleValue(instrument: Instrument, price: number, volatility: number, time: number): number {
  const multiplier = Number(instrument.multiplier);
  if (instrument.kind === 'option') {
    const value = blackValue({
      right: instrument.right!,
      forward: price,
      strike: Number(instrument.strike),
      volatility,
      time,
    });
    return instrument.payoff === 'inverse' ? (multiplier * value) / price : multiplier * value;
  }
  return instrument.payoff === 'inverse' && instrument.kind !== 'spot' ? -1 / price : multiplier * price;
}

/** Size of the prices that a unit is made of: what an error is measured against. */
function notional({ instrument, forward }: ValuationInput, factor: number): number {
  const highest = Math.max(forward, forward * factor, Number(instrument.strike ?? 0));
  if (instrument.payoff === 'linear' || instrument.kind === 'spot')
    return Number(instrument.multiplier) * highest;
  const lowest = Math.min(forward, forward * factor);
  return instrument.kind === 'option' ? highest / lowest : 1 / lowest;
}

/** P&L of each risk group in each scenario, position by position. */
function oracle(
  positions: readonly Position[],
  account: string,
  columns: InstrumentColumns,
  set: ScenarioSet,
): Map<string, { sum: number[]; gross: number[] }> {
  const groups = new Map<string, { sum: number[]; gross: number[] }>();
  const count = set.scenarios.length;
  for (const row of positions) {
    if (row.account !== account) continue;
    const input = valued.get(row.instrument) as ValuationInput;
    const group = toyRulebook.riskGroup(input.instrument);
    const own = groups.get(group) ?? { sum: new Array(count).fill(0), gross: new Array(count).fill(0) };
    groups.set(group, own);
    const bucket = columns.bucket[columns.ids.indexOf(row.instrument)]!;
    for (let s = 0; s < count; s++) {
      const cell = bucket * count + s;
      const volatility = Math.max(
        (input.volatility ?? 0) * set.volatilityFactor[cell]! + set.volatilityShift[cell]!,
        set.volatilityFloor[cell]!,
        0,
      );
      const time = Math.max((input.time ?? 0) - set.timePassed[s]!, 0);
      const after = oracleValue(input.instrument, input.forward * set.forwardFactor[cell]!, volatility, time);
      const before = oracleValue(input.instrument, input.forward, input.volatility ?? 0, input.time ?? 0);
      own.sum[s]! += Number(row.quantity) * (after - before);
      own.gross[s]! += Math.abs(Number(row.quantity)) * notional(input, set.forwardFactor[cell]!);
    }
  }
  return groups;
}

const arbitraryPositions = fc.array(
  fc.record({
    account: fc.constantFrom('a', 'b', 'c'),
    instrument: fc.constantFrom(...list.map(({ id }) => id)),
    quantity: fc.integer({ min: -5000, max: 5000 }).map((hundredths) => String(hundredths / 100)),
  }),
  { minLength: 1, maxLength: 120 },
);

/** Largest error of the engine's P&L against the oracle, relative to the notional that moved. */
function largestError(
  rows: { account: string; instrument: string; quantity: string }[],
  kernel: Kernel,
  count: number,
): number {
  const positions = rows.map((row) => position(row.account, row.instrument, row.quantity));
  const held = [...new Set(positions.map((row) => row.instrument))].map((id) => valued.get(id)!);
  const set = unevenScenarios(buildColumns(held).columns, count);
  const rulebook = { ...toyRulebook, scenarios: () => set };
  const parameters = { rulebook: 'toy', sets: [], parameters: [] };
  const tick = (): void => {};
  const values = new RulebookValues(held, {
    rulebook,
    market: figures,
    history: [],
    parameters,
    kernel,
    tick,
  });
  const holdings = netPositions(positions, byId).map((holding) => ({
    account: holding.account,
    instrument: holding.instrument,
    quantity: Number(holding.quantity),
    cost: null,
    unsettledQuantity: 0,
  }));
  const accounts = values.accounts(['a', 'b', 'c'], holdings, tick);
  let largest = 0;
  for (const [id, view] of accounts) {
    for (const [group, { sum, gross }] of oracle(positions, id, view.columns, set)) {
      const vector = view.profitAndLoss(group);
      if (!vector) {
        expect(Math.max(...sum.map(Math.abs))).toBeLessThan(1e-9); // netted away
        continue;
      }
      for (let s = 0; s < count; s++) {
        largest = Math.max(largest, Math.abs(vector[s]! - sum[s]!) / Math.max(gross[s]!, 1e-12));
      }
    }
  }
  return largest;
}

test('P&L per account and risk group equals the oracle’s, position by position and scenario by scenario', () => {
  fc.assert(
    fc.property(arbitraryPositions, fc.constantFrom(1, 7, 300), (rows, count) => {
      expect(largestError(rows, scalarKernel, count)).toBeLessThan(5e-14);
    }),
    { seed: 7, numRuns: 30 },
  );
});

test('the oracle sees a kernel that is wrong in one row of a thousand', () => {
  const wrong: Kernel = {
    name: 'wrong',
    optionValues(count, forward, strike, volatility, time, isCall, out) {
      scalarKernel.optionValues(count, forward, strike, volatility, time, isCall, out);
      for (let i = 500; i < count; i += 1000) out[i]! *= 1.0001;
    },
  };
  const rows = list.map(({ id }) => ({ account: 'a', instrument: id, quantity: '1' }));
  expect(largestError(rows, wrong, 300)).toBeGreaterThan(1e-8);
});

test('a unit of a row has the same bits on its own as in a block of many', () => {
  const set = unevenScenarios(buildColumns(valued.values()).columns, 300);
  const rulebook = {
    ...toyRulebook,
    scenarios: () => set,
    riskGroup: (instrument: Instrument) => instrument.id,
  };
  const parameters = { rulebook: 'toy', sets: [], parameters: [] };
  const tick = (): void => {};
  const values = new RulebookValues(valued.values(), {
    rulebook,
    market: figures,
    history: [],
    parameters,
    kernel: scalarKernel,
    tick,
  });
  const holdings = [...valued.keys()]
    .sort()
    .map((id) => ({ account: 'a', instrument: id, quantity: 1, cost: null, unsettledQuantity: 0 }));
  const view = values.accounts(['a'], holdings, tick).get('a')!;
  for (const holding of view.holdings) {
    const vector = view.profitAndLoss(holding.instrument.id)!;
    expect(values.alone(holding).profitAndLoss(holding.instrument.id)).toEqual(vector);
    for (const scenario of [0, 255, 256, 299]) {
      expect(view.unitProfitAndLoss(holding.row, scenario)).toBe(vector[scenario]);
      expect(view.unitProfitAndLoss(holding.row, scenario)).toBe(vector[scenario]);
    }
  }
});

test('a call and a put of one strike meet parity in every scenario', () => {
  const call = valued.get('test:BTC-2025-01-31-95000-call')!;
  const put = valued.get('test:BTC-2025-01-31-95000-put')!;
  const engineColumns = buildColumns([call, put]);
  const set = unevenScenarios(engineColumns.columns, 100);
  const rulebook = { ...toyRulebook, scenarios: () => set };
  const values = new RulebookValues([call, put], {
    rulebook,
    market: figures,
    history: [],
    parameters: { rulebook: 'toy', sets: [], parameters: [] },
    kernel: scalarKernel,
    tick: () => {},
  });
  const view = values.accounts(['a'], [], () => {}).get('a')!;
  for (let s = 0; s < 100; s++) {
    const shocked = call.forward * set.forwardFactor[s]!;
    const difference = view.unitProfitAndLoss(0, s) - view.unitProfitAndLoss(1, s);
    const expected = 1 - 95_000 / shocked - (1 - 95_000 / call.forward);
    expect(Math.abs(difference - expected)).toBeLessThan(1e-14);
  }
});

test('Greeks of a unit meet finite differences of its value', () => {
  for (const id of ['test:BTC-2025-01-31-95000-call', 'test:SOL-2025-06-27-200-put']) {
    const input = valued.get(id)!;
    const at = (forward: number, volatility: number, time: number): number =>
      oracleValue(input.instrument, forward, volatility, time);
    const values = new RulebookValues([input], {
      rulebook: toyRulebook,
      market: figures,
      history: [],
      parameters: {
        rulebook: 'toy',
        sets: [],
        parameters: [{ path: 'moves', value: '1', unit: '', source: '', confirmed: false }],
      },
      kernel: scalarKernel,
      tick: () => {},
    });
    const { value, delta, gamma, vega, theta } = values.measures(0);
    const { forward, volatility, time } = {
      forward: input.forward,
      volatility: input.volatility!,
      time: input.time!,
    };
    expect(Math.abs(value / at(forward, volatility, time) - 1)).toBeLessThan(1e-12);
    // Money in quote currency: an inverse option's value in coin times the price.
    const isInverse = input.instrument.payoff === 'inverse';
    const money = (f: number, v: number, t: number): number => at(f, v, t) * (isInverse ? f : 1);
    const h = forward * 1e-4;
    const slope = (money(forward + h, volatility, time) - money(forward - h, volatility, time)) / (2 * h);
    expect(delta).toBeCloseTo(isInverse ? slope - value : slope, 6);
    const bend =
      (money(forward + h, volatility, time) -
        2 * money(forward, volatility, time) +
        money(forward - h, volatility, time)) /
      h ** 2;
    expect(Math.abs(gamma / bend - 1)).toBeLessThan(1e-4);
    const perPoint =
      (money(forward, volatility + 1e-4, time) - money(forward, volatility - 1e-4, time)) / 2e-2;
    expect(Math.abs(vega / perPoint - 1)).toBeLessThan(1e-5);
    const perDay =
      (money(forward, volatility, time - 1e-5) - money(forward, volatility, time + 1e-5)) / 2e-5 / 365;
    expect(Math.abs(theta / perDay - 1)).toBeLessThan(1e-5);
  }
});

test('a scenario set of the wrong size, or one in which a price reaches 0, is refused', () => {
  const { columns } = buildColumns(valued.values());
  const good = unevenScenarios(columns, 5);
  expect(() => checkScenarios(good, columns)).not.toThrow();
  for (const bad of [
    { ...good, volatilityShift: new Float64Array(3) },
    { ...good, forwardFactor: good.forwardFactor.map((factor, at) => (at === 7 ? 0 : factor)) },
  ]) {
    expect(() => checkScenarios(bad, columns)).toThrow(MargraveError);
  }
});

test('the venue’s figures of an inverse perpetual and future are met to the last bits', () => {
  // Cells of Deribit's documentation example of its portfolio-margin simulator (17 June 2024): +0.314538364 BTC of the perpetual.
  const perpetual = { ...byId.get('test:BTC-PERPETUAL')! };
  const input: ValuationInput = { ...valued.get(perpetual.id)!, forward: 65910.57 };
  const published = [
    -0.05991206933333334, -0.04289159509090909, -0.027351162086956524, -0.013105765166666668, 0,
  ];
  const moves = [-0.16, -0.12, -0.08, -0.04, 0];
  const set: ScenarioSet = {
    ...unevenScenarios(buildColumns([input]).columns, moves.length),
    scenarios: moves.map((priceMove, index) => ({
      id: String(index),
      label: '',
      table: '',
      priceMove,
      volatility: 'same',
    })),
    forwardFactor: Float64Array.from(moves, (move) => 1 + move),
  };
  const values = new RulebookValues([input], {
    rulebook: { ...toyRulebook, scenarios: () => set },
    market: figures,
    history: [],
    parameters: { rulebook: 'toy', sets: [], parameters: [] },
    kernel: scalarKernel,
    tick: () => {},
  });
  const view = values.accounts(['a'], [], () => {}).get('a')!;
  published.forEach((cell, scenario) => {
    const computed = 0.314538364 * 65910.57 * view.unitProfitAndLoss(0, scenario);
    expect(Math.abs(computed - cell)).toBeLessThan(1e-16);
  });
});

test('50,000 holdings × 1,000 scenarios are added up without ever being held', () => {
  const accounts = Array.from({ length: 1_250 }, (_, index) => `a${String(index).padStart(4, '0')}`);
  const held = [...valued.keys()].sort().slice(0, 40);
  const engineColumns = buildColumns(held.map((id) => valued.get(id)!));
  const set = unevenScenarios(engineColumns.columns, 1_000);
  const rulebook = { ...toyRulebook, scenarios: () => set, riskGroup: () => 'all' };
  const parameters = { rulebook: 'toy', sets: [], parameters: [] };
  const tick = (): void => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  };
  const values = new RulebookValues(
    held.map((id) => valued.get(id)!),
    { rulebook, market: figures, history: [], parameters, kernel: scalarKernel, tick },
  );
  const holdings = accounts.flatMap((account) =>
    held.map((id) => ({ account, instrument: id, quantity: 1, cost: null, unsettledQuantity: 0 })),
  );
  const before = process.memoryUsage().arrayBuffers;
  let peak = before;
  const views = values.accounts(accounts, holdings, tick);
  expect(views.size).toBe(1_250);
  // One vector of 1,000 per account is 10 MB; 50,000 × 1,000 would be 400 MB.
  expect(peak - before).toBeLessThan(50e6);
  const [first, last] = [views.get(accounts[0]!)!, views.get(accounts.at(-1)!)!];
  expect(first.profitAndLoss('all')).toEqual(last.profitAndLoss('all'));
});
