// All points of a range at which curves known only by evaluation meet zero: adaptive scan, then bracketing. May import nothing.

/** Where a curve meets zero. */
export interface CurveRoot {
  /** Index of the curve. */
  curve: number;
  at: number;
  /** The curve's value there, as near to 0 as could be found. */
  gap: number;
  /** True when the curve goes from below to above 0 as the point grows. */
  rising: boolean;
  /** True when the curve leaps over 0: the point is the first on its far side from `centre`, and `gap` is what it leaps to. */
  jump: boolean;
}

export interface RootSearch {
  from: number;
  to: number;
  /** Cells of the even grid over the range: a sign change between two neighbouring grid points is never missed for want of points. */
  cells: number;
  /** Points to begin with: where the curves may bend. Those outside the range are left out. */
  seeds: readonly number[];
  /** Width below which a cell of the grid itself isn't split further, by point: finer than a cell where curves are steep. */
  finest: (at: number) => number;
  /** A curve's value is 0 when it is no larger than this. */
  tolerance: number;
  /** Where one stands: jumps are reported on the side away from it. */
  centre: number;
}

/** Curves at one point. Values of one call are not changed afterwards. */
export type Curves = (at: number) => Float64Array;

/**
 * How much steeper a curve may be between two points than it was seen to be on and beside that stretch. Chosen so that the
 * campaign of test/long/distance.test.ts misses nothing.
 */
const SLOPE_SAFETY = 1.7;
const TOUCH_STEPS = 30;

/**
 * Finds the zeros of every curve.
 *
 * Stretches between evaluated points are halved, on the points of the even grid, for as long as some curve could cross on
 * them: where its sign changes, or where |left| + |right| is no more than the slope bound × width. The bound is the steepest
 * secant of the stretch and its neighbours × 1.7. At a grid cell, a curve that bends back towards 0 is followed to its
 * turning point: two crossings within a cell are found so. Each bracket is then closed by Brent's method.
 *
 * @returns roots ordered by curve, then point; and every point evaluated, in order
 */
export function findRoots(curves: Curves, search: RootSearch): { roots: CurveRoot[]; points: number[] } {
  const known = new Map<number, Float64Array>();
  const at = (point: number): Float64Array => {
    let values = known.get(point);
    if (!values) {
      values = curves(point);
      known.set(point, values);
    }
    return values;
  };
  const grid = evenGrid(search);
  const { from, to, centre } = search;
  const inside = [...search.seeds, centre].filter((seed) => seed > from && seed < to);
  let points = sorted([from, to, centre, ...inside.map((seed) => grid.nearest(seed))]);
  for (;;) {
    const fresh = openStretches(points, at).flatMap(
      (left) => grid.split(points[left]!, points[left + 1]!) ?? [],
    );
    if (fresh.length === 0) break;
    points = sorted([...points, ...fresh]);
  }
  const count = at(points[0]!).length;
  const roots: CurveRoot[] = [];
  for (let curve = 0; curve < count; curve++) {
    const value = (point: number): number => at(point)[curve]!;
    for (const [left, right] of brackets(value, points, search)) {
      const root = closeBracket(value, left, right, search);
      if (roots.at(-1)?.curve === curve && roots.at(-1)?.at === root.at) continue;
      roots.push({ curve, ...root });
    }
  }
  return { roots, points: sorted([...known.keys()]) };
}

const sorted = (points: readonly number[]): number[] => [...new Set(points)].sort((a, b) => a - b);

function evenGrid({ from, to, cells, finest }: RootSearch) {
  const width = (to - from) / cells;
  const point = (index: number): number => (index === cells ? to : from + ((to - from) * index) / cells);
  const place = (at: number): number => (at - from) / width;
  return {
    nearest: (at: number): number => point(Math.round(place(at))),
    /** The grid point nearest to the middle; within a cell the middle; null when the stretch is as small as it gets. */
    split(left: number, right: number): number | null {
      const first = Math.floor(place(left) + 1e-6) + 1;
      const last = Math.ceil(place(right) - 1e-6) - 1;
      if (first <= last)
        return point(Math.min(Math.max(Math.round((place(left) + place(right)) / 2), first), last));
      return right - left > finest(left) ? (left + right) / 2 : null;
    },
  };
}

/** Stretches, by their left point, on which some curve could cross. */
function openStretches(points: readonly number[], at: Curves): number[] {
  const stretches = points.length - 1;
  const values = points.map(at);
  const count = values[0]!.length;
  const open = new Uint8Array(stretches);
  const secant = new Float64Array(stretches);
  for (let curve = 0; curve < count; curve++) {
    for (let k = 0; k < stretches; k++)
      secant[k] = Math.abs(values[k + 1]![curve]! - values[k]![curve]!) / (points[k + 1]! - points[k]!);
    for (let k = 0; k < stretches; k++) {
      if (open[k] === 1) continue;
      const left = values[k]![curve]!;
      const right = values[k + 1]![curve]!;
      const steepest = Math.max(
        secant[Math.max(k - 1, 0)]!,
        secant[k]!,
        secant[Math.min(k + 1, stretches - 1)]!,
      );
      const reach = SLOPE_SAFETY * steepest * (points[k + 1]! - points[k]!);
      if (left < 0 !== right < 0 || Math.abs(left) + Math.abs(right) <= reach) open[k] = 1;
    }
  }
  return [...open.keys()].filter((k) => open[k] === 1);
}

