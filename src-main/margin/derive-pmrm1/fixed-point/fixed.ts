// Whole numbers that count a part of one: how the contracts hold every amount. Multiplying and dividing truncate toward zero.
// May import the domain and margin/blocks.
import { type DecimalText, decimalText, ExactDecimal } from '../../../domain/decimal.ts';
import { DECIMAL_BASE, FIXED_POINT_DIGITS, GUARD_DIGITS, PRECISE_DIGITS } from '../../blocks/constants.ts';

/** A number as a whole number of 1e-18ths. */
export type Fixed = bigint;

const power = (digits: number): bigint => BigInt(DECIMAL_BASE) ** BigInt(digits);

/** One, of an amount, of a more precise intermediate and of the inside of a function. */
export const ONE: Fixed = power(FIXED_POINT_DIGITS);
export const PRECISE_ONE: bigint = power(PRECISE_DIGITS);
export const GUARD_ONE: bigint = power(GUARD_DIGITS);

/** a·b, truncated toward zero; of two numbers of one unit. */
export const multiply = (a: bigint, b: bigint, unit = ONE): bigint => (a * b) / unit;

/** a/b, truncated toward zero. Throws `RangeError` when b is 0. */
export const divide = (a: bigint, b: bigint, unit = ONE): bigint => (a * unit) / b;

/** The same number in another unit, truncated toward zero when the new one is coarser. */
export const inUnit = (value: bigint, from: bigint, to: bigint): bigint => (value * to) / from;

export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Decimal text as a fixed-point number; digits past the eighteenth are cut off. */
export function fixedOf(text: DecimalText): Fixed {
  return BigInt(new ExactDecimal(text).times(ONE.toString()).trunc().toFixed());
}

/** Exact decimal text of a fixed-point number. */
export function fixedText(value: Fixed): DecimalText {
  return decimalText(new ExactDecimal(value.toString()).dividedBy(ONE.toString()));
}

/** The whole part, truncated toward zero: what a published whole-dollar amount is. */
export const wholePart = (value: Fixed): bigint => value / ONE;
