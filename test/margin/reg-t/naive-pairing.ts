// An independent, deliberately naive search: every way to form strategies out of legs, unit by unit, written from the published table alone.
// It shares nothing with the rulebook: its own formulas, its own order, no relaxation, no columns.

export interface NaiveLeg {
  /** S: shares in lots of 100. */
  type: 'C' | 'P' | 'S';
  strike: number;
  /** Day of expiry, ordered. */
  day: number;
  price: number;
  /** Signed contracts or lots. */
  units: number;
}

type Level = 'initial' | 'maintenance';
interface Way {
  takes: number[];
  cost: number;
}

/** What an uncovered short option asks, per contract. */
function naked({ type, strike, price }: NaiveLeg, spot: number): number {
  const out = type === 'C' ? Math.max(0, strike - spot) : Math.max(0, spot - strike);
  const least = type === 'C' ? 0.1 * spot : 0.1 * strike;
  return 100 * (price + Math.max(0.2 * spot - out, least));
}

const inside = ({ type, strike }: NaiveLeg, spot: number): number =>
  100 * Math.max(0, type === 'C' ? spot - strike : strike - spot);
const outside = ({ type, strike }: NaiveLeg, spot: number): number =>
  100 * Math.max(0, type === 'C' ? strike - spot : spot - strike);

/** Every strategy that these legs can form, with duplicates: roles are tried on all legs. */
function ways(legs: readonly NaiveLeg[], spot: number, level: Level): Way[] {
  const found: Way[] = [];
  const add = (members: [leg: number, takes: number][], initial: number, maintenance = initial): void => {
    const takes = legs.map(() => 0);
    for (const [leg, count] of members) takes[leg]! += count;
    found.push({ takes, cost: level === 'initial' ? Math.max(initial, maintenance) : maintenance });
  };
  const all = legs.map((_, place) => place);
  const value = 100 * spot;
  const short = spot < 5 ? Math.max(250, value) : Math.max(500, 0.3 * value);
  const of = (type: NaiveLeg['type'], sign: number): number[] =>
    all.filter((place) => legs[place]!.type === type && Math.sign(legs[place]!.units) === sign);
  const at = (place: number): NaiveLeg => legs[place]!;
  for (const s of of('S', 1)) {
    add([[s, 1]], 0.5 * value, 0.25 * value);
    for (const c of of('C', -1)) {
      add(
        [
          [s, 1],
          [c, 1],
        ],
        0.5 * value + inside(at(c), spot),
        0.25 * value + inside(at(c), spot),
      );
      for (const p of of('P', 1)) {
        if (at(p).day !== at(c).day || at(p).strike > at(c).strike) continue;
        const guarded =
          at(p).strike === at(c).strike
            ? 10 * at(c).strike
            : Math.min(10 * at(p).strike + outside(at(p), spot), 25 * at(c).strike);
        add(
          [
            [s, 1],
            [c, 1],
            [p, 1],
          ],
          0.5 * value + inside(at(c), spot),
          guarded + inside(at(c), spot),
        );
      }
    }
    for (const p of of('P', 1)) {
      add(
        [
          [s, 1],
          [p, 1],
        ],
        0.5 * value,
        Math.min(10 * at(p).strike + outside(at(p), spot), 0.25 * value),
      );
    }
  }
  for (const s of of('S', -1)) {
    add([[s, 1]], 0.5 * value, short);
    for (const p of of('P', -1)) {
      add(
        [
          [s, 1],
          [p, 1],
        ],
        0.5 * value + inside(at(p), spot),
        short + inside(at(p), spot),
      );
      for (const c of of('C', 1)) {
        if (at(p).day !== at(c).day || at(p).strike !== at(c).strike) continue;
        add(
          [
            [s, 1],
            [p, 1],
            [c, 1],
          ],
          0.5 * value + inside(at(p), spot),
          10 * at(p).strike + inside(at(p), spot),
        );
      }
    }
    for (const c of of('C', 1)) {
      add(
        [
          [s, 1],
          [c, 1],
        ],
        0.5 * value,
        Math.min(10 * at(c).strike + outside(at(c), spot), short),
      );
    }
  }
  for (const type of ['C', 'P'] as const) {
    const way = type === 'C' ? 1 : -1;
    for (const long of of(type, 1)) add([[long, 1]], 0);
    for (const s of of(type, -1)) {
      add([[s, 1]], naked(at(s), spot));
      for (const long of of(type, 1)) {
        if (at(long).day < at(s).day) continue;
        add(
          [
            [long, 1],
            [s, 1],
          ],
          100 * Math.max(0, way * (at(long).strike - at(s).strike)),
        );
      }
    }
    // Butterflies and condors of one right, bought and sold.
    for (const sign of [1, -1]) {
      for (const a of of(type, sign)) {
        for (const b of of(type, -sign)) {
          const width = at(b).strike - at(a).strike;
          if (at(b).day !== at(a).day || width <= 0) continue;
          const cost = sign === 1 ? 0 : 100 * width;
          for (const d of of(type, sign)) {
            if (at(d).day !== at(a).day) continue;
            if (at(d).strike - at(b).strike === width)
              add(
                [
                  [a, 1],
                  [b, 2],
                  [d, 1],
                ],
                cost,
              );
            for (const c of of(type, -sign)) {
              if (at(c).day !== at(a).day || at(c).strike <= at(b).strike) continue;
              if (at(d).strike - at(c).strike === width)
                add(
                  [
                    [a, 1],
                    [b, 1],
                    [c, 1],
                    [d, 1],
                  ],
                  cost,
                );
            }
          }
        }
      }
    }
  }
  for (const c of of('C', -1)) {
    for (const p of of('P', -1)) {
      const [call, put] = [naked(at(c), spot), naked(at(p), spot)];
      add(
        [
          [c, 1],
          [p, 1],
        ],
        call >= put ? call + 100 * at(p).price : put + 100 * at(c).price,
      );
      for (const lc of of('C', 1)) {
        for (const lp of of('P', 1)) {
          if (new Set([at(c).day, at(p).day, at(lc).day, at(lp).day]).size > 1) continue;
          const members: [number, number][] = [
            [c, 1],
            [p, 1],
            [lc, 1],
            [lp, 1],
          ];
          const [callWidth, putWidth] = [at(lc).strike - at(c).strike, at(p).strike - at(lp).strike];
          if (callWidth > 0 && putWidth > 0 && at(p).strike <= at(c).strike) {
            add(members, 100 * Math.max(callWidth, putWidth));
          }
          const isBox = at(lp).strike === at(c).strike && at(lc).strike === at(p).strike;
          if (isBox && callWidth !== 0) add(members, 100 * Math.max(0, callWidth));
        }
      }
    }
  }
  return found;
}

/** The least that any way of forming strategies asks for these legs. */
export function naiveLeast(legs: readonly NaiveLeg[], spot: number, level: Level): number {
  const possible = ways(legs, spot, level);
  const byFirst = legs.map((_, leg) =>
    possible.filter(({ takes }) => takes.findIndex((count) => count > 0) === leg),
  );
  const known = new Map<string, number>();
  const least = (left: readonly number[]): number => {
    const first = left.findIndex((count) => count > 0);
    if (first < 0) return 0;
    const key = left.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    let best = Number.POSITIVE_INFINITY;
    for (const { takes, cost } of byFirst[first]!) {
      const rest = left.map((count, leg) => count - takes[leg]!);
      if (rest.every((count) => count >= 0)) best = Math.min(best, cost + least(rest));
    }
    known.set(key, best);
    return best;
  };
  return least(legs.map(({ units }) => Math.abs(units)));
}
