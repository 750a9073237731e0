// Random legs of one underlying, seeded, and the comparison of their pairing with the naive search: some in each test run, many in the campaign.
import { type OptionWords, regTEntry } from './books.ts';
import { type NaiveLeg, naiveLeast } from './naive-pairing.ts';

/** Numbers in [0, 1) that depend on the seed alone. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const days = ['2023-05-19', '2023-06-16'];

/** Up to eight legs: strikes near the price, two expiries, at most three units of each. */
function randomLegs(next: () => number): { legs: NaiveLeg[]; spot: number } {
  const pick = <Of>(from: readonly Of[]): Of => from[Math.floor(next() * from.length)]!;
  const spot = pick([3.4, 12, 97.73, 100, 103.37]);
  const step = spot > 50 ? 5 : 1;
  const middle = Math.round(spot / step) * step;
  const count = 1 + Math.floor(next() * 8);
  const legs = new Map<string, NaiveLeg>();
  const isOneDay = next() < 0.6;
  while (legs.size < count) {
    const type = pick(['C', 'P', 'C', 'P', 'C', 'P', 'S'] as const);
    const strike = type === 'S' ? 0 : Math.max(1, middle + step * (Math.floor(next() * 5) - 2));
    const day = type === 'S' || isOneDay ? 0 : Math.floor(next() * 2);
    const units = (1 + Math.floor(next() * next() * 3)) * (next() < 0.5 ? -1 : 1);
    const price = type === 'S' ? 0 : Math.round(next() * spot * 12) / 100;
    legs.set(`${type} ${strike} ${day}`, { type, strike, day, price, units });
  }
  return { legs: [...legs.values()], spot };
}

export interface Difference {
  seed: number;
  level: string;
  legs: string;
  asked: number;
  naive: number;
  isExact: boolean;
}

/** Portfolios of seeds in a range whose pairing asks something else than the naive search, or isn't known to be exact. */
export function differences(from: number, to: number): Difference[] {
  const found: Difference[] = [];
  for (let seed = from; seed < to; seed++) {
    const { legs, spot } = randomLegs(seeded(seed));
    const options = legs.flatMap(({ type, strike, day, price, units }): OptionWords[] =>
      type === 'S'
        ? []
        : [
            {
              ...{ root: 'XYZ', right: type === 'C' ? 'call' : 'put', strike, price },
              ...{ contracts: units, day: days[day]! },
            },
          ],
    );
    const shares = legs.filter(({ type }) => type === 'S');
    const entry = regTEntry({
      prices: { XYZ: spot },
      options,
      shares: Object.fromEntries(shares.map(({ units }) => ['XYZ', units * 100])),
      detail: 'headline',
    });
    for (const level of ['initial', 'maintenance'] as const) {
      const naive = naiveLeast(legs, spot, level);
      const asked = Number(entry[`${level}Margin`]);
      const isExact = entry.pairings!.every((proof) => proof.isExact);
      if (Math.abs(asked - naive) > 1e-6 || !isExact) {
        found.push({ seed, level, legs: JSON.stringify(legs), asked, naive, isExact });
      }
    }
  }
  return found;
}
