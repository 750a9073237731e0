import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDecimals, roundDecimal, subtractDecimals } from '../../../src-renderer/format/decimal.ts';
import { tiedParts } from '../../../src-renderer/format/tied.ts';

const sum = (texts: readonly string[]): string => texts.reduce(addDecimals, '0');

it('three thirds of one make one in cents too', () => {
  const third = '0.333333333333333333333333';
  expect(tiedParts('0', '1', [third, third, '0', '0.333333333333333333333334'], 2)).toEqual([
    '0.34',
    '0.33',
    '0.00',
    '0.33',
  ]);
});

it('what is shown adds up to the rounded ends; each part is within a last digit of itself; nothing stays nothing', () => {
  const amount = fc
    .integer({ min: -9_999_999, max: 9_999_999 })
    .map((units) => roundDecimal((units / 100_000).toFixed(5), 5));
  fc.assert(
    fc.property(
      amount,
      fc.tuple(amount, amount, amount),
      fc.boolean(),
      fc.integer({ min: 0, max: 4 }),
      (from, [a, b, c], isZero, places) => {
        const parts = [a, b, isZero ? '0' : c, '0'];
        const to = addDecimals(from, sum(parts));
        const shown = tiedParts(from, to, parts, places);
        expect(
          subtractDecimals(
            sum(shown),
            subtractDecimals(roundDecimal(to, places), roundDecimal(from, places)),
          ),
        ).toBe('0');
        shown.forEach((part, index) => {
          // The ends are rounded too, which can take one digit more.
          expect(Math.abs(Number(subtractDecimals(part, parts[index]!)))).toBeLessThan(
            2 / 10 ** places + 1e-12,
          );
        });
        if (parts.some((part) => /[1-9]/.test(part))) expect(shown[3]).toMatch(/^0(\.0+)?$/);
      },
    ),
    { seed: 12, numRuns: 200 },
  );
});
