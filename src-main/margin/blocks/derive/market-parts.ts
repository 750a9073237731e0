// The parts of one market of an account, as Derive's managers see it.
// May import the rulebook interface.
import type { ValuedHolding } from '../../rulebook.ts';

/** An asset that backs a market. Negative amounts are owed. */
export interface CollateralPart {
  asset: string;
  amount: number;
  /** USD per unit. */
  price: number;
  /** amount · price / stable, in USDC. */
  value: number;
  /** Of the asset's own oracle. */
  confidence: number;
}

export interface PerpetualPart {
  holding: ValuedHolding;
  /** Signed, units of the underlying. */
  amount: number;
  /** USD. */
  price: number;
  confidence: number;
  /** Profit that isn't in the cash yet, USDC. */
  unrealised: number;
}

export interface OptionPart {
  holding: ValuedHolding;
  /** Signed, units of the underlying. */
  amount: number;
}

/** Calls and puts of one strike, netted, units of the underlying. */
export interface StrikeAmounts {
  strike: number;
  call: number;
  put: number;
}

/** Options of one price index and expiry. */
export interface ExpiryPart {
  priceIndex: string;
  expiry: string;
  /** Row of any of its options: `columns.bucket[row]` is the expiry's bucket. */
  row: number;
  /** Years. */
  time: number;
  /** USD; fixed + variable. */
  forward: number;
  fixed: number;
  variable: number;
  /** Continuously compounded, per year. */
  rate: number;
  confidences: { forward: number; rate: number; volatility: number };
  /** In the order of instrument ids. */
  options: OptionPart[];
  /** Ascending. */
  strikes: StrikeAmounts[];
}

export interface MarketAccount {
  /** The underlying: `ETH`. */
  market: string;
  /** USD per coin. */
  spot: number;
  spotConfidence: number;
  /** USD per USDC. */
  stable: number;
  /** USDC of its own or allocated; negative is owed. */
  cash: number;
  /** By asset, code-point order. */
  collaterals: CollateralPart[];
  /** In the order of instrument ids. */
  perpetuals: PerpetualPart[];
  /** By expiry, then price index. */
  expiries: ExpiryPart[];
}

/** What markets share before it is allocated. */
export interface SharedMoney {
  /** USDC. */
  cash: number;
  collaterals: CollateralPart[];
}

export interface AccountMarkets {
  /** By underlying, code-point order; at least one. */
  markets: MarketAccount[];
  shared: SharedMoney;
}

/** Takes a sentence about what was assumed. */
export type Assume = (sentence: string) => void;
