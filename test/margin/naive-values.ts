// An independent valuer for tests: one position at a time, its own normal distribution and Black-76, no kernel and no columns shared.
// Slow on purpose; the engine's values are checked against it.
import { toFloat } from '../../src-main/domain/decimal.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import { MarketFigures, type MarketSnapshot } from '../../src-main/domain/market.ts';
import type { EffectiveParameters } from '../../src-main/domain/parameters.ts';
import { netPositions, type Portfolio } from '../../src-main/domain/portfolio.ts';
import type {
  AccountValues,
  RequirementInput,
  Rulebook,
  ValuedHolding,
} from '../../src-main/margin/rulebook.ts';
import type { InstrumentColumns, ShockBucket } from '../../src-main/scenarios/scenario-set.ts';

const YEAR = 365 * 86_400_000;

/** Normal distribution: power series of the error function near 0, continued fraction in the tails. */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
      term *= (z * z) / (2 * n + 1);
      sum += term;
    }
    return x >= 0 ? 0.5 + density * sum : 0.5 - density * sum;
  }
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / (z + fraction);
  const tail = density / (z + fraction);
  return x >= 0 ? 1 - tail : tail;
}

/** Undiscounted Black-76 value; intrinsic when time or volatility is 0. */
export function black76(
  call: boolean,
  forward: number,
  strike: number,
  volatility: number,
  time: number,
): number {
  const deviation = volatility * Math.sqrt(Math.max(time, 0));
  const sign = call ? 1 : -1;
  if (deviation === 0 || strike === 0) return Math.max(sign * (forward - strike), 0);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  return sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * (d1 - deviation)));
}

/** Slope of `black76` in the forward. */
function black76Delta(call: boolean, forward: number, columns: InstrumentColumns, row: number): number {
  const deviation = columns.volatility[row]! * Math.sqrt(Math.max(columns.time[row]!, 0));
  const sign = call ? 1 : -1;
  const logarithm = Math.log(forward / columns.strike[row]!);
  if (deviation === 0) return sign * logarithm > 0 ? sign : 0;
  return sign * normalCdf(sign * (logarithm / deviation + deviation / 2));
}

/** What the naive valuer was asked to value. */
export interface NaiveCase {
  rulebook: Rulebook;
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: EffectiveParameters;
  /** Whole unless said otherwise. */
  detail?: RequirementInput['detail'];
}

