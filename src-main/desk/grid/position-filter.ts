// Which rows a filter holds for. Texts are tested once per distinct value, not per row. May import domain and contract types.

import { positionColumns } from '../../contract/calls.ts';
import type { Comparison, Expression } from './filter-language.ts';
import { isNumberColumn, type PositionTable, type TextColumn } from './position-table.ts';

const textColumns = positionColumns.filter((column): column is TextColumn => !isNumberColumn(column));

/** Row numbers that meet the filter, in the table's order. */
export function matchingRows(table: PositionTable, filter: Expression): Int32Array {
  const test = rowTest(table, filter);
  const rows = new Int32Array(table.count);
  let count = 0;
  for (let row = 0; row < table.count; row++) if (test(row)) rows[count++] = row;
  return rows.slice(0, count);
}

type RowTest = (row: number) => boolean;

function rowTest(table: PositionTable, asked: Expression): RowTest {
  switch (asked.kind) {
    case 'all': {
      const tests = asked.of.map((one) => rowTest(table, one));
      return (row) => tests.every((test) => test(row));
    }
    case 'any': {
      const tests = asked.of.map((one) => rowTest(table, one));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = rowTest(table, asked.of);
      return (row) => !test(row);
    }
    case 'none': {
      if (isNumberColumn(asked.column)) {
        const values = table.numbers(asked.column);
        return (row) => Number.isNaN(values[row]);
      }
      const { values, codes } = table.texts(asked.column);
      return (row) => (codes[row] ?? -1) < 0 || values[codes[row] ?? -1] === '';
    }
    case 'number': {
      const values = table.numbers(asked.column);
      const compare = comparisons[asked.comparison];
      return (row) => compare(values[row] ?? Number.NaN, asked.value);
    }
    case 'text':
      return valueTest(table, asked.column, (value) =>
        asked.texts.some((text) => textMatches(value, text, asked)),
      );
    case 'word': {
      const tests = textColumns.map((column) =>
        valueTest(table, column, (value) =>
          asked.whole ? value === asked.text : value.includes(asked.text),
        ),
      );
      return (row) => tests.some((test) => test(row));
    }
  }
}

/** An account goes by its id and by its name. */
function valueTest(
  table: PositionTable,
  column: TextColumn,
  matches: (lowerCase: string) => boolean,
): RowTest {
  const { values, codes } = table.texts(column);
  const good = values.map((value) => {
    if (matches(value.toLowerCase())) return true;
    return column === 'account' && matches(table.accountName(value).toLowerCase());
  });
  if (!good.includes(true)) return () => false;
  return (row) => good[codes[row] ?? -1] === true;
}

function textMatches(value: string, text: string, asked: Extract<Expression, { kind: 'text' }>): boolean {
  switch (asked.comparison) {
    case '<':
      return value < text;
    case '<=':
      return value <= text || value.startsWith(text);
    case '>':
      return value > text && !value.startsWith(text);
    case '>=':
      return value >= text;
    default:
      return asked.whole ? value === text : value.startsWith(text);
  }
}

const comparisons: Record<Comparison, (left: number, right: number) => boolean> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};
