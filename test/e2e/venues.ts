// What a desk on several venues does in the window: an account under several venues' rulebooks, a venue's own answer beside it, the
// agreement kept. Worked in the window that a test has open on the sample book; the mouse picks, keys do the rest.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { dropFiles } from './open-window.ts';

const COMMAND_LINE = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const ACCOUNT = { id: 'client-flow', name: 'Client flow' };
const VENUES = ['derive-pmrm2', 'okx-pm', 'binance-pm'] as const;
/** A doubt of OKX's rulebook about coin-settled contracts: the sample's accounts hold some, and so does the answer below; it prints parts only, so it settles none. */
const DOUBT = 'Cells of instruments settled in coin are counted in USD at the scenario’s price';
const CONFIRMED =
  /confirmed on 1 answer up to 2025-01-15, (no difference|largest difference [\d.e−-]+ \(relative\))/;

const AMOUNTS = [
  'deposit',
  'depositFromZeroCash',
  'freeEquity',
  'equity',
  'initialMargin',
  'maintenanceMargin',
] as const;
type Compared = { label: string } & Record<(typeof AMOUNTS)[number], string>;

/**
 * A position builder's answer in its published shape, with figures worked by hand: 10 contracts of 0.01 BTC against USDT worth
 * 0.99 USD, and −30 of 100 USD settled in coin. MR1 is 0.07 coins at an index of 100,000 moved by 12 %; MR4 0.2 % of the net delta.
 */
export function positionBuilderAnswer(): { text: string; mr1: number; mr4: number } {
  const linear = 0.1 * 101_000 * 0.99;
  const mr1 = (0.1 - 3_000 / 100_000) * 100_000 * 0.12;
  const mr4 = (linear - 3_000) * 0.002;
  const row = (
    instId: string,
    amt: string,
    avgPx: string,
    markPx: string,
    profit: number,
    delta: number,
  ) => ({
    ...{ instId, instType: 'SWAP', amt, avgPx, markPx },
    ...{ floatPnl: String(profit), delta: String(delta) },
  });
  const unit = {
    ...{ riskUnit: 'BTC-USDT', indexUsd: '100000', upl: '1', mr1: String(mr1), mr4: String(mr4) },
    portfolios: [
      row('BTC-USDT-SWAP', '10', '100000', '101000', 100, linear),
      row('BTC-USD-SWAP', '-30', '98000', '100000', -3_000 * (1 / 98_000 - 1 / 100_000), -3_000),
    ],
  };
  const assets = [{ ccy: 'BTC', availEq: '0.5', spotInUse: '0' }];
  return {
    text: JSON.stringify({ code: '0', data: [{ ts: '1736936801642', assets, riskUnitData: [unit] }] }),
    mr1,
    mr4,
  };
}

/** What the built command line answers of the book that the window has open. */
async function comparedByCommandLine(userFolder: string): Promise<Compared[]> {
  const words = ['compare', '--book', join(userFolder, 'sample.margrave'), '--account', ACCOUNT.id, '--json'];
  // It ends with 3: rows were left out, options at Binance.
  const { code, stdout } = (await promisify(execFile)(
    process.execPath,
    [COMMAND_LINE, ...words, '--rulebooks', VENUES.join(',')],
    { env: { ...process.env, MARGRAVE_USER_FOLDER: join(userFolder, 'command line') } },
  ).catch((ended: unknown) => ended)) as { code?: number; stdout: string };
  expect(code).toBe(3);
  const { rows } = JSON.parse(stdout) as { rows: (Compared & { failure: string | null })[] };
  return rows.map((row) => pick(row));
}
function pick(row: Compared): Compared {
  const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, row[name]]));
  return { label: row.label, ...amounts } as Compared;
}

