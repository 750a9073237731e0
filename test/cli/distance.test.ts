// The distance command: the ladder as people read it, and as a script does.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'desk.margrave');
const asked = ['distance', '--book', book, '--account', 'prime-a'];
afterAll(close);
beforeAll(async () => {
  await margrave(['init', '--book', book, '--name', 'Desk']);
  await margrave(['import', written('portfolio.json', smallPortfolio('-40')), '--book', book]);
});

test('prints each level with the moves that meet it, and says what betas are from', async () => {
  const { code, out, error } = await margrave(asked);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toContain('BTC: Maintenance margin');
  expect(out).toMatch(/price of BTC +\d+\.\d % +[\d,.]+ +falls below/);
  expect(out).toMatch(/Searched: every move from −99\.0 % to 400\.0 %\./);
  expect(out).toContain('Beta of BTC: 1. The leading underlying itself.');
});

test('as JSON it has every root with its gap, under another rulebook too', async () => {
  const { code, out } = await margrave([...asked, '--rulebook', 'deribit-sm', '--json']);
  expect(code).toBe(0);
  const answer = JSON.parse(out) as { roots: { gap: string; price: string | null; jump: boolean }[] };
  expect(answer.roots.length).toBeGreaterThan(0);
  for (const { gap, price, jump } of answer.roots)
    if (price !== null && !jump) expect(Math.abs(Number(gap)) * Number(price)).toBeLessThanOrEqual(0.01);
});

test('an account that isn’t there is named with those that are', async () => {
  const { code, error } = await margrave(['distance', '--book', book, '--account', 'nobody']);
  expect(code).toBe(1);
  expect(error).toContain('The book has no account “nobody”. It has: prime-a.');
});
