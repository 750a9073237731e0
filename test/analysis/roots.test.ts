import { expect, test } from 'vitest';
import { findRoots, type RootSearch } from '../../src-main/analysis/roots.ts';

const search: RootSearch = {
  from: -1,
  to: 1,
  cells: 1_000,
  seeds: [-0.5, 0.5],
  finest: () => 0.002,
  tolerance: 1e-9,
  centre: 0,
};
const rootsOf = (curve: (at: number) => number, words: Partial<RootSearch> = {}) =>
  findRoots((at) => Float64Array.of(curve(at)), { ...search, ...words }).roots;

test('finds every zero of a curve that turns often, and which way it goes', () => {
  const roots = rootsOf((at) => Math.sin(20 * at + 1));
  const exact = Array.from({ length: 13 }, (_, k) => ((k - 6) * Math.PI - 1) / 20).filter(
    (at) => at > -1 && at < 1,
  );
  expect(roots.map(({ at }) => at)).toHaveLength(exact.length);
  roots.forEach(({ at, gap, rising, jump }, k) => {
    expect(at).toBeCloseTo(exact[k]!, 9);
    expect(Math.abs(gap)).toBeLessThanOrEqual(1e-9);
    expect(rising).toBe(Math.cos(20 * exact[k]! + 1) > 0);
    expect(jump).toBe(false);
  });
});

test('two crossings within one cell of the grid, at a smooth turn and at a kink', () => {
  for (const curve of [
    (at: number) => (at - 0.30071) ** 2 - 2.5e-8,
    (at: number) => Math.abs(at - 0.30071) - 1e-4,
    (at: number) => 1e-4 - Math.abs(at + 0.71234),
  ]) {
    const roots = rootsOf(curve);
    expect(roots).toHaveLength(2);
    expect(roots[0]!.rising).toBe(!roots[1]!.rising);
    for (const { at } of roots) expect(Math.abs(curve(at))).toBeLessThanOrEqual(1e-9);
  }
  expect(rootsOf((at) => (at - 0.30071) ** 2 + 1e-6)).toEqual([]);
});

test('a leap over zero is a jump, reported on its far side from where one stands', () => {
  const [root, ...others] = rootsOf((at) => (at < 0.4 ? 1 : -2));
  expect(others).toEqual([]);
  expect(root).toMatchObject({ gap: -2, rising: false, jump: true });
  expect(root!.at).toBeCloseTo(0.4, 12);
  expect(rootsOf((at) => (at < -0.4 ? -2 : 1))[0]).toMatchObject({ gap: -2, rising: true, jump: true });
});

test('curves are searched together and kept apart; a curve without a zero costs little', () => {
  let evaluated = 0;
  const { roots, points } = findRoots((at) => {
    evaluated++;
    return Float64Array.of(at - 0.25, at + 0.75, 5 + at);
  }, search);
  expect(roots.map(({ curve }) => curve)).toEqual([0, 1]);
  expect(roots[0]!.at).toBeCloseTo(0.25, 12);
  expect(evaluated).toBe(points.length);
  expect(evaluated).toBeLessThan(100);
});

test('a zero at a grid point is one root', () => {
  expect(rootsOf((at) => at - 0.5)).toHaveLength(1);
  expect(rootsOf((at) => at)).toMatchObject([{ at: 0, gap: 0 }]);
});
