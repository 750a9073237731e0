// `margrave reconcile` on the venue's own answers: the shape scripts read, the exit codes, and that published numbers are no inputs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { commandFolder, type Finished } from './margrave.ts';

const vectors = fileURLToPath(new URL('../../../shared/vectors/deribit', import.meta.url));
const answers = ['pme_simulate_btc_docs_2024-06-17.json', 'pme_simulate_eth_2026-02-15.json'].map((name) =>
  join(vectors, name),
);
const { margrave, written, close } = commandFolder();
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

test('a file in which nothing can be computed is 1', async () => {
  const empty = await reconcile([written('empty.json', { jsonrpc: '2.0', result: {} })]);
  expect(empty.code).toBe(1);
  expect(empty.error).toMatch(/^margrave: /);
  expect((await reconcile([written('broken.json', '{"result": ')])).error).toContain('is not JSON');
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
