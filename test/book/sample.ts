// Small pieces of a book for tests, made by rule: the same call gives the same rows.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../src-main/book/book.ts';
import { contentHash } from '../../src-main/book/content-hash.ts';
import type { Account } from '../../src-main/domain/account.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarketSnapshot } from '../../src-main/domain/market.ts';
import type { Position } from '../../src-main/domain/portfolio.ts';

/** A folder that the test removes by `remove`. */
export function makeFolder(): { path: string; book: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'margrave-book-'));
  return {
    path,
    book: join(path, 'desk.margrave'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export const account = (id: string, group: string | null = null): Account => ({
  id,
  name: `Account ${id}`,
  legalEntity: 'Example Fund SPC',
  venue: 'deribit',
  segregation: 'house',
  marginModel: 'deribit-pm',
  group,
  reportingCurrency: 'USD',
});

export function option(index: number): Instrument {
  const strike = String(20000 + index * 5);
  const right = index % 2 === 0 ? 'call' : 'put';
  const symbol = `BTC-27JUN25-${strike}-${right === 'call' ? 'C' : 'P'}`;
  return {
    id: `deribit:${symbol}`,
    venue: 'deribit',
    symbol,
    kind: 'option',
    payoff: 'inverse',
    underlying: 'BTC',
    priceIndex: 'btc_usd',
    quoteCurrency: 'USD',
    settlementCurrency: 'BTC',
    quantityUnit: 'base',
    multiplier: '1',
    contractSize: '1',
    expiry: '2025-06-27T08:00:00Z',
    strike,
    right,
    exercise: 'european',
  };
}

/** `count` positions over the instruments `option(0)` … and the accounts, no two alike. */
export function positions(
  count: number,
  accounts: readonly string[],
  instruments: number,
  seed = 0,
): Position[] {
  return Array.from({ length: count }, (_, index) => ({
    account: accounts[index % accounts.length] as string,
    instrument: option((index * 7) % instruments).id,
    strategy: '',
    lot: String(index),
    quantity: `${index % 2 === 0 ? '' : '-'}${((index + seed) % 900) + 1}.5`,
    averagePrice: index % 3 === 0 ? null : `0.0${((index + seed) % 89) + 11}1`,
    settledPrice: null,
  }));
}

export const snapshot = (id: string, time: string, count = 5): MarketSnapshot => ({
  id,
  time,
  label: `Snapshot ${id}`,
  figures: Array.from({ length: count }, (_, index) => ({
    class: 'mark' as const,
    key: option(index).id,
    expiry: '',
    value: `0.0${index + 1}1`,
    time,
    source: 'test',
  })),
});

/** Agreement with one answer, kept: its lines fit into the document. */
export function keptReconciliation(id: string): Extract<Change, { kind: 'putReconciliation' }> {
  const document = JSON.stringify({ cases: [{ id, lines: [] }] });
  return {
    kind: 'putReconciliation',
    document,
    record: {
      id,
      rulebook: 'deribit-pm',
      keptAt: '2026-03-01T10:00:00.000Z',
      user: 'ada',
      asOf: '2026-02-28T08:00:00Z',
      files: ['answer.json'],
      cases: 1,
      lines: 40,
      disagreeing: 0,
      largestAbsoluteDifference: 3.1e-9,
      largestRelativeDifference: 1e-17,
      answers: [
        {
          answer: contentHash(id),
          asOf: '2026-02-28T08:00:00Z',
          lines: 40,
          disagreeing: 0,
          largestRelativeDifference: 1e-17,
          restsOn: ['No venue number confirms it.'],
        },
      ],
      document: contentHash(document),
    },
  };
}

/** A whole small book in one change list: every content table gets rows. */
export function wholeBook(count = 40): Change[] {
  return [
    {
      kind: 'putGroups',
      groups: [
        { id: 'fund', name: 'Fund', parent: 'firm' },
        { id: 'firm', name: 'Firm', parent: null },
      ],
    },
    { kind: 'putAccounts', accounts: [account('prime-a', 'fund'), account('prime-b')] },
    { kind: 'putInstruments', instruments: Array.from({ length: 20 }, (_, index) => option(index)) },
    {
      kind: 'replacePositions',
      accounts: ['prime-a', 'prime-b'],
      positions: positions(count, ['prime-a', 'prime-b'], 20),
    },
    {
      kind: 'replaceOrders',
      accounts: ['prime-a'],
      orders: [
        {
          account: 'prime-a',
          id: '1',
          instrument: option(19).id,
          side: 'buy',
          quantity: '2',
          price: '0.05',
          reduceOnly: false,
        },
      ],
    },
    {
      kind: 'replaceBalances',
      accounts: ['prime-a', 'prime-b'],
      balances: [
        { account: 'prime-a', kind: 'cash', currency: 'BTC', amount: '12.5' },
        { account: 'prime-b', kind: 'collateral', currency: 'USDC', amount: '-100' },
        { account: 'prime-b', kind: 'loan', currency: 'USDT', amount: '2500' },
      ],
    },
    {
      kind: 'replaceGiven',
      accounts: ['prime-a'],
      given: [{ account: 'prime-a', currency: 'BTC', component: 'spot', amount: '0.25', source: 'venue' }],
    },
    { kind: 'putSnapshot', snapshot: snapshot('first', '2025-06-01T00:00:00Z') },
    {
      kind: 'putHistory',
      points: [
        { series: 'BTC', time: '2025-05-31T00:00:00Z', value: '100000', source: 'test' },
        { series: 'BTC', time: '2025-06-01T00:00:00Z', value: '101000.5', source: 'test' },
      ],
    },
    {
      kind: 'putParameterSet',
      set: {
        id: 'deribit-pm@2026-02-15+desk',
        rulebook: 'deribit-pm',
        effective: '2026-02-15',
        asset: null,
        label: 'Desk',
        origin: 'edited',
        assumed: false,
        parameters: [
          { path: 'b.range', value: '0.15', unit: 'fraction', source: 'test', confirmed: true },
          { path: 'a.on', value: true, unit: 'flag', source: 'test', confirmed: false },
        ],
      },
    },
    { kind: 'putMapping', name: 'broker', mapping: '{"quantity":"Qty"}' },
    { kind: 'putWhatIf', id: 'w1', name: 'Roll', account: 'prime-a', document: '{"changes":[]}' },
    {
      kind: 'putLimits',
      accounts: ['prime-a'],
      limits: [
        { account: 'prime-a', measure: 'usage', underlying: '', bucket: '', warning: '0.8', limit: '0.9' },
        {
          account: 'prime-a',
          measure: 'vega',
          underlying: 'BTC',
          bucket: '30',
          warning: '900',
          limit: '1200',
        },
      ],
    },
    keptReconciliation('kept'),
  ];
}

export const edit = { user: 'ada', action: 'edit', summary: 'An edit' } as const;
