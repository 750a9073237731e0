import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function margin(options: Partial<FixtureOptions> = {}): Promise<void> {
  opened = await openWindow({ size: 607, view: 'margin', ...options });
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
  it('leads to its scenarios', async () => {
    await margin();
    await userEvent.click(button('Its scenarios'));
    await until(() => document.querySelector('[role=grid] td.worst'), 'the tables');
    expect(opened.desk.view).toBe('scenarios');
  });

  it('lists contributions with their sum, fetching more when asked', async () => {
    await margin();
    await userEvent.click(tab('Contributions'));
    await until(() => document.querySelector('tfoot'), 'the contributions');
    expect(plain(one('tfoot'))).toMatch(/Initial margin 19\.8702 200 of 203 shown: fetch more/);
    // What takes margin away goes left of the line, what adds goes right.
    const bars = [...document.querySelectorAll<HTMLElement>('[role=tabpanel] .fill')];
    const zero = Number.parseFloat(one('[role=tabpanel] .zero').style.left);
    const less = bars.find((bar) => bar.classList.contains('less'))!;
    expect(Number.parseFloat(less.style.left) + Number.parseFloat(less.style.width)).toBeCloseTo(zero, 6);
    expect(Number.parseFloat(bars.find((bar) => !bar.classList.contains('less'))!.style.left)).toBeCloseTo(
      zero,
      6,
    );
    button(/fetch more$/).click();
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

describe('the distance to the levels', () => {
  const search = async (): Promise<void> => {
    await userEvent.click(tab('Distance to the levels'));
    await userEvent.click(button('Search the levels of Prime A'));
  };

  it('is searched on demand: every root by what moves, nearest first, and none where there is none', async () => {
    await margin();
    await userEvent.click(tab('Distance to the levels'));
    expect(opened.fixture.calls.some(({ name }) => name === 'distance.compute')).toBe(false);
    await userEvent.click(button('Search the levels of Prime A'));
    await until(() => document.querySelector('.ladder'), 'the ladder');
    const rows = [...document.querySelectorAll('.ladder tbody tr')];
    expect(rows.map((row) => plain(row.querySelector('th')))).toEqual([
      'BTC alone',
      'All prices by their betas',
      'Volatility',
    ]);
    expect([...rows[0]!.querySelectorAll('.root')].map(plain)).toEqual([
      '−18.32 % 55 878.41 breached',
      '+44.12 % 98 596.17 breached',
      '+271.00 % 253 810.56 met again',
      '−27.14 % 49 845.38 breached',
    ]);
    expect(plain(rows[2]!)).toMatch(/\+62\.00 % breached none between −99 % and \+400 %$/);
    // The nearest fall stands left of now, the rise right of it.
    const places = [...rows[0]!.querySelectorAll<HTMLElement>('.axis .mark')].map(({ style }) =>
      Number.parseFloat(style.left),
    );
    expect(places[0]).toBeLessThan(50);
    expect(places[1]).toBeGreaterThan(50);
    expect(document.querySelector('[aria-roledescription=chart]')?.getAttribute('aria-label')).toMatch(
      /BTC alone/,
    );
    await userEvent.click(button('Volatility'));
    await until(
      () =>
        /Volatility/.test(
          document.querySelector('[aria-roledescription=chart]')?.getAttribute('aria-label') ?? '',
        ),
      'the other course',
    );
  });

  it('can be cancelled, and is marked when the margin has moved on', async () => {
    await margin({ distanceFails: 'never' });
    await search();
    await until(() => opened.desk.distance.task !== null, 'the search');
    await userEvent.click(button('Cancel'));
    await until(() => opened.desk.distance.task === null, 'its end');
    expect(opened.desk.distance.failure).toBeNull();
    await opened.close();
    await margin();
    await search();
    await until(() => document.querySelector('.ladder'), 'the ladder');
    opened.fixture.change();
    await until(() => document.querySelector('.distance .stale, .aged'), 'the mark');
  });
});
