import { beforeAll, describe, expect, test } from 'vitest';
import { pdfReport } from '../../../src-main/files/reports/pdf/pdf-report.ts';
import { duration, grouped, money, percent } from '../../../src-main/files/reports/pdf/pdf-style.ts';
import { niceTicks } from '../../../src-main/files/reports/pdf/scenario-part.ts';
import type { ReportInput } from '../../../src-main/files/reports/report.ts';
import { chosenSections } from '../../../src-main/files/reports/sections.ts';
import { fewParameters, largeInputs, reportInput, smallInputs, withRatio } from './fixtures.ts';
import { pdfPages } from './pdf-text.ts';

let input: ReportInput;
let pages: string[][];
beforeAll(async () => {
  input = reportInput(smallInputs());
  pages = pdfPages(await pdfReport(input, undefined, false));
});

/** Words as they are read: blanks, which the writer sets between pieces as it likes, left out. */
const squeezed = (text: string): string => text.replace(/[\s\u200b]/g, '');
const has = (lines: readonly string[], words: string): boolean =>
  squeezed(lines.join(' ')).includes(squeezed(words));

describe('what a risk committee reads', () => {
  test('the first page names the book, the run, the user, the valuation time and every parameter set', () => {
    const [first = []] = pages;
    for (const words of [
      'Margin report',
      input.book.name,
      input.run.id,
      input.run.user,
      'Sample book: every figure in it is invented',
    ])
      expect(has(first, words), words).toBe(true);
    expect(has(first, input.result.asOf.replace('T', ' ').replace('Z', ' UTC'))).toBe(true);
    for (const { sets } of input.result.parameters)
      for (const { id } of sets) expect(has(first, id), id).toBe(true);
  });

  test('every page says which it is and of which run', () => {
    expect(pages.length).toBeGreaterThan(5);
    pages.forEach((lines, index) => {
      expect(has(lines, `page ${index + 1} of ${pages.length}`)).toBe(true);
      expect(has(lines, `Run ${input.run.id}`)).toBe(true);
    });
  });

  test('the headline shows each entry’s figures with its currency', () => {
    // The table of savings may end on the second page.
    const first = pages.slice(0, 2).flat();
    for (const { currency, equity, initialMargin, freeEquity, deposit, baseline } of input.result.entries) {
      // SPAN has no baseline to save against.
      const saving = baseline === null ? [] : [baseline.saving];
      for (const amount of [equity, initialMargin, freeEquity, deposit, ...saving])
        expect(has(first, money(amount, currency)), amount).toBe(true);
    }
  });

  test('a ratio model’s ratio, its levels with the cash to each, and rows carried as other instruments', async () => {
    const stated = withRatio({
      ...input,
      result: { ...input.result, entries: input.result.entries.slice(0, 1) },
    });
    const lines = pdfPages(await pdfReport(stated, chosenSections(['entries', 'doubts']), false)).flat();
    for (const words of [
      'toy ratio: 1.25; higher is safer.',
      `at 1.05: asks`,
      `deposit to it 17.5`,
      'Rows carried as other instruments',
      'linear perpetual of 1 BTC, settled in USDC',
    ])
      expect(has(lines, words), words).toBe(true);
  });

  test('parts that a committee asks for are there, for each entry or once', () => {
    const all = pages.flat();
    for (const caption of [
      'Why: the explanation, top down',
      'What each position brings to the initial margin',
      'Profit and loss by price move',
    ]) {
      const found = all.filter((line) => squeezed(line).includes(squeezed(caption))).length;
      expect(found, caption).toBeGreaterThanOrEqual(input.result.entries.length);
    }
    for (const caption of [
      'Unconfirmed:',
      'Assumed,',
      'Excluded rows',
      'Market figures and their ages',
      'Sources of the parameters',
    ])
      expect(has(all, caption), caption).toBe(true);
    for (const hash of [...Object.values(input.run.inputs), input.run.resultHash, input.run.auditHead])
      expect(has(pages.slice(-2).flat(), hash), hash).toBe(true);
    for (const sentence of input.result.entries.flatMap(({ unconfirmed }) => unconfirmed))
      expect(has(all, sentence.slice(0, 40)), sentence).toBe(true);
  });

  test('a shortfall is said in words', async () => {
    const short = structuredClone(fewParameters(input));
    short.result.entries = short.result.entries.slice(0, 1);
    short.result.entries[0]!.status = 'below maintenance';
    const [first = []] = pdfPages(await pdfReport(short, undefined, false));
    expect(has(first, `Below maintenance margin: ${short.result.entries[0]!.account}`)).toBe(true);
  });

  test('excluded rows are listed with reason and remedy', async () => {
    const left = structuredClone(fewParameters(input));
    left.result.entries = left.result.entries.slice(0, 1);
    left.result.excluded = Array.from({ length: 130 }, (_, index) => ({
      account: 'basis',
      instrument: `test:X-${index}`,
      quantity: '-12.5',
      reason: 'No volatility.',
      remedy: 'Import one.',
    }));
    const all = pdfPages(await pdfReport(left, undefined, false)).flat();
    expect(has(all, '130 rows excluded')).toBe(true);
    expect(has(all, 'test:X-99')).toBe(true);
    expect(has(all, 'the other 30 are in the XLSX and CSV reports')).toBe(true);
  });
});

