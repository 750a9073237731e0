// One listed option: the model that its terms ask for, value, Greeks and implied volatility.
// May import the domain and this room.

/** A cash dividend before an option's expiry. */
export interface CashDividend {
  /** Years from the valuation to the ex-dividend instant, > 0. */
  time: number;
  /** Per share, quote currency, ≥ 0. */
  amount: number;
  /** Expected rather than declared. */
  isForecast: boolean;
}

/** What the value of a listed option rests on beside price, strike, volatility and time. */
export interface OptionTerms {
  exercise: 'european' | 'american';
  /** `relative`: volatility is a fraction per year (Black). `normal`: price units per √year (Bachelier). */
  priceModel: 'relative' | 'normal';
  /** What the option is on: the spot price grows at rate − yield less the cash dividends, a future's price doesn't grow. */
  on: 'spot' | 'future';
  /** Continuously compounded, per year. */
  rate: number;
  /** Dividend yield + borrow rate, continuously compounded, per year; 0 on a future. */
  yield: number;
  /** Before expiry, ordered by time; empty on a future and where the yield stands for them. */
  dividends: readonly CashDividend[];
  /** Of an adjusted contract: units delivered ÷ multiplier; 1 for others. The option's asset is units · price + cash. */
  units: number;
  /** Cash delivered ÷ multiplier, quote currency; 0 for others. */
  cash: number;
}
