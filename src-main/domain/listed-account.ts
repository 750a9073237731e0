// One account as listed markets see it: customer portfolio margin beside strategy-based margin, pairs, SPAN, expiry and assignment.
import type { DecimalText } from './decimal.ts';
import type { ExcludedRow, FormedSpread, FormedStrategy, PairingProof } from './margin-result.ts';
import type { SpanCommodityView } from './span-commodity.ts';

export interface ListedAccount {
  account: string;
  /** Of every amount that names no other. */
  currency: string;
  /** What the holdings of each underlying would need as a deposit, opened today at their marks by themselves. */
  underlyings: ListedUnderlying[];
  /** The whole account: offsets between underlyings count. Null where neither rulebook carries anything. */
  total: ListedMargins | null;
  /** Why a rulebook could not answer at all, by its id. */
  failures: Record<string, string>;
  strategies: FormedStrategy[];
  pairings: PairingProof[];
  commodities: SpanCommodityView[];
  spreads: FormedSpread[];
  assignments: EarlyAssignment[];
  nearTheMoney: NearTheMoney[];
  /** Rows left out, by rulebook id. */
  excluded: Record<string, ExcludedRow[]>;
  unconfirmed: Record<string, string[]>;
  assumptions: Record<string, string[]>;
}

export interface ListedMargins {
  /** Null where the rulebook carries none of its rows. */
  portfolioMargin: { requirement: DecimalText; deposit: DecimalText; binding: string | null } | null;
  strategyBased: { initial: DecimalText; maintenance: DecimalText; deposit: DecimalText } | null;
  /** Strategy-based deposit − portfolio-margin deposit; null unless both answered. */
  saving: DecimalText | null;
  savingFraction: DecimalText | null;
}

export interface ListedUnderlying extends ListedMargins {
  underlying: string;
  holdings: number;
}

/** A short call whose holder gains by exercising before the share goes ex dividend: its time value is below the dividend. */
export interface EarlyAssignment {
  instrument: string;
  underlying: string;
  /** Contracts short, negative. */
  quantity: DecimalText;
  exDividend: string;
  /** Per share. */
  dividend: DecimalText;
  isForecast: boolean;
  /** Per share: price less intrinsic value. */
  timeValue: DecimalText;
  inTheMoney: DecimalText;
  /** Paid by the assigned on all contracts: shares delivered × dividend. */
  dividendOwed: DecimalText;
}

/** An option of the account's next expiry whose strike is within one listed strike of the underlying's price. */
export interface NearTheMoney {
  instrument: string;
  underlying: string;
  quantity: DecimalText;
  expiry: string;
  price: DecimalText;
  strike: DecimalText;
  /** Price − strike. */
  distance: DecimalText;
  /** From the strike to the nearest one that the book knows on the price's side of it (else on the other); null when it knows no other. */
  strikeStep: DecimalText | null;
}
