// Derive's instruments from what a case says of them. May import the domain only.
import type { DecimalText } from '../../../domain/decimal.ts';
import type { Instrument, OptionRight } from '../../../domain/instrument.ts';

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
