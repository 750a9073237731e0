// Calls about what could happen: what-if books, price × volatility pictures, distances to the levels. May import zod and domain types.
import { z } from 'zod';
import type {
  CellPage,
  DistanceAnswer,
  LegCompletion,
  RiskCurve,
  RiskGrid,
  SavedWhatIf,
  WhatIfAnswer,
} from './risk-views.ts';
import {
  call,
  decimal,
  entryPlace,
  id,
  nothing,
  page,
  question,
  subject,
  task,
  text,
  whatIf,
} from './schemas.ts';

const { account: _account, ...howMargined } = question;
const moves = z.array(decimal).min(1).max(201);

export const riskCalls = {
  /** Margin of an account and of the what-if copy of it. A newer request of the same account replaces an older one. Never stored. */
  'whatIf.compute': call<WhatIfAnswer>()(z.strictObject({ ...howMargined, what: whatIf, task })),
  /** Instruments whose symbol begins with or contains what is typed: held first, then the book's, then listed ones of the same expiry and underlying. */
  'whatIf.complete': call<LegCompletion[]>()(z.strictObject({ account: id, text: z.string().max(400) })),
  'whatIf.list': call<SavedWhatIf[]>()(nothing),
  /** Saves under a name; `id` null makes a new one. A name is unique within its account (`conflict`). */
  'whatIf.save': call<SavedWhatIf>()(
    z.strictObject({ id: id.nullable(), name: z.string().min(1).max(200), what: whatIf }),
  ),
  'whatIf.remove': call<null>()(z.strictObject({ id })),
  /** Writes the legs that are on into the book as one change, which undo takes back whole. Moves of market and time are not written. */
  'whatIf.apply': call<{ revision: number; summary: string }>()(
    z.strictObject({ what: whatIf, market: id.nullable(), label: text }),
  ),

  /** P&L of a subject over relative moves of price × volatility after some days, full revaluation. */
  'risk.grid': call<RiskGrid>()(
    z.strictObject({
      ...question,
      subject,
      what: whatIf.nullable(),
      priceMoves: moves,
      volatilityMoves: moves,
      days: z.number().min(0).max(3_650),
      task,
    }),
  ),
  /** The positions behind a cell of a grid that was computed, largest loss first. */
  'risk.cell': call<CellPage>()(
    z.strictObject({ grid: id, price: z.int().min(0), volatility: z.int().min(0), ...page }),
  ),
  /** The positions behind a scenario of one of a rulebook's own tables, largest loss first, as the rulebook values them. */
  'risk.scenario': call<CellPage>()(
    z.strictObject({ ...question, ...entryPlace, table: id, scenario: id, ...page }),
  ),
  /** P&L over the price, now, in a week, and at the subject's first expiry (and last, when another). */
  'risk.curve': call<RiskCurve>()(
    z.strictObject({
      ...question,
      subject,
      what: whatIf.nullable(),
      from: decimal,
      to: decimal,
      points: z.int().min(3).max(401),
      task,
    }),
  ),
  /** Every price and volatility move at which an entry's equity meets its levels. */
  'distance.compute': call<DistanceAnswer>()(
    z.strictObject({ ...howMargined, account: id, what: whatIf.nullable(), task }),
  ),
} as const;
