// Equity of an account on a basis, by parts and currency: cash, collateral, unrealised profit of futures, value of options.
// May import the domain and the rulebook interface.
import { sumDecimals, toFloat } from '../../domain/decimal.ts';
import type { AccountValues, RequirementInput, ValuedHolding } from '../rulebook.ts';

/** Amounts in one currency. Signed: a short option's value is negative. Loans are taken off the cash. */
export interface EquityParts {
  cash: number;
  collateral: number;
  unrealisedProfit: number;
  optionValue: number;
}

/** Parts of equity by currency: of balances as they stand, of holdings in their settlement currency. Keys in code-point order. */
export function equityByCurrency(
  input: Pick<RequirementInput, 'portfolio' | 'values'>,
): Map<string, EquityParts> {
  const parts = new Map<string, EquityParts>();
  const of = (currency: string): EquityParts => {
    const known = parts.get(currency);
    if (known) return known;
    const fresh = { cash: 0, collateral: 0, unrealisedProfit: 0, optionValue: 0 };
    parts.set(currency, fresh);
    return fresh;
  };
  const balances = input.portfolio.balances;
  for (const currency of new Set(balances.map((balance) => balance.currency))) {
    for (const kind of ['cash', 'collateral'] as const) {
      const amounts = balances.filter((b) => b.currency === currency && b.kind === kind).map((b) => b.amount);
      of(currency)[kind] = toFloat(sumDecimals(amounts));
    }
    const owed = balances.filter((b) => b.currency === currency && b.kind === 'loan').map((b) => b.amount);
    if (owed.length > 0) of(currency).cash -= toFloat(sumDecimals(owed));
  }
  for (const holding of input.values.holdings) {
    const own = of(holding.instrument.settlementCurrency);
    if (holding.instrument.kind === 'option') {
      own.optionValue += holding.quantity * unitOptionValue(input.values, holding);
    } else {
      own.unrealisedProfit += unrealisedProfit(input.values, holding);
    }
  }
  return new Map([...parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Value of one unit of an option in its settlement currency: the venue's mark when the snapshot has one, else the model's value. */
export function unitOptionValue(
  values: AccountValues,
  holding: Pick<ValuedHolding, 'row' | 'instrument'>,
): number {
  const mark = values.mark(holding.row);
  return mark === null ? values.measures(holding.row).value : mark * Number(holding.instrument.multiplier);
}

/** Price of a future or perpetual that margins are taken on: its mark when the snapshot has one, else the price it is valued at. */
export function futurePrice(values: AccountValues, row: number): number {
  return values.mark(row) ?? values.columns.forward[row] ?? Number.NaN;
}

/** Profit of a future since its settled prices, in the settlement currency; 0 when all of it is in cash. */
export function unrealisedProfit(values: AccountValues, holding: ValuedHolding): number {
  if (holding.cost === null) return 0;
  const price = futurePrice(values, holding.row);
  const atMark =
    holding.instrument.payoff === 'inverse'
      ? -holding.unsettledQuantity / price
      : holding.unsettledQuantity * Number(holding.instrument.multiplier) * price;
  return atMark - holding.cost;
}
