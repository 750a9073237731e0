import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBackups, verifyFile } from '../../src-main/book/backup.ts';
import { openForReading, openForWriting } from '../../src-main/book/connection.ts';
import { migrate } from '../../src-main/book/migrate.ts';
import { currentVersion, migrations } from '../../src-main/book/migrations/list.ts';
import { isWriter, layDown, openBook, openWriter } from '../../src-main/book/open.ts';
import { accountToRow, figureToRow, instrumentToRow } from '../../src-main/book/rows.ts';
import { contentTables, shapeAt, tablesOf } from '../../src-main/book/tables.ts';
import { BookTransaction } from '../../src-main/book/transaction.ts';
import type { Balance } from '../../src-main/domain/account.ts';
import { canonicalJson } from '../../src-main/domain/canonical-json.ts';
import type { Instrument } from '../../src-main/domain/instrument.ts';
import type { MarginLimit } from '../../src-main/domain/limit.ts';
import type { MarketFigure } from '../../src-main/domain/market.ts';
import { account, edit, keptReconciliation, makeFolder, option } from './sample.ts';

const now = new Date('2026-03-01T10:00:00Z');
let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

/** A book as an older version made it, with two accounts in it. */
function bookOfVersion(version = 1): void {
  layDown(folder.book, { name: 'Old desk', user: 'ada', now, version });
  const database = openForWriting(folder.book);
  database.transaction(() => {
    const transaction = new BookTransaction(database, new Map());
    transaction.put(contentTables.account, [
      accountToRow(account('prime-a')),
      accountToRow(account('prime-b')),
    ]);
    transaction.storeDigests();
  })();
  database.close();
}

const tableNames = (path: string): string[] => {
  const database = openForReading(path);
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  database.close();
  return names;
};

describe('the steps of the schema', () => {
  it('are numbered without gaps, and every table is made by the step it names', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    for (const { version } of migrations) {
      const path = `${folder.path}/v${version}`;
      layDown(path, { name: 'x', user: 'ada', now, version });
      const expected = [...tablesOf(version).map(({ name }) => name), 'digest'];
      expect(tableNames(path).sort()).toEqual(expected.sort());
      expect(verifyFile(path, now).problems).toEqual([]);
    }
  });

  it('1, before and after: from an empty file to a book that verifies', () => {
    const database = new Database(folder.book);
    expect(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    migrate(database, { user: 'ada', now, to: 1, birth: { bookId: 'id-1', name: 'Desk', sample: false } });
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    expect(database.pragma('application_id', { simple: true })).toBe(0x4d475256);
    database.close();
    expect(verifyFile(folder.book, now).problems).toEqual([]);
  });

  it('2, before and after: mappings and what-if books come, and what was there stays', async () => {
    bookOfVersion();
    expect(tableNames(folder.book)).not.toContain('column_mapping');
    const before = verifyFile(folder.book, now);
    expect(before.problems).toEqual([]);
    const book = await openWriter(folder.book, { user: 'bob', now: () => now });
    expect(book.status()).toEqual(
      expect.objectContaining({ schemaVersion: currentVersion, name: 'Old desk', warnings: [] }),
    );
    expect(book.accounts()).toEqual([account('prime-a'), account('prime-b')]);
    expect(book.mappings()).toEqual([]);
    book.apply([{ kind: 'putWhatIf', id: 'w', name: 'W', account: 'prime-a', document: '{}' }], edit);
    const after = book.verify();
    expect(after.problems).toEqual([]);
    const digestOf = (report: typeof after): unknown =>
      report.tables.find(({ table }) => table === 'account');
    expect(digestOf(after)).toEqual(digestOf(before));
    expect(book.audit().map(({ action, user }) => [action, user])).toEqual([
      ['create', 'ada'],
      ['migration', 'bob'],
      ['edit', 'ada'],
    ]);
    book.close();
  });

  it('3, before and after: limits come, and what was there stays', async () => {
    bookOfVersion(2);
    expect(tableNames(folder.book)).not.toContain('margin_limit');
    const before = verifyFile(folder.book, now);
    const older = await openBook(folder.book, { user: 'bob', wanted: 'read' });
    expect(older.limits()).toEqual([]);
    older.close();
    const book = await openWriter(folder.book, { user: 'bob', now: () => now });
    expect(book.status().schemaVersion).toBe(currentVersion);
    const limit = (measure: 'usage' | 'vega', warning: string): MarginLimit => ({
      account: 'prime-a',
      measure,
      underlying: measure === 'vega' ? 'BTC' : '',
      bucket: measure === 'vega' ? '30' : '',
      warning,
      limit: '2000',
    });
    const put = (limits: MarginLimit[]) =>
      book.apply([{ kind: 'putLimits', accounts: ['prime-a'], limits }], edit);
    put([limit('vega', '1500'), limit('usage', '0.80')]);
    expect(book.limits()).toEqual([limit('usage', '0.8'), limit('vega', '1500')]);
    put([limit('usage', '0.7')]);
    expect(book.limits(['prime-a'])).toEqual([limit('usage', '0.7')]);
    expect(book.limits(['prime-b'])).toEqual([]);
    // A limit of an account can't outlive it, and undo brings both back.
    book.apply([{ kind: 'removeAccounts', accounts: ['prime-a'] }], edit);
    expect(book.limits()).toEqual([]);
    book.undo('ada');
    book.undo('ada');
    expect(book.limits()).toEqual([limit('usage', '0.8'), limit('vega', '1500')]);
    expect(() => put([{ ...limit('usage', '0.7'), underlying: 'BTC' }])).toThrow('isn’t allowed');
    expect(() => put([limit('usage', '0.7'), limit('usage', '0.6')])).toThrow('given twice');
    const after = book.verify();
    expect(after.problems).toEqual([]);
    const digestOf = (report: typeof after): unknown =>
      report.tables.find(({ table }) => table === 'account');
    expect(digestOf(after)).toEqual(digestOf(before));
    book.close();
  });
});

