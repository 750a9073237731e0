// The schemas that calls of several kinds share. May import zod only.
import { z } from 'zod';

export const id = z.string().min(1).max(400);
export const text = z.string().max(10_000);
/** A decimal as text: the one form in which amounts enter. */
export const decimal = z
  .string()
  .max(100)
  .regex(/^-?\d+(\.\d+)?$/, 'is not a decimal number');
export const token = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);
export const page = { offset: z.int().min(0).max(100_000_000), limit: z.int().min(1).max(500) };
export const nothing = z.strictObject({});
/** Names a long task, so that progress events and `task.cancel` can refer to it. */
export const task = z.string().max(60).optional();

/** What a margin is asked of: account (id, `group:<id>`, null for all), rulebook, parameter sets and market snapshot (null: the ones in force). */
export const question = {
  account: id.nullable(),
  rulebook: id.nullable(),
  parameters: z.array(id).max(50).nullable(),
  market: id.nullable(),
  allowExcluded: z.boolean(),
};

/** The place of one margin entry. */
export const entryPlace = { account: id, nettingSet: id, currency: id };

/** One line of a what-if book: `-10 BTC-27JUN25-100000-C`, with `@ 0.05` where it isn't traded at the mark. */
export const leg = z.strictObject({
  id: z.string().min(1).max(60),
  text: z.string().max(400),
  on: z.boolean(),
  /** Id of the position that the leg adds to (account | instrument | strategy | lot); null: the row without strategy, lot 1. */
  position: z.string().max(1000).nullable(),
});

/** A copy of an account with changes: legs traded, the market moved, time passed. */
export const whatIf = z.strictObject({
  account: id,
  legs: z.array(leg).max(2_000),
  /** Legs are paid for (or paid) in the settlement currency's cash, so that trading at the mark leaves equity as it is. */
  premiumInCash: z.boolean(),
  /** Relative moves of every price and every volatility, such as `-0.1`. */
  priceMove: decimal,
  volatilityMove: decimal,
  /** `nextExpiry`: to just after the account's next expiry, expired rows settled at the moved price. */
  advance: z.enum(['none', 'nextExpiry']),
});

/** Which positions of the account a picture of risk is made of: all, one underlying's, or a selection by position id. */
export const subject = z.strictObject({
  underlying: id.nullable(),
  positions: z.array(z.string().max(1000)).max(100_000).nullable(),
});

export function call<Output>() {
  return <Input extends z.ZodType>(input: Input): { input: Input; output: Output } => ({
    input,
    output: undefined as Output,
  });
}
