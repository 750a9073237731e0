// A portfolio as it crosses to the engine: netted, as columns. May import types of the domain.
import type { Account, Balance, GivenRequirement, ReportingGroup } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { OpenOrder } from '../domain/portfolio.ts';

/** A portfolio with its positions netted to holdings, as columns: row i of every array is one holding, ordered by account then instrument. */
export interface PackedPortfolio {
  groups: ReportingGroup[];
  accounts: Account[];
  instruments: Instrument[];
  orders: OpenOrder[];
  balances: Balance[];
  given: GivenRequirement[];
  /** Index into `accounts`. */
  holdingAccount: Int32Array;
  /** Index into `instruments`. */
  holdingInstrument: Int32Array;
  holdingQuantity: Float64Array;
  /** NaN when there is none. */
  holdingCost: Float64Array;
  holdingUnsettled: Float64Array;
}
