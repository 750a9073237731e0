// The grid's filter as an expression. Conditions side by side must all hold; `or` (or `|`) joins alternatives, `-`, `!` or
// `not` turns one around, brackets bind. Reading never looks at rows. May import domain errors and contract types.
import { positionColumns } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import { type Column, isNumberColumn, type NumberColumn, type TextColumn } from './position-table.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!=';

export type Expression =
  | { kind: 'all'; of: Expression[] }
  | { kind: 'any'; of: Expression[] }
  | { kind: 'not'; of: Expression }
  /** A word found anywhere in one of the row's texts; `whole`: a text that is exactly this. */
  | { kind: 'word'; text: string; whole: boolean }
  /** `:` asks how a text begins, with `whole` what it is. Several texts: any of them. */
  | { kind: 'text'; column: TextColumn; comparison: Comparison | ':'; texts: string[]; whole: boolean }
  | { kind: 'number'; column: NumberColumn; comparison: Comparison; value: number }
  /** The row has nothing in this column. */
  | { kind: 'none'; column: Column };

const columnByName = new Map<string, Column>(positionColumns.map((name) => [name.toLowerCase(), name]));
const shortNames: Record<string, Column> = {
  qty: 'quantity',
  vol: 'volatility',
  share: 'contribution',
  currency: 'settlementCurrency',
  price: 'averagePrice',
};
for (const [name, column] of Object.entries(shortNames)) columnByName.set(name, column);

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const field = /([A-Za-z]+)(<=|>=|!=|<|>|=|:)/y;
const value = /"([^"]*)"?|[^\s()|"]+/y;

/**
 * Reads a filter; an empty one holds for every row. A word with a colon whose first part is near no field (`deribit:BTC-PERPETUAL`)
 * is a plain word; what is not finished at the end (`or`, `-`, an open bracket) is passed over, since it is read while it is typed.
 * Throws `invalid-input` with the place (`at`, `length`) for a field there isn't, and for a number or day that is none.
 */
export function readFilter(filter: string): Expression {
  const reading = new Reading(filter);
  return reading.whole();
}

class Reading {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Expression {
    const read = this.#alternatives(0);
    if (this.#at < this.#text.length) {
      throw refusal(
        'The filter closes a bracket that none opened. Take it out, or put the text in "quotes".',
        this.#at,
        1,
      );
    }
    return read;
  }

  #alternatives(depth: number): Expression {
    const of = [this.#conditions(depth)];
    while (this.#skipOr()) of.push(this.#conditions(depth));
    // A side that is still empty would hold for every row: it counts from its first word on.
    const filled = of.filter((side) => side.kind !== 'all' || side.of.length > 0);
    if (filled.length > 1) return { kind: 'any', of: filled };
    return filled[0] ?? { kind: 'all', of: [] };
  }

  #conditions(depth: number): Expression {
    const of: Expression[] = [];
    for (;;) {
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next === undefined || next === '|' || this.#word('or') > 0) break;
      if (next === ')') {
        if (depth > 0) break;
        return { kind: 'all', of };
      }
      const and = this.#word('and');
      if (and > 0) {
        this.#at += and;
        continue;
      }
      const one = this.#one(depth);
      if (one !== null) of.push(one);
    }
    return of.length === 1 && of[0] ? of[0] : { kind: 'all', of };
  }

  /** One condition, or null where only its beginning stands. */
  #one(depth: number): Expression | null {
    const not = this.#word('not') || (/[-!]/.test(this.#text[this.#at] ?? '') ? 1 : 0);
    if (not > 0) {
      this.#at += not;
      this.#skipSpace();
      const next = this.#text[this.#at];
      if (next === undefined || next === ')' || next === '|') return null;
      const of = this.#one(depth);
      return of === null ? null : { kind: 'not', of };
    }
    if (this.#text[this.#at] === '(') {
      this.#at += 1;
      const within = this.#alternatives(depth + 1);
      this.#skipSpace();
      if (this.#text[this.#at] === ')') this.#at += 1;
      return within;
    }
    return this.#term();
  }

  #term(): Expression | null {
    const from = this.#at;
    const named = this.#match(field);
    const [whole = '', name = '', sign = ''] = named ?? [];
    const column = columnByName.get(name.toLowerCase());
    if (named && column === undefined) {
      const near = nearestField(name);
      if (sign !== ':' || near !== null) {
        const meant =
          near === null ? 'Its fields are under the question mark' : `Did you mean ${near}${sign}…`;
        throw refusal(
          `The filter knows no field “${name}”. ${meant}?`.replace('mark?', 'mark.'),
          from,
          name.length,
        );
      }
    }
    const given = this.#match(value);
    const quoted = given?.[1];
    const text = quoted ?? given?.[0] ?? '';
    if (column === undefined) {
      const word = `${whole}${text}`.toLowerCase();
      return word === '' ? null : { kind: 'word', text: word, whole: quoted !== undefined && whole === '' };
    }
    const place = { at: from, length: this.#at - from };
    if (sign !== '!=') return condition(column, sign as Comparison | ':', text, quoted !== undefined, place);
    return { kind: 'not', of: condition(column, '=', text, quoted !== undefined, place) };
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  /** Length of a joining word that stands here by itself, or 0. */
  #word(word: 'or' | 'and' | 'not'): number {
    const end = this.#at + word.length;
    const stands = this.#text.slice(this.#at, end).toLowerCase() === word;
    return stands && /^($|[\s()])/.test(this.#text.slice(end, end + 1)) ? word.length : 0;
  }

  #skipOr(): boolean {
    const length = this.#text[this.#at] === '|' ? 1 : this.#word('or');
    this.#at += length;
    return length > 0;
  }
}

