import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OptionRight } from '../../src-main/domain/instrument.ts';
import { blackGreeks, blackValue } from '../../src-main/pricing/black.ts';
import { blackScholesGreeks, blackScholesValue } from '../../src-main/pricing/black-scholes.ts';
import { impliedVolatility } from '../../src-main/pricing/implied-volatility.ts';
import { scalarKernel } from '../../src-main/pricing/kernel.ts';
import { describeWithShared } from '../setup/shared.ts';
import { haugGreeks, haugValues, type SpotCase, strataCalls } from './published-values.ts';

const PRINTED = 1e-4;

function greekOf(name: string, one: SpotCase): number {
  const greeks = blackScholesGreeks(one);
  if (name === 'elasticity') return (greeks.delta * one.spot) / blackScholesValue(one);
  const greek = greeks[name as keyof typeof greeks];
  if (greek === undefined) throw new Error(`The table has a Greek '${name}' that this test does not know.`);
  return greek;
}

function kernelCall(forward: number, strike: number, volatility: number, time: number): number {
  const out = new Float64Array(1);
  scalarKernel.optionValues(
    1,
    Float64Array.of(forward),
    Float64Array.of(strike),
    Float64Array.of(volatility),
    Float64Array.of(time),
    Uint8Array.of(1),
    out,
  );
  return out[0]!;
}

function expectStrata(strike: number, volatility: number, expected: number, forward = 104, time = 4.5): void {
  const value = blackValue({ right: 'call', forward, strike, volatility, time });
  expect(Math.abs(value - expected), `${strike} at ${volatility}`).toBeLessThanOrEqual(1e-12 * expected);
  const fast = kernelCall(forward, strike, volatility, time);
  expect(Math.abs(fast - expected), `kernel: ${strike} at ${volatility}`).toBeLessThanOrEqual(
    1e-12 * forward,
  );
}

describe('published values that travel with the checkout', () => {
  it("are met: Haug's European values", () => {
    for (const [one, expected] of haugValues) {
      expect(Math.abs(blackScholesValue(one) - expected), JSON.stringify(one)).toBeLessThan(PRINTED);
    }
  });
  it("are met: Haug's Greeks", () => {
    for (const [name, one, expected] of haugGreeks) {
      expect(Math.abs(greekOf(name, one) - expected), name).toBeLessThan(PRINTED);
    }
  });
  it("are met: Strata's Black-76 calls", () => {
    for (const [strike, volatility, expected] of strataCalls) expectStrata(strike, volatility, expected);
  });
});

/** The rows of a small CSV file without quotes, by column name. */
function rows(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
  });
}

function spotCaseOf(row: Record<string, string>): SpotCase {
  return {
    right: row.type as OptionRight,
    strike: Number(row.strike),
    spot: Number(row.spot),
    dividendYield: Number(row.q),
    rate: Number(row.r),
    time: Number(row.t),
    volatility: Number(row.vol),
  };
}

describeWithShared('Haug, European values', 'vectors/pricing/european_haug1998.csv', (path) => {
  const table = rows(path);
  it.each(table)('$type $spot/$strike, $vol, $t years: $value', (row) => {
    const value = blackScholesValue(spotCaseOf(row));
    expect(Math.abs(value - Number(row.value))).toBeLessThanOrEqual(Number(row.tol) || PRINTED);
  });
  it('are 43 rows', () => expect(table).toHaveLength(43));
});

describeWithShared('Haug, European Greeks', 'vectors/pricing/european_greeks_haug1998.csv', (path) => {
  const table = rows(path);
  it.each(table)('$greek of a $type: $value', (row) => {
    const greek = greekOf(row.greek!, spotCaseOf(row));
    expect(Math.abs(greek - Number(row.value))).toBeLessThanOrEqual(Number(row.tol) || PRINTED);
  });
  it('are 11 rows', () => expect(table).toHaveLength(11));
});

describeWithShared('Strata, Black-76', 'vectors/pricing/black76_strata.json', (path) => {
  it('63 undiscounted calls to 1e-12 of themselves, the kernel to 1e-12 of the forward', () => {
    const table = JSON.parse(readFileSync(path, 'utf8'));
    let checked = 0;
    for (const [i, strike] of table.strikes.entries()) {
      for (const [j, volatility] of table.vols.entries()) {
        expectStrata(strike, volatility, table.prices_by_strike_then_vol[i][j], table.forward, table.time);
        checked++;
      }
    }
    expect(checked).toBe(63);
  });
});

/** Argument names by function of the generalised Black–Scholes file; `b` is the cost of carry: rate − yield. */
const SIGNATURES: Record<string, string[]> = {
  _gbs: ['type', 'fs', 'x', 't', 'r', 'b', 'v'],
  black_scholes: ['type', 'fs', 'x', 't', 'r', 'v'],
  merton: ['type', 'fs', 'x', 't', 'r', 'q', 'v'],
  black_76: ['type', 'fs', 'x', 't', 'r', 'v'],
  garman_kohlhagen: ['type', 'fs', 'x', 't', 'r', 'rf', 'v'],
  _gbs_implied_vol: ['type', 'fs', 'x', 't', 'r', 'b', 'cp'],
};

interface PublishedCase {
  func: string;
  args: (string | number)[];
  kwargs: Record<string, string | number>;
  output_index: number | null;
  expected: number;
  precision: number;
}

