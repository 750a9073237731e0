// `margrave limits`: set by words, held against the margin, and the exit code a script reads.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'desk.margrave');
afterAll(close);
beforeAll(async () => {
  await margrave(['init', '--book', book]);
  await margrave(['import', written('portfolio.json', smallPortfolio()), '--book', book]);
});
const limits = (...words: string[]) => margrave(['limits', '--book', book, ...words]);

test('without limits there is nothing to hold, and a margin says nothing of them', async () => {
  expect(await limits()).toMatchObject({ code: 0, out: expect.stringContaining('No limit is set') });
  expect((await margrave(['margin', '--book', book, '--no-store'])).out).not.toContain('Limits');
});

test('set by words and within: 0, with every figure', async () => {
  const set = await limits(
    ...['--set', 'prime-a usage 95% 99.5%', '--set', 'prime-a vega BTC 365 100000 200000'],
    ...['--set', 'prime-a delta BTC 1000 2000'],
  );
  expect(set).toMatchObject({ code: 0, error: '' });
  expect(set.out).toMatch(/within +prime-a +usage +\d+\.\d % +95\.0 % +99\.5 % +\d+\.\d %/);
  expect(set.out).toMatch(/within +prime-a +vega BTC 365 +−?[\d,.]+ +100,000 +200,000/);
});

test('one is replaced, the others stay; broken: 4 here, 0 and a sentence with the margin', async () => {
  const broken = await limits('--set', 'prime-a usage 0.1% 0.25%');
  expect(broken.code).toBe(4);
  expect(broken.out).toMatch(/BROKEN: Prime A: usage is [\d.]+\s% of equity, beyond the limit of 0\.3\s%\./);
  expect(broken.out).toContain('delta BTC');
  const margin = await margrave(['margin', '--book', book, '--no-store']);
  expect(margin.code).toBe(0);
  expect(margin.out).toContain('Limits that are not kept:\n  BROKEN: Prime A: usage');
  const answer = JSON.parse((await limits('--json')).out) as { limits: { state: string; limit: object }[] };
  expect(answer.limits.map(({ state }) => state)).toEqual(['within', 'breach', 'within']);
  expect(answer.limits[1]?.limit).toMatchObject({ measure: 'usage', warning: '0.001', limit: '0.0025' });
});

test('removed by the words that named it', async () => {
  expect(await limits('--remove', 'prime-a usage')).toMatchObject({ code: 0 });
  expect((await limits('--json')).out).not.toContain('usage');
});

test.each([
  [['--set', 'prime-a usage 0.8'], 2, 'after “usage” stand a warning, a limit'],
  [['--set', 'prime-a margin 0.8 0.9'], 2, 'one of usage, deposit, delta, vega'],
  [['--set', 'prime-a vega BTC soon 1 2'], 2, 'time to expiry is one of'],
  [['--set', 'prime-a usage -1 2'], 2, 'not a plain positive number'],
  [['--set', 'prime-a usage 0.9 0.8'], 1, 'below its warning'],
  [['--set', 'nobody usage 0.8 0.9'], 1, 'no account “nobody”'],
])('%j is refused', async (words, code, said) => {
  const refused = await limits(...words);
  expect(refused.code).toBe(code);
  expect(refused.error).toContain(said);
});
