// OKX's answers and log: recognised by content, sized by the venue's list or by what a position prints, rejected with a remedy otherwise.
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rejectedFile } from '../../../src-main/desk/import/rejected-file.ts';
import type { Account } from '../../../src-main/domain/account.ts';
import { readSymbol } from '../../../src-main/files/instrument-symbols.ts';
import { file, json, pasted, read } from '../reading.ts';

const swap = {
  instId: 'BTC-USDT-SWAP',
  instType: 'SWAP',
  mgnMode: 'cross',
  pos: '-10',
  posSide: 'net',
  avgPx: '100000',
  markPx: '97093.7',
  upl: '290.6300000000003',
  notionalUsd: '9703.22',
  idxPx: '97078.9',
  usdPx: '0.99954',
  ccy: 'USDT',
  uTime: '1736936801642',
};
const envelope = (data: unknown[]): unknown => ({ code: '0', msg: '', data });
const instrument = (instId: string, ctVal: string, ctMult = '1'): object => ({
  instId,
  instType: 'SWAP',
  ctVal,
  ctMult,
});

describe('account/positions', () => {
  it('sizes contracts by the position’s own profit, takes marks, index and dollar rate, and says so', async () => {
    const outcome = await read(json(envelope([swap])));
    expect(outcome.rejected).toEqual([]);
    expect(outcome.formatLabel).toBe('OKX');
    expect(outcome.accounts.map(({ id, venue, marginModel }) => [id, venue, marginModel])).toEqual([
      ['okx', 'okx', 'okx-pm'],
    ]);
    expect(outcome.positions).toEqual([
      {
        account: 'okx',
        instrument: 'okx:BTC-USDT-SWAP',
        strategy: '',
        lot: '1',
        quantity: '-0.1',
        averagePrice: '100000',
        settledPrice: '100000',
      },
    ]);
    const [snapshot] = outcome.snapshots;
    expect(snapshot!.label).toBe('OKX 2026-01-01 00:00');
    expect(snapshot!.figures.map((figure) => [figure.class, figure.key, figure.value])).toEqual([
      ['currencyRate', 'USDT/USD', '0.99954'],
      ['index', 'btc_usdt', '97078.9'],
      ['mark', 'okx:BTC-USDT-SWAP', '97093.7'],
    ]);
    expect(outcome.notices.join('\n')).toContain('BTC-USDT-SWAP 0.01');
  });

  it('by the notional when there is no profit; the venue’s list goes before both; sides of a long/short account give the sign', async () => {
    const bare = { ...swap, upl: '0', avgPx: '97093.7' };
    expect((await read(json(envelope([bare])))).positions[0]!.quantity).toBe('-0.1');
    const listed = [
      json(envelope([{ ...swap, pos: '3', posSide: 'short' }]), 'p.json'),
      json(envelope([instrument('BTC-USDT-SWAP', '0.1')]), 'i.json'),
    ];
    const outcome = await read(listed);
    expect(outcome.positions[0]!.quantity).toBe('-0.3');
    expect(outcome.notices.join()).not.toContain('how much one contract');
    const inverse = {
      instId: 'BTC-USD-260327',
      mgnMode: 'cross',
      pos: '7',
      posSide: 'long',
      avgPx: '',
      markPx: '60000',
      notionalUsd: '700',
      upl: '',
    };
    expect((await read(json([inverse]))).positions[0]).toMatchObject({
      instrument: 'okx:BTC-USD-260327',
      quantity: '700',
      settledPrice: null,
    });
    const option = {
      instId: 'BTC-USD-260327-100000-C',
      mgnMode: 'cross',
      pos: '-20',
      posSide: 'net',
      avgPx: '0.05',
      markPx: '0.04',
      upl: '0.002',
    };
    expect((await read(json([option]))).positions[0]).toMatchObject({
      quantity: '-0.2',
      averagePrice: '0.05',
      settledPrice: null,
    });
  });

  it('rejects with line, column, value and remedy what can’t be sized, read or signed; the rest is taken', async () => {
    const text = `{"code":"0","data":[
${[{ ...swap, upl: '', notionalUsd: '', avgPx: '' }, { ...swap, instId: 'WHAT' }, { ...swap, posSide: 'long' }, { ...swap, pos: 'many' }, { ...swap, instId: 'BTC-USDT' }, { ...swap, pos: '0' }, swap].map((row) => JSON.stringify(row)).join(',\n')}]}`;
    const outcome = await read({ name: 'p.json', text });
    expect(outcome.rejected.map(({ row }) => [row.line, row.column, row.value, row.reason])).toEqual([
      [2, 'pos', '-10', 'the file doesn’t say how much one contract of BTC-USDT-SWAP is'],
      [3, 'instId', 'WHAT', '“WHAT” is not a name of OKX that Margrave can read'],
      [4, 'posSide', 'long', 'the side is long but the size is negative'],
      [5, 'pos', 'many', 'the size is not a finite number'],
      [6, 'instId', 'BTC-USDT', 'BTC-USDT is a spot or margin holding'],
    ]);
    expect(outcome.rejected[0]!.row.remedy).toContain('public/instruments');
    expect(outcome.positions).toHaveLength(1);
  });
});

