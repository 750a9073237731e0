// What calls about listed markets answer. May import domain types only.
import type { ListedAccount } from '../domain/listed-account.ts';

export type {
  EarlyAssignment,
  ListedMargins,
  ListedUnderlying,
  NearTheMoney,
} from '../domain/listed-account.ts';
export type { SpanCommodityView } from '../domain/span-commodity.ts';

/** One account as listed markets see it, on one market. */
export interface ListedAnswer extends ListedAccount {
  market: { id: string; time: string; label: string };
  milliseconds: number;
}
