// Reconciliation: a venue's own answer beside the same portfolio computed here. The venue's printed results are never inputs.
import type { MarginEntry } from '../../domain/margin-result.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { EffectiveParameters } from '../../domain/parameters.ts';
import type { Portfolio } from '../../domain/portfolio.ts';
import type { AccountValues } from '../../margin/rulebook.ts';

/** One compared quantity. `quantity` is the JSON path in the venue's answer. */
export interface ReconcileLine {
  quantity: string;
  published: number;
  computed: number;
  absoluteDifference: number;
  /** Relative to the larger of 1 and |published|. */
  relativeDifference: number;
  /** True when the amount is an input (open orders, protection, spot): shown, not counted. */
  given: boolean;
  /** What the rounding of the printed inputs can explain, in the unit of the quantity; 0 when the inputs are exact. */
  roundingAllowance: number;
}

/** A line and what is said of it. */
export interface ReconciledLine extends ReconcileLine {
  /** See agreement-rule.ts. */
  agrees: boolean;
}

/** One case of a document, computed and compared. */
export interface ReconciledCase {
  id: string;
  rulebook: string;
  /** The instant that the answer is of: the valuation time of its case. */
  asOf: string;
  /** Ids of the parameter sets that it was computed with. */
  sets: string[];
  lines: ReconciledLine[];
  notes: string[];
  forTests: boolean;
  /** What the computed entries say no venue number confirms: what this answer, where it agrees, does confirm. */
  restsOn: string[];
}

export interface ReconcileAnswer {
  rulebook: string;
  cases: ReconciledCase[];
  excluded: { id: string; reason: string }[];
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
}

/** A recognised answer, ready to be valued by the engine with `rulebook` and then compared. */
export interface ReconcileCase {
  id: string;
  rulebook: string;
  portfolio: Portfolio;
  market: MarketSnapshot;
  parameters: EffectiveParameters;
  notes: string[];
  /**
   * Names of the fields that hold what the whole margin comes to, by which a compared line's path ends: an answer that prints all of them, and agrees, confirms
   * what the entries rest on; one that prints only parts confirms these parts and no sentence.
   */
  margins: readonly string[];
  /** True where it rests on constants of a published test suite, for tests and not for use: it can be compared, never kept as evidence. */
  forTests?: boolean;
  /** Called with the engine's own entries and values of the case's single account. */
  compare(entries: readonly MarginEntry[], values: AccountValues): ReconcileLine[];
}