type Place = { at: number; length: number };

function condition(
  column: Column,
  sign: Comparison | ':',
  text: string,
  quoted: boolean,
  place: Place,
): Expression {
  const equal = sign === ':' || sign === '=';
  const lower = text.toLowerCase();
  if (equal && lower === 'none' && !quoted) return { kind: 'none', column };
  if (column === 'excluded' && equal && (lower === 'yes' || lower === 'no')) {
    const none: Expression = { kind: 'none', column };
    return lower === 'no' ? none : { kind: 'not', of: none };
  }
  const span = /^(.+?)\.\.(.+)$/.exec(text);
  if (equal && span && (isNumberColumn(column) || column === 'expiry')) {
    const [from, to] = (['>=', '<='] as const).map((side, index) =>
      condition(column, side, span[index + 1] ?? '', false, place),
    );
    return { kind: 'all', of: from && to ? [from, to] : [] };
  }
  if (isNumberColumn(column)) {
    return {
      kind: 'number',
      column,
      comparison: sign === ':' ? '=' : sign,
      value: readNumber(column, sign, text, place),
    };
  }
  if (column === 'expiry') {
    return {
      kind: 'text',
      column,
      comparison: sign === '=' ? ':' : sign,
      texts: [readDay(text, place)],
      whole: false,
    };
  }
  const texts = quoted ? [lower] : lower.split(',').filter((one, index) => one !== '' || index === 0);
  return { kind: 'text', column, comparison: sign, texts, whole: quoted || sign === '=' };
}

const thousands: Record<string, number> = { '': 1, k: 1e3, m: 1e6 };

function readNumber(column: string, sign: string, text: string, place: Place): number {
  const shape = /^(.*?)([km]?)$/i.exec(text.replace(/,/g, '').replace(/^−/, '-'));
  const digits = shape?.[1] ?? '';
  const number = Number(digits) * (thousands[(shape?.[2] ?? '').toLowerCase()] ?? 1);
  if (text === '') {
    throw refusal(
      `The filter compares ${column} with nothing yet. Write a number after it, like ${column}${sign}0.5.`,
      place.at,
      place.length,
    );
  }
  if (digits === '' || !Number.isFinite(number)) {
    throw refusal(
      `The filter compares ${column} with “${text.slice(0, 40)}”, which is not a number. Write it like ${column}>0.5.`,
      place.at,
      place.length,
    );
  }
  return number;
}

/** A year, month or day as the beginning of an instant: `2026`, `2026-09`, `2026-09-01`, or as venues write it: `26JUN26`. */
function readDay(text: string, place: Place): string {
  const venue = /^(\d{1,2})([a-z]{3})(\d{2})$/i.exec(text);
  const month = months.indexOf((venue?.[2] ?? '').toUpperCase());
  if (venue && month >= 0) {
    return `20${venue[3]}-${String(month + 1).padStart(2, '0')}-${(venue[1] ?? '').padStart(2, '0')}`;
  }
  // A day that is being typed (`2026-0`) is the beginning of one.
  if (/^\d{1,4}$|^\d{4}-\d{0,2}$|^\d{4}-\d{2}-\d{0,2}([t ][\d:.z]*)?$/i.test(text)) return text.toLowerCase();
  const what = text === '' ? 'nothing yet' : `“${text.slice(0, 40)}”, which is no day`;
  throw refusal(
    `The filter compares expiry with ${what}. Write a day like expiry<2026-09-01 or expiry:26JUN26, a month like expiry:2026-06, or expiry:none.`,
    place.at,
    place.length,
  );
}

function refusal(message: string, at: number, length: number): MargraveError {
  return new MargraveError('invalid-input', message, { field: 'filter', at, length });
}

/** The field that a name is two slips away from, or null. */
function nearestField(name: string): string | null {
  const lower = name.toLowerCase();
  let nearest: string | null = null;
  let least = Math.min(3, Math.ceil(lower.length / 2));
  for (const [known, column] of columnByName) {
    const slips = known.startsWith(lower) && lower.length > 2 ? 1 : slipsBetween(lower, known);
    if (slips >= least) continue;
    least = slips;
    nearest = column;
  }
  return nearest;
}

/** Letters to change, add or leave out to come from one word to the other. */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
