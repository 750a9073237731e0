// What a risk-array file says of one combined commodity, whatever its layout.
// May import the domain. Its rows are written by span-parameters.ts, its arrays by span-arrays.ts.
//
// How a file becomes parameter sets of the rulebook `span` (which asks for sets before it has read any, so sets are named by what an instrument says of itself):
// - One set per code that `commodityAssets(commodity)` names: the futures (and products that no future is under) of the combined commodity. Each holds the same
//   rows, `commodityParameters(commodity, interCommoditySpreads, source, document)`; only `id` and `asset` differ: `span@<business date>-<asset in lower case>…`.
//   `Rulebook.assets` asks for the product of a future, and of an option for the product of the future that it delivers, else its own.
// - The arrays of the commodity are one document, `writeRiskArrays(arrays)`; its hash is the value of the row `riskArraysPath(code)`, unit `document`.
// - A spread between commodities stands in the sets of all of them under one key; it is formed when every commodity that it names lists it.
// - Lists say how long they are (`….tier.count`): an imported set lies over a preset, whose longer list must not show through.
import type { DecimalText } from './decimal.ts';

/** How the sixteen values of one contract and its composite delta are stated: of one long contract, in the settlement currency, loss positive, cover already applied. */
export interface RiskArray {
  exchange: string;
  /** Product code: `ES`. */
  product: string;
  kind: 'future' | 'option' | 'physical';
  /** Month of the future, or of the future under an option: `YYYYMM` or `YYYYMMDD`; empty of an option on an index or a physical. */
  futureMonth: string;
  /** Month of the option; empty of a future. */
  optionMonth: string;
  right: 'call' | 'put' | null;
  strike: DecimalText | null;
  /** In the product's own price units; null when the file doesn't print it. */
  settlement: DecimalText | null;
  losses: readonly DecimalText[];
  compositeDelta: DecimalText;
}

/** A product of a combined commodity. */
export interface SpanProduct {
  exchange: string;
  product: string;
  kind: 'future' | 'option' | 'physical';
  /** Money per price unit of one contract. */
  contractValueFactor: DecimalText;
  deltaScale: DecimalText;
  /** `upfront`: it has net option value. */
  premium: 'upfront' | 'daily';
}

/** A tier of months, both ends taken in; an empty end is open. */
export interface SpanTier {
  number: number;
  start: string;
  end: string;
}

/** A leg of a spread inside one combined commodity: a tier, or a series month. */
export interface SpanLeg {
  tier: number | null;
  month: string | null;
  ratio: DecimalText;
  side: 'A' | 'B';
}

export interface InterMonthSpread {
  kind: 'series' | 'tier';
  priority: number;
  /** Charge per spread. */
  rate: DecimalText;
  legs: readonly SpanLeg[];
}

/** Method 10 of the delivery charge. */
export interface DeliveryMonth {
  month: string;
  spreadRate: DecimalText;
  outrightRate: DecimalText;
  /** Which deltas are charged: long, short or both. */
  sign: 'L' | 'S' | 'B';
}

/** One combined commodity. */
export interface SpanCommodity {
  code: string;
  name: string;
  currency: string;
  products: readonly SpanProduct[];
  /** `10` tiers and series; others as the file has them. */
  interMonthMethod: string;
  interMonthTiers: readonly SpanTier[];
  interMonthSpreads: readonly InterMonthSpread[];
  /** Tiers that legs of spreads with other commodities name; left out where they name the tiers between months. */
  spreadTiers?: readonly SpanTier[];
  deliveryMethod: string;
  delivery: readonly DeliveryMonth[];
  shortOptionMinimum: { method: 'maximum' | 'gross'; rate: DecimalText };
  weightedPriceRisk: 'normal' | 'scanRange' | 'capped';
  /** Initial over maintenance. */
  initialRatio: DecimalText;
  /** Multiplies the risk of the commodity; 1 for most. */
  adjustmentRatio: DecimalText;
  /** By month of the future: price and volatility scan ranges. Price in money, of a contract whose delta scale is 1; month empty: every month not listed. */
  scanRanges: readonly { month: string; price: DecimalText; volatility: DecimalText }[];
}

/** A spread between combined commodities. */
export interface InterCommoditySpread {
  priority: number;
  /** `F` flat amount per spread, `W` weighted price risk, `S` scanning based. */
  method: 'flat' | 'weighted' | 'scanning';
  /** Percentage as a fraction; of `flat`: amount per spread. */
  credit: DecimalText;
  /** Group of super-spreads, formed before all others. */
  isSuper: boolean;
  legs: readonly {
    combinedCommodity: string;
    tier: number | null;
    ratio: DecimalText;
    side: 'A' | 'B';
    isTarget: boolean;
    isRequired: boolean;
    /** Credit of this leg where legs have their own; null: the spread's. */
    credit: DecimalText | null;
  }[];
}

/** What a whole file says, without the arrays. */
export interface SpanFileHead {
  layout: 'positional' | 'xml';
  clearingOrganisation: string;
  /** `YYYY-MM-DD` */
  businessDate: string;
  isFinal: boolean;
}

/** A combined commodity's scan and what was added and credited. Money in `currency`; losses positive. */
export interface SpanCommodityView {
  code: string;
  currency: string;
  /** `file`: a clearing house's arrays. `built`: made from the book's own market. `mixed`: some rows of each. */
  arrays: 'file' | 'built' | 'mixed';
  scenarios: { number: number; price: string; volatility: string; loss: DecimalText }[];
  activeScenario: number;
  scanRisk: DecimalText;
  interMonth: DecimalText;
  delivery: DecimalText;
  credit: DecimalText;
  shortOptionMinimum: DecimalText;
  netOptionValue: DecimalText;
  /** Maintenance requirement before net option value. */
  risk: DecimalText;
}
