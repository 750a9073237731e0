// How legs are typed and pasted, and what is said of lines that can't be read.
import { describe, expect, it } from 'vitest';
import { readLegText, symbolBeingTyped } from '../../../src-main/desk/what-if/leg-text.ts';

const option = 'BTC-27JUN25-100000-C';
const read: [text: string, symbol: string, quantity: string, price: string | null][] = [
  [`-10 ${option}`, option, '-10', null],
  ['+5 ETH-PERPETUAL', 'ETH-PERPETUAL', '5', null],
  [`3 ${option} @ 0.05`, option, '3', '0.05'],
  [`3 ${option}@0.05`, option, '3', '0.05'],
  [`3 ${option} 0.05`, option, '3', '0.05'],
  [`  −10\u2009${option.toLowerCase()} `, option.toLowerCase(), '-10', null],
  [`\u2212 10\u00a0BTC\u201127JUN25\u2011100000\u2011C`, option, '-10', null],
  [`- 10 ${option}`, option, '-10', null],
  [`${option} -10`, option, '-10', null],
  [`${option}\t-10`, option, '-10', null],
  [`${option}\t-10\t0.05`, option, '-10', '0.05'],
  [`-10\t${option}\t\t0.05`, option, '-10', '0.05'],
  ['-1\u202f250\u202f000 BTC-PERPETUAL', 'BTC-PERPETUAL', '-1250000', null],
  ['-1 250 000 BTC-PERPETUAL', 'BTC-PERPETUAL', '-1250000', null],
  ['BTC-PERPETUAL\t1 250 000', 'BTC-PERPETUAL', '1250000', null],
  ['sell 10 BTC-PERPETUAL @ mark', 'BTC-PERPETUAL', '-10', null],
  ['Buy 10x BTC-PERPETUAL', 'BTC-PERPETUAL', '10', null],
  ['10 x BTC-PERPETUAL', 'BTC-PERPETUAL', '10', null],
  ['.5 SPY   260213C00500000 @ 1.25', 'SPY 260213C00500000', '0.5', '1.25'],
  ['1e2 BTC-PERPETUAL', 'BTC-PERPETUAL', '100', null],
];

describe('readLegText', () => {
  it.each(read)('%j', (text, symbol, quantity, price) => {
    expect(readLegText(text)).toEqual({ symbol, quantity, price });
  });

  it.each([
    ['', 'Nothing is typed yet.'],
    [' \t', 'Nothing is typed yet.'],
    [option, 'has no quantity'],
    ['10', 'names no instrument'],
    [`1,5 ${option}`, '“1,5” is not written as a plain number'],
    [`1,000 BTC-PERPETUAL`, 'could be 1000 or 1.000'],
    [`10 ${option} @`, 'No price follows'],
    [`10 ${option} @ cheap`, 'The price “cheap”'],
    [`10 ${option} @ 1 @ 2`, 'more than one price'],
    [`10 ${option} 3 @ 2`, 'more numbers'],
    [`10 ${option} 3 4`, 'more numbers'],
    [`0 ${option}`, 'trades nothing'],
    ['sell -10 BTC-PERPETUAL', '“--10”'],
  ])('%j is said to be unreadable', (text, message) => {
    const problem = readLegText(text);
    expect(problem).toMatchObject({ message: expect.stringContaining(message) });
    expect((problem as { remedy: string }).remedy).toMatch(/\.$/);
  });
});

describe('symbolBeingTyped', () => {
  it.each([
    ['-10 btc-27', 'btc-27'],
    ['btc', 'btc'],
    ['- 10', ''],
    ['-10\tBTC-P', 'BTC-P'],
    ['sell 5 ETH @ 0.1', 'ETH'],
  ])('%j', (text, symbol) => {
    expect(symbolBeingTyped(text)).toBe(symbol);
  });
});
