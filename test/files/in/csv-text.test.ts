import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRows, guessDelimiter } from '../../../src-main/files/in/csv-text.ts';

async function split(
  text: string,
  pieceLength: number,
  delimiter = ',',
): Promise<{ cells: string[]; line: number }[]> {
  const taken: { cells: string[]; line: number }[] = [];
  const rows = new CsvRows('x.csv', delimiter, (cells, line) => taken.push({ cells, line }));
  for (let at = 0; at < text.length; at += pieceLength) await rows.push(text.slice(at, at + pieceLength));
  await rows.end();
  return taken;
}

const cell = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[a-z,;"\n ]{0,8}$/),
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'a"b', '\r\n\r\n,'),
);

describe('delimited text', () => {
  it('reads back what was written, each row with its line, whatever the pieces it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, lineEnd, ended, pieceLength) => {
          const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`));
          const lines: number[] = [];
          let line = 1;
          for (const row of quoted) {
            lines.push(line);
            line += row.join('').split('\n').length;
          }
          const text = quoted.map((row) => row.join(delimiter)).join(lineEnd) + (ended ? lineEnd : '');
          const expected = rows.map((cells, index) => ({ cells, line: lines[index] }));
          expect(await split(text, pieceLength, delimiter)).toEqual(expected);
        },
      ),
      { numRuns: 500, seed: 21 },
    );
  });

  it('passes over blank lines and tells the line on which a row began', async () => {
    expect(await split('a,b\r\n"1\r\n2",3\n\r\n\n4,5\n6,7', 3)).toEqual([
      { cells: ['a', 'b'], line: 1 },
      { cells: ['1\r\n2', '3'], line: 2 },
      { cells: ['4', '5'], line: 6 },
      { cells: ['6', '7'], line: 7 },
    ]);
  });

  it('takes a quote inside an unquoted cell as it stands', async () => {
    expect(await split('5" pipe,x\n"1"x,2\n', 64)).toEqual([
      { cells: ['5" pipe', 'x'], line: 1 },
      { cells: ['"1"x', '2'], line: 2 },
    ]);
  });

  it.each([
    ['a,b\n"1,2\n', /line 2: a quote is opened and never closed/],
    [`a,b\n${'x'.repeat(1_100_000)}`, /line 2: the row is longer than 1,000,000/],
    [`a,b\n"${'x'.repeat(1_200_000)}`, /longer than 1,000,000/],
    [`a,b\n${','.repeat(5_000)}`, /line 2: the row has 5001 columns/],
  ])('refuses a broken table (%#)', async (text, message) => {
    await expect(split(text, 65_536)).rejects.toThrow(message);
  });

  it('names the line of the error after quoted line breaks', async () => {
    await expect(split(`a,b\r\n"1\r\n\r\n2",3\r\n${','.repeat(5_000)}\r\n`, 7)).rejects.toThrow(/line 5: /);
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
