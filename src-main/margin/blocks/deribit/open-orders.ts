// Open orders: the venue publishes no formula. Margrave's own rule, unconfirmed: the worse side of each underlying fills.
// May import the domain, the rulebook interface and margin/blocks.
import { sumDecimals, toFloat } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import type { OpenOrder } from '../../../domain/portfolio.ts';
import type { AccountValues } from '../../rulebook.ts';
import type { GeneralParameters } from './grid-parameters.ts';
import { type RiskMatrix, riskMatrix } from './risk-matrix.ts';
import { type RiskUnit, riskGroupOf } from './risk-unit.ts';

/** What the orders of one underlying add to the risk-matrix margin, in the set's currency; each side at least 0. */
export interface OrderIncrement {
  underlying: string;
  buys: number;
  sells: number;
  /** Whether there are orders on the side that could fill. */
  hasBuys: boolean;
  hasSells: boolean;
  /** The larger side. */
  amount: number;
}

/**
 * Increase of the risk matrix when all buys, or all sells, of an underlying fill at their current values, other underlyings as they are.
 * Reduce-only orders can't raise the position and are left out. Empty under the rule `none`.
 */
export function orderIncrements(
  values: AccountValues,
  general: GeneralParameters,
  units: readonly RiskUnit[],
  held: RiskMatrix,
  orders: readonly OpenOrder[],
  instruments: ReadonlyMap<string, Instrument>,
): OrderIncrement[] {
  if (general.openOrdersRule === 'none') return [];
  return units.flatMap((unit) => {
    const own = orders.filter(
      (order) => !order.reduceOnly && instruments.get(order.instrument)?.underlying === unit.underlying,
    );
    if (own.length === 0) return [];
    const side = (wanted: OpenOrder['side']): number => {
      const added = filled(
        values,
        own.filter((order) => order.side === wanted),
        instruments,
      );
      return added.size === 0
        ? 0
        : Math.max(0, riskMatrix(values, general, units, added).amount - held.amount);
    };
    const buys = side('buy');
    const sells = side('sell');
    const has = (wanted: OpenOrder['side']): boolean => own.some((order) => order.side === wanted);
    return [
      {
        underlying: unit.underlying,
        buys,
        sells,
        hasBuys: has('buy'),
        hasSells: has('sell'),
        amount: Math.max(buys, sells),
      },
    ];
  });
}

/** Signed quantity by row, summed exactly. */
function filled(
  values: AccountValues,
  orders: readonly OpenOrder[],
  instruments: ReadonlyMap<string, Instrument>,
): Map<number, { quantity: number; group: string }> {
  const added = new Map<number, { quantity: number; group: string }>();
  for (const id of new Set(orders.map((order) => order.instrument))) {
    const row = values.rowOf(id);
    const instrument = instruments.get(id);
    if (row === undefined || instrument === undefined) continue;
    const own = orders.filter((order) => order.instrument === id);
    const total = toFloat(sumDecimals(own.map((order) => order.quantity)));
    added.set(row, {
      quantity: own[0]?.side === 'sell' ? -total : total,
      group: riskGroupOf(instrument),
    });
  }
  return new Map([...added].sort(([a], [b]) => a - b));
}
