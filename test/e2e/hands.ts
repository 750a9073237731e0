// The two ways a person works the window, each alone: by mouse, and by keys. Both answer in the same words, so that a day can be
// worked twice. Nothing here reaches past the screen: a mouse clicks what is seen, keys go where the focus is.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A file that the browser kept. */
export interface Kept {
  name: string;
  path: string;
}
export type ReportFormat = 'PDF' | 'XLSX' | 'CSV' | 'JSON';

export interface Hand {
  name: string;
  newBook(): Promise<void>;
  importFile(path: string): Promise<void>;
  go(view: string): Promise<void>;
  /** Opens the positions behind the worst cell of the first table. */
  openWorstCell(): Promise<void>;
  /** Saves what a chart shows: its figures, or its picture. */
  saveChart(title: string, way: 'Save figures as CSV' | 'Save picture as PNG'): Promise<Kept>;
  beginWhatIf(): Promise<void>;
  typeLeg(text: string): Promise<void>;
  openApply(): Promise<void>;
  confirmApply(): Promise<void>;
  undo(): Promise<void>;
  report(format: ReportFormat): Promise<Kept>;
  verify(path: string): Promise<void>;
}

const dialogOf = (page: Page): Locator => page.locator('dialog[open]');
const written = (page: Page): Promise<void> =>
  dialogOf(page).getByText('The book is now at revision').waitFor();
const reportTitles: Record<ReportFormat, string> = {
  PDF: 'Report as PDF',
  XLSX: 'Report as XLSX',
  CSV: 'Report as CSV',
  JSON: 'Report as JSON, to be verified later',
};

async function kept(page: Page, act: () => Promise<void>): Promise<Kept> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), act()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

async function chosen(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()]);
  await chooser.setFiles(path);
}

/** Clicks alone. Only the letters of a leg come from keys, into the field that was clicked, and they are input and no key press. */
export function byMouse(page: Page): Hand {
  const click = (name: string | RegExp, within: Page | Locator = page): Promise<void> =>
    within
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  return {
    name: 'by mouse',
    async newBook() {
      // From the menu of the book that is open, or from the first start.
      const menu = page.getByRole('banner').getByRole('button').first();
      if ((await menu.getAttribute('aria-haspopup')) === 'menu') {
        await menu.click();
        await page.getByRole('menuitem', { name: /^New book…/ }).click();
      } else await click(/^New book…/);
    },
    async importFile(path) {
      await chosen(page, path, () => click('Choose files…'));
      await click('Import', dialogOf(page));
      await written(page);
      await dialogOf(page).getByRole('button', { name: 'Close' }).last().click();
    },
    go: (view) => click(view, page.getByRole('navigation', { name: 'Views' })),
    openWorstCell: () => page.locator('td.worst').first().click(),
    async saveChart(title, way) {
      await click(`Copy or save ${title}`);
      return kept(page, () => page.getByRole('menuitem', { name: way }).click());
    },
    beginWhatIf: () => click(/^New what-if/),
    async typeLeg(text) {
      await page.getByRole('combobox', { name: 'Leg 1' }).click();
      await page.keyboard.insertText(text);
    },
    openApply: () => click('Apply to book…'),
    confirmApply: () => click('Write to the book', dialogOf(page)),
    undo: () => click('Undo', page.getByRole('region', { name: 'What the figures belong to' })),
    async report(format) {
      await click('Report');
      return kept(page, () =>
        page.getByRole('menuitem', { name: new RegExp(`^${reportTitles[format]}`) }).click(),
      );
    },
    verify: (path) => chosen(page, path, () => click('Choose a report…')),
  };
}

/** The part of an element that has the focus, as it is read out; and whether the focus can be seen. */
function focusNow(page: Page): Promise<{ name: string; seen: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { name: '', seen: true };
    const label = element.getAttribute('aria-label') ?? element.textContent ?? '';
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return {
      name: label.replace(/\s+/gu, ' ').trim(),
      seen: (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
    };
  });
}

/** Key presses alone. On the way to a place every stop of the Tab key must show that it has the focus. */
export function byKeys(page: Page): Hand {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  async function tabTo(wanted: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let stop = 0; stop < 90; stop += 1) {
      const { name, seen } = await focusNow(page);
      expect(seen, `the focus is seen on “${name}”`).toBe(true);
      if (wanted.test(name)) return;
      passed.push(name);
      await press('Tab');
    }
    throw new Error(`Tab never comes to ${wanted}. It came to: ${passed.join(' | ')}`);
  }
  async function command(typed: string): Promise<void> {
    await press('Control+K');
    await page.getByRole('combobox', { name: 'Command' }).waitFor();
    await page.keyboard.type(typed);
    await page.getByRole('option', { name: typed }).first().waitFor();
    await press('Enter');
  }
  const places = [
    'Overview',
    'Positions',
    'Scenarios',
    'Margin',
    'What-if',
    'Market',
    'Parameters',
    'Reports',
    'Runs',
    'Reconciliation',
  ];
  return {
    name: 'by keys',
    newBook: () => press('Control+Shift+N'),
    async importFile(path) {
      await chosen(page, path, () => press('Control+I'));
      await dialogOf(page).getByRole('button', { name: 'Import', exact: true }).waitFor();
      await tabTo(/^Import$/);
      await press('Enter');
      await written(page);
      await press('Escape');
    },
    go: (view) => press(`Alt+${(places.indexOf(view) + 1) % 10}`),
    async openWorstCell() {
      await tabTo(/Enter lists the positions behind a cell/);
      await press('Control+Home');
      const onWorst = (): Promise<boolean> =>
        page.evaluate(() => {
          const at = document.activeElement?.getAttribute('aria-activedescendant');
          return at != null && document.getElementById(at)?.classList.contains('worst') === true;
        });
      for (let row = 0; row < 12 && !(await onWorst()); row += 1) {
        for (let column = 0; column < 24 && !(await onWorst()); column += 1) await press('ArrowRight');
        if (!(await onWorst())) for (const key of ['Home', 'ArrowDown']) await press(key);
      }
      expect(await onWorst(), 'arrows come to the worst cell').toBe(true);
      await press('Enter');
    },
    async saveChart(title, way) {
      await tabTo(new RegExp(`^Copy or save ${title}$`));
      await press('Enter');
      await page.getByRole('menuitem', { name: way }).waitFor();
      for (let item = 0; item < 4 && (await focusNow(page)).name !== way; item += 1) await press('ArrowDown');
      return kept(page, () => press('Enter'));
    },
    beginWhatIf: () => press('W'),
    async typeLeg(text) {
      await tabTo(/^Leg 1$/);
      await page.keyboard.type(text);
    },
    openApply: () => press('Control+Enter'),
    confirmApply: () => tabTo(/^Write to the book$/).then(() => press('Enter')),
    undo: () => press('Control+Z'),
    report: (format) =>
      kept(page, () => (format === 'PDF' ? press('Control+P') : command(reportTitles[format]))),
    verify: (path) => chosen(page, path, () => command('Verify a report')),
  };
}
