// What one requirement of portfolio margin is made from, once a rulebook has cut the account into netting sets.
// May import the domain, the rulebook interface and margin/blocks.
import type { OpenOrder } from '../../../domain/portfolio.ts';
import type { ValuedHolding } from '../../rulebook.ts';
import type { ShockedEquity, UnitContext } from './risk-unit.ts';

/** A haircut on collateral that is added to the initial margin. */
export interface HaircutCharge {
  currency: string;
  /** Value counted, in the set's currency. */
  value: number;
  /** Fraction of it. */
  haircut: number;
  /** True when a venue's number confirms the fraction. */
  confirmed: boolean;
}

export interface NettingSetInput {
  context: UnitContext;
  rulebook: string;
  nettingSet: string;
  holdings: readonly ValuedHolding[];
  orders: readonly OpenOrder[];
  /** Amounts the venue states, in the set's currency; null where it states none. */
  given: { openOrders: number | null; marketMakerProtection: number | null; spot: number | null };
  equityParts: Record<string, number>;
  totalEquity: number;
  equityBasis: string;
  shocked: ReadonlyMap<string, ShockedEquity>;
  haircuts: readonly HaircutCharge[];
  /** Charge on a unit of deposit in the set's currency. */
  depositCharge: number;
  /** Collects what was assumed; sorted into the entry. */
  assumptions: Set<string>;
  /** Sentences about the parameter sets the entry rests on. */
  parameterDoubts: readonly string[];
}
