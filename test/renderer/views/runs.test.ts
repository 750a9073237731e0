import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

async function openRuns(options: Partial<FixtureOptions> = {}): Promise<void> {
  opened = await openWindow({ size: 60, stored: 4, view: 'runs', ...options });
  await until(() => opened.desk.runs.loaded, 'the list of runs');
}
const calls = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map(({ input }) => input);
const split = (): Promise<void> => until(() => document.querySelector('.why table'), 'the split');
const rowsOf = (label: string): string[][] =>
  [...document.querySelectorAll(`table[aria-label^="${label}"] tbody tr`)].map((row) =>
    [...row.querySelectorAll('th, td')].map(plain),
  );
/** A shown amount in its smallest unit. */
const cents = (shown: string): bigint => BigInt(shown.replace('−', '-').replace(/[^\d-]/g, ''));

describe('the list of stored runs', () => {
  it('begins with the newest against the one before it', async () => {
    await openRuns();
    await split();
    expect(calls('change.compute')[0]).toMatchObject({ from: 'run-2', to: 'run-3' });
    const pressed = [...document.querySelectorAll('.end[aria-pressed="true"]')].map((end) =>
      end.getAttribute('aria-label'),
    );
    expect(pressed).toEqual([
      'End at the run of 4 Feb 2026 08:00 UTC',
      'Start from the run of 3 Feb 2026 08:00 UTC',
    ]);
  });

  it('is marked by keys alone: arrows, Space where to start, Enter where to end', async () => {
    await openRuns();
    await split();
    one('table[aria-label="Stored runs"] [tabindex="0"]').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown} ');
    await until(() => calls('change.compute').length === 2, 'the second split');
    expect(calls('change.compute')[1]).toMatchObject({ from: 'run-0', to: 'run-3' });
    await userEvent.keyboard('{ArrowUp}{Enter}');
    await until(() => calls('change.compute').length === 3, 'the third split');
    expect(calls('change.compute')[2]).toMatchObject({ from: 'run-0', to: 'run-1' });
    // Marking what is the other end swaps the two.
    await userEvent.keyboard(' ');
    await until(() => calls('change.compute').length === 4, 'the swapped split');
    expect(calls('change.compute')[3]).toMatchObject({ from: 'run-1', to: 'run-0' });
    expect(document.activeElement?.closest('table')?.getAttribute('aria-label')).toBe('Stored runs');
  });

  it('a pair that was looked at is not asked for again', async () => {
    await openRuns();
    await split();
    await userEvent.click(button('Swap'));
    await until(() => opened.desk.runs.change.answer?.from.run === 'run-3', 'the swapped split');
    await userEvent.click(button('Swap'));
    await until(() => opened.desk.runs.change.answer?.from.run === 'run-2', 'the first split');
    expect(calls('change.compute')).toHaveLength(2);
  });

  it('without a run says what one is; with one, how to get a second', async () => {
    await openRuns({ stored: 0 });
    expect(plain(one('.runs .empty'))).toContain('No run is stored in this book');
    await userEvent.click(button('Store this margin now'));
    await until(() => opened.desk.runs.rows.length === 1, 'the first run');
    await until(() => document.querySelector('.panel .empty'), 'what to do');
    expect(plain(one('.panel .empty h2'))).toBe('One run is stored; a comparison needs two');
    await userEvent.click(button('Store this margin now'));
    await split();
    expect(calls('change.compute')).toMatchObject([{ from: 'run-0', to: 'run-1' }]);
  });
});

