// What the calls of edit-calls.ts answer: plain values, as in views.ts.
import type { z } from 'zod';
import type { DecimalText } from '../domain/decimal.ts';
import type { draft, limit, settingsSchema } from './edit-schemas.ts';
import type { MarketView } from './market-views.ts';

export type Draft = z.infer<typeof draft>;
export type PositionDraft = Extract<Draft, { kind: 'position' }>;
export type Limit = z.infer<typeof limit>;
export type Settings = z.infer<typeof settingsSchema>;

export interface DraftProblem {
  field: string;
  message: string;
  remedy: string;
}

export interface DraftCheck {
  problems: DraftProblem[];
  /** What is worth a second look and stops nothing: an expiry in the past, a row that would be replaced. */
  warnings: DraftProblem[];
  /** What the typed fields are read as, by field: the instrument behind a symbol, a quantity with its unit. Whole when there are no problems; null when nothing can be read yet. */
  reading: Record<string, string> | null;
  /** True when a row of the same identity is in the book and would be replaced. */
  replaces: boolean;
}

export interface MarketState {
  id: string;
  time: string;
  label: string;
  figures: number;
  /** True for a copy made by hand: used only when it is chosen, never taken as the newest. */
  copy: boolean;
  /** How many of its figures were set by hand. */
  edited: number;
  /** How many of those are past the instant until which they should be used. */
  ended: number;
}

/** Options of one venue, price index, settlement currency and expiry: what one smile is drawn from. */
export interface OptionSeries {
  id: string;
  venue: string;
  priceIndex: string;
  settlementCurrency: string;
  expiry: string;
  /** Volatilities that the snapshot has. */
  quotes: number;
}

type MarketFigureRow = MarketView['figures'][number];

export interface VolatilitySmile {
  /** Every series with a volatility, by index and expiry. */
  series: OptionSeries[];
  /** Id of the one shown; null when the snapshot has no volatility of an option of the book. */
  shown: string | null;
  /** Forward of the expiry, or null where the snapshot has none. */
  forward: DecimalText | null;
  /** By strike, rising. */
  rows: { strike: DecimalText; call: MarketFigureRow | null; put: MarketFigureRow | null }[];
}

export interface ParameterEdit {
  id: string;
  label: string;
  rulebook: string;
}

export interface LimitState {
  limit: Limit;
  /** The figure that the limit is held against, in its unit; null where the margin lacks it. */
  figure: DecimalText | null;
  /** |figure| / limit. */
  share: DecimalText | null;
  state: 'within' | 'warning' | 'breach' | 'unknown';
  /** One sentence: which account, which measure, how much of what. */
  sentence: string;
}
