// Shapley values: by hand, against the average over all orders, and by their axioms.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL,
  COMBINATIONS,
  FACTORS,
  mergedCoefficients,
  ShapleySum,
  type SplitAmount,
} from '../../src-main/analysis/change-split.ts';
import {
  exactDifference,
  exactSum,
  roundedShares,
  shapleyCoefficients,
  shapleyDivisor,
  textOfUnits,
  unitsOf,
} from '../../src-main/analysis/shapley.ts';
import { fromFloat } from '../../src-main/domain/decimal.ts';

const amount = fc
  .oneof(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => (Math.abs(value) < 1e-40 ? 0 : value)),
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(0, 1e-30, -7.5e-72, 0.1),
  )
  .map(fromFloat);
const sixteen = fc.array(amount, { minLength: COMBINATIONS, maxLength: COMBINATIONS });
const sumOfParts = (parts: Record<string, string>): string => exactSum(Object.values(parts));

/** Sixteen values of a function of the four factors, each 0 (first run) or 1 (second). */
const valuesOf = (
  value: (positions: number, market: number, parameters: number, time: number) => number,
): string[] =>
  Array.from({ length: COMBINATIONS }, (_, mask) =>
    fromFloat(value(mask & 1, (mask >> 1) & 1, (mask >> 2) & 1, (mask >> 3) & 1)),
  );

/** The split of an amount whose sixteen values are given by combination. */
function splitOf(values: readonly string[]): SplitAmount {
  const sum = new ShapleySum();
  for (const [combination, coefficients] of mergedCoefficients(ALL)) {
    sum.add(values[combination]!, coefficients, { isFrom: combination === 0, isTo: combination === ALL });
  }
  return sum.split();
}

describe('by hand', () => {
  it('a product is shared by those that make it', () => {
    // 100 → 100 + 60 · positions · market: either alone brings nothing, so each has half of what they bring together.
    expect(splitOf(valuesOf((positions, market) => 100 + 60 * positions * market))).toEqual({
      from: '100',
      to: '160',
      change: '60',
      parts: { positions: '30', market: '30', parameters: '0', time: '0' },
    });
  });

  it('what adds up is brought by each alone', () => {
    const values = valuesOf(
      (positions, market, parameters, time) => 7 + 10 * positions - 4 * market + 0.5 * parameters + 3 * time,
    );
    expect(splitOf(values).parts).toEqual({ positions: '10', market: '-4', parameters: '0.5', time: '3' });
  });

  it('a third of 1 doesn’t end: cut at the 24th place so that the sum is still 1', () => {
    const { parts } = splitOf(valuesOf((positions, market, parameters) => positions * market * parameters));
    expect(Object.values(parts).sort()).toEqual([
      '0',
      '0.333333333333333333333333',
      '0.333333333333333333333333',
      '0.333333333333333333333334',
    ]);
    expect(sumOfParts(parts)).toBe('1');
  });
});

describe('axioms, on random values of the sixteen combinations', () => {
  it('the parts add up to the change to the last digit', () => {
    fc.assert(
      fc.property(sixteen, (values) => {
        const split = splitOf(values);
        expect(split.from).toBe(values[0]);
        expect(split.to).toBe(values[ALL]);
        expect(sumOfParts(split.parts)).toBe(split.change);
        expect(split.change).toBe(exactDifference(split.from, split.to));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('they are the average over all orders in which the factors could act', () => {
    const orders = permutations(FACTORS.map((_, place) => place));
    expect(orders).toHaveLength(24);
    fc.assert(
      fc.property(sixteen, (values) => {
        const { parts } = splitOf(values);
        const totals = FACTORS.map(() => 0n);
        const places = 80;
        for (const order of orders) {
          let acted = 0;
          for (const factor of order) {
            const next = acted | (1 << factor);
            totals[factor]! += unitsOf(values[next]!, places) - unitsOf(values[acted]!, places);
            acted = next;
          }
        }
        FACTORS.forEach((factor, place) => {
          const off = 24n * unitsOf(parts[factor], places) - totals[place]!;
          // Within one unit of the 24th place, where the parts are cut.
          expect(off < 24n * 10n ** 56n && off > -24n * 10n ** 56n).toBe(true);
        });
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('the order in which the factors are numbered changes no bit', () => {
    const orders = permutations([0, 1, 2, 3]);
    fc.assert(
      fc.property(sixteen, fc.constantFrom(...orders), (values, order) => {
        // The same function with its factors numbered anew: factor i is now number order[i].
        const coefficients = shapleyCoefficients(4);
        const places = 90;
        const sharesBy = (bitOf: (factor: number) => number): Record<string, bigint> =>
          Object.fromEntries(
            FACTORS.map((name, factor) => [
              name,
              values.reduce((sum, value, mask) => {
                const renumbered = FACTORS.reduce(
                  (bits, _, each) => bits | (((mask >> each) & 1) << bitOf(each)),
                  0,
                );
                return sum + coefficients[bitOf(factor)]![renumbered]! * unitsOf(value, places);
              }, 0n),
            ]),
          );
        const exact = { divisor: shapleyDivisor(4), unitPlaces: places };
        const plain = sharesBy((factor) => factor);
        const renumbered = sharesBy((factor) => order[factor]!);
        expect(renumbered).toEqual(plain);
        const reversed = Object.fromEntries(Object.entries(renumbered).reverse());
        expect(roundedShares(reversed, exact, places)).toEqual(roundedShares(plain, exact, places));
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it('a factor that changes nothing has exactly nothing', () => {
    fc.assert(
      fc.property(sixteen, fc.integer({ min: 0, max: 3 }), (values, dummy) => {
        const without = values.map((_, mask) => values[mask & ~(1 << dummy)]!);
        expect(splitOf(without).parts[FACTORS[dummy]!]).toBe('0');
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('two that do the same have the same, to the unit in which a third is cut', () => {
    fc.assert(
      fc.property(sixteen, (values) => {
        // Positions and market made interchangeable: where one of them acts, it doesn't matter which.
        const alike = values.map((value, mask) => ((mask & 3) === 2 ? values[(mask & ~3) | 1]! : value));
        const { parts, from, to } = splitOf(alike);
        const places = Math.max(
          ...[from, to, parts.positions, parts.market].map((text) => text.split('.')[1]?.length ?? 0),
          24,
        );
        const off = unitsOf(parts.positions, places) - unitsOf(parts.market, places);
        expect(off >= -1n && off <= 1n).toBe(true);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('combinations that differ only in what the runs share are computed once', () => {
    for (let differing = 0; differing <= ALL; differing++) {
      const merged = mergedCoefficients(differing);
      const bits = FACTORS.filter((_, place) => (differing >> place) & 1).length;
      expect(merged.size).toBe(2 ** bits);
      FACTORS.forEach((_, place) => {
        const total = [...merged.values()].reduce((sum, weights) => sum + weights[place]!, 0n);
        expect(total).toBe(0n);
        if (((differing >> place) & 1) === 0) {
          expect([...merged.values()].every((weights) => weights[place] === 0n)).toBe(true);
        }
      });
    }
  });
});

it('units and texts are the same amounts', () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 20 }), (text, more) => {
      const places = (text.split('.')[1]?.length ?? 0) + more;
      expect(textOfUnits(unitsOf(text, places), places)).toBe(text);
    }),
    { seed: 9 },
  );
});

function permutations(list: readonly number[]): number[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, place) =>
    permutations(list.filter((_, other) => other !== place)).map((rest) => [first, ...rest]),
  );
}
