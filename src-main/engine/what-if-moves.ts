// What a what-if moves: whose prices, to which time, and the sentences that say so. May import the domain.
import { fromFloat } from '../domain/decimal.ts';
import { instrumentOf } from './pack.ts';
import type { PackedPortfolio } from './protocol.ts';
import type { WhatIfMove } from './what-if-protocol.ts';

const money = new Set(Intl.supportedValuesOf('currency'));
/** Money and what is pegged to the dollar keeps its price when every price moves. */
const keepsItsPrice = (currency: string): boolean => currency.startsWith('USD') || money.has(currency);

/** The move of every price: of the underlyings of all instruments, and of the coins among the balances. */
export function pricesMoved(portfolio: PackedPortfolio, move: number): Map<string, number> {
  const names = new Set(portfolio.instruments.map(({ underlying }) => underlying));
  for (const { currency } of portfolio.balances) if (!keepsItsPrice(currency)) names.add(currency);
  return new Map([...names].sort().map((name) => [name, move]));
}

/** One second after the first expiry, after `now`, of what is held; null when nothing held expires. */
export function nextExpiryOf(portfolio: PackedPortfolio, now: string): string | null {
  const start = Date.parse(now);
  let next = Number.POSITIVE_INFINITY;
  for (let holding = 0; holding < portfolio.holdingInstrument.length; holding++) {
    const { expiry } = instrumentOf(portfolio, holding);
    if (expiry === null || portfolio.holdingQuantity[holding] === 0) continue;
    const instant = Date.parse(expiry);
    if (instant >= start && instant < next) next = instant;
  }
  return next === Number.POSITIVE_INFINITY ? null : new Date(next + 1000).toISOString().replace('.000Z', 'Z');
}

const percent = (move: number): string => {
  const text = fromFloat(Number((move * 100).toPrecision(12)));
  return `${move > 0 ? '+' : ''}${text.replace('-', '−')} %`;
};

export function moveSentences({ price, volatility }: WhatIfMove): string[] {
  return [
    ...(price === 0 ? [] : [`Every price moved by ${percent(price)}.`]),
    ...(volatility === 0 ? [] : [`Every volatility moved by ${percent(volatility)} of itself.`]),
  ];
}

export const expirySentence = (to: string | null): string =>
  to === null
    ? 'Nothing that is held expires: the time was left as it is.'
    : `Time moved to ${to.slice(0, 10)} ${to.slice(11, 19)} UTC, just after the next expiry.`;
