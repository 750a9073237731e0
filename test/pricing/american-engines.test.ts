import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bjerksundStenslandValue } from '../../src-main/pricing/bjerksund-stensland.ts';
import { treeOptionGreeks, treeOptionValue } from '../../src-main/pricing/leisen-reimer.ts';
import { describeWithShared } from '../setup/shared.ts';
import {
  engineGaps,
  gapReport,
  highPrecisionPremiums,
  inputOf,
  juRows,
  plainBinomial,
  quadraticRows,
  type Row,
  randomContracts,
  twoBoundaryRows,
  uniform,
} from './american-oracle.ts';

const differences = (
  rows: readonly Row[],
  allowed: number,
  value: (input: ReturnType<typeof inputOf>) => number,
): string[] =>
  rows.flatMap((row) => {
    const gap = value(inputOf(row)) - row[7];
    return Math.abs(gap) <= allowed ? [] : [`${row.join(' ')}: off by ${gap}`];
  });

describe('American engines on printed values', () => {
  it('two boundaries meet the six printed values to their four decimals', () => {
    expect(differences(twoBoundaryRows, 5e-5, bjerksundStenslandValue)).toEqual([]);
  });
  it('the tree meets Ju within 8e-2 and Barone-Adesi–Whaley within 4e-2, which print approximations', () => {
    expect(differences(juRows, 8e-2, treeOptionValue)).toEqual([]);
    expect(differences(quadraticRows, 4e-2, treeOptionValue)).toEqual([]);
  });
  it('the tree meets the high-precision premiums of Andersen, Lake and Offengenden within 1e-4', () => {
    for (const [rate, premium] of highPrecisionPremiums) {
      const put = { ...inputOf(['put', 100, 100, 1, rate, 0.05, 0.25, 0]), steps: 401 };
      const found = treeOptionValue(put) - treeOptionValue({ ...put, exercise: 'european' });
      expect(Math.abs(found - premium), `rate ${rate}`).toBeLessThan(1e-4);
      const usual =
        treeOptionValue({ ...put, steps: 81 }) - treeOptionValue({ ...put, exercise: 'european' });
      expect(Math.abs(usual - premium), `rate ${rate}, default steps`).toBeLessThan(5e-4);
    }
  });
});

describe('American engines at their limits', () => {
  const at = (
    right: 'call' | 'put',
    spot: number,
    strike: number,
    time: number,
    rate: number,
    q: number,
    v: number,
  ) => inputOf([right, spot, strike, time, rate, q, v, 0]);
  it('without risk the best exercise time counts, an interior one too', () => {
    expect(treeOptionValue(at('put', 100, 120, 40, 0.01, 0.5, 0))).toBeCloseTo(108.9809045611846, 9);
    expect(treeOptionValue(at('put', 100, 120, 40, 0.01, 0.5, 1e-6))).toBeCloseTo(108.98092036570044, 3);
    expect(treeOptionValue(at('call', 100, 50, 1, 0.05, 0.01, 1e-8))).toBeCloseTo(51.443512149881116, 8);
    expect(bjerksundStenslandValue(at('call', 100, 50, 1, 0.05, 0.01, 1e-8))).toBeCloseTo(
      51.443512149881116,
      8,
    );
  });
  it('gives finite values within bounds on the whole range of arguments', () => {
    const next = uniform(5);
    const bad: string[] = [];
    for (let k = 0; k < 400; k++) {
      const ten = (low: number, high: number) => 10 ** (low + (high - low) * next());
      const input = {
        ...at(
          next() < 0.5 ? 'call' : 'put',
          ten(-6, 8),
          ten(-6, 8),
          ten(-4, 1.5),
          next() - 0.3,
          next() - 0.3,
          ten(-9, 2),
        ),
        dividends: next() < 0.5 ? [] : [{ time: ten(-4, 0.5), amount: ten(-3, 3) }],
        steps: 21,
      };
      const value = treeOptionValue(input);
      const quick = input.dividends.length > 0 ? value : bjerksundStenslandValue(input);
      const greeks = Object.values(treeOptionGreeks(input));
      const intrinsic = input.right === 'call' ? input.spot - input.strike : input.strike - input.spot;
      if (![value, quick, ...greeks].every(Number.isFinite) || value < intrinsic || quick < intrinsic) {
        bad.push(JSON.stringify({ input, value, quick, greeks }));
      }
    }
    expect(bad).toEqual([]);
  });
  it('rejects what is not a number, naming the argument', () => {
    expect(() => treeOptionValue(at('call', Number.NaN, 100, 1, 0, 0, 0.2))).toThrow(/spot/);
    expect(() => treeOptionValue(at('call', 100, 100, 1, 0, 0, -0.2))).toThrow(/volatility/);
    expect(() => treeOptionValue({ ...at('call', 100, 100, 1, 0, 0, 0.2), steps: 4001 })).toThrow(
      /2001 steps/,
    );
    expect(() => bjerksundStenslandValue(at('put', 100, 100, -1, 0, 0, 0.2))).toThrow(/time/);
  });
});

