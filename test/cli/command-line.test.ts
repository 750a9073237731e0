// The command line in this process: what each command prints, and the exit code a script reads.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src-main/cli/run-command-line.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { commandFolder, rememberingTerminal } from './margrave.ts';

const { folder, margrave, written, close } = commandFolder();
const book = join(folder, 'desk.margrave');
afterAll(close);

describe('a book from import to report', () => {
  beforeAll(async () => {
    expect(await margrave(['init', '--book', book, '--name', 'Desk'])).toMatchObject({ code: 0, error: '' });
  });

  test('import prints the preview, then what it did; a preview alone writes nothing', async () => {
    const path = written('portfolio.json', smallPortfolio());
    const shown = await margrave(['import', path, '--book', book, '--preview']);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/positions +4 +0 +0 +0 +0/);
    expect(shown.out).toContain('Nothing was written');
    const done = await margrave(['import', path, '--book', book]);
    expect(done).toMatchObject({ code: 0, error: '' });
    expect(done.out).toContain('revision 1');
    expect((await margrave(['import', path, '--book', book])).out).toContain('holds all of this already');
  });

  test('rejected rows: 1 and nothing written, or with --keep-good 3 and a file of them', async () => {
    const path = written(
      'bad.csv',
      'account,symbol,quantity\nprime-a,BTC-PERPETUAL,5000\nprime-a,NOT-A-THING,1\n',
    );
    const stopped = await margrave(['import', path, '--book', book, '--merge']);
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain('NOT-A-THING');
    expect(stopped.error).toContain('--keep-good');
    const rejected = join(folder, 'rejected.csv');
    const kept = await margrave([
      ...['import', path, '--book', book, '--merge', '--keep-good', '--rejected', rejected, '--json'],
    ]);
    expect(kept.code).toBe(3);
    expect(JSON.parse(kept.out)).toMatchObject({ rejectedFile: rejected, outcome: { changed: true } });
    expect(readFileSync(rejected, 'utf8')).toContain('NOT-A-THING');
  });

  test('columns are named, kept as a mapping, and used again; a folder without tables is refused', async () => {
    const path = written('lots.csv', 'Konto X;Was;Lots held\nprime-a;BTC-PERPETUAL;1.000,5\n');
    const importing = ['import', path, '--book', book, '--merge', '--preview'];
    expect((await margrave([...importing, '--column', 'colour=Was'])).code).toBe(2);
    const columns = ['account=Konto X', 'symbol=Was', 'quantity=Lots held'].flatMap((one) => [
      '--column',
      one,
    ]);
    const named = await margrave([...importing, ...columns, '--decimal', ',', '--save-mapping', 'lots']);
    expect(named.out).toContain('quantity = Lots held');
    const again = await margrave([...importing, '--mapping', 'lots']);
    expect(again).toMatchObject({ code: 0, error: '' });
    expect(again.out).toMatch(/account = Konto X[\s\S]*positions +[01] +[01] +0 +0 +0/);
    const empty = await margrave(['import', mkdtempSync(join(folder, 'empty-')), '--book', book]);
    expect([empty.code, empty.error]).toEqual([1, expect.stringContaining('no table or document')]);
  });

  test('margin prints headline and tree and stores the run; --json is the result', async () => {
    const shown = await margrave(['margin', '--book', book, '--no-store']);
    expect(shown).toMatchObject({ code: 0, error: '' });
    expect(shown.out).toMatch(/prime-a +deribit-pm/);
    expect(shown.out).toContain('Risk matrix');
    expect(shown.out).toContain('Not stored');
    const { code, out } = await margrave(['margin', '--book', book, '--json', '--account', 'prime-a']);
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    expect(answer.run).toMatch(/^\d{8}T\d{6}Z-/);
    const [entry] = answer.entries;
    for (const name of ['initialMargin', 'maintenanceMargin', 'equity', 'freeEquity', 'deposit'])
      expect(Number(entry[name]), name).not.toBeNaN();
    expect(entry).toMatchObject({ account: 'prime-a', rulebook: 'deribit-pm', currency: 'BTC' });
    expect(entry.tree.children.length).toBeGreaterThan(0);
    const listed = JSON.parse((await margrave(['runs', '--book', book, '--json'])).out);
    expect(listed.runs.map(({ id }: { id: string }) => id)).toEqual([answer.run]);
    expect((await margrave(['runs', '--book', book])).out).toContain('1 of 1 runs');
  });

  test('margin under another rulebook and account that there isn’t: a sentence and 1', async () => {
    const other = await margrave([
      'margin',
      '--book',
      book,
      '--rulebook',
      'deribit-sm',
      '--no-store',
      '--json',
    ]);
    expect(JSON.parse(other.out).entries[0].rulebook).toBe('deribit-sm');
    const odd = await margrave(['margin', '--book', book, '--rulebook', 'nobody', '--json']);
    expect(odd.code).toBe(1);
    expect(JSON.parse(odd.out).error.code).toBe('not-found');
    expect(odd.error).toMatch(/^margrave: There is no rulebook “nobody”/);
  });

  test('scenarios: a row per price move, a column per volatility, one worst cell', async () => {
    const { code, out } = await margrave(['scenarios', '--book', book]);
    expect(code).toBe(0);
    const standard = out.split('\n\n')[0] ?? '';
    expect(standard).toContain('volatility up');
    expect(standard.split('\n').filter((line) => / % {2}/.test(line)).length).toBeGreaterThanOrEqual(9);
    expect(out.match(/\d \*/g)?.length).toBe(1);
  });

  test('a row that can’t be valued: 1 with the row; 3 when it is left out', async () => {
    const copy = join(folder, 'odd.margrave');
    await margrave(['init', '--book', copy]);
    const portfolio = smallPortfolio() as { positions: object[] };
    const odd = { account: 'prime-a', instrument: 'deribit:ETH-PERPETUAL', quantity: '100' };
    const path = written('odd.json', { ...portfolio, positions: [...portfolio.positions, odd] });
    await margrave(['import', path, '--book', copy]);
    const stopped = await margrave(['margin', '--book', copy]);
    expect(stopped.code).toBe(1);
    expect(stopped.error).toContain('deribit:ETH-PERPETUAL');
    const done = await margrave(['margin', '--book', copy, '--allow-excluded', '--no-store']);
    expect(done.code).toBe(3);
    expect(done.out).toContain('Left out (1)');
  });

  test('reports in every format a run can have, and the JSON one verifies', async () => {
    const out = join(folder, 'reports');
    const made = await margrave([
      'report',
      '--book',
      book,
      '--last',
      '--format',
      'pdf,xlsx,csv,json',
      '--out',
      out,
      '--json',
    ]);
    expect(made).toMatchObject({ code: 0, error: '' });
    const files: { path: string; bytes: number }[] = JSON.parse(made.out).files;
    expect(files.map(({ path }) => path.split('.').at(-1))).toEqual(['pdf', 'xlsx', 'csv', 'json']);
    for (const { path, bytes } of files) expect(readFileSync(path).length).toBe(bytes);
    const report = files[3]?.path ?? '';
    expect(await margrave(['verify', report])).toMatchObject({ code: 0 });
    const altered = written('altered.json', readFileSync(report, 'utf8').replace('"12.5"', '"13.5"'));
    expect((await margrave(['verify', altered])).code).toBe(1);
    expect((await margrave(['report', '--book', book, '--out', out])).error).toContain('--last');
  });

  test('export and import again is the identity, as a document, a folder of tables and a ZIP', async () => {
    for (const [format, name] of [
      ['json', 'out.json'],
      ['csv', 'tables'],
      ['csv', 'tables.zip'],
    ] as const) {
      const out = join(folder, name);
      expect((await margrave(['export', '--book', book, '--format', format, '--out', out])).code).toBe(0);
      const copy = join(folder, `${name}.margrave`);
      await margrave(['init', '--book', copy]);
      expect(await margrave(['import', out, '--book', copy])).toMatchObject({ code: 0, error: '' });
      const again = join(folder, `again-${name}`);
      await margrave(['export', '--book', copy, '--format', format, '--out', again]);
      const texts = (path: string): string[] =>
        name !== 'tables'
          ? [readFileSync(path, 'latin1')]
          : readdirSync(path).map((file) => `${file}\n${readFileSync(join(path, file), 'utf8')}`);
      expect(texts(again)).toEqual(texts(out));
    }
  });

  test('verify-book, backup and restore', async () => {
    expect((await margrave(['verify-book', '--book', book])).out).toContain('as it was written');
    const made = JSON.parse((await margrave(['backup', '--book', book, '--json'])).out);
    expect((await margrave(['backup', '--book', book, '--list'])).out).toContain('request');
    const restored = await margrave(['restore', made.path, '--book', book]);
    expect(restored).toMatchObject({ code: 0, error: '' });
    expect(restored.out).toContain('is restored from');
  });
});

