import { expect, test } from 'vitest';
import { amount, percent, tableText } from '../../src-main/cli/tables.ts';

test('amounts have the places of their currency, thousands apart and a minus sign', () => {
  expect(amount('1234567.5', 'USD')).toBe('1,234,567.50');
  expect(amount('-28.0037774', 'BTC')).toBe('−28.00377740');
  expect(amount('-0.001', 'USDC')).toBe('0.00');
  expect(amount(null, 'BTC')).toBe('—');
  expect(percent('0.61834')).toBe('61.8 %');
  expect(percent('-0.66')).toBe('−66.0 %');
});

const columns = [{ title: 'Reason' }, { title: 'Amount', right: true }, { title: 'Remedy' }];
const rows = [
  [
    'no such instrument is known in this book or in the files',
    '1,234,567.50',
    'Import the venue’s instruments first',
  ],
];

test('boxes keep within the terminal: text in several lines, numbers whole', () => {
  const wide = tableText(columns, rows, 200);
  expect(wide.trimEnd().split('\n')).toHaveLength(5);
  const narrow = tableText(columns, rows, 70).trimEnd().split('\n');
  expect(narrow.length).toBeGreaterThan(5);
  for (const line of narrow) expect(line.length).toBeLessThanOrEqual(70);
  expect(narrow.join('\n')).toContain('1,234,567.50');
});

test('a name without spaces is never cut: it can be copied', () => {
  const run = '20261122T154613Z-0123abcd';
  expect(tableText(columns, [[run, '1.00', 'x'.repeat(40)]], 60)).toContain(run);
});

test('numbers that are wider than the terminal stand in plain columns', () => {
  const text = tableText(
    [
      { title: 'A', right: true },
      { title: 'B', right: true },
    ],
    [['1'.repeat(30), '2'.repeat(30)]],
    40,
  );
  expect(text).toBe(`${'A'.padStart(30)}  ${'B'.padStart(30)}\n${'1'.repeat(30)}  ${'2'.repeat(30)}\n`);
});

test('text of a file can’t steer the terminal', () => {
  expect(tableText([{ title: 'A' }], [['x\u001b[2Jy\n']], null)).toBe('A\nx [2Jy\n');
});
