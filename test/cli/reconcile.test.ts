// `margrave reconcile` on the venue's own answers: the shape scripts read, the exit codes, and that published numbers are no inputs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder, type Finished } from './margrave.ts';

const vectors = fileURLToPath(new URL('../../../shared/vectors/deribit', import.meta.url));
const answers = ['pme_simulate_btc_docs_2024-06-17.json', 'pme_simulate_eth_2026-02-15.json'].map((name) =>
  join(vectors, name),
);
const { folder, margrave, written, close } = commandFolder();
afterAll(close);

interface Line {
  quantity: string;
  published: number;
  computed: number;
  absoluteDifference: number;
  relativeDifference: number;
  given: boolean;
}
interface Answer {
  cases: { id: string; lines: Line[] }[];
  excluded: { id: string; reason: string }[];
  largestAbsoluteDifference: number;
  largestRelativeDifference: number;
}

const reconcile = (words: string[]): Promise<Finished> => margrave(['reconcile', ...words]);

describe.skipIf(!hasVectors())('skipped: no ../shared/vectors', () => {
  test.each(answers)('%s agrees to the printed digits', async (path) => {
    const { code, out } = await reconcile([path, '--json']);
    expect(code).toBe(0);
    const answer: Answer = JSON.parse(out);
    expect(Object.keys(answer).sort()).toEqual([
      'cases',
      'excluded',
      'largestAbsoluteDifference',
      'largestRelativeDifference',
    ]);
    const lines = answer.cases.flatMap((one) => one.lines);
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual([
      'absoluteDifference',
      'computed',
      'given',
      'published',
      'quantity',
      'relativeDifference',
    ]);
    expect(lines.filter(({ given }) => !given).length).toBeGreaterThan(50);
    expect(answer.largestAbsoluteDifference).toBeLessThan(1e-8);
    for (const line of lines.filter(({ given }) => !given)) {
      expect(line.absoluteDifference).toBe(Math.abs(line.computed - line.published));
      expect(line.absoluteDifference).toBeLessThanOrEqual(answer.largestAbsoluteDifference);
    }
  });

  test('altering what the venue published changes nothing that is computed, and a tolerance sees it', async () => {
    const [path = ''] = answers;
    const document = JSON.parse(readFileSync(path, 'utf8'));
    const before: Answer = JSON.parse((await reconcile([path, '--json'])).out);
    for (const { quantity, given } of before.cases.flatMap((one) => one.lines))
      if (!given) raise(document, quantity);
    const { code, out } = await reconcile([written('raised.json', document), '--json', '--tolerance', '0.5']);
    expect(code).toBe(1);
    const after: Answer = JSON.parse(out);
    const computed = (answer: Answer): number[] =>
      answer.cases.flatMap(({ lines }) => lines.map((line) => line.computed));
    expect(computed(after)).toEqual(computed(before));
    expect(after.largestAbsoluteDifference).toBeGreaterThan(0.9);
  });

  test('a tolerance that the answer keeps is 0, one that it doesn’t is 1', async () => {
    const [path = ''] = answers;
    expect((await reconcile([path, '--tolerance', '1e-8'])).code).toBe(0);
    const tight = await reconcile([path, '--tolerance', '1e-15']);
    expect(tight.code).toBe(1);
    expect(tight.error).toContain('tolerance');
    expect(tight.out).toMatch(/112 lines computed/);
  });
});

/** A segregated account's summary without positions: its margin balance is the one figure that can be computed. */
const summary = (balance: number, seconds: number): object => ({
  usOut: seconds * 1_000_000,
  result: {
    currency: 'BTC',
    margin_model: 'segregated_sm',
    equity: 302.61869214,
    options_value: -0.0086,
    margin_balance: balance,
    initial_margin: 1.24669592,
    maintenance_margin: 0.8857841,
    creation_timestamp: seconds * 1000,
  },
});

