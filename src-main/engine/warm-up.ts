// Runs the valuation once at start, so that the first question of a user doesn't pay for compiling it.
// May import the domain, pricing and scenarios.
import type { Instrument } from '../domain/instrument.ts';
import type { ValuationInput } from '../pricing/inputs.ts';
import type { Kernel } from '../pricing/kernel.ts';
import type { OptionTerms } from '../pricing/listed-option.ts';
import type { Scenario, ScenarioSet } from '../scenarios/scenario-set.ts';
import { buildColumns } from './columns.ts';
import { UnitValues } from './unit-values.ts';
import { profitAndLossVectors } from './valuation.ts';

const SCENARIOS = 64;
const OPTIONS = 200;
/** Listed options, of which each value is a tree. */
const LISTED = 2;
const ROUNDS = 3;

/** Values a made-up chain a few times. Takes some tens of milliseconds; the numbers go nowhere. */
export function warmUp(kernel: Kernel): void {
  const engineColumns = buildColumns([...chain(), ...listedChain()]);
  const units = new UnitValues(engineColumns, grid(engineColumns.columns.buckets.length), kernel);
  const row = Int32Array.from({ length: engineColumns.columns.count }, (_, index) => index);
  const holdings = {
    vector: row.map((index) => index % 2),
    row,
    quantity: Float64Array.from(row, (index) => index - OPTIONS / 2),
    vectors: 2,
  };
  for (let round = 0; round < ROUNDS; round++) profitAndLossVectors(units, holdings, () => {});
}

function chain(): ValuationInput[] {
  return Array.from({ length: OPTIONS }, (_, index): ValuationInput => {
    const instrument: Instrument = {
      id: `warm-up:${index}`,
      venue: 'warm-up',
      symbol: String(index),
      kind: index === 0 ? 'perpetual' : 'option',
      payoff: index % 3 === 0 ? 'inverse' : 'linear',
      underlying: 'X',
      priceIndex: 'x_usd',
      quoteCurrency: 'USD',
      settlementCurrency: 'USD',
      quantityUnit: 'base',
      multiplier: '1',
      contractSize: '1',
      expiry: index === 0 ? null : '2025-06-27T08:00:00Z',
      strike: index === 0 ? null : String(50 + (index >> 1)),
      right: index === 0 ? null : index % 2 === 0 ? 'call' : 'put',
      exercise: 'european',
    };
    return {
      instrument,
      forward: 100,
      forwardLevel: 'forward',
      volatility: index === 0 ? null : 0.5,
      volatilityLevel: null,
      time: index === 0 ? null : 0.5,
      mark: null,
    };
  });
}

const americanTerms: OptionTerms = {
  exercise: 'american',
  priceModel: 'relative',
  on: 'spot',
  rate: 0.04,
  yield: 0,
  dividends: [{ time: 0.25, amount: 1, isForecast: false }],
  units: 1,
  cash: 0,
};

function listedChain(): ValuationInput[] {
  return chain()
    .filter(({ instrument }) => instrument.payoff === 'linear' && instrument.kind === 'option')
    .slice(0, LISTED)
    .map((input, index) => ({
      ...input,
      instrument: { ...input.instrument, id: `warm-up:listed ${index}`, product: 'X', exercise: 'american' },
      terms: americanTerms,
    }));
}

function grid(buckets: number): ScenarioSet {
  const scenarios = Array.from(
    { length: SCENARIOS },
    (_, index): Scenario => ({
      id: String(index),
      label: '',
      table: '',
      priceMove: (index - SCENARIOS / 2) / SCENARIOS,
      volatility: 'same',
    }),
  );
  const cells = buckets * SCENARIOS;
  return {
    scenarios,
    forwardFactor: Float64Array.from(
      { length: cells },
      (_, cell) => 1 + scenarios[cell % SCENARIOS]!.priceMove,
    ),
    volatilityFactor: new Float64Array(cells).fill(1),
    volatilityShift: new Float64Array(cells),
    volatilityFloor: new Float64Array(cells),
    timePassed: new Float64Array(SCENARIOS),
    weight: new Float64Array(SCENARIOS).fill(1),
  };
}
