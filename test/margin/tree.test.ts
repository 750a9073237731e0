// The tree's operators one by one, and the closing of sums to the bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeOperator } from '../../src-main/domain/margin-result.ts';
import { recombine } from '../../src-main/margin/blocks/recombine.ts';
import { closedSum, closingResidues, joined, leaf, treeFaults } from '../../src-main/margin/blocks/tree.ts';

describe('recombine', () => {
  const cases: [TreeOperator, number[], Record<string, string>, number][] = [
    ['value', [3.5], {}, 3.5],
    ['given', [-2], {}, -2],
    ['sum', [0.1, 0.2, 0.3], {}, 0.1 + 0.2 + 0.3],
    ['sum', [], {}, 0],
    ['max', [-3, 2, 1], {}, 2],
    ['min', [-3, 2, 1], {}, -3],
    ['cap', [9], { limit: '4' }, 4],
    ['floor', [-9], { level: '0' }, 0],
    ['product', [3, 4], { factor: '0.5' }, 6],
    ['product', [3, 4], {}, 12],
    ['tieredSum', [250], { tiers: '[[0,0.01],[100,0.02],[200,0.05]]' }, 1 + 2 + 2.5],
    ['scaledGains', [10, -4], { factor: '0.5' }, 1],
    ['rootOfQuadraticForm', [3, 4], { correlation: '[[1,0],[0,1]]' }, 5],
    ['rootOfQuadraticForm', [3, -3], { correlation: '[[1,1],[1,1]]' }, 0],
    ['orderStatistic', [5, 1, 3], { rank: '2' }, 3],
    ['ratio', [3, 4], {}, 0.75],
    ['optimum', [5, 2, 9], { sense: 'smallest' }, 2],
    ['optimum', [5, 2, 9], { sense: 'largest' }, 9],
    ['currencyConversion', [2], { rate: '65000' }, 130_000],
    ['rounding', [0.12345], { step: '0.001', direction: 'up' }, 0.124],
    ['rounding', [0.12345], { step: '0.001', direction: 'down' }, 0.123],
  ];
  for (const [operator, amounts, inputs, expected] of cases) {
    it(`${operator} of ${JSON.stringify(amounts)} with ${JSON.stringify(inputs)} is ${expected}`, () => {
      expect(recombine(operator, amounts, inputs)).toBe(expected);
    });
  }
  it('says which input is missing', () => {
    expect(() => recombine('cap', [1], {})).toThrow('limit');
    expect(() => recombine('ratio', [1], {})).toThrow('two amounts');
    expect(() => recombine('optimum', [1], {})).toThrow('sense');
    expect(() => recombine('orderStatistic', [1], { rank: '2' })).toThrow('rank 2');
  });
});

describe('sums close to the bit', () => {
  const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
  it('whatever the amounts and the total, with at most two lines more', () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 12 }), amount, (amounts, total) => {
        const residues = closingResidues(amounts, total);
        expect(residues.length).toBeLessThanOrEqual(2);
        expect([...amounts, ...residues].reduce((sum, one) => sum + one, 0) === total).toBe(true);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('a closed sum has no faults, and a changed line is found', () => {
    const words = (id: string) => ({ id, label: id, currency: 'BTC', formula: '' });
    const tree = closedSum(words('a'), [leaf(words('a/b'), 0.1), leaf(words('a/c'), 0.7)], 0.8);
    expect(treeFaults(tree)).toEqual([]);
    tree.children[0]!.amount = '0.11';
    expect(treeFaults(tree)).toHaveLength(1);
    const twice = joined(words('a'), 'sum', [leaf(words('a/b'), 1), leaf(words('a/b'), 1)]);
    expect(treeFaults(twice)).toEqual(['a/b is used twice']);
  });
});

describe('a joined line is confirmed when its own formula is and the lines that make its amount are', () => {
  const words = (confirmed: boolean) => ({ id: 'a', label: 'a', currency: 'BTC', formula: '', confirmed });
  const of = (amount: number, confirmed: boolean) => leaf({ ...words(confirmed), id: `${amount}` }, amount);
  const cases: [string, TreeOperator, boolean, [number, boolean][], boolean][] = [
    [
      'sum of confirmed',
      'sum',
      true,
      [
        [1, true],
        [2, true],
      ],
      true,
    ],
    [
      'sum with an unconfirmed 0',
      'sum',
      true,
      [
        [1, true],
        [0, false],
      ],
      true,
    ],
    [
      'sum with an unconfirmed amount',
      'sum',
      true,
      [
        [1, true],
        [2, false],
      ],
      false,
    ],
    [
      'largest, the unconfirmed one not binding',
      'max',
      true,
      [
        [3, true],
        [2, false],
      ],
      true,
    ],
    [
      'largest, the unconfirmed one binding',
      'max',
      true,
      [
        [1, true],
        [2, false],
      ],
      false,
    ],
    [
      'smallest, the unconfirmed one binding',
      'min',
      true,
      [
        [1, false],
        [2, true],
      ],
      false,
    ],
    ['product', 'product', true, [[0, false]], false],
    ['an unconfirmed formula', 'sum', false, [[1, true]], false],
  ];
  for (const [name, operator, own, lines, expected] of cases) {
    it(name, () => {
      const children = lines.map(([amount, confirmed]) => of(amount, confirmed));
      expect(joined(words(own), operator, children).confirmed).toBe(expected);
    });
  }
});
