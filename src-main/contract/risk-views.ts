// What the calls of risk-calls.ts answer: plain values, as in views.ts. Moves are relative: −0.1 is ten percent down.

import type { z } from 'zod';
import type { DecimalText } from '../domain/decimal.ts';
import type { ExcludedRow, MarginEntry, MarginTotal, Threshold } from '../domain/margin-result.ts';
import type { leg, whatIf } from './schemas.ts';
import type { GreekTotal } from './views.ts';

export type WhatIfLeg = z.infer<typeof leg>;
export type WhatIf = z.infer<typeof whatIf>;

/** How a leg was read. */
export interface LegState {
  id: string;
  on: boolean;
  /** Null where the line couldn't be read. */
  symbol: string | null;
  instrument: string | null;
  /** Signed, in the instrument's quantity unit. */
  quantity: DecimalText | null;
  quantityUnit: string | null;
  /** Price it is traded at, in the venue's quotation, and whose it is. */
  price: DecimalText | null;
  priceFrom: 'stated' | 'mark' | 'model' | null;
  /** Cash that the trade brings (+) or costs (−), settlement currency; of futures only the profit that reducing a row realises, 0 otherwise. Null while the leg is off. */
  cash: DecimalText | null;
  cashCurrency: string | null;
  /** True when the book doesn't hold this instrument yet: applying adds it. */
  newInstrument: boolean;
  /** What is wrong with the line and what to do; such a leg counts for nothing. */
  problem: { message: string; remedy: string } | null;
}

/** An entry's headline figures: everything but its tree, tables and contributions. */
export type EntryHeadline = Omit<MarginEntry, 'tree' | 'tables' | 'contributions'>;

export interface WhatIfSide {
  asOf: string;
  entries: EntryHeadline[];
  /** The account's line of the reporting tree, in its reporting currency; null where a rate is missing. */
  total: MarginTotal | null;
  greeks: GreekTotal[];
  excluded: ExcludedRow[];
  positions: number;
}

export interface WhatIfAnswer {
  account: string;
  revision: number;
  market: { id: string; time: string; label: string };
  legs: LegState[];
  before: WhatIfSide;
  after: WhatIfSide;
  /** What moving the market and time did, one sentence each: rows settled, at which price. */
  happened: string[];
  milliseconds: number;
}

export interface LegCompletion {
  symbol: string;
  kind: string;
  expiry: string | null;
  /** Quantity the account holds, null when none. */
  held: DecimalText | null;
  mark: DecimalText | null;
}

export interface SavedWhatIf {
  id: string;
  name: string;
  account: string;
  what: WhatIf;
}

/** P&L by price move (rows) and volatility move (columns), in one currency. */
export interface RiskGrid {
  grid: string;
  asOf: string;
  /** Valuation time of the cells: `asOf` plus the days asked for. */
  at: string;
  currency: string;
  priceMoves: DecimalText[];
  volatilityMoves: DecimalText[];
  /** Price of the subject's underlying at each row; empty when it has several. */
  prices: DecimalText[];
  /** cells[price][volatility]: profit (+) or loss (−) against now. */
  cells: DecimalText[][];
  worst: { price: number; volatility: number; profitAndLoss: DecimalText } | null;
  positions: number;
  excluded: ExcludedRow[];
  milliseconds: number;
}

export interface CellRow {
  /** Id of the holding: account | instrument. */
  id: string;
  account: string;
  symbol: string;
  instrument: string;
  quantity: DecimalText;
  quantityUnit: string;
  /** In the page's currency. */
  profitAndLoss: DecimalText;
}

export interface CellPage {
  label: string;
  currency: string;
  total: DecimalText;
  rows: CellRow[];
  count: number;
}

export interface RiskCurve {
  asOf: string;
  currency: string;
  moves: DecimalText[];
  /** Price of the subject's underlying at each move; empty when it has several. */
  prices: DecimalText[];
  underlyings: string[];
  lines: { label: string; at: string; values: DecimalText[] }[];
  /** Largest loss of the rulebook's own scenarios that bears on the subject, as a point of the picture. */
  worst: { label: string; move: DecimalText; profitAndLoss: DecimalText } | null;
  excluded: ExcludedRow[];
  milliseconds: number;
}

/** What is moved: the price of one underlying, of all by their betas, or every volatility. */
export type DistanceVariable =
  | { kind: 'price'; underlying: string }
  | { kind: 'allPrices' }
  | { kind: 'volatility' };

/** One move at which equity meets a level. */
export interface DistanceRoot {
  nettingSet: string;
  currency: string;
  level: Threshold['level'];
  variable: DistanceVariable;
  /** Relative move; of `allPrices` that of the leading underlying (beta 1). */
  move: DecimalText;
  /** Price there of the underlying moved, quote currency; null for volatility. */
  price: DecimalText | null;
  /** Going away from now, the level is crossed downwards (equity falls below it) or upwards again. */
  crossing: 'breaks' | 'recovers';
  /** Equity − requirement at the root, entry's currency. */
  gap: DecimalText;
  /** True where the requirement jumps across the level, so that no move meets it exactly. */
  jump: boolean;
}

export interface DistanceAnswer {
  account: string;
  asOf: string;
  currency: string;
  levels: {
    nettingSet: string;
    currency: string;
    level: Threshold['level'];
    label: string;
    equity: DecimalText;
    requirement: DecimalText;
  }[];
  /** Nearest first within entry, level and variable. */
  roots: DistanceRoot[];
  betas: { underlying: string; beta: DecimalText; from: string }[];
  /** Moves searched, as relative moves. */
  searched: {
    priceFrom: DecimalText;
    priceTo: DecimalText;
    volatilityFrom: DecimalText;
    volatilityTo: DecimalText;
  };
  /** Equity and requirements along each variable, for the picture: a few hundred points, per entry. */
  pictures: {
    nettingSet: string;
    currency: string;
    variable: DistanceVariable;
    moves: DecimalText[];
    equity: DecimalText[];
    initial: DecimalText[];
    maintenance: DecimalText[];
  }[];
  excluded: ExcludedRow[];
  milliseconds: number;
}
