// Small answers in Derive's documented shape, written by hand: subaccounts in several wrappings, what can't be taken, and what can't be known.
import { describe, expect, it } from 'vitest';
import { rejectedFile } from '../../../src-main/desk/import/rejected-file.ts';
import { deriveInstrument } from '../../../src-main/domain/derive-instrument.ts';
import { json, read } from '../reading.ts';

const option = {
  instrument_name: 'ETH-20260327-3000-C',
  instrument_type: 'option',
  amount: '-10.5',
  average_price: '120.5',
  mark_price: '98.2',
  index_price: '2950.75',
  unrealized_pnl: '234.15',
  delta: '0.44',
};
const perpetual = {
  instrument_name: 'ETH-PERP',
  instrument_type: 'perp',
  amount: '4',
  average_price: '2900',
  mark_price: '2951',
  index_price: '2950.75',
  unrealized_pnl: '204',
  net_settlements: '200',
  pending_funding: '-2',
};
const subaccount = {
  subaccount_id: 42,
  currency: 'all',
  margin_type: 'PM2',
  open_orders_margin: '-12.5',
  collaterals: [
    { asset_name: 'USDC', asset_type: 'erc20', amount: '-2500.25', mark_price: '0.9998' },
    { asset_name: 'wstETH', asset_type: 'erc20', amount: '7', mark_price: '3500' },
    { asset_name: 'ETH', asset_type: 'erc20', amount: '0', mark_price: '2950.75' },
  ],
  positions: [option, perpetual],
};

describe('a subaccount of Derive', () => {
  it.each([
    ['bare', subaccount],
    ['in an envelope', { id: '1', result: subaccount }],
    ['in a list of portfolios', { result: [subaccount] }],
    ['by method', { 'private/get_subaccount': { result: subaccount } }],
  ])('is read %s', async (_name, document) => {
    const outcome = await read(json(document));
    expect(outcome).toMatchObject({ format: 'derive', formatLabel: 'Derive', rejected: [] });
    expect(outcome.accounts).toMatchObject([
      { id: 'derive-42', venue: 'derive', marginModel: 'derive-pmrm2' },
    ]);
    expect(outcome.positions).toMatchObject([
      {
        account: 'derive-42',
        instrument: 'derive:ETH-20260327-3000-C',
        quantity: '-10.5',
        settledPrice: null,
      },
      // 204 of profit, 200 of it paid, 2 of funding owed: 2 dollars on 4 coins are not in the cash.
      { instrument: 'derive:ETH-PERP', quantity: '4', averagePrice: '2900', settledPrice: '2950.5' },
    ]);
    expect(outcome.balances).toEqual([
      { account: 'derive-42', kind: 'cash', currency: 'USDC', amount: '-2500.25' },
      { account: 'derive-42', kind: 'collateral', currency: 'WSTETH', amount: '7' },
    ]);
    const figures = outcome.snapshots[0]!.figures.map((one) => [one.class, one.key, one.value]);
    expect(figures).toEqual([
      ['currencyRate', 'USDC/USD', '0.9998'],
      ['index', 'eth_usd', '2950.75'],
      ['index', 'wsteth_usd', '3500'],
      ['mark', 'derive:ETH-20260327-3000-C', '98.2'],
      ['mark', 'derive:ETH-PERP', '2951'],
    ]);
    expect(outcome.notices.join()).toContain('open-order margin of -12.5 USDC');
    expect(outcome.positionAccounts).toEqual(['derive-42']);
    expect(outcome.balanceAccounts).toEqual(['derive-42']);
  });

  it('two subaccounts are two accounts, by their margin types; positions alone say nothing of balances', async () => {
    const { positions, subaccount_id } = subaccount;
    const standard = { subaccount_id: 7, margin_type: 'SM', collaterals: subaccount.collaterals };
    const outcome = await read(json([{ result: { positions, subaccount_id } }, standard]));
    expect(outcome.accounts.map(({ id, marginModel }) => [id, marginModel])).toEqual([
      ['derive-42', 'derive-srm'],
      ['derive-7', 'derive-srm'],
    ]);
    expect(outcome.balanceAccounts).toEqual(['derive-7']);
  });

  it('rows that can’t be taken are listed with their reason and line; the rest is taken', async () => {
    const positions = [
      { ...option, instrument_name: 'ETH-20260231-3000-C' },
      { ...option, amount: 'many' },
      7,
      perpetual,
    ];
    const collaterals = [{ amount: '3' }, { asset_name: 'USDC', amount: null }];
    const document = { ...subaccount, margin_type: 'XM', positions, collaterals };
    const text = JSON.stringify(document, null, 1);
    const outcome = await read({ name: 'wallet.json', text });
    expect(outcome.rejected.map(({ section, row }) => [section, row.column, row.line > 0])).toEqual([
      ['positions', 'instrument_name', true],
      ['positions', 'amount', true],
      ['positions', '', false],
      ['balances', 'asset_name', true],
      ['balances', 'amount', true],
    ]);
    expect(outcome.positions).toHaveLength(1);
    expect(outcome.notices.join()).toContain('margin type “XM”');
  });
});