/** A whole requirement input for the portfolio's first account. Prices: mark of futures, forward figure of options; volatility figure or 0.5. */
export function naiveInput(asked: NaiveCase): RequirementInput {
  const { portfolio, rulebook, parameters } = asked;
  const account = portfolio.accounts[0]!;
  const market = new MarketFigures(asked.market);
  const instruments = new Map(portfolio.instruments.map((instrument) => [instrument.id, instrument]));
  const ids = [...instruments.keys()].sort();
  const prices = ids.map((id) => price(instruments.get(id)!, market));
  const times = ids.map((id) => timeOf(instruments.get(id)!, asked.market.time));
  const buckets: ShockBucket[] = [];
  const bucketOf = ids.map((id, row) => {
    const { priceIndex, underlying, expiry } = instruments.get(id)!;
    const known = buckets.findIndex((bucket) => bucket.priceIndex === priceIndex && bucket.expiry === expiry);
    if (known >= 0) return known;
    buckets.push({ priceIndex, underlying, expiry, time: expiry === null ? null : times[row]! });
    return buckets.length - 1;
  });
  const columns: InstrumentColumns = {
    count: ids.length,
    ids,
    forward: Float64Array.from(prices),
    volatility: Float64Array.from(ids, (id) => toFloat(market.find('volatility', id)?.value ?? '0.5')),
    time: Float64Array.from(times),
    strike: Float64Array.from(ids, (id) => toFloat(instruments.get(id)!.strike ?? '0')),
    right: Uint8Array.from(ids, (id) => {
      const { kind, right } = instruments.get(id)!;
      return kind !== 'option' ? 255 : right === 'call' ? 1 : 0;
    }),
    multiplier: Float64Array.from(ids, (id) => toFloat(instruments.get(id)!.multiplier)),
    bucket: Int32Array.from(bucketOf),
    buckets,
  };
  const scenarios = rulebook.scenarios(columns, market, [], parameters);
  const count = scenarios.scenarios.length;
  const holdings = netPositions(portfolio.positions, instruments).map(
    (holding): ValuedHolding => ({
      row: ids.indexOf(holding.instrument),
      instrument: instruments.get(holding.instrument)!,
      quantity: toFloat(holding.quantity),
      cost: holding.cost === null ? null : toFloat(holding.cost),
      unsettledQuantity: toFloat(holding.unsettledQuantity),
    }),
  );
  const worth = (row: number, forward: number, volatility: number, time: number): number => {
    const instrument = instruments.get(ids[row]!)!;
    const multiplier = columns.multiplier[row]!;
    if (instrument.kind === 'option') {
      const value = black76(instrument.right === 'call', forward, columns.strike[row]!, volatility, time);
      return instrument.payoff === 'inverse' ? (multiplier * value) / forward : multiplier * value;
    }
    return instrument.payoff === 'inverse' ? -1 / forward : multiplier * forward;
  };
  const unit = (row: number, scenario: number): number => {
    const place = columns.bucket[row]! * count + scenario;
    const forward = columns.forward[row]!;
    const own = scenarios.rowVolatility?.find((moved) => moved.scenario === scenario);
    const volatility = own
      ? Math.max(columns.volatility[row]! * own.factor[row]!, 0)
      : Math.max(
          columns.volatility[row]! * scenarios.volatilityFactor[place]! + scenarios.volatilityShift[place]!,
          scenarios.volatilityFloor[place]!,
          0,
        );
    const time = columns.time[row]!;
    return (
      worth(
        row,
        forward * scenarios.forwardFactor[place]!,
        volatility,
        time - scenarios.timePassed[scenario]!,
      ) - worth(row, forward, columns.volatility[row]!, time)
    );
  };
  const groupOf = (holding: ValuedHolding): string => rulebook.riskGroup(holding.instrument);
  const vectors = new Map<string, Float64Array>();
  for (const group of new Set(holdings.map(groupOf))) {
    const vector = new Float64Array(count);
    for (const holding of holdings.filter((one) => groupOf(one) === group)) {
      for (let scenario = 0; scenario < count; scenario++) {
        vector[scenario]! += holding.quantity * unit(holding.row, scenario);
      }
    }
    vectors.set(group, vector);
  }
  const values: AccountValues = {
    columns,
    scenarios,
    holdings,
    profitAndLoss: (group) => vectors.get(group),
    groups: () => [...vectors.keys()].sort(),
    unitProfitAndLoss: unit,
    measures: (row) => {
      const instrument = instruments.get(ids[row]!)!;
      const forward = columns.forward[row]!;
      if (instrument.kind !== 'option') {
        const delta = instrument.payoff === 'inverse' ? 1 / forward : columns.multiplier[row]!;
        return { value: 0, delta, gamma: 0, vega: 0, theta: 0 };
      }
      const value = worth(row, forward, columns.volatility[row]!, columns.time[row]!);
      const slope =
        columns.multiplier[row]! * black76Delta(instrument.right === 'call', forward, columns, row);
      return {
        value,
        delta: instrument.payoff === 'inverse' ? slope - value : slope,
        gamma: 0,
        vega: 0,
        theta: 0,
      };
    },
    mark: (row) => {
      const figure = market.find('mark', ids[row]!);
      return figure ? toFloat(figure.value) : null;
    },
    rowOf: (instrument) => (instruments.has(instrument) ? ids.indexOf(instrument) : undefined),
  };
  return { account, values, portfolio, market, parameters, history: [], detail: asked.detail ?? 'whole' };
}

/** Mark of a future, forward figure of an option, else the index. */
export function price(instrument: Instrument, market: MarketFigures): number {
  const figure =
    (instrument.kind === 'option' ? undefined : market.find('mark', instrument.id)) ??
    market.find('forward', instrument.priceIndex, instrument.expiry ?? '') ??
    market.find('index', instrument.priceIndex);
  if (!figure) throw new Error(`no price of ${instrument.id}`);
  return toFloat(figure.value);
}

const timeOf = (instrument: Instrument, now: string): number =>
  instrument.expiry === null ? 0 : (Date.parse(instrument.expiry) - Date.parse(now)) / YEAR;
