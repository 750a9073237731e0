// What a margin leaves out, as text.
import { expect, test } from 'vitest';
import { leftOutLines } from '../../src-main/cli/left-out-text.ts';

const row = (account: string, symbol: string, why: string) => ({
  account,
  instrument: `deribit:${symbol}`,
  quantity: '-2',
  reason: `${symbol} ${why}`,
  remedy: `Remove ${symbol}.`,
});

test('a reason that many rows share is said once, above their names; one by itself stands beside its own', () => {
  const rows = [
    row('a', 'BTC-A', 'is an option.'),
    row('a', 'BTC-F', 'is dated.'),
    row('a', 'BTC-B', 'is an option.'),
  ];
  expect(leftOutLines(rows, 5, 'elsewhere')).toEqual([
    '2 rows alike: BTC-A is an option.',
    '  -2 deribit:BTC-A, -2 deribit:BTC-B',
    '-2 deribit:BTC-F: BTC-F is dated.',
  ]);
});

test('accounts are named where there are several; names end where asked, and lines before 120 characters', () => {
  const rows = Array.from({ length: 9 }, (_, index) =>
    row(index % 2 ? 'b' : 'a', `BTC-${index}`, 'is an option.'),
  );
  const [reason, ...lines] = leftOutLines(rows, 7, 'see --json');
  expect(reason).toBe('9 rows alike: BTC-0 is an option.');
  expect(lines.at(-1)).toBe('  … and 2 more: see --json');
  expect(lines.slice(0, -1).join(' ')).toContain('a -2 deribit:BTC-0, b -2 deribit:BTC-1');
  expect(lines).toHaveLength(3);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
});
