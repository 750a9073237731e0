// What the calls of edit-calls.ts answer: plain values, as in views.ts.
import type { z } from 'zod';
import type { DecimalText } from '../domain/decimal.ts';
import type { draft, limit, settingsSchema } from './edit-schemas.ts';

export type Draft = z.infer<typeof draft>;
export type Limit = z.infer<typeof limit>;
export type Settings = z.infer<typeof settingsSchema>;

export interface DraftProblem {
  field: string;
  message: string;
  remedy: string;
}

export interface DraftCheck {
  problems: DraftProblem[];
  /** What the program would write, as text by field: the instrument a symbol was read as, units, identity. Null while there are problems. */
  reading: Record<string, string> | null;
  /** True when a row of the same identity is in the book and would be replaced. */
  replaces: boolean;
}

export interface MarketState {
  id: string;
  time: string;
  label: string;
  figures: number;
  /** How many of its figures were set by hand. */
  edited: number;
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
