import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function margin(): Promise<void> {
  opened = await openWindow({ size: 607 });
  opened.desk.view = 'margin';
  await until(() => document.querySelectorAll('[role=treegrid] [role=row]').length > 5, 'the explanation');
}
const tab = (name: string): HTMLElement =>
  [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((candidate) => plain(candidate) === name)!;

describe('the explanation of a margin', () => {
  it('is a tree table that says level, place and whether a line is open', async () => {
    await margin();
    const rows = [...document.querySelectorAll('[role=treegrid] [role=row]')];
    expect(plain(rows[1]!)).toMatch(/^Initial margin 19\.8702 BTC sum of 3 maintenance margin/);
    expect(rows[3]?.getAttribute('aria-level')).toBe('3');
    expect(rows[3]?.getAttribute('aria-expanded')).toBe('false');
    expect(rows[3]?.getAttribute('aria-setsize')).toBe('3');
    expect(plain(rows[5]!)).toMatch(/Delta shock unconfirmed/);
  });

  it('is walked and opened by keys, and shows formula and inputs of the line in focus', async () => {
    await margin();
    one('[role=treegrid]').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}');
    await until(() => document.querySelectorAll('[role=treegrid] [role=row]').length > 100, 'the branch');
    expect(plain(one('aside'))).toMatch(
      /Worst scenario of the grid 14\.90331287 BTC Formula negated profit and loss of the worst cell.*cells 27/,
    );
    await userEvent.keyboard('{ArrowLeft}');
    await until(() => document.querySelectorAll('[role=treegrid] [role=row]').length === 8, 'its closing');
  });

  it('belongs to the entry that is chosen above', async () => {
    await margin();
    await userEvent.click(button('Prime B'));
    await until(() => plain(one('[role=treegrid]')).includes('1 739 764.47'), 'the other tree');
    one('.entries [aria-current=true]').focus();
    await userEvent.keyboard('{ArrowDown}');
    await until(() => plain(one('.entries .chosen')).includes('Treasury hedge'), 'the next entry');
  });
});

describe('the other parts of a margin', () => {
  it('shows the grid as a table, worst cell outlined and named', async () => {
    await margin();
    await userEvent.click(tab('Scenarios'));
    await until(() => document.querySelector('td.worst'), 'the grid');
    expect(plain(one('td.worst'))).toBe('−14.9033 , worst');
    expect(getComputedStyle(one('td.worst')).outlineStyle).toBe('solid');
    expect(document.querySelectorAll('section[aria-label="Price by volatility"] tbody tr')).toHaveLength(9);
    expect(plain(one('section[aria-label="Extended, dampened"] thead'))).toBe(
      'Price Profit and loss As counted',
    );
  });

  it('lists contributions with their sum, fetching more when asked', async () => {
    await margin();
    await userEvent.click(tab('Contributions'));
    await until(() => document.querySelector('tfoot'), 'the contributions');
    expect(plain(one('tfoot'))).toMatch(/Initial margin 19\.8702 200 of 203 shown: fetch more/);
    await userEvent.click(button(/fetch more$/));
    await until(() => document.querySelectorAll('[role=tabpanel] tbody tr').length === 203, 'the rest');
    expect(plain([...document.querySelectorAll('[role=tabpanel] tbody tr')].at(-1)!)).toMatch(
      /Not allocable/,
    );
  });

  it('sets the isolated baseline beside it, with exact differences', async () => {
    await margin();
    one('[role=tab][aria-selected=true]').focus();
    await userEvent.keyboard('{ArrowLeft}');
    await until(
      () => plain(one('[role=tabpanel]')).includes('Against the isolated baseline'),
      'the baseline',
    );
    expect(plain(one('[role=tabpanel]'))).toMatch(/Initial margin 19\.8702 57\.6236 −37\.7534/);
    expect(plain(one('[role=tabpanel]'))).toMatch(/Saved, on deposit from zero cash 65\.5 % 37\.7534/);
  });
});
