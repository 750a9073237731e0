// Files that mean harm or are broken: each gives a clear error with its place, in bounded memory and time, and nothing is taken by mistake.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MargraveError } from '../../src-main/domain/errors.ts';
import { file, json, pasted, read } from './reading.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function refusal(path: string): Promise<string> {
  try {
    await read(file(path));
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MargraveError);
    return (thrown as MargraveError).message;
  }
  return 'taken';
}

const table = 'symbol,quantity\nBTC-PERPETUAL,10\n';

describe('whole files are refused by name, place and remedy', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty.csv', '', /empty\.csv is empty/],
    ['blank.csv', ' \n\n \n', /is empty/],
    ['nul.csv', 'symbol,quantity\nBTC\0-PERPETUAL,10\n', /line 2: there is a NUL byte/],
    ['utf16-without-mark.csv', Buffer.from(table, 'utf16le'), /NUL byte.*UTF-8/],
    [
      'latin1.csv',
      Buffer.from('symbol,quantity,strategy\nBTC-PERPETUAL,10,Absicherung für März\n', 'latin1'),
      /line 2: byte FC is not UTF-8.*Save it as UTF-8/,
    ],
    [
      'cut.csv',
      Buffer.from([...Buffer.from('symbol,quantity\nBTC-PERPETUAL,1 '), 0xe2, 0x82]),
      /line 2: byte E2 is not UTF-8/,
    ],
    ['broken-utf16.csv', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), /UTF-16/],
    ['workbook.xlsx', Buffer.from('PK\u0003\u0004rest'), /Excel workbook.*CSV UTF-8/],
    ['book.margrave', Buffer.from('SQLite format 3\0rest'), /Open it as a book/],
    ['report.pdf', '%PDF-1.7', /is a PDF/],
    ['page.csv', '<!DOCTYPE html><html>', /web page/],
    [
      'twice.csv',
      'symbol,quantity,Quantity\nBTC-PERPETUAL,1,2\n',
      /“Quantity” stands over column 2 and over column 3/,
    ],
    ['no-header.csv', '1,2\n3,4\n', /no table with a header row/],
    ['prose.csv', 'Dear desk\nplease find attached\n', /no table with a header row/],
    ['open-quote.csv', `${table}"BTC,1\n`, /line 3: a quote is opened and never closed/],
    ['deep.json', '['.repeat(1_000_000), /deeper than 64 levels/],
    ['deep-object.json', '{"a":'.repeat(1_000_000), /deeper than 64 levels/],
    [
      'duplicate.json',
      '[{"instrument_name":"BTC-PERPETUAL","size":1,\n"size":1000,"direction":"buy"}]',
      /line 2: The key “size” is given twice/,
    ],
    [
      'prototype.json',
      '[{"__proto__":{"size":1},"instrument_name":"BTC-PERPETUAL"}]',
      /“__proto__” is not allowed/,
    ],
    ['cut.json', '[{"instrument_name":"BTC-PERPETUAL","size":1', /too early: the file is cut off/],
    ['trailing.json', '{"format":"margrave-portfolio","version":1,}', /A key in quotes was expected/],
  ])('%s', async (name, content, message) => {
    const text = await refusal(written(name, content));
    expect(text).toMatch(message);
    expect(text).toContain(name);
    if (!/^(workbook|book|report|page)/.test(name)) expect(text).toMatch(/Nothing was read/);
  });

  it('a missing file and a folder', async () => {
    expect(await refusal(join(folder, 'nowhere.csv'))).toMatch(/can't be opened/);
    expect(await refusal(folder)).toMatch(/can't be (opened|read)/);
  });
});

