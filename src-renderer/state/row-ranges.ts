// Sets of row numbers as ranges, from and to both taken in: 100,000 chosen rows are a few pairs. Pure; may import nothing.

export type RowRange = readonly [from: number, to: number];

export const rangeOf = (one: number, other: number): RowRange => [Math.min(one, other), Math.max(one, other)];

/** The ranges with another one, in order, touching ones joined. */
export function withRange(ranges: readonly RowRange[], added: RowRange): RowRange[] {
  const joined: RowRange[] = [];
  for (const range of [...ranges, added].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && range[0] <= last[1] + 1) joined[joined.length - 1] = [last[0], Math.max(last[1], range[1])];
    else joined.push(range);
  }
  return joined;
}

/** The ranges without one row. */
export function withoutRow(ranges: readonly RowRange[], row: number): RowRange[] {
  return ranges.flatMap(([from, to]): RowRange[] => {
    if (row < from || row > to) return [[from, to]];
    const rest: RowRange[] = [];
    if (from < row) rest.push([from, row - 1]);
    if (row < to) rest.push([row + 1, to]);
    return rest;
  });
}

export const hasRow = (ranges: readonly RowRange[], row: number): boolean =>
  ranges.some(([from, to]) => row >= from && row <= to);

export const rowCount = (ranges: readonly RowRange[]): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