test('no file and no address is opened: text that looks like one stays text', async () => {
  const odd = structuredClone(fewParameters(input));
  odd.result.entries = [];
  odd.run.label = 'https://example.invalid/a.png file:///etc/passwd {"svg": "<svg/>"}';
  odd.book.name = '../../etc/passwd';
  odd.run.user = 'x'.repeat(500);
  const [first = []] = pdfPages(await pdfReport(odd, undefined, false));
  expect(has(first, '../../etc/passwd')).toBe(true);
  expect(has(first, 'example.invalid')).toBe(true);
  // A word of 500 letters breaks instead of pushing the rest off the page.
  expect(first.filter((line) => /^x{20,}|x{20,}$/.test(line)).length).toBeGreaterThan(5);
});

test('a run of 2,000 positions takes no more pages than it needs', async () => {
  const large = reportInput(largeInputs(2000));
  expect(large.portfolio.positions.length).toBeGreaterThanOrEqual(2000);
  const accountOf = 'volatility';
  const [many, few] = await Promise.all(
    [large, input].map(async (whole) => {
      const entries = whole.result.entries.filter(({ account }) => account === accountOf);
      const one = { ...fewParameters(whole), result: { ...fewParameters(whole).result, entries } };
      return pdfPages(await pdfReport(one, undefined, false));
    }),
  );
  expect(many!.length).toBeLessThan(few!.length + 10);
  expect(has(many!.flat(), 'other positions together')).toBe(true);
}, 60_000);

describe('numbers as people read them', () => {
  test.each([
    ['-1234567.891', 'USD', '−1 234 567.89'],
    ['0.123456785', 'BTC', '0.12345679'],
    ['-0.001', 'USD', '0.00'],
    ['1000000', 'JPY', '1 000 000'],
    ['123456789012345678901234.005', 'USD', '123 456 789 012 345 678 901 234.01'],
  ])('%s %s is %s', (amount, currency, shown) => {
    expect(money(amount, currency).replaceAll('\u00a0', ' ')).toBe(shown);
  });

  test('grouping, percent, ages', () => {
    expect(grouped('999.5', 0)).toBe('1\u00a0000');
    expect(percent('-0.16', 0)).toBe('−16\u00a0%');
    expect([duration(90), duration(3600), duration(90_000), duration(900_000)]).toEqual([
      '90 s',
      '60 min',
      '25 h',
      '10 days',
    ]);
  });

  test('ticks are round and cover the range', () => {
    expect(niceTicks(-1_502_970, 116_201)).toEqual([
      -2_000_000, -1_500_000, -1_000_000, -500_000, 0, 500_000,
    ]);
    expect(niceTicks(0, 0)).toEqual([]);
  });
});

test('a report by a template says what it leaves out', async () => {
  const short = structuredClone(input);
  short.result.entries = short.result.entries.slice(0, 1);
  const lines = pdfPages(await pdfReport(short, chosenSections(['entries']), false)).flat();
  expect(has(lines, 'Left out of this report by its template: scenarios, explanation, contributions')).toBe(
    true,
  );
  expect(has(lines, 'Parameters of')).toBe(false);
});
