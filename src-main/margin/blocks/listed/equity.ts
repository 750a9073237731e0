// Equity of an account of listed instruments: cash, shares at the market, premium-style options, profit of futures.
// May import the domain, the rulebook interface and margin/blocks.
import { sumDecimals, toFloat } from '../../../domain/decimal.ts';
import type { RequirementInput, ValuedHolding } from '../../rulebook.ts';
import { futurePrice, unitOptionValue, unrealisedProfit } from '../equity.ts';
import { rateBetween } from '../quote-rate.ts';

/**
 * Amounts in one currency, signed. Loans are taken off the cash.
 * - `shareValue`: shares and funds at the market, long positive, short negative. They were paid for (or their proceeds are in cash), so the whole value
 *   counts, whether a position has a settled price or not.
 * - `optionValue`: options whose premium was paid at once, long positive, short negative. An option whose premium is paid day by day has none.
 * - `unrealisedProfit`: of futures, and of options paid day by day, since their settled prices; 0 where a position has none: all of its profit is in cash.
 */
export interface ListedEquity {
  cash: number;
  collateral: number;
  shareValue: number;
  optionValue: number;
  unrealisedProfit: number;
}

type EquityInput = Pick<RequirementInput, 'portfolio' | 'values'>;

const nothing = (): ListedEquity => ({
  cash: 0,
  collateral: 0,
  shareValue: 0,
  optionValue: 0,
  unrealisedProfit: 0,
});

/** Parts by currency: of balances as they stand, of holdings in their settlement currency. Keys in code-point order. */
export function listedEquityByCurrency({ portfolio, values }: EquityInput): Map<string, ListedEquity> {
  const parts = new Map<string, ListedEquity>();
  const of = (currency: string): ListedEquity => {
    const own = parts.get(currency) ?? nothing();
    parts.set(currency, own);
    return own;
  };
  for (const [currency, rows] of Map.groupBy(portfolio.balances, (row) => row.currency)) {
    const sum = (kind: 'cash' | 'collateral' | 'loan'): number =>
      toFloat(sumDecimals(rows.filter((row) => row.kind === kind).map((row) => row.amount)));
    const own = of(currency);
    own.cash += sum('cash') - sum('loan');
    own.collateral += sum('collateral');
  }
  for (const holding of values.holdings) {
    const own = of(holding.instrument.settlementCurrency);
    const [part, amount] = heldPart(values, holding);
    own[part] += amount;
  }
  return new Map([...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Parts in one currency: what is held in others counts at the snapshot's rate, and what is taken for granted of the rates is told to `assume`.
 * Throws `incomplete` naming the rate when nothing leads there.
 */
export function listedEquityIn(
  input: EquityInput & Pick<RequirementInput, 'market'>,
  currency: string,
  assume: (sentence: string) => void,
): ListedEquity {
  const total = nothing();
  for (const [own, parts] of listedEquityByCurrency(input)) {
    const rate = own === currency ? 1 : foreignRate(input, own, parts, currency, assume);
    for (const name of Object.keys(total) as (keyof ListedEquity)[]) total[name] += parts[name] * rate;
  }
  return total;
}

/** The money of all parts together: net liquidating value. Summed in the order of the parts. */
export const netLiquidatingValue = (parts: ListedEquity): number =>
  Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);

/** Value of one share, future or option at the market, in its settlement currency and per unit of quantity. A future's is its price: it is no equity. */
export function unitMarketValue(
  values: EquityInput['values'],
  holding: Pick<ValuedHolding, 'row' | 'instrument'>,
): number {
  if (holding.instrument.kind === 'option') return unitOptionValue(values, holding);
  return futurePrice(values, holding.row) * Number(holding.instrument.multiplier);
}

/** Whether a position's value is money of the account: shares, and options paid at once. Futures' and day-by-day options' value isn't. */
export const hasMarketValue = ({ kind, premium }: ValuedHolding['instrument']): boolean =>
  kind === 'spot' || (kind === 'option' && premium !== 'daily');

function heldPart(values: EquityInput['values'], holding: ValuedHolding): [keyof ListedEquity, number] {
  const { instrument, quantity, cost, unsettledQuantity } = holding;
  if (instrument.kind === 'spot') return ['shareValue', quantity * unitMarketValue(values, holding)];
  if (instrument.kind !== 'option') return ['unrealisedProfit', unrealisedProfit(values, holding)];
  const value = unitMarketValue(values, holding);
  if (hasMarketValue(instrument)) return ['optionValue', quantity * value];
  return ['unrealisedProfit', cost === null ? 0 : unsettledQuantity * value - cost];
}

function foreignRate(
  { market }: Pick<RequirementInput, 'market'>,
  from: string,
  parts: ListedEquity,
  to: string,
  assume: (sentence: string) => void,
): number {
  if (Object.values(parts).every((part) => part === 0)) return 0;
  assume(
    `The account asks for ${to}: what it has in ${from} is counted at the snapshot’s rate, without a haircut.`,
  );
  return rateBetween(market, from, to, assume);
}