describe('account/positions as a table', () => {
  it('is read by its own field names; faults name their line', async () => {
    const columns = [
      'instId',
      'mgnMode',
      'pos',
      'posSide',
      'avgPx',
      'markPx',
      'upl',
      'usdPx',
      'ccy',
    ] as const;
    const line = (row: Record<string, string>): string => columns.map((name) => row[name]).join(';');
    const outcome = await read(
      pasted([columns.join(';'), line(swap), line({ ...swap, pos: 'x' })].join('\n'), 'okx.csv'),
    );
    expect(outcome.positions).toMatchObject([{ instrument: 'okx:BTC-USDT-SWAP', quantity: '-0.1' }]);
    expect(outcome.rejected.map(({ row }) => [row.file, row.line, row.column, row.value])).toEqual([
      ['okx.csv', 3, 'pos', 'x'],
    ]);
  });
});

describe('position builder', () => {
  const request = {
    inclRealPosAndEq: true,
    simPos: [{ instId: 'LTC-USDT-SWAP', pos: '10', avgPx: '100' }],
    simAsset: [{ ccy: 'USDT', amt: '500' }],
  };
  it('a request needs the venue’s list, even of contracts of one coin; its assets are balances', async () => {
    const alone = await read(json(request));
    expect(alone.rejected.map(({ row }) => row.column)).toEqual(['pos']);
    const outcome = await read([
      json(request, 'r.json'),
      json(envelope([instrument('LTC-USDT-SWAP', '1')]), 'i.json'),
    ]);
    expect(outcome.positions[0]).toMatchObject({
      instrument: 'okx:LTC-USDT-SWAP',
      quantity: '10',
      averagePrice: '100',
    });
    expect(outcome.balances).toEqual([{ account: 'okx', kind: 'cash', currency: 'USDT', amount: '500' }]);
    expect(outcome.notices.join()).toContain('real positions');
  });

  it('an answer holds positions, prices of its time, and equity of which profit is no cash', async () => {
    const { pos, upl, usdPx, ...rest } = swap;
    const answer = {
      ts: '1736936801642',
      assets: [{ ccy: 'USDT', availEq: '1000' }],
      riskUnitData: [
        {
          riskUnit: 'BTC',
          indexUsd: '97034.2',
          upl: '290.49631020000027',
          portfolios: [{ ...rest, amt: pos, floatPnl: upl }],
        },
      ],
    };
    const outcome = await read(json(envelope([answer])));
    expect(outcome.positions[0]).toMatchObject({ quantity: '-0.1', settledPrice: '100000' });
    expect(outcome.balances).toEqual([{ account: 'okx', kind: 'cash', currency: 'USDT', amount: '709.37' }]);
    expect(outcome.snapshots[0]!.time).toBe('2025-01-15T10:26:41.642Z');
    expect(outcome.snapshots[0]!.figures.map((figure) => [figure.class, figure.key, figure.value])).toEqual([
      ['currencyRate', 'USDT/USD', '0.99954'],
      ['index', 'btc_usd', '97034.2'],
      ['index', 'btc_usdt', '97078.9'],
      ['mark', 'okx:BTC-USDT-SWAP', '97093.7'],
    ]);
  });
});

