// Listed shares, funds and options from their names: `us:AAPL`, OCC symbols padded to 21 characters (`SPY   260320C00600000`) or compact.
// May import the domain. Futures and options on them: futures-instrument.ts.
import { decimalText, ExactDecimal } from './decimal.ts';
import { indexOptionRoots } from './index-options.ts';
import type { Instrument, OptionRight } from './instrument.ts';
import { newYorkInstant } from './new-york-time.ts';

const occShape = /^([A-Z]{1,5}[0-9]?|[A-Z]{6})\s*(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const tickerShape = /^[A-Z]{1,6}(?:[./ -][A-Z]{1,3})?$/;
const DAY = 86_400_000;
const SATURDAY = 6;

/** Contracts are settled on the opening or the closing prices of their last day, New York time. */
const timeOfDay = { am: '09:30', pm: '16:00' } as const;

/** Whether an OCC root is that of a contract adjusted after a corporate action (`AAPL1`): its name doesn't say what it delivers. */
const isAdjustedRoot = (root: string): boolean => /\d$/.test(root);

/** An adjusted contract of which it isn't known yet what it delivers. It can't be valued before `deliverableUnits` or `deliverableCash` is set. */
export const lacksDeliverable = (instrument: Instrument): boolean =>
  instrument.venue === 'occ' &&
  isAdjustedRoot(instrument.product ?? '') &&
  instrument.deliverableUnits === undefined &&
  instrument.deliverableCash === undefined;

/**
 * Instant (UTC) at which a listed option of a day ends: 16:00 in New York when it settles on closing prices (also where trading goes on until 16:15,
 * and on days of early close), 09:30 when on opening prices. Before February 2015 the day in a symbol is the Saturday after the last day of trading:
 * a Saturday means the Friday before.
 */
export function listedExpiry(day: string, settles: 'am' | 'pm'): string {
  const midnight = new Date(`${day}T00:00:00Z`);
  const last =
    midnight.getUTCDay() === SATURDAY ? new Date(midnight.getTime() - DAY).toISOString().slice(0, 10) : day;
  return newYorkInstant(last, timeOfDay[settles]);
}

/** Price index of a share: in a name space of its own, since tickers are also the names of coins (`BTC`, `COMP`) and of commodities (`CL`, `ZS`). */
const shareIndex = (ticker: string): string => `us-${ticker.toLowerCase()}_usd`;

/**
 * The option that an OCC symbol means; null when it isn't one: root, YYMMDD, C or P, strike in thousandths. Roots of index options have the terms of
 * their table; every other root is a share or fund option: American, on 100 shares, ending at the close. Of an adjusted root (`AAPL1`) the deliverable
 * is left open: see `lacksDeliverable`.
 */
export function occInstrument(text: string): Instrument | null {
  const found = occShape.exec(text.trim().toUpperCase());
  if (!found) return null;
  const [, root = '', yy, mm, dd, letter, strikeDigits = ''] = found;
  const day = `20${yy}-${mm}-${dd}`;
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(dd)) return null;
  if (Number(strikeDigits) === 0) return null;
  const index = indexOptionRoots[root];
  const underlying = index?.underlying ?? root.replace(/\d$/, '');
  const symbol = `${root}${yy}${mm}${dd}${letter}${strikeDigits}`;
  return {
    id: `occ:${symbol}`,
    venue: 'occ',
    symbol,
    kind: 'option',
    payoff: 'linear',
    underlying,
    priceIndex: index ? `${underlying.toLowerCase()}_usd` : shareIndex(underlying),
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    quantityUnit: 'base',
    multiplier: index?.multiplier ?? '100',
    contractSize: '1',
    expiry: listedExpiry(day, index?.settles ?? 'pm'),
    strike: decimalText(`${strikeDigits.slice(0, 5)}.${strikeDigits.slice(5)}`),
    right: letter === 'C' ? 'call' : 'put',
    exercise: index?.exercise ?? 'american',
    product: root,
    ...(index ? { settles: index.settles } : {}),
  };
}

/** The compact OCC symbol of an option's parts; null when the strike isn't a whole number of thousandths below 100,000 or a part has no OCC form. `day`: `2026-03-20`. */
export function occSymbol(parts: {
  root: string;
  day: string;
  right: OptionRight;
  strike: string;
}): string | null {
  const thousandths = new ExactDecimal(parts.strike).times(1000);
  if (!thousandths.isInteger() || thousandths.lessThanOrEqualTo(0) || thousandths.greaterThan(99_999_999))
    return null;
  const digits = thousandths.toFixed().padStart(8, '0');
  const symbol = `${parts.root.toUpperCase()}${parts.day.slice(2).replaceAll('-', '')}${parts.right === 'call' ? 'C' : 'P'}${digits}`;
  return occShape.test(symbol) ? symbol : null;
}

/**
 * The share or fund of a ticker; null when it isn't one. Share classes are written without their sign (`BRK.B`, `BRK-B`, `BRK B` → `BRKB`), as in
 * the roots of their options, so that both have one underlying.
 */
export function shareInstrument(ticker: string): Instrument | null {
  const written = ticker.trim().toUpperCase();
  if (!tickerShape.test(written)) return null;
  const symbol = written.replace(/[./ -]/, '');
  return {
    id: `us:${symbol}`,
    venue: 'us',
    symbol,
    kind: 'spot',
    payoff: 'linear',
    underlying: symbol,
    priceIndex: shareIndex(symbol),
    quoteCurrency: 'USD',
    settlementCurrency: 'USD',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: null,
    strike: null,
    right: null,
    exercise: null,
    product: symbol,
  };
}
