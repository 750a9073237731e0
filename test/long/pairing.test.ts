// Strategy-based margin's pairing against a naive search, on as many portfolios as it was judged by; and large books against their own bound.
import { expect, it } from 'vitest';
import { regTEntry } from '../margin/reg-t/books.ts';
import { largeBook } from '../margin/reg-t/large-books.ts';
import { differences } from '../margin/reg-t/random-legs.ts';

it('equals a naive search over 2,000 random portfolios of up to eight legs', () => {
  expect(differences(0, 2000)).toEqual([]);
});

it.each([
  { options: 60, days: 3, most: 20, shares: 0 },
  { options: 150, days: 5, most: 1000, shares: 20_000 },
  { options: 299, days: 10, most: 1000, shares: 50_000 },
  { options: 299, days: 3, most: 50, shares: -5000 },
  { options: 299, days: 1, most: 1000, shares: 100_000 },
])('pairs $options options of $days expiries within a tenth of a percent of the bound', (size) => {
  const entry = regTEntry(largeBook(size));
  for (const { level, isExact, requirement, lowerBound } of entry.pairings!) {
    const distance = Number(requirement) / Number(lowerBound) - 1;
    process.stdout.write(
      `${size.options} options, ${size.days} expiries, ${level}: ${requirement}, ${isExact ? 'exact' : `at most ${(100 * distance).toFixed(4)} % above the least`}\n`,
    );
    expect(distance).toBeLessThan(0.001);
  }
});
