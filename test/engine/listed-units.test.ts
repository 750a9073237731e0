// Listed instruments through the engine against an oracle that knows nothing of columns, buckets or caches: one position, one scenario, two
// values of the pricing room at a time.
import { expect, test } from 'vitest';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures } from '../../src-main/domain/market.ts';
import { RulebookValues, type ValuationContext } from '../../src-main/engine/account-values.ts';
import { buildColumns } from '../../src-main/engine/columns.ts';
import { inputAssumptions } from '../../src-main/engine/holding-entries.ts';
import { KeptValues } from '../../src-main/engine/kept-values.ts';
import { unitMeasures } from '../../src-main/engine/measures.ts';
import { modelPrices } from '../../src-main/engine/model-prices.ts';
import { UnitValues } from '../../src-main/engine/unit-values.ts';
import { resolveInputs, type ValuationInput } from '../../src-main/pricing/inputs.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { listedModelValue } from '../../src-main/pricing/listed-arguments.ts';
import { listedOptionValue } from '../../src-main/pricing/listed-option.ts';
import { type MarketMove, moveMarket } from '../../src-main/pricing/market-move.ts';
import {
  type InstrumentColumns,
  noScenarios,
  type ScenarioSet,
} from '../../src-main/scenarios/scenario-set.ts';
import { instruments as coinInstruments, instrument } from './fixtures/books.ts';
import {
  LISTED_AS_OF,
  LISTED_EXPIRIES,
  listedFigure,
  listedInstruments,
  listedMarket,
} from './fixtures/listed-books.ts';
import { toyParameters, toyRulebook } from './fixtures/toy-rulebook.ts';

const list = listedInstruments();
const snapshot = listedMarket(list);
const figures = new MarketFigures(snapshot);
const resolved = resolveInputs(list, figures, LISTED_AS_OF);
const engineColumns = buildColumns(resolved.valued.values());
const { columns, rowOf } = engineColumns;

/** A number of [low, high) that hangs on the place alone. */
const wave = (at: number, low: number, high: number): number =>
  low + ((Math.sin(at * 12.9898) * 43758.5453) % 1) ** 2 * (high - low);

/** A different shock in every cell, some of them through 0, and one scenario that moves each row's volatility by itself. */
function unevenScenarios({ buckets, count: rows }: InstrumentColumns, count: number): ScenarioSet {
  const cells = buckets.length * count;
  const column = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: cells }, (_, at) => wave(at + low, low, high));
  return {
    scenarios: Array.from({ length: count }, (_, index) => ({
      id: `s/${index}`,
      label: '',
      table: 's',
      priceMove: 0.1,
      volatility: 'same' as const,
    })),
    forwardFactor: column(0.5, 1.6),
    forwardShift: Float64Array.from({ length: cells }, (_, at) => (at % 3 === 0 ? 0 : wave(at, -90, 20))),
    volatilityFactor: column(0.4, 2),
    volatilityShift: column(-0.05, 0.1),
    volatilityFloor: column(0, 0.1),
    rowVolatility: [
      { scenario: 2, factor: Float64Array.from({ length: rows }, (_, row) => wave(row, 0, 3)) },
    ],
    timePassed: Float64Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 0 : wave(at, 0, 0.2))),
    weight: new Float64Array(count).fill(1),
  };
}

function oracleProfit(input: ValuationInput, row: number, set: ScenarioSet, s: number): number {
  const { instrument, forward, terms } = input;
  const multiplier = Number(instrument.multiplier);
  const cell = columns.bucket[row]! * set.scenarios.length + s;
  const price = forward * set.forwardFactor[cell]! + (set.forwardShift?.[cell] ?? 0);
  if (!terms) return multiplier * (price - forward);
  const volatility = input.volatility!;
  const own = set.rowVolatility?.find(({ scenario }) => scenario === s);
  const moved = own
    ? volatility * own.factor[row]!
    : Math.max(
        volatility * set.volatilityFactor[cell]! + set.volatilityShift[cell]!,
        set.volatilityFloor[cell]!,
        0,
      );
  const passed = Math.min(set.timePassed[s]!, input.time!);
  const dividends = terms.dividends
    .filter(({ time }) => time > passed)
    .map((dividend) => ({ ...dividend, time: dividend.time - passed }));
  const value = (at: number, vol: number, time: number, paid: typeof dividends): number =>
    listedOptionValue(instrument.right!, at, Number(instrument.strike), vol, time, {
      ...terms,
      dividends: paid,
    });
  return (
    multiplier *
    (value(price, moved, input.time! - passed, dividends) -
      value(forward, volatility, input.time!, [...terms.dividends]))
  );
}

