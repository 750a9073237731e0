// Pairs of array records (81 and 82) of a positional risk-array file: one contract each.
// May import the domain.
import type { DecimalText } from '../../../domain/decimal.ts';
import type { RiskArray } from '../../../domain/span-commodity.ts';
import { impliedDecimal, type PositionalLine } from './positional-line.ts';
import { type PriceForm, priceOf } from './prices.ts';
import { scenarioCount } from './reading.ts';

/** Values in the first record of a pair. */
const firstValues = 9;
/** A settlement of nothing but nines is none. */
const noSettlement = /^9+$/;

/** What a contract's records are read with. */
export interface ArrayReading {
  kind: RiskArray['kind'];
  exponent: number;
  price: PriceForm;
  strike: PriceForm;
}

/** Identity of the contract that a record is of: the columns that both records of a pair share. */
export const contractOfRecord = (text: string): string => text.slice(2, 54);

/**
 * One contract from its two records. Throws a `PlaceFault` naming the columns of the record given as `line` in it.
 * @returns the array, losses in the file's currency, and its series: months of future and option, with their days
 */
export function arrayOfPair(
  first: PositionalLine,
  second: PositionalLine,
  { kind, exponent, price, strike }: ArrayReading,
): { array: RiskArray; series: string } {
  const losses: DecimalText[] = [];
  for (let place = 0; place < scenarioCount; place++) {
    const line = place < firstValues ? first : second;
    const from = 55 + 6 * (place < firstValues ? place : place - firstValues);
    losses.push(amountOf(line, from, exponent));
  }
  const isOption = kind === 'option';
  const futureMonth = first.month(30, 35, 36, 37);
  const optionMonth = first.month(39, 44, 45, 46);
  if (isOption && optionMonth === '') throw first.fault(39, 44, 'the month of an option is missing');
  if (kind === 'future' && futureMonth === '') throw first.fault(30, 35, 'the month of a future is missing');
  const compositeDelta = impliedDecimal(second.digits(97, 101), 4, second.isNegative(102));
  // A record that ends before its settlement price is cut off, even where the price isn't printed.
  if (second.text.length < 118)
    throw second.fault(111, 118, `the record ends at column ${second.text.length}`);
  return {
    array: {
      exchange: first.code(3, 5),
      product: first.code(6, 15),
      kind,
      futureMonth,
      optionMonth: isOption ? optionMonth : '',
      right: isOption ? rightOf(first) : null,
      strike: isOption ? strikeOf(first, second, strike) : null,
      settlement: settlementOf(first, second, price),
      losses,
      compositeDelta,
    },
    series: `${futureMonth} ${optionMonth}`,
  };
}

/** Five digits and a sign. Most of a file is these, so plain whole numbers take the short way. */
function amountOf(line: PositionalLine, from: number, exponent: number): DecimalText {
  const digits = line.digits(from, from + 4);
  const isNegative = line.isNegative(from + 5);
  if (exponent > 0) return impliedDecimal(digits, -exponent, isNegative);
  const amount = Number(digits);
  return isNegative && amount !== 0 ? `-${amount}` : String(amount);
}

function rightOf(line: PositionalLine): 'call' | 'put' {
  const right = line.code(29, 29);
  if (right === 'C') return 'call';
  if (right === 'P') return 'put';
  throw line.fault(
    29,
    29,
    right === '' ? 'call or put is missing' : `“${right}” is neither call (C) nor put (P)`,
  );
}

function strikeOf(first: PositionalLine, second: PositionalLine, form: PriceForm): DecimalText {
  const isNegative = second.text.length >= 119 && second.isNegative(119);
  const strike = priceOf(first.digits(48, 54), form, isNegative);
  if (strike === null) throw first.fault(48, 54, unknownForm(form));
  return strike;
}

function settlementOf(first: PositionalLine, second: PositionalLine, form: PriceForm): DecimalText | null {
  // With the flag, the price has more digits than the second record has room for.
  const isLong = first.code(123, 123) === 'Y';
  const digits = isLong ? first.digits(109, 122) : second.digits(111, 117, null);
  if (digits === null || noSettlement.test(digits)) return null;
  const price = priceOf(digits, form, second.isNegative(118));
  if (price === null) {
    throw isLong ? first.fault(109, 122, unknownForm(form)) : second.fault(111, 117, unknownForm(form));
  }
  return price;
}

const unknownForm = ({ alignment, decimals }: PriceForm): string =>
  `the product’s price form (alignment “${alignment}”, ${decimals} decimals) doesn’t fit these digits`;
