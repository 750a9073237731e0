// Two results line by line: the later one's order, what only the earlier has after its siblings, and every line once.
import { expect, test } from 'vitest';
import { linesOf } from '../../src-main/desk/reader/run-lines.ts';
import type { MarginEntry, MarginNode } from '../../src-main/domain/margin-result.ts';

const node = (id: string, amount: string, children: MarginNode[] = []): MarginNode => ({
  id,
  label: id,
  amount,
  currency: 'BTC',
  operator: children.length > 0 ? 'sum' : 'value',
  formula: '',
  inputs: {},
  confirmed: true,
  children,
});
const entry = (nettingSet: string, tree: MarginNode): MarginEntry =>
  ({ account: 'a', nettingSet, currency: 'BTC', tree }) as MarginEntry;

test('lines that both have, that one has, and entries that one has', () => {
  const from = [
    entry('BTC', node('m', '10', [node('m/a', '4'), node('m/old', '-6'), node('m/z', '0')])),
    entry('gone', node('g', '1')),
  ];
  const to = [
    entry(
      'BTC',
      node('m', '11.5', [node('m/new', '7.5', [node('m/new/x', '7.5')]), node('m/a', '4'), node('m/z', '0')]),
    ),
  ];
  expect(
    linesOf(from, to).map(({ nettingSet, line, depth, from: was, to: is, difference }) => [
      nettingSet,
      line,
      depth,
      was,
      is,
      difference,
    ]),
  ).toEqual([
    ['BTC', 'm', 0, '10', '11.5', '1.5'],
    ['BTC', 'm/new', 1, null, '7.5', '7.5'],
    ['BTC', 'm/new/x', 2, null, '7.5', '7.5'],
    ['BTC', 'm/a', 1, '4', '4', '0'],
    ['BTC', 'm/z', 1, '0', '0', '0'],
    ['BTC', 'm/old', 1, '-6', null, '6'],
    ['gone', 'g', 0, '1', null, '-1'],
  ]);
});
