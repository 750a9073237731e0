import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { FixtureOptions } from './fixtures/bridge.ts';
import { type OpenedWindow, one, openWindow, until } from './open-window.ts';

let opened: OpenedWindow;
afterEach(() => {
  localStorage.removeItem('margrave.columns');
  return opened.close();
});

// The views themselves are asked on the real program, in test/e2e; here what is hard to reach there.
const states: {
  name: string;
  options: FixtureOptions;
  /** What is looked at; the rule of contrast looks at every piece of text in it. */
  place: string;
  reach?: () => void | Promise<void>;
}[] = [
  { name: 'failed margin', options: { size: 12, marginFails: 'error' }, place: 'body' },
  { name: 'rows that stop the margin', options: { size: 12, marginFails: 'incomplete' }, place: 'main' },
  {
    name: 'import',
    options: { size: 12, csv: true, rejected: 3 },
    place: 'dialog[open], main',
    reach: async () => {
      await opened.desk.importFiles();
    },
  },
  {
    name: 'positions in groups, summed, with a filter that can’t be read',
    options: { size: 60 },
    place: 'main',
    reach: async () => {
      // Few columns: the rule of contrast looks at every cell.
      opened.desk.columns.choose('Risk');
      opened.desk.view = 'positions';
      await until(() => opened.desk.grid.loaded, 'the rows');
      await opened.desk.grid.group(['account', 'underlying']);
      document.querySelector('[role=grid]')?.scrollTo({ top: 200 });
      opened.desk.grid.selection.chooseAll();
      await opened.desk.grid.search('strike>soon');
      await until(() => document.querySelector('.selection-sums'), 'the sums');
      await until(() => document.querySelector('.headings'), 'the headings');
    },
  },
  {
    name: 'a venue’s answer with lines that differ, one case opened',
    options: { size: 12 },
    place: 'main',
    reach: async () => {
      const { reconciliation } = opened.desk;
      opened.desk.view = 'reconciliation';
      await reconciliation.begin([{ token: 'token-of-an-answer', name: 'pmrm2.json' }]);
      reconciliation.setOnlyDifferent(true);
      reconciliation.open(reconciliation.cases[0]?.id ?? null);
      await until(() => document.querySelectorAll('.lines .differs').length === 2, 'the lines that differ');
    },
  },
  {
    name: 'arbitrage of a market',
    options: { size: 12 },
    place: '.figures-side',
    reach: async () => {
      opened.desk.view = 'market';
      opened.desk.market.shownAs = 'arbitrage';
      await until(() => document.querySelector('.arbitrage .list tbody tr'), 'the violations');
    },
  },
  {
    name: 'columns of the positions',
    options: { size: 12 },
    place: '.popover',
    reach: async () => {
      opened.desk.view = 'positions';
      await until(() => opened.desk.grid.loaded, 'the rows');
      [...document.querySelectorAll<HTMLButtonElement>('.tools button')]
        .find((button) => button.ariaLabel?.startsWith('Columns'))
        ?.click();
      await until(() => document.querySelector('.choice'), 'the choice');
    },
  },
];

/** What axe finds, each with the places. */
async function found(place: string, options: axe.RunOptions): Promise<string[]> {
  for (const animation of document.getAnimations()) animation.finish();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { violations } = await axe.run(one(place), { resultTypes: ['violations'], ...options });
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`)
        .join(' | ')}`,
  );
}
async function showTheme(theme: 'light' | 'dark'): Promise<void> {
  opened.desk.theme.choose(theme);
  await until(() => document.documentElement.dataset.theme === theme, 'the theme');
}

describe('axe finds nothing, and enough contrast in both themes', () => {
  it.each(states)('$name', async ({ options, place, reach }) => {
    opened = await openWindow(options, [1024, 700]);
    await reach?.();
    await showTheme('light');
    // Rules about a whole document are for the page that the window is built into, not for this test's page.
    expect(
      await found(place, {
        rules: {
          region: { enabled: false },
          'page-has-heading-one': { enabled: false },
          'landmark-one-main': { enabled: false },
        },
      }),
    ).toEqual([]);
    await showTheme('dark');
    expect(await found(place, { runOnly: ['color-contrast'] })).toEqual([]);
  });
});
