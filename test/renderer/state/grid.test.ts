import { describe, expect, it } from 'vitest';
import { connect } from '../../../src-renderer/client/client.ts';
import { Grid, keptMargin } from '../../../src-renderer/state/grid.svelte.ts';
import { fixture } from '../fixtures/bridge.ts';
import { until } from '../open-window.ts';

function grid(size: number) {
  const given = fixture({ size });
  return { given, grid: new Grid(connect(given.bridge), () => ({ view: null, account: null, revision: 1 })) };
}

describe('the rows that the window holds', () => {
  it('are those in sight and a margin around them, wherever one looks among 100,000', async () => {
    const { grid: held } = grid(100_000);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    expect(held.total).toBe(100_000);
    for (const first of [0, 480, 5_000, 5_240, 50_000, 99_969, 20]) {
      held.look(first, first + 30);
      await until(() => held.row(first) !== null && held.row(first + 30) !== null, `row ${first}`);
      // A page reaches at most one page length past the margin.
      expect(held.held()).toBeLessThanOrEqual(31 + 2 * keptMargin + 2 * 100);
    }
  });

  it('stay on screen while they are asked for again', async () => {
    const { grid: held, given } = grid(500);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    const before = given.calls.length;
    held.refresh();
    expect(held.row(3)).not.toBeNull();
    await until(() => given.calls.length > before, 'the second question');
  });

  it('are sorted by the desk: up, down, not at all, by several columns with Shift', async () => {
    const { grid: held } = grid(500);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    held.sortBy('quantity', false);
    expect(held.sort).toEqual([{ column: 'quantity', direction: 'ascending' }]);
    held.sortBy('account', true);
    held.sortBy('account', true);
    expect(held.sort).toEqual([
      { column: 'quantity', direction: 'ascending' },
      { column: 'account', direction: 'descending' },
    ]);
    held.sortBy('account', true);
    held.sortBy('quantity', false);
    held.sortBy('quantity', false);
    expect(held.sort).toEqual([]);
  });

  it('can be copied beyond those held: the desk writes the text', async () => {
    const { grid: held, given } = grid(2_000);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    const { selection } = held;
    selection.moveTo(10);
    selection.moveTo(1_209, true);
    const { text, rows } = await selection.text(['symbol', 'quantity']);
    expect(rows).toBe(1_200);
    expect(text.split('\n')).toHaveLength(1_201);
    selection.chooseAll();
    expect((await selection.text(['symbol'])).rows).toBe(2_000);
    expect(given.calls.findLast(({ name }) => name === 'positions.copy')?.input).toMatchObject({ ids: null });
    expect(held.held()).toBeLessThanOrEqual(31 + 2 * keptMargin + 2 * 100);
  });

  it('take their choice row by row: Ctrl adds and takes out, Shift draws on, and the sums follow', async () => {
    const { grid: held } = grid(2_000);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    const { selection } = held;
    selection.moveTo(3);
    expect(selection.sums).toBeNull();
    selection.moveTo(6, true);
    selection.toggle(20);
    selection.toggle(5);
    expect(selection.ranges).toEqual([
      [3, 4],
      [6, 6],
      [20, 20],
    ]);
    expect([4, 5, 6, 19, 20].map((row) => selection.has(row))).toEqual([true, false, true, false, true]);
    await until(() => selection.sums !== null, 'the sums');
    expect(selection.sums?.rows).toBe(4);
    selection.moveTo(8);
    expect(selection.sums).toBeNull();
    expect(selection.count).toBe(1);
  });

  it('stay on screen while a filter can’t be read, which says why', async () => {
    const { grid: held } = grid(500);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    await held.search('strike>soon');
    expect(held.filterProblem?.message).toContain('not a number');
    expect([held.filter, held.total, held.failure]).toEqual(['', 500, null]);
    await held.search('BTC');
    expect(held.filterProblem).toBeNull();
    expect(held.filter).toBe('BTC');
    expect(held.total).toBeLessThan(500);
  });

  it('lose a choice by places once the book moves on, and keep the row in focus', async () => {
    const given = fixture({ size: 500 });
    let revision = 1;
    const held = new Grid(connect(given.bridge), () => ({ view: null, account: null, revision }));
    held.refresh();
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    held.selection.moveTo(2);
    held.selection.moveTo(9, true);
    held.refresh();
    expect(held.selection.count).toBe(8);
    revision = 2;
    held.refresh();
    expect([held.selection.count, held.selection.focusRow]).toEqual([1, 9]);
  });
});
