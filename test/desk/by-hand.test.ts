// Market and parameters set by hand, on a real book: copies, what a margin makes of them, undo, and what can't be done.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallInput } from '../../src-main/contract/calls.ts';
import type { MarginView } from '../../src-main/contract/views.ts';
import { type OpenedDesk, openedDesk } from './opened-desk.ts';

let opened: OpenedDesk;
let client: OpenedDesk['client'];
beforeAll(() => {
  opened = openedDesk();
  client = opened.client;
  return opened.freshBook();
});
afterAll(() => opened.close());

const margin = (how: Parameters<OpenedDesk['margin']>[0] = {}): Promise<MarginView> => opened.margin(how);
const initial = (view: MarginView): number => Number(view.entries[0]?.initialMargin);
const call = 'deribit:BTC-26JUN26-60000-C';
const save = (how: Partial<CallInput<'market.saveCopy'>> = {}) =>
  client.call('market.saveCopy', {
    from: 'market-1',
    label: 'Vol up',
    reason: 'quotes are stale',
    until: null,
    changes: [{ class: 'volatility', key: call, expiry: '', value: '0.80' }],
    ...how,
  });
const page = { offset: 0, limit: 100 };

test('a figure set by hand moves the margin only where its copy is chosen; undo takes the copy away', async () => {
  const before = await margin();
  const copy = await save();
  expect(copy).toEqual({
    id: 'edited:vol-up',
    time: '2026-03-02T09:00:00Z',
    label: 'Vol up',
    figures: 9,
    copy: true,
    edited: 1,
    ended: 0,
  });

  const untouched = await margin();
  expect(untouched.market.id).toBe('market-1');
  expect(untouched.entries[0]?.initialMargin).toBe(before.entries[0]?.initialMargin);
  const moved = await margin({ market: copy.id });
  expect(moved.market).toEqual({ id: copy.id, time: copy.time, label: 'Vol up' });
  expect(initial(moved)).not.toBe(initial(before));

  const shown = await client.call('market.get', { id: copy.id, filter: 'is:hand', ...page });
  expect(shown).toMatchObject({
    copy: true,
    total: 1,
    classes: [{ class: 'volatility', figures: 1, byHand: 1 }],
  });
  expect(shown?.figures[0]).toMatchObject({
    value: '0.8',
    time: copy.time,
    ageSeconds: 0,
    byHand: {
      user: 'ada',
      until: null,
      former: { value: '0.5', source: 'test' },
      reason: 'quotes are stale',
      ended: false,
    },
  });
  expect(shown?.figures[0]?.source).toMatch(
    /^set by hand by ada at .*; instead of 0\.5 from test; because: quotes are stale$/,
  );

  expect((await client.call('market.list', {})).map(({ id, copy: made }) => [id, made])).toEqual([
    ['market-1', false],
    ['edited:vol-up', true],
  ]);
  const undone = await client.call('book.undo', {});
  expect(undone.undone).toMatch(
    /^Undone: Market “Vol up” made from market-1: 1 changed, 0 added, 0 taken out/,
  );
  expect(await client.call('market.list', {})).toHaveLength(1);
  await expect(margin({ market: copy.id })).rejects.toMatchObject({ code: 'not-found' });
});

test('figures are added and taken out; what can’t be taken is named and nothing is written', async () => {
  const copy = await save({
    label: 'Rates',
    until: '2199-01-01',
    changes: [
      { class: 'rate', key: 'USD', expiry: '', value: '0.04' },
      { class: 'mark', key: 'deribit:BTC-26JUN26', expiry: '', value: null },
    ],
  });
  expect(copy).toMatchObject({ figures: 9, edited: 1 });
  const added = await client.call('market.get', { id: copy.id, filter: 'class:rate', ...page });
  expect(added?.figures[0]?.byHand).toMatchObject({
    former: null,
    until: '2199-01-01T00:00:00Z',
    ended: false,
  });
  await client.call('book.undo', {});

  const { revision } = (await client.call('program.state', {})).book!;
  await expect(
    save({ changes: [{ class: 'volatility', key: call, expiry: '', value: '60' }] }),
  ).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(
      /volatility deribit:BTC-26JUN26-60000-C .*Did you mean 0\.6\? No copy was made\.$/,
    ),
  });
  await expect(
    save({ changes: [{ class: 'rate', key: 'EUR', expiry: '', value: null }] }),
  ).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(save({ until: '2020-01-01' })).rejects.toMatchObject({
    message: expect.stringMatching(/over already/),
  });
  await expect(save({ until: 'soon' })).rejects.toMatchObject({
    message: expect.stringMatching(/is no time/),
  });
  await expect(save({ from: 'nope' })).rejects.toMatchObject({ code: 'not-found' });
  expect((await client.call('program.state', {})).book?.revision).toBe(revision);
});