describe('sizes are bounded', () => {
  function bigFile(name: string, head: string, piece: string, megabytes: number): string {
    const path = join(folder, name);
    const handle = openSync(path, 'w');
    writeSync(handle, head);
    const block = Buffer.from(piece.repeat(Math.ceil(1_048_576 / piece.length)).slice(0, 1_048_576));
    for (let written = 0; written < megabytes; written++) writeSync(handle, block);
    closeSync(handle);
    return path;
  }

  it.each([
    ['line.csv', 'symbol,quantity\n', 'x'],
    ['quoted-line.csv', 'symbol,quantity\n"', 'x'],
    ['header.csv', '', 'a'],
    ['columns.csv', 'symbol,quantity\n', ','],
  ])('a line of 100 MB (%s) is refused after its first megabyte', async (name, head, piece) => {
    const path = bigFile(name, head, piece, 100);
    const before = process.memoryUsage().rss;
    expect(await refusal(path)).toMatch(
      /longer than 1,000,000 characters|columns, more than|first row has no end/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
    rmSync(path);
  });

  it('JSON above 256 MB is refused before it is read', async () => {
    const path = bigFile('large.json', '[', ' ', 257);
    expect(await refusal(path)).toMatch(/257 MB of JSON; at most 256 MB/);
    rmSync(path);
  });

  it('a table in which nothing can be taken stops at a bound', async () => {
    const path = written('bad.csv', `symbol,quantity\n${'BTC-PERPETUAL,x\n'.repeat(100_001)}`);
    expect(await refusal(path)).toMatch(
      /More than 100,000 rows can't be taken; the first is bad\.csv, line 2, quantity/,
    );
  });
});

describe('what looks harmful and is only text stays text', () => {
  it('UTF-8 and UTF-16 with their marks are read', async () => {
    const text = 'symbol,quantity,strategy\nBTC-PERPETUAL,10,für März 🙂\n';
    for (const bytes of [
      Buffer.from(`\uFEFF${text}`),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ]) {
      const { positions } = await read(file(written('marked.csv', bytes)));
      expect(positions).toMatchObject([{ quantity: '10', strategy: 'für März 🙂' }]);
    }
  });

  it('characters of several bytes at the seams of the pieces survive', async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, index) => `BTC-PERPETUAL,1,${'ü€🙂'.repeat(1 + (index % 3))}`,
    );
    const { positions, rejected } = await read(
      file(written('seams.csv', `symbol,quantity,strategy\n${rows.join('\n')}`)),
    );
    expect(rejected).toEqual([]);
    expect(positions).toHaveLength(40_000);
    expect(positions.every(({ strategy }) => /^(ü€🙂){1,3}$/.test(strategy))).toBe(true);
  });

  it('a file that was chosen twice is read once, and says so', async () => {
    const path = written('once.csv', table);
    const { positions, notices } = await read([file(path), file(path)]);
    expect(positions.map(({ lot, quantity }) => [lot, quantity])).toEqual([['1', '10']]);
    expect(notices).toEqual(['once.csv was chosen twice and is read once.']);
  });

  it('names of object members are ordinary text', async () => {
    const { positions, rejected, accounts } = await read(
      pasted(
        'account,symbol,quantity,strategy\n__proto__,BTC-PERPETUAL,1,constructor\nconstructor,toString,1,x\nprototype,BTC-PERPETUAL,2,__proto__\n',
      ),
    );
    expect(positions.map(({ account, strategy }) => [account, strategy])).toEqual([
      ['__proto__', 'constructor'],
      ['prototype', '__proto__'],
    ]);
    expect(rejected.map(({ row }) => row.value)).toEqual(['toString']);
    expect(accounts.map(({ id }) => id)).toEqual(['__proto__', 'prototype']);
    expect(({} as Record<string, unknown>).constructor).toBe(Object);
  });

  it('a header named __proto__ does no harm', async () => {
    const { rejected } = await read(pasted('__proto__,symbol,quantity\nx,BTC-PERPETUAL,y\n'));
    expect(Object.entries(rejected[0]!.original)).toEqual([
      ['__proto__', 'x'],
      ['symbol', 'BTC-PERPETUAL'],
      ['quantity', 'y'],
    ]);
    expect(Object.getPrototypeOf(rejected[0]!.original)).toBe(Object.prototype);
  });

  it('constructor and prototype keys in JSON are keys like others', async () => {
    const portfolio = {
      format: 'margrave-portfolio',
      version: 1,
      accounts: [{ id: 'a', venue: 'v', marginModel: 'm', constructor: { prototype: 1 } }],
    };
    const { rejected } = await read(json(portfolio));
    expect(rejected[0]!.row.reason).toMatch(/“constructor” is not one of the format/);
  });

  it('numbers beyond float64 are rejected by row, never infinite', async () => {
    const { positions, rejected } = await read({
      name: 'p.json',
      text: '[{"instrument_name":"BTC-PERPETUAL","direction":"buy","size":1e999},{"instrument_name":"BTC-PERPETUAL","direction":"buy","size":12345678901234567890.123}]',
    });
    expect(rejected.map(({ row }) => row.value)).toEqual(['1e999']);
    expect(positions.map(({ quantity }) => quantity)).toEqual(['12345678901234567890.123']);
  });
});
