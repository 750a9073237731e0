// A number as a person types it: a decimal point and nothing else. What could be meant is named, never guessed.
import type { DecimalText } from '../../domain/decimal.ts';
import { canonicalDecimal, evidenceOf, readNumber } from '../../files/in/numbers.ts';

export type TypedNumber = { value: DecimalText } | { message: string; remedy: string };

/** Reads a typed number. `1,000` and `1.000,5` are refused, with what to write instead. */
export function readTypedNumber(typed: string): TypedNumber {
  const text = typed.trim().replace(/^−/, '-');
  const value = canonicalDecimal(text);
  if (value !== null) return { value };
  // A comma alone may part thousands or be the decimal mark.
  if (/^[+-]?\d{1,3},\d{3}$/.test(text)) {
    return {
      message: `“${text}” could be ${text.replace(',', '')} or ${text.replace(',', '.')}.`,
      remedy: `Write ${text.replace(',', '')} or ${text.replace(',', '.')}: thousands are not set apart, and decimals follow a point.`,
    };
  }
  const evidence = evidenceOf(text);
  const decimal = evidence === ',' || evidence === 'grouped.' ? ',' : '.';
  const reading = readNumber(text, { decimal, certain: true });
  if ('value' in reading) {
    return {
      message: `“${text.slice(0, 40)}” is not written as a plain number.`,
      remedy: `Write ${reading.value}.`,
    };
  }
  return { message: `“${text.slice(0, 40)}”: ${reading.reason}.`, remedy: `${reading.remedy}.` };
}