/** Neighbouring points between which the curve's sign changes, those around a turning point included. */
function brackets(
  value: (point: number) => number,
  points: readonly number[],
  search: RootSearch,
): [number, number][] {
  const found: [number, number][] = [];
  for (let k = 0; k + 1 < points.length; k++) {
    const left = points[k]!;
    const right = points[k + 1]!;
    if (value(left) < 0 !== value(right) < 0) {
      found.push([left, right]);
      continue;
    }
    const next = points[k + 2];
    if (next === undefined || value(right) < 0 !== value(next) < 0) continue;
    const turned = turningPoint(value, left, right, next, search);
    if (turned !== null) {
      found.push([Math.min(left, turned), Math.max(left, turned)], [turned, next]);
      k++;
    }
  }
  return found;
}

/**
 * A point between `left` and `right` where a curve that has one sign on three neighbouring points has the other, or null.
 * Looked for only where the three say that it could be: the middle one is nearest to 0 and no further than the slopes reach.
 */
function turningPoint(
  value: (point: number) => number,
  left: number,
  middle: number,
  right: number,
  search: RootSearch,
): number | null {
  const sign = value(middle) < 0 ? -1 : 1;
  const [a, b, c] = [sign * value(left), sign * value(middle), sign * value(right)];
  if (!(b <= a && b <= c)) return null;
  const reach = SLOPE_SAFETY * Math.max(a - b, c - b);
  if (
    b > reach ||
    right - left > 4 * Math.max(search.finest(middle), (search.to - search.from) / search.cells)
  ) {
    return null;
  }
  // Golden-section search of the least of sign · value.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [left, right];
  let first = high - ratio * (high - low);
  let second = low + ratio * (high - low);
  for (let step = 0; step < TOUCH_STEPS; step++) {
    const [one, two] = [sign * value(first), sign * value(second)];
    if (one < 0) return first;
    if (two < 0) return second;
    if (Math.abs(one - two) <= search.tolerance / 100 && Math.min(one, two) > search.tolerance) return null;
    if (one <= two) {
      high = second;
      second = first;
      first = high - ratio * (high - low);
    } else {
      low = first;
      first = second;
      second = low + ratio * (high - low);
    }
  }
  return null;
}

/** Brent's method on a bracket, to the tolerance; a leap over 0 is recognised by a bracket that can't get narrower. */
function closeBracket(
  value: (point: number) => number,
  left: number,
  right: number,
  search: RootSearch,
): Omit<CurveRoot, 'curve'> {
  const rising = value(left) < 0;
  let [a, b] = [left, right];
  let [atA, atB] = [value(a), value(b)];
  let [c, atC] = [a, atA];
  let width = b - a;
  let before = width;
  for (let step = 0; step < 200; step++) {
    if (atB < 0 === atC < 0) {
      c = a;
      atC = atA;
      width = b - a;
      before = width;
    }
    if (Math.abs(atC) < Math.abs(atB)) {
      [a, b, c] = [b, c, b];
      [atA, atB, atC] = [atB, atC, atB];
    }
    if (Math.abs(atB) <= search.tolerance) return { at: b, gap: atB, rising, jump: false };
    const half = (c - b) / 2;
    const least = 2 * Number.EPSILON * Math.max(Math.abs(b), 1);
    if (Math.abs(half) <= least) {
      const isFar = Math.abs(b - search.centre) >= Math.abs(c - search.centre);
      return { at: isFar ? b : c, gap: isFar ? atB : atC, rising, jump: true };
    }
    if (Math.abs(before) >= least && Math.abs(atA) > Math.abs(atB)) {
      const ratio = atB / atA;
      let p: number;
      let q: number;
      if (a === c) {
        p = 2 * half * ratio;
        q = 1 - ratio;
      } else {
        const r = atB / atC;
        const s = atA / atC;
        p = ratio * (2 * half * s * (s - r) - (b - a) * (r - 1));
        q = (s - 1) * (r - 1) * (ratio - 1);
      }
      if (p > 0) q = -q;
      p = Math.abs(p);
      if (2 * p < Math.min(3 * half * q - Math.abs(least * q), Math.abs(before * q))) {
        before = width;
        width = p / q;
      } else {
        width = half;
        before = half;
      }
    } else {
      width = half;
      before = half;
    }
    a = b;
    atA = atB;
    b += Math.abs(width) > least ? width : Math.sign(half) * least;
    atB = value(b);
  }
  return { at: b, gap: atB, rising, jump: Math.abs(atB) > search.tolerance };
}
