// Calls about stored runs: lists, series, comparison line by line, and why a margin changed. May import zod and domain types.
import { z } from 'zod';
import type { ChangeAnswer, ChangePositionPage, RunLinePage, RunPoint } from './record-views.ts';
import { call, entryPlace, id, page, task } from './schemas.ts';

export const recordCalls = {
  /** Totals of the stored runs of one node of the reporting tree (`book`, `group:<id>`, `account:<id>`), oldest first, at most the newest thousand. */
  'runs.series': call<RunPoint[]>()(z.strictObject({ node: id })),
  /** Two runs line by line: every line of their trees that either has. */
  'runs.lines': call<RunLinePage>()(
    z.strictObject({ from: id, to: id, onlyDifferent: z.boolean(), filter: z.string().max(400), ...page }),
  ),
  /** The change between two runs split into positions, market, parameters and time: Shapley values over the sixteen combinations. */
  'change.compute': call<ChangeAnswer>()(z.strictObject({ from: id, to: id, task })),
  /** The same by position, largest change first. Rows add up to the entry's initial margin's change, factor by factor. */
  'change.positions': call<ChangePositionPage>()(
    z.strictObject({
      change: id,
      ...entryPlace,
      /** Only what was newly traded, closed, … ; null: all. */
      state: z.enum(['new', 'closed', 'changed', 'expired', 'kept', 'none']).nullable(),
      ...page,
    }),
  ),
} as const;