describe('step 4, before and after', () => {
  it('takes loans, the figures of other venues and kept agreement; what was there stays, to the row', async () => {
    bookOfVersion(3);
    const figure = (kind: MarketFigure['class']): MarketFigure => ({
      class: kind,
      key: kind === 'surface' ? 'btc_usd/a' : 'btc_usd/spot',
      expiry: kind === 'confidence' ? '' : '2026-03-27T08:00:00Z',
      value: '0.5',
      time: '2026-03-01T00:00:00Z',
      source: 'test',
    });
    const old = openForWriting(folder.book);
    old.transaction(() => {
      const transaction = new BookTransaction(old, new Map());
      transaction.put(contentTables.balance, [['prime-a', 'cash', 'BTC', '12.5']]);
      transaction.put(contentTables.snapshot, [['s', '2026-03-01T00:00:00Z', 'S']]);
      transaction.put(contentTables.figure, [figureToRow('s', figure('forward'))]);
      transaction.storeDigests();
      const loan = [['prime-a', 'loan', 'USDT', '100']];
      expect(() => transaction.put(contentTables.balance, loan)).toThrow('isn’t allowed');
    })();
    old.close();
    const before = verifyFile(folder.book, now);
    expect(before.problems).toEqual([]);

    const book = await openWriter(folder.book, { user: 'bob', now: () => now });
    const digests = (report: typeof before): unknown =>
      report.tables.filter(({ table }) => ['balance', 'market_figure', 'account'].includes(table));
    expect(digests(book.verify())).toEqual(digests(before));
    const loan: Balance = { account: 'prime-a', kind: 'loan', currency: 'USDT', amount: '100' };
    const newer = (['fixedForward', 'surface', 'confidence'] as const).map(figure);
    const market = { id: 's', time: '2026-03-01T00:00:00Z', label: 'S', figures: newer };
    book.apply([{ kind: 'putBalances', balances: [loan] }], edit);
    book.apply([{ kind: 'putSnapshot', snapshot: market }], edit);
    expect(book.balances()).toContainEqual(loan);
    expect(book.snapshot('s')?.figures).toHaveLength(3);
    const wrong = { ...market, figures: [{ ...figure('surface'), class: 'guess' as 'surface' }] };
    expect(() => book.apply([{ kind: 'putSnapshot', snapshot: wrong }], edit)).toThrow('isn’t allowed');
    expect(() =>
      book.apply([{ kind: 'putBalances', balances: [{ ...loan, kind: 'gift' as 'loan' }] }], edit),
    ).toThrow('isn’t allowed');
    book.undo('ada');
    expect(book.snapshot('s')?.figures.map((one) => one.class)).toEqual(['forward']);
    expect(book.verify().problems).toEqual([]);
    book.close();
  });

  it('keeps agreement with its lines: kept twice it is one, and both ways back are whole', async () => {
    bookOfVersion(3);
    const older = await openBook(folder.book, { user: 'bob', wanted: 'read' });
    expect(older.reconciliations()).toEqual([]);
    expect(older.reconciliationDocument('r')).toBeNull();
    older.close();
    const writer = await openWriter(folder.book, { user: 'ada', now: () => now });
    const kept = keptReconciliation('r');
    const first = writer.apply([kept], edit);
    expect(writer.reconciliations()).toEqual([kept.record]);
    expect(writer.reconciliationDocument('r')).toBe(kept.document);
    const later = { ...kept, record: { ...kept.record, keptAt: '2027-01-01T00:00:00Z' } };
    expect(writer.apply([later], edit)).toEqual({ revision: first.revision, sequence: null });
    expect(() => writer.apply([{ ...kept, document: '{}' }], edit)).toThrow('Nothing was written');
    writer.apply([{ kind: 'removeReconciliation', id: 'r' }], edit);
    expect(writer.reconciliations()).toEqual([]);
    writer.undo('ada');
    expect(writer.reconciliations()).toEqual([kept.record]);
    expect(writer.verify().problems).toEqual([]);
    writer.undo('ada');
    expect(writer.reconciliations()).toEqual([]);
    expect(writer.verify().problems).toEqual([]);
    writer.close();
  });
});

