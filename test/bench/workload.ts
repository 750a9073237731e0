// The benchmark's book: 50 underlyings, 200 accounts, 8 expiries × 41 strikes each, 6 % futures; seeded, so every run is the same.
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { ValuationInput } from '../../src-main/pricing/inputs.ts';
import type { InstrumentColumns, Scenario, ScenarioSet } from '../../src-main/scenarios/scenario-set.ts';

export const UNDERLYINGS = 50;
export const ACCOUNTS = 200;
const EXPIRIES = 8;
const STRIKES = 41;
/** Strikes on either side of the money that four summed uniform numbers can reach. */
const STRIKE_SPREAD = 16;
const FUTURES_SHARE = 0.06;

/** Numbers in [0, 1) from a seed (a 32-bit linear congruential step, mixed). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x45d9f3b) >>> 0;
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

export interface Workload {
  inputs: ValuationInput[];
  /** Row i of each is one position, in no order. */
  account: Int32Array;
  /** Index into `inputs`. */
  instrument: Int32Array;
  quantity: Float64Array;
}

/** A book of so many positions. */
export function workload(positions: number): Workload {
  const random = randomNumbers(20250101);
  const inputs = universe(random);
  const futures: number[] = [];
  const options: number[] = [];
  for (const [index, { instrument }] of inputs.entries()) {
    if (instrument.kind === 'option') options.push(index);
    else futures.push(index);
  }
  const pick = (list: readonly number[]): number => list[Math.floor(random() * list.length)]!;
  /** Desks hold what is near the money: the strike is bell-shaped about it. `options` lists them by underlying, expiry, strike, right. */
  const pickOption = (): number => {
    const bell = (random() + random() + random() + random() - 2) / 2;
    const strike = Math.min(Math.max(Math.round(STRIKES / 2 + bell * STRIKE_SPREAD), 0), STRIKES - 1);
    const chain = Math.floor(random() * UNDERLYINGS * EXPIRIES);
    return options[(chain * STRIKES + strike) * 2 + (random() < 0.5 ? 0 : 1)]!;
  };
  const made: Workload = {
    inputs,
    account: new Int32Array(positions),
    instrument: new Int32Array(positions),
    quantity: new Float64Array(positions),
  };
  for (let row = 0; row < positions; row++) {
    made.account[row] = Math.floor(random() * ACCOUNTS);
    made.instrument[row] = random() < FUTURES_SHARE ? pick(futures) : pickOption();
    made.quantity[row] = Math.round((random() - 0.5) * 200) / 10 || 0.1;
  }
  return made;
}

function universe(random: () => number): ValuationInput[] {
  const inputs: ValuationInput[] = [];
  for (let underlying = 0; underlying < UNDERLYINGS; underlying++) {
    const price = 20 + random() * 500;
    for (let expiry = 0; expiry < EXPIRIES; expiry++) {
      const time = (7 + 45 * expiry) / 365;
      const forward = price * Math.exp(0.03 * time);
      const words = { underlying, expiry, time, forward };
      inputs.push(input(words, null, null, null));
      for (let strike = 0; strike < STRIKES; strike++) {
        const at = Number((price * (0.5 + strike / 40)).toFixed(2));
        const volatility = 0.3 + 0.4 * Math.log(at / forward) ** 2 + 0.1 * random();
        for (const right of ['call', 'put'] as const) inputs.push(input(words, at, right, volatility));
      }
    }
  }
  return inputs;
}

function input(
  {
    underlying,
    expiry,
    time,
    forward,
  }: { underlying: number; expiry: number; time: number; forward: number },
  strike: number | null,
  right: 'call' | 'put' | null,
  volatility: number | null,
): ValuationInput {
  const name = `U${String(underlying).padStart(2, '0')}`;
  const instrument: Instrument = {
    id: `bench:${name}-${expiry}-${strike ?? 'F'}-${right ?? ''}`,
    venue: 'bench',
    symbol: `${name}-${expiry}-${strike ?? 'F'}`,
    kind: strike === null ? 'future' : 'option',
    payoff: 'linear',
    underlying: name,
    priceIndex: `${name.toLowerCase()}_usd`,
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: `E${expiry}`,
    strike: strike === null ? null : String(strike),
    right,
    exercise: strike === null ? null : 'european',
  };
  const volatilityLevel = volatility === null ? null : 'own quote';
  return { instrument, forward, forwardLevel: 'forward', volatility, volatilityLevel, time, mark: null };
}

/** So many joint moves of all underlyings: price up to ±20 %, volatility ×0.75 to ×1.5, the same within an underlying. */
export function scenarioSet(columns: InstrumentColumns, count: number): ScenarioSet {
  const random = randomNumbers(7);
  const scenarios = Array.from(
    { length: count },
    (_, index): Scenario => ({
      id: `s/${index}`,
      label: `scenario ${index}`,
      table: 's',
      priceMove: 0,
      volatility: 'same',
    }),
  );
  const cells = columns.buckets.length * count;
  const set: ScenarioSet = {
    scenarios,
    forwardFactor: new Float64Array(cells),
    volatilityFactor: new Float64Array(cells),
    volatilityShift: new Float64Array(cells),
    volatilityFloor: new Float64Array(cells),
    timePassed: new Float64Array(count),
    weight: new Float64Array(count).fill(1),
  };
  const moves = new Map<string, { price: number; volatility: number }[]>();
  columns.buckets.forEach(({ priceIndex }, bucket) => {
    let own = moves.get(priceIndex);
    if (!own) {
      own = scenarios.map(() => ({ price: 0.8 + 0.4 * random(), volatility: 0.75 + 0.75 * random() }));
      moves.set(priceIndex, own);
    }
    own.forEach(({ price, volatility }, s) => {
      set.forwardFactor[bucket * count + s] = price;
      set.volatilityFactor[bucket * count + s] = volatility;
    });
  });
  return set;
}
