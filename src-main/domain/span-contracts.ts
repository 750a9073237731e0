// Which contract of a risk-array file a held instrument is: exchange codes, contract months, strikes.
// May import the domain.
import { decimalText } from './decimal.ts';
import type { Instrument } from './instrument.ts';

/** Codes that files use for an exchange, beside its name in capitals. */
const exchangeCodes: Readonly<Record<string, readonly string[]>> = {
  cbot: ['CBT'],
  comex: ['CMX', 'CEC'],
  nymex: ['NYM'],
  jpx: ['OSE', 'TSE'],
};

/** Month letters of futures symbols, January first. */
const monthLetters = 'FGHJKMNQUVXZ';
const yearsPerDecade = 10;
const monthDigits = 6;

/** A contract as a file names it; null and empty: it doesn't have one, or it isn't known. */
export interface SpanContract {
  exchanges: readonly string[];
  product: string;
  kind: 'future' | 'option';
  futureMonth: string;
  optionMonth: string;
  right: 'call' | 'put' | null;
  strike: string | null;
}

/** Codes under which a file may have the exchange of a venue: `nymex` → `NYMEX`, `NYM`. */
export const exchangesOf = (venue: string): readonly string[] => [
  venue.toUpperCase(),
  ...(exchangeCodes[venue.toLowerCase()] ?? []),
];

/** The contract that a listed future or option is; null for what is neither. */
export function contractOf(instrument: Instrument): SpanContract | null {
  const { kind, product, contractMonth = '', right, strike } = instrument;
  if (product === undefined || (kind !== 'future' && kind !== 'option')) return null;
  return {
    exchanges: exchangesOf(instrument.venue),
    product,
    kind,
    futureMonth: kind === 'future' ? contractMonth : deliveredMonth(instrument),
    optionMonth: kind === 'option' ? contractMonth : '',
    right,
    strike: strike === null ? null : decimalText(strike),
  };
}

/** Month whose delta a contract brings: of its future, or of an option on none its own. */
export const deltaMonthOf = (contract: Pick<SpanContract, 'futureMonth' | 'optionMonth'>): string =>
  contract.futureMonth === '' ? contract.optionMonth : contract.futureMonth;

/** Product of a future's symbol without its month: `ESH26` → `ES`; the symbol itself where it names no month. */
export function productOfFuture(symbol: string): string {
  return futureSymbol(symbol)?.product ?? symbol;
}

/** `YYYYMM` of the future that an option delivers, out of its symbol; empty when it delivers none. */
function deliveredMonth({ deliversFuture, expiry }: Instrument): string {
  if (deliversFuture === undefined) return '';
  const parts = futureSymbol(deliversFuture.slice(deliversFuture.indexOf(':') + 1));
  if (!parts) return '';
  const month = String(monthLetters.indexOf(parts.letter) + 1).padStart(2, '0');
  return `${yearOf(parts.year, expiry)}${month}`;
}

/** `26` → 2026; of one digit the first year from the option's expiry on that ends in it. */
function yearOf(digits: string, expiry: string | null): string {
  if (digits.length > 1) return `20${digits}`;
  let year = Number((expiry ?? '').slice(0, 'yyyy'.length));
  while (year % yearsPerDecade !== Number(digits)) year += 1;
  return String(year);
}

function futureSymbol(symbol: string): { product: string; letter: string; year: string } | null {
  const match = /^(.+)([FGHJKMNQUVXZ])(\d{1,2})$/.exec(symbol);
  if (!match) return null;
  const [, product = '', letter = '', year = ''] = match;
  return { product, letter, year };
}

/**
 * Whether two contract months are one: equal, or one names the day and the other doesn't. An unknown (empty) month of `held` is any.
 * A day `00` is none.
 */
export function isSameMonth(held: string, filed: string): boolean {
  const [own, other] = [withoutNoDay(held), withoutNoDay(filed)];
  if (own === '' || own === other) return true;
  if (own.length === other.length) return false;
  return own.slice(0, monthDigits) === other.slice(0, monthDigits);
}

const withoutNoDay = (month: string): string => month.replace(/^(\d{6})00$/, '$1');