describe('step 5, before and after', () => {
  const month: Partial<Instrument> = {
    product: 'LO',
    contractMonth: '202604',
    deliversFuture: 'nymex:CLJ26',
  };
  const adjusted: Partial<Instrument> = {
    product: 'AAPL1',
    deliverableUnits: '105.0',
    deliverableCash: '12.5',
  };
  const listed: Instrument[] = [
    { ...option(0), id: 'a', payoff: 'linear', ...month, premium: 'daily', priceModel: 'normal' },
    { ...option(0), id: 'b', payoff: 'linear', ...adjusted },
    { ...option(0), id: 'c', payoff: 'linear', product: 'SPXW', settles: 'pm' },
  ];
  const dividend: MarketFigure = {
    class: 'dividend',
    key: 'us-aapl_usd',
    expiry: '2026-05-08T13:30:00Z',
    value: '0.26',
    time: '2026-03-01T00:00:00Z',
    source: 'test',
  };

  it('takes terms of listed instruments and dividends; what was there stays, and states none of them', async () => {
    bookOfVersion(4);
    const older = shapeAt(contentTables.instrument, 4);
    expect(older.columns).toHaveLength(16);
    const old = openForWriting(folder.book);
    old.transaction(() => {
      const transaction = new BookTransaction(old, new Map());
      transaction.put(older, [
        instrumentToRow(option(1)).slice(0, 16),
        instrumentToRow(option(2)).slice(0, 16),
      ]);
      transaction.put(contentTables.snapshot, [['s', '2026-03-01T00:00:00Z', 'S']]);
      transaction.put(contentTables.figure, [figureToRow('s', { ...dividend, class: 'surface' })]);
      transaction.storeDigests();
      expect(() => transaction.put(contentTables.figure, [figureToRow('s', dividend)])).toThrow(
        'isn’t allowed',
      );
    })();
    old.close();
    const before = verifyFile(folder.book, now);
    expect(before.problems).toEqual([]);
    const reader = await openBook(folder.book, { user: 'bob', wanted: 'read' });
    expect(reader.status().schemaVersion).toBe(4);
    expect(reader.instruments()).toStrictEqual([option(1), option(2)]);
    expect(reader.instruments([option(2).id])).toStrictEqual([option(2)]);
    const asBefore = canonicalJson(reader.instruments());
    reader.close();

    const book = await openWriter(folder.book, { user: 'bob', now: () => now });
    const digests = (report: typeof before): unknown =>
      report.tables.filter(({ table }) => ['market_figure', 'account'].includes(table));
    const after = book.verify();
    expect(after.problems).toEqual([]);
    expect(digests(after)).toEqual(digests(before));
    // What documents and hashes are made of is the same text: absent stays absent.
    expect(canonicalJson(book.instruments())).toBe(asBefore);
    expect(book.snapshot('s')?.figures).toEqual([{ ...dividend, class: 'surface' }]);
    book.close();
  });

  it('gives each listed field back as it was put, and undo takes it away', async () => {
    bookOfVersion(4);
    const book = await openWriter(folder.book, { user: 'bob', now: () => now });
    book.apply([{ kind: 'putInstruments', instruments: listed }], edit);
    const [, second] = listed;
    expect(book.instruments()).toStrictEqual(
      listed.map((one) => (one === second ? { ...one, deliverableUnits: '105' } : one)),
    );
    const plain = { ...option(0), id: 'c', payoff: 'linear' as const };
    book.apply([{ kind: 'putInstruments', instruments: [plain] }], edit);
    expect(book.instruments(['c'])).toStrictEqual([plain]);
    book.undo('ada');
    expect(book.instruments(['c'])).toStrictEqual([listed[2]]);
    const classes = ['dividend', 'dividendForecast', 'dividendYield', 'borrowRate', 'bid', 'ask'] as const;
    const figures = classes.map((name) => ({ ...dividend, class: name }));
    const market = { id: 's', time: dividend.time, label: 'S', figures };
    book.apply([{ kind: 'putSnapshot', snapshot: market }], edit);
    expect(book.snapshot('s')?.figures.map((one) => one.class)).toEqual([...classes].sort());
    for (const wrong of [{ settles: 'noon' }, { premium: 'never' }, { product: undefined }] as object[]) {
      const instruments = [{ ...listed[2], id: 'd', ...wrong } as Instrument];
      expect(() => book.apply([{ kind: 'putInstruments', instruments }], edit)).toThrow('isn’t allowed');
    }
    expect(book.verify().problems).toEqual([]);
    book.undo('ada');
    book.undo('ada');
    expect(book.instruments()).toEqual([]);
    expect(book.verify().problems).toEqual([]);
    book.close();
  });
});

