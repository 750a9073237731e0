// What is asked of the engine about the change between two runs, and what it answers: plain values and typed arrays only.
// May import the domain and analysis.
import type { Measure, Parts, SplitAmount } from '../analysis/change-split.ts';
import type { DecimalText } from '../domain/decimal.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** What a stored run was made from, and what it came to. */
export interface ChangeSide {
  /** Id of the run, for sentences. */
  run: string;
  engineVersion: string;
  kernel: string;
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Rulebook that was asked for, or null: each account's own. */
  rulebook: string | null;
  parameters: Record<string, EffectiveParameters>;
  /** SHA-256 of the documents: equal ones need no computation. */
  hashes: { portfolio: string; parameters: string; history: string };
  /** The entries' amounts as the run stored them. */
  stored: ({ account: string; nettingSet: string; currency: string } & Record<Measure, DecimalText>)[];
}

export interface ChangeRequest {
  /** A newer request of the same question replaces an older one. */
  question: string;
  from: ChangeSide;
  to: ChangeSide;
}

export interface ComputedChange {
  entries: ChangeOfEntry[];
  /** The book's total; null, with a notice, when it can't be formed. */
  total: ChangeOfTotal | null;
  /** What had to be assumed, one sentence each. */
  notices: string[];
  /** How many margins were computed: sixteen, fewer where the runs share a factor. */
  combinations: number;
}

/** What became of a position from one run to the other. */
export type PositionState = 'new' | 'closed' | 'changed' | 'expired' | 'kept' | 'none';

export interface PositionParts {
  newTrades: DecimalText;
  closedTrades: DecimalText;
  changedQuantities: DecimalText;
  expiries: DecimalText;
  other: DecimalText;
}

export interface ChangeOfMeasure extends SplitAmount {
  measure: Measure;
  /** `parts.positions` of the initial margin by what happened to the positions; null for the other measures. */
  positionParts: PositionParts | null;
}

export interface ChangeOfPosition extends SplitAmount {
  /** Null: what no position brings. */
  instrument: string | null;
  symbol: string;
  state: PositionState;
  quantityFrom: DecimalText | null;
  quantityTo: DecimalText | null;
}

/** Rows of one state together. */
export interface ChangeOfState {
  state: PositionState;
  count: number;
  change: DecimalText;
  parts: Parts;
}

export interface ChangeOfEntry {
  account: string;
  nettingSet: string;
  currency: string;
  measures: ChangeOfMeasure[];
  /** Sums of the rows by what happened to the position, in a fixed order; states without a row are left out. */
  states: ChangeOfState[];
  /** Largest change first. They add up to the initial margin, factor by factor. */
  rows: ChangeOfPosition[];
}

export interface ChangeOfTotal {
  currency: string;
  measures: ChangeOfMeasure[];
}
