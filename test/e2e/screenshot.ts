// Pictures of the sample book through the preview, in the browser that comes with npm: `npm run screenshots`.
// Writes resources/screenshots/*.png, with as few colours as a window needs, so that they stay small.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { basicPut } from '../analysis/pmrm2-basic-put.ts';
import { dropFiles, openWindow } from './open-window.ts';

const FOLDER = fileURLToPath(new URL('../../resources/screenshots/', import.meta.url));
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder >>> 0;
});

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return framed;
}

/** The picture with at most 256 colours: its most frequent ones, every other pixel taking the nearest of them. */
export function withPalette(picture: Buffer): Buffer {
  const { width, height, data }: { width: number; height: number; data: Buffer } = PNG.sync.read(picture);
  const counts = new Map<number, number>();
  const colourAt = (pixel: number): number =>
    ((data[pixel * 4] ?? 0) << 16) | ((data[pixel * 4 + 1] ?? 0) << 8) | (data[pixel * 4 + 2] ?? 0);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour);
  const nearest = new Map<number, number>(palette.map((colour, index) => [colour, index]));
  const distance = (a: number, b: number): number =>
    ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  for (const colour of counts.keys()) {
    if (nearest.has(colour)) continue;
    let best = 0;
    palette.forEach((known, index) => {
      if (distance(known, colour) < distance(palette[best] ?? 0, colour)) best = index;
    });
    nearest.set(colour, best);
  }
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = nearest.get(colourAt(y * width + x)) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function keep(page: Page, name: string): Promise<void> {
  // No message over the figures, no row under the pointer. Changed figures flash for less than a second.
  for (const message of await page.locator('.notices button[aria-label^="Close"]').all())
    await message.click().catch(() => undefined);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_500);
  const picture = withPalette(await page.screenshot());
  writeFileSync(join(FOLDER, `${name}.png`), picture);
  process.stdout.write(`resources/screenshots/${name}.png  ${Math.ceil(picture.length / 1024)} kB\n`);
}

const current = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 60_000 });

/** Stores what is on screen as a run, and lets its message go. */
async function storeRun(page: Page, stored: number): Promise<void> {
  await current(page);
  await page.keyboard.press('Control+S');
  await page.getByText(`${stored} stored run${stored === 1 ? '' : 's'}`, { exact: true }).waitFor();
}

