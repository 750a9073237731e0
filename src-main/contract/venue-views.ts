// What calls about venues answer: one account under several rulebooks, and a venue's own answers beside Margrave's. May import domain types only.
import type { ComparedRulebook } from '../domain/compared-rulebook.ts';
import type { ExcludedRow, MappedRow } from '../domain/margin-result.ts';

/** One account under several rulebooks, on one market, in one reporting currency. */
export interface ComparisonAnswer {
  account: string;
  currency: string;
  market: { id: string; time: string; label: string };
  rows: ComparisonRow[];
  milliseconds: number;
}

/** All rows carried as another instrument, and all that can't be carried there, are counted; the first 500 of each are listed. */
export interface ComparisonRow extends Omit<ComparedRulebook, 'mapped' | 'excluded'> {
  mapped: { total: number; rows: MappedRow[] };
  excluded: { total: number; rows: ExcludedRow[] };
}

/** Venues' answers computed and compared; lives until the book closes or newer ones push it out. */
export interface ReconciliationView {
  reconciliation: string;
  files: string[];
  cases: ReconciliationCase[];
  excluded: { id: string; reason: string }[];
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
  /** Id of the record it was kept as, the first where it is of several rulebooks; null when it isn't kept as it was computed now. */
  kept: string | null;
  /** Why it can't be kept, as a sentence; null when it can. */
  unkeepable: string | null;
}

export interface ReconciliationCase {
  id: string;
  rulebook: string;
  asOf: string;
  /** Computed lines; `given` ones are inputs and don't count. */
  lines: number;
  given: number;
  /** Lines whose difference is beyond what agreement allows. */
  disagreeing: number;
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
  notes: string[];
}

export interface ReconciliationLine {
  case: string;
  quantity: string;
  published: number;
  computed: number;
  absoluteDifference: number;
  relativeDifference: number;
  given: boolean;
  roundingAllowance: number;
  agrees: boolean;
}

/** An agreement that was kept: the user's own evidence for a rulebook. */
export interface KeptReconciliation {
  id: string;
  rulebook: string;
  /** When it was kept and by whom; the answer's own time. */
  keptAt: string;
  user: string;
  asOf: string;
  files: string[];
  cases: number;
  lines: number;
  disagreeing: number;
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
  /** What it confirms where it agrees: sentences of entries' `unconfirmed`. */
  restsOn: string[];
}

/** All kept agreement about one rulebook, or about one sentence of its entries' `unconfirmed`: “confirmed on 12 answers up to 2026-11-20, largest difference …”. */
export interface Agreement {
  rulebook: string;
  /** Null: of the rulebook as a whole. */
  sentence: string | null;
  answers: number;
  upTo: string;
  largestRelativeDifference: number;
  /** The same as words, to stand behind the sentence: `confirmed on 12 answers up to 2026-11-20, largest difference 3.1e-9 (relative)`. */
  words: string;
}