describe('the trading log', () => {
  const header =
    'id,Order id,Time,Trade Type,Instrument,Type,Amount,Unit,PL,Fee,Position Change,Position Balance,Balance Change,Balance,Unit';
  const row = (id: string, time: string, name: string, unit: string, balance: string): string =>
    `${id},9,${time},Perpetual,${name},Sell,1,${unit},0,0,-1,${balance},0,100,USDT`;
  it('gives the last position balance of each instrument, whatever the order of its rows', async () => {
    const text = [
      header,
      row('12', '2026-03-02 08:00:00', 'BTC-USDT-SWAP', 'cont', '-30'),
      row('11', '2026-03-02 08:00:00', 'BTC-USDT-SWAP', 'cont', '-20'),
      row('3', '2026-03-01 08:00:00', 'ETH-USDT-SWAP', 'ETH', '4.5'),
      row('2', '2026-03-01 07:00:00', 'ETH-USDT-SWAP', 'ETH', '9'),
      row('1', '2026-03-01 07:00:00', 'SOL-USDT-SWAP', 'cont', '7'),
      row('4', '2026-03-01 07:00:00', 'BTC-USDT', 'BTC', '1'),
    ].join('\n');
    const outcome = await read([
      pasted(text, 'log.csv'),
      json(envelope([instrument('BTC-USDT-SWAP', '0.01')])),
    ]);
    expect(outcome.positions.map(({ instrument: held, quantity }) => [held, quantity])).toEqual([
      ['okx:BTC-USDT-SWAP', '-0.3'],
      ['okx:ETH-USDT-SWAP', '4.5'],
    ]);
    expect(
      outcome.rejected.map(({ row: wrong }) => [wrong.file, wrong.line, wrong.column, wrong.value]),
    ).toEqual([['log.csv', 6, 'Position Balance', '7']]);
    expect(outcome.notices.join('\n')).toContain('is a log of 6 rows');
  });
});

it('symbols: perpetuals, futures and options, in coin or stablecoin; days that don’t exist are none', () => {
  const of = (symbol: string): unknown => {
    const reading = readSymbol(`okx:${symbol}`);
    return 'instrument' in reading
      ? [
          reading.instrument.kind,
          reading.instrument.payoff,
          reading.instrument.settlementCurrency,
          reading.instrument.priceIndex,
          reading.instrument.expiry,
          reading.instrument.strike,
        ]
      : null;
  };
  expect(of('BTC-USDT-SWAP')).toEqual(['perpetual', 'linear', 'USDT', 'btc_usdt', null, null]);
  expect(of('ETH-USD-260327')).toEqual(['future', 'inverse', 'ETH', 'eth_usd', '2026-03-27T08:00:00Z', null]);
  expect(of('BTC-USD-260327-100000-P')).toEqual([
    'option',
    'inverse',
    'BTC',
    'btc_usd',
    '2026-03-27T08:00:00Z',
    '100000',
  ]);
  expect([of('BTC-USD-260230'), of('BTC-EUR-SWAP'), of('BTC')]).toEqual([null, null, null]);
});