describe('opening an older book', () => {
  it('makes a verified backup at the old version first', async () => {
    bookOfVersion();
    const book = await openWriter(folder.book, { user: 'ada', now: () => now });
    const [backup, ...others] = book.backups();
    expect(others).toEqual([]);
    expect(backup?.reason).toBe('migration');
    const copy = await openBook(backup!.path, { user: 'ada', wanted: 'read' });
    expect(copy.status().schemaVersion).toBe(1);
    expect(copy.accounts()).toHaveLength(2);
    expect(copy.mappings()).toEqual([]);
    expect(copy.whatIfs()).toEqual([]);
    copy.close();
    book.close();
  });

  it('for reading leaves it at its version', async () => {
    bookOfVersion();
    const book = await openBook(folder.book, { user: 'ada', wanted: 'read' });
    expect(book.status().schemaVersion).toBe(1);
    expect(book.portfolio().accounts).toHaveLength(2);
    expect(book.verify().problems).toEqual([]);
    book.close();
  });

  it('does nothing to a book whose content is damaged', async () => {
    bookOfVersion();
    const database = new Database(folder.book);
    database.exec("UPDATE account SET name = 'x' WHERE id = 'prime-a'");
    database.close();
    const book = await openBook(folder.book, { user: 'ada', wanted: 'write' });
    expect(isWriter(book)).toBe(false);
    expect(book.status().readOnlyReason).toContain('Table account');
    expect(book.status().schemaVersion).toBe(1);
    book.close();
    expect(listBackups(folder.book, `${folder.book}.backups`)).toEqual([]);
  });

  it('undoes nothing that is older than a migration', async () => {
    bookOfVersion();
    const book = await openWriter(folder.book, { user: 'ada' });
    expect(book.undo('ada')).toBeNull();
    book.close();
  });
});

describe('a step that fails', () => {
  it('takes the steps before it back too', () => {
    bookOfVersion();
    const before = verifyFile(folder.book, now);
    const database = openForWriting(folder.book);
    const failing = {
      version: currentVersion + 1,
      name: 'fails half-way',
      up(target: Database.Database) {
        target.exec('CREATE TABLE half (a TEXT) STRICT; DELETE FROM account');
        throw new Error('stopped');
      },
    };
    const setting = {
      user: 'ada',
      now,
      to: currentVersion + 1,
      birth: null,
      steps: [...migrations, failing],
    };
    expect(() => migrate(database, setting)).toThrow('stopped');
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    database.close();
    expect(verifyFile(folder.book, now)).toEqual(before);
  });

  it('is one that leaves a row naming something that is gone', () => {
    bookOfVersion();
    const database = openForWriting(folder.book);
    database.pragma('foreign_keys = off');
    const failing = {
      version: 2,
      name: 'orphans',
      up(target: Database.Database) {
        target.exec("INSERT INTO balance VALUES ('nobody', 'cash', 'BTC', '1')");
      },
    };
    expect(() =>
      migrate(database, { user: 'ada', now, to: 2, birth: null, steps: [migrations[0]!, failing] }),
    ).toThrow('name something missing');
    expect(database.prepare('SELECT count(*) FROM balance').pluck().get()).toBe(0);
    database.close();
  });
});

describe('a book from a newer version', () => {
  it('opens for reading only and names both versions', async () => {
    bookOfVersion();
    (await openWriter(folder.book, { user: 'ada' })).close();
    const database = new Database(folder.book);
    database.pragma('user_version = 99');
    database.close();
    for (const wanted of ['read', 'write'] as const) {
      const book = await openBook(folder.book, { user: 'ada', wanted });
      expect(isWriter(book)).toBe(false);
      expect(book.status().readOnlyReason).toContain(
        `version 99 and this program writes version ${currentVersion}`,
      );
      expect(book.accounts()).toHaveLength(2);
      expect(book.verify().ok).toBe(false);
      book.close();
    }
    await expect(openWriter(folder.book, { user: 'ada' })).rejects.toMatchObject({ code: 'read-only' });
  });

  it('says so where its tables are unknown to this program', async () => {
    bookOfVersion();
    const database = new Database(folder.book);
    database.exec('ALTER TABLE balance RENAME TO holdings');
    database.pragma('user_version = 99');
    database.close();
    const book = await openBook(folder.book, { user: 'ada', wanted: 'read' });
    expect(() => book.balances()).toThrow('version 99');
    expect(book.accounts()).toHaveLength(2);
    book.close();
  });
});
