// Calls that write by hand: rows of the book, copies of market and parameters, limits, settings, files made in the window.
// May import zod and domain types.
import { z } from 'zod';
import type { ParameterField } from '../domain/parameters.ts';
import { draft, figureClass, limit, settingsSchema, typed, typedParameter } from './edit-schemas.ts';
import type {
  DraftCheck,
  Limit,
  LimitState,
  MarketState,
  ParameterEdit,
  PositionDraft,
  Settings,
  VolatilitySmile,
} from './edit-views.ts';
import type { MarketArbitrage } from './market-views.ts';
import { call, id, nothing, page, text } from './schemas.ts';
import type { MadeFile } from './views.ts';

export const editCalls = {
  /** What is wrong with a row as typed so far, by field; nothing is written. */
  'edit.check': call<DraftCheck>()(z.strictObject({ draft })),
  /** Writes the rows as one change that undo takes back whole. Throws `invalid-input` naming row and field, and writes nothing then. */
  'edit.apply': call<{ revision: number; summary: string }>()(
    z.strictObject({ drafts: z.array(draft).min(1).max(1_000), label: text }),
  ),
  /** A position of the book as a draft to be changed. Throws `not-found`. */
  'edit.draftOf': call<PositionDraft>()(z.strictObject({ position: z.string().max(1000) })),
  'edit.removePositions': call<{ revision: number; summary: string }>()(
    z.strictObject({ positions: z.array(z.string().max(1000)).min(1).max(100_000) }),
  ),

  /** Newest first. */
  'market.list': call<MarketState[]>()(nothing),
  /** Volatilities by strike of one expiry's options; `series` null: the nearest expiry that has any. Null when the book has no snapshot. */
  'market.smile': call<VolatilitySmile | null>()(
    z.strictObject({ id: id.nullable(), series: z.string().max(400).nullable() }),
  ),
  /** Butterfly, vertical and calendar arbitrage in a snapshot's option prices and fitted surfaces, tested when asked. Null when the book has no snapshot. */
  'market.arbitrage': call<MarketArbitrage | null>()(z.strictObject({ id: id.nullable(), ...page })),
  /** A copy of a snapshot with figures changed by hand: who, why and until when are kept in each figure's source. `value` null takes a figure out. */
  'market.saveCopy': call<MarketState>()(
    z.strictObject({
      from: id,
      label: z.string().min(1).max(200),
      reason: z.string().min(1).max(400),
      /** Instant after which the override shouldn't be used, or null. */
      until: z.string().max(40).nullable(),
      changes: z
        .array(
          z.strictObject({
            class: figureClass,
            key: id,
            expiry: z.string().max(40),
            value: typed.nullable(),
          }),
        )
        .min(1)
        .max(10_000),
    }),
  ),
  /** What is wrong with one figure as typed, or null. */
  'market.check': call<{ message: string } | null>()(
    z.strictObject({ class: figureClass, key: id, expiry: z.string().max(40), value: typed }),
  ),

  'parameters.fields': call<ParameterField[]>()(z.strictObject({ rulebook: id })),
  /** A copy of a set with values changed by hand (origin `edited`); the preset stays. Throws `invalid-input` naming the path. */
  'parameters.saveCopy': call<ParameterEdit>()(
    z.strictObject({
      from: id,
      label: z.string().min(1).max(200),
      reason: z.string().min(1).max(400),
      changes: z.array(z.strictObject({ path: id, value: typedParameter })).max(10_000),
    }),
  ),
  'parameters.check': call<{ message: string } | null>()(
    z.strictObject({ set: id, path: id, value: typedParameter }),
  ),
  /** Takes an edited or imported set out of the book; presets can't be. */
  'parameters.remove': call<null>()(z.strictObject({ id })),

  'limits.list': call<Limit[]>()(nothing),
  /** Replaces the limits of an account. */
  'limits.put': call<{ revision: number }>()(
    z.strictObject({ account: id, limits: z.array(limit).max(200) }),
  ),
  /** Limits of the accounts of a margin view, each with its figure there. */
  'limits.states': call<LimitState[]>()(z.strictObject({ view: id })),

  'settings.get': call<Settings>()(nothing),
  'settings.put': call<Settings>()(settingsSchema),

  /** A table or picture made in the window, as a file to be kept. PNG content is base64. */
  'file.make': call<MadeFile>()(
    z.strictObject({
      name: z.string().min(1).max(200),
      mediaType: z.enum(['text/csv', 'text/tab-separated-values', 'image/png']),
      content: z.string().max(32_000_000),
    }),
  ),
  'book.forgetRecent': call<null>()(z.strictObject({ path: text })),
  /** The newest lines of the program's own log, oldest first. */
  'program.log': call<{ path: string; lines: string[] }>()(nothing),
  /** A rulebook's method page, as Markdown. */
  'rulebooks.method': call<{ id: string; markdown: string }>()(z.strictObject({ id })),
} as const;
