// The valuation kernel: values many European options in one call, without allocating.
// May import the domain. This is the seam: a vector kernel implements the same interface and is held to the same tests.
import { MargraveError } from '../domain/errors.ts';

/** Values `count` European options on one (forward, time) bucket under one scenario, or rows × scenarios; all Float64Array; no allocation. */
export interface Kernel {
  /** Recorded with each run: results are the same bits within one kernel only. */
  readonly name: string;
  /**
   * out[i] = undiscounted Black-76 value in quote currency of option i with forward[i], strike[i], volatility[i], time[i],
   * isCall[i] (1 call, 0 put), for i in [0, count).
   *
   * Units as in black.ts. Error against `blackValue`: at most 1e-12 of the forward or, where it is larger, the value.
   * The values are not checked one by one: a NaN, or a negative volatility or time, gives NaN in its own row and nowhere
   * else. `out` may be one of the input arrays.
   * @throws MargraveError `internal` when an array is shorter than `count`
   */
  optionValues(
    count: number,
    forward: Float64Array,
    strike: Float64Array,
    volatility: Float64Array,
    time: Float64Array,
    isCall: Uint8Array,
    out: Float64Array,
  ): void;
}

function checkLengths(count: number, columns: Record<string, { length: number }>): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column.length >= count) continue;
    throw new MargraveError(
      'internal',
      `The kernel was asked for ${count} options, but its column '${name}' holds ${column.length}. No value was written.`,
      { count, column: name, length: column.length },
    );
  }
}

// Mills' ratio on [0, 72] as numerator / denominator: polynomials of degree 8 and 9 fitted for Margrave in 80-digit
// arithmetic, relative error 6.1e-15. One degree less than in normal.ts, where every digit counts. Kept apart from each
// other so that the two ratios of an option can share one division. Even and odd powers are summed apart here and below:
// the chains are half as long, and how long they are is what the time goes into.
function millsNumerator(z: number): number {
  const w = z * z;
  let even = w + 244.61011623902414;
  even = even * w + 7872.830533036409;
  even = even * w + 56746.537278880205;
  even = even * w + 54078.64139566546;
  let odd = w * 22.341898714352148 + 1681.8090567214729;
  odd = odd * w + 25620.656901050737;
  odd = odd * w + 78950.18543930804;
  return even + z * odd;
}

function millsDenominator(z: number): number {
  const w = z * z;
  let even = w * 22.341898715770494 + 1704.1509645821677;
  even = even * w + 27257.79170661555;
  even = even * w + 101433.37508486009;
  even = even * w + 43148.513038795914;
  let odd = w * 0.9999999999943429 + 245.61011608786325;
  odd = odd * w + 8115.440293773078;
  odd = odd * w + 64139.96144093357;
  odd = odd * w + 97420.66640984685;
  return even + z * odd;
}

/**
 * ln(larger/smaller) for a ratio of at most 2, as 2·artanh u with u = (larger − smaller)/(larger + smaller), by an odd
 * polynomial (Chebyshev fit, relative error 1.4e-18 before rounding). Most strikes are that near, and it costs half a
 * logarithm.
 */
function logNear(larger: number, smaller: number): number {
  const u = (larger - smaller) / (larger + smaller);
  const square = u * u;
  const w = square * square;
  let even = w * 0.17044163562781398 + 0.12110168728069218;
  even = even * w + 0.1538661404230401;
  even = even * w + 0.22222224080747674;
  even = even * w + 0.4000000000018575;
  even = even * w + 2;
  let odd = w * 0.0832450651186082 + 0.13300374032674625;
  odd = odd * w + 0.18181740832504806;
  odd = odd * w + 0.28571428545454114;
  odd = odd * w + 0.6666666666666615;
  return u * (even + square * odd);
}

/**
 * Black-76 in scalar TypeScript: per option one logarithm, one exponential, one shared division for both normal tails.
 *
 * Time value over the smaller of forward and strike is φ(b)·(M(b) − M(a)) with Mills' ratio M (see time-value.ts). A call
 * and a put differ by the intrinsic value only, so both cost the same and meet put–call parity to the last bit or two.
 * Measured: 6e-15 of the forward against `blackValue` (test/pricing/kernel.test.ts), some 55 ns an option on one core.
 */
export const scalarKernel: Kernel = {
  name: 'scalar-1',
  optionValues(count, forward, strike, volatility, time, isCall, out) {
    checkLengths(count, { forward, strike, volatility, time, isCall, out });
    let lastTime = 0;
    let rootTime = 0;
    for (let i = 0; i < count; i++) {
      const f = forward[i]!;
      const k = strike[i]!;
      const t = time[i]!;
      // Options come in buckets of one expiry: the square root is taken once for each.
      if (t !== lastTime) {
        lastTime = t;
        rootTime = Math.sqrt(t);
      }
      const deviation = volatility[i]! * rootTime;
      const intrinsic = Math.max(isCall[i] === 0 ? k - f : f - k, 0);
      const smaller = Math.min(f, k);
      if (!(deviation > 0 && smaller > 0)) {
        // No time value at a limit; what is not a number stays visible as one.
        out[i] = deviation >= 0 && smaller >= 0 ? intrinsic : Number.NaN;
        continue;
      }
      const larger = Math.max(f, k);
      // Near the largest double the sum of the two would overflow, and far apart their ratio.
      let h: number;
      if (larger <= Math.min(2 * smaller, 1e307)) h = logNear(larger, smaller);
      else if (larger < 1e300 * smaller) h = Math.log(larger / smaller);
      else h = Math.log(larger) - Math.log(smaller);
      const middle = h / deviation;
      const half = 0.5 * deviation;
      // Beyond 40 the density is 0, and a is below 72 wherever it is not: the clamps change no result.
      const a = Math.min(middle + half, 72);
      const signed = Math.max(Math.min(middle - half, 40), -40);
      const b = Math.abs(signed);
      const denominatorA = millsDenominator(a);
      const denominatorB = millsDenominator(b);
      const weight = (0.3989422804014327 * Math.exp(-0.5 * b * b)) / (denominatorA * denominatorB);
      const tailA = millsNumerator(a) * denominatorB;
      const tailB = millsNumerator(b) * denominatorA;
      // Where b is negative the probability is one minus the tail on its other side.
      out[i] = intrinsic + smaller * (signed < 0 ? 1 - weight * (tailB + tailA) : weight * (tailB - tailA));
    }
  },
};
