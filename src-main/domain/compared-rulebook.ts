// One account under one rulebook of several, as it is compared: what the engine answers and, with its lists counted, what the contract does.
import type { DecimalText } from './decimal.ts';
import type { ExcludedRow, MappedRow, MarginEntry, MarginRatio } from './margin-result.ts';

/** Amounts are in the comparison's currency, null when the rulebook gave none; entries keep their own. */
export interface ComparedRulebook {
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
  /** Rows carried as another instrument, and rows that can't be carried there. */
  mapped: MappedRow[];
  excluded: ExcludedRow[];
}
