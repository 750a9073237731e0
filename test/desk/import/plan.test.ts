// Import into a real book: what the preview says, what the book then holds, and that the same file twice changes nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookWriter } from '../../../src-main/book/book.ts';
import { createBook } from '../../../src-main/book/open.ts';
import { planImport } from '../../../src-main/desk/import/plan.ts';
import { rejectedFile } from '../../../src-main/desk/import/rejected-file.ts';
import { writePortfolioCsv, writePortfolioJson } from '../../../src-main/files/portfolio-out.ts';
import type { FileSource, ReadOutcome } from '../../../src-main/files/read-outcome.ts';
import { json, pasted, read } from '../../files/reading.ts';

let folder: string;
let book: BookWriter;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-import-'));
  book = await createBook(join(folder, 'desk.margrave'), { name: 'Desk', user: 'ada' });
});
afterEach(() => {
  book.close();
  rmSync(folder, { recursive: true, force: true });
});

function readInto(sources: FileSource | FileSource[]): Promise<ReadOutcome> {
  return read(sources, {
    instruments: new Map(book.instruments().map((row) => [row.id, row])),
    accounts: new Map(book.accounts().map((row) => [row.id, row])),
  });
}

/** Reads, plans and commits; answers the counts as text. */
async function bring(
  sources: FileSource | FileSource[],
  mode: 'replace' | 'merge' = 'replace',
  keepGoodRows = false,
): Promise<string> {
  const plan = planImport(await readInto(sources), book, mode, keepGoodRows);
  expect(plan.blocked).toBe(false);
  if (plan.changes.length > 0) book.apply(plan.changes, { user: 'ada', action: 'import', summary: 'x' });
  return plan.sections
    .map(
      ({ section, added, changed, removed, unchanged }) =>
        `${section} +${added} ~${changed} -${removed} =${unchanged}`,
    )
    .join(', ');
}

const held = (): string[] =>
  book
    .positions()
    .map(({ account, instrument, lot, quantity }) => `${account} ${instrument.slice(8)} ${lot} ${quantity}`);

const first = pasted('account,symbol,quantity\na,BTC-PERPETUAL,10\na,BTC-28JUN24,20\nb,ETH-PERPETUAL,5\n');

describe('a positions table is a snapshot of the accounts it names', () => {
  it('replaces their positions and no others', async () => {
    expect(await bring(first)).toBe('accounts +2 ~0 -0 =0, instruments +3 ~0 -0 =0, positions +3 ~0 -0 =0');
    const second = pasted('account,symbol,quantity\na,BTC-PERPETUAL,11\na,BTC-27SEP24,1\n');
    expect(await bring(second)).toBe('instruments +1 ~0 -0 =0, positions +1 ~1 -1 =0');
    expect(held().sort()).toEqual(['a BTC-27SEP24 1 1', 'a BTC-PERPETUAL 1 11', 'b ETH-PERPETUAL 1 5']);
  });

  it('merging adds and changes, and removes only what the file sets to 0', async () => {
    await bring(first);
    const document = {
      format: 'margrave-portfolio',
      version: 1,
      positions: [
        { account: 'a', instrument: 'deribit:BTC-PERPETUAL', lot: '1', quantity: '12' },
        { account: 'a', instrument: 'deribit:BTC-28JUN24', lot: '1', quantity: '0' },
      ],
    };
    expect(await bring(json(document), 'merge')).toBe('positions +0 ~1 -1 =0');
    expect(held().sort()).toEqual(['a BTC-PERPETUAL 1 12', 'b ETH-PERPETUAL 1 5']);
  });

  it('the same file twice changes nothing', async () => {
    await bring(first);
    const { revision } = book.status();
    const plan = planImport(await readInto(first), book, 'replace');
    expect([plan.identical, plan.changes]).toEqual([true, []]);
    expect(plan.sections).toEqual(
      [{ section: 'positions', added: 0, changed: 0, removed: 0, unchanged: 3, rejected: 0 }].map((counts) =>
        expect.objectContaining(counts),
      ),
    );
    expect(book.status().revision).toBe(revision);
  });
});