describe('the tree with cash dividends', () => {
  const call = {
    ...inputOf(['call', 100, 95, 0.5, 0.03, 0, 0.25, 0]),
    dividends: [
      { time: 0.2, amount: 1.5 },
      { time: 0.45, amount: 1.5 },
    ],
  };
  it('agrees with a plain binomial tree of a thousand steps', () => {
    for (const input of [
      call,
      { ...call, right: 'put' as const },
      { ...call, strike: 80 },
      { ...call, dividendYield: 0.02 },
    ]) {
      const gap = treeOptionValue(input) - plainBinomial(input, 1000);
      expect(Math.abs(gap), JSON.stringify(input)).toBeLessThan(1e-2);
    }
  });
  it('sees exercise just before the ex-date, wherever it falls between two steps', () => {
    // Deep in the money nothing is risked by waiting: the holder collects both dividends by exercise just before the first.
    const deep = { ...call, strike: 60, volatility: 0.1 };
    const exercised = 100 - 60 * Math.exp(-0.03 * 0.2);
    expect(Math.abs(treeOptionValue(deep) - exercised)).toBeLessThan(1e-9);
    const values = Array.from({ length: 30 }, (_, k) =>
      treeOptionValue({ ...call, dividends: [{ time: 0.2 + k * 0.0005, amount: 1.5 }] }),
    );
    const jumps = values.slice(1).map((value, k) => Math.abs(value - values[k]!));
    expect(Math.max(...jumps)).toBeLessThan(2e-3);
  });
  it('gives no time value to a call whose dividends are below the interest on its strike', () => {
    const cheap = { ...call, dividends: [{ time: 0.1, amount: 0.5 }] };
    expect(treeOptionValue(cheap)).toBe(treeOptionValue({ ...cheap, exercise: 'european' }));
    // Above the interest to expiry, 85 × (1 − e^−0.003) = 0.255, exercise pays where the price then is high.
    const near = { ...call, strike: 85, dividends: [{ time: 0.4, amount: 0.5 }] };
    const some = treeOptionValue(near) - treeOptionValue({ ...near, exercise: 'european' });
    expect(some).toBeGreaterThan(0.05);
    expect(Math.abs(treeOptionValue(near) - plainBinomial(near, 500))).toBeLessThan(0.01);
    // A little more than the interest, and the deep call is exercised: what waiting would earn is 60 × (1 − e^−0.012) = 0.716.
    const dear = { ...call, strike: 60, volatility: 0.1, dividends: [{ time: 0.1, amount: 1 }] };
    const gained = treeOptionValue(dear) - treeOptionValue({ ...dear, exercise: 'european' });
    expect(gained).toBeCloseTo((1 - 60 * -Math.expm1(-0.03 * 0.4)) * Math.exp(-0.03 * 0.1), 3);
  });
  it('moves evenly with volatility and price about an ex-date', () => {
    // Where exercise begins lies now on a node of the tree, now between two: the value must not show it.
    const near = {
      ...inputOf(['call', 100, 93.3, 0.2723, -0.009, 0.0151, 0.2, 0]),
      dividends: [{ time: 0.0137, amount: 3 }],
    };
    const byVolatility = Array.from({ length: 60 }, (_, k) =>
      treeOptionValue({ ...near, volatility: 0.15 * 1.01 ** k }),
    );
    const falls = byVolatility.slice(1).map((value, k) => byVolatility[k]! - value);
    expect(Math.max(...falls)).toBeLessThan(2e-3);
    const early = {
      ...inputOf(['call', 100, 55, 0.9166, 0.0064, 0, 0.5274, 0]),
      dividends: [0.022, 0.272, 0.522].map((time) => ({ time, amount: 1 })),
    };
    // Values by finite differences on the same escrowed price, 600 points, extrapolated.
    const points: [spot: number, value: number][] = [
      [85, 31.65],
      [94, 39.722],
      [97, 42.509],
      [100, 45.341],
      [103, 48.217],
      [106, 51.131],
      [112, 57.043],
    ];
    for (const [spot, value] of points)
      expect(Math.abs(treeOptionValue({ ...early, spot }) - value), `${spot}`).toBeLessThan(0.045);
  });
  it('has the delta of its own differences where the nodes two steps in lie behind an ex-date', () => {
    const coming = {
      ...inputOf(['call', 100, 85.9, 1.309, 0.0344, 0.0365, 0.1325, 0]),
      dividends: [{ time: 0.0053, amount: 1 }],
    };
    for (const [right, spot] of [
      ['call', 100],
      ['put', 90],
    ] as const) {
      const input = { ...coming, right, spot };
      const { delta, theta } = treeOptionGreeks(input);
      const slope =
        (treeOptionValue({ ...input, spot: spot + 1 }) - treeOptionValue({ ...input, spot: spot - 1 })) / 2;
      expect(Math.abs(delta - slope), right).toBeLessThan(0.03);
      const day = 0.002;
      const aged = { ...input, time: 1.309 - day, dividends: [{ time: 0.0053 - day, amount: 1 }] };
      const passing = (treeOptionValue(aged) - treeOptionValue(input)) / day;
      expect(Math.abs(theta - passing), right).toBeLessThan(0.5);
    }
  });
  it('has the Greeks of its own differences', () => {
    for (const right of ['call', 'put'] as const) {
      const input = { ...call, right, strike: 100, steps: 401 };
      const at = (change: Partial<typeof input>) => treeOptionValue({ ...input, ...change });
      const later = (years: number) => ({
        time: 0.5 - years,
        dividends: call.dividends.map((one) => ({ ...one, time: one.time - years })),
      });
      const greeks = treeOptionGreeks(input);
      expect(greeks.delta).toBeCloseTo((at({ spot: 101 }) - at({ spot: 99 })) / 2, 2.5);
      expect(greeks.gamma).toBeCloseTo((at({ spot: 104 }) - 2 * at({}) + at({ spot: 96 })) / 16, 2.5);
      expect(greeks.theta).toBeCloseTo((at(later(0.03)) - at(later(-0.03))) / 0.06, 0.7);
      expect(greeks.vega).toBeCloseTo((at({ volatility: 0.26 }) - at({ volatility: 0.24 })) / 0.02, 1);
      expect(greeks.value).toBe(treeOptionValue(input));
      const european = { ...input, exercise: 'european' as const };
      const after = treeOptionValue({ ...european, ...later(1e-4) });
      const before = treeOptionValue({ ...european, ...later(-1e-4) });
      expect(treeOptionGreeks(european).theta).toBeCloseTo((after - before) / 2e-4, 5);
    }
  });
});

