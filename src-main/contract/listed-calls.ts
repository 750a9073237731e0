// Calls about listed markets. May import zod and domain types.
import { z } from 'zod';
import type { ListedAnswer } from './listed-views.ts';
import { call, id, task } from './schemas.ts';

export const listedCalls = {
  /** One account under customer portfolio margin, strategy-based margin and SPAN, with pairs, spreads, assignment and expiry. Never stored. */
  'listed.compute': call<ListedAnswer>()(
    z.strictObject({
      account: id,
      parameters: z.array(id).max(50).nullable(),
      market: id.nullable(),
      task,
    }),
  ),
} as const;
