// Positions tables of listed markets: long and short columns, roots with expiry and strike, OCC symbols, tickers and futures in any table.
import { describe, expect, it } from 'vitest';
import { rejectedFile } from '../../../src-main/desk/import/rejected-file.ts';
import type { Account } from '../../../src-main/domain/account.ts';
import type { ReadContext, ReadOutcome } from '../../../src-main/files/read-outcome.ts';
import { pasted, read } from '../reading.ts';

const held = ({ positions }: ReadOutcome): string[] =>
  positions.map(({ account, instrument, lot, quantity }) => `${account} ${instrument} ${lot} ${quantity}`);
const table = async (text: string, context: Partial<ReadContext> = {}): Promise<ReadOutcome> => {
  const outcome = await read(pasted(text, 'positions.csv'), context);
  expect(outcome.rejected.map(({ row }) => `${row.column}: ${row.reason}`)).toEqual([]);
  return outcome;
};
const accountAt = (venue: string, marginModel: string): Map<string, Account> =>
  new Map([
    [
      'desk',
      {
        id: 'desk',
        name: '',
        legalEntity: '',
        venue,
        segregation: 'house',
        marginModel,
        group: null,
        reportingCurrency: 'USD',
      },
    ],
  ]);

describe('a table with long and short contracts', () => {
  it('reads OCC symbols of 21 characters and compact ones, tickers, and both sides of a series as two lots', async () => {
    const outcome = await table(
      'Account,Symbol,Long Qty,Short Qty,Price,Date\n' +
        'M1,SPXW  260320C06000000,0,5,102.50,2026-02-13\n' +
        'M1,SPXW260320P06000000,1200,,98.1,2026-02-13\n' +
        'M2,AAPL  260320C00250000,7,(3),4.2,2026-02-13\n' +
        'M2,AAPL,200,0,255.78,2026-02-13\n' +
        'M2,BRK.B,0,-40,,2026-02-13\n' +
        'M2,SPY,0,0,681,2026-02-13\n',
    );
    expect(held(outcome)).toEqual([
      'M1 occ:SPXW260320C06000000 1 -5',
      'M1 occ:SPXW260320P06000000 1 1200',
      'M2 occ:AAPL260320C00250000 1 7',
      'M2 occ:AAPL260320C00250000 2 -3',
      'M2 us:AAPL 1 200',
      'M2 us:BRKB 1 -40',
    ]);
    expect(outcome.accounts.map(({ id, marginModel }) => [id, marginModel])).toEqual([
      ['M1', 'occ-cpm'],
      ['M2', 'occ-cpm'],
    ]);
    expect(outcome.headers).toEqual(['Account', 'Symbol', 'Quantity']);
    expect(outcome.notices).toEqual(['1 rows of positions.csv with quantity 0 were passed over.']);
    expect(outcome.snapshots).toMatchObject([{ time: '2026-02-13T21:00:00Z' }]);
    expect(
      outcome.snapshots[0]!.figures.map(({ class: kind, key, value }) => `${kind} ${key} ${value}`),
    ).toEqual([
      'index us-aapl_usd 255.78',
      'mark occ:AAPL260320C00250000 4.2',
      'mark occ:SPXW260320C06000000 102.5',
      'mark occ:SPXW260320P06000000 98.1',
      'mark us:AAPL 255.78',
    ]);
    expect(outcome.instruments.find(({ id }) => id === 'occ:SPXW260320C06000000')).toMatchObject({
      underlying: 'SPX',
      exercise: 'european',
      settles: 'pm',
    });
  });

  it('reads a root with expiry, strike and put or call, whatever the underlying’s column says', async () => {
    const text =
      'Root;Underlying;Expiration;Strike;Put/Call;Long;Short;Avg Price\n' +
      'SPXW;SPX;03/20/2026;6000;C;2;;101,25\nSPX;SPX;2026-03-20;5.900,5;Put;;4;88\nXSP;XSP;20260320;600;p;1;0;\nIBM;IBM;;;;100;0;\n';
    const outcome = await table(text, { account: 'desk' });
    expect(held(outcome)).toEqual([
      'desk occ:SPXW260320C06000000 1 2',
      'desk occ:SPX260320P05900500 1 -4',
      'desk occ:XSP260320P00600000 1 1',
      'desk us:IBM 1 100',
    ]);
    expect(outcome.positions[0]!.averagePrice).toBe('101.25');
    // The mapping that the preview shows reads the same file the same way.
    const mapped = await table(text, { account: 'desk', mapping: outcome.mapping });
    expect(held(mapped)).toEqual(held(outcome));
    const signed = 'Root,Expiry,Strike Price,CP,Net Position\nQQQ,2026-03-20,600,C,-10\n';
    expect(held(await table(signed, { account: 'desk' }))).toEqual(['desk occ:QQQ260320C00600000 1 -10']);
  });

  it.each([
    ['AAPL  260320C00250000,-2,0', 'Long', /negative/],
    ['AAPL  260320C00250000,0,two', 'Quantity', /number/],
    ['AAPL  260320C00250000,,', 'Quantity', /missing/],
    ['AAPL1 260320C00250000,1,0', 'Symbol', /adjusted contract/],
    ['AAPL  260230C00250000,1,0', 'Symbol', /no day/],
    ['AAPL  260320C00250000,1', 'Long', /2 cells, the header 3/],
  ])('rejects %j by its column; corrected, the row is read again', async (row, column, reason) => {
    const outcome = await read(pasted(`Symbol,Long,Short\n${row}\nSPY,10,\n`, 'positions.csv'), {
      account: 'desk',
    });
    expect(held(outcome)).toEqual(['desk us:SPY 1 10']);
    expect(outcome.rejected.map(({ row: at }) => at)).toMatchObject([
      { file: 'positions.csv', line: 2, column, reason: expect.stringMatching(reason) },
    ]);
    expect(outcome.rejected[0]!.row.remedy).not.toBe('');
    const given = rejectedFile(outcome.rejected)!;
    const corrected = given.text
      .replace('-2', '2')
      .replace('two', '2')
      .replace('AAPL1 ', 'AAPL  ')
      .replace('260230', '260320')
      .replace(/(C00250000),(,?)(positions)/, '$1,2$2,$3')
      .replace(/^(AAPL {2}260320C00250000),,?2,+/m, '$1,2,');
    const again = await read(pasted(corrected, given.name), { account: 'desk' });
    expect(again.suggestedMode).toBe('merge');
    expect(held(again).map((text) => text.split(' ')[1])).toEqual(['occ:AAPL260320C00250000']);
  });

  it('read twice gives the same rows, snapshots and accounts', async () => {
    const text = 'Symbol,Long,Short,Price,Date\nAAPL  260320C00250000,7,3,4.2,2026-02-13\n';
    expect(await table(text, { account: 'desk' })).toEqual(await table(text, { account: 'desk' }));
  });
});

