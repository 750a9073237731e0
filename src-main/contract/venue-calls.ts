// Calls about venues: one account under several rulebooks, and a venue's own answers beside Margrave's. May import zod and domain types.
import { z } from 'zod';
import { call, id, nothing, page, task, token } from './schemas.ts';
import type {
  Agreement,
  ComparisonAnswer,
  KeptReconciliation,
  ReconciliationLine,
  ReconciliationView,
} from './venue-views.ts';

export const venueCalls = {
  /** One account under several rulebooks side by side; rows that a rulebook can't carry are left out and listed. Never stored. */
  'comparison.compute': call<ComparisonAnswer>()(
    z.strictObject({
      account: id,
      rulebooks: z.array(id).min(1).max(20),
      parameters: z.array(id).max(50).nullable(),
      market: id.nullable(),
      /** Null: the account's reporting currency. */
      currency: id.nullable(),
      task,
    }),
  ),

  /** Recognises a venue's answers by content, computes them here and compares line by line. Nothing is written. */
  'reconciliation.compute': call<ReconciliationView>()(
    z.strictObject({
      files: z.array(token).min(1).max(200),
      /** A document beside them: positions, market and parameters that the answers don't hold. */
      context: token.nullable(),
      rulebook: id.nullable(),
      task,
    }),
  ),
  'reconciliation.lines': call<{ rows: ReconciliationLine[]; total: number }>()(
    z.strictObject({
      reconciliation: id,
      /** Id of the case that is opened; null or left out: of all. */
      case: id.nullable().optional(),
      onlyDifferent: z.boolean(),
      filter: z.string().max(400),
      ...page,
    }),
  ),
  /** Keeps what was compared in the book: one record per rulebook. The same answers kept again change nothing. */
  'reconciliation.keep': call<KeptReconciliation[]>()(z.strictObject({ reconciliation: id })),
  'reconciliation.list': call<{ rows: KeptReconciliation[]; total: number }>()(z.strictObject(page)),
  'reconciliation.remove': call<null>()(z.strictObject({ id })),
  /** What kept answers confirm, per rulebook and per sentence. */
  'reconciliation.agreement': call<Agreement[]>()(nothing),
} as const;
