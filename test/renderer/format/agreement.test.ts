import { expect, it } from 'vitest';
import { floatText, formatRatio, formatTiny, namesText } from '../../../src-renderer/format/agreement.ts';

it('writes a float without an exponent, every digit kept', () => {
  for (const [value, text] of [
    [0, '0'],
    [-1e-7, '-0.0000001'],
    [1.25e-9, '0.00000000125'],
    [-42250095.37010812, '-42250095.37010812'],
    [1.5e21, '1500000000000000000000'],
    [123456789012345680000, '123456789012345680000'],
  ] as const)
    expect(floatText(value)).toBe(text);
});

it('writes a difference in few digits, with a true minus', () => {
  expect([0, 3.14e-12, -2e-5, 0.0021, 4.2, 123456.78].map(formatTiny)).toEqual([
    '0',
    '3.1e−12',
    '−2.0e−5',
    '0.0021',
    '4.2',
    '123\u2009500',
  ]);
});

it('shortens ratios and lists of names', () => {
  expect(['1.50000', '26.376699', '10'].map((ratio) => formatRatio(ratio))).toEqual(['1.5', '26.3767', '10']);
  expect(namesText(['a.json', 'b.json'])).toBe('a.json, b.json');
  expect(namesText(Array.from({ length: 93 }, (_, index) => `${index}.json`))).toBe('93 files (0.json, …)');
});