describe('any positions table of an account at listed venues', () => {
  const text =
    'account,symbol,quantity\ndesk,AAPL  260320C00250000,-3\ndesk,AAPL260320P00250000,3\ndesk,SPY,100\ndesk,ESH26,-2\ndesk,cme:NQH26,1\ndesk,ESH26-6000-P,4\n';
  const expected = [
    'desk occ:AAPL260320C00250000 1 -3',
    'desk occ:AAPL260320P00250000 1 3',
    'desk us:SPY 1 100',
    'desk cme:ESH26 1 -2',
    'desk cme:NQH26 1 1',
    'desk cme:ESH26-6000-P 1 4',
  ];

  it.each([
    ['occ', 'reg-t'],
    ['cme', 'span'],
    ['a broker', 'occ-cpm'],
  ])('at %s under %s reads options, shares and futures', async (venue, model) => {
    expect(held(await table(text, { accounts: accountAt(venue, model) }))).toEqual(expected);
  });

  it('finds futures of the book whose name doesn’t say when they end, and says so of others', async () => {
    const known = (
      await table('account,symbol,quantity\ndesk,ESH26,1\n', { accounts: accountAt('occ', 'span') })
    ).instruments[0]!;
    const crude = { ...known, id: 'nymex:CLJ26', symbol: 'CLJ26', venue: 'nymex', product: 'CL' };
    const accounts = accountAt('occ', 'span');
    const rows = 'account,symbol,quantity\ndesk,CLJ26,1\n';
    expect(held(await table(rows, { accounts, instruments: new Map([[crude.id, crude]]) }))).toEqual([
      'desk nymex:CLJ26 1 1',
    ]);
    const { rejected } = await read(pasted('account,symbol,quantity\ndesk,nymex:CLJ26,1\n'), { accounts });
    expect(rejected[0]!.row).toMatchObject({
      column: 'symbol',
      reason: expect.stringMatching(/does not say when it expires/),
    });
  });

  it('reads a coin account as before', async () => {
    const rows = 'account,symbol,quantity\ndesk,BTC-PERPETUAL,10\n';
    expect(held(await table(rows, { accounts: accountAt('deribit', 'deribit-pm') }))).toEqual([
      'desk deribit:BTC-PERPETUAL 1 10',
    ]);
  });
});