describe('the same file twice changes nothing', () => {
  const ticker = (name: string, more: object) => ({
    instrument_name: name,
    timestamp: 1782552297563,
    index_price: 60000,
    ...more,
  });
  it.each<[string, FileSource | FileSource[]]>([
    [
      'tickers',
      json([
        ticker('BTC-28JUN26-60000-P', { mark_price: 0.01, mark_iv: 50, underlying_price: 60010 }),
        ticker('BTC-28JUN26-60000-C', { mark_price: 0.02, mark_iv: 50, underlying_price: 60010 }),
        ticker('BTC-PERPETUAL', { mark_price: 60001 }),
      ]),
    ],
    [
      'account summaries',
      json({
        summaries: [
          { currency: 'BTC', balance: 2, equity: 2, spot_reserve: 0.5, margin_model: 'segregated_pm' },
          { currency: 'ETH', balance: 0, equity: 0, spot_reserve: 0 },
        ],
      }),
    ],
    [
      'orders',
      json([
        {
          order_id: '1',
          instrument_name: 'BTC-PERPETUAL',
          direction: 'buy',
          amount: 100,
          filled_amount: 0,
          price: 1,
        },
      ]),
    ],
    ['history', pasted('date,BTC,ETH\n2026-01-01,1,2\n2026-01-02,3,\n')],
    [
      'a document',
      json({
        format: 'margrave-portfolio',
        version: 1,
        groups: [{ id: 'desk', name: 'Desk', parent: 'firm' }],
        accounts: [{ id: 'x', venue: 'deribit', marginModel: 'deribit-pm', group: 'desk' }],
        positions: [{ account: 'x', instrument: 'deribit:BTC-PERPETUAL', quantity: '1' }],
        given: [{ account: 'x', currency: 'BTC', component: 'openOrders', amount: '0.1' }],
        parameters: [
          {
            id: 'r@2026-01-01',
            rulebook: 'r',
            effective: '2026-01-01',
            parameters: [
              { path: 'b', value: '1', unit: 'fraction', source: 's', confirmed: true },
              { path: 'a', value: true, unit: 'flag', source: 's', confirmed: false },
            ],
          },
        ],
      }),
    ],
  ])('%s', async (_name, sources) => {
    await bring(sources);
    const { revision } = book.status();
    expect(revision).toBeGreaterThan(0);
    const plan = planImport(await readInto(sources), book, 'replace');
    expect(plan.sections.filter(({ added, changed, removed }) => added + changed + removed > 0)).toEqual([]);
    expect(plan.identical).toBe(true);
  });

  it('an export of the book imports as nothing, as document and as tables, and fills an empty book alike', async () => {
    await bring(first);
    await bring(
      json([
        {
          order_id: '1',
          instrument_name: 'BTC-PERPETUAL',
          direction: 'buy',
          amount: 100,
          filled_amount: 0,
          price: 1,
        },
      ]),
    );
    await bring(json([ticker('BTC-PERPETUAL', { mark_price: 60001 })]));
    const snapshots = book.snapshots().map(({ id }) => book.snapshot(id)!);
    const content = {
      ...book.portfolio(),
      instruments: book.instruments(),
      snapshots,
      history: book.history(),
      parameterSets: book.parameterSets(),
    };
    for (const sources of [[pasted(writePortfolioJson(content), 'all.json')], writePortfolioCsv(content)]) {
      expect(planImport(await readInto(sources), book, 'replace').identical).toBe(true);
      const other = await createBook(join(folder, `other-${sources.length}.margrave`), {
        name: 'Other',
        user: 'ada',
      });
      other.apply(planImport(await read(sources), other, 'replace').changes, {
        user: 'ada',
        action: 'import',
        summary: 'x',
      });
      expect(other.portfolio()).toEqual(book.portfolio());
      expect(other.snapshots()).toEqual(book.snapshots());
      other.close();
    }
  });
});

