// What calls about venues answer: one account under several rulebooks, and a venue's own answers beside Margrave's. May import domain types only.
import type { DecimalText } from '../domain/decimal.ts';
import type { ExcludedRow, MappedRow, MarginEntry, MarginRatio } from '../domain/margin-result.ts';

/** One account under several rulebooks, on one market, in one reporting currency. */
export interface ComparisonAnswer {
  account: string;
  currency: string;
  market: { id: string; time: string; label: string };
  rows: ComparisonRow[];
  milliseconds: number;
}

/** Amounts are in the comparison's currency, as decimal text; entries keep their own. */
export interface ComparisonRow {
  rulebook: string;
  label: string;
  venue: string;
  /** Why the rulebook gave no requirement at all, as a sentence; then every amount is null. */
  failure: string | null;
  sets: { id: string; effective: string; assumed: boolean }[];
  /** The two that rulebooks are compared on (conventions 2). */
  deposit: DecimalText | null;
  freeEquity: DecimalText | null;
  equity: DecimalText | null;
  initialMargin: DecimalText | null;
  maintenanceMargin: DecimalText | null;
  depositFromZeroCash: DecimalText | null;
  /** Saving on the deposit from zero cash against the isolated baseline; null with the reason in `baselineMissing`. */
  baseline: {
    /** The rulebook that nets nothing, or null: each position alone under this rulebook, summed. */
    rulebook: string | null;
    depositFromZeroCash: DecimalText;
    saving: DecimalText;
    savingFraction: DecimalText | null;
  } | null;
  baselineMissing: string | null;
  /** Of the entry that asks most. */
  worstScenario: { nettingSet: string; label: string; table: string; profitAndLoss: DecimalText } | null;
  /** What raises the initial margin most besides the worst scenario and the positions by themselves. */
  largestAddOn: { driver: string; label: string; amount: DecimalText } | null;
  /** Of ratio models. */
  ratio: MarginRatio | null;
  status: MarginEntry['status'] | null;
  entries: Omit<MarginEntry, 'tree' | 'tables' | 'contributions'>[];
  unconfirmed: string[];
  assumptions: string[];
  /** Rows carried as the instrument that is held. */
  asHeld: number;
  /** Rows carried as another instrument, and rows that can't be carried there: all counted, the first 500 listed. */
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