describe('the quick formula against the tree', () => {
  it('lies below it by little on 200 random contracts', () => {
    const gaps = engineGaps(randomContracts(200));
    const [summary] = gapReport(gaps);
    expect(gaps.length, summary).toBeGreaterThan(150);
    expect(Math.abs(gaps[Math.floor(gaps.length / 2)]!.relative), summary).toBeLessThan(1e-3);
    expect(Math.abs(gaps[0]!.relative), summary).toBeLessThan(0.05);
  });
});

/** The rows of a small CSV file by column name. */
function csvRows(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header!.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, column) => [names[column]!, cell])),
  );
}

const vectorRow = (row: Record<string, string>, time: number): Row => [
  row.type as 'call' | 'put',
  Number(row.spot),
  Number(row.strike),
  time,
  Number(row.r),
  Number(row.q),
  Number(row.vol),
  Number(row.value),
];

describeWithShared('American engines on the published tables', 'vectors/pricing', (folder) => {
  const table = (name: string): Row[] =>
    csvRows(`${folder}/${name}`).map((row) => vectorRow(row, Number(row.t)));
  it('the tree meets Ju within 8e-2 and Barone-Adesi–Whaley within 4e-2', () => {
    expect(differences(table('american_ju1999.csv'), 8e-2, treeOptionValue)).toEqual([]);
    expect(differences(table('american_baw_haug1998.csv'), 4e-2, treeOptionValue)).toEqual([]);
  });
  it('the tree meets the high-precision edge rows, but for those that it does not claim', () => {
    const faults: string[] = [];
    let met = 0;
    for (const row of csvRows(`${folder}/american_highprecision_edge.csv`)) {
      const days = Number(row.maturity_days_act365);
      // An option at its expiry has its payoff here, not 0; volatility and yield beyond 1,000 % are outside the tree's limits.
      if (days === 0 || Number(row.vol) > 10 || Number(row.q) > 5) continue;
      const input = inputOf(vectorRow(row, days / 365));
      const expected = Number(row.value);
      const gap = Math.abs(treeOptionValue(input) - expected);
      met++;
      // Rows without early exercise to the digit; the others by the tree's error, 1e-3 of the value.
      const allowed = Math.max(Math.abs(Number(row.tol)), 1.2e-3 * expected * Number(Number(row.vol) > 0.01));
      if (gap > Math.max(allowed, 1e-8)) faults.push(`${JSON.stringify(row)}: off by ${gap}`);
    }
    expect(faults).toEqual([]);
    expect(met).toBe(31);
  });
  it('two boundaries meet their own rows of the collection, to four decimals', () => {
    const { cases } = JSON.parse(readFileSync(`${folder}/gbs_bs2002_iv_cases.json`, 'utf8')) as {
      cases: { func: string; kwargs: Record<string, number>; expected: number }[];
    };
    const own = cases.filter((one) => one.func === '_bjerksund_stensland_2002');
    const gaps = own.map(({ kwargs: { fs, x, t, r, b, v }, expected }) =>
      Math.abs(bjerksundStenslandValue(inputOf(['call', fs!, x!, t!, r!, r! - b!, v!, 0])) - expected),
    );
    expect(own.length).toBe(6);
    expect(Math.max(...gaps)).toBeLessThan(5e-5);
  });
});
