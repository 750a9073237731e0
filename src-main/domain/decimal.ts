// Decimal text is how quantities, prices and amounts live outside the valuation. decimal.js is used at the edges;
// the valuation runs in float64. The line runs through `toFloat` (in) and `fromFloat` (out), and nowhere else.
import { Decimal } from 'decimal.js';
import { MargraveError } from './errors.ts';

/** A decimal number as plain text: no exponent, no leading `+`, no trailing zeros, never `-0`. */
export type DecimalText = string;

/** decimal.js with 60 significant digits: sums and products of book figures are exact. */
export const ExactDecimal = Decimal.clone({ precision: 60, toExpNeg: -9e15, toExpPos: 9e15 });

const numberShape = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/** True when the text is a finite decimal number that Margrave accepts (at most 60 digits, |exponent| ≤ 300). */
export function isDecimalText(text: string): boolean {
  if (!numberShape.test(text) || text.length > 400) return false;
  const value = new ExactDecimal(text);
  return value.isFinite() && (value.isZero() || (value.e >= -300 && value.e <= 300));
}

/** Canonical decimal text of a number, of text or of a Decimal. Throws `invalid-input` on anything that isn't a finite number. */
export function decimalText(value: string | number | Decimal): DecimalText {
  if (typeof value === 'string' && !isDecimalText(value.trim())) {
    throw new MargraveError('invalid-input', `“${value.slice(0, 40)}” is not a number.`, {
      value: value.slice(0, 80),
    });
  }
  const parsed = new ExactDecimal(typeof value === 'string' ? value.trim() : value);
  if (!parsed.isFinite()) {
    throw new MargraveError('invalid-input', `${String(value)} is not a finite number.`, {
      value: String(value),
    });
  }
  return parsed.isZero() ? '0' : parsed.toFixed();
}

/** The float64 nearest to the text: the one way in to the valuation. */
export function toFloat(text: DecimalText): number {
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new MargraveError('invalid-input', `“${text.slice(0, 40)}” is not a finite number.`, {});
  return value;
}

/** The shortest decimal text that reads back as the same float64: the one way out of the valuation. −0 becomes 0. */
export function fromFloat(value: number): DecimalText {
  if (!Number.isFinite(value))
    throw new MargraveError('internal', `A computed amount is ${value}, not a finite number.`, {});
  if (value === 0) return '0';
  const text = String(value);
  return text.includes('e') ? new ExactDecimal(text).toFixed() : text;
}

/** Exact sum of decimal texts, in any order. */
export function sumDecimals(texts: Iterable<DecimalText>): DecimalText {
  let total = new ExactDecimal(0);
  for (const text of texts) total = total.plus(text);
  return decimalText(total);
}
