// A person's first minutes with the built window: sample book, views, reports, an own book filled by dropping a file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { browserExecutable, NO_BROWSER } from '../setup/browser.ts';
import { dropFiles, type OpenWindow, openWindow } from './open-window.ts';
import { compareVenues, keepAgreement } from './venues.ts';

const hasBrowser = (await browserExecutable()) !== undefined;

/** Waits until the figures on screen are current. */
async function current(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });
}

/** The text of a headline figure, without its spaces: `1284310.22`. */
async function headline(page: Page, name: string): Promise<string> {
  const text = await page.getByRole('region', { name: /^Headline figures/ }).innerText();
  const lines = text.split('\n').map((line) => line.trim());
  const figure = lines[lines.findIndex((line) => line.startsWith(name)) + 1] ?? '';
  return figure.replace(/\s/gu, '').replace('−', '-');
}

/** Chooses a report, and the bytes that the browser kept. */
async function report(page: Page, title: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 30_000 }),
    page.getByRole('menuitem', { name: title }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'the window' : `the window (${NO_BROWSER})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-window-'));
  let open: OpenWindow;

  beforeAll(async () => {
    open = await openWindow(folder);
  });
  afterEach(() => {
    expect(open.complaints).toEqual([]);
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens on a first start that names the ways on, at an address without the token', async () => {
    await open.page.getByRole('button', { name: /Open the sample book/ }).waitFor();
    expect(new URL(open.page.url()).search).toBe('');
    expect(await open.page.evaluate(() => document.cookie)).toBe('');
  });

  it('shows the sample book’s margin', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /Open the sample book/ }).click();
    await current(page);
    const [initial, maintenance] = [
      await headline(page, 'Initial margin'),
      await headline(page, 'Maintenance'),
    ];
    expect(Number(initial)).toBeGreaterThan(Number(maintenance));
    expect(Number(maintenance)).toBeGreaterThan(0);
    expect(await page.getByText('sample', { exact: true }).count()).toBeGreaterThan(0);
  });

  it('goes to positions and margin and back, in both themes', async () => {
    const { page } = open;
    for (let times = 0; times < 2; times += 1) {
      await page.keyboard.press('Control+Shift+L');
      await page.getByRole('button', { name: 'Positions', exact: true }).click();
      await page
        .getByText(/^BTC-\d+[A-Z]{3}\d\d/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Margin', exact: true }).click();
      await page
        .getByText(/Initial margin/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Overview', exact: true }).click();
      await page.getByText('Margin by account').waitFor();
    }
  });

  it('gives the focus back to where it was when what opened above closes', async () => {
    const { page } = open;
    const opener = page.getByRole('button', { name: 'Overview', exact: true });
    const above = page.locator('dialog[open]');
    const palette = async (typed: string): Promise<void> => {
      await page.keyboard.press('Control+K');
      await page.getByRole('combobox', { name: 'Command' }).fill(typed);
    };
    const ways: [string, () => Promise<void>][] = [
      ['the commands', () => palette('')],
      [
        'a dialog that a command opened',
        async () => {
          await palette('keys');
          await page.keyboard.press('Enter');
          await page.getByRole('dialog', { name: 'Keys' }).waitFor();
        },
      ],
      [
        'an import',
        async () => {
          await dropFiles(page, [{ name: 'portfolio.json', text: JSON.stringify(smallPortfolio()) }]);
          await above.getByRole('button', { name: 'Import', exact: true }).waitFor();
        },
      ],
    ];
    for (const [name, act] of ways) {
      await opener.focus();
      await act();
      expect(await opener.evaluate((element) => element === document.activeElement), name).toBe(false);
      await page.keyboard.press('Escape');
      await above.waitFor({ state: 'detached' });
      expect(await opener.evaluate((element) => element === document.activeElement), name).toBe(true);
    }
  });

  it('takes the focus along from an account to its margin, and through its parts', async () => {
    const { page } = open;
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.getByRole('button', { name: 'Volatility desk', exact: true }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('tablist').waitFor();
    expect(await focused()).toBe('Volatility desk');
    await page.getByRole('tab', { name: 'Explanation' }).focus();
    await page.keyboard.press('End');
    expect(await focused()).toBe('Levels and baseline');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Explanation');
    await page.keyboard.press('Alt+1');
    await page.getByText('Margin by account').waitFor();
  });

  it('keeps a report whose figures are those on screen, the same bytes when it is made again', async () => {
    const { page } = open;
    const json = await report(page, 'Report as JSON, to be verified later');
    expect(json.name).toMatch(/\.json$/);
    const { result } = JSON.parse(json.bytes.toString('utf8')) as {
      result: { totals: { node: string; initialMargin: string }[] };
    };
    const total = Number(result.totals.find(({ node }) => node === 'book')?.initialMargin);
    expect(await headline(page, 'Initial margin')).toBe(total.toFixed(2));
    // Of the same run; a day with the window keeps all four formats.
    const again = await report(page, 'Report as JSON, to be verified later');
    expect(again.bytes.equals(json.bytes)).toBe(true);
  });

  it('sets an account under three venues’ rulebooks, with the command line’s figures', async () => {
    await compareVenues(open.page, folder);
  });

  it('compares a venue’s answer line by line, keeps what agrees, and says what it confirms', async () => {
    await keepAgreement(open.page);
  });

  it('makes a book and fills it from a file that is dropped', async () => {
    const { page } = open;
    await page.keyboard.press('Control+Shift+N');
    await page.getByRole('button', { name: /^Desk/ }).first().waitFor();
    await dropFiles(page, [{ name: 'portfolio.json', text: JSON.stringify(smallPortfolio()) }]);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('The book is now at revision').waitFor({ timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await current(page);
    expect(Number(await headline(page, 'Initial margin'))).toBeGreaterThan(0);
  });

  it('computes again after a second import, and keeps a report of what is then on screen', async () => {
    const { page } = open;
    const before = await headline(page, 'Initial margin');
    const portfolio = smallPortfolio() as { positions: { quantity: string }[] };
    const doubled = portfolio.positions.map((row) => ({ ...row, quantity: `${Number(row.quantity) * 2}` }));
    await dropFiles(page, [
      { name: 'doubled.json', text: JSON.stringify({ ...portfolio, positions: doubled }) },
    ]);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('The book is now at revision').waitFor({ timeout: 30_000 });
    await page.keyboard.press('Escape');
    await current(page);
    const after = await headline(page, 'Initial margin');
    expect(Number(after)).toBeGreaterThan(Number(before));
    const { bytes } = await report(page, 'Report as JSON, to be verified later');
    const { result } = JSON.parse(bytes.toString('utf8')) as {
      result: { totals: { node: string; initialMargin: string }[] };
    };
    expect(Number(result.totals.find(({ node }) => node === 'book')?.initialMargin).toFixed(2)).toBe(after);
  });

  it('says in a sentence why a file can’t be read, and leaves the book as it was', async () => {
    const { page } = open;
    const before = await headline(page, 'Initial margin');
    await dropFiles(page, [{ name: 'broken.json', text: '{"format": "margrave-portfolio", "version": 1,' }]);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').innerText()).toMatch(/broken\.json/);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await headline(page, 'Initial margin')).toBe(before);
  });

  it('comes back as it was after a reload', async () => {
    const { page } = open;
    const before = await headline(page, 'Initial margin');
    await page.reload();
    await current(page);
    expect(await headline(page, 'Initial margin')).toBe(before);
  });
});