describe('balances, orders and given requirements', () => {
  const summary = (currency: string, balance: number, reserve: number) => ({
    currency,
    balance,
    equity: balance,
    spot_reserve: reserve,
  });

  it('one summary touches its own currency alone; a list stands for all', async () => {
    await bring(json({ summaries: [summary('BTC', 2, 0.5), summary('ETH', 3, 0)] }));
    expect(await bring(json(summary('BTC', 4, 0)))).toBe('balances +0 ~1 -0 =0, given +0 ~0 -1 =0');
    expect(book.balances().map(({ currency, amount }) => `${currency} ${amount}`)).toEqual([
      'BTC 4',
      'ETH 3',
    ]);
    expect(await bring(json({ summaries: [summary('BTC', 4, 0)] }))).toBe('balances +0 ~0 -1 =1');
  });

  it('a given requirement of the user’s own survives a venue’s summary', async () => {
    await bring(
      json({
        format: 'margrave-portfolio',
        version: 1,
        accounts: [{ id: 'deribit', venue: 'deribit', marginModel: 'deribit-pm' }],
        given: [{ account: 'deribit', currency: 'BTC', component: 'marketMakerProtection', amount: '0.06' }],
      }),
    );
    await bring(json(summary('BTC', 4, 0.25)));
    expect(book.given().map(({ component, amount }) => `${component} ${amount}`)).toEqual([
      'marketMakerProtection 0.06',
      'spot 0.25',
    ]);
  });
});

describe('limits', () => {
  const limit = (warning: string, change: object = {}) => ({
    account: 'a',
    measure: 'usage',
    warning,
    limit: '0.9',
    ...change,
  });
  const document = (limits: object[] | null) =>
    json({
      format: 'margrave-portfolio',
      version: 1,
      accounts: [{ id: 'a', venue: 'deribit', marginModel: 'deribit-pm' }],
      ...(limits === null ? {} : { limits }),
    });
  const vega = limit('100', { measure: 'vega', underlying: 'BTC', bucket: '30', limit: '200' });

  it('are replaced by a file that speaks of them, joined by a merge, and left by one that doesn’t', async () => {
    expect(await bring(document([limit('0.8')]))).toContain('limits +1 ~0 -0 =0');
    await bring(document(null));
    expect(book.limits()).toHaveLength(1);
    expect(await bring(document([vega]), 'merge')).toContain('limits +1 ~0 -0 =0');
    expect(book.limits().map(({ measure }) => measure)).toEqual(['usage', 'vega']);
    expect(await bring(document([limit('0.7')]))).toContain('limits +0 ~1 -1 =0');
    expect(book.limits()).toEqual([{ ...limit('0.7'), underlying: '', bucket: '' }]);
    expect(await bring(document([limit('0.7')]))).toBe('accounts +0 ~0 -0 =1, limits +0 ~0 -0 =1');
    expect(await bring(document([]))).toContain('limits +0 ~0 -1 =0');
    expect(book.limits()).toEqual([]);
  });

  it('that don’t hold together are rejected with their field', async () => {
    const wrong = [
      limit('0.95'),
      { ...vega, underlying: '' },
      limit('0.8'),
      limit('0.7'),
      limit('0.8', { bucket: '7' }),
    ];
    const { rejected } = await readInto(document(wrong));
    expect(rejected.map(({ row }) => `${row.column}: ${row.reason}`)).toEqual([
      'limits[0].limit: the limit, 0.9, is below its warning, 0.95',
      'limits[1].underlying: name the underlying, such as BTC',
      'limits[3].measure: an earlier row says the same thing already',
      'limits[4].bucket: only limits on vega have a time to expiry',
    ]);
  });
});

describe('groups', () => {
  it('in a circle are refused', async () => {
    const document = {
      format: 'margrave-portfolio',
      version: 1,
      groups: [
        { id: 'a', name: 'A', parent: 'b' },
        { id: 'b', name: 'B', parent: 'a' },
      ],
    };
    const outcome = await read(json(document));
    expect(() => planImport(outcome, book, 'replace')).toThrow(/in a circle: a → b → a/);
  });
});

describe('rows of a plan', () => {
  it('are paged over sections, by state', async () => {
    await bring(first);
    const plan = planImport(
      await readInto(pasted('account,symbol,quantity\na,BTC-PERPETUAL,11\nc,BTC-27SEP24,1\n')),
      book,
      'replace',
    );
    const all = plan.rows({ section: null, state: null, offset: 0, limit: 500 });
    expect(all.total).toBe(all.rows.length);
    const paged = Array.from(
      { length: all.total },
      (_, offset) => plan.rows({ section: null, state: null, offset, limit: 1 }).rows[0],
    );
    expect(paged).toEqual(all.rows);
    expect(plan.rows({ section: 'positions', state: 'changed', offset: 0, limit: 10 })).toEqual({
      total: 1,
      rows: [
        expect.objectContaining({
          identity: 'a · deribit:BTC-PERPETUAL ·  · 1',
          before: expect.objectContaining({ quantity: '10' }),
          after: expect.objectContaining({ quantity: '11' }),
        }),
      ],
    });
    expect(
      plan
        .rows({ section: 'positions', state: 'removed', offset: 0, limit: 10 })
        .rows.map(({ identity }) => identity),
    ).toEqual(['a · deribit:BTC-28JUN24 ·  · 1']);
    expect(plan.rows({ section: null, state: 'added', offset: 1, limit: 1 }).rows).toHaveLength(1);
  });
});