/** The lines of the table with every digit, as they stand in the titles of what is shown: three cells with two amounts each. */
async function comparedOnScreen(table: Locator): Promise<Compared[]> {
  const lines = await table.locator('tr.line').evaluateAll((rows) =>
    rows.map((row) => {
      const cells = [...row.querySelectorAll('td')];
      const amounts = [cells[0], cells[1], cells.at(-1)].flatMap((cell) =>
        [...(cell?.querySelectorAll('[title]') ?? [])]
          .map((shown) => /^(-?[\d.]+(?:e-?\d+)?) USD$/.exec(shown.getAttribute('title') ?? '')?.[1])
          .filter((amount) => amount !== undefined),
      );
      return [row.querySelector('.label')?.textContent ?? '', ...amounts];
    }),
  );
  return lines.map(([label, ...amounts]) => {
    expect(amounts, `amounts of ${label}`).toHaveLength(AMOUNTS.length);
    return { label, ...Object.fromEntries(AMOUNTS.map((name, index) => [name, amounts[index]])) } as Compared;
  });
}
const byLabel = (rows: Compared[]): Compared[] => rows.sort((a, b) => (a.label < b.label ? -1 : 1));

const current = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });

/** Compares the account under three venues' rulebooks; every amount must be the command line's. The account stays chosen. */
export async function compareVenues(page: Page, userFolder: string): Promise<void> {
  const asked = comparedByCommandLine(userFolder);
  await page.getByRole('button', { name: 'Margin', exact: true }).click();
  await page.getByLabel('Account', { exact: true }).selectOption({ label: ACCOUNT.name });
  await page.keyboard.press('Alt+C');
  await page.getByRole('button', { name: /^Rulebooks compared/ }).click();
  const choice = page.getByRole('dialog', { name: 'Rulebooks compared' });
  const expected = byLabel(await asked);
  for (const label of await choice.getByRole('listitem').allInnerTexts()) {
    const wanted = expected.some((row) => row.label === label.trim());
    await choice.getByRole('checkbox', { name: label.trim() }).setChecked(wanted);
  }
  await choice.getByRole('button', { name: 'Compare' }).click();
  const table = page.getByRole('table', { name: /^Rulebooks side by side, in USD/ });
  await expect.poll(() => table.locator('tr.line').count(), { timeout: 30_000 }).toBe(VENUES.length);
  expect(byLabel(await comparedOnScreen(table))).toEqual(expected);
  // What options lack at Binance is said beside its figures, and it is not called the cheapest.
  const binance = table.getByRole('row', { name: /^Binance/ });
  expect(await binance.innerText()).toMatch(/leaves out \d+ rows/);
  expect(await table.locator('tr.cheapest .label').allInnerTexts()).toEqual(['OKX portfolio margin']);
}

/** Drops an answer of OKX, sees that its lines agree, keeps it, and reads that it confirms the rulebook's lines, but no doubt that only whole margins could settle. */
export async function keepAgreement(page: Page): Promise<void> {
  const { text, mr1, mr4 } = positionBuilderAnswer();
  await page.keyboard.press('Alt+0');
  await page.getByRole('heading', { name: /^A venue’s answer/ }).waitFor();
  await dropFiles(page, [{ name: 'position-builder.json', text }]);
  const lines = page.getByRole('grid', { name: 'Line by line' });
  await lines.getByText('agrees', { exact: true }).nth(1).waitFor();
  const shown = await lines
    .locator('[role=row]:has([role=gridcell])')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent ?? '')),
    );
  expect(shown.map((cells) => cells[0]?.split('.').at(-1))).toEqual(['mr1', 'mr4']);
  expect(shown.map((cells) => cells.at(-1))).toEqual(['agrees', 'agrees']);
  const computed = shown.map((cells) => Number((cells[2] ?? '').replace(/\s/gu, '')));
  expect(computed[0]).toBeCloseTo(mr1, 8);
  expect(computed[1]).toBeCloseTo(mr4, 8);
  await page.keyboard.press('Control+S');
  await page.getByText('Kept in the book', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Kept agreement/ }).click();
  await page.getByText(CONFIRMED).first().waitFor();

  // By keys: the comparison again, down to OKX's line, and what it rests on.
  await page.keyboard.press('Alt+C');
  const table = page.getByRole('table', { name: /^Rulebooks side by side/ });
  const okx = table.getByRole('button', { name: 'OKX portfolio margin' });
  await table.getByRole('button').first().focus();
  for (let row = 0; row < VENUES.length; row += 1) {
    if (await okx.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  const doubts = table.locator('tr.detail li').filter({ hasText: DOUBT });
  await doubts.waitFor();
  expect(await doubts.innerText()).not.toMatch(/confirmed on/);
  await page.keyboard.press('Alt+1');
  await page.getByLabel('Account', { exact: true }).selectOption('');
  await current(page);
}
