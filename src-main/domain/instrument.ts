import type { DecimalText } from './decimal.ts';

export type InstrumentKind = 'spot' | 'perpetual' | 'future' | 'option';
/** `linear`: settles in the quote currency. `inverse`: quoted in the quote currency (or in coin, for options), settles in the underlying. */
export type Payoff = 'linear' | 'inverse';
export type OptionRight = 'call' | 'put';
export type ExerciseStyle = 'european' | 'american';

/**
 * One tradable instrument. What `Position.quantity` counts follows from kind and payoff and is written in `quantityUnit`:
 * - `quote`: notional in the quote currency (inverse perpetuals and futures: 50 is 50 USD);
 * - `base`: units of the underlying before the multiplier (options, linear futures, spot).
 */
export interface Instrument {
  /** Stable key `venue:symbol`, such as `deribit:BTC-27JUN25-100000-C`. Sums run in the order of this key. */
  id: string;
  venue: string;
  symbol: string;
  kind: InstrumentKind;
  payoff: Payoff;
  /** The asset whose price it depends on: `BTC`. */
  underlying: string;
  /** The price index it settles on, lower case: `btc_usd`, `sol_usdc`. Market figures of class index and forward use this key. */
  priceIndex: string;
  /** Currency of strike, forward and futures price. */
  quoteCurrency: string;
  /** Currency in which profit is paid and margin is asked. */
  settlementCurrency: string;
  quantityUnit: 'quote' | 'base';
  /** Units of the underlying per unit of quantity (linear); 1 unless the venue says otherwise. */
  multiplier: DecimalText;
  /** Size of one contract in `quantityUnit`: turns a count of contracts into a quantity. */
  contractSize: DecimalText;
  /** Instant of expiry in UTC, ISO 8601 with seconds and Z (`2025-06-27T08:00:00Z`); null for spot and perpetual. */
  expiry: string | null;
  strike: DecimalText | null;
  right: OptionRight | null;
  exercise: ExerciseStyle | null;
  /**
   * Code of the product or series at its exchange: `SPXW`, `AAPL`, `ES`, `CL`. Only exchange-listed instruments have one. Their options are worth
   * their discounted value, priced from the spot price with interest, dividends and borrow cost, or from the future that they deliver. Quantities of
   * listed instruments count contracts (shares: shares), `multiplier` is what one price unit of one contract is worth.
   */
  product?: string;
  /** Contract month as the exchange names it, `YYYYMM` or `YYYYMMDD`; of listed futures and options on them. */
  contractMonth?: string;
  /** On opening (`am`) or closing (`pm`) prices of the day of expiry; of listed index options. */
  settles?: 'am' | 'pm';
  /** Id of the future that a listed option is exercised into. */
  deliversFuture?: string;
  /** How the premium is paid: at once, or day by day like a future's profit (such an option has no net option value). `upfront` when left out. */
  premium?: 'upfront' | 'daily';
  /** Of an adjusted contract: shares that one contract delivers, where they aren't `multiplier`; the strike is still paid `multiplier` times. */
  deliverableUnits?: DecimalText;
  /** Of an adjusted contract: cash delivered with the shares, per contract, in the quote currency. */
  deliverableCash?: DecimalText;
  /** `normal`: its volatility is in price units per √year (Bachelier), so price and strike may be 0 or below. Relative (Black) when left out. */
  priceModel?: 'normal';
}

/** Whether an instrument is listed on a securities or futures exchange: see `Instrument.product`. */
export const isListed = (instrument: Pick<Instrument, 'product'>): boolean =>
  instrument.product !== undefined;
