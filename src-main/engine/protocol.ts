// What crosses between the desk and the engine's worker thread: plain values and typed arrays only.
import type { ReconcileAnswer } from '../analysis/reconcile/reconcile-case.ts';
import type { ComparedRulebook } from '../domain/compared-rulebook.ts';
import type { ListedAccount } from '../domain/listed-account.ts';
import type {
  HoldingMeasures,
  InstrumentMeasure,
  MarginResult,
  ScenarioTable,
} from '../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters, ParameterSet } from '../domain/parameters.ts';
import type { ChangeRequest, ComputedChange } from './change-protocol.ts';
import type { ComparisonRequest } from './comparison-protocol.ts';
import type { ListedRequest } from './listed-protocol.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';
import type {
  DistanceRequest,
  DistanceResult,
  RiskCellAnswer,
  RiskCellRequest,
  RiskCurveAnswer,
  RiskCurveRequest,
  RiskGridAnswer,
  RiskGridRequest,
  RiskScenarioAnswer,
  RiskScenarioRequest,
} from './risk-protocol.ts';
import type { ModelPrice, ModelPriceRequest, WhatIfRequest, WhatIfResult } from './what-if-protocol.ts';

export interface MarginRequest {
  /** Same question asked again: a newer request with the same key replaces an older one, which fails with `superseded`. */
  question: string;
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Rulebook for all accounts, or null: each account's own margin model. */
  rulebook: string | null;
  /** Sets to use, already chosen and joined, by rulebook id; rulebooks of baselines included. */
  parameters: Record<string, EffectiveParameters>;
  /** True: rows that can't be valued are left out and listed; false: the run stops with `incomplete`, detail.rows: ExcludedRow[]. */
  allowExcluded: boolean;
  /** Compare with the isolated baseline. */
  withBaseline: boolean;
  /** Compute standalone margin per holding (costs one requirement per holding). */
  withStandalone: boolean;
}

export interface MarginAnswer {
  result: MarginResult;
  instruments: InstrumentMeasure[];
  holdings: HoldingMeasures;
}

/** Price × volatility grid of free choice for an account, an underlying or a selection. */
export interface GridRequest extends Omit<MarginRequest, 'withBaseline' | 'withStandalone'> {
  /** Null: all holdings of the portfolio. */
  account: string | null;
  underlying: string | null;
}

export type { PackedPortfolio, ParameterSet };

/** What the engine can be asked. One entry per request kind: input → answer. */
export interface EngineCalls {
  margin: { input: MarginRequest; output: MarginAnswer };
  /** The rulebook's own scenario tables, one per netting set. */
  scenarios: {
    input: GridRequest;
    output: { account: string; nettingSet: string; currency: string; tables: ScenarioTable[] }[];
  };
  /** Why a margin changed from one run to another. */
  change: { input: ChangeRequest; output: ComputedChange };
  /** One account under several rulebooks. */
  comparison: { input: ComparisonRequest; output: ComparedRulebook[] };
  /** One account of listed instruments under the rulebooks of listed markets. */
  listed: { input: ListedRequest; output: ListedAccount };
  /** A venue's own answer against the same portfolio computed here. */
  reconcile: { input: ReconcileRequest; output: ReconcileAnswer };
  /** Headline margins of an account and of what it would be. */
  whatIf: { input: WhatIfRequest; output: WhatIfResult };
  /** The model's prices, by instrument id. */
  modelPrices: { input: ModelPriceRequest; output: Map<string, ModelPrice> };
  /** Lets go of what was kept for what-ifs. */
  forgetWhatIfs: { input: { question: string }; output: null };
  /** P&L over price × volatility of free choice, and the holdings behind one cell. */
  riskGrid: { input: RiskGridRequest; output: RiskGridAnswer };
  riskCell: { input: RiskCellRequest; output: RiskCellAnswer };
  riskCurve: { input: RiskCurveRequest; output: RiskCurveAnswer };
  /** The rows behind a scenario of a rulebook's own table. */
  riskScenario: { input: RiskScenarioRequest; output: RiskScenarioAnswer };
  /** Moves at which equity meets its levels. */
  distance: { input: DistanceRequest; output: DistanceResult };
}

export interface ReconcileRequest {
  question: string;
  /** Parsed JSON of the venue's answer. */
  document: unknown;
  /** Name of the file, for ids. */
  name: string;
  /** Parsed context document (currency rates, positions), or null. */
  context: unknown;
  rulebook: string | null;
  /** All parameter sets of the program and the book: used where the answer carries none. */
  parameterSets: ParameterSet[];
}

/** Progress of a running request, at most every 50 ms. */
export interface EngineProgress {
  done: number;
  total: number;
  label: string;
}

/** What the engine's thread says once it is warm. Calls, cancels and answers cross as thread-calls.ts says. */
export interface EngineReady {
  kernel: string;
  engineVersion: string;
}