it('several answers of one subaccount count once, keep its margin type; one that failed to load says nothing', async () => {
  const { subaccount_id, positions, collaterals } = subaccount;
  const again = await read(
    json([
      { result: subaccount },
      { result: { subaccount_id, positions } },
      { result: { subaccount_id, collaterals } },
    ]),
  );
  expect(again.positions).toHaveLength(2);
  expect(again.accounts).toMatchObject([{ marginModel: 'derive-pmrm2' }]);
  const changed = await read(
    json([subaccount, { subaccount_id, positions: [{ ...perpetual, amount: '5' }] }]),
  );
  expect(changed.rejected.map(({ row }) => row.reason)).toEqual(['an earlier answer gives 4 of ETH-PERP']);
  const failed = { ...subaccount, failed_to_fetch: true, positions: [], collaterals: [] };
  const placeholder = await read(json({ result: [failed] }));
  expect([placeholder.positionAccounts, placeholder.balanceAccounts]).toEqual([[], []]);
  expect(placeholder.notices.join()).toContain('could not load subaccount 42');
});

it('rejected rows come back under their subaccount, corrected', async () => {
  const wrong = {
    ...subaccount,
    positions: [{ ...perpetual, instrument_name: 'WHAT' }],
    collaterals: [{ asset_name: 'ETH', amount: 'some' }],
  };
  const { rejected } = await read(json({ result: wrong }));
  const back = rejectedFile(rejected)!;
  expect(back.rows).toBe(2);
  const corrected = await read({
    name: back.name,
    text: back.text.replaceAll('"WHAT"', '"ETH-PERP"').replaceAll('"some"', '"3"'),
  });
  expect(corrected.positions).toMatchObject([
    { account: 'derive-42', instrument: 'derive:ETH-PERP', quantity: '4' },
  ]);
  expect(corrected.balances).toMatchObject([{ account: 'derive-42', currency: 'ETH', amount: '3' }]);
  expect(corrected.accounts).toMatchObject([{ marginModel: 'derive-pmrm2' }]);
  expect(corrected.suggestedMode).toBe('merge');
});

it('names of Derive say what they are, or nothing', () => {
  expect(deriveInstrument('BTC-20260327-100000-P')).toMatchObject({
    id: 'derive:BTC-20260327-100000-P',
    expiry: '2026-03-27T08:00:00Z',
    strike: '100000',
    right: 'put',
    settlementCurrency: 'USDC',
    priceIndex: 'btc_usd',
  });
  expect(deriveInstrument('DOGE-20260327-0_25-C')).toMatchObject({ strike: '0.25' });
  for (const name of [
    'ETH',
    'ETH-PERPETUAL',
    'ETH-20260327-3000',
    'ETH-20261327-3000-C',
    'ETH-20260327-0-C',
  ]) {
    expect(deriveInstrument(name), name).toBeNull();
  }
});
