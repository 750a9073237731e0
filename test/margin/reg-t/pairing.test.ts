// The pairing of legs: least by an independent search, the same for every way of writing a book down.
import { describe, expect, it } from 'vitest';
import { optionOf, regTEntry } from './books.ts';
import { largeBook } from './large-books.ts';
import { differences } from './random-legs.ts';

describe('the pairing of least requirement', () => {
  it('equals a naive search over 150 random portfolios of up to eight legs', () => {
    expect(differences(0, 150)).toEqual([]);
  });
});

describe('a book of forty legs', () => {
  const book = largeBook({ options: 40, days: 2, most: 9, shares: 2550 });
  const [initial, maintenance] = [regTEntry(book), regTEntry({ ...book, detail: 'levels' })];

  it('is paired exactly, takes every contract once, and has a bound equal to what it asks', () => {
    for (const { isExact, requirement, lowerBound } of initial.pairings!) {
      expect(isExact).toBe(true);
      expect(lowerBound).toBe(requirement);
    }
    for (const level of ['initial', 'maintenance']) {
      const taken = new Map<string, number>();
      for (const { legs } of initial.strategies!.filter((formed) => formed.level === level)) {
        for (const { instrument, quantity } of legs) {
          taken.set(instrument, (taken.get(instrument) ?? 0) + Number(quantity));
        }
      }
      expect(taken.get('us:SPY')).toBe(2550);
      for (const words of book.options!) expect(taken.get(optionOf(words).id)).toBe(words.contracts);
    }
  });

  it('is the same to the bit however it is written down', () => {
    const turned = regTEntry({ ...book, options: book.options!.toReversed() });
    expect(JSON.stringify(turned)).toBe(JSON.stringify(initial));
    expect(maintenance.maintenanceMargin).toBe(initial.maintenanceMargin);
  });
});

it('pairs anew in parts what is too large to be searched whole', () => {
  // With this work 80 legs are not searched: rounding their relaxation alone came to 725,446.8 over a bound of 725,288.8.
  const book = largeBook({ options: 80, days: 2, most: 9, shares: 0 });
  const entry = regTEntry({ ...book, replaced: { 'pairing.work': '40' } });
  expect(entry.pairings!.map(({ isExact }) => isExact)).toEqual([false, false]);
  expect(Number(entry.maintenanceMargin)).toBeLessThan(725_420);
  expect(Number(entry.maintenanceMargin)).toBeGreaterThanOrEqual(725_288.8);
});

it('pairs expiry by expiry where the work ends far from the bound', () => {
  const book = largeBook({ options: 80, days: 2, most: 9, shares: 0 });
  const { maintenanceMargin } = regTEntry({ ...book, replaced: { 'pairing.work': '0.5' } });
  // The whole search came to 868,926 with this work; 725,407.8 with eight times of it.
  expect(Number(maintenanceMargin)).toBeLessThan(755_000);
});
