import { expect, test } from 'vitest';
import { historySeries, rulebooksUsed } from '../../src-main/desk/reader/rulebooks-used.ts';
import type { Portfolio } from '../../src-main/domain/portfolio.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';

const small = smallPortfolio() as { positions: { instrument: string }[] };
const portfolio = {
  ...small,
  instruments: small.positions.map(({ instrument }) => ({ id: instrument })),
  orders: [],
  balances: [],
} as unknown as Portfolio;

test('each account’s rulebook and its baseline take part, with what their accounts hold', () => {
  const uses = rulebooksUsed(portfolio, null);
  expect(uses.map(({ rulebook }) => rulebook.id)).toContain('deribit-sm');
  const held = new Set(portfolio.positions.map(({ instrument }) => instrument));
  expect(new Set(uses.flatMap(({ instruments }) => instruments.map(({ id }) => id)))).toEqual(held);
  expect(() => rulebooksUsed(portfolio, 'nobody')).toThrow(/no rulebook “nobody”/);
});

test('a margin is given the history that its rulebooks name, and no other', () => {
  const [use] = rulebooksUsed(portfolio, null);
  if (!use) expect.fail('no rulebook takes part');
  expect(historySeries([use])).toEqual([]);
  const reading = (series: string[]) => ({
    ...use,
    rulebook: { ...use.rulebook, historySeries: () => series },
  });
  expect(historySeries([reading(['ETH', 'BTC']), reading(['BTC'])])).toEqual(['BTC', 'ETH']);
});

test('an account whose own model is no rulebook takes part under none, until one is asked for', () => {
  const accounts = portfolio.accounts.map((account) => ({ ...account, marginModel: 'bybit-pm' }));
  expect(rulebooksUsed({ ...portfolio, accounts }, null)).toEqual([]);
  expect(rulebooksUsed({ ...portfolio, accounts }, 'deribit-sm').map(({ rulebook }) => rulebook.id)).toEqual([
    'deribit-sm',
  ]);
  expect(() => rulebooksUsed({ ...portfolio, accounts }, 'bybit-pm')).toThrow(/no rulebook “bybit-pm”/);
});