function profits(units: UnitValues, id: string, places = rowOf): Float64Array {
  const out = new Float64Array(units.scenarios.scenarios.length);
  units.fill(Int32Array.of(places.get(id)!), 0, 1, 0, out.length, out);
  return out;
}

test('P&L of a unit is the difference of two plain values, in every kind of instrument, through price 0 and over ex-dates', () => {
  const set = unevenScenarios(columns, 12);
  const units = new UnitValues(engineColumns, set, scalarKernel);
  let belowZero = 0;
  let overExDates = 0;
  for (const input of engineColumns.inputs) {
    const row = rowOf.get(input.instrument.id)!;
    const own = profits(units, input.instrument.id);
    const scale = Number(input.instrument.multiplier) * (Math.abs(input.forward) + 100);
    for (let s = 0; s < own.length; s++) {
      const oracle = oracleProfit(input, row, set, s);
      expect(
        Math.abs(own[s]! - oracle) / scale,
        `${input.instrument.id} in ${s}: ${own[s]}, not ${oracle}`,
      ).toBeLessThan(1e-13);
      const cell = columns.bucket[row]! * own.length + s;
      if (input.forward * set.forwardFactor[cell]! + set.forwardShift![cell]! < 0) belowZero++;
      if (input.terms?.dividends.some(({ time }) => time <= set.timePassed[s]!)) overExDates++;
    }
  }
  // The book and the set reach what they are made for.
  expect(belowZero).toBeGreaterThan(5);
  expect(overExDates).toBeGreaterThan(3);
});

test('a shift takes futures down all the way, relative options to what exercise pays, normal options further', () => {
  const set: ScenarioSet = { ...unevenScenarios(columns, 1), rowVolatility: [] };
  set.forwardFactor.fill(1);
  set.volatilityFactor.fill(1);
  set.volatilityShift.fill(0);
  set.volatilityFloor.fill(0);
  set.forwardShift!.fill(-60);
  const units = new UnitValues(engineColumns, set, scalarKernel);
  const profit = (id: string): number => profits(units, id)[0]!;
  const now = (id: string): number => units.settledValue(rowOf.get(id)!);
  expect(profit('nymex:CLH26')).toBe(-60_000);
  expect(profit('nymex:LOH26-58-C')).toBeCloseTo(-now('nymex:LOH26-58-C'), 8);
  expect(profit('nymex:LOH26-55-P') + now('nymex:LOH26-55-P')).toBeCloseTo(1000 * (55 - (58.32 - 60)), 8);
  const deep = profit('nymex:LNH26--5-P') + now('nymex:LNH26--5-P');
  // So deep in the money only interest is off the payoff.
  const { rate } = resolved.valued.get('nymex:LNH26--5-P')!.terms!;
  const { time } = resolved.valued.get('nymex:LNH26--5-P')!;
  expect(deep).toBeCloseTo(1000 * (-5 + 63.5) * Math.exp(-rate * time!), 3);
});

test('a shift of coin-settled instruments stops above 0; linear coin options end at 0', () => {
  const coins = coinInstruments().map(
    (own): ValuationInput => ({
      instrument: own,
      forward: own.underlying === 'BTC' ? 100_000 : 190,
      forwardLevel: 'index',
      volatility: own.kind === 'option' ? 0.5 : null,
      volatilityLevel: null,
      time: own.expiry === null ? null : 0.1,
      mark: null,
    }),
  );
  const shifted = (inputs: ValuationInput[], shift: number): UnitValues => {
    const own = buildColumns(inputs);
    const set: ScenarioSet = { ...unevenScenarios(own.columns, 1), rowVolatility: [] };
    set.forwardFactor.fill(1);
    set.forwardShift!.fill(shift);
    return new UnitValues(own, set, scalarKernel);
  };
  const inverse = coins.filter(({ instrument: { payoff } }) => payoff === 'inverse');
  expect(() => shifted(inverse, -100_000)).toThrow(/coin-settled/);
  const perpetual = inverse.filter(({ instrument: { kind } }) => kind === 'perpetual');
  const inCoin = shifted(perpetual, -20_000);
  expect(
    profits(inCoin, perpetual[0]!.instrument.id, new Map([[perpetual[0]!.instrument.id, 0]]))[0],
  ).toBeCloseTo(1 / 100_000 - 1 / 80_000, 18);
  const put = coins.find(({ instrument: { payoff, right } }) => payoff === 'linear' && right === 'put')!;
  const units = shifted([put], -500);
  const worth =
    profits(units, put.instrument.id, new Map([[put.instrument.id, 0]]))[0]! + units.settledValue(0);
  expect(worth).toBeCloseTo(10 * Number(put.instrument.strike), 8);
  const short = { ...unevenScenarios(columns, 2), forwardShift: new Float64Array(3) };
  expect(() => new UnitValues(engineColumns, short, scalarKernel)).toThrow(/forwardShift/);
});

