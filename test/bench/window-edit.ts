// A leg of a what-if typed anew, and how long until the new headline is painted: what a person waits for at each key.
import type { Page } from 'playwright-core';
import { optionSymbol } from './account-workload.ts';

/** Opens a what-if of the only account and writes its first leg. */
export async function openWhatIf(page: Page): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: 'Command' }).fill('New what-if');
  await page.keyboard.press('Enter');
  const leg = page.getByRole('combobox', { name: 'Leg 1', exact: true });
  await leg.fill(`-10 ${optionSymbol(6, 30, 'C')}`);
  await page.locator('.tile .after').first().filter({ hasText: /\d/ }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
}

/** Milliseconds from each edit until the frame with the new initial margin was painted. */
export async function editTimes(page: Page, edits: number): Promise<number[]> {
  return page.evaluate(
    async ({ edits, symbol }) => {
      const field = document.querySelector<HTMLInputElement>('input[aria-label="Leg 1"]');
      if (!field) throw new Error('The page shows no leg.');
      const figure = (): string => document.querySelector('.tile .after')?.textContent ?? '';
      const times: number[] = [];
      for (let edit = 0; edit < edits; edit += 1) {
        const before = figure();
        const begun = performance.now();
        field.value = `${-11 - edit} ${symbol}`;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise<void>((resolve, reject) => {
          const look = (): void => {
            if (performance.now() - begun > 20_000) reject(new Error('The headline did not change.'));
            else if (figure() === before) requestAnimationFrame(look);
            else {
              // A message sent in a frame arrives once that frame was painted.
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve();
              port2.postMessage(null);
            }
          };
          requestAnimationFrame(look);
        });
        times.push(performance.now() - begun);
        // A person's next key.
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return times;
    },
    { edits, symbol: optionSymbol(6, 30, 'C') },
  );
}
