// The arithmetic that stands beside a strategy gives what the strategy asks: it is worked out here by another hand.
import { expect, it } from 'vitest';
import type { MarginEntry } from '../../../src-main/domain/margin-result.ts';
import { regTEntry } from './books.ts';
import { largeBook } from './large-books.ts';

/** What a formula in words of arithmetic comes to. */
function workedOut(formula: string): number {
  if (formula.startsWith('nothing')) return 0;
  const code = formula
    .replaceAll('−', '-')
    .replaceAll('×', '*')
    .replaceAll(' %', '/100')
    .replaceAll(/\b(max|min)\(/g, 'Math.$1(');
  expect(code.replaceAll(/Math\.(max|min)/g, '')).toMatch(/^[\d\s.,+*/()-]+$/);
  return Number(new Function(`return ${code}`)());
}

function wrong(entry: MarginEntry): string[] {
  return entry.strategies!.flatMap(({ strategy, level, formula, requirement }) =>
    Math.abs(workedOut(formula) - Number(requirement)) > 0.011 || /\d\.\d{5}/.test(formula)
      ? [`${strategy} ${level}: ${formula} is not ${requirement}`]
      : [],
  );
}

it('comes to the requirement of every strategy, without the noise of a float', () => {
  const kinds = new Set<string>();
  for (const book of [
    largeBook({ options: 40, days: 2, most: 9, shares: 2550 }),
    largeBook({ options: 30, days: 1, most: 3, shares: -850 }),
  ]) {
    const entry = regTEntry(book);
    expect(wrong(entry)).toEqual([]);
    for (const { strategy } of entry.strategies!) kinds.add(strategy);
  }
  expect(kinds.size).toBeGreaterThan(8);
});

it('reads as a collar is reckoned', () => {
  const entry = regTEntry({
    prices: { AAPL: 241.5 },
    shares: { AAPL: 800 },
    options: [
      { root: 'AAPL', right: 'put', strike: 230, contracts: 8, price: 4.18 },
      { root: 'AAPL', right: 'call', strike: 255, contracts: -8, price: 3.4 },
    ],
  });
  const collar = entry.strategies!.find(({ level }) => level === 'maintenance')!;
  expect(collar.formula).toBe('8 × 100 × (min(10 % × 230 + 11.5, 25 % × 255) + 0)');
});
