import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function market(options: Partial<FixtureOptions> = {}): Promise<HTMLElement> {
  opened = await openWindow({ size: 60, view: 'market', ...options });
  await until(() => document.querySelector('[role=grid] [role=gridcell]'), 'figures');
  return one('[role=grid]');
}
const rows = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[role=grid] .row')].sort(
    (a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
  );
const asked = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map(({ input }) => input);
const volatilities = async (): Promise<HTMLElement> => {
  const grid = await market();
  button(/^Volatilities/).click();
  await until(() => plain(rows()[0] ?? null).includes('BTC-27MAR26-20000-C'), 'volatilities');
  grid.focus();
  return grid;
};
async function typeOver(text: string): Promise<void> {
  await userEvent.keyboard('{F2}');
  await until(() => document.activeElement instanceof HTMLInputElement, 'the field');
  await userEvent.keyboard(text);
}

describe('the market', () => {
  it('shows the snapshot in use, its classes with counts, and what is past its limit', async () => {
    await market();
    expect(plain(one('[role=listbox] [aria-selected=true]'))).toMatch(/^Deribit, 15 Feb in use 15 Feb 2026/);
    expect(plain(button(/^Volatilities/))).toBe('Volatilities 176');
    button(/^Past limit/).click();
    await until(() => opened.desk.market.total === 14, 'the old ones');
    expect(plain(rows()[0]!)).toMatch(/2 h 14 min past its limit/);
    expect(button(/^Market 15 Feb/).getAttribute('aria-label')).toMatch(/oldest volatility 2 h 14 min/);
  });

  it('holds a screenful of 30,000 figures', async () => {
    const grid = await market({ quoted: 15_000 });
    await until(() => opened.desk.market.rows.total === 30_008, 'all figures');
    grid.scrollTop = 25 * 20_000;
    await until(
      () => document.querySelector('.row[aria-rowindex="20004"] [role=gridcell]:nth-child(3)'),
      'the row',
    );
    expect(rows().length).toBeLessThan(70);
    expect(opened.desk.market.rows.held()).toBeLessThan(1_000);
  });

  it('asks about a percentage while it is typed, and keeps it out of the draft', async () => {
    await volatilities();
    await typeOver('60');
    await until(() => document.querySelector('.trouble'), 'the trouble');
    expect(plain(one('.trouble'))).toBe(
      'A volatility is a fraction per year: 60 would be 6000 %. Did you mean 0.6?',
    );
    await userEvent.keyboard('{Enter}');
    expect(opened.desk.market.draft.size).toBe(0);
    await userEvent.keyboard('{Escape}');
    await until(() => document.activeElement === one('[role=grid]'), 'the grid');
  });

  it('keeps changes as a draft over the snapshot, saves them as a copy, uses it, and undo takes it away', async () => {
    const grid = await volatilities();
    const first = rows()[0]!.querySelector('.value')!.textContent.trim();
    await typeOver('0.6{Enter}');
    await until(() => opened.desk.market.draft.size === 1, 'the draft');
    expect(plain(rows()[0]!)).toMatch(new RegExp(`0\\.6 .*${first}.*changed, not saved`));
    await userEvent.keyboard('{Delete}');
    await until(() => opened.desk.market.draft.size === 2, 'the second change');
    expect(plain(rows()[1]!)).toMatch(/taken out, not saved/);
    expect(plain(one('.draft'))).toBe('* copy of Deribit, 15 Feb, 2 changes not saved');

    button('Save copy…').click();
    await until(() => document.querySelector('dialog[open]'), 'the dialog');
    expect(button('Save copy').disabled).toBe(true);
    await userEvent.keyboard('Front vol{Tab}stale quotes{Enter}');
    await until(() => opened.desk.margin.market === 'edited:front-vol', 'the copy in use');
    expect(asked('market.saveCopy')).toEqual([
      {
        from: 'market-4',
        label: 'Front vol',
        reason: 'stale quotes',
        until: null,
        changes: [
          { class: 'volatility', key: 'deribit:BTC-27MAR26-20000-C', expiry: '', value: '0.6' },
          { class: 'volatility', key: 'deribit:BTC-27MAR26-20500-P', expiry: '', value: null },
        ],
      },
    ]);
    await until(() => opened.desk.margin.task === null, 'the margin');
    expect(asked('margin.compute').at(-1)).toMatchObject({ market: 'edited:front-vol' });
    await until(() => /by hand anna: stale quotes/.test(plain(rows()[0]!)), 'who and why');
    expect(plain(one('.market-chooser'))).toContain('* Front vol');
    await until(() => document.activeElement === grid, 'the keyboard back in the figures');

    await opened.desk.undo();
    await until(() => opened.desk.margin.market === null, 'the newest in use again');
    expect(opened.desk.market.snapshots).toHaveLength(2);
    expect(plain(one('.notices'))).toMatch(/no longer in the book/);
  });

  it('adds a figure that the snapshot lacks', async () => {
    await market();
    button(/Add a figure/).click();
    await until(() => document.querySelector('dialog[open]'), 'the dialog');
    await userEvent.selectOptions(one('dialog select'), 'rate');
    await userEvent.keyboard('{Tab}EUR{Tab}{Tab}2');
    await until(() => /Did you mean 0\.02/.test(plain(one('dialog .trouble'))), 'the question');
    await userEvent.keyboard('{Backspace}0.02{Enter}');
    await until(() => opened.desk.market.draft.size === 1, 'the draft');
    expect(plain(rows()[0]!)).toMatch(/^rate EUR 0\.02 .*nothing added, not saved$/);
  });

  it('is chosen for the whole window in the title bar, by keyboard', async () => {
    await market();
    one('[role=grid]').focus();
    await userEvent.keyboard('{Alt>}m{/Alt}');
    await until(() => document.querySelector('.popover .choices button'), 'the choices');
    await until(() => document.activeElement?.closest('.popover'), 'the focus inside');
    await userEvent.keyboard('{Home}{ArrowDown}{Enter}');
    await until(() => opened.desk.margin.market === 'market-3', 'the choice');
    expect(asked('margin.compute').at(-1)).toMatchObject({ market: 'market-3' });
    expect(plain(one('[role=listbox] [aria-selected=true]'))).toMatch(/^Deribit, 14 Feb in use/);
  });

  it('has room in the title bar of a small window, for a copy in use too', async () => {
    opened = await openWindow({ size: 60, readOnly: true }, [1024, 700]);
    opened.desk.market.snapshots = opened.desk.market.snapshots.map((snapshot) => ({
      ...snapshot,
      copy: true,
      label: 'A copy with a long name of its own',
    }));
    await until(() => one('.market-chooser').textContent?.includes('* A copy'), 'the copy');
    const bar = one('header');
    expect(bar.scrollWidth).toBeLessThanOrEqual(bar.clientWidth);
    for (const child of bar.children) expect(child.getBoundingClientRect().right).toBeLessThanOrEqual(1024);
  });

  it('shows volatilities by strike, and types over them in the same draft', async () => {
    await market();
    button('Smile').click();
    await until(() => document.querySelector('table[role=grid] tbody tr'), 'the strikes');
    one('table[role=grid]').focus();
    await userEvent.keyboard('{F2}');
    await until(() => document.activeElement instanceof HTMLInputElement, 'the field');
    await userEvent.keyboard('0.7{Enter}');
    await until(() => opened.desk.market.draft.size === 1, 'the draft');
    expect(plain(one('table[role=grid] tbody tr'))).toMatch(/^20 000 0\.7 70\.00 –/);
    await until(() => document.querySelector('canvas'), 'the picture');
    expect(opened.desk.market.smile.line('call', true)[0]).toBe('70');
    await userEvent.keyboard('{ArrowUp}{Backspace}');
    expect(opened.desk.market.draft.size).toBe(0);
  });

  it('tests the snapshot for arbitrage when asked, the worst first, more on demand', async () => {
    await market();
    expect(asked('market.arbitrage')).toEqual([]);
    button('Arbitrage').click();
    await until(
      () => document.querySelector('[aria-label="Violations, the worst first"] tbody tr'),
      'violations',
    );
    const [summary, list] = document.querySelectorAll<HTMLElement>('.arbitrage table');
    expect(plain(summary!.querySelector('tbody tr'))).toMatch(
      /^BTC deribit 40 \d+ \d+ 0 0 (calls|puts) [\d, ]+ of 2026-03-27/,
    );
    const amounts = [...list!.querySelectorAll('tbody tr')].map((row) =>
      Number(plain(row.querySelectorAll('td')[2]!).replace(/[^\d.]/g, '')),
    );
    expect(amounts.length).toBeGreaterThan(10);
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    expect(plain(list!.querySelector('tbody tr'))).toMatch(/not quoted$/);
    expect(document.querySelector('.figures-side > footer')).toBeNull();
    opened.desk.market.lookAt('market-3');
    await until(() => opened.desk.market.arbitrage.answer?.id === 'market-3', 'the other snapshot');
    const { arbitrage } = opened.desk.market;
    arbitrage.answer = { ...arbitrage.answer!, violations: arbitrage.answer!.violations.slice(0, 3) };
    await until(() => document.querySelector('.arbitrage p button'), 'the rest');
    const all = arbitrage.answer.total;
    button('Show more').click();
    await until(() => arbitrage.answer?.violations.length === all, 'all of them');
  });

  it('says how an empty book gets a market', async () => {
    opened = await openWindow({ size: 0 });
    opened.desk.view = 'market';
    await until(() => /No market yet/.test(plain(document.body)), 'the empty state');
    expect(button('Import files…').disabled).toBe(false);
  });
});