describe('what a desk saves by mistake', () => {
  it('an empty answer takes nothing and stops nothing; an error of the venue is named as one', async () => {
    const outcome = await read([json(envelope([swap]), 'p.json'), json(envelope([]), 'i.json')]);
    expect(outcome.positions).toHaveLength(1);
    expect(outcome.notices.join()).toContain('i.json is an answer of OKX’s with an empty list');
    expect((await read(json(envelope([])))).positionAccounts).toEqual([]);
    for (const failed of [
      { code: '50111', msg: 'Invalid OK-ACCESS-KEY', data: [] },
      { id: 1, error: { code: -32000, message: 'Invalid OK-ACCESS-KEY' } },
      { retCode: 10003, retMsg: 'Invalid OK-ACCESS-KEY', result: {} },
    ])
      await expect(read(json(failed))).rejects.toThrow(
        "the venue's error message instead of an answer (“Invalid",
      );
  });

  it('a copy, or a position that stands twice, counts once; the same position with other figures is rejected', async () => {
    const one = { ...swap, posId: '7' };
    const copies = await read([json(envelope([one, one]), 'a.json'), json(envelope([one, one]), 'b.json')]);
    expect(copies.positions).toHaveLength(1);
    expect(copies.notices.join('\n')).toContain('b.json holds the same as a.json and is read once');
    expect(copies.notices.join('\n')).toContain('positions that stand twice in this import are counted once');
    const later = await read([
      json(envelope([one]), 'a.json'),
      json(envelope([{ ...one, pos: '-20' }]), 'b.json'),
    ]);
    expect(later.positions).toHaveLength(1);
    expect(later.rejected.map(({ row }) => [row.file, row.column])).toEqual([['b.json', 'posId']]);
    const two = await read([
      json(envelope([one]), 'a.json'),
      json(envelope([{ ...one, posId: '8' }]), 'b.json'),
    ]);
    expect(two.notices.join()).toContain('several answers of OKX’s are counted together as account okx');
  });

  it('prices without a time have that at which the file was saved: importing it again changes nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'margrave-okx-'));
    try {
      const path = join(folder, 'positions.json');
      await writeFile(path, JSON.stringify(envelope([swap])));
      const saved = new Date('2025-12-31T12:00:00Z');
      await utimes(path, saved, saved);
      const [first, again] = await Promise.all(
        ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'].map((now) => read(file(path), { now })),
      );
      expect(first!.snapshots[0]!.time).toBe('2025-12-31T12:00:00Z');
      expect(again!.snapshots).toEqual(first!.snapshots);
      expect(first!.notices.join()).toContain('as of when the file was saved');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('rejected rows of every kind of document come back, corrected; what means nothing alone does not', async () => {
    const documents: [unknown, unknown][] = [
      [{ simPos: [{ instId: 'WHAT', pos: '3' }], simAsset: [{ ccy: 'USDT', amt: 'some' }] }, ['3', '3']],
      [envelope([{ details: [{ ccy: 'USDT', eq: '5', cashBal: 'some' }] }]), ['3']],
      [envelope([{ ...swap, instId: 'WHAT', posId: '1' }]), ['-0.1']],
      [
        envelope([
          {
            assets: [{ ccy: 'USDT', availEq: 'some' }],
            riskUnitData: [{ portfolios: [{ ...swap, instId: 'WHAT', amt: '-10', floatPnl: swap.upl }] }],
          },
        ]),
        ['-0.1'],
      ],
    ];
    const listed = envelope([instrument('BTC-USDT-SWAP', '1')]);
    for (const [document, taken] of documents) {
      const { rejected } = await read(json(document));
      const back = rejectedFile(rejected)!;
      const text = back.text.replaceAll('"WHAT"', '"BTC-USDT-SWAP"').replaceAll('"some"', '"3"');
      const needsList = text.includes('simPos');
      const again = await read([{ name: back.name, text }, ...(needsList ? [json(listed)] : [])]);
      const amounts = [
        ...again.positions.map((one) => one.quantity),
        ...again.balances.map((one) => one.amount),
      ];
      expect([amounts, again.rejected, again.suggestedMode]).toEqual([taken, [], 'merge']);
    }
  });

  it('isolated positions are said; account/balance gives the cash; an only account elsewhere is left alone', async () => {
    const balances = envelope([{ totalEq: '9', details: [{ ccy: 'USDT', eq: '5', cashBal: '-3.5' }] }]);
    const elsewhere = { id: 'prime-a', venue: 'deribit' } as Account;
    const outcome = await read(
      [json(envelope([{ ...swap, mgnMode: 'isolated' }]), 'p.json'), json(balances, 'b.json')],
      { accounts: new Map([['prime-a', elsewhere]]) },
    );
    expect(outcome.notices.join()).toContain(
      'isolated margin, and taken as part of the account: BTC-USDT-SWAP',
    );
    expect(outcome.balances).toEqual([{ account: 'okx', kind: 'cash', currency: 'USDT', amount: '-3.5' }]);
    expect(outcome.positionAccounts).toEqual(['okx']);
  });
});
