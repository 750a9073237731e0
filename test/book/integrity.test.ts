import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditHash } from '../../src-main/book/audit-chain.ts';
import { contentHash } from '../../src-main/book/content-hash.ts';
import { createBook, isWriter, openBook } from '../../src-main/book/open.ts';
import { type Row, TableDigest } from '../../src-main/book/row-digest.ts';
import { edit, makeFolder, wholeBook } from './sample.ts';
import { storeSampleRun } from './sample-run.ts';

describe('a table’s digest', () => {
  const rows: Row[] = [
    ['a', 'b', null, 1],
    ['a', 'bc', '', 1],
    ['ab', 'c', '1', null],
    ['', 'é🂡', 'x', -5],
  ];
  const digestOf = (list: Row[]): string => {
    const digest = new TableDigest();
    for (const row of list) digest.add(row);
    return digest.toString();
  };

  it('doesn’t depend on the order, and goes back when a row does', () => {
    expect(digestOf([...rows].reverse())).toBe(digestOf(rows));
    const digest = new TableDigest(4, digestOf(rows));
    digest.remove(rows[1] as Row);
    expect(digest.toString()).toBe(digestOf([rows[0], rows[2], rows[3]] as Row[]));
    expect(digest.rows).toBe(3);
  });

  it('tells apart cells that run together, empty from none, and a number from its text', () => {
    const seen = [
      ['ab', ''],
      ['a', 'b'],
      ['', 'ab'],
      ['ab', null],
      [null, 'ab'],
      [1],
      ['1'],
      [Buffer.from('1')],
    ];
    expect(new Set(seen.map((row) => digestOf([row]))).size).toBe(seen.length);
  });

  it('changes in all four lanes for every single flipped bit of a character', () => {
    const text = 'deribit:BTC-27JUN25-100000-C';
    const lanes = (digest: string): string[] => digest.match(/.{8}/g) as string[];
    const before = lanes(
      digestOf([
        [text, '12.5'],
        ['other', '1'],
      ]),
    );
    for (let place = 0; place < text.length; place += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = String.fromCharCode(text.charCodeAt(place) ^ (1 << bit));
        const changed = text.slice(0, place) + flipped + text.slice(place + 1);
        const after = lanes(
          digestOf([
            [changed, '12.5'],
            ['other', '1'],
          ]),
        );
        expect(after.every((lane, index) => lane !== before[index])).toBe(true);
      }
    }
  });
});

describe('the book’s check', () => {
  let folder: ReturnType<typeof makeFolder>;
  let whole: Buffer;
  beforeAll(async () => {
    const made = makeFolder();
    const book = await createBook(made.book, { name: 'Desk', user: 'ada' });
    book.apply(wholeBook(), edit);
    book.apply([{ kind: 'putMapping', name: 'second', mapping: '{}' }], edit);
    storeSampleRun(book, 'r1');
    expect(book.verify().problems).toEqual([]);
    book.close();
    whole = readFileSync(made.book);
    made.remove();
  });
  beforeEach(() => {
    folder = makeFolder();
    writeFileSync(folder.book, whole);
  });
  afterEach(() => folder.remove());

  /** Changes the file behind the book's back. */
  const tamper = (sql: string): void => {
    const database = new Database(folder.book);
    database.pragma('foreign_keys = off');
    database.exec(sql);
    database.close();
  };

  const cases: [string, string][] = [
    ['position', "UPDATE position SET quantity = quantity || '1' WHERE lot = '3'"],
    ['position', "DELETE FROM position WHERE lot = '3'"],
    ['reporting_group', "UPDATE reporting_group SET name = 'Fond' WHERE id = 'fund'"],
    ['account', "UPDATE account SET margin_model = 'deribit-sm' WHERE id = 'prime-b'"],
    ['instrument', "UPDATE instrument SET multiplier = '10' WHERE strike = '20000'"],
    ['open_order', 'UPDATE open_order SET reduce_only = 1'],
    ['balance', "UPDATE balance SET amount = '13.5' WHERE currency = 'BTC'"],
    ['given_requirement', "UPDATE given_requirement SET source = 'me'"],
    ['market_snapshot', "UPDATE market_snapshot SET time = '2025-06-01T00:00:01Z'"],
    ['market_figure', "UPDATE market_figure SET value = '0.9' WHERE value = '0.011'"],
    ['price_history', "INSERT INTO price_history VALUES ('BTC', '2025-06-03T00:00:00Z', '1', 'x')"],
    ['parameter_set', 'UPDATE parameter_set SET assumed = 1'],
    ['parameter', "UPDATE parameter SET value = '0.16' WHERE path = 'b.range'"],
    ['column_mapping', "DELETE FROM column_mapping WHERE name = 'broker'"],
    ['what_if_book', "UPDATE what_if_book SET document = '{}'"],
    ['meta', "UPDATE meta SET value = 'Other' WHERE key = 'name'"],
    ['digest', "UPDATE digest SET rows = rows + 1 WHERE table_name = 'position'"],
    ['sqlite_schema', 'CREATE INDEX strange ON balance (amount)'],
    ['sqlite_schema', 'DROP TRIGGER audit_refuses_delete'],
    ['audit', "DROP TRIGGER audit_refuses_update; UPDATE audit SET user = 'eve' WHERE sequence = 2"],
    ['audit', 'DROP TRIGGER audit_refuses_delete; DELETE FROM audit WHERE sequence = 2'],
    ['run', "DROP TRIGGER run_refuses_update; UPDATE run SET label = 'other'"],
    ['document', "DROP TRIGGER document_refuses_update; UPDATE document SET content = CAST('{}' AS BLOB)"],
    ['document', 'DROP TRIGGER document_refuses_update; UPDATE document SET bytes = bytes + 1'],
    ['inverse', "DROP TRIGGER inverse_refuses_update; UPDATE inverse SET content = CAST('[]' AS BLOB)"],
  ];
  for (const [table, sql] of cases) {
    it(`names the table: ${sql}`, async () => {
      tamper(sql);
      const book = await openBook(folder.book, { user: 'ada', wanted: 'read' });
      const report = book.verify();
      expect(report.ok).toBe(false);
      expect(report.problems.some((problem) => problem.startsWith(`Table ${table}:`))).toBe(true);
      expect(report.tables.find((entry) => entry.table === table)?.ok).toBe(false);
      book.close();
    });
  }

  it('makes a damaged book open for reading only, with the way back', async () => {
    const whole = await openBook(folder.book, { user: 'ada', wanted: 'write' });
    if (!isWriter(whole)) throw new Error(whole.status().readOnlyReason ?? '');
    const backup = await whole.backup('request');
    whole.close();
    tamper("UPDATE balance SET amount = '13.5' WHERE currency = 'BTC'");
    const book = await openBook(folder.book, { user: 'ada', wanted: 'write' });
    expect(isWriter(book)).toBe(false);
    expect(book.status().readOnlyReason).toContain('Table balance');
    expect(book.status().readOnlyReason).toContain(backup.path);
    expect(book.status().verifiedAt).toBeNull();
    book.close();
  });

  it('refuses to give out a run whose document isn’t what was stored', async () => {
    tamper("DROP TRIGGER document_refuses_update; UPDATE document SET content = CAST('{}' AS BLOB)");
    const book = await openBook(folder.book, { user: 'ada', wanted: 'read' });
    expect(() => book.run('r1')).toThrow('is damaged');
    book.close();
  });
});

