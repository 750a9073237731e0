// An instrument from its OKX name alone: `BTC-USDT-SWAP`, `BTC-USD-260327`, `BTC-USD-260327-100000-C`, `BTC-USDT`.
import { decimalText, ExactDecimal } from './decimal.ts';
import type { Instrument } from './instrument.ts';

const shape =
  /^([A-Z0-9]{1,20})-(USDT|USDC|USD)(?:-(?:(SWAP)|(\d{2})(\d{2})(\d{2})(?:-(\d+(?:\.\d+)?)-([CP]))?))?$/;

/**
 * The instrument that an OKX name means, expiring at 08:00 UTC; null when the name isn't of a known shape. Contracts in USD are inverse and settle in coin,
 * those in USDT or USDC are linear and settle there. Quantities count quote notional (inverse futures) or coins; the name doesn't say how much one
 * contract is (the venue's `ctVal`): `contractSize` is what the caller knows, 1 without.
 */
export function okxInstrument(name: string, contractSize = '1'): Instrument | null {
  const symbol = name.trim().toUpperCase();
  const match = shape.exec(symbol);
  if (!match) return null;
  const [, underlying = '', quote = '', swap, year, month, day, strike, right] = match;
  const kind =
    swap !== undefined
      ? 'perpetual'
      : year === undefined
        ? 'spot'
        : strike === undefined
          ? 'future'
          : 'option';
  const isInverse = quote === 'USD' && kind !== 'spot';
  const expiry = year === undefined ? null : `20${year}-${month}-${day}T08:00:00Z`;
  if (expiry !== null && new Date(expiry).getUTCDate() !== Number(day)) return null;
  if (strike !== undefined && Number(strike) <= 0) return null;
  return {
    id: `okx:${symbol}`,
    venue: 'okx',
    symbol,
    kind,
    payoff: isInverse ? 'inverse' : 'linear',
    underlying,
    priceIndex: `${underlying}_${quote}`.toLowerCase(),
    quoteCurrency: quote,
    settlementCurrency: isInverse ? underlying : quote,
    quantityUnit: isInverse && kind !== 'option' ? 'quote' : 'base',
    multiplier: '1',
    contractSize,
    expiry,
    strike: strike === undefined ? null : decimalText(strike),
    right: right === undefined ? null : right === 'C' ? 'call' : 'put',
    exercise: kind === 'option' ? 'european' : null,
  };
}

/** What a venue prints of one position, as decimal text where it is printed; enough of it says how much one contract is. */
export interface PrintedPosition {
  /** Signed count of contracts. */
  contracts: string;
  averagePrice: string | null;
  markPrice: string | null;
  /** Unrealised profit in the settlement currency. */
  profit: string | null;
  /** Notional in USD. */
  notional: string | null;
  /** USD per unit of the currency that the mark is in; coins for options. */
  rate: string | null;
}

/** How much one contract is, and from what that follows. */
export interface ContractValue {
  value: string;
  from: 'profit' | 'notional';
}

/** Digits that a contract value is rounded to: of profit, exact but for the venue's floats; of a notional, which is at another price than the mark. */
const PROFIT_DIGITS = 8;
const NOTIONAL_DIGITS = 1;

/**
 * The contract value (`ctVal`) that a printed position implies: profit over what one contract earns between average price and mark; else notional over
 * contracts at the mark, to one digit, since the venue's sizes are powers of ten. Null when neither is printed, or the prices are equal.
 */
export function impliedContractValue(instrument: Instrument, printed: PrintedPosition): ContractValue | null {
  const { averagePrice, markPrice, profit, notional, rate } = printed;
  const contracts = new ExactDecimal(printed.contracts);
  if (contracts.isZero() || markPrice === null || Number(markPrice) <= 0) return null;
  const mark = new ExactDecimal(markPrice);
  const isInverse = instrument.payoff === 'inverse' && instrument.kind !== 'option';
  if (averagePrice !== null && Number(averagePrice) > 0 && profit !== null) {
    const earned = isInverse
      ? new ExactDecimal(1).dividedBy(averagePrice).minus(new ExactDecimal(1).dividedBy(mark))
      : mark.minus(averagePrice);
    const value = earned.isZero() ? earned : new ExactDecimal(profit).dividedBy(contracts.times(earned));
    if (value.greaterThan(0))
      return { value: decimalText(value.toSignificantDigits(PROFIT_DIGITS)), from: 'profit' };
  }
  if (notional === null || instrument.kind === 'option') return null;
  const worth = isInverse ? contracts.abs() : rate === null ? null : contracts.abs().times(mark).times(rate);
  if (worth === null || worth.isZero()) return null;
  const value = new ExactDecimal(notional).abs().dividedBy(worth).toSignificantDigits(NOTIONAL_DIGITS);
  return value.greaterThan(0) ? { value: decimalText(value), from: 'notional' } : null;
}
