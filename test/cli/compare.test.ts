// The compare command: the table as people read it, and as a script does.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'desk.margrave');
const asked = ['compare', '--book', book, '--account', 'prime-a', '--rulebooks'];
afterAll(close);
beforeAll(async () => {
  await margrave(['init', '--book', book, '--name', 'Desk']);
  await margrave(['import', written('portfolio.json', smallPortfolio('-40')), '--book', book]);
});

test('prints each rulebook with what it asks, marks the cheapest, and says what nothing confirms', async () => {
  const { code, out, error } = await margrave([...asked, 'deribit-sm,deribit-pm']);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/prime-a in USD, market “test market” of 2026-03-02T09:00:00Z/);
  expect(out).toMatch(/\nderibit-sm {2,}[\d,.]+ /);
  expect(out).toMatch(/\nderibit-pm \* .* deribit-sm\n/);
  expect(out).toMatch(/\nderibit-pm \* .*BTC: [−+]\d+ %, volatility/);
  expect(out).toContain('unconfirmed: ');
});

test('as JSON, of all rulebooks, with the amounts that margin has for each', async () => {
  const { out } = await margrave([...asked, 'all', '--currency', 'BTC', '--json']);
  const answer = JSON.parse(out) as {
    cheapest: string[];
    rows: { rulebook: string; initialMargin: string; mapped: { total: number }; failure: string | null }[];
  };
  const { out: own } = await margrave(['margin', '--book', book, '--no-store', '--json']);
  const { entries } = JSON.parse(own) as { entries: { initialMargin: string }[] };
  const segregated = answer.rows.find(({ rulebook }) => rulebook === 'deribit-pm')!;
  expect(segregated.initialMargin).toBe(entries[0]!.initialMargin);
  expect(answer.rows.length).toBeGreaterThan(2);
  // Rulebooks of listed markets carry no coin instrument, and say so on their row.
  const failed = answer.rows.filter(({ failure }) => failure !== null);
  expect(failed.map(({ rulebook }) => rulebook).sort()).toEqual(['occ-cpm', 'reg-t', 'span']);
  for (const { failure } of failed) {
    expect(failure).toMatch(
      /^None of the account’s positions can be carried\. .* is not listed on a securities/,
    );
  }
});

test('a rulebook or an account that isn’t there is named with those that are', async () => {
  const unknown = await margrave([...asked, 'deribit-pm,nobody']);
  expect(unknown.code).toBe(1);
  expect(unknown.error).toContain('There is no rulebook “nobody”. Known: deribit-pm');
  const nobody = await margrave(['compare', '--book', book, '--account', 'nobody', '--rulebooks', 'all']);
  expect(nobody.error).toContain('The book has no account “nobody”. It has: prime-a.');
});
