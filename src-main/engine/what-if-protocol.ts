// What is asked of the engine about a what-if: an account sent once, and what is different from it each time. Plain values and typed arrays only.
import type { Balance } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { ExcludedRow, MarginEntry, MarginTotal } from '../domain/margin-result.ts';
import type { HistoryPoint, MarketSnapshot } from '../domain/market.ts';
import type { EffectiveParameters } from '../domain/parameters.ts';
import type { PackedPortfolio } from './packed-portfolio.ts';

/** An account as the book has it. It holds this one account. */
export interface WhatIfBase {
  portfolio: PackedPortfolio;
  market: MarketSnapshot;
  history: HistoryPoint[];
  /** Rulebook for the account, or null: its own margin model. */
  rulebook: string | null;
  /** By rulebook id. */
  parameters: Record<string, EffectiveParameters>;
  allowExcluded: boolean;
}

/** A holding as it would be, netted. Columns as in PackedPortfolio: `cost` is NaN when there is none. */
export interface HoldingChange {
  instrument: Instrument;
  quantity: number;
  cost: number;
  unsettled: number;
}

/** How an account would differ from its base. */
export interface WhatIfChange {
  /** Holdings that come or are others. */
  holdings: HoldingChange[];
  /** Ids of instruments that would be held no more. */
  gone: string[];
  /** Instruments that the account doesn't use now. */
  added: Instrument[];
  /** Ids of instruments that it would use no more, neither held nor ordered. */
  dropped: string[];
  /** All balances of the account, where any is another. */
  balances: Balance[] | null;
  /** By rulebook id, where other sets apply. */
  parameters: Record<string, EffectiveParameters> | null;
  /** Where a rulebook reads other series. */
  history: HistoryPoint[] | null;
  move: WhatIfMove | null;
}

/** Relative moves of every price and volatility, and whether time passes to just after the next expiry of what would be held. */
export interface WhatIfMove {
  price: number;
  volatility: number;
  nextExpiry: boolean;
}

export interface WhatIfRequest {
  question: string;
  /** Names the base: the same name is the same base. */
  key: string;
  /** Null: the one sent under this name before. Throws `not-found` when it isn't kept any more. */
  base: WhatIfBase | null;
  change: WhatIfChange;
}

/** Headline figures of the account. */
export interface WhatIfSideAnswer {
  asOf: string;
  /** Without trees, tables and contributions. */
  entries: Omit<MarginEntry, 'tree' | 'tables' | 'contributions'>[];
  total: MarginTotal | null;
  /** Unit Greeks × holdings by underlying and quote currency. */
  greeks: GreekSum[];
  excluded: ExcludedRow[];
}

export interface GreekSum {
  underlying: string;
  quoteCurrency: string;
  delta: number;
  gamma: number;
  vega: number;
  theta: number;
}

export interface WhatIfResult {
  before: WhatIfSideAnswer;
  after: WhatIfSideAnswer;
  /** What moving the market and time did, one sentence each. */
  happened: string[];
  /** Milliseconds by stage, of this request. */
  stages: Record<string, number>;
}

export interface ModelPriceRequest {
  question: string;
  key: string;
  base: WhatIfBase | null;
  /** Instruments that the account would use beside its own: their quotes help to value. */
  added: Instrument[];
  /** Ids of those asked for: used by the account, or added. */
  instruments: string[];
}

/** The model's price of one unit in the venue's quotation (coin for inverse options), or why there is none. */
export type ModelPrice = { price: number } | { reason: string; remedy: string };
