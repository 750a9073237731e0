// Tiers of a size: rates by place among the parameters, each slice of the size at its own rate.
// May import margin/blocks.
import type { ParameterReader } from '../parameter-reader.ts';

/** Slices by their lower bound, ascending; the first begins at 0. */
export type Tiers = readonly (readonly [from: number, rate: number])[];

/** Tiers at `<prefix>.1.from`, `<prefix>.1.<rateName>`, … turned into rates by `rateOf`. Throws naming the first path that is missing. */
export function readTiers(
  reader: ParameterReader,
  prefix: string,
  rateName: string,
  rateOf: (value: number) => number = (value) => value,
): Tiers {
  const tiers: [number, number][] = [];
  for (let place = 1; place === 1 || reader.has(`${prefix}.${place}.from`); place++) {
    tiers.push([
      reader.number(`${prefix}.${place}.from`),
      rateOf(reader.number(`${prefix}.${place}.${rateName}`)),
    ]);
  }
  return tiers.sort(([a], [b]) => a - b);
}

/** Σ slices of the size × their rates; as the tree's `tieredSum` makes it, to the bit. A negative size is 0. */
export function tieredAmount(size: number, tiers: Tiers): number {
  return tiers.reduce((total, [from, rate], index) => {
    const to = tiers[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    return total + Math.max(0, Math.min(size, to) - from) * rate;
  }, 0);
}

/** The rate of the tier that a size falls in. */
export function rateAt(size: number, tiers: Tiers): number {
  return tiers.reduce((found, [from, rate]) => (size > from ? rate : found), tiers[0]?.[1] ?? 0);
}
