// A risk-array file's way through the program: into the book, into a SPAN margin, into the stored run, out by undo, and asked for again where it is missing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenedDesk, openedDesk } from '../opened-desk.ts';

const fixtures = fileURLToPath(new URL('../../files/in/span', import.meta.url));
const time = '2026-03-20T20:00:00Z';

const instrument = (id: string, own: Record<string, unknown>) => ({
  id,
  venue: id.slice(0, id.indexOf(':')),
  symbol: id.slice(id.indexOf(':') + 1),
  kind: 'future',
  payoff: 'linear',
  quoteCurrency: 'USD',
  settlementCurrency: 'USD',
  quantityUnit: 'base',
  contractSize: '1',
  strike: null,
  right: null,
  exercise: null,
  ...own,
});
const index = { underlying: 'SPX', priceIndex: 'spx_usd', product: 'ES', multiplier: '50' };
const instruments = [
  instrument('cme:ESM26', { ...index, contractMonth: '202606', expiry: '2026-06-19T13:30:00Z' }),
  instrument('cme:ESU26', { ...index, contractMonth: '202609', expiry: '2026-09-18T13:30:00Z' }),
  instrument('cme:ESK26-5300-C', {
    ...index,
    kind: 'option',
    contractMonth: '202605',
    expiry: '2026-05-15T20:00:00Z',
    strike: '5300',
    right: 'call',
    exercise: 'american',
    deliversFuture: 'cme:ESM26',
    premium: 'upfront',
  }),
];
const figures = [
  ['index', 'spx_usd', '5240'],
  ['mark', 'cme:ESM26', '5250.25'],
  ['mark', 'cme:ESU26', '5280'],
  ['mark', 'cme:ESK26-5300-C', '88.5'],
  ['volatility', 'cme:ESK26-5300-C', '0.2'],
].map(([kind, key, value]) => ({ class: kind, key, expiry: '', value, time, source: 'test' }));

const portfolio = (held: Record<string, string>) => ({
  format: 'margrave-portfolio',
  version: 1,
  accounts: [
    {
      id: 'futures',
      name: 'Futures',
      legalEntity: 'Test Fund',
      venue: 'cme',
      segregation: 'house',
      marginModel: 'span',
      group: null,
      reportingCurrency: 'USD',
    },
  ],
  instruments,
  positions: Object.entries(held).map(([id, quantity]) => ({
    account: 'futures',
    instrument: id,
    strategy: '',
    lot: '1',
    quantity,
    averagePrice: null,
    settledPrice: null,
  })),
  balances: [{ account: 'futures', kind: 'cash', currency: 'USD', amount: '1000000' }],
  market: [{ id: 'close', time, label: 'close', figures }],
});

let opened: OpenedDesk;
beforeAll(async () => {
  opened = openedDesk();
  await opened.freshBook(portfolio({ 'cme:ESM26': '2', 'cme:ESK26-5300-C': '-3' }));
});
afterAll(() => opened.close());

async function imported(file: string, products?: string[]) {
  const { client, desk } = opened;
  const preview = await client.call('import.preview', {
    files: [desk.offerFile(join(fixtures, file))],
    account: null,
    mapping: null,
    mappingName: null,
    mode: 'replace',
    ...(products ? { products } : {}),
  });
  return {
    preview,
    outcome: await client.call('import.commit', { preview: preview.id, keepGoodRows: false }),
  };
}

const riskOf = async (how = {}) => {
  const view = await opened.margin(how);
  const [entry] = view.entries;
  return { view, maintenance: Number(entry!.maintenanceMargin), initial: Number(entry!.initialMargin) };
};

