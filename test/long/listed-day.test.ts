// A day in listed options with the built window: a chain and a clearing broker's table dropped on an empty book, deposits under portfolio and
// strategy-based margin read and set against the command line's, a leg tried, written and found in them again, a report kept.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byKeys } from '../e2e/hands.ts';
import { dropFiles, type OpenWindow, openWindow } from '../e2e/open-window.ts';
import { browserExecutable, NO_BROWSER } from '../setup/browser.ts';

const hasBrowser = (await browserExecutable()) !== undefined;
const COMMAND_LINE = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const SPOT = 100;

const symbol = (day: string, right: 'C' | 'P', strike: number): string =>
  `KO${day}${right}${String(strike * 1000).padStart(8, '0')}`;

/** Two expiries of five strikes: bids, asks and volatilities that a straight line through them gives. */
function chain(): string {
  const lines = ['Symbol,Bid,Ask,Implied volatility,Underlying price,Time'];
  for (const [day, years] of [
    ['260320', 0.1],
    ['260619', 0.35],
  ] as const) {
    for (const strike of [90, 95, 100, 105, 110]) {
      for (const right of ['C', 'P'] as const) {
        const inside = Math.max(0, right === 'C' ? SPOT - strike : strike - SPOT);
        const worth = inside + 8 * Math.sqrt(years) * Math.exp(-(((strike - SPOT) / 10) ** 2));
        const [bid, ask] = [worth - 0.05, worth + 0.05].map((price) => price.toFixed(2));
        lines.push(`${symbol(day, right, strike)},${bid},${ask},0.2,${SPOT},2026-02-13T15:00:00Z`);
      }
    }
  }
  return lines.join('\n');
}

/** Shares with calls written on them, an iron condor, a calendar and puts sold by themselves. */
const positions = [
  'Account,Symbol,Long Qty,Short Qty',
  'M1,KO,1000,0',
  `M1,${symbol('260320', 'C', 105)},0,10`,
  `M1,${symbol('260619', 'P', 90)},5,0`,
  `M1,${symbol('260619', 'P', 95)},0,5`,
  `M1,${symbol('260619', 'C', 105)},0,5`,
  `M1,${symbol('260619', 'C', 110)},5,0`,
  `M1,${symbol('260320', 'P', 100)},0,8`,
  `M1,${symbol('260619', 'P', 100)},3,0`,
].join('\n');

interface Deposits {
  portfolio: string;
  strategy: string;
}

async function current(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });
}

async function dropped(page: Page, name: string, text: string): Promise<void> {
  await dropFiles(page, [{ name, text }]);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.getByText('The book is now at revision').waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/** The account's line of the Listed view with every digit, once it is of what the book now holds. */
async function depositsOnScreen(page: Page, rows: number): Promise<Deposits> {
  await page.keyboard.press('Alt+L');
  const table = page.getByRole('table', { name: 'Deposits by underlying, in USD' });
  await table.getByRole('row', { name: new RegExp(`^KO\\s*${rows}\\b`) }).waitFor({ timeout: 30_000 });
  const amounts = await table
    .locator('tfoot td [title]')
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')?.split(' ')[0] ?? ''));
  return { portfolio: amounts[0] ?? '', strategy: amounts[1] ?? '' };
}

/** What the built command line answers of the book that the window has open. */
async function depositsByCommandLine(userFolder: string, book: string): Promise<Deposits> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [COMMAND_LINE, 'listed', '--book', book, '--account', 'M1', '--json'],
    { env: { ...process.env, MARGRAVE_USER_FOLDER: join(userFolder, 'command line') } },
  );
  const { total } = JSON.parse(stdout) as {
    total: { portfolioMargin: { deposit: string }; strategyBased: { deposit: string } };
  };
  return { portfolio: total.portfolioMargin.deposit, strategy: total.strategyBased.deposit };
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'a day in listed options' : `a listed day (${NO_BROWSER})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-listed-day-'));
  let open: OpenWindow;

  beforeAll(async () => {
    open = await openWindow(folder);
    open.page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('from a chain and a table of positions to deposits, a leg and a report, with the command line’s figures', async () => {
    const { page } = open;
    const hand = byKeys(page);
    await hand.newBook();
    await page.getByText('This book is empty').waitFor();
    await dropped(page, 'chain.csv', chain());
    await dropped(page, 'positions.csv', positions);
    await current(page);
    const book = join(folder, 'books', 'Desk.margrave');

    const first = await depositsOnScreen(page, 8);
    expect(first).toEqual(await depositsByCommandLine(folder, book));
    expect(Number(first.strategy)).toBeGreaterThan(Number(first.portfolio));
    expect(Number(first.portfolio)).toBeGreaterThan(0);

    // More of what the account loses by: on paper portfolio margin comes to what the deposit is once the leg is written.
    await hand.go('What-if');
    await hand.beginWhatIf();
    await hand.typeLeg(`-6 ${symbol('260619', 'P', 105)}`);
    const strip = page.getByRole('region', { name: /^Difference to the book/ });
    await strip.locator('.difference .bad').first().waitFor();
    const onPaper = await strip.locator('dd.after [title]').first().getAttribute('title');
    await hand.openApply();
    await page
      .locator('dialog[open]')
      .getByRole('row', { name: /P00105000/ })
      .waitFor();
    await hand.confirmApply();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await hand.go('Overview');
    await page.getByText('9 positions', { exact: true }).waitFor();
    await current(page);
    const second = await depositsOnScreen(page, 9);
    expect(second).toEqual(await depositsByCommandLine(folder, book));
    expect(onPaper).toBe(`${second.portfolio} USD`);
    expect(Number(second.portfolio)).toBeGreaterThan(Number(first.portfolio));
    expect(Number(second.strategy)).toBeGreaterThan(Number(first.strategy));

    const pdf = await hand.report('PDF');
    expect(readFileSync(pdf.path).toString('latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
    expect(open.complaints).toEqual([]);
  }, 60_000);
});
