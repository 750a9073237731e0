import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function positions(size: number): Promise<HTMLElement> {
  opened = await openWindow({ size, view: 'positions' });
  await until(() => document.querySelector('[role=grid] [role=gridcell][data-column]'), 'rows');
  return one('[role=grid]');
}
/** In the order shown: elements are used again in place. */
const rowsShown = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[role=grid] .row')].sort(
    (one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex),
  );
const focusedRow = (): number => opened.desk.grid.selection.focusRow;

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
    expect(opened.desk.grid.selection.focusColumn).toBe(1);
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
      () => plain(one('.positions')).includes('No position matches “eth perpzzz”.'),
      'the sentence',
    );
    await userEvent.click(button('Clear the filter'));
    await until(() => opened.desk.grid.positions === 500, 'all of them');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Filter the positions');
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
    const focused = opened.desk.columns.shown[opened.desk.grid.selection.focusColumn]?.key;
    expect(opened.desk.grid.sort.map(({ column }) => column)).toEqual(['quantity', focused]);
    opened.desk.grid.group(['account', 'underlying']);
    await until(() => document.querySelectorAll('.row.group').length >= 2, 'groups');
    const total = opened.desk.grid.total;
    grid.focus();
    opened.desk.grid.selection.focusColumn = 0;
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

  it('says what is wrong with a filter while it is typed, and leaves the rows', async () => {
    await positions(500);
    await userEvent.keyboard('/');
    await userEvent.keyboard('strike>soon');
    await until(() => document.querySelector('.filter [role=alert]'), 'the sentence');
    expect(plain(one('.filter [role=alert]'))).toContain('not a number');
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
    expect(rowsShown().length).toBeGreaterThan(10);
  });

  it('offers fields and their values while one types', async () => {
    await positions(500);
    await userEvent.keyboard('/');
    await userEvent.keyboard('ri{ArrowDown}{Enter}c');
    const field = one('input[aria-label="Filter the positions"]') as HTMLInputElement;
    expect(field.value).toBe('right:c');
    expect([...document.querySelectorAll('.filter [role=option]')].map(plain)).toEqual(['right:call']);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(field.value).toBe('right:call ');
  });

  it('groups by up to three columns that are chosen one after the other', async () => {
    await positions(500);
    const select = (name: string): HTMLSelectElement =>
      one(`select[aria-label="${name}"]`) as HTMLSelectElement;
    await userEvent.selectOptions(select('Group by'), 'account');
    await until(() => document.querySelector('[aria-label="Then by, level 2"]'), 'a second level');
    await userEvent.selectOptions(select('Then by, level 2'), 'underlying');
    await until(() => document.querySelector('[aria-label="Then by, level 3"]'), 'a third level');
    await userEvent.selectOptions(select('Then by, level 3'), 'kind');
    expect(opened.desk.grid.groupBy).toEqual(['account', 'underlying', 'kind']);
    expect([...select('Then by, level 3').options].map(({ value }) => value)).not.toContain('account');
    await userEvent.selectOptions(select('Group by'), '');
    expect(opened.desk.grid.groupBy).toEqual(['underlying', 'kind']);
  });

  it('sums what is chosen in the status bar, unit by unit', async () => {
    const grid = await positions(500);
    grid.focus();
    await userEvent.keyboard('{Control>}a{/Control}');
    await until(() => document.querySelector('.selection-sums'), 'the sums');
    const said = plain(one('.selection-sums'));
    expect(said).toContain('500 positions');
    for (const name of ['Value', 'Delta', 'Vega', 'Margin share']) expect(said).toContain(name);
    expect(opened.fixture.calls.findLast(({ name }) => name === 'positions.sums')?.input).toMatchObject({
      ids: null,
    });
    await userEvent.keyboard('{ArrowDown}');
    await until(() => !document.querySelector('.selection-sums'), 'one position');
  });

  it('keeps columns as a set by name, in the order given', async () => {
    await positions(100);
    localStorage.removeItem('margrave.columns');
    await userEvent.click(button('Columns: All'));
    await until(() => document.querySelector('.choice'), 'the choice');
    await userEvent.selectOptions(one('.choice select'), 'Risk');
    const heads = (): string[] =>
      [...document.querySelectorAll('[role=columnheader] .title')].map(
        (head) => plain(head).split(' ')[0] ?? '',
      );
    expect(heads().slice(0, 3)).toEqual(['Instrument', 'Account', 'Quantity']);
    await userEvent.click(button('Account further to the front'));
    expect(heads().slice(0, 2)).toEqual(['Account', 'Instrument']);
    await userEvent.fill(one('.choice input[type=text]'), 'Risk');
    await userEvent.click(button('Save as'));
    expect(plain(one('.choice [role=alert]'))).toContain('built-in');
    await userEvent.fill(one('.choice input[type=text]'), 'By account');
    await userEvent.click(button('Save as'));
    await until(() => opened.desk.columns.chosen === 'By account', 'the saved set');
    expect(opened.desk.settings.current.columnSets[0]?.columns.slice(0, 2)).toEqual(['account', 'symbol']);
    await userEvent.click(button('Delete'));
    await until(() => opened.desk.columns.chosen === 'All', 'the set is gone');
    localStorage.removeItem('margrave.columns');
  });

  it('takes a quantity typed in its cell into a what-if, and nothing else on Escape', async () => {
    const grid = await positions(100);
    grid.focus();
    await userEvent.keyboard('{ArrowDown}{F2}');
    await until(() => document.querySelector('.editing input'), 'the field');
    await userEvent.keyboard('{Escape}');
    await until(() => !document.querySelector('.editing'), 'no field');
    expect(document.activeElement).toBe(grid);
    const edited = vi
      .spyOn(opened.desk.whatIf, 'editPosition')
      .mockReturnValueOnce('That is no number.')
      .mockReturnValueOnce(null);
    await userEvent.keyboard('{F2}abc{Enter}');
    await until(() => document.querySelector('.editing [role=alert]'), 'the sentence');
    await userEvent.keyboard('{Control>}a{/Control}-7{Enter}');
    expect(edited.mock.calls.map(([row, quantity]) => [row.id, quantity])).toEqual([
      [opened.desk.grid.focusedPosition?.id, 'abc'],
      [opened.desk.grid.focusedPosition?.id, '-7'],
    ]);
    await until(() => !document.querySelector('.editing'), 'the field is closed');
  });

  it('edits the row itself on Shift F2, and asks before rows leave the book on Delete', async () => {
    const grid = await positions(100);
    grid.focus();
    const edited = vi.spyOn(opened.desk.entry, 'editPosition').mockResolvedValue();
    const removed = vi.spyOn(opened.desk.entry, 'removePositions').mockReturnValue();
    await userEvent.keyboard('{ArrowDown}{Shift>}{F2}{/Shift}');
    expect(edited.mock.calls.map(([row]) => row.id)).toEqual([opened.desk.grid.focusedPosition?.id]);
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}{Delete}');
    await until(() => removed.mock.calls.length > 0, 'the question');
    const ids = [1, 2].map((index) => {
      const row = opened.desk.grid.row(index);
      return row?.type === 'position' ? row.row.id : '';
    });
    expect(removed.mock.calls[0]?.[0]).toEqual(ids);
  });

  it('shows the payoff of the position in focus beside its figures', async () => {
    const grid = await positions(100);
    grid.focus();
    await userEvent.keyboard('{ArrowDown}');
    const row = opened.desk.grid.focusedPosition?.id;
    await until(() => opened.desk.payoff.position === row, 'its payoff');
    await until(() => document.querySelector('aside canvas'), 'the picture');
    const asked = opened.fixture.calls.findLast(({ name }) => name === 'risk.curve')?.input;
    expect(asked).toMatchObject({ subject: { positions: [row] } });
    expect(plain(one('aside table'))).toContain('Per unit');
  });

  it('repeats the headings of the groups whose own rows are out of sight', async () => {
    const grid = await positions(500);
    await opened.desk.grid.group(['account', 'underlying']);
    await until(() => document.querySelector('.row.group'), 'groups');
    expect(document.querySelector('.headings')).toBeNull();
    grid.scrollTop = 500;
    await until(() => document.querySelectorAll('.headings .heading').length === 2, 'two headings');
    expect(plain(one('.headings'))).toContain('Prime A');
    expect(one('.headings').getBoundingClientRect().top).toBeCloseTo(
      grid.getBoundingClientRect().top + 27,
      0,
    );
  });

  it('opens its menu from the keyboard at the row in focus', async () => {
    const grid = await positions(100);
    grid.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    grid.dispatchEvent(
      new MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        button: 2,
        clientX: 300,
        clientY: 200,
      }),
    );
    await until(() => document.querySelector('[role=menu]'), 'the menu');
    expect(plain(one('[role=menu]'))).toContain('Change the quantity in a what-if');
    await userEvent.keyboard('{Escape}');
    await until(() => document.activeElement === grid, 'the focus is back');
  });
});
