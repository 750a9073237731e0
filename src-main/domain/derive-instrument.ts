// Derive's instruments, from their parts or from their name alone: `ETH-PERP`, `ETH-20260327-3000-C`.
import { type DecimalText, decimalText } from './decimal.ts';
import type { Instrument, OptionRight } from './instrument.ts';

const listed = (symbol: string, underlying: string) =>
  ({
    id: `derive:${symbol}`,
    venue: 'derive',
    symbol,
    payoff: 'linear',
    underlying,
    priceIndex: priceIndexOf(underlying),
    quoteCurrency: 'USD',
    settlementCurrency: 'USDC',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
  }) as const;

/** `eth_usd` of ETH. */
export const priceIndexOf = (underlying: string): string => `${underlying.toLowerCase()}_usd`;

export function derivePerpetual(underlying: string): Instrument {
  return {
    ...listed(`${underlying}-PERP`, underlying),
    kind: 'perpetual',
    expiry: null,
    strike: null,
    right: null,
    exercise: null,
  };
}

/** A European option; its symbol has the time of day only when it doesn't expire at 08:00 UTC, as everything listed does. */
export function deriveOption(
  underlying: string,
  expiry: string,
  strike: DecimalText,
  right: OptionRight,
): Instrument {
  const day = expiry.slice(0, 10).replaceAll('-', '');
  const time = expiry.slice(11, 19).replaceAll(':', '');
  const at = time === '080000' ? day : `${day}T${time}`;
  return {
    ...listed(`${underlying}-${at}-${strike}-${right === 'call' ? 'C' : 'P'}`, underlying),
    kind: 'option',
    expiry,
    strike,
    right,
    exercise: 'european',
  };
}

const shape = /^([A-Z0-9]{1,20})-(?:(PERP)|(\d{4})(\d{2})(\d{2})-(\d+(?:[._]\d+)?)-([CP]))$/;

/**
 * The instrument that a Derive name means, expiring at 08:00 UTC; null when the name isn't of a known shape. Everything listed is linear, quoted in USD and
 * settled in USDC; a strike's decimal point may be written as an underscore.
 */
export function deriveInstrument(name: string): Instrument | null {
  const match = shape.exec(name.trim().toUpperCase());
  if (!match) return null;
  const [, underlying = '', perpetual, year, month, day, strike = '', right] = match;
  if (perpetual !== undefined) return derivePerpetual(underlying);
  const expiry = `${year}-${month}-${day}T08:00:00Z`;
  const amount = decimalText(strike.replace('_', '.'));
  if (new Date(expiry).getUTCDate() !== Number(day) || amount === '0') return null;
  return deriveOption(underlying, expiry, amount, right === 'C' ? 'call' : 'put');
}
