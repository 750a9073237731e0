import { afterEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FixtureOptions } from '../fixtures/bridge.ts';
import { button, type OpenedWindow, one, openWindow, plain, until } from '../open-window.ts';

let opened: OpenedWindow;
afterEach(() => opened.close());

const calls = (name: string): unknown[] =>
  opened.fixture.calls.filter((call) => call.name === name).map(({ input }) => input);
const cases = '[role=grid][aria-label="Cases of this answer"]';
const lines = '[role=grid][aria-label="Line by line"]';
const rows = (grid: string): Element[] => [...document.querySelectorAll(`${grid} .rows [role=row]`)];
const count = (grid: string): number => Number(one(grid).getAttribute('aria-rowcount')) - 1;

async function open(options: Partial<FixtureOptions> = {}): Promise<void> {
  opened = await openWindow({ size: 60, view: 'reconciliation', ...options });
  await until(() => opened.desk.reconciliation.keptLoaded, 'what was kept');
}
async function answered(options: Partial<FixtureOptions> = {}): Promise<void> {
  await open(options);
  await userEvent.click(button('Choose answers…'));
  await until(() => document.querySelector(lines) !== null && count(lines) > 0, 'the lines');
}

it('says what to drop; a drop here reconciles and does not import', async () => {
  await open();
  expect(plain(one('.reconciliation .empty'))).toMatch(/drop it here: Deribit’s .* OKX’s position builder/);
  const carried = new DataTransfer();
  carried.items.add(new File(['{}'], 'pmrm2.json'));
  const drag = (type: string): void => {
    window.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
  };
  drag('dragenter');
  await until(() => document.querySelector('.drop'), 'the overlay');
  expect(plain(one('.drop'))).toBe(
    'Drop a venue’s answer to compare it with Margrave’s own figures. Nothing is written.',
  );
  drag('drop');
  await until(() => document.querySelector(cases), 'the answer');
  expect(calls('reconciliation.compute')).toMatchObject([
    { files: ['token-of-offered-file'], context: null, rulebook: null },
  ]);
  expect(calls('import.preview')).toEqual([]);
});

it('holds few of the lines of 93 cases; a case opens its own by keys; only what differs; what was left out', async () => {
  await answered();
  expect(plain(one('.sums'))).toMatch(/Cases 93 Lines 4\s557 and 279 given Agree 4\s551 Differ 6/);
  expect([count(cases), count(lines)]).toEqual([93, 93 * 52]);
  expect(rows(lines).length).toBeLessThan(60);
  expect(opened.desk.reconciliation.lines.held()).toBeLessThan(1_000);
  one(cases).focus();
  await userEvent.keyboard('{End}{Enter}');
  await until(() => count(lines) === 52, 'the lines of the last case');
  expect(calls('reconciliation.lines').at(-1)).toMatchObject({ case: 'pmrm2.json cases.BTC_portfolio_93' });
  const [first] = rows(lines);
  expect(plain(first!)).toMatch(
    /^result\.maintenanceMargin 1\s284\.310220881 1\s280\.110220881 4\.2 0\.00327 – differs$/,
  );
  await userEvent.fill(one('.lines input[type=search]'), 'spot');
  await until(() => count(lines) === 3, 'the filtered lines');
  expect(plain(rows(lines)[0]!)).toContain('given');
  await userEvent.fill(one('.lines input[type=search]'), '');
  await userEvent.click(one('.lines input[type=checkbox]'));
  await until(() => count(lines) === 2, 'the lines that differ');
  expect(rows(cases).map((row) => plain(row).split(' ')[1])).toEqual([
    'cases.BTC_portfolio_31',
    'cases.ETH_portfolio_62',
    'cases.BTC_portfolio_93',
  ]);
  await userEvent.click(
    [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((tab) => plain(tab) === 'Left out (2)')!,
  );
  expect(plain(one('[role=tabpanel]'))).toContain('BTC_settled Its options had settled');
});

it('keeps by key, says what is confirmed, takes out and brings back by undo', async () => {
  await answered({ kept: 3 });
  await userEvent.keyboard('{Control>}s{/Control}');
  await until(() => opened.desk.reconciliation.view?.kept !== null, 'the keeping');
  expect(calls('margin.compute').every((input) => !(input as { store: boolean }).store)).toBe(true);
  await userEvent.click(button('Kept agreement (4)'));
  expect(plain(one('.agreements li'))).toMatch(
    /OKX portfolio margin : confirmed on 2 answers up to 2026-11-10, largest difference 3\.2e[−-]12 \(relative\)/,
  );
  const kept = (): number => document.querySelectorAll('table[aria-label="Kept records"] tbody tr').length;
  await userEvent.click(button(/^Take out what was kept of pmrm2\.json/));
  await until(() => kept() === 3, 'the removal');
  expect(opened.desk.reconciliation.view?.kept).toBeNull();
  await userEvent.keyboard('{Control>}z{/Control}');
  await until(() => kept() === 4, 'the undo');
});

it('a failure is its sentence, with the way on', async () => {
  await open({ venueFails: 'error' });
  await userEvent.click(button('Choose answers…'));
  await until(() => document.querySelector('[role=alert]'), 'the failure');
  expect(plain(one('[role=alert]'))).toBe(
    'positions.csv is not JSON. Save the venue’s answer as it came. Choose answers… Close',
  );
});