it('is margined by the file’s own arrays, alike in both layouts, and recomputed without the file', async () => {
  const { preview, outcome } = await imported('made-up.pa2');
  expect(preview.sections).toEqual([
    { section: 'parameters', added: 2, changed: 0, removed: 0, unchanged: 0, rejected: 0 },
  ]);
  expect(preview.notices.join('\n')).toMatch(
    /taken: ES \(5 contracts\)[\s\S]*2 combined commodities .* not taken: CL, ZQ\. .*--products CL[\s\S]*no clearing house’s own file has confirmed/,
  );
  expect(outcome.changed).toBe(true);
  expect((await imported('made-up.pa2')).outcome.changed).toBe(false);

  // Largest of 2 × future − 3 × call, scenario by scenario: 16 (up three ranges back, .33 covered): 2 × 11,880 − 3 × 1,300 = 19,860.
  // One month, so no spread; the short option minimum is 3 × 175. Option value of the calls: −3 × 88.5 × 50 = −13,275, which is paid on top.
  const { view, maintenance, initial } = await riskOf({ store: true, label: 'first' });
  expect([maintenance, initial]).toEqual([19_860 + 13_275, 19_860 * 1.1 + 13_275]);

  const xml = await imported('made-up.spn');
  // The same facts: only the rows' source names another layout.
  expect(xml.outcome.changed).toBe(true);
  expect(await riskOf()).toMatchObject({ maintenance, initial });

  const { client, desk } = opened;
  const report = await client.call('report.make', { run: view.run!, format: 'json', sections: null });
  const verified = await client.call('report.verify', {
    file: desk.offerFile(desk.madeFile(report.token).path),
  });
  expect(verified).toMatchObject({ matches: true, differences: [] });
});

it('takes what a what-if brings out of the same data set', async () => {
  const what = {
    account: 'futures',
    legs: [{ id: '1', text: '-2 cme:ESU26', on: true, position: null }],
    premiumInCash: true,
    priceMove: '0',
    volatilityMove: '0',
    advance: 'none' as const,
  };
  const question = { rulebook: null, parameters: null, market: null, allowExcluded: false };
  const { after } = await opened.client.call('whatIf.compute', { ...question, what });
  // Scenario 15: −2 × 11,880 + 2 × 12,078 + 3 × 9,000 = 27,396. June has a delta of 2 − 3 × .4312 = .7064 against −2 in September: .7064 spreads at 125.
  expect(Number(after.entries[0]!.maintenanceMargin)).toBeCloseTo(27_396 + 88.3 + 13_275, 6);
});

it('leaves a whole book when it is undone, and asks for the file where only its hash is left', async () => {
  const { client } = opened;
  await client.call('book.undo', {});
  await client.call('book.undo', {});
  expect((await client.call('book.verify', {})).problems).toEqual([]);
  expect(await client.call('parameters.list', { rulebook: 'span' })).not.toContainEqual(
    expect.objectContaining({ origin: 'imported' }),
  );
  const { notices } = (await imported('made-up.pa2', ['cl', 'XX'])).preview;
  expect(notices.join('\n')).toMatch(
    /taken: CL \(4 contracts\)[\s\S]*that weren’t asked for were not taken: ES, ZQ[\s\S]*it has no product XX\./,
  );

  await imported('made-up.pa2');
  const sets = JSON.parse(readFileSync(await exportedJson(), 'utf8')) as Record<string, unknown>;
  await opened.freshBook(sets);
  await expect(opened.margin()).rejects.toThrow(
    /names a data set that it doesn’t hold \(combinedCommodity\.ES\.riskArrays, SHA-256 [0-9a-f]{12}…\)\. Nothing was computed\. Import the file again that it is from: Risk-array file of MADEUP for 2026-03-20 \(final, positional layout\)\./,
  );
  expect((await imported('made-up.pa2')).outcome.changed).toBe(true);
  expect((await riskOf()).maintenance).toBe(19_860 + 13_275);
  expect((await opened.client.call('book.verify', {})).problems).toEqual([]);
});

async function exportedJson(): Promise<string> {
  const { token } = await opened.client.call('portfolio.export', { account: null, format: 'json' });
  return opened.desk.madeFile(token).path;
}
