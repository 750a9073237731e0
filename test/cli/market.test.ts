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

test('arbitrage in a chain is told when it is imported and listed when asked', async () => {
  const chain = written(
    'chain.csv',
    `symbol,bid,ask,implied volatility,underlying price,time
XYZ260619C00095000,9.0,9.2,0.3,100,2026-03-02T15:00:00Z
XYZ260619C00100000,9.4,9.6,0.3,100,2026-03-02T15:00:00Z
XYZ260619C00105000,4.0,4.2,0.3,100,2026-03-02T15:00:00Z
`,
  );
  const listed = join(folder, 'listed.margrave');
  await margrave(['init', '--book', listed]);
  const imported = await margrave(['import', chain, '--book', listed]);
  // The call at 100 is 0.20 above that at 95 and 2.70 above the middle of its neighbours, after the spread; and earns 0.20 + 5.20 − 5 against 105.
  expect(imported.out + imported.error).toMatch(
    /3 arbitrage violations beyond bid and ask, among 3 options on XYZ\. The worst, 270 USD per contract: calls 95, 100, 105 of 2026-06-19/,
  );
  const asked = await margrave(['market', '--book', listed, '--arbitrage', '--rows', '2']);
  expect(asked.out).toMatch(/XYZ +butterfly +calls 95, 100, 105 of 2026-06-19: .* 290\.00 +270\.00 +USD/);
  expect(asked.out).toMatch(/XYZ +vertical +calls 95, 100 of 2026-06-19: .* 40\.00 +20\.00 +USD/);
  expect(asked.out).toMatch(/2 of 3 violations/);
  const none = await margrave(['market', '--book', book, '--arbitrage']);
  expect(none.out).toMatch(/No arbitrage among \d options on BTC/);
});

test('a parameter set is printed whole', async () => {
  const { out, code } = await margrave(['parameters', 'deribit-pm@2024-06-17-btc']);
  expect(code).toBe(0);
  expect(out).toMatch(/currencyPair\.btc_usd\.priceRange +0\.16 +fraction/);
  expect(await margrave(['parameters', 'nope'])).toMatchObject({ code: 1 });
});
