import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { CallInput } from '../../../src-main/contract/calls.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function scenarios(free = false): Promise<void> {
  opened = await openWindow({ size: 607 });
  opened.desk.scenarios.mode = free ? 'free' : 'rulebook';
  opened.desk.view = 'scenarios';
  await until(() => document.querySelector('[role=grid] td.worst'), 'the table');
  await until(() => opened.desk.scenarios.curve !== null, 'the curves');
}
const asked = <Name extends 'risk.grid' | 'risk.curve' | 'risk.scenario' | 'risk.cell'>(
  name: Name,
): CallInput<Name> => opened.fixture.calls.findLast((call) => call.name === name)?.input as CallInput<Name>;

describe('the rulebook’s own tables', () => {
  it('stand with price across and volatility down, worst cell outlined and named', async () => {
    await scenarios();
    const grids = [...document.querySelectorAll('[role=grid]')];
    expect(grids).toHaveLength(2);
    expect(plain(grids[0]!.querySelector('thead tr')!)).toBe(
      'Price −16 % −12 % −8 % −4 % 0 % , now +4 % +8 % +12 % +16 %',
    );
    expect([...grids[0]!.querySelectorAll('tbody th')].map(plain)).toEqual([
      'Volatility up',
      'Volatility same',
      'Volatility down',
    ]);
    expect(plain(one('td.worst'))).toBe('−14.9033 , worst');
    expect(getComputedStyle(one('td.worst')).outlineStyle).toBe('solid');
    expect([...grids[1]!.querySelectorAll('tbody th')].map(plain)).toEqual(['Profit and loss', 'As counted']);
  });

  it('are walked by arrows; Enter lists the positions behind a cell by loss, Escape goes back', async () => {
    await scenarios();
    const grid = one('[role=grid]');
    grid.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{Enter}');
    await until(() => document.querySelector('.position'), 'the positions');
    const wanted = { account: 'prime-a', nettingSet: 'BTC', table: 'standard', scenario: '-0.12 same' };
    expect(asked('risk.scenario')).toMatchObject(wanted);
    await until(() => document.activeElement?.classList.contains('position'), 'the focus among them');
    const losses = [...document.querySelectorAll('.list tbody td:nth-child(3) span[title]')].map((cell) =>
      Number.parseFloat(cell.getAttribute('title') ?? ''),
    );
    expect(losses).toHaveLength(100);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    button(/fetch more$/).click();
    await until(() => document.querySelectorAll('.list tbody tr').length > 100, 'the rest');
    one('.position').focus();
    await userEvent.keyboard('{ArrowDown}{Escape}');
    await until(() => document.activeElement === grid, 'the focus on the table');
    expect(document.querySelector('.position')).toBeNull();
  });

  it('lead from a position to its row', async () => {
    await scenarios();
    await userEvent.click(one('td.worst'));
    await until(() => document.querySelector('.position'), 'the positions');
    const symbol = plain(one('.position'));
    await userEvent.click(one('.position'));
    await until(() => document.querySelector('[role=grid], [role=treegrid]'), 'the positions view');
    expect(opened.desk.view).toBe('positions');
    await until(() => opened.desk.grid.filter === symbol, 'the filter');
  });
});

describe('the free grid', () => {
  it('asks for what its fields say, one underlying or all', async () => {
    await scenarios(true);
    const { priceMoves, volatilityMoves, subject } = asked('risk.grid');
    expect(priceMoves).toEqual(['-0.2', '-0.15', '-0.1', '-0.05', '0', '0.05', '0.1', '0.15', '0.2']);
    expect(volatilityMoves).toEqual(['-0.5', '-0.25', '0', '0.25', '0.5']);
    expect(subject).toEqual({ underlying: null, positions: null });
    opened.desk.scenarios.underlying = 'BTC';
    await until(() => asked('risk.grid').subject.underlying === 'BTC', 'the question');
    await until(() => document.querySelector('.prices'), 'the prices');
    expect(plain(one('.prices'))).toMatch(/^Price there 54 730 .* 68 413 /);
    expect([asked('risk.curve').from, asked('risk.curve').to]).toEqual(['-0.2', '0.2']);
    opened.desk.scenarios.shape = { ...opened.desk.scenarios.shape, priceRange: 0 };
    await until(
      () => plain(one('.scenarios')).includes('The range of the price goes from 0.1 to 400 %.'),
      'the sentence',
    );
  });

  it('drills into its own cells and marks what an older margin left as stale', async () => {
    await scenarios(true);
    await userEvent.click(one('td.worst'));
    await until(() => document.querySelector('.position'), 'the positions');
    expect(asked('risk.cell')).toMatchObject({ price: 0, volatility: 4, offset: 0 });
    const before = opened.desk.scenarios.grid!;
    opened.desk.scenarios.grid = { ...before, milliseconds: 9_000 };
    opened.fixture.change();
    await until(
      () => opened.desk.margin.standing !== 'stale' && opened.desk.margin.task === null,
      'the new margin',
    );
    await until(() => plain(one('.state')).includes('of an earlier margin'), 'the mark');
    await userEvent.click(button('Value again'));
    await until(() => opened.desk.scenarios.grid?.grid !== before.grid, 'the new grid');
  });

  it('pictures the what-if in work, and says so', async () => {
    await scenarios(true);
    opened.desk.whatIf.begin('prime-a');
    opened.desk.view = 'scenarios';
    opened.desk.scenarios.ofWhatIf = true;
    await until(() => asked('risk.grid')?.what?.account === 'prime-a', 'the question');
    await until(() => document.querySelector('.of-what-if'), 'the border');
    expect(opened.desk.whatIf.pictured).toBe(true);
    opened.desk.view = 'overview';
    await until(() => !opened.desk.whatIf.pictured, 'leaving it');
  });
});
