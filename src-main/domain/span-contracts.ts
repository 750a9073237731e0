// Which contract of a risk-array file a held instrument is: exchange codes, contract months, strikes.
// May import the domain.
import { decimalText } from './decimal.ts';
import { monthOfCode } from './futures-instrument.ts';
import type { Instrument } from './instrument.ts';

/** Codes that files use for an exchange, beside its name in capitals. */
const exchangeCodes: Readonly<Record<string, readonly string[]>> = {
  cbot: ['CBT'],
  comex: ['CMX', 'CEC'],
  nymex: ['NYM'],
  jpx: ['OSE', 'TSE'],
};

/** Digits of a contract month without its day. */
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
    futureMonth: kind === 'future' ? contractMonth : (deliveredContract(instrument)?.month ?? ''),
    optionMonth: kind === 'option' ? contractMonth : '',
    right,
    strike: strike === null ? null : decimalText(strike),
  };
}

/** Month whose delta a contract brings: of its future, or of an option on none its own. */
export const deltaMonthOf = (contract: Pick<SpanContract, 'futureMonth' | 'optionMonth'>): string =>
  contract.futureMonth === '' ? contract.optionMonth : contract.futureMonth;

/**
 * Product and contract month (`YYYYMM`) that a name says, of futures and options on them: `ESH26` → ES 202603, `LOH26-70-C` → LO 202603; null
 * where it says none.
 */
export function namedContract(symbol: string): { product: string; month: string } | null {
  const match = /^([A-Z0-9]+?)([FGHJKMNQUVXZ]\d{2})(-|$)/.exec(symbol);
  const month = monthOfCode(match?.[2] ?? '');
  return match?.[1] && month !== null ? { product: match[1], month } : null;
}

/** The future that an option delivers, by its id; null when it delivers none or its id names no month. */
export const deliveredContract = ({
  deliversFuture,
}: Instrument): { product: string; month: string } | null =>
  deliversFuture === undefined ? null : namedContract(deliversFuture.slice(deliversFuture.indexOf(':') + 1));

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