describe('why it changed', () => {
  it('each row ties in what is shown: from, positions, market, parameters, time, to', async () => {
    await openRuns();
    await split();
    const rows = rowsOf('Change of each measure');
    expect(rows.map(([name]) => name)).toEqual([
      'Initial margin',
      'Maintenance margin',
      'Equity',
      'Free equity',
      'Deposit needed',
    ]);
    for (const [, from = '', ...rest] of rows) {
      const [positions = '', market = '', parameters = '', time = '', to = '', change = ''] = rest;
      const parts = [positions, market, parameters, time].reduce((sum, part) => sum + cents(part), 0n);
      expect(cents(from) + parts).toBe(cents(to));
      expect(parts).toBe(cents(change));
    }
  });

  it('down to positions: new trades and expiries apart, the rest by the page', async () => {
    await openRuns();
    await split();
    await userEvent.click(button('Prime A', one('.why')));
    await until(() => rowsOf('What happened').length > 0, 'what happened to the positions');
    expect(rowsOf('What happened').map(([name, count]) => [name, count])).toEqual([
      ['New trades', '10'],
      ['Expired', '10'],
      ['Kept as they were', '230'],
      ['All', '250'],
    ]);
    await until(() => rowsOf('Positions, largest').length === 200, 'the first page');
    await userEvent.click(button('200 of 250 shown: fetch more'));
    await until(() => rowsOf('Positions, largest').length === 250, 'the rest');
    await userEvent.click(button('Expired'));
    await until(() => rowsOf('Expired, largest').length === 10, 'the expiries alone');
    expect(calls('change.positions').at(-1)).toMatchObject({ state: 'expired', account: 'prime-a' });
  });

  it('says what was taken for granted', async () => {
    await openRuns();
    await split();
    expect(plain(one('.notices summary'))).toBe('One thing was taken for granted');
    await userEvent.click(one('.notices summary'));
    expect(plain(one('.notices li'))).toContain('settled at the index');
  });

  it('can be cancelled, and asked again', async () => {
    await openRuns({ changeFails: 'never' });
    await until(() => document.querySelector('.running'), 'the work');
    await userEvent.click(button('Cancel', one('.running')));
    await until(() => document.querySelector('.why .button'), 'the way back');
    expect(plain(one('.why'))).toContain('Try again');
  });

  it('a failure is its sentence with a remedy', async () => {
    await openRuns({ changeFails: 'error' });
    await until(() => document.querySelector('.why [role="alert"], .why .note, .why .button'), 'the failure');
    expect(plain(one('.why'))).toContain('doesn’t come out as it was stored');
    expect(button('Try again', one('.why'))).toBeTruthy();
  });
});

describe('line by line, and over time', () => {
  it('only what differs, filtered, by the page', async () => {
    await openRuns();
    await userEvent.click(button('Line by line'));
    await until(() => document.querySelectorAll('.lines tbody tr').length === 65, 'the lines that differ');
    expect(plain(one('.lines [role="status"]'))).toBe('65 lines shown; 65 differ in all');
    await userEvent.click(one('.lines input[type="checkbox"]'));
    await until(() => document.querySelectorAll('.lines tbody tr').length === 200, 'all lines');
    await userEvent.click(button('200 of 260 shown: fetch more'));
    await until(() => document.querySelectorAll('.lines tbody tr').length === 260, 'the rest');
    await userEvent.fill(one('.lines input[type="search"]'), 'line 250');
    await until(() => document.querySelectorAll('.lines tbody tr').length === 1, 'the filtered line');
  });

  it('draws the totals of stored runs, a table one key away', async () => {
    await openRuns();
    await userEvent.click(button('Over time'));
    await until(() => document.querySelector('.series canvas'), 'the chart');
    await userEvent.keyboard('t');
    await until(() => document.querySelectorAll('.series tbody tr').length === 4, 'its table');
    expect(plain(one('.series tbody tr'))).toContain('1 Feb 2026 08:00 UTC');
  });
});

it('the overview says what changed since the last run, and leads to why', async () => {
  opened = await openWindow({ size: 60, stored: 2 });
  await until(
    () => [...document.querySelectorAll('h2')].some((title) => plain(title) === 'Since the last run'),
    'the panel',
  );
  await until(() => opened.desk.runs.series?.length === 2, 'the series');
  await userEvent.click(button('Store this margin and see why'));
  await until(() => opened.desk.view === 'runs', 'the Runs view');
  await split();
  expect(calls('change.compute').at(-1)).toMatchObject({ from: 'run-1', to: 'run-2' });
});
