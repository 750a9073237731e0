// Prices of a snapshot's options as the tests for arbitrage see them, in the quote currency per unit, in smiles of one expiry.
// May import domain and pricing.
import { toFloat } from '../../domain/decimal.ts';
import { type Instrument, isListed } from '../../domain/instrument.ts';
import type { MarketFigures } from '../../domain/market.ts';
import { undiscountedBlack } from '../../pricing/black.ts';
import { ForwardCurves } from '../../pricing/forward-curves.ts';
import { impliedVolatility } from '../../pricing/implied-volatility.ts';
import { yearsBetween } from '../../pricing/inputs.ts';

export interface OptionQuote {
  option: Instrument;
  strike: number;
  /** Null where there is none; a bid of 0 is none to sell at. */
  bid: number | null;
  ask: number | null;
  /** Middle of both where both are above 0, else the mark or what the volatility says; null where nothing says. */
  middle: number | null;
  /** Yearly, of European options: stated, or implied from the mark of crypto options. */
  volatility: number | null;
}

/** Options of one expiry and one delivery, calls and puts by rising strike. */
export interface OptionSmile {
  expiry: string;
  /** Years. */
  time: number;
  /** Of European options; null where the market says nothing of this expiry. */
  forward: number | null;
  calls: OptionQuote[];
  puts: OptionQuote[];
}

/** Smiles whose options differ in expiry, strike and right alone: only these can be compared. */
export interface OptionFamily {
  underlying: string;
  priceIndex: string;
  venue: string;
  currency: string;
  isAmerican: boolean;
  /** Money per price unit of one contract. */
  multiplier: number;
  /** A difference smaller than this is rounding. */
  tolerance: number;
  leftAside: number;
  /** By expiry. */
  smiles: OptionSmile[];
}

/** Prices and rounded volatilities are exact to about a millionth of the price. */
const ROUNDING = 1e-6;

/** Families of all options of the pool that the market says something of. Sums and lists run in the order of ids. */
export function optionFamilies(market: MarketFigures, pool: readonly Instrument[]): OptionFamily[] {
  const asOf = market.snapshot.time;
  const options = pool.filter((one) => one.kind === 'option' && one.strike !== null && one.expiry !== null);
  options.sort((a, b) => (a.id < b.id ? -1 : 1));
  const curves = new ForwardCurves(market, asOf, pool);
  const families = new Map<string, { family: OptionFamily; smiles: Map<string, OptionSmile> }>();
  for (const option of options) {
    const quotes = {
      bid: market.find('bid', option.id),
      ask: market.find('ask', option.id),
      mark: market.find('mark', option.id),
      volatility: market.find('volatility', option.id),
    };
    if (Object.values(quotes).every((quote) => quote === undefined)) continue;
    const { venue, product = '', priceIndex, settlementCurrency, exercise, payoff, multiplier } = option;
    const key = [
      venue,
      product,
      priceIndex,
      settlementCurrency,
      exercise,
      payoff,
      multiplier,
      option.deliversFuture ?? '',
    ].join(' ');
    let found = families.get(key);
    if (!found) {
      found = {
        family: {
          underlying: option.underlying,
          priceIndex,
          venue,
          currency: option.quoteCurrency,
          isAmerican: exercise === 'american',
          multiplier: toFloat(multiplier),
          tolerance: 0,
          leftAside: 0,
          smiles: [],
        },
        smiles: new Map(),
      };
      families.set(key, found);
    }
    const { family, smiles } = found;
    const expiry = option.expiry!;
    let smile = smiles.get(expiry);
    if (!smile) {
      const curve = family.isAmerican ? null : curves.of(option);
      const usable = curve !== null && (curve.level !== 'index' || !isListed(option));
      smile = {
        expiry,
        time: yearsBetween(asOf, expiry),
        forward: usable ? curve.value : null,
        calls: [],
        puts: [],
      };
      smiles.set(expiry, smile);
    }
    const quote = smile.time > 0 ? quoteOf(option, smile, quotes) : null;
    if (quote === null) {
      family.leftAside += 1;
      continue;
    }
    const price = toFloat(market.find('index', priceIndex)?.value ?? '0') || (smile.forward ?? quote.strike);
    family.tolerance = Math.max(family.tolerance, Math.abs(price) * ROUNDING);
    smile[option.right === 'put' ? 'puts' : 'calls'].push(quote);
  }
  return [...families.values()].map(({ family, smiles }) => ({ ...family, smiles: ordered(smiles) }));
}

function ordered(smiles: ReadonlyMap<string, OptionSmile>): OptionSmile[] {
  const list = [...smiles.values()].filter(({ calls, puts }) => calls.length + puts.length > 0);
  for (const { calls, puts } of list)
    for (const side of [calls, puts]) side.sort((a, b) => a.strike - b.strike);
  return list.sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
}

/** Coin prices times the forward are undiscounted values in the quote currency, as the venue forms them. */
function quoteOf(
  option: Instrument,
  { time, forward }: OptionSmile,
  quotes: Record<'bid' | 'ask' | 'mark' | 'volatility', { value: string } | undefined>,
): OptionQuote | null {
  const unit = option.payoff === 'inverse' ? forward : 1;
  const price = (quote: { value: string } | undefined): number | null => {
    const value = quote === undefined || unit === null ? 0 : toFloat(quote.value) * unit;
    return value > 0 ? value : null;
  };
  const [strike, right] = [toFloat(option.strike!), option.right!];
  const [bid, ask, mark] = [price(quotes.bid), price(quotes.ask), price(quotes.mark)];
  const stated = quotes.volatility === undefined ? 0 : toFloat(quotes.volatility.value);
  const isEuropean = option.exercise === 'european' && option.priceModel !== 'normal';
  let volatility = isEuropean && stated > 0 ? stated : null;
  if (isEuropean && volatility === null && mark !== null && forward !== null && !isListed(option)) {
    const implied = impliedVolatility({ right, price: mark, forward, strike, time });
    if ('volatility' in implied) volatility = implied.volatility;
  }
  const byVolatility =
    volatility === null || forward === null || isListed(option)
      ? null
      : undiscountedBlack(right, forward, strike, volatility * Math.sqrt(time));
  // A mark beside a bid of 0 is half an ask: no price that anything can be concluded from.
  const isOneSided = (bid === null) !== (ask === null);
  const middle =
    bid !== null && ask !== null && ask >= bid
      ? (bid + ask) / 2
      : isOneSided
        ? null
        : bid === null
          ? (byVolatility ?? mark)
          : null;
  return bid === null && ask === null && middle === null && volatility === null
    ? null
    : { option, strike, bid, ask, middle, volatility };
}
