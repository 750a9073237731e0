// A whole day with the built window, by one hand: mouse or keys: a book is filled, its margin read, explained, changed on
// paper, changed in the book, taken back, reported and verified. At each step the figures must agree with those of the step before.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { Decimal } from 'decimal.js';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { browserExecutable, NO_BROWSER } from '../setup/browser.ts';
import { byKeys, byMouse, type Hand } from './hands.ts';
import { type OpenWindow, openWindow } from './open-window.ts';

const hasBrowser = (await browserExecutable()) !== undefined;
const LEG = '-2 BTC-26JUN26-60000-C';
const CURVES = 'Profit and loss over the price';

type Figures = Record<'Initial margin' | 'Maintenance margin' | 'Equity', string>;

async function current(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^State of the figures: current/ }).waitFor({ timeout: 30_000 });
}

/** Figures of a list of named ones with every digit, as they stand in the title of what is shown. */
async function figures(page: Page, region: RegExp, place: string): Promise<Figures> {
  const listed = await page
    .getByRole('region', { name: region })
    .locator('dl > div')
    .evaluateAll(
      (tiles, of) =>
        tiles.map((tile): [string, string] => [
          (tile.querySelector('dt')?.textContent ?? '').replace(/,.*/, '').trim(),
          (tile.querySelector(`${of} [title]`)?.getAttribute('title') ?? '').split(' ')[0] ?? '',
        ]),
      place,
    );
  return Object.fromEntries(
    listed.filter(([name]) => ['Initial margin', 'Maintenance margin', 'Equity'].includes(name)),
  ) as Figures;
}
const headline = (page: Page): Promise<Figures> => figures(page, /^Headline figures/, 'dd');

/** The first number after a word, as it is written. */
const numberIn = (text: string): string => /-?\d+(\.\d+)?(?= [A-Z]{3})/.exec(text)?.[0] ?? '';

interface JsonReport {
  result: { totals: { node: string; initialMargin: string }[] };
}