const context = (): ValuationContext => ({
  rulebook: toyRulebook,
  market: figures,
  history: [],
  parameters: toyParameters('toy'),
  kernel: scalarKernel,
  tick: () => {},
});

const holdings = list
  .map(({ id }, place) => ({
    account: 'a',
    instrument: id,
    quantity: ((place * 7) % 11) - 5,
    cost: null,
    unsettledQuantity: 0,
  }))
  .sort((a, b) => (a.instrument < b.instrument ? -1 : 1));

test('neither the order of rows nor what was valued before changes a bit', () => {
  const inputs = [...resolved.valued.values()];
  const sums = (own: RulebookValues) => {
    const values = own.accounts(['a'], holdings, () => {}).get('a')!;
    return values.groups().map((group) => [group, ...values.profitAndLoss(group)!]);
  };
  const first = sums(new RulebookValues(inputs, context()));
  expect(first.flat().every((part) => typeof part === 'string' || Number.isFinite(part))).toBe(true);
  expect(sums(new RulebookValues([...inputs].reverse(), context()))).toEqual(first);
  const kept = new KeptValues();
  const one = context();
  expect(sums(kept.of(inputs, one))).toEqual(first);
  expect(kept.of(inputs, one)).toBe(kept.of(inputs, one));
  expect(sums(kept.of(inputs, one))).toEqual(first);
  // Single cells and positions alone are taken from the same valuation.
  const own = kept.of(inputs, one);
  const view = own.accounts(['a'], holdings, () => {}).get('a')!;
  for (const holding of view.holdings) {
    const alone = own.alone({ ...holding, quantity: 1 });
    const [group] = alone.groups();
    for (const s of [0, 5, view.scenarios.scenarios.length - 1])
      expect(view.unitProfitAndLoss(holding.row, s)).toBe(alone.profitAndLoss(group!)![s]);
  }
});

test('values and Greeks are per contract, discounted, in units of the underlying; the model’s price per price unit', () => {
  const units = new UnitValues(engineColumns, noScenarios, scalarKernel);
  const prices = modelPrices(resolved, [...rowOf.keys()], scalarKernel);
  for (const input of engineColumns.inputs) {
    const { instrument: own, terms } = input;
    const row = rowOf.get(own.id)!;
    const value = units.settledValue(row);
    const measured = unitMeasures(engineColumns, row, value);
    const multiplier = Number(own.multiplier);
    if (!terms) {
      expect(value, own.id).toBe(own.kind === 'spot' ? input.forward : 0);
      expect(measured).toMatchObject({ delta: multiplier, gamma: 0, vega: 0 });
      continue;
    }
    expect(value / multiplier, own.id).toBeCloseTo(listedModelValue(input), 12);
    expect(prices.get(own.id)).toEqual({ price: value / multiplier });
    const at = (words: Partial<ValuationInput>): number =>
      multiplier * listedModelValue({ ...input, ...words });
    const size = terms.priceModel === 'normal' ? 10 : input.forward;
    const step = size * 0.01;
    const slope =
      (at({ forward: input.forward + step }) - at({ forward: input.forward - step })) / (2 * step);
    expect(Math.abs(measured.delta - slope), own.id).toBeLessThan(0.005 * multiplier);
    const half = 0.005;
    const point = at({ volatility: input.volatility! + half }) - at({ volatility: input.volatility! - half });
    expect(Math.abs(measured.vega - point), own.id).toBeLessThan(0.01 * Math.abs(point) + 1e-4 * multiplier);
    expect(measured.theta, own.id).toBeLessThan(0.01);
  }
});