/** The day that the pictures tell: a run, a trade tried and applied, a market moved by hand, and why the margin changed. */
async function tour(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Open the sample book/ }).click();
  await storeRun(page, 1);

  await page.keyboard.press('Alt+5');
  await page
    .getByRole('button', { name: /^New what-if.*Client flow|^New what-if/ })
    .nth(1)
    .click();
  const legs = ['-10 BTC-25SEP26-100000-C', '20 BTC-25DEC26-120000-C', '400000 BTC-PERPETUAL'];
  for (const [place, leg] of legs.entries()) {
    const line = page.getByRole('combobox', { name: `Leg ${place + 1}` });
    await line.fill(leg);
    await page.keyboard.press('Escape');
    if (place < legs.length - 1) await line.press('Enter');
  }
  await page.locator('.what-if .difference .bad, .what-if .difference .good').first().waitFor();
  await page.locator('.what-if header .current').waitFor();
  await keep(page, 'what-if');
  await page.keyboard.press('Control+Enter');
  await page
    .locator('dialog[open]')
    .getByRole('row', { name: /BTC-PERPETUAL/ })
    .waitFor();
  await page.getByRole('button', { name: 'Write to the book' }).click();
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+1');
  await storeRun(page, 2);

  await page.keyboard.press('Alt+6');
  const figures = page.getByRole('grid', { name: 'Market figures' });
  await figures.getByRole('gridcell').first().waitFor();
  // The first figure of the list is a share's.
  await page.getByRole('searchbox', { name: 'Filter the figures' }).fill('btc_usd');
  await figures.getByRole('gridcell', { name: 'us-aapl_usd' }).waitFor({ state: 'detached' });
  await figures.focus();
  await page.keyboard.press('F2');
  await figures.getByRole('textbox').fill('81500');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save copy…' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByRole('textbox').nth(0).fill('BTC index alone at 81,500');
  await dialog.getByRole('textbox').nth(1).fill('what the desk expects after the announcement');
  await dialog.getByRole('button', { name: /^Save/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await current(page);
  await keep(page, 'market');
  await page.keyboard.press('Alt+1');
  await storeRun(page, 3);
  await keep(page, 'overview');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keep(page, 'overview-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  await page.keyboard.press('Alt+9');
  await page
    .getByRole('button', { name: /^Start from the run of/ })
    .last()
    .click();
  await page.getByRole('tabpanel').getByRole('table').first().waitFor({ timeout: 60_000 });
  await keep(page, 'runs');
  await page.keyboard.press('Alt+2');
  const cell = page.getByRole('gridcell', { name: /^BTC-/ }).first();
  await cell.click();
  await page.getByRole('application').first().waitFor();
  await keep(page, 'positions');
  await page.keyboard.press('Alt+3');
  await page.getByRole('application', { name: /^Profit and loss over the price/ }).waitFor();
  await page.locator('td.worst').first().click();
  await page.getByRole('button', { name: 'Close the positions' }).waitFor();
  await keep(page, 'scenarios');
  await page.keyboard.press('Alt+4');
  await page.getByRole('region', { name: /, step by step$/ }).waitFor();
  await keep(page, 'margin');
  await page.getByRole('tab', { name: 'Distance to the levels' }).click();
  await page.getByRole('button', { name: /^Search the levels of/ }).click();
  await page.locator('.ladder').waitFor({ timeout: 120_000 });
  await keep(page, 'distance');
  await page.getByLabel('Account', { exact: true }).selectOption({ label: 'Volatility desk' });
  await current(page);
  await page.keyboard.press('Alt+C');
  const compared = page.getByRole('table', { name: /^Rulebooks side by side/ });
  await compared.locator('tr.cheapest').first().waitFor({ timeout: 60_000 });
  await keep(page, 'compare');
  await page.getByRole('button', { name: 'Margin', exact: true }).last().click();
  await page.getByLabel('Account', { exact: true }).selectOption('');
  await current(page);
  // Figures that Derive published, transcribed in the tests.
  await page.keyboard.press('Alt+0');
  await page.getByRole('heading', { name: /^A venue’s answer/ }).waitFor();
  await dropFiles(page, [{ name: 'short-put.json', text: JSON.stringify(basicPut) }]);
  await page
    .getByRole('grid', { name: 'Line by line' })
    .getByText('agrees', { exact: true })
    .first()
    .waitFor();
  await keep(page, 'reconciliation');
  await page.keyboard.press('Alt+L');
  await page.getByRole('table', { name: /^Deposits by underlying/ }).waitFor();
  await keep(page, 'listed');
  await page.getByRole('tab', { name: 'Pairs' }).click();
  await page.getByRole('table', { name: /^Pairs/ }).waitFor();
  await keep(page, 'listed-pairs');
  await page.keyboard.press('Alt+7');
  await page.locator('main table').first().waitFor();
  await page.getByLabel('Beside', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: /differences? only$/ }).waitFor();
  await keep(page, 'parameters');
  await page.keyboard.press('Alt+8');
  await page.getByRole('region', { name: 'Preview of the report' }).locator('table').first().waitFor();
  await keep(page, 'reports');
}

const folder = mkdtempSync(join(tmpdir(), 'margrave-pictures-'));
const { page, close, complaints } = await openWindow(folder);
try {
  mkdirSync(FOLDER, { recursive: true });
  await tour(page);
  if (complaints.length > 0) throw new Error(`The window complained: ${complaints.join('; ')}`);
} finally {
  await close();
  rmSync(folder, { recursive: true, force: true });
}
