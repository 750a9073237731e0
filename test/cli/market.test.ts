// What a margin is made from, on the command line: snapshots, figures, the numbers of a set.
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

test('snapshots are listed, and the figures of one filtered by class and words', async () => {
  const listed = await margrave(['market', '--book', book, '--json']);
  expect(JSON.parse(listed.out)).toEqual([
    {
      id: 'market-1',
      time: '2026-03-02T09:00:00Z',
      label: 'test market',
      figures: 9,
      copy: false,
      edited: 0,
      ended: 0,
    },
  ]);
  const table = await margrave(['market', '--book', book]);
  expect(table.out).toMatch(/market-1 +2026-03-02T09:00:00Z +test market +9 +0/);

  const shown = await margrave([
    'market',
    '--book',
    book,
    '--show',
    'newest',
    '--filter',
    'class:volatility 60000',
    '--rows',
    '5',
  ]);
  expect(shown.out).toMatch(/volatility +deribit:BTC-26JUN26-60000-C +0\.5 +0 +test/);
  expect(shown.out).not.toMatch(/index/);
  const few = await margrave(['market', '--book', book, '--show', 'market-1', '--rows', '2']);
  expect(few.out).toMatch(/2 of 9 figures/);
  expect(await margrave(['market', '--book', book, '--show', 'nope'])).toMatchObject({
    code: 1,
    error: expect.stringMatching(/no market snapshot “nope”/),
  });
});

test('a parameter set is printed whole', async () => {
  const { out, code } = await margrave(['parameters', 'deribit-pm@2024-06-17-btc']);
  expect(code).toBe(0);
  expect(out).toMatch(/currencyPair\.btc_usd\.priceRange +0\.16 +fraction/);
  expect(await margrave(['parameters', 'nope'])).toMatchObject({ code: 1 });
});
