import type { DecimalText } from './decimal.ts';

/**
 * What a limit is held against: `usage` = initial margin / equity (a fraction), `deposit` = deposit needed in the account's reporting
 * currency, `delta` in units of an underlying, `vega` in quote currency per volatility point.
 */
export type LimitMeasure = 'usage' | 'deposit' | 'delta' | 'vega';

/** Time to expiry of a vega limit: `all`, `7` (up to 7 days), `30` (over 7, up to 30), `90`, `365`, `later`; empty for other measures. */
export type ExpiryBucket = '' | 'all' | '7' | '30' | '90' | '365' | 'later';

/** A desk's own limit on an account. Both levels are positive and held against the size of the figure, whatever its sign. */
export interface MarginLimit {
  account: string;
  measure: LimitMeasure;
  /** Underlying of a delta or vega limit; empty otherwise. */
  underlying: string;
  bucket: ExpiryBucket;
  /** Warned from here on. */
  warning: DecimalText;
  /** Broken beyond here. */
  limit: DecimalText;
}
