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
    const { grid: held } = grid(2_000);
    held.look(0, 30);
    await until(() => held.loaded, 'the first rows');
    held.moveTo(10);
    held.moveTo(1_209, true);
    const { text, rows } = await held.selectionText();
    expect(rows).toBe(1_200);
    expect(text.split('\n')).toHaveLength(1_201);
    held.selectAll();
    expect((await held.selectionText()).rows).toBe(2_000);
  });
});
