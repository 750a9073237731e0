import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { gridColumns } from '../../../src-renderer/state/columns.ts';
import { type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function positions(size: number): Promise<HTMLElement> {
  opened = await openWindow({ size });
  opened.desk.view = 'positions';
  await until(() => document.querySelector('[role=grid] [role=gridcell][data-column]'), 'rows');
  return one('[role=grid]');
}
const rowsShown = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=grid] .row')];
const focusedRow = (): number => opened.desk.grid.focusRow;

describe('the grid of positions', () => {
  it('holds a screenful of 100,000 rows, wherever it is scrolled to, in place', async () => {
    const grid = await positions(100_000);
    expect(grid.getAttribute('aria-rowcount')).toBe('100001');
    for (const top of [0, 333_333, 1_250_000, 2_499_000, 25]) {
      grid.scrollTop = top;
      const row = Math.floor(grid.scrollTop / 25);
      await until(
        () => document.querySelector(`.row[aria-rowindex="${row + 4}"] [data-column="1"]`),
        `row ${row}`,
      );
      expect(rowsShown().length).toBeLessThan(60);
      const shown = one(`.row[aria-rowindex="${row + 4}"]`).getBoundingClientRect();
      expect(
        Math.abs(shown.top - grid.getBoundingClientRect().top - 27 - (row + 2) * 25 + grid.scrollTop),
      ).toBeLessThan(1.5);
    }
  });

  it('keeps its header and first column while it scrolls', async () => {
    const grid = await positions(1_000);
    grid.scrollTop = 900;
    grid.scrollLeft = 400;
    await until(
      () => one('.head', grid).getBoundingClientRect().top === grid.getBoundingClientRect().top,
      'the header',
    );
    await until(() => rowsShown()[10]?.querySelector('.fixed'), 'rows');
    const first = rowsShown()[10]!.querySelector('.fixed')!.getBoundingClientRect();
    expect(Math.round(first.left)).toBe(Math.round(grid.getBoundingClientRect().left));
  });

  it('moves by arrows, pages, Home and End, and brings the row into sight', async () => {
    const grid = await positions(5_000);
    grid.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}');
    expect(focusedRow()).toBe(2);
    expect(opened.desk.grid.focusColumn).toBe(1);
    await userEvent.keyboard('{PageDown}');
    expect(focusedRow()).toBeGreaterThan(15);
    await userEvent.keyboard('{End}');
    expect(focusedRow()).toBe(4_999);
    await until(() => document.querySelector('.row[aria-rowindex="5001"] [data-column]'), 'the last row');
    const last = one('.row[aria-rowindex="5001"]').getBoundingClientRect();
    expect(last.bottom).toBeLessThanOrEqual(grid.getBoundingClientRect().bottom + 1);
    expect(grid.getAttribute('aria-activedescendant')).toBe(
      one('.row[aria-rowindex="5001"] [data-column="1"]').id,
    );
    await userEvent.keyboard('{Home}');
    expect(focusedRow()).toBe(0);
  });

  it('copies the selection with every digit through the copy event', async () => {
    const grid = await positions(500);
    grid.focus();
    await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(rowsShown().filter((row) => row.getAttribute('aria-selected') === 'true')).toHaveLength(3);
    const given = vi.spyOn(DataTransfer.prototype, 'setData');
    await userEvent.keyboard('{Control>}c{/Control}');
    await until(() => plain(one('.notices')).includes('Copied 3 rows'), 'the notice');
    const [kind, text] = given.mock.calls[0] ?? [];
    given.mockRestore();
    expect(kind).toBe('text/plain');
    const lines = (text ?? '').split('\n').map((line) => line.split('\t'));
    const third = opened.desk.grid.row(3);
    expect(lines).toHaveLength(4);
    expect(third?.type === 'position' ? third.row.delta : '').toBe(
      lines[3]?.[lines[0]?.indexOf('delta') ?? 0],
    );
    const asked = opened.fixture.calls.find(({ name }) => name === 'positions.copy')?.input as {
      ids: string[];
    };
    expect(asked.ids).toHaveLength(3);
  });

  it('filters from the key /, and says when nothing fits', async () => {
    await positions(500);
    await userEvent.keyboard('/');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Filter the positions');
    await userEvent.keyboard('eth perp');
    await until(
      () => opened.desk.grid.positions < 100 && opened.desk.grid.filter === 'eth perp',
      'the filter',
    );
    await until(() => rowsShown().every((row) => plain(row).startsWith('ETH-PERPETUAL')), 'only those');
    await userEvent.keyboard('zzz');
    await until(
      () => plain(one('[role=grid]')).includes('No position matches “eth perpzzz”.'),
      'the sentence',
    );
  });

  it('sorts by a header, and groups with subtotals that close', async () => {
    const grid = await positions(500);
    const header = [...grid.querySelectorAll<HTMLElement>('[role=columnheader] button')].find(
      (candidate) => plain(candidate) === 'Quantity',
    )!;
    await userEvent.click(header);
    expect(header.closest('[role=columnheader]')?.getAttribute('aria-sort')).toBe('ascending');
    grid.focus();
    await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}{ArrowRight}{Shift>}s{/Shift}');
    const focused = gridColumns[opened.desk.grid.focusColumn]?.key;
    expect(opened.desk.grid.sort.map(({ column }) => column)).toEqual(['quantity', focused]);
    opened.desk.grid.group(['account', 'underlying']);
    await until(() => document.querySelectorAll('.row.group').length >= 2, 'groups');
    const total = opened.desk.grid.total;
    grid.focus();
    await userEvent.keyboard('{Home}{ArrowLeft}');
    await until(() => opened.desk.grid.total < total, 'the closed group');
    await userEvent.keyboard('{ArrowRight}');
    await until(() => opened.desk.grid.total === total, 'the open group');
  });

  it('marks a row that could not be valued, with its reason', async () => {
    await positions(500);
    const out = await until(() => document.querySelector('.row.excluded'), 'an excluded row').then(() =>
      one('.row.excluded'),
    );
    expect(plain(out)).toMatch(/^excluded/);
    await userEvent.click(out);
    await until(() => plain(one('aside')).includes('Excluded. No volatility'), 'the reason');
  });
});
