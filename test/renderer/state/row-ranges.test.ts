import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  hasRow,
  type RowRange,
  rangeOf,
  rowCount,
  withoutRow,
  withRange,
} from '../../../src-renderer/state/row-ranges.ts';

it('ranges hold what a plain set of rows holds, whatever is added and taken out', () => {
  const step = fc.record({ add: fc.boolean(), one: fc.nat(40), other: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let ranges: readonly RowRange[] = [];
      const rows = new Set<number>();
      for (const { add, one, other } of steps) {
        if (add) {
          ranges = withRange(ranges, rangeOf(one, other));
          for (let row = Math.min(one, other); row <= Math.max(one, other); row += 1) rows.add(row);
        } else {
          ranges = withoutRow(ranges, one);
          rows.delete(one);
        }
      }
      expect(rowCount(ranges)).toBe(rows.size);
      for (let row = 0; row <= 40; row += 1) expect(hasRow(ranges, row)).toBe(rows.has(row));
      for (const [index, [from]] of ranges.entries()) {
        if (index > 0) expect(from).toBeGreaterThan((ranges[index - 1]?.[1] ?? 0) + 1);
      }
    }),
    { numRuns: 100 },
  );
});
