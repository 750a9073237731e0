// Every view of the window and what opens above it, one after another on the sample book: how each is reached, and where to look.
import type { Page } from 'playwright-core';
import { dropFiles } from './open-window.ts';
import { positionBuilderAnswer } from './venues.ts';

export interface Scene {
  name: string;
  /** Brings it on screen and waits until it stands. */
  reach(page: Page): Promise<void>;
  /** One of the views, or the way to one: looked at whenever tests run, the others by the long campaign. */
  main?: true;
  /** Part of the page that is new with it. */
  place: string;
  /** Clears away what would cover the next. */
  leave?(page: Page): Promise<void>;
}

const button = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
const current = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });
/** Runs a command by the words of its title. */
async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: 'Command' }).fill(title);
  await page.getByRole('option', { name: title }).first().waitFor();
  await page.keyboard.press('Enter');
}
async function closed(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('dialog[open], .popover, [role=menu]').first().waitFor({ state: 'detached' });
}
const DIALOG = 'dialog[open]';
const dialog = (name: string, reach: (page: Page) => Promise<void>): Scene => ({
  name,
  place: DIALOG,
  async reach(page) {
    await reach(page);
    await page.locator(DIALOG).waitFor();
  },
  leave: closed,
});
const above = (name: string, place: string, reach: (page: Page) => Promise<void>): Scene => ({
  name,
  place,
  async reach(page) {
    await reach(page);
    await page.locator(place).waitFor();
  },
  leave: closed,
});
const tab = (name: string, ready: (page: Page) => Promise<void>): Scene => ({
  name,
  place: '[role=tabpanel]',
  async reach(page) {
    await page.getByRole('tab', { name }).click();
    await ready(page);
  },
});
const panelTable = (page: Page): Promise<void> =>
  page.getByRole('tabpanel').locator('table').first().waitFor();

export const before: readonly Scene[] = [
  {
    name: 'first start',
    main: true,
    place: 'html',
    reach: (page) => page.getByRole('button', { name: /Open the sample book/ }).waitFor(),
  },
  {
    name: 'empty book',
    place: 'html',
    async reach(page) {
      await page.keyboard.press('Control+Shift+N');
      await page.getByText('This book is empty').waitFor();
    },
  },
];

export const readings: readonly Scene[] = [
  {
    name: 'Overview',
    main: true,
    place: 'html',
    async reach(page) {
      await button(page, /Open the sample book/);
      await current(page);
    },
  },
  {
    name: 'Overview, charts as tables',
    place: 'main',
    async reach(page) {
      await page.keyboard.press('T');
      await page.getByRole('columnheader', { name: 'Contribution' }).first().waitFor();
    },
    leave: (page) => page.keyboard.press('T'),
  },
  {
    name: 'Positions',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+2');
      await page.getByRole('gridcell', { name: /^BTC-/ }).first().waitFor();
    },
  },
  {
    name: 'Scenarios, the rulebook’s own tables',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+3');
      await page.locator('td.worst').first().waitFor();
      await page.getByRole('application', { name: /^Profit and loss over the price/ }).waitFor();
    },
  },
  {
    name: 'Scenarios, positions behind a cell',
    place: 'main',
    async reach(page) {
      await page.locator('td.worst').first().click();
      await page.getByRole('button', { name: 'Close the positions' }).waitFor();
    },
  },
  {
    name: 'Scenarios, free grid',
    place: 'main',
    async reach(page) {
      await button(page, 'Free grid');
      await page.getByRole('grid', { name: /^Price by volatility/ }).waitFor();
    },
  },
  {
    name: 'Margin, explanation',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+4');
      await page.getByRole('region', { name: /, step by step$/ }).waitFor();
    },
  },
  tab('Contributions', panelTable),
  tab('Levels and baseline', panelTable),
  tab('Distance to the levels', async (page) => {
    await button(page, /^Search the levels of/);
    await page.locator('.ladder').waitFor({ timeout: 60_000 });
  }),
  {
    name: 'Rulebooks compared, one opened',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+C');
      const table = page.getByRole('table', { name: /^Rulebooks side by side/ });
      await table.waitFor({ timeout: 60_000 });
      await table.getByRole('button', { name: /^Binance/ }).click();
      await page.getByRole('heading', { name: 'What it rests on' }).waitFor();
    },
  },
  {
    name: 'Reconciliation, what to drop',
    main: true,
    place: 'main',
    async reach(page) {
      await button(page, 'Margin');
      await page.keyboard.press('Alt+0');
      await page.getByRole('heading', { name: /^A venue’s answer/ }).waitFor();
    },
  },
  {
    name: 'Reports',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Control+S');
      await page.getByText('1 stored run', { exact: true }).waitFor();
      await page.keyboard.press('Alt+8');
      await page.getByRole('region', { name: 'Preview of the report' }).locator('table').first().waitFor();
    },
  },
];

