// Short options that no long option of the same strike and expiry covers.
// May import the files beside it.
import type { StrikeAmounts } from './market-parts.ts';

/**
 * Naked shorts of one strike of one expiry, in units of the underlying, ≥ 0: of two short legs their sum; else the short leg less the long one.
 */
export function nakedShorts({ call, put }: Pick<StrikeAmounts, 'call' | 'put'>): number {
  if (call < 0 && put < 0) return -call - put;
  return Math.max(-Math.min(call, put) - Math.max(call, put), 0);
}