test('the sample book is made from its inputs and margined', { timeout: 40_000 }, async () => {
  const path = join(folder, 'sample.margrave');
  const made = await margrave(['sample', '--book', path, '--json']);
  expect(JSON.parse(made.out)).toMatchObject({ sample: true, counts: { accounts: 5 } });
  const { code, out } = await margrave(['margin', '--book', path, '--no-store', '--json']);
  expect(code).toBe(0);
  expect(new Set(JSON.parse(out).entries.map(({ account }: { account: string }) => account)).size).toBe(5);
});

describe('without a book', () => {
  test('rulebooks, schema and version', async () => {
    const listed = JSON.parse((await margrave(['rulebooks', '--json'])).out);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['deribit-pm', 'deribit-cross-pm', 'deribit-sm']),
    );
    for (const { sets, unconfirmed, unconfirmedParameters } of listed) {
      expect(sets.length).toBeGreaterThan(0);
      expect(unconfirmedParameters).toHaveLength(unconfirmed);
    }
    const shown = (await margrave(['rulebooks'])).out;
    expect(shown).toContain('deribit-pm@');
    expect(shown).toContain('Confirmed by no venue');
    const schema = JSON.parse((await margrave(['schema', 'portfolio'])).out);
    expect(schema.properties).toHaveProperty('positions');
    expect((await margrave(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('wrong usage is 2 and says how; help is 0', async () => {
    for (const words of [
      [],
      ['margin'],
      ['margn', '--book', 'x'],
      ['schema', 'invoice'],
      ['import', '--book', book],
      ['report', '--book', book, '--out', '.', '--format', 'doc'],
      ['reconcile', 'x.json', '--tolerance', 'loose'],
      ['margin', '--book', book, '--colour'],
    ]) {
      const { code, error } = await margrave(words);
      expect([words, code]).toEqual([words, 2]);
      expect(error).not.toBe('');
    }
    for (const command of ['margin', 'import', 'reconcile']) {
      const { code, out } = await margrave([command, '--help']);
      expect(code).toBe(0);
      expect(out).toContain('--json');
      if (command !== 'import') expect(out).toContain('--json prints one object');
    }
  });

  test('a book that isn’t there: 1 and where it was looked for', async () => {
    const { code, error } = await margrave(['margin', '--book', join(folder, 'nowhere.margrave')]);
    expect(code).toBe(1);
    expect(error).toMatch(/^margrave: There is no book at .*nowhere\.margrave/);
  });

  test('a Node that can’t load the book’s driver is turned away with a sentence', async () => {
    const { terminal, finished } = rememberingTerminal(folder, { nodeVersion: '20.20.2' });
    expect(await runCommandLine(['rulebooks'], terminal)).toBe(1);
    expect(finished.error).toContain('needs Node 22.14 or newer, and this is Node 20.20.2');
  });

  test('a terminal gets boxes, a pipe aligned columns', async () => {
    expect((await margrave(['rulebooks'], { interactive: true })).out).toContain('│');
    expect((await margrave(['rulebooks'])).out).not.toContain('│');
  });
});
