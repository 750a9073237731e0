// Pictures of the sample book through the preview, in the browser that comes with npm: `npm run screenshots`.
// Writes resources/screenshots/*.png, with as few colours as a window needs, so that they stay small.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { openWindow } from './open-window.ts';

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
  // No row under the pointer. Changed figures flash for less than a second.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_500);
  const picture = withPalette(await page.screenshot());
  writeFileSync(join(FOLDER, `${name}.png`), picture);
  process.stdout.write(`resources/screenshots/${name}.png  ${Math.ceil(picture.length / 1024)} kB\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'margrave-pictures-'));
const { page, close, complaints } = await openWindow(folder);
try {
  mkdirSync(FOLDER, { recursive: true });
  await page.getByRole('button', { name: /Open the sample book/ }).click();
  await page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 60_000 });
  await keep(page, 'overview');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keep(page, 'overview-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.keyboard.press('Alt+2');
  await page.getByRole('gridcell', { name: /^BTC-/ }).first().waitFor();
  await keep(page, 'positions');
  await page.keyboard.press('Alt+3');
  await page.getByRole('application', { name: /^Profit and loss over the price/ }).waitFor();
  await keep(page, 'scenarios');
  await page.keyboard.press('Alt+4');
  await page.getByRole('region', { name: /, step by step$/ }).waitFor();
  await keep(page, 'margin');
  if (complaints.length > 0) throw new Error(`The window complained: ${complaints.join('; ')}`);
} finally {
  await close();
  rmSync(folder, { recursive: true, force: true });
}
