// What an account's margin rests on: every quote of the snapshot, whoever holds the instrument. Asked alone, together with
// others, as a what-if or after applying it, the figures are the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
beforeAll(async () => {
  opened = openedDesk();
  const document = smallPortfolio() as { accounts: Record<string, unknown>[]; positions: object[] };
  const [account] = document.accounts;
  // A second account holds an option that nothing quotes: its volatility comes from the options of the first.
  document.accounts.push({ ...account, id: 'prime-b', name: 'Prime B' });
  document.positions.push({
    account: 'prime-b',
    instrument: 'deribit:BTC-26JUN26-55000-P',
    strategy: '',
    lot: '1',
    quantity: '-3',
    averagePrice: null,
    settledPrice: null,
  });
  await opened.freshBook(document);
});
afterAll(() => opened.close());

const figuresOf = async (asked: string | null) => {
  const { entries } = await opened.margin({ account: asked });
  return entries
    .filter(({ account, equity }) => account === 'prime-b' && equity !== '0')
    .map(({ equity, initialMargin, maintenanceMargin }) => ({ equity, initialMargin, maintenanceMargin }));
};

it('is margined alike alone and together with others', async () => {
  const alone = await figuresOf('prime-b');
  expect(alone).toHaveLength(1);
  expect(alone).toEqual(await figuresOf(null));
});

it('has the margin that a what-if showed once it is applied', async () => {
  const what = {
    account: 'prime-b',
    legs: [{ id: '1', text: '-2 BTC-26JUN26-52000-P', on: true, position: null }],
    premiumInCash: true,
    priceMove: '0',
    volatilityMove: '0',
    advance: 'none' as const,
  };
  const question = { rulebook: null, parameters: null, market: null, allowExcluded: false };
  const { after } = await opened.client.call('whatIf.compute', { ...question, what });
  const [shown] = after.entries;
  await opened.client.call('whatIf.apply', { what, market: null, label: '' });
  const { equity, initialMargin, maintenanceMargin } = shown!;
  expect(await figuresOf(null)).toEqual([{ equity, initialMargin, maintenanceMargin }]);
});