function namedArguments(one: PublishedCase): Record<string, number> & { type: number } {
  const named: Record<string, string | number> = { ...one.kwargs };
  for (const [i, argument] of one.args.entries()) named[SIGNATURES[one.func]![i]!] = argument;
  return { ...named, type: named.type === 'c' ? 1 : 0 } as Record<string, number> & { type: number };
}

function generalised(one: PublishedCase): SpotCase {
  const named = namedArguments(one);
  const rate = named.r!;
  const byFunction: Record<string, number> = {
    black_scholes: 0,
    black_76: rate,
    merton: named.q ?? 0,
    garman_kohlhagen: named.rf ?? 0,
  };
  return {
    right: named.type === 1 ? 'call' : 'put',
    spot: named.fs!,
    strike: named.x!,
    time: named.t!,
    rate,
    dividendYield: byFunction[one.func] ?? rate - named.b!,
    volatility: named.v ?? 0,
  };
}

describeWithShared('generalised Black–Scholes', 'vectors/pricing/gbs_bs2002_iv_cases.json', (path) => {
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: PublishedCase[] };
  const european = cases.filter((one) => one.func in SIGNATURES && one.func !== '_gbs_implied_vol');
  const outputs = ['value', 'delta', 'gamma', 'theta', 'vega', 'rho'] as const;

  it.each(european)('$func $args $kwargs output $output_index: $expected', (one) => {
    const input = generalised(one);
    const name = outputs[one.output_index ?? 0]!;
    const actual = name === 'value' ? blackScholesValue(input) : blackScholesGreeks(input)[name];
    expect(Math.abs(actual - one.expected)).toBeLessThanOrEqual(
      one.precision * Math.max(1, Math.abs(one.expected)),
    );
  });

  it.each(european.filter((one) => one.func === 'black_76'))(
    'Black-76 directly $args $kwargs: $expected',
    (one) => {
      const { right, spot, strike, time, rate, volatility } = generalised(one);
      const input = { right, forward: spot, strike, volatility, time, discount: Math.exp(-rate * time) };
      const actual = one.output_index === 1 ? blackGreeks(input).delta : blackValue(input);
      expect(Math.abs(actual - one.expected)).toBeLessThanOrEqual(one.precision);
    },
  );

  const implied = cases.filter((one) => one.func === '_gbs_implied_vol');
  it.each(implied)('implied volatility $args $kwargs: $expected', (one) => {
    const { right, spot, strike, time, rate, dividendYield } = generalised(one);
    const result = impliedVolatility({
      right,
      price: namedArguments(one).cp! * Math.exp(rate * time),
      forward: spot * Math.exp((rate - dividendYield) * time),
      strike,
      time,
    });
    if (!('volatility' in result)) throw new Error(result.reason);
    expect(Math.abs(result.volatility - one.expected)).toBeLessThanOrEqual(one.precision);
  });

  it('are 78 European cases and 12 implied volatilities', () => {
    expect([european.length, implied.length]).toEqual([78, 12]);
  });
});

interface MarkSample {
  instrument_name: string;
  timestamp_ms: number;
  underlying_price: number;
  mark_iv_pct: number;
  mark_price_coin: number;
  greeks?: Record<'delta' | 'gamma' | 'vega_per_1volpt_usd' | 'theta_per_day_usd' | 'rho', number>;
}

describeWithShared('Deribit marks', 'vectors/deribit/option_mark_samples.json', (path) => {
  const { samples } = JSON.parse(readFileSync(path, 'utf8')) as { samples: MarkSample[] };
  const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

  it.each(samples)('$instrument_name: $mark_price_coin', (sample) => {
    const [, day, month, year, strike, right] = sample.instrument_name.match(
      /^BTC-(\d+)([A-Z]{3})(\d\d)-(\d+)-([CP])$/,
    )!;
    const expiry = Date.UTC(2000 + Number(year), months.indexOf(month!), Number(day), 8);
    const input = {
      right: right === 'C' ? 'call' : 'put',
      forward: sample.underlying_price,
      strike: Number(strike),
      volatility: sample.mark_iv_pct / 100,
      time: (expiry - sample.timestamp_ms) / (365 * 86_400_000),
    } as const;
    const mark = blackValue(input) / input.forward;
    // The file states 1e-4 coin: the printed volatility is rounded and may be a moment older than the mark.
    expect(Math.abs(mark - sample.mark_price_coin)).toBeLessThan(1e-4);
    const greeks = blackGreeks(input);
    const implied = impliedVolatility({ ...input, price: sample.mark_price_coin * input.forward });
    if (!('volatility' in implied)) throw new Error(implied.reason);
    // The way back: the mark's own volatility differs from the printed one by no more than the price does, over vega.
    const step = (1e-4 * input.forward) / greeks.vega;
    expect(Math.abs(implied.volatility - input.volatility)).toBeLessThan(1.1 * step);
    if (sample.greeks === undefined) return;
    expect(greeks.delta).toBeCloseTo(sample.greeks.delta, 5);
    expect(Math.abs(greeks.gamma - sample.greeks.gamma)).toBeLessThan(0.5e-5);
    expect(Math.abs(greeks.vegaPerPoint / sample.greeks.vega_per_1volpt_usd - 1)).toBeLessThan(1e-5);
    expect(Math.abs(greeks.thetaPerDay / sample.greeks.theta_per_day_usd - 1)).toBeLessThan(3e-5);
    expect(Math.abs(greeks.rhoSpotHeld / 100 / sample.greeks.rho - 1)).toBeLessThan(1e-4);
  });
});
