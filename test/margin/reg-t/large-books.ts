// Large books of options on one underlying, seeded.
import type { OptionWords, RegTWords } from './books.ts';
import { seeded } from './random-legs.ts';

const days = ['05-19', '06-16', '07-21', '08-18', '09-15', '10-20', '11-17', '12-15'].map(
  (day) => `2023-${day}`,
);
days.push('2024-01-19', '2024-06-21');
const SPOT = 401.23;

/** Options of random strikes about the price, bought and sold, `most` contracts of each at most. */
export function largeBook(size: { options: number; days: number; most: number; shares: number }): RegTWords {
  const next = seeded(size.options * 7 + size.days * 13 + size.most);
  const options = new Map<string, OptionWords>();
  const strikes = Math.ceil((size.options / size.days / 2) * 1.3);
  while (options.size < size.options) {
    const right = next() < 0.5 ? 'call' : 'put';
    const strike = 400 + Math.floor((next() - 0.5) * strikes) * 2;
    const day = days[Math.floor(next() * size.days)]!;
    const inside = Math.max(0, right === 'call' ? SPOT - strike : strike - SPOT);
    options.set(`${right} ${strike} ${day}`, {
      ...{ root: 'SPY', right, strike, day },
      price: Math.round((inside + 5 * next() + 1) * 100) / 100,
      contracts: (1 + Math.floor(next() * size.most)) * (next() < 0.5 ? -1 : 1),
    });
  }
  return {
    prices: { SPY: SPOT },
    options: [...options.values()],
    shares: size.shares === 0 ? {} : { SPY: size.shares },
    detail: 'headline',
  };
}