describe('rejected rows', () => {
  const mixed = pasted(
    'account,symbol,quantity,strategy\na,BTC-PERPETUAL,10,x\na,BTC-PERPETUAL,"=2*10",=evil()\nb,WHAT-IS-THIS,5,y\n',
    'desk book.csv',
  );

  it('block the import unless the good ones shall be kept', async () => {
    const outcome = await readInto(mixed);
    expect(planImport(outcome, book, 'replace').blocked).toBe(true);
    const plan = planImport(outcome, book, 'replace', true);
    expect(plan.blocked).toBe(false);
    expect(plan.sections.find(({ section }) => section === 'positions')).toMatchObject({
      added: 1,
      rejected: 2,
    });
  });

  it('come back as a table that can be corrected: the good rows stay, the corrected ones join, once', async () => {
    await bring(mixed, 'replace', true);
    const made = rejectedFile((await readInto(mixed)).rejected)!;
    expect(made).toMatchObject({ name: 'desk_book-rejected.csv', rows: 2 });
    expect(made.text.split('\n')[0]).toBe(
      'account,symbol,quantity,strategy,rejected row,rejected because,remedy',
    );
    expect(made.text).toContain("a,BTC-PERPETUAL,'=2*10,'=evil(),desk book.csv:3,");
    const again = await readInto(pasted(made.text, made.name));
    expect(again.rejected).toHaveLength(2);
    expect(again.rejected[0]!.original).toEqual((await readInto(mixed)).rejected[0]!.original);
    const corrected = pasted(
      made.text.replace("'=2*10", '20').replace('WHAT-IS-THIS', 'ETH-PERPETUAL'),
      made.name,
    );
    expect(await bring(corrected)).toContain('positions +2 ~0 -0 =0');
    const expected = [
      'a BTC-PERPETUAL 1 10',
      'a BTC-PERPETUAL desk book.csv:3 20',
      'b ETH-PERPETUAL desk book.csv:4 5',
    ];
    expect(held().sort()).toEqual(expected);
    expect(book.positions().find(({ lot }) => lot.endsWith(':3'))!.strategy).toBe('=evil()');
    expect(planImport(await readInto(corrected), book, 'replace').identical).toBe(true);
  });

  it('of several kinds come back as one document', async () => {
    const sources = [
      mixed,
      json([{ instrument_name: 'BTC-PERPETUAL', direction: 'buy', size: 'many' }], 'venue.json'),
      json(
        {
          format: 'margrave-portfolio',
          version: 1,
          balances: [{ account: 'a', currency: 'BTC', amount: 5 }],
        },
        'own.json',
      ),
      pasted('date,BTC\n2026-01-01,1\n2026-01-02,?\n', 'prices.csv'),
    ];
    await bring(sources, 'replace', true);
    const before = held();
    const made = rejectedFile((await readInto(sources)).rejected)!;
    expect(made).toMatchObject({ name: 'own-rejected.json', rows: 5 });
    const text = made.text
      .replaceAll('"=2*10"', '"20"')
      .replaceAll('"WHAT-IS-THIS"', '"ETH-PERPETUAL"')
      .replaceAll('"size": "many"', '"size": "7"')
      .replaceAll('"amount": 5', '"amount": "5"')
      .replaceAll('"?"', '"2.5"');
    const corrected = pasted(text, made.name);
    expect((await readInto(corrected)).rejected).toEqual([]);
    await bring(corrected);
    expect(held()).toEqual(expect.arrayContaining(before));
    expect(held()).toHaveLength(before.length + 3);
    expect(book.balances()).toMatchObject([{ account: 'a', currency: 'BTC', amount: '5' }]);
    expect(book.history().map(({ value }) => value)).toEqual(['1', '2.5']);
  });
});
