// What is asked of the engine about moved markets: pictures of risk and distances. Plain values and typed arrays only.
import type { ExcludedRow } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** A move of the whole market that comes before what is asked: a hypothetical's. Relative moves; `to` null: time as it is. */
export interface BaseMove {
  price: number;
  volatility: number;
  to: string | null;
}

/** Positions and the market they are looked at in. */
export interface SubjectRequest {
  /** A newer request of the same question replaces an older one. */
  question: string;
  /** The subject's positions only; `instruments` may hold more, whose quotes help. */
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  base: BaseMove | null;
  /** True: rows that can't be valued are left out and listed; false: the run stops with `incomplete`. */
  allowExcluded: boolean;
}

export interface RiskGridRequest extends SubjectRequest {
  /** Relative moves, each above −1. */
  priceMoves: number[];
  /** Relative moves, each at least −1. */
  volatilityMoves: number[];
  days: number;
}

export interface RiskGridAnswer {
  asOf: string;
  at: string;
  /** The subject's quote currency; USD where it has several. */
  currency: string;
  underlyings: string[];
  /** Price of the only underlying at each price move; empty when there are several. */
  prices: Float64Array;
  /** cells[price · volatilityMoves + volatility], in `currency`. */
  cells: Float64Array;
  holdings: number;
  excluded: ExcludedRow[];
}

export interface RiskCellRequest extends SubjectRequest {
  price: number;
  volatility: number;
  days: number;
}

export interface RiskCellAnswer {
  label: string;
  currency: string;
  total: number;
  /** Rows of the pack, largest loss first. */
  holding: Int32Array;
  /** In `currency`. */
  profitAndLoss: Float64Array;
}

/** How requirements are made: for whatever asks a rulebook. */
export interface RulebookQuestion {
  history: HistoryPoint[];
  /** Rulebook for all accounts, or null: each account's own margin model. */
  rulebook: string | null;
  parameters: Record<string, EffectiveParameters>;
}

export interface RiskCurveRequest extends SubjectRequest, RulebookQuestion {
  moves: number[];
  /** The accounts whole: the rulebook's worst scenario is theirs. */
  whole: PackedPortfolio;
}

export interface RiskCurveAnswer {
  asOf: string;
  currency: string;
  underlyings: string[];
  prices: Float64Array;
  lines: { label: string; at: string; values: Float64Array }[];
  worst: { label: string; move: number; profitAndLoss: number } | null;
  excluded: ExcludedRow[];
}

export interface RiskScenarioRequest extends RulebookQuestion {
  question: string;
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  allowExcluded: boolean;
  account: string;
  nettingSet: string;
  currency: string;
  /** One of the entry's tables: with several underlyings there is one over all of them, and one of each. */
  table: string;
  scenario: string;
}

/** Rows of a scenario of a rulebook's table; `instrument` null for what no position brings, such as coin equity. */
export interface RiskScenarioAnswer {
  label: string;
  currency: string;
  /** As the table says. */
  total: number;
  rows: { instrument: string | null; label: string; quantity: number; profitAndLoss: number }[];
}

/** One account's distances. */
export interface DistanceRequest extends RulebookQuestion {
  question: string;
  /** One account, whole. */
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  base: BaseMove | null;
  allowExcluded: boolean;
  /** Daily prices of the underlyings, series by underlying name: betas are taken from them. */
  prices: HistoryPoint[];
}

export type MovedVariable =
  | { kind: 'price'; underlying: string }
  | { kind: 'allPrices' }
  | { kind: 'volatility' };

export interface DistanceResult {
  asOf: string;
  /** One per entry and level, in the order of the entries. Amounts in the entry's currency. */
  levels: {
    nettingSet: string;
    currency: string;
    level: string;
    label: string;
    equity: number;
    requirement: number;
  }[];
  roots: {
    /** Place in `levels`. */
    level: number;
    variable: MovedVariable;
    move: number;
    /** Price of the underlying moved (the leading one of all prices); null for volatility. */
    price: number | null;
    crossing: 'breaks' | 'recovers';
    /** Equity − requirement, in the entry's currency. */
    gap: number;
    jump: boolean;
  }[];
  betas: { underlying: string; beta: number; from: string }[];
  /** Relative moves, of prices and of volatilities. */
  searched: { from: number; to: number };
  pictures: {
    nettingSet: string;
    currency: string;
    variable: MovedVariable;
    moves: Float64Array;
    equity: Float64Array;
    initial: Float64Array;
    maintenance: Float64Array;
  }[];
  excluded: ExcludedRow[];
}
