import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { FixtureOptions } from './fixtures/bridge.ts';
import { type OpenedWindow, openWindow, until } from './open-window.ts';

let opened: OpenedWindow;
afterEach(() => {
  localStorage.removeItem('margrave.columns');
  return opened.close();
});

// The views themselves are asked on the real program, in test/e2e; here what is hard to reach there.
const states: { name: string; options: FixtureOptions; reach?: () => void | Promise<void> }[] = [
  { name: 'failed margin', options: { size: 60, marginFails: 'error' } },
  { name: 'rows that stop the margin', options: { size: 60, marginFails: 'incomplete' } },
  {
    name: 'import',
    options: { size: 60, csv: true, rejected: 3 },
    reach: async () => {
      await opened.desk.importFiles();
    },
  },
  {
    name: 'palette',
    options: { size: 60 },
    reach: () => {
      opened.desk.paletteOpen = true;
    },
  },
  {
    name: 'positions in groups, summed, with a filter that can’t be read',
    options: { size: 60 },
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
    name: 'columns of the positions',
    options: { size: 60 },
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
async function found(options: axe.RunOptions): Promise<string[]> {
  for (const animation of document.getAnimations()) animation.finish();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'], ...options });
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
  it.each(states)('$name', async ({ options, reach }) => {
    opened = await openWindow(options);
    await reach?.();
    await showTheme('light');
    // Rules about a whole document are for the page that the window is built into, not for this test's page.
    expect(
      await found({
        rules: {
          region: { enabled: false },
          'page-has-heading-one': { enabled: false },
          'landmark-one-main': { enabled: false },
        },
      }),
    ).toEqual([]);
    await showTheme('dark');
    expect(await found({ runOnly: ['color-contrast'] })).toEqual([]);
  });
});
