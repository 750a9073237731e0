import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalText, isDecimalText } from '../../../src-main/domain/decimal.ts';
import { canonicalDecimal, evidenceOf, readNumber, styleOf } from '../../../src-main/files/in/numbers.ts';

const point = { decimal: '.', certain: true } as const;
const comma = { decimal: ',', certain: true } as const;
const unsure = { decimal: '.', certain: false } as const;
const textOrRefusal = (cell: string, style: { decimal: '.' | ','; certain: boolean }): string => {
  const read = readNumber(cell, style);
  return 'value' in read ? read.value : `refused: ${read.reason}`;
};

describe('numbers of a table', () => {
  it('are the canonical decimal text that the domain makes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+-]?[0-9]{0,6}[.]?[0-9]{0,6}(e[+-]?[0-9]{1,3})?$/), (text) => {
        expect(canonicalDecimal(text)).toBe(isDecimalText(text) ? decimalText(text) : null);
      }),
      { numRuns: 2000, seed: 31 },
    );
  });

  it.each([
    ['1,234.5', point, '1234.5'],
    ['1.234,5', comma, '1234.5'],
    ['1 234 567,25', comma, '1234567.25'],
    ["1'234.5", point, '1234.5'],
    ['12,34,567.8', point, '1234567.8'],
    ['(1,000)', point, '-1000'],
    ['5-', point, '-5'],
    ['−3', point, '-3'],
    ['$ 7', point, '7'],
    ['1e-7', point, '0.0000001'],
    ['-0.0', point, '0'],
  ])('%s is read', (cell, style, expected) => {
    expect(textOrRefusal(cell, style)).toBe(expected);
  });

  it.each([
    ['1234,5', point, /decimal comma while the column uses a decimal point/],
    ['1234.5', comma, /decimal point while the column uses a decimal comma/],
    ['1,234', unsure, /could be 1234 or 1.234/],
    ['1e999', point, /beyond any quantity/],
    ['=1+1', point, /formula/],
    ['@SUM(A1)', point, /formula/],
    ['-cmd|x', point, /formula/],
    ['5%', point, /percentage/],
    ['NaN', point, /not a number/],
    ['Infinity', point, /not a number/],
    ['0x10', point, /not a number/],
    ['1.2.3', point, /not a number/],
  ])('%s is refused', (cell, style, reason) => {
    expect(textOrRefusal(cell, style)).toMatch(reason);
  });

  it('a column proves its separator, borrows it, or mixes', () => {
    expect(styleOf(['1,234', '0,5'], null)).toMatchObject({ decimal: ',', certain: true, mixed: null });
    expect(styleOf(['1,234', '1.5'], null)).toMatchObject({ decimal: '.', certain: true, mixed: null });
    expect(styleOf(['1,234'], null)).toMatchObject({ certain: false });
    expect(styleOf(['1,234'], comma)).toMatchObject({ decimal: ',', certain: true });
    expect(styleOf(['1,5', '1.5'], null).mixed).toEqual({ comma: '1,5', point: '1.5' });
    expect(evidenceOf('1,234,567')).toBe('grouped,');
  });
});
