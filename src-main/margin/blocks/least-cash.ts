// The least cash that lifts an account by an amount, when each further unit of cash lifts it by less or more than itself.
// May import the domain.
import { MargraveError } from '../../domain/errors.ts';

/** Cash up to `length` more lifts the account by `gain` for each unit. */
export type CashSlice = readonly [length: number, gain: number];

/**
 * Least cash that lifts the account by `needed`, taken through the slices in their order; 0 when nothing is needed. Exact, as the gain is constant in
 * each slice. Throws `invalid-input` naming the currency when the slices end before, or gain nothing without end.
 */
export function leastCash(needed: number, slices: readonly CashSlice[], currency: string): number {
  if (needed <= 0) return 0;
  let left = needed;
  let cash = 0;
  for (const [length, gain] of slices) {
    if (length <= 0) continue;
    const reach = gain === 0 ? 0 : length * gain;
    if (left <= reach) return cash + left / gain;
    cash += length;
    left -= reach;
  }
  throw new MargraveError(
    'invalid-input',
    `The last collateral rate of ${currency} is 0: no deposit would lift the account to its levels. Correct the parameters of ${currency}.`,
    { currency },
  );
}

/** The slices with `extra` more gain on the first `length` of cash. */
export function withExtraGain(
  slices: readonly CashSlice[],
  length: number,
  extra: number,
): readonly CashSlice[] {
  let left = length;
  return slices.flatMap(([own, gain]): CashSlice[] => {
    const first = Math.min(own, Math.max(0, left));
    left -= own;
    if (first <= 0) return [[own, gain]];
    return [
      [first, gain + extra],
      [own - first, gain],
    ];
  });
}
