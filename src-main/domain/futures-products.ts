// Facts of listing: a few well-known futures and the options on them, as their exchanges' contract specifications state them. May import nothing.

/** The venues of futures: each is an exchange. */
export const futuresExchanges: readonly string[] = ['cme', 'cbot', 'nymex', 'comex'];

/** A futures product, and the options that are exercised into it. Prices are in the exchange's own quotation (grains: cents). */
export interface FuturesProduct {
  exchange: string;
  product: string;
  name: string;
  underlying: string;
  priceIndex: string;
  /** USD per price unit of one contract. */
  multiplier: string;
  /** Letters of the months that are listed regularly. */
  months: string;
  /** Code of its options; the same code as the future's for some. */
  optionProduct: string | null;
  /** Trading ends at 09:30 in New York on the third Friday of the contract month; the last day of others isn't in their name. */
  endsOnThirdFriday: boolean;
}

const quarterly = 'HMUZ';
const monthly = 'FGHJKMNQUVXZ';
const grain = 'HKNUZ';

const product = (
  exchange: string,
  code: string,
  name: string,
  underlying: string,
  multiplier: string,
  months: string,
  optionProduct: string | null = null,
  endsOnThirdFriday = false,
): FuturesProduct => ({
  exchange,
  product: code,
  name,
  underlying,
  priceIndex: `${underlying.toLowerCase()}_usd`,
  multiplier,
  months,
  optionProduct,
  endsOnThirdFriday,
});

export const futuresProducts: readonly FuturesProduct[] = [
  product('cme', 'ES', 'E-mini S&P 500', 'SPX', '50', quarterly, 'ES', true),
  product('cme', 'MES', 'Micro E-mini S&P 500', 'SPX', '5', quarterly, 'MES', true),
  product('cme', 'NQ', 'E-mini Nasdaq-100', 'NDX', '20', quarterly, 'NQ', true),
  product('cme', 'MNQ', 'Micro E-mini Nasdaq-100', 'NDX', '2', quarterly, 'MNQ', true),
  product('cme', 'RTY', 'E-mini Russell 2000', 'RUT', '50', quarterly, 'RTY', true),
  product('cme', 'M2K', 'Micro E-mini Russell 2000', 'RUT', '5', quarterly, null, true),
  product('cbot', 'YM', 'E-mini Dow ($5)', 'DJI', '5', quarterly, 'OYM', true),
  product('cbot', 'MYM', 'Micro E-mini Dow', 'DJI', '0.5', quarterly, null, true),
  product('nymex', 'CL', 'Crude oil', 'CL', '1000', monthly, 'LO'),
  product('nymex', 'MCL', 'Micro crude oil', 'CL', '100', monthly),
  product('nymex', 'NG', 'Natural gas', 'NG', '10000', monthly, 'ON'),
  product('nymex', 'HO', 'NY Harbor ULSD', 'HO', '42000', monthly, 'OH'),
  product('nymex', 'RB', 'RBOB gasoline', 'RB', '42000', monthly, 'OB'),
  product('comex', 'GC', 'Gold', 'GC', '100', 'GJMQVZ', 'OG'),
  product('comex', 'MGC', 'Micro gold', 'GC', '10', 'GJMQVZ'),
  product('comex', 'SI', 'Silver', 'SI', '5000', grain, 'SO'),
  product('comex', 'HG', 'Copper', 'HG', '25000', grain, 'HX'),
  product('cbot', 'ZC', 'Corn', 'ZC', '50', grain, 'OZC'),
  product('cbot', 'ZS', 'Soybeans', 'ZS', '50', 'FHKNQUX', 'OZS'),
  product('cbot', 'ZW', 'Chicago SRW wheat', 'ZW', '50', grain, 'OZW'),
  product('cbot', 'ZT', '2-year T-note', 'ZT', '2000', quarterly, 'OZT'),
  product('cbot', 'ZF', '5-year T-note', 'ZF', '1000', quarterly, 'OZF'),
  product('cbot', 'ZN', '10-year T-note', 'ZN', '1000', quarterly, 'OZN'),
  product('cbot', 'ZB', 'T-bond', 'ZB', '1000', quarterly, 'OZB'),
];

/** The product of a code at an exchange; undefined when the table doesn't have it. */
export const futuresProduct = (exchange: string, code: string): FuturesProduct | undefined =>
  futuresProducts.find((each) => each.exchange === exchange && each.product === code);

/** The product that options of a code are exercised into; undefined when the table doesn't have it. */
export const optionsProduct = (exchange: string, code: string): FuturesProduct | undefined =>
  futuresProducts.find((each) => each.exchange === exchange && each.optionProduct === code);
