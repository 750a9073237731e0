// What is asked of the engine about one account under several rulebooks, and what it answers. Plain values and typed arrays only.
import type { DecimalText } from '../domain/decimal.ts';
import type { ExcludedRow, MappedRow, MarginEntry, MarginRatio } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

export interface ComparisonRequest {
  question: string;
  /** Of one account. */
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Asked of, in the order of the answer; each once. */
  rulebooks: string[];
  /** By rulebook id; rulebooks of baselines included. One that lacks its parameters fails by itself. */
  parameters: Record<string, EffectiveParameters>;
  /** Currency of every amount that is compared. */
  currency: string;
}

/** One account under one rulebook. Amounts in the comparison's currency, null when the rulebook gave none; entries keep their own. */
export interface ComparedRulebook {
  rulebook: string;
  label: string;
  venue: string;
  /** Why there is no requirement, as a sentence. */
  failure: string | null;
  sets: EffectiveParameters['sets'];
  deposit: DecimalText | null;
  freeEquity: DecimalText | null;
  equity: DecimalText | null;
  initialMargin: DecimalText | null;
  maintenanceMargin: DecimalText | null;
  depositFromZeroCash: DecimalText | null;
  /** `rulebook` null: each position alone under this rulebook, summed. */
  baseline: {
    rulebook: string | null;
    depositFromZeroCash: DecimalText;
    saving: DecimalText;
    savingFraction: DecimalText | null;
  } | null;
  baselineMissing: string | null;
  worstScenario: { nettingSet: string; label: string; table: string; profitAndLoss: DecimalText } | null;
  largestAddOn: { driver: string; label: string; amount: DecimalText } | null;
  ratio: MarginRatio | null;
  status: MarginEntry['status'] | null;
  entries: Omit<MarginEntry, 'tree' | 'tables' | 'contributions'>[];
  unconfirmed: string[];
  assumptions: string[];
  /** Rows carried as the instrument that is held. */
  asHeld: number;
  mapped: MappedRow[];
  excluded: ExcludedRow[];
}
