// `margrave change` on two runs of a small book: the shape scripts read, that it ties, and what it says without enough runs.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CallOutput } from '../../src-main/contract/calls.ts';
import { sumDecimals } from '../../src-main/domain/decimal.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
afterAll(close);
const book = join(folder, 'desk.margrave');

test('one run is not enough, and it says how to get another', async () => {
  await margrave(['init', '--book', book]);
  await margrave(['import', written('portfolio.json', smallPortfolio()), '--book', book]);
  expect((await margrave(['margin', '--book', book, '--label', 'first'])).code).toBe(0);
  const { code, error } = await margrave(['change', '--book', book]);
  expect(code).toBe(1);
  expect(error).toMatch(/needs two stored runs; the book holds one\. Compute another with “margrave margin/);
});

test('the two newest runs: all of it is the rulebook, and every row of positions is there', async () => {
  await margrave(['margin', '--book', book, '--rulebook', 'deribit-sm', '--label', 'second']);
  const { code, out } = await margrave(['change', '--book', book, '--positions', '--json']);
  expect(code).toBe(0);
  const change = JSON.parse(out) as CallOutput<'change.compute'> & {
    entries: { positions: CallOutput<'change.positions'> }[];
  };
  expect([change.from.label, change.to.label]).toEqual(['first', 'second']);
  const initial = change.total?.measures[0];
  expect(initial).toMatchObject({
    measure: 'initialMargin',
    parts: { positions: '0', market: '0', time: '0' },
  });
  expect(initial?.parts.parameters).toBe(initial?.change);
  for (const { measures, positions } of change.entries) {
    expect(positions.rows).toHaveLength(positions.count);
    expect(sumDecimals(positions.rows.map((row) => row.change))).toBe(measures[0]?.change);
  }
});

test('as a table, with both runs named', async () => {
  const { code, out } = await margrave(['change', '--book', book]);
  expect(code).toBe(0);
  expect(out).toMatch(/^From \S+ {2}made .*“first”\nTo {3}\S+ {2}made .*“second”\n/);
  expect(out).toMatch(/Measure +From +Positions +Market +Parameters +Time +To\n/);
  expect(out).toContain('Positions, of the initial margin: new trades 0.00');
});

test('a run that there isn’t, and a run against itself', async () => {
  const unknown = await margrave(['change', '--book', book, '--from', 'nothing']);
  expect(unknown).toMatchObject({ code: 1, error: expect.stringContaining('no run “nothing”') });
  const { out } = await margrave(['runs', '--book', book, '--json']);
  const { id } = (JSON.parse(out) as { runs: { id: string }[] }).runs[0]!;
  const same = await margrave(['change', '--book', book, '--from', id, '--to', id]);
  expect(same).toMatchObject({ code: 1, error: expect.stringContaining('A run doesn’t differ from itself') });
});