test('a figure is judged as it is typed', async () => {
  const check = (value: string) =>
    client.call('market.check', { class: 'volatility', key: call, expiry: '', value });
  expect(await check('0.6')).toBeNull();
  expect((await check('60'))?.message).toMatch(/Did you mean 0\.6\?/);
});

test('the filter counts classes whatever class is looked at, and orders options by strike', async () => {
  const all = await client.call('market.get', { id: null, filter: 'btc class:volatility', ...page });
  expect(all?.figures.map(({ key }) => key)).toEqual(['deribit:BTC-26JUN26-50000-P', call]);
  expect(all?.classes.map(({ class: name, figures }) => [name, figures])).toEqual([
    ['index', 1],
    ['forward', 1],
    ['mark', 4],
    ['volatility', 2],
    ['currencyRate', 1],
  ]);
  expect((await client.call('market.get', { id: null, filter: 'is:old', ...page }))?.total).toBe(0);
});

test('volatilities stand by strike, beside the forward of their expiry', async () => {
  const smile = await client.call('market.smile', { id: null, series: null });
  expect(smile).toMatchObject({
    forward: '61000',
    shown: 'btc_usd 2026-06-26T08:00:00Z deribit BTC',
    series: [{ quotes: 2, expiry: '2026-06-26T08:00:00Z' }],
  });
  expect(
    smile?.rows.map(({ strike, call: calls, put }) => [strike, calls?.value ?? null, put?.value ?? null]),
  ).toEqual([
    ['50000', null, '0.55'],
    ['60000', '0.5', null],
  ]);
});

test('a parameter set edited by hand is used when named, and can be taken out again; a preset can’t', async () => {
  const sets = await client.call('parameters.list', { rulebook: 'deribit-pm' });
  const preset = sets.find(({ asset, origin }) => asset === 'BTC' && origin === 'preset')!;
  const path = 'currencyPair.btc_usd.priceRange';
  const fields = await client.call('parameters.fields', { rulebook: 'deribit-pm' });
  expect(fields.find((field) => field.path === 'currencyPair.*.priceRange')).toMatchObject({
    unit: 'fraction',
    minimum: 0.001,
  });
  expect(await client.call('parameters.check', { set: preset.id, path, value: '0.2' })).toBeNull();
  expect((await client.call('parameters.check', { set: preset.id, path, value: '20' }))?.message).toMatch(
    /Did you mean 0\.2\?/,
  );

  const before = await margin();
  const copy = await client.call('parameters.saveCopy', {
    from: preset.id,
    label: 'Wider',
    reason: 'stress',
    changes: [{ path, value: '0.24' }],
  });
  expect(copy).toEqual({ id: `${preset.id}+wider`, label: 'Wider', rulebook: 'deribit-pm' });
  expect(initial(await margin())).toBe(initial(before));
  const wider = await margin({ parameters: [copy.id] });
  expect(initial(wider)).toBeGreaterThan(initial(before));
  expect(
    wider.parameters.find(({ rulebook }) => rulebook === 'deribit-pm')?.sets.map(({ id }) => id),
  ).toContain(copy.id);
  const listed = (await client.call('parameters.list', { rulebook: 'deribit-pm' })).find(
    ({ id }) => id === copy.id,
  );
  expect(listed).toMatchObject({
    origin: 'edited',
    count: preset.count,
    unconfirmed: preset.unconfirmed + 1,
  });

  await expect(client.call('parameters.remove', { id: preset.id })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  await client.call('parameters.remove', { id: copy.id });
  await expect(client.call('parameters.get', { id: copy.id })).rejects.toMatchObject({ code: 'not-found' });
  await client.call('book.undo', {});
  expect((await client.call('parameters.get', { id: copy.id })).label).toBe('Wider');
});
