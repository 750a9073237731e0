// What American engines are held against: printed rows, a plain binomial tree that shares nothing with the program, and seeded
// random contracts.
import { bjerksundStenslandValue } from '../../src-main/pricing/bjerksund-stensland.ts';
import { type TreeInput, treeOptionValue } from '../../src-main/pricing/leisen-reimer.ts';

/** Right, spot, strike, time, rate, yield, volatility, value. */
export type Row = readonly ['call' | 'put', number, number, number, number, number, number, number];

/** Bjerksund & Stensland 2002 as Haug (2007) prints it; transcribed from the dedwards25 collection (MIT). */
export const twoBoundaryRows: readonly Row[] = [
  ['call', 90, 100, 0.5, 0.1, 0.1, 0.15, 0.8099],
  ['call', 100, 100, 0.5, 0.1, 0.1, 0.25, 6.7661],
  ['call', 110, 100, 0.5, 0.1, 0.1, 0.35, 15.5137],
  ['put', 90, 100, 0.5, 0.1, 0.1, 0.15, 10.54],
  ['put', 100, 100, 0.5, 0.1, 0.1, 0.25, 6.7661],
  ['put', 110, 100, 0.5, 0.1, 0.1, 0.35, 5.8374],
];

/** Ju (1999), exhibit 3, as QuantLib's test suite prints it. */
export const juRows: readonly Row[] = [
  ['put', 40, 35, 0.0833, 0.0488, 0, 0.2, 0.006],
  ['put', 40, 35, 0.3333, 0.0488, 0, 0.2, 0.201],
  ['put', 40, 35, 0.5833, 0.0488, 0, 0.2, 0.433],
  ['put', 40, 40, 0.0833, 0.0488, 0, 0.2, 0.851],
];

/** Barone-Adesi & Whaley's approximation, Haug (1998) page 24. */
export const quadraticRows: readonly Row[] = [
  ['call', 90, 100, 0.1, 0.1, 0.1, 0.15, 0.0206],
  ['call', 100, 100, 0.1, 0.1, 0.1, 0.25, 3.128],
  ['call', 110, 100, 0.1, 0.1, 0.1, 0.35, 11.1679],
  ['call', 100, 100, 0.5, 0.1, 0.1, 0.15, 4.0842],
];

/** Andersen, Lake & Offengenden (2015): rate and premium of the American put over the European; spot = strike = 100, yield 5 %. */
export const highPrecisionPremiums: readonly (readonly [number, number])[] = [
  [0.05, 0.1069527],
  [0.075, 0.36711112],
];

export function inputOf([right, spot, strike, time, rate, dividendYield, volatility]: Row): TreeInput {
  return {
    right,
    exercise: 'american',
    spot,
    strike,
    time,
    rate,
    dividendYield,
    volatility,
    dividends: [],
  };
}

/** An American option on a plain Cox–Ross–Rubinstein tree of the prepaid price, dividends put back node by node. */
export function plainBinomial(input: TreeInput, steps: number): number {
  const { right, spot, strike, time, rate, dividendYield, volatility, dividends } = input;
  const sign = right === 'call' ? 1 : -1;
  const dt = time / steps;
  const up = Math.exp(volatility * Math.sqrt(dt));
  const rise = (Math.exp((rate - dividendYield) * dt) - 1 / up) / (up - 1 / up);
  const ahead = (now: number): number =>
    dividends
      .filter((one) => one.time > now && one.time < time)
      .reduce((sum, one) => sum + one.amount * Math.exp(-rate * (one.time - now)), 0);
  const prepaid = spot - ahead(0);
  const pays = (i: number, j: number): number =>
    sign * (prepaid * up ** (2 * j - i) + ahead(i * dt) - strike);
  let values = Array.from({ length: steps + 1 }, (_, j) => Math.max(pays(steps, j), 0));
  for (let i = steps - 1; i >= 0; i--) {
    const discount = Math.exp(-rate * dt);
    const known = ahead(i * dt) - strike;
    values = values.slice(0, i + 1).map((lower, j) => {
      const hold = discount * (rise * values[j + 1]! + (1 - rise) * lower);
      return Math.max(hold, sign * (prepaid * up ** (2 * j - i) + known));
    });
  }
  return values[0]!;
}

/** Uniform numbers of a seed. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Listed contracts as they come: strikes within two deviations, a week to two years, rates to 8 %, yields to 6 %. */
export function randomContracts(count: number, seed = 20261122): TreeInput[] {
  const next = uniform(seed);
  return Array.from({ length: count }, () => {
    const volatility = 0.1 + 0.6 * next();
    const time = 7 / 365 + 2 * next() * next();
    return {
      right: next() < 0.5 ? ('call' as const) : ('put' as const),
      exercise: 'american' as const,
      spot: 100,
      strike: 100 * Math.exp((4 * next() - 2) * volatility * Math.sqrt(time)),
      volatility,
      time,
      rate: 0.08 * next(),
      dividendYield: next() < 0.2 ? 0 : 0.06 * next(),
      dividends: [],
    };
  });
}

export interface EngineGap {
  contract: TreeInput;
  quick: number;
  tree: number;
  /** (quick − tree) / tree. */
  relative: number;
}

/** The quick formula against the tree on contracts worth at least a hundredth of a percent of the spot, widest gap first. */
export function engineGaps(contracts: readonly TreeInput[], steps?: number): EngineGap[] {
  const gaps: EngineGap[] = [];
  for (const contract of contracts) {
    const tree = treeOptionValue(steps === undefined ? contract : { ...contract, steps });
    if (tree < 0.0001 * contract.spot) continue;
    const quick = bjerksundStenslandValue(contract);
    gaps.push({ contract, quick, tree, relative: (quick - tree) / tree });
  }
  return gaps.sort((a, b) => Math.abs(b.relative) - Math.abs(a.relative));
}

const percent = (share: number): string => `${(100 * share).toFixed(4)} %`;

/** Median and worst gap, then one line for each contract over one percent. */
export function gapReport(gaps: readonly EngineGap[]): string[] {
  const sizes = gaps.map((one) => Math.abs(one.relative));
  const wide = gaps.filter((one) => Math.abs(one.relative) > 0.01);
  const line = ({ contract: c, quick, tree, relative }: EngineGap): string =>
    `${c.right} strike ${c.strike.toFixed(2)} volatility ${percent(c.volatility)} years ${c.time.toFixed(3)} rate ${percent(c.rate)} yield ${percent(c.dividendYield)}: two boundaries ${quick.toFixed(6)}, tree ${tree.toFixed(6)}, ${percent(relative)}`;
  return [
    `Bjerksund–Stensland 2002 against the tree, ${gaps.length} contracts: median ${percent(sizes[Math.floor(sizes.length / 2)] ?? 0)}, worst ${percent(sizes[0] ?? 0)}, over 1 %: ${wide.length}`,
    ...wide.map(line),
  ];
}
