// An instrument from its Bybit name alone: `BTCUSDT`, `BTCPERP`, `BTCUSD`, `BTCUSDT-27MAR26`, `BTC-27MAR26`, `BTCUSDH26`, `BTC-27MAR26-100000-C-USDT`.
import { decimalText } from './decimal.ts';
import type { Instrument } from './instrument.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** Months of the coin-settled quarterly futures by their letter. */
const quarters: Readonly<Record<string, number>> = { H: 3, M: 6, U: 9, Z: 12 };

const day = '(\\d{1,2}[A-Z]{3}\\d{2})';
const base = '([A-Z0-9]{1,20}?)';
const optionShape = new RegExp(`^${base}-${day}-(\\d+(?:\\.\\d+)?)-([CP])(?:-(USDT|USDC))?$`);
const datedShape = new RegExp(`^${base}(USDT)?-${day}$`);
const quarterShape = new RegExp(`^${base}USD([HMUZ])(\\d{2})$`);
const dollarCoinShape = new RegExp(`^${base}-?PERP$`);
const pairShape = new RegExp(`^${base}(USDT|USDC|USD)$`);

/**
 * The instrument that a Bybit name means; null when the name isn't of a known shape or holds no day. Expiry is 08:00 UTC of the day named; a quarterly
 * (`BTCUSDH26`) ends on the last Friday of its month. `BTCUSD` and its quarterlies are inverse: they count USD and settle in coin. Everything else counts
 * coins and settles in USDT or USDC: perpetuals in USDT are named like spot pairs and read as perpetuals, `BTCUSDC` is a spot pair, options without a
 * currency at their end settle in USDC. (Names as in the venue's documentation of v5: market/instrument, enum definitions.)
 */
export function bybitInstrument(name: string): Instrument | null {
  const symbol = name.trim().toUpperCase();
  const option = optionShape.exec(symbol);
  if (option) {
    const [, coin = '', text = '', strike = '', right, currency = 'USDC'] = option;
    const expiry = expiryOf(text);
    if (expiry === null || Number(strike) <= 0) return null;
    return {
      ...linear(symbol, coin, currency),
      // Options settled in USDC are struck and quoted in USD on the dollar index.
      ...(currency === 'USDC' ? { priceIndex: `${coin}_usd`.toLowerCase(), quoteCurrency: 'USD' } : {}),
      kind: 'option',
      expiry,
      strike: decimalText(strike),
      right: right === 'C' ? 'call' : 'put',
      exercise: 'european',
    };
  }
  const dated = datedShape.exec(symbol);
  if (dated) {
    const expiry = expiryOf(dated[3]!);
    return expiry === null
      ? null
      : { ...linear(symbol, dated[1]!, dated[2] ?? 'USDC'), kind: 'future', expiry };
  }
  const quarter = quarterShape.exec(symbol);
  if (quarter) {
    const [, coin = '', letter = '', year = ''] = quarter;
    return {
      ...inverse(symbol, coin),
      kind: 'future',
      expiry: lastFriday(2000 + Number(year), quarters[letter]!),
    };
  }
  const inDollarCoin = dollarCoinShape.exec(symbol);
  if (inDollarCoin) return linear(symbol, inDollarCoin[1]!, 'USDC');
  const pair = pairShape.exec(symbol);
  if (!pair) return null;
  const [, coin = '', currency = ''] = pair;
  if (currency === 'USD') return inverse(symbol, coin);
  return { ...linear(symbol, coin, currency), kind: currency === 'USDC' ? 'spot' : 'perpetual' };
}

function linear(symbol: string, underlying: string, currency: string): Instrument {
  return {
    id: `bybit:${symbol}`,
    venue: 'bybit',
    symbol,
    kind: 'perpetual',
    payoff: 'linear',
    underlying,
    priceIndex: `${underlying}_${currency}`.toLowerCase(),
    quoteCurrency: currency,
    settlementCurrency: currency,
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: null,
    strike: null,
    right: null,
    exercise: null,
  };
}

const inverse = (symbol: string, underlying: string): Instrument => ({
  ...linear(symbol, underlying, 'USD'),
  payoff: 'inverse',
  settlementCurrency: underlying,
  quantityUnit: 'quote',
});

/** `27MAR26` → 08:00 UTC of that day; null when there is no such day. */
function expiryOf(text: string): string | null {
  const date = Number(text.slice(0, -5));
  const month = months.indexOf(text.slice(-5, -2));
  const time = new Date(Date.UTC(2000 + Number(text.slice(-2)), month, date, 8));
  return month < 0 || time.getUTCDate() !== date ? null : instant(time);
}

/** 08:00 UTC of the last Friday of a month, 1 to 12. */
function lastFriday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0, 8));
  last.setUTCDate(last.getUTCDate() - ((last.getUTCDay() + 2) % 7));
  return instant(last);
}

const instant = (time: Date): string => time.toISOString().replace('.000Z', 'Z');
