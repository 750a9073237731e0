import { type DecimalText, ExactDecimal } from './decimal.ts';

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

/** What doesn't hold together in a limit whose fields are each well formed, or null. */
export function limitTrouble(limit: MarginLimit): { field: keyof MarginLimit; reason: string } | null {
  const ofUnderlying = limit.measure === 'delta' || limit.measure === 'vega';
  if (ofUnderlying && limit.underlying.trim() === '')
    return { field: 'underlying', reason: 'name the underlying, such as BTC' };
  if (!ofUnderlying && limit.underlying !== '')
    return { field: 'underlying', reason: 'only limits on delta and vega have an underlying' };
  if (limit.measure === 'vega' && limit.bucket === '')
    return { field: 'bucket', reason: 'choose the time to expiry' };
  if (limit.measure !== 'vega' && limit.bucket !== '')
    return { field: 'bucket', reason: 'only limits on vega have a time to expiry' };
  const warning = new ExactDecimal(limit.warning);
  if (warning.isNegative() || warning.isZero())
    return { field: 'warning', reason: `the warning, ${limit.warning}, must be above 0` };
  if (warning.greaterThan(limit.limit))
    return { field: 'limit', reason: `the limit, ${limit.limit}, is below its warning, ${limit.warning}` };
  return null;
}
