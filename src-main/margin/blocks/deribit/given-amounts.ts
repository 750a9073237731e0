// Amounts that the venue states: read from the portfolio, counted in the currency of the requirement.
// May import the domain only.

import type { GivenRequirement } from '../../../domain/account.ts';
import { sumDecimals, toFloat } from '../../../domain/decimal.ts';

/** Sum per component of the rows in one currency, exact; null where there is none. */
export function givenAmounts(
  given: readonly GivenRequirement[],
  currency: string,
): { openOrders: number | null; marketMakerProtection: number | null; spot: number | null } {
  const of = (component: GivenRequirement['component']): number | null => {
    const rows = given.filter((row) => row.component === component && row.currency === currency);
    return rows.length === 0 ? null : toFloat(sumDecimals(rows.map((row) => row.amount)));
  };
  return {
    openOrders: of('openOrders'),
    marketMakerProtection: of('marketMakerProtection'),
    spot: of('spot'),
  };
}
