import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvSplitter, guessDelimiter } from '../../../src-main/files/in/csv-text.ts';

function split(text: string, pieceLength: number, delimiter = ','): { cells: string[]; line: number }[] {
  const rows: { cells: string[]; line: number }[] = [];
  const splitter = new CsvSplitter('x.csv', delimiter, (cells, line) => rows.push({ cells, line }));
  for (let at = 0; at < text.length; at += pieceLength) splitter.push(text.slice(at, at + pieceLength));
  splitter.end();
  return rows;
}

const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[a-z,;"\n\r ]{0,8}$/),
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'a"b'),
);

describe('delimited text', () => {
  it('splits as csv-parse does, whatever the pieces it comes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        (rows, delimiter, lineEnd, ended, pieceLength) => {
          const quoted = rows.map((row) =>
            row.map((text) =>
              /["\n\r\0]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text,
            ),
          );
          const text = quoted.map((row) => row.join(delimiter)).join(lineEnd) + (ended ? lineEnd : '');
          const oracle = parse(text, {
            delimiter,
            record_delimiter: lineEnd,
            relax_column_count: true,
            skip_empty_lines: true,
            relax_quotes: true,
          }) as string[][];
          expect(split(text, pieceLength, delimiter).map(({ cells }) => cells)).toEqual(oracle);
        },
      ),
      { numRuns: 1000, seed: 21 },
    );
  });

  it('tells the line on which a row began', () => {
    expect(split('a,b\n"1\n2",3\n\n4,5\n', 3)).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['1\n2', '3'], line: 2 },
      { cells: ['4', '5'], line: 5 },
    ]);
  });

  it.each([
    ['a,b\n"1,2\n', /line 2: a quote is opened and never closed/],
    ['a,b\n"1"x,2\n', /line 2: text follows after a closing quote/],
    [`a,b\n${'x'.repeat(1_000_001)}`, /line 2: the row is longer than 1,000,000/],
    [`a,b\n"${'x'.repeat(1_200_000)}`, /longer than 1,000,000|never closed/],
    [`a,b\n${','.repeat(5_000)}`, /5001 columns/],
  ])('refuses a broken table (%#)', (text, message) => {
    expect(() => split(text, 65_536)).toThrow(message);
  });

  it.each([
    ['a,b,c\n1;2', ','],
    ['a;b;c\n1,5;2,5;3', ';'],
    ['a\tb', '\t'],
    ['a|b|c', '|'],
    ['"a;b;c;d",e,f', ','],
  ])('guesses the separator of %j', (head, expected) => {
    expect(guessDelimiter(head)).toBe(expected);
  });
});