describe('the audit chain and the stored runs', () => {
  let folder: ReturnType<typeof makeFolder>;
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  it('only grow: the file itself refuses to change or remove a row', async () => {
    const book = await createBook(folder.book, { name: 'Desk', user: 'ada' });
    book.apply(wholeBook(), edit);
    storeSampleRun(book, 'r1');
    book.close();
    const database = new Database(folder.book);
    for (const table of ['audit', 'inverse', 'document', 'run']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('only grows');
      const column = table === 'run' ? 'label' : 'hash';
      expect(() => database.exec(`UPDATE ${table} SET ${column} = 'x'`)).toThrow('only grows');
    }
    database.close();
  });

  it('carry the user, and each hash covers the entry and the one before', async () => {
    const book = await createBook(folder.book, { name: 'Desk', user: 'ada', sample: true });
    book.apply(wholeBook(), { ...edit, user: 'bob' });
    const entries = book.audit();
    expect(entries.map(({ user, action }) => [user, action])).toEqual([
      ['ada', 'create'],
      ['bob', 'edit'],
    ]);
    expect(entries[1]?.previousHash).toBe(entries[0]?.hash);
    expect(entries[1]?.hash).toBe(auditHash(entries[1]!));
    expect(auditHash({ ...entries[1]!, user: 'eve' })).not.toBe(entries[1]?.hash);
    expect(JSON.parse(entries[1]!.detail).tables.position).toEqual({ added: 40, changed: 0, removed: 0 });
    expect(book.audit(1, 1)).toEqual([entries[1]]);
    expect(book.status()).toEqual(
      expect.objectContaining({ sample: true, createdBy: 'ada', auditHead: entries[1]?.hash, revision: 1 }),
    );
    book.close();
  });

  it('keep a run whole, its documents once per content, and leave undo alone', async () => {
    const book = await createBook(folder.book, { name: 'Desk', user: 'ada' });
    book.apply(wholeBook(), edit);
    const head = book.status().auditHead;
    const long = 'x'.repeat(50_000);
    const first = storeSampleRun(book, 'r1', long);
    storeSampleRun(book, 'r2', long);
    expect(first.auditHead).toBe(head);
    expect(book.runs().map(({ id }) => id)).toEqual(['r2', 'r1']);
    const run = book.run('r1');
    expect(run?.documents.result).toBe(JSON.stringify({ id: 'r1' }));
    expect(run?.documents.portfolio).toContain(long);
    expect(run && contentHash(run.documents.portfolio)).toBe(run?.inputs.portfolio);
    expect(book.run('none')).toBeNull();
    // Six of the runs, and the lines of the reconciliation that the book keeps.
    expect(book.verify().tables.find(({ table }) => table === 'document')?.rows).toBe(7);
    expect(book.undo('ada')?.summary).toBe('Undone: An edit');
    expect(book.runs()).toHaveLength(2);
    expect(() => storeSampleRun(book, 'r1')).toThrow('is given twice');
    expect(() => book.storeRun({ ...first, id: 'r3', resultHash: '0'.repeat(64) }, run!.documents)).toThrow(
      'not stored',
    );
    expect(book.verify().problems).toEqual([]);
    book.close();
  });
});