/** The day as tests, by mouse or by keys alone. */
export function aDay(by: 'mouse' | 'keys'): void {
  describe.skipIf(!hasBrowser)(hasBrowser ? 'a day with the window' : `a day (${NO_BROWSER})`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'margrave-day-'));
    const file = join(folder, 'portfolio.json');
    let open: OpenWindow;

    beforeAll(async () => {
      writeFileSync(file, JSON.stringify(smallPortfolio()));
      open = await openWindow(folder);
      open.page.setDefaultTimeout(20_000);
    });
    afterEach(() => {
      expect(open.complaints).toEqual([]);
    });
    afterAll(async () => {
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Import → margin → drill-down → what-if → apply → undo → report → verify, by one hand. */
    async function day(page: Page, hand: Hand): Promise<void> {
      await hand.newBook();
      // Each hand begins with a book of its own.
      await page.getByText('This book is empty').waitFor();
      await hand.importFile(file);
      await current(page);
      const first = await headline(page);
      expect(Number(first['Initial margin'])).toBeGreaterThan(Number(first['Maintenance margin']));
      expect(Number(first['Maintenance margin'])).toBeGreaterThan(0);

      await hand.go('Scenarios');
      const cell = page.locator('td.worst').first();
      await cell.waitFor();
      await page.getByRole('application', { name: new RegExp(`^${CURVES}`) }).waitFor();
      const worst = numberIn((await cell.getAttribute('title'))?.split(': ')[1] ?? '');
      expect(Number(worst)).toBeLessThan(0);
      await hand.openWorstCell();
      const behind = page.getByRole('region', { name: 'Positions behind the cell' });
      await behind.getByRole('button', { name: 'Close the positions' }).waitFor();
      const losses = await behind
        .locator('tbody td:nth-child(3) [title]')
        .evaluateAll((cells) => cells.map((shown) => shown.getAttribute('title')?.split(' ')[0] ?? ''));
      expect(losses).toHaveLength(4);
      const sum = losses.reduce((total, loss) => total.plus(loss), new Decimal(0));
      expect(sum.minus(worst).abs().toNumber()).toBeLessThan(1e-12);

      const curves = await hand.saveChart(CURVES, 'Save figures as CSV');
      const [head, ...rows] = parse(readFileSync(curves.path), { bom: true }) as string[][];
      expect(curves.name).toMatch(/\.csv$/);
      expect(head?.length).toBeGreaterThan(3);
      expect(rows.length).toBeGreaterThan(20);
      const today = head?.findIndex((title) => /^(Now|Today)/i.test(title)) ?? -1;
      expect(today).toBeGreaterThan(0);
      // Nothing is gained or lost now where nothing moves.
      expect(rows.filter((row) => Number(row[0]) === 0).map((row) => Number(row[today]))).toEqual([0]);
      const picture = await hand.saveChart(CURVES, 'Save picture as PNG');
      const { width, height, data } = PNG.sync.read(readFileSync(picture.path));
      expect(Math.min(width, height)).toBeGreaterThan(200);
      expect(new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size).toBeGreaterThan(
        10,
      );

      await hand.go('What-if');
      await hand.beginWhatIf();
      await hand.typeLeg(LEG);
      const strip = /^Difference to the book/;
      await page.getByRole('region', { name: strip }).locator('.difference .bad').first().waitFor();
      await page
        .getByRole('banner')
        .or(page.locator('.what-if header'))
        .getByText('current')
        .first()
        .waitFor();
      expect(await figures(page, strip, 'dd.before')).toEqual(first);
      const after = await figures(page, strip, 'dd.after');
      const difference = await figures(page, strip, 'dd.difference');
      expect(Number(after['Initial margin'])).toBeGreaterThan(Number(first['Initial margin']));
      expect(Number(difference['Initial margin'])).toBeCloseTo(
        Number(after['Initial margin']) - Number(first['Initial margin']),
        6,
      );

      await hand.openApply();
      await page
        .locator('dialog[open]')
        .getByRole('row', { name: /BTC-26JUN26-60000-C/ })
        .waitFor();
      await hand.confirmApply();
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      await hand.go('Overview');
      await page.getByText('5 positions', { exact: true }).waitFor();
      await current(page);
      expect(await headline(page)).toEqual(after);

      await hand.undo();
      await page.getByText('4 positions', { exact: true }).waitFor();
      await current(page);
      expect(await headline(page)).toEqual(first);

      const pdf = await hand.report('PDF');
      const bytes = readFileSync(pdf.path).toString('latin1');
      expect([pdf.name.endsWith('.pdf'), bytes.slice(0, 5), bytes.slice(-6).trim()]).toEqual([
        true,
        '%PDF-',
        '%%EOF',
      ]);
      const initial = first['Initial margin'];
      const xlsx = await hand.report('XLSX');
      const sheets = Object.values(read(readFileSync(xlsx.path)).Sheets);
      const numbers = sheets.flatMap((sheet) => utils.sheet_to_json<unknown[]>(sheet, { header: 1 })).flat();
      expect(numbers).toContain(Number(initial));
      const csv = await hand.report('CSV');
      expect(readFileSync(csv.path, 'utf8')).toContain(initial);
      const json = await hand.report('JSON');
      const text = readFileSync(json.path, 'utf8');
      const total = (JSON.parse(text) as JsonReport).result.totals.find(({ node }) => node === 'book');
      expect(total?.initialMargin).toBe(initial);

      await hand.go('Reports');
      const verdict = page.getByRole('region', { name: 'Verify a report' });
      const good = join(folder, `good ${hand.name}.json`);
      writeFileSync(good, text);
      await hand.verify(good);
      await verdict.getByText(`good ${hand.name}.json`).waitFor();
      expect(await verdict.locator('.answer.differs').count()).toBe(0);
      expect(await verdict.locator('.differences li').count()).toBe(0);
      const bad = join(folder, `bad ${hand.name}.json`);
      writeFileSync(bad, tampered(text, initial));
      await hand.verify(bad);
      await verdict.locator('.answer.differs').waitFor();
      const named = await verdict.locator('.differences li').allInnerTexts();
      expect(named.join('\n')).toMatch(/initialMargin/);
      expect(named.join('\n')).toContain(`computed ${initial}`);
    }

    it(`is worked by ${by} alone`, async () => {
      const other = await countOf(open.page, by === 'keys' ? 'pointerdown' : 'keydown');
      await day(open.page, by === 'keys' ? byKeys(open.page) : byMouse(open.page));
      expect(await other()).toBe(0);
    }, 90_000);
  });
}

/** Counts what a person does from now on; the page stays the same all day. */
async function countOf(page: Page, kind: 'pointerdown' | 'keydown'): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle((type) => {
    const counted = { times: 0 };
    addEventListener(
      type,
      () => {
        counted.times += 1;
      },
      true,
    );
    return counted;
  }, kind);
  return () => counter.evaluate(({ times }) => times);
}

/** The report with one digit of the book's initial margin changed, and nothing else. */
function tampered(text: string, initial: string): string {
  const places = [...text.matchAll(/"initialMargin":\s*"/g)].map(({ index, 0: name }) => index + name.length);
  const at = places.findLast((place) => text.startsWith(`${initial}"`, place));
  if (at === undefined) throw new Error('The report does not hold the figure as it was expected.');
  return `${text.slice(0, at)}${(Number(text[at]) % 9) + 1}${text.slice(at + 1)}`;
}
