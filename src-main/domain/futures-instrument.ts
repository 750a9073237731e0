// Listed futures and options on them, from their names or their terms: `cme:ESH26`, `nymex:LOH26-70-C`. May import the domain.
import { decimalText } from './decimal.ts';
import { type FuturesProduct, futuresProduct, optionsProduct } from './futures-products.ts';
import type { ExerciseStyle, Instrument } from './instrument.ts';
import { newYorkInstant } from './new-york-time.ts';

const monthLetters = 'FGHJKMNQUVXZ';
const shape = /^([A-Z0-9]{1,4})([FGHJKMNQUVXZ])(\d{2})(?:-(-?\d+(?:\.\d+)?)-([CP]))?$/;
const DAY = 86_400_000;

/** What the name of a contract doesn't say. Anything given here stands above the table of products. */
export interface KnownTerms {
  /** Instant, UTC. */
  expiry?: string;
  /** Money per price unit of one contract. */
  multiplier?: string;
  underlying?: string;
  priceIndex?: string;
  currency?: string;
  exercise?: ExerciseStyle;
  /** Id of the future that the option is exercised into. */
  deliversFuture?: string;
  /** `daily`: the premium is paid day by day, like a future's profit. */
  premium?: 'upfront' | 'daily';
  /** Where prices may reach 0 and below. */
  priceModel?: 'normal';
}

export type FuturesReading =
  | { instrument: Instrument }
  /** A name of the right shape of which this isn't known: state it in `KnownTerms`. */
  | { missing: readonly ('expiry' | 'multiplier' | 'deliversFuture')[] };

/** `202603` → `H26`; null when it is no month. Days of a contract month (`20260320`) are left out. */
export function monthCode(contractMonth: string): string | null {
  const letter = monthLetters[Number(contractMonth.slice(4, 6)) - 1];
  return letter !== undefined && /^20\d{4}(\d{2})?$/.test(contractMonth)
    ? `${letter}${contractMonth.slice(2, 4)}`
    : null;
}

/** `H26` → `202603`; null when it is no month code of a letter and two digits. */
export function monthOfCode(code: string): string | null {
  return /^[FGHJKMNQUVXZ]\d{2}$/.test(code)
    ? `20${code.slice(1)}${String(monthLetters.indexOf(code[0]!) + 1).padStart(2, '0')}`
    : null;
}

/**
 * The third Friday of a contract month at 09:30 in New York, when a stock index future and the index options settled with it end; the Thursday before
 * where that Friday is Juneteenth (a holiday since 2022) or Good Friday (March 2008).
 */
export function thirdFridayOpen(contractMonth: string): string {
  const first = new Date(`${contractMonth.slice(0, 4)}-${contractMonth.slice(4, 6)}-01T00:00:00Z`);
  const date = 15 + ((5 - first.getUTCDay() + 7) % 7);
  let day = new Date(first.getTime() + (date - 1) * DAY).toISOString().slice(0, 10);
  const isHoliday = (day.endsWith('-06-19') && Number(day.slice(0, 4)) >= 2022) || day === '2008-03-21';
  if (isHoliday) day = new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);
  return newYorkInstant(day, '09:30');
}

/** The contract month of the future under an option of a month: that month where futures have it, else the next one that they have. */
function deliveredMonth(product: FuturesProduct, contractMonth: string): string {
  let [year, month] = [Number(contractMonth.slice(0, 4)), Number(contractMonth.slice(4, 6))];
  while (!product.months.includes(monthLetters[month - 1]!)) {
    month++;
    if (month > 12) {
      month = 1;
      year++;
    }
  }
  return `${year}${String(month).padStart(2, '0')}`;
}

/**
 * The future, or the option on one, that a name at an exchange (`cme`, `cbot`, `nymex`, `comex`) means. Null when the name isn't of the shape product,
 * month letter, two digits of the year, and for options strike and C or P. Stock index futures end on the third Friday; of others the expiry
 * has to be known, and of products that the table doesn't have the multiplier too. Options are American with their premium paid at once unless stated.
 */
export function futuresInstrument(
  text: string,
  exchange: string,
  known: KnownTerms = {},
): FuturesReading | null {
  const found = shape.exec(text.trim().toUpperCase());
  if (!found) return null;
  const [symbol, code = '', letter = '', year = '', strikeText, rightLetter] = found;
  const contractMonth = monthOfCode(`${letter}${year}`)!;
  const isOption = strikeText !== undefined;
  const product = isOption ? optionsProduct(exchange, code) : futuresProduct(exchange, code);
  const multiplier = known.multiplier ?? product?.multiplier;
  const delivered =
    known.deliversFuture ??
    (product && `${exchange}:${product.product}${monthCode(deliveredMonth(product, contractMonth))}`);
  // Options end on the third Friday only in the months of their future; serial ones end on days of their own.
  const endsWithFuture =
    product?.endsOnThirdFriday === true && deliveredMonth(product, contractMonth) === contractMonth;
  const expiry = known.expiry ?? (endsWithFuture ? thirdFridayOpen(contractMonth) : undefined);
  const missing = [
    ...(expiry === undefined ? (['expiry'] as const) : []),
    ...(multiplier === undefined ? (['multiplier'] as const) : []),
    ...(isOption && delivered === undefined ? (['deliversFuture'] as const) : []),
  ];
  if (expiry === undefined || multiplier === undefined || missing.length > 0) return { missing };
  const currency = known.currency ?? 'USD';
  const underlying = known.underlying ?? product?.underlying ?? code;
  const strike = strikeText === undefined ? null : decimalText(strikeText);
  const name = strike === null ? symbol! : `${code}${letter}${year}-${strike}-${rightLetter}`;
  return {
    instrument: {
      id: `${exchange}:${name}`,
      venue: exchange,
      symbol: name,
      kind: isOption ? 'option' : 'future',
      payoff: 'linear',
      underlying,
      priceIndex: known.priceIndex ?? `${underlying}_${currency}`.toLowerCase(),
      quoteCurrency: currency,
      settlementCurrency: currency,
      quantityUnit: 'base',
      multiplier: decimalText(multiplier),
      contractSize: '1',
      expiry,
      strike,
      right: isOption ? (rightLetter === 'C' ? 'call' : 'put') : null,
      exercise: isOption ? (known.exercise ?? 'american') : null,
      product: code,
      contractMonth,
      ...(isOption && delivered !== undefined ? { deliversFuture: delivered } : {}),
      ...(isOption && known.premium !== undefined ? { premium: known.premium } : {}),
      ...(known.priceModel !== undefined ? { priceModel: known.priceModel } : {}),
    },
  };
}
