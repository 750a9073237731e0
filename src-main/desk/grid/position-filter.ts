// The grid's filter language. Words must all be found, each in some text column; `column:value` matches the beginning of that
// column, `column<number` (also <=, >, >=, =) compares, "quotes" ask for the whole text. Case is ignored.
// May import domain errors and contract types.
import { positionColumns } from '../../contract/calls.ts';
import { MargraveError } from '../../domain/errors.ts';
import {
  type Column,
  isNumberColumn,
  type NumberColumn,
  type PositionTable,
  type TextColumn,
} from './position-table.ts';

type Comparison = '<' | '<=' | '>' | '>=' | '=';

export type Condition =
  | { kind: 'anyText'; text: string; whole: boolean }
  | { kind: 'text'; column: TextColumn; comparison: Comparison | ':'; text: string; whole: boolean }
  | { kind: 'number'; column: NumberColumn; comparison: Comparison; value: number };

const textColumns = positionColumns.filter((column): column is TextColumn => !isNumberColumn(column));
const columnByName = new Map<string, Column>(positionColumns.map((name) => [name.toLowerCase(), name]));
const term = /(?:([A-Za-z]+)(<=|>=|<|>|=|:))?(?:"([^"]*)"?|(\S+))/g;

/**
 * Reads a filter. A word with a colon whose first part is no column (`deribit:BTC-PERPETUAL`) is a plain word.
 * Throws `invalid-input` when a number column is compared with something that is no number.
 */
export function readFilter(filter: string): Condition[] {
  const conditions: Condition[] = [];
  for (const match of filter.matchAll(term)) {
    const [whole, name, sign, quoted, plain] = match;
    const column = name === undefined ? undefined : columnByName.get(name.toLowerCase());
    if (column === undefined || sign === undefined) {
      const text = name === undefined ? (quoted ?? plain ?? '') : whole;
      if (text !== '')
        conditions.push({ kind: 'anyText', text: text.toLowerCase(), whole: quoted !== undefined });
      continue;
    }
    const text = quoted ?? plain ?? '';
    if (isNumberColumn(column)) {
      conditions.push({
        kind: 'number',
        column,
        comparison: sign === ':' ? '=' : (sign as Comparison),
        value: readNumber(column, text),
      });
    } else {
      conditions.push({
        kind: 'text',
        column,
        comparison: sign as Comparison | ':',
        text: text.toLowerCase(),
        whole: quoted !== undefined || sign === '=',
      });
    }
  }
  return conditions;
}

function readNumber(column: string, text: string): number {
  const value = Number(text.replace(/,/g, ''));
  if (text === '' || !Number.isFinite(value)) {
    throw new MargraveError(
      'invalid-input',
      `The filter compares ${column} with “${text.slice(0, 40)}”, which is not a number. Write it like ${column}>0.5.`,
      { column, value: text.slice(0, 80) },
    );
  }
  return value;
}

/** Row numbers that meet every condition, in the table's order. */
export function matchingRows(table: PositionTable, conditions: readonly Condition[]): Int32Array {
  const tests = conditions.map((condition) => rowTest(table, condition));
  const rows = new Int32Array(table.count);
  let count = 0;
  for (let row = 0; row < table.count; row++) {
    if (tests.every((test) => test(row))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function rowTest(table: PositionTable, condition: Condition): (row: number) => boolean {
  if (condition.kind === 'number') {
    const values = table.numbers(condition.column);
    const { value } = condition;
    const compare = comparisons[condition.comparison];
    return (row) => compare(values[row] ?? Number.NaN, value);
  }
  if (condition.kind === 'text') {
    return valueTest(table, condition.column, (value) => textMatches(value, condition));
  }
  const tests = textColumns.map((column) =>
    valueTest(table, column, (value) =>
      condition.whole ? value === condition.text : value.includes(condition.text),
    ),
  );
  return (row) => tests.some((test) => test(row));
}

/** Tests each distinct value once rather than each row. */
function valueTest(
  table: PositionTable,
  column: TextColumn,
  matches: (lowerCase: string) => boolean,
): (row: number) => boolean {
  const { values, codes } = table.texts(column);
  const good = values.map((value) => matches(value.toLowerCase()));
  return (row) => good[codes[row] ?? -1] === true;
}

function textMatches(value: string, condition: Extract<Condition, { kind: 'text' }>): boolean {
  const { comparison, text } = condition;
  if (comparison === ':' || comparison === '=') {
    if (condition.column === 'excluded' && text === 'yes') return true;
    return condition.whole ? value === text : value.startsWith(text);
  }
  if (comparison === '<') return value < text;
  if (comparison === '<=') return value <= text || value.startsWith(text);
  if (comparison === '>') return value > text && !value.startsWith(text);
  return value >= text;
}

const comparisons: Record<Comparison, (left: number, right: number) => boolean> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
};
