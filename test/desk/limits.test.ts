// Limits on a real book: what may be written, and how each is held against a margin.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Limit } from '../../src-main/contract/edit-views.ts';
import { bucketOf } from '../../src-main/desk/reader/limit-states.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
beforeAll(() => {
  opened = openedDesk();
  return opened.freshBook();
});
afterAll(() => opened.close());

const limit = (
  measure: Limit['measure'],
  levels: [warning: string, limit: string],
  change: Partial<Limit> = {},
): Limit => ({
  account: 'prime-a',
  measure,
  underlying: measure === 'delta' || measure === 'vega' ? 'BTC' : '',
  bucket: measure === 'vega' ? 'all' : '',
  warning: levels[0],
  limit: levels[1],
  ...change,
});
const put = (...limits: Limit[]) => opened.client.call('limits.put', { account: 'prime-a', limits });

describe('limits of an account', () => {
  it.each<[string, Limit[], RegExp]>([
    [
      'a warning of 0',
      [limit('usage', ['0', '1'])],
      /Limit 1 of prime-a \(usage\): the warning, 0, must be above 0\. Nothing was written/,
    ],
    [
      'a limit below its warning',
      [limit('usage', ['0.9', '0.8'])],
      /the limit, 0\.8, is below its warning, 0\.9/,
    ],
    ['a delta of nothing', [limit('delta', ['1', '2'], { underlying: '' })], /name the underlying/],
    ['a bucket of a delta', [limit('delta', ['1', '2'], { bucket: '30' })], /only limits on vega/],
    [
      'an underlying of a deposit',
      [limit('deposit', ['1', '2'], { underlying: 'BTC' })],
      /only limits on delta and vega/,
    ],
    [
      'two of one kind',
      [limit('usage', ['0.1', '0.2']), limit('usage', ['0.3', '0.4'])],
      /Limit 2 .* limit 1 is on the same/,
    ],
    ['another account’s', [limit('usage', ['0.1', '0.2'], { account: 'prime-b' })], /belongs to prime-b/],
  ])('%s is refused', async (_name, limits, message) => {
    await expect(put(...limits)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(message),
    });
    expect(await opened.client.call('limits.list', {})).toEqual([]);
  });

  it('of an account that isn’t there are refused', async () => {
    await expect(opened.client.call('limits.put', { account: 'nobody', limits: [] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('are replaced as a whole, listed, and taken back by undo', async () => {
    await put(limit('usage', ['0.8', '0.9']), limit('delta', ['50', '100']));
    const { revision } = await put(limit('usage', ['0.70', '0.9']));
    expect(await opened.client.call('limits.list', {})).toEqual([limit('usage', ['0.7', '0.9'])]);
    expect(await opened.client.call('book.undo', {})).toEqual({
      undone: 'Undone: 1 limit of prime-a set',
      revision: revision + 1,
    });
    expect(await opened.client.call('limits.list', {})).toHaveLength(2);
  });
});

it('days to expiry fall into buckets, each end in the nearer one', () => {
  expect([0, 7, 7.01, 30, 30.5, 90, 91, 365, 366].map(bucketOf)).toEqual([
    '7',
    '7',
    '30',
    '30',
    '90',
    '90',
    '365',
    '365',
    'later',
  ]);
});

describe('limits against a margin', () => {
  beforeEach(() => opened.freshBook());

  it('hold each figure of the margin: within, warned, broken', async () => {
    const view = await opened.margin();
    const total = view.totals.find(({ node }) => node === 'account:prime-a')!;
    const usage = Number(total.initialMargin) / Number(total.equity);
    const { delta, vega } = view.greeks[0]!;
    const size = Math.abs(Number(vega));
    const text = (value: number): string => value.toFixed(8);
    await put(
      limit('usage', [text(usage / 2), text(usage * 2)]),
      limit('deposit', ['1', '2']),
      limit('delta', [text(Math.abs(Number(delta)) / 4), text(Math.abs(Number(delta)) / 2)]),
      limit('vega', [text(size * 2), text(size * 3)]),
      // Both options expire in 115 days.
      limit('vega', [text(size / 3), text(size / 2)], { bucket: '365' }),
      limit('vega', ['1', '2'], { bucket: '30' }),
      limit('delta', ['1', '2'], { underlying: 'ETH' }),
    );
    const states = await opened.client.call('limits.states', { view: view.view });
    const of = (
      measure: string,
      bucket = '',
      underlying = measure === 'delta' || measure === 'vega' ? 'BTC' : '',
    ) =>
      states.find(
        (state) =>
          state.limit.measure === measure &&
          state.limit.bucket === bucket &&
          state.limit.underlying === underlying,
      )!;
    expect(of('usage')).toMatchObject({ state: 'warning', figure: String(usage) });
    expect(Number(of('usage').share)).toBeCloseTo(0.5, 5);
    expect(of('usage').sentence).toMatch(
      /^Prime A: usage is [\d.]+\u00a0% of equity, past the warning at [\d.]+\u00a0%, limit [\d.]+\u00a0%\.$/,
    );
    expect(of('deposit')).toMatchObject({
      figure: total.deposit,
      state: Number(total.deposit) > 2 ? 'breach' : 'within',
    });
    expect(of('delta')).toMatchObject({ state: 'breach', figure: delta });
    expect(Number(of('delta').share)).toBeCloseTo(2, 5);
    expect(of('vega', 'all')).toMatchObject({ state: 'within' });
    expect(Number(of('vega', 'all').figure)).toBeCloseTo(Number(vega), 6);
    expect(of('vega', '365')).toMatchObject({ state: 'breach', figure: of('vega', 'all').figure });
    expect(of('vega', '365').sentence).toMatch(
      /vega of BTC from 90 to 365 days is .* USD per volatility point, beyond the limit of/,
    );
    expect(of('vega', '30')).toMatchObject({ state: 'within', figure: '0' });
    expect(of('delta', '', 'ETH')).toMatchObject({ state: 'within', figure: '0' });
  });

  it('without equity are broken, and positions left out are said', async () => {
    const row = {
      kind: 'position' as const,
      replaces: null,
      account: 'prime-a',
      averagePrice: '',
      settledPrice: '',
      strategy: '',
      lot: '',
    };
    await opened.client.call('edit.apply', {
      label: '',
      drafts: [
        { kind: 'balance', account: 'prime-a', balanceKind: 'cash', currency: 'BTC', amount: '-50' },
        { ...row, symbol: 'ETH-26JUN26-2000-C', quantity: '5' },
      ],
    });
    await put(limit('usage', ['0.8', '0.9']));
    const view = await opened.margin({ allowExcluded: true });
    expect(await opened.client.call('limits.states', { view: view.view })).toEqual([
      expect.objectContaining({
        state: 'breach',
        figure: null,
        share: null,
        sentence: expect.stringMatching(
          /^Prime A: usage has no bound: its initial margin is .* One position is left out of it\.$/,
        ),
      }),
    ]);
  });

  it('cover the margin’s accounts only', async () => {
    await opened.client.call('edit.apply', {
      label: '',
      drafts: [
        {
          kind: 'account',
          replaces: null,
          id: 'prime-b',
          name: '',
          legalEntity: '',
          venue: 'deribit',
          segregation: '',
          marginModel: 'deribit-pm',
          group: '',
          reportingCurrency: '',
        },
      ],
    });
    await put(limit('usage', ['0.8', '0.9']));
    const levels = {
      measure: 'usage' as const,
      underlying: '',
      bucket: '' as const,
      warning: '0.5',
      limit: '0.6',
    };
    await opened.client.call('limits.put', {
      account: 'prime-b',
      limits: [{ account: 'prime-b', ...levels }],
    });
    const states = async (account?: string) => {
      const view = await opened.margin(account === undefined ? {} : { account });
      return (await opened.client.call('limits.states', { view: view.view })).map(
        (state) => state.limit.account,
      );
    };
    expect(await states('prime-a')).toEqual(['prime-a']);
    expect(await states()).toEqual(['prime-a', 'prime-b']);
    await expect(opened.client.call('limits.states', { view: 'gone' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
