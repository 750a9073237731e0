// One record of a positional risk-array file: fields by 1-based columns, implied decimals, and faults that name the columns.
// May import the domain.
import type { DecimalText } from '../../../domain/decimal.ts';
import { PlaceFault } from './reading.ts';

/** Places after the point that a file may imply; more is no number format but damage. */
const mostPlaces = 20;
const shownCharacters = 40;

/**
 * Digits with an implied point as decimal text: `impliedDecimal('0012500', 4)` is `1.25`. Fewer than no decimals multiply: `('12', -2)` is `1200`.
 * @param digits nothing but 0–9
 */
export function impliedDecimal(digits: string, decimals: number, isNegative = false): DecimalText {
  const own = digits.replace(/^0+/, '');
  if (own === '') return '0';
  const sign = isNegative ? '-' : '';
  if (decimals <= 0) return `${sign}${own}${'0'.repeat(-decimals)}`;
  const padded = own.padStart(decimals + 1, '0');
  const fraction = padded.slice(-decimals).replace(/0+$/, '');
  return `${sign}${padded.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** `type B, columns 45–52`. */
export const columnsOf = (type: string, from: number, to: number): string =>
  `type ${type}, ${from === to ? `column ${from}` : `columns ${from}–${to}`}`;

export class PositionalLine {
  readonly text: string;
  /** 1-based. */
  readonly record: number;
  readonly type: string;

  constructor(text: string, record: number) {
    this.text = text;
    this.record = record;
    this.type = text.slice(0, 2).trim();
  }

  /** Text of the columns without blanks around it; empty when the line ends before. */
  code(from: number, to: number): string {
    return this.text.slice(from - 1, to).trim();
  }

  /** A code that has to be there. */
  required(from: number, to: number, what: string): string {
    const found = this.code(from, to);
    if (found === '') throw this.fault(from, to, this.#missing(from, `${what} is missing`));
    return found;
  }

  /** True when nothing but blanks stands there, or the line ends before. */
  isBlank(from: number, to: number): boolean {
    return this.code(from, to) === '';
  }

  /**
   * The digits of a number field, leading blanks taken for zeros. Null when it is blank and `whenBlank` is null.
   * Throws on anything else, on a field that the line's end cuts, and on a blank one where a number has to be.
   */
  digits(from: number, to: number): string;
  digits(from: number, to: number, whenBlank: null): string | null;
  digits(from: number, to: number, whenBlank?: null): string | null {
    const field = this.text.slice(from - 1, to);
    const digits = field.trimStart();
    if (digits === '') {
      if (whenBlank === null) return null;
      throw this.fault(from, to, this.#missing(from, 'a number is missing'));
    }
    if (field.length <= to - from) {
      throw this.fault(from, to, `the record ends at column ${this.text.length}, within a number`);
    }
    if (!/^\d+$/.test(digits)) throw this.fault(from, to, `“${field}” isn’t a number`);
    return digits;
  }

  /** A number with its point `decimals` places from the right. */
  decimal(from: number, to: number, decimals: number): DecimalText {
    return impliedDecimal(this.digits(from, to), decimals);
  }

  count(from: number, to: number): number {
    return Number(this.digits(from, to));
  }

  /** A count that may be blank: null. */
  countOrNull(from: number, to: number): number | null {
    const digits = this.digits(from, to, null);
    return digits === null ? null : Number(digits);
  }

  /** Places after the point as files write them: `002`, `-02`. */
  places(from: number, to: number): number {
    const field = this.required(from, to, 'a number of decimals');
    if (!/^-?\d+$/.test(field) || Math.abs(Number(field)) > mostPlaces) {
      throw this.fault(from, to, `“${field}” isn’t a number of decimals`);
    }
    return Number(field);
  }

  /** True of `-`, false of `+` and a blank. Throws on anything else and where the line ends before. */
  isNegative(column: number): boolean {
    const sign = this.text[column - 1];
    if (sign === '-') return true;
    if (sign === '+' || sign === ' ') return false;
    throw this.fault(
      column,
      column,
      sign === undefined ? this.#missing(column, 'a sign is missing') : `“${sign}” isn’t a sign`,
    );
  }

  /** `A` or `B`. */
  side(column: number): 'A' | 'B' {
    const side = this.code(column, column);
    if (side === 'A' || side === 'B') return side;
    throw this.fault(
      column,
      column,
      side === '' ? this.#missing(column, 'a side is missing') : `“${side}” isn’t a side (A or B)`,
    );
  }

  /** `YYYYMM`, with the day or week code behind it where there is one; empty when blank or all zeros. */
  month(from: number, to: number, dayFrom = 0, dayTo = 0): string {
    const digits = this.digits(from, to, null);
    if (digits === null || /^0+$/.test(digits)) return '';
    if (digits.length !== to - from + 1 || !/^[12]\d{3}(0[1-9]|1[0-2])$/.test(digits)) {
      throw this.fault(from, to, `“${this.text.slice(from - 1, to)}” isn’t a month`);
    }
    const day = dayFrom === 0 ? '' : this.code(dayFrom, dayTo);
    return `${digits}${/^0*$/.test(day) ? '' : day}`;
  }

  fault(from: number, to: number, reason: string): PlaceFault {
    return new PlaceFault(
      columnsOf(this.type, from, to),
      this.text.slice(from - 1, to).slice(0, shownCharacters),
      reason,
    );
  }

  #missing(from: number, what: string): string {
    return this.text.length < from ? `the record ends at column ${this.text.length}; ${what}` : what;
  }
}
