// Money of an account by currency, as ratio models count it: what is there, what is owed, what positions have made.
// May import the domain and margin/blocks.
import { sumDecimals, toFloat } from '../../../domain/decimal.ts';
import type { RequirementInput } from '../../rulebook.ts';
import { equityByCurrency } from '../equity.ts';

/** In the currency's own units. cash + collateral + unrealisedProfit is the net amount: what is owed is off the cash already. */
export interface Money {
  currency: string;
  cash: number;
  collateral: number;
  unrealisedProfit: number;
  /** What is owed: loans stated as such, and cash below 0. At least 0. */
  loans: number;
  /** The part of it that is cash below 0, which cash of the same currency pays off. */
  overdrawn: number;
}

/** By currency, in code-point order; currencies with nothing at all are left out. */
export function moneyByCurrency(input: Pick<RequirementInput, 'portfolio' | 'values'>): Money[] {
  const { balances } = input.portfolio;
  return [...equityByCurrency(input)]
    .map(([currency, { cash, collateral, unrealisedProfit }]): Money => {
      const of = (kind: 'cash' | 'loan'): number =>
        toFloat(
          sumDecimals(
            balances.filter((row) => row.currency === currency && row.kind === kind).map((row) => row.amount),
          ),
        );
      const overdrawn = Math.max(0, -of('cash'));
      return {
        currency,
        cash,
        collateral,
        unrealisedProfit,
        loans: Math.max(0, of('loan')) + overdrawn,
        overdrawn,
      };
    })
    .filter((money) => netAmount(money) !== 0 || money.loans !== 0 || money.unrealisedProfit !== 0);
}

/** What is there less what is owed. */
export const netAmount = ({ cash, collateral, unrealisedProfit }: Money): number =>
  cash + collateral + unrealisedProfit;
