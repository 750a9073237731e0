// When a compared line agrees: one rule for the window, the command line and what is kept.
// May import nothing but the case's own types.
import type { ReconcileLine } from './reconcile-case.ts';

/**
 * Difference that agreement allows, relative to the larger of 1 and |published|. Venues round inside before they print: Deribit's
 * margins to 1e-8 of a coin, which is the coarsest of those compared. An amount below 1 may differ by 1e-8, a million by a cent.
 */
export const agreementTolerance = 1e-8;

/**
 * True when the absolute difference is within what the rounding of printed inputs explains or, where that is less, within the
 * tolerance. Inputs (`given`) agree with themselves: whoever counts leaves them out. A difference that is no number disagrees.
 */
export function lineAgrees(
  line: Pick<ReconcileLine, 'published' | 'computed' | 'roundingAllowance' | 'given'>,
): boolean {
  if (line.given) return true;
  const allowed = Math.max(
    line.roundingAllowance,
    agreementTolerance * Math.max(1, Math.abs(line.published)),
  );
  return Math.abs(line.computed - line.published) <= allowed;
}
