// Fields of Deribit's answers as the domain's numbers and instants. May import the domain only.
import { type DecimalText, decimalText, ExactDecimal, isDecimalText } from '../../domain/decimal.ts';
import { instantOf, instantOfText } from '../times.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-text.ts';

/** A number (or a number as text) as decimal text; null for null, missing, empty and anything that isn't a finite number. */
export function decimalOf(value: JsonValue | undefined): DecimalText | null {
  if (typeof value === 'number') return Number.isFinite(value) ? decimalText(value) : null;
  if (typeof value === 'string' && isDecimalText(value.trim())) return decimalText(value);
  return null;
}

export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** Instant of a field in milliseconds (or as ISO text); null when there is none. */
export function timeOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'number') return instantOf(value);
  return typeof value === 'string' ? instantOfText(value) : null;
}

/** `mark_iv` is in percent: 21.01 → 0.2101, exactly. */
export function fractionOfPercent(percent: DecimalText): DecimalText {
  return decimalText(new ExactDecimal(percent).dividedBy(100));
}

/** An element's own fields as text, for the file of rejected rows. */
export function originalOf(element: JsonValue): Record<string, string> {
  const original: Record<string, string> = {};
  if (!isJsonObject(element)) return { value: JSON.stringify(element) };
  for (const [key, value] of Object.entries(element)) original[key] = textOf(value);
  return original;
}

export function isZero(value: DecimalText): boolean {
  return value === '0';
}

export function has(object: JsonObject, ...keys: string[]): boolean {
  return keys.every((key) => Object.hasOwn(object, key));
}
