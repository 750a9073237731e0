// axe on the built window over the real program: every view and part, in both themes, finds nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserExecutable, NO_BROWSER } from '../setup/browser.ts';
import { type OpenWindow, openWindow } from './open-window.ts';

const hasBrowser = (await browserExecutable()) !== undefined;

/** What axe finds in the page as it stands, or a place in it, by all rules or by those named, each with its first places. */
async function found(page: Page, rules: readonly string[] = [], place = 'html'): Promise<string[]> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (animation.effect?.getTiming().iterations === 1) animation.finish();
  });
  const axe = new AxeBuilder({ page }).include(place).setLegacyMode();
  if (rules.length > 0) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 140)} ${node.failureSummary ?? ''}`)
        .join(' | ')}`,
  );
}

async function inBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
    // Themes differ in colours only: the second is asked for its contrast.
    expect(await found(page, colorScheme === 'dark' ? ['color-contrast'] : []), colorScheme).toEqual([]);
  }
}

describe.skipIf(!hasBrowser)(hasBrowser ? 'axe finds nothing' : `axe (${NO_BROWSER})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-axe-'));
  let open: OpenWindow;

  beforeAll(async () => {
    open = await openWindow(folder);
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('on the first start and on an empty book', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /Open the sample book/ }).waitFor();
    expect(await found(page)).toEqual([]);
    await page.keyboard.press('Control+Shift+N');
    await page.getByText('This book is empty').waitFor();
    expect(await found(page)).toEqual([]);
  });

  it('on Overview and Positions', async () => {
    const { page } = open;
    await page.getByRole('button', { name: /Open the sample book/ }).click();
    await page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });
    await inBothThemes(page);
    await page.keyboard.press('T');
    await page.getByRole('columnheader', { name: 'Contribution' }).waitFor();
    expect(await found(page)).toEqual([]);
    await page.keyboard.press('T');
    await page.keyboard.press('Alt+2');
    await page.getByRole('gridcell', { name: /^BTC-/ }).first().waitFor();
    await inBothThemes(page);
  });

  it('on every part of Margin', async () => {
    const { page } = open;
    await page.keyboard.press('Alt+4');
    await page.getByRole('region', { name: /, step by step$/ }).waitFor();
    await inBothThemes(page);
    for (const name of ['Contributions', 'Levels and baseline']) {
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tabpanel').locator('table').first().waitFor();
      // The frame was looked at above; only what the tab shows is new.
      expect(await found(page, [], '[role=tabpanel]'), name).toEqual([]);
    }
    await page.getByRole('tab', { name: 'Distance to the levels' }).click();
    await page.getByRole('button', { name: /^Search the levels of/ }).click();
    await page.locator('.ladder').waitFor({ timeout: 60_000 });
    expect(await found(page, [], '[role=tabpanel]'), 'distance').toEqual([]);
  });

  it('on Scenarios: tables, the positions behind a cell, a free grid', async () => {
    const { page } = open;
    await page.keyboard.press('Alt+3');
    await page.locator('td.worst').first().waitFor();
    await page.getByRole('application', { name: /^Profit and loss over the price/ }).waitFor();
    await inBothThemes(page);
    await page.locator('td.worst').first().click();
    await page.getByRole('button', { name: 'Close the positions' }).waitFor();
    expect(await found(page, [], 'main'), 'positions of a cell').toEqual([]);
    await page.getByRole('button', { name: 'Free grid' }).click();
    await page.getByRole('grid', { name: /^Price by volatility/ }).waitFor();
    expect(await found(page, [], 'main'), 'free grid').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-theme=dark]').waitFor();
    expect(await found(page, ['color-contrast'], 'main'), 'heat table, dark').toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('on what opens above: commands, keys, reasons, menus', async () => {
    const { page } = open;
    const above: [open: () => Promise<void>, there: () => Promise<void>][] = [
      [() => page.keyboard.press('Control+K'), () => page.getByRole('listbox').waitFor()],
      [() => page.keyboard.press('?'), () => page.getByRole('dialog', { name: 'Keys' }).waitFor()],
      [
        () => page.getByRole('button', { name: /parameter sets/ }).click(),
        () => page.locator('.popover').waitFor(),
      ],
      [
        () => page.getByRole('button', { name: 'What these figures mean' }).click(),
        () => page.locator('.popover').waitFor(),
      ],
      [
        () => page.getByRole('button', { name: /^State of the figures/ }).click(),
        () => page.getByRole('button', { name: 'Compute again', exact: true }).waitFor(),
      ],
      [
        () => page.getByRole('button', { name: 'Report', exact: true }).click(),
        () => page.getByRole('menu').waitFor(),
      ],
    ];
    for (const [act, there] of above) {
      await act();
      await there();
      expect(await found(page, [], 'dialog[open], .popover, [role=menu]')).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
});
