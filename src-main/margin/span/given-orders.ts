// What a clearing broker states for open orders. May import the domain.
import type { GivenRequirement } from '../../domain/account.ts';
import { sumDecimals, toFloat } from '../../domain/decimal.ts';

/** Sum of the rows of one currency; null where there is none. */
export function givenOpenOrders(given: readonly GivenRequirement[], currency: string): number | null {
  const rows = given.filter((row) => row.component === 'openOrders' && row.currency === currency);
  return rows.length === 0 ? null : toFloat(sumDecimals(rows.map(({ amount }) => amount)));
}
