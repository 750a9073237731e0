import type { DecimalText } from './decimal.ts';

/** Whose money it is (conventions 3). */
export type Segregation = 'house' | 'client-omnibus-gross' | 'client-omnibus-net' | 'individually-segregated';

/** A node of the reporting tree. It only sums what is below it. */
export interface ReportingGroup {
  id: string;
  name: string;
  /** The group above, or null at the top. */
  parent: string | null;
}

/** A margin account: the netting boundary = legal entity × venue or clearing broker × segregation × margin model. */
export interface Account {
  /** Short key that files use: `prime-a`. */
  id: string;
  name: string;
  legalEntity: string;
  venue: string;
  segregation: Segregation;
  /** Rulebook id under which the venue margins this account: `deribit-pm`. */
  marginModel: string;
  /** The reporting group it hangs under, or null. */
  group: string | null;
  /** Currency in which totals over several currencies are shown: `USD`. */
  reportingCurrency: string;
}

/** Cash, collateral or a loan of one account in one currency or asset. Negative balances are kept as they are. */
export interface Balance {
  account: string;
  /** `cash`: settled money. `collateral`: an asset pledged, worth its market value less the rulebook's haircut. `loan`: what is owed, positive. */
  kind: 'cash' | 'collateral' | 'loan';
  currency: string;
  amount: DecimalText;
}

/** An amount the venue states and Margrave takes as it is: it can't be derived from the book (market-maker protection, spot reserve). */
export interface GivenRequirement {
  account: string;
  currency: string;
  component: 'openOrders' | 'marketMakerProtection' | 'spot';
  /** Requirement, positive, in `currency`. */
  amount: DecimalText;
  source: string;
}
