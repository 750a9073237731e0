// Looks at views and what opens above them, on the built window over the real program: axe finds nothing, and nothing is cut off,
// too wide, or scrolls in what scrolls.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserExecutable, NO_BROWSER } from '../setup/browser.ts';
import { layoutFaults } from './layout.ts';
import { type OpenWindow, openWindow } from './open-window.ts';
import type { Scene } from './scenes.ts';

const hasBrowser = (await browserExecutable()) !== undefined;

/** Which rules of axe are asked: contrast takes more time than all others together. */
type Rules = 'all' | 'contrast alone' | 'all but contrast';

/** What axe finds in a place, each with its first places. Axe must be in the page already. */
async function found(page: Page, place: string, rules: Rules = 'all'): Promise<string[]> {
  return page.evaluate(
    async ({ within, asked }) => {
      for (const animation of document.getAnimations())
        if (animation.effect?.getTiming().iterations === 1) animation.finish();
      const { axe: engine } = window as unknown as { axe: typeof axe };
      // Only violations are written out: describing every place that passes takes most of the time.
      const { violations } = await engine.run(within, {
        resultTypes: ['violations'],
        preload: false,
        ...(asked === 'contrast alone' ? { runOnly: ['color-contrast'] } : {}),
        ...(asked === 'all but contrast' ? { rules: { 'color-contrast': { enabled: false } } } : {}),
      });
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => `${node.html.slice(0, 140)} ${node.failureSummary ?? ''}`)
            .join(' | ')}`,
      );
    },
    { within: place, asked: rules },
  );
}

/**
 * `whole`: every rule of axe in both themes, the layout at both sizes. `quick`: the light theme without contrast, which component tests ask in both themes,
 * and the layout at the smallest size.
 */
export type Thoroughness = 'quick' | 'whole';

/** Everything that is wrong with a scene. */
async function wrong(page: Page, { place }: Scene, how: Thoroughness): Promise<string[]> {
  const rules = how === 'whole' ? 'all' : 'all but contrast';
  const faults = (await found(page, place, rules)).map((fault) => `light: ${fault}`);
  if (how === 'whole') {
    faults.push(...(await layoutFaults(page)).map((fault) => `1440×900: ${fault}`));
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-theme=dark]').waitFor();
    // Themes differ in colours only: the second is asked for its contrast.
    faults.push(...(await found(page, place, 'contrast alone')).map((fault) => `dark: ${fault}`));
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-theme=light]').waitFor();
  }
  await page.setViewportSize({ width: 1024, height: 700 });
  faults.push(...(await layoutFaults(page)).map((fault) => `1024×700: ${fault}`));
  await page.setViewportSize({ width: 1440, height: 900 });
  return faults;
}

const named = hasBrowser
  ? 'every view is whole and axe finds nothing'
  : `every view, looked at by axe (${NO_BROWSER})`;

/** Looks at groups of scenes, one after another in one window of a fresh user. */
export function lookAt(groups: [name: string, scenes: readonly Scene[]][], how: Thoroughness): void {
  describe.skipIf(!hasBrowser)(named, () => {
    const folder = mkdtempSync(join(tmpdir(), 'margrave-views-'));
    let open: OpenWindow;

    beforeAll(async () => {
      open = await openWindow(folder);
      open.page.setDefaultTimeout(20_000);
      await open.page.evaluate(axe.source);
    });
    afterAll(async () => {
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each(groups)(
      '%s',
      async (_name, scenes) => {
        const { page } = open;
        const faults: Record<string, string[]> = {};
        for (const scene of scenes) {
          await scene.reach(page);
          const of = await wrong(page, scene, how);
          if (of.length > 0) faults[scene.name] = of;
          await scene.leave?.(page);
        }
        expect(faults).toEqual({});
        expect(open.complaints).toEqual([]);
      },
      120_000,
    );
  });
}
