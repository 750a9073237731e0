// `margrave what-if`: before, after and difference of trades; applied only when asked.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallOutput } from '../../src-main/contract/calls.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'what-if.margrave');
const whatIf = (...words: string[]) =>
  margrave(['what-if', '--book', book, '--account', 'prime-a', ...words]);

beforeAll(async () => {
  await margrave(['init', '--book', book, '--name', 'Desk']);
  await margrave(['import', written('portfolio.json', smallPortfolio()), '--book', book]);
});
afterAll(close);

test('prints before, after and difference, and writes nothing', async () => {
  const { code, out, error } = await whatIf(
    '--leg',
    '-10 BTC-26JUN26-60000-C',
    '--leg',
    '5 BTC-26JUN26-50000-P @ 0.04',
  );
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(/BTC-26JUN26-60000-C +-10 +BTC +0\.1251 +mark +1\.25100000 +BTC/);
  expect(out).toMatch(/BTC-26JUN26-50000-P +5 +BTC +0\.04 +stated +−0\.20000000 +BTC/);
  const [, before = '', after = '', difference = ''] = /Initial margin +(\S+) +(\S+) +(\S+)/.exec(out) ?? [];
  const number = (text: string): number => Number(text.replaceAll(',', '').replace('−', '-'));
  expect(number(after) - number(before)).toBeCloseTo(number(difference), 7);
  expect(number(difference)).toBeGreaterThan(0);
  expect(out).toContain('Nothing was written');
});

test('a leg that can’t be read is said with its remedy, and the others count: exit code 3', async () => {
  const { code, out } = await whatIf('--leg', 'ten of something', '--leg', '-1 BTC-PERPETUAL');
  expect(code).toBe(3);
  expect(out).toMatch(/Leg 1 counts for nothing: .*\. .*\./);
  expect(out).toMatch(/BTC-PERPETUAL +-1 +USD/);
});

test('after the next expiry, under moved prices: what happened is said', async () => {
  const { code, out } = await whatIf('--after-next-expiry', '--price', '-0.1', '--volatility', '0.2');
  expect(code).toBe(0);
  expect(out).toContain('after: 2026-06-26T08:00:01Z');
  expect(out).toContain('Every price moved by −10 %.');
  expect(out.match(/is settled to cash at/g)).toHaveLength(3);
  expect(await whatIf('--price', 'down')).toMatchObject({
    code: 1,
    error: expect.stringContaining('--price'),
  });
});

test('--apply writes what was shown; --json has the same figures', async () => {
  const leg = ['--leg', '-2 BTC-25SEP26-70000-C @ 0.08'];
  const shown = JSON.parse((await whatIf(...leg, '--json')).out) as CallOutput<'whatIf.compute'>;
  const { code, out } = await whatIf(...leg, '--apply', '--label', 'autumn calls');
  expect(code).toBe(0);
  expect(out).toContain(
    'What-if “autumn calls” applied to Prime A: −2 BTC-25SEP26-70000-C @ 0.08; cash +0.16 BTC',
  );
  const after = JSON.parse((await whatIf('--json')).out) as CallOutput<'whatIf.compute'>;
  expect(after.before).toEqual(shown.after);
});

test('an account that isn’t there is named with what to do', async () => {
  const { code, error } = await margrave(['what-if', '--book', book, '--account', 'nobody']);
  expect([code, error]).toEqual([1, expect.stringContaining('no account “nobody”')]);
});
