// Prices and strikes as positional files write them: implied decimals, and ticks of a point in fractions.
// May import the domain.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { impliedDecimal } from './positional-line.ts';

/** How the prices of a product are written (record type P). */
export interface PriceForm {
  decimals: number;
  /**
   * Blank: decimal. `0`: the last digit is an eighth of the one before. `C`, `K`: points, 32nds or 64ths of a point, eighths of those.
   */
  alignment: string;
}

const ticksPerPoint: Readonly<Record<string, number>> = { C: 32, K: 64 };
/** The last digit of a price in eighths is the first decimal of them: 1/8 = .125 is `1`, 4/8 is `5`. */
const eighths: Readonly<Record<string, number>> = { 0: 0, 1: 1, 2: 2, 3: 3, 5: 4, 6: 5, 7: 6, 8: 7 };
const inEighths = 8;
/** Two digits of ticks and one of their eighths. */
const tickDigits = 3;

/** The price, or null when the form isn't known or these digits can't stand in it. Digits are nothing but 0–9. */
export function priceOf(digits: string, form: PriceForm, isNegative: boolean): DecimalText | null {
  const { decimals, alignment } = form;
  if (alignment === '' || /^0+$/.test(digits)) return impliedDecimal(digits, decimals, isNegative);
  const eighth = eighths[digits.at(-1) ?? ''];
  if (eighth === undefined) return null;
  const ticks = ticksPerPoint[alignment];
  let price: InstanceType<typeof ExactDecimal>;
  if (alignment === '0' && decimals >= 1) {
    const whole = new ExactDecimal(digits.slice(0, -1) || '0').plus(new ExactDecimal(eighth).div(inEighths));
    price = whole.div(new ExactDecimal(10).pow(decimals - 1));
  } else if (ticks !== undefined && decimals === tickDigits) {
    const points = digits.slice(0, -tickDigits) || '0';
    const whole = Number(digits.slice(-tickDigits, -1));
    if (whole >= ticks) return null;
    price = new ExactDecimal(points).plus(
      new ExactDecimal(whole * inEighths + eighth).div(ticks * inEighths),
    );
  } else return null;
  return decimalText(isNegative ? price.negated() : price);
}

/**
 * How strikes are written: in their own form where the file gives one; in eighths where prices are ticks of a point and strikes have decimals; else decimal.
 * Not printed in the layout; seen in the files of one exchange.
 */
export function strikeForm(decimals: number, alignment: string, priceAlignment: string): PriceForm {
  if (alignment !== '') return { decimals, alignment };
  return { decimals, alignment: priceAlignment in ticksPerPoint && decimals >= 1 ? '0' : '' };
}
