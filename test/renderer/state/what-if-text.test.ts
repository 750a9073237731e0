import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  pastedSentence,
  readNumber,
  readPasted,
  readPercent,
  symbolPart,
  withSymbol,
} from '../../../src-renderer/state/what-if-text.ts';

describe('the instrument’s part of a leg', () => {
  it.each([
    ['-10 BTC-27', 'BTC-27', '-10 X'],
    ['-10 BTC-27JUN25-100000-C @ 0.05', 'BTC-27JUN25-100000-C', '-10 X @ 0.05'],
    ['+2.5 eth', 'eth', '+2.5 X'],
    ['sell 3 ETH-PERP', 'ETH-PERP', 'sell 3 X'],
    ['BTC-27JUN25', 'BTC-27JUN25', 'X'],
    ['5 ', '', '5 X'],
  ])('%j', (text, typed, completed) => {
    expect(symbolPart(text)?.typed).toBe(typed);
    expect(withSymbol(text, 'X')).toBe(completed);
  });

  it('is not there while only a quantity is typed', () => {
    expect(symbolPart('-10')).toBeNull();
    expect(withSymbol('-10', 'X')).toBe('-10 X');
  });
});

describe('numbers of a spreadsheet', () => {
  it.each([
    ['1,234.5', '1234.5'],
    ['1 234,5', '1234.5'],
    ['\u22121\u2009234.50', '-1234.50'],
    ['(12)', '-12'],
    ['0,125', '0.125'],
    ['12,000', '12000'],
    ['.5', '0.5'],
    ['+007', '7'],
    ['1.234.567', '1234567'],
    ['1.234,5', '1234.5'],
    ['12e3', null],
    ['BTC', null],
    ['', null],
    ['-', null],
  ])('%j is %j', (cell, number) => {
    expect(readNumber(cell)).toBe(number);
  });

  it.each([
    ['-12.5', '-0.125'],
    ['8 %', '0.08'],
    ['\u22125\u2009%', '-0.05'],
    ['', '0'],
    ['-0', '0'],
    ['150', '1.5'],
    ['ten', null],
  ])('%j percent is %j', (text, fraction) => {
    expect(readPercent(text)).toBe(fraction);
  });

  it('a percentage is its hundredth, whatever its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (thousandths) => {
        const percent = (thousandths / 1000).toFixed(3);
        expect(Number(readPercent(percent))).toBeCloseTo(thousandths / 100_000, 12);
      }),
    );
  });
});

describe('what is pasted', () => {
  it('is a leg a line', () => {
    expect(readPasted('-10 BTC-27JUN25-100000-C\r\n5 ETH-PERPETUAL @ 2000\n\n').legs).toEqual([
      '-10 BTC-27JUN25-100000-C',
      '5 ETH-PERPETUAL @ 2000',
    ]);
  });

  it('is rows of a spreadsheet by their headings, whatever their order', () => {
    const pasted = readPasted(
      'Trader\tSide\tPrice\tInstrument\tSize\nann\tSell\t0,05\tBTC-27JUN25-100000-C\t1,200\nbob\tbuy\t\tETH-PERPETUAL\t3\nTotal\t\t\t\t1,203',
    );
    expect(pasted.legs).toEqual(['-1200 BTC-27JUN25-100000-C @ 0.05', '3 ETH-PERPETUAL']);
    expect(pasted.unread).toEqual([{ line: 4, text: 'Total 1,203', reason: 'no instrument in it' }]);
    expect(pastedSentence(pasted)).toBe(
      '2 legs pasted. Not read: line 4 “Total 1,203” (no instrument in it).',
    );
  });

  it('is rows without headings by what the cells look like; a third number leaves the price open', () => {
    const pasted = readPasted(
      'BTC-PERPETUAL\t-5\t68000\n7\tETH-26JUN26-2300-P\nSOL-PERPETUAL\t1\t2\t3\nfree text\tmore',
    );
    expect(pasted.legs).toEqual(['-5 BTC-PERPETUAL @ 68000', '7 ETH-26JUN26-2300-P', '1 SOL-PERPETUAL']);
    expect(pasted.unread.map(({ line }) => line)).toEqual([4]);
  });
});
