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

/**
 * Black-76 in scalar TypeScript: per option one logarithm, one exponential, one shared division for both normal tails.
 *
 * Time value over the smaller of forward and strike is φ(b)·(M(b) − M(a)) (see time-value.ts). Mills' ratio M is a ratio of
 * polynomials of degree 8 and 9 on [0, 72], fitted for Margrave in 80-digit arithmetic, relative error 6.1e-15. Calls come
 * from puts by adding the intrinsic value, so both cost the same and meet put–call parity to the last bit or two.
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
        // Worthless time value at a limit; anything that is not a number stays visible as one that is not.
        out[i] = deviation >= 0 && smaller >= 0 ? intrinsic : Number.NaN;
        continue;
      }
      const larger = Math.max(f, k);
      const ratio = larger / smaller;
      const h = ratio < Number.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(larger) - Math.log(smaller);
      const middle = h / deviation;
      const half = 0.5 * deviation;
      // Beyond 40 the density is 0; a stays below 72 whenever it is not, so the clamps change no result.
      const a = Math.min(middle + half, 72);
      const signed = Math.max(Math.min(middle - half, 40), -40);
      const b = Math.abs(signed);
      const pa =
        54078.64139566546 +
        a *
          (78950.18543930804 +
            a *
              (56746.537278880205 +
                a *
                  (25620.656901050737 +
                    a *
                      (7872.830533036409 +
                        a *
                          (1681.8090567214729 + a * (244.61011623902414 + a * (22.341898714352148 + a)))))));
      const qa =
        43148.513038795914 +
        a *
          (97420.66640984685 +
            a *
              (101433.37508486009 +
                a *
                  (64139.96144093357 +
                    a *
                      (27257.79170661555 +
                        a *
                          (8115.440293773078 +
                            a *
                              (1704.1509645821677 +
                                a *
                                  (245.61011608786325 +
                                    a * (22.341898715770494 + a * 0.9999999999943429))))))));
      const pb =
        54078.64139566546 +
        b *
          (78950.18543930804 +
            b *
              (56746.537278880205 +
                b *
                  (25620.656901050737 +
                    b *
                      (7872.830533036409 +
                        b *
                          (1681.8090567214729 + b * (244.61011623902414 + b * (22.341898714352148 + b)))))));
      const qb =
        43148.513038795914 +
        b *
          (97420.66640984685 +
            b *
              (101433.37508486009 +
                b *
                  (64139.96144093357 +
                    b *
                      (27257.79170661555 +
                        b *
                          (8115.440293773078 +
                            b *
                              (1704.1509645821677 +
                                b *
                                  (245.61011608786325 +
                                    b * (22.341898715770494 + b * 0.9999999999943429))))))));
      const weight = (0.3989422804014327 * Math.exp(-0.5 * b * b) * smaller) / (qa * qb);
      // b < 0: the tail below b is one minus the tail above −b.
      const timeValue = signed < 0 ? smaller - weight * (pb * qa + pa * qb) : weight * (pb * qa - pa * qb);
      out[i] = intrinsic + timeValue;
    }
  },
};
