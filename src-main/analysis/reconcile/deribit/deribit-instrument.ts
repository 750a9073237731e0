// An instrument from its Deribit name alone: `BTC-PERPETUAL`, `BTC-28JUN24`, `BTC-28JUN24-60000-C`, `SOL_USDC-26JUN26-150-P`.
// May import the domain only.
import { decimalText } from '../../../domain/decimal.ts';
import type { Instrument } from '../../../domain/instrument.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const shape =
  /^([A-Z0-9]{2,12})(?:_([A-Z]{3,6}))?-(?:(PERPETUAL)|(\d{1,2})([A-Z]{3})(\d{2})(?:-(\d+(?:d\d+)?)-([CP]))?)$/;

/**
 * The instrument that a Deribit name means, expiring at 08:00 UTC; null when the name isn't of a known shape.
 * A name without quote currency is inverse and settles in its underlying; with one (`_USDC`) it is linear and settles there.
 * Quantities count quote notional (inverse futures) or coins; the multiplier is 1, as the simulator states sizes in coin.
 */
export function deribitInstrument(symbol: string): Instrument | null {
  const match = shape.exec(symbol);
  if (!match) return null;
  const [, underlying, quote, perpetual, day, monthName, year, strike, right] = match;
  if (underlying === undefined) return null;
  const linear = quote !== undefined;
  const month = monthName === undefined ? -1 : months.indexOf(monthName);
  if (perpetual === undefined && month < 0) return null;
  const expiry =
    perpetual !== undefined
      ? null
      : `20${year}-${String(month + 1).padStart(2, '0')}-${(day ?? '').padStart(2, '0')}T08:00:00Z`;
  if (expiry !== null && new Date(expiry).getUTCDate() !== Number(day)) return null;
  const kind = strike !== undefined ? 'option' : perpetual !== undefined ? 'perpetual' : 'future';
  return {
    id: `deribit:${symbol}`,
    venue: 'deribit',
    symbol,
    kind,
    payoff: linear ? 'linear' : 'inverse',
    underlying,
    priceIndex: `${underlying}_${quote ?? 'USD'}`.toLowerCase(),
    quoteCurrency: quote ?? 'USD',
    settlementCurrency: quote ?? underlying,
    quantityUnit: linear || kind === 'option' ? 'base' : 'quote',
    multiplier: '1',
    contractSize: '1',
    expiry,
    strike: strike === undefined ? null : decimalText(strike.replace('d', '.')),
    right: right === undefined ? null : right === 'C' ? 'call' : 'put',
    exercise: kind === 'option' ? 'european' : null,
  };
}
