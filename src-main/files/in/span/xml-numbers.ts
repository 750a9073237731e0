// Numbers, months and choices of an XML risk-array file's elements, and faults that name the element.
// May import the domain.
import { type DecimalText, decimalText, isDecimalText } from '../../../domain/decimal.ts';
import type { SpanFault } from './reading.ts';
import { type XmlElement, XmlFault } from './xml-elements.ts';

/** Plain digits, which need no decimal arithmetic to become decimal text. Most of a file is these. */
const plain = /^(-?)0*(\d{1,30})(?:\.(\d{1,30}))?$/;

/** Canonical decimal text, or null when it isn't a number. */
export function numberText(text: string): DecimalText | null {
  const match = plain.exec(text);
  if (!match) return isDecimalText(text) ? decimalText(text) : null;
  const [, sign = '', whole = '', places = ''] = match;
  const fraction = places.replace(/0+$/, '');
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return number === '0' ? '0' : `${sign}${number}`;
}

/** The number in a child that has to be there. */
export function numberOf(element: XmlElement, child: string): DecimalText {
  const number = numberText(element.required(child));
  if (number === null) throw element.fault(child, `“${element.textOf(child).slice(0, 40)}” isn’t a number`);
  return number;
}

/** The number in a child, or null when the child isn't there or is empty. */
export const numberOrNull = (element: XmlElement, child: string): DecimalText | null =>
  element.textOf(child) === '' ? null : numberOf(element, child);

export function countOf(element: XmlElement, child: string): number {
  const text = element.required(child);
  if (!/^\d{1,9}$/.test(text)) throw element.fault(child, `“${text.slice(0, 40)}” isn’t a whole number`);
  return Number(text);
}

/** `YYYYMM` or `YYYYMMDD`; a day `00` is none. */
export function monthOf(element: XmlElement, child: string): string {
  const text = element.required(child);
  if (!/^[12]\d{3}(0[1-9]|1[0-2])\w{0,2}$/.test(text))
    throw element.fault(child, `“${text.slice(0, 40)}” isn’t a month`);
  return text.replace(/^(\d{6})00$/, '$1');
}

/** A month that may be missing: empty. */
export const monthOrNone = (element: XmlElement, child: string): string =>
  element.textOf(child) === '' ? '' : monthOf(element, child);

export function sideOf(element: XmlElement): 'A' | 'B' {
  const side = element.required('rs');
  if (side === 'A' || side === 'B') return side;
  throw element.fault('rs', `“${side.slice(0, 40)}” isn’t a side (A or B)`);
}

/** What was thrown, as a fault. Throws on what isn't a fault of the file. */
export function xmlFaultOf(thrown: unknown, left: string): SpanFault {
  if (!(thrown instanceof XmlFault)) throw thrown;
  return { line: thrown.line, place: thrown.place, value: thrown.value, reason: thrown.message, left };
}