/** More of what is between the rulebooks and the venues: for the long campaign, on the sample book that is open already. */
export const venues: readonly Scene[] = [
  above('Rulebooks to compare', '.popover', async (page) => {
    await page.keyboard.press('Alt+C');
    await button(page, /^Rulebooks compared/);
  }),
  {
    name: 'Reconciliation, nothing kept',
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+0');
      await button(page, 'Kept agreement');
      await page.getByRole('heading', { name: /^No agreement is kept/ }).waitFor();
    },
  },
  {
    name: 'Reconciliation, an answer line by line',
    place: 'main',
    async reach(page) {
      await button(page, 'Answer');
      await dropFiles(page, [{ name: 'position-builder.json', text: positionBuilderAnswer().text }]);
      const lines = page.getByRole('grid', { name: 'Line by line' });
      await lines.getByText('agrees', { exact: true }).nth(1).waitFor();
    },
  },
  tab('Notes', panelTable),
  {
    name: 'Reconciliation, what is confirmed',
    place: 'main',
    async reach(page) {
      await button(page, 'Keep in the book');
      await page.getByText('Kept in the book', { exact: true }).waitFor();
      await button(page, /^Kept agreement/);
      await page.getByRole('list', { name: 'What is confirmed' }).waitFor();
    },
  },
  {
    name: 'Listed, deposits',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+L');
      await page.getByRole('table', { name: /^Deposits by underlying/ }).waitFor();
    },
  },
  tab('Pairs', panelTable),
  tab('Expiry and dividends', panelTable),
  {
    name: 'Listed, SPAN',
    place: 'main',
    async reach(page) {
      const account = page.locator('main').getByLabel('Account', { exact: true });
      await account.selectOption({ label: 'Listed customer, futures' });
      await page.getByRole('tab', { name: 'SPAN' }).click();
      await page.getByRole('table', { name: 'Combined commodities' }).waitFor();
    },
  },
];

export const changes: readonly Scene[] = [
  {
    name: 'What-if, accounts to begin with',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+5');
      await page
        .getByRole('button', { name: /^New what-if/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'What-if in work',
    main: true,
    place: 'html',
    async reach(page) {
      await button(page, /^New what-if/);
      await page.getByRole('combobox', { name: 'Leg 1' }).fill('-10 BTC-PERPETUAL');
      await page.keyboard.press('Escape');
      await page.locator('.what-if .difference .bad, .what-if .difference .good').first().waitFor();
      await page.locator('.what-if header .current').waitFor();
    },
  },
  dialog('Apply to the book', async (page) => {
    await page.keyboard.press('Control+Enter');
    await page
      .locator(DIALOG)
      .getByRole('row', { name: /BTC-PERPETUAL/ })
      .waitFor();
  }),
  dialog('Save the what-if', (page) => page.keyboard.press('Control+S')),
  {
    name: 'Market with a draft',
    main: true,
    place: 'main',
    async reach(page) {
      await command(page, 'Close the what-if');
      await button(page, 'Close without saving');
      await page.keyboard.press('Alt+6');
      const grid = page.getByRole('grid', { name: 'Market figures' });
      await grid.getByRole('gridcell').first().waitFor();
      await grid.focus();
      await page.keyboard.press('F2');
      await grid.getByRole('textbox').fill('64000');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Save copy…' }).waitFor();
    },
  },
  dialog('Save the copy of the market', (page) => button(page, 'Save copy…')),
  dialog('Add a market figure', (page) => button(page, 'Add a figure…')),
  {
    name: 'Market, volatilities by strike',
    main: true,
    place: 'main',
    async reach(page) {
      await button(page, 'Discard');
      await button(page, 'Smile');
      await page.locator('main table, main [role=application]').first().waitFor();
    },
  },
  {
    name: 'Parameters beside another set',
    main: true,
    place: 'main',
    async reach(page) {
      await page.keyboard.press('Alt+7');
      await page.locator('main table').first().waitFor();
      await page.getByLabel('Beside', { exact: true }).selectOption({ index: 1 });
      await page.getByRole('button', { name: /differences? only$/ }).waitFor();
    },
  },
  {
    name: 'Runs, two compared',
    main: true,
    place: 'main',
    async reach(page) {
      // The run stored before is of all accounts. No rulebook carries everything that they hold.
      await page.getByLabel('Account', { exact: true }).first().selectOption({ index: 1 });
      await current(page);
      await page.keyboard.press('Control+S');
      await page.getByText('2 stored runs', { exact: true }).waitFor();
      await page.keyboard.press('Alt+9');
      await panelTable(page);
    },
  },
  tab('Line by line', panelTable),
  tab('Over time', (page) => page.getByRole('tabpanel').getByRole('application').first().waitFor()),
];

export const dialogs: readonly Scene[] = [
  { ...above('Commands', DIALOG, (page) => page.keyboard.press('Control+K')), main: true },
  dialog('Keys', (page) => page.keyboard.press('?')),
  dialog('Margin limits', (page) => page.keyboard.press('Control+Shift+M')),
  dialog('Add a position', (page) => page.keyboard.press('Control+Shift+A')),
  dialog('Add an instrument', (page) => command(page, 'Add an instrument…')),
  dialog('Set cash', (page) => command(page, 'Set cash, collateral or a loan…')),
  dialog('Add an account', (page) => command(page, 'Add an account…')),
  dialog('About', (page) => command(page, 'About Margrave')),
  dialog('Methods', async (page) => {
    await page.keyboard.press('F1');
    await page.locator(DIALOG).locator('article h3').first().waitFor();
  }),
  dialog('Log', (page) => command(page, 'The program’s log')),
  above('Parameter sets in use', '.popover', (page) => button(page, /parameter sets/)),
  above('Meanings', '.popover', async (page) => {
    await page.keyboard.press('Alt+1');
    await button(page, 'What these figures mean');
  }),
  above('Reason of the state', '.popover, .state-reason', async (page) => {
    await button(page, /^State of the figures/);
    await page.getByRole('button', { name: 'Compute again', exact: true }).waitFor();
  }),
  above('Ways to report', '[role=menu]', (page) => button(page, 'Report')),
];