test('a moved market is the fresh market at the moved figures', () => {
  const moves: MarketMove[] = [
    { price: new Map([['AAPL', -0.12]]), volatility: 0, to: null },
    {
      price: new Map([
        ['SPX', 0.06],
        ['CL', 0.3],
        ['AAPL', -0.03],
      ]),
      volatility: 0.25,
      to: null,
    },
    { price: new Map([['SPX', -0.08]]), volatility: -0.1, to: '2026-02-12T21:00:00Z' },
    { price: new Map([['CL', -0.4]]), volatility: 0, to: '2026-02-22T21:00:00Z' },
  ];
  const underlying: Record<string, string> = {
    spx_usd: 'SPX',
    'us-aapl_usd': 'AAPL',
    'nymex:CLH26': 'CL',
    'nymex:NCLH26': 'CL',
    'cme:ESH26': 'SPX',
  };
  for (const move of moves) {
    const { inputs, market } = moveMarket(resolved, figures, move);
    const time = move.to ?? LISTED_AS_OF;
    const fresh = snapshot.figures.map((figure) => {
      const value = Number(figure.value);
      if (figure.class === 'volatility') return { ...figure, value: String(value * (1 + move.volatility)) };
      const priced = figure.class === 'index' || figure.class === 'mark' ? underlying[figure.key] : undefined;
      return { ...figure, value: String(value * (1 + (move.price.get(priced ?? '') ?? 0))) };
    });
    const there = resolveInputs(list, new MarketFigures({ ...snapshot, time, figures: fresh }), time);
    expect([...inputs.valued.keys()].sort()).toEqual([...there.valued.keys()].sort());
    for (const [id, input] of inputs.valued) {
      const own = there.valued.get(id)!;
      for (const name of ['forward', 'volatility', 'time', 'mark'] as const) {
        const expected = own[name];
        if (expected === null) expect(input[name], `${name} of ${id}`).toBeNull();
        else expect(input[name]! / expected, `${name} of ${id}`).toBeCloseTo(1, 12);
      }
      if (!own.terms) continue;
      expect(input.terms!.dividends.length, id).toBe(own.terms.dividends.length);
      expect(listedModelValue(input), id).toBeCloseTo(listedModelValue(own), 9);
    }
    for (const { class: of, key, expiry, value } of market.snapshot.figures)
      if (of.startsWith('dividend') || of === 'rate' || of === 'borrowRate')
        expect(value).toBe(figures.find(of, key, expiry)!.value);
  }
  const later = moveMarket(resolved, figures, moves[3]!).inputs.unvalued;
  expect(later.get('nymex:LOH26-58-C')!.settlementPrice).toBeCloseTo(58.32 * 0.6, 12);
  expect(later.get('nymex:LNH26--5-P')!.settlementPrice).toBeCloseTo(-3.5 * 0.6, 12);
  expect(later.get('occ:AAPL260220C00250000')!.settlementPrice).toBe(267.26);
});

test('a mark keeps what it is over the model when the market moves', () => {
  const id = 'occ:AAPL260220C00250000';
  const quoted = {
    ...snapshot,
    figures: [...snapshot.figures, listedFigure('mark', id, 16)],
  };
  // 16 is below what exercise pays: it implies no volatility, and the quote stands.
  const before = resolveInputs(list, new MarketFigures(quoted), LISTED_AS_OF);
  const excess = 16 - listedModelValue(before.valued.get(id)!);
  const move: MarketMove = { price: new Map([['AAPL', 0.05]]), volatility: 0.1, to: LISTED_EXPIRIES.near };
  const after = moveMarket(before, new MarketFigures(quoted), move).inputs.valued.get(id)!;
  expect(excess).toBeLessThan(-1);
  expect(after.mark).toBeCloseTo(listedModelValue(after) + excess, 10);
});

test('what was assumed of the terms is said once per kind, naming instruments; what is the rule isn’t', () => {
  const bare = new MarketFigures({
    ...snapshot,
    figures: snapshot.figures.filter(({ class: of }) => of !== 'rate' && of !== 'dividendYield'),
  });
  const said = inputAssumptions(resolveInputs(list, bare, LISTED_AS_OF).valued.values());
  expect(said).toEqual([
    'Interest taken as 0, the market having no rate of the quote currency (add its figure rate): SPX260320C06900000, SPX260320P06500000, SPX260619P06000000 and 8 more.',
    'Neither dividends nor a dividend yield known, none assumed (add the figure dividendYield, or dividends): SPX260320C06900000, SPX260320P06500000, SPX260619P06000000.',
    'Priced with dividends that are expected, not declared: AAPL260619C00260000, AAPL260619P00280000.',
  ]);
  const coin: Instrument = {
    ...instrument({ symbol: 'X', kind: 'option', strike: '1', right: 'call' }),
    exercise: 'american',
  };
  const plain: ValuationInput = {
    instrument: coin,
    forward: 1,
    forwardLevel: 'forward',
    volatility: 1,
    volatilityLevel: 'own quote',
    time: 1,
    mark: null,
  };
  expect(inputAssumptions([plain])).toEqual(['American exercise valued as European: X.']);
});