describe('what is kept', () => {
  const kept = async (book: string) =>
    JSON.parse((await margrave(['reconciliations', '--book', book, '--json'])).out);

  test('agreement is kept once, listed, said where it confirms, and taken out again', async () => {
    const book = join(folder, 'kept.margrave');
    await margrave(['init', '--book', book]);
    const first = written('first.json', summary(302.62729214, 1_687_352_432));
    const first2 = written('renamed.json', summary(302.62729214, 1_687_352_432));
    const second = written('second.json', summary(302.62729214, 1_763_625_600));
    const done = await reconcile([first, second, '--keep', '--book', book]);
    expect(done.code).toBe(0);
    expect(done.out).toContain('Kept for deribit-sm: 2 cases, 2 lines, all agree.');
    const before = await kept(book);
    expect(before.kept).toMatchObject([{ rulebook: 'deribit-sm', cases: 2, lines: 2, disagreeing: 0 }]);
    expect(before.agreement[0]).toMatchObject({
      sentence: null,
      answers: 2,
      upTo: '2025-11-20T08:00:00.000Z',
    });
    expect((await margrave(['reconciliations', '--book', book])).out).toContain(
      'deribit-sm: confirmed on 2 answers up to 2025-11-20, no difference',
    );
    const lines = await margrave([
      'reconciliations',
      '--book',
      book,
      '--lines',
      before.kept[0].id.slice(0, 8),
    ]);
    expect(JSON.parse(lines.out)).toMatchObject({
      format: 'margrave-reconciliation',
      rulebook: 'deribit-sm',
      files: [{ name: 'first.json' }, { name: 'second.json' }],
      cases: [{ id: 'first.json' }, { id: 'second.json' }],
    });
    expect(lines.out).toContain('"quantity": "result.margin_balance"');
    // The same answers again, and one of them under another name, are no more evidence.
    await reconcile([first, second, '--keep', '--book', book]);
    expect((await kept(book)).kept).toEqual(before.kept);
    await reconcile([first2, '--keep', '--book', book]);
    expect((await kept(book)).agreement[0].answers).toBe(2);
    for (const { id } of (await kept(book)).kept)
      await margrave(['reconciliations', '--book', book, '--remove', id.slice(0, 12)]);
    expect(await kept(book)).toEqual({ kept: [], agreement: [] });
    expect((await margrave(['reconciliations', '--book', book, '--remove', 'f00'])).error).toContain(
      'keeps no such',
    );
  });

  test('a margin says what was kept of its rulebook', async () => {
    const book = join(folder, 'confirmed.margrave');
    await margrave(['init', '--book', book]);
    await margrave(['import', '--book', book, written('portfolio.json', smallPortfolio())]);
    const ask = [
      'margin',
      '--book',
      book,
      '--rulebook',
      'deribit-sm',
      '--allow-excluded',
      '--no-store',
      '--json',
    ];
    expect(JSON.parse((await margrave(ask)).out)).not.toHaveProperty('agreements');
    const second = written('second.json', summary(302.62729214, 1_763_625_600));
    await reconcile([second, '--keep', '--book', book]);
    expect(JSON.parse((await margrave(ask)).out).agreements[0]).toMatchObject({
      rulebook: 'deribit-sm',
      sentence: null,
      answers: 1,
    });
  });

  test('a disagreeing answer is evidence that confirms nothing; constants of a test suite are not kept', async () => {
    const book = join(folder, 'evidence.margrave');
    await margrave(['init', '--book', book]);
    const wrong = written('wrong.json', summary(302.7, 1_763_625_600));
    const { out, code } = await reconcile([wrong, '--keep', '--book', book]);
    expect(code).toBe(0);
    expect(out).toContain('as evidence: 1 case, 1 lines, of which 1 disagree; it confirms nothing.');
    expect(out).toContain('differs');
    expect((await kept(book)).agreement).toEqual([]);
    const context = written('suite.json', { use: 'for tests, not for use' });
    const refused = await reconcile([wrong, '--context', context, '--keep', '--book', book]);
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('for tests, not for use');
    expect((await reconcile([wrong, '--keep'])).code).toBe(2);
  });

  test('many cases are a line each unless every line is asked for; a file that can’t be read is listed', async () => {
    const cases = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [
        `case ${index}`,
        summary(302.62729214 + (index === 4 ? 1 : 0), 1e9 + index),
      ]),
    );
    const many = written('many.json', cases);
    const broken = written('broken.json', '{');
    const { out, code } = await reconcile([many, broken]);
    expect(code).toBe(0);
    expect(out.match(/^many\.json .* deribit-sm +1 /gm)).toHaveLength(7);
    expect(out).toContain('no: 1 differ');
    expect(out).toMatch(
      /not compared: broken\.json: broken\.json, line 1: The JSON ends too early: the file is cut off\. Nothing was read/,
    );
    expect(out).toMatch(/\n7 lines computed; largest difference 1\.00e\+0/);
    const { out: whole } = await reconcile([many, '--lines']);
    expect(whole.match(/margin_balance/g)?.length).toBeGreaterThanOrEqual(7);
    expect(whole.split('\n').length).toBeGreaterThan(out.split('\n').length);
  });
});

test('a file in which nothing can be computed is 1', async () => {
  const empty = await reconcile([written('empty.json', { jsonrpc: '2.0', result: {} })]);
  expect(empty.code).toBe(1);
  expect(empty.error).toMatch(/^margrave: /);
  expect((await reconcile([written('broken.json', '{"result": ')])).error).toContain(
    'The JSON ends too early',
  );
});

function hasVectors(): boolean {
  try {
    return answers.every((path) => readFileSync(path).length > 0);
  } catch {
    return false;
  }
}

/** Adds 1 to the number at a path such as `a.b[3].c`. */
function raise(document: unknown, path: string): void {
  const steps = path.split(/[.[\]"]+/).filter(Boolean);
  const last = steps.pop() ?? '';
  const holder = steps.reduce((at, step) => (at as Record<string, unknown>)[step], document) as Record<
    string,
    number
  >;
  const value = holder[last];
  if (typeof value !== 'number') throw new Error(`${path} is no number of the document`);
  holder[last] = value + 1;
}
