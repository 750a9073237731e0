import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MarginNode } from '../../../src-main/domain/margin-result.ts';
import { chosenSections, makeReport, type ReportInput } from '../../../src-main/files/reports/report.ts';
import { previewReport } from '../../../src-main/files/reports/report-preview.ts';
import { recombine } from '../../../src-main/margin/blocks/recombine.ts';
import { fewParameters, reportInput, smallInputs, withRatio } from './fixtures.ts';

const formats = ['json', 'csv', 'xlsx', 'pdf'] as const;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

let input: ReportInput;
beforeAll(() => {
  input = reportInput(smallInputs());
});

/** The input with texts that a spreadsheet would run, wherever a person or a file can put text. */
function withFormulas(): ReportInput {
  const hostile = structuredClone(input);
  hostile.run.label = '=HYPERLINK("http://example.invalid","click")';
  hostile.run.user = '@SUM(1+1)';
  hostile.book.name = '+cmd|calc!A1';
  hostile.market.label = '\t=1+1';
  hostile.portfolio.positions[0]!.strategy = '-2+3';
  hostile.portfolio.accounts[0]!.name = '＝1+1';
  hostile.portfolio.orders[0]!.id = '\r=1';
  hostile.market.figures[0]!.source = ' =1+1';
  return hostile;
}

/** One entry, its first lines and a few rows are enough to see whether bytes repeat. */
const shortened = (whole: ReportInput): ReportInput => {
  const short = structuredClone(fewParameters(whole));
  short.result.entries = short.result.entries.slice(1, 2);
  short.portfolio.positions = short.portfolio.positions.slice(0, 40);
  short.market.figures = short.market.figures.slice(0, 60);
  short.history = short.history.slice(0, 30);
  return short;
};

const hashesOf = async (from: ReportInput): Promise<string[]> => {
  const made = await Promise.all(formats.map((format) => makeReport(format, from)));
  return made.map(({ bytes }) => hashOf(bytes));
};

describe('the same run gives the same bytes', () => {
  let first: Promise<string[]>;
  beforeAll(() => {
    first = hashesOf(shortened(input));
  });

  test('twice, and in another process in another time zone and language', async () => {
    expect(await hashesOf(shortened(input))).toEqual(await first);
    expect(await hashesElsewhere(shortened(input), 'Pacific/Kiritimati')).toEqual(await first);
  }, 60_000);

  test('another run gives other bytes', async () => {
    const other = shortened(input);
    other.run.createdAt = '2026-03-02T09:16:00.000Z';
    const [one, two] = [await first, await hashesOf(other)];
    formats.forEach((format, index) => {
      expect(one[index], format).not.toBe(two[index]);
    });
  }, 60_000);
});

/** Hashes of the reports made by a process of its own. */
function hashesElsewhere(from: ReportInput, zone: string): Promise<string[]> {
  const script = fileURLToPath(new URL('./print-report-hashes.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TZ: zone, LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
    const child = execFile(process.execPath, [script, ...formats], { env }, (failure, printed) => {
      if (failure) reject(failure);
      else resolve(printed.trim().split('\n'));
    });
    child.stdin?.end(JSON.stringify(from));
  });
}

describe('XLSX', () => {
  const workbookOf = async (from: ReportInput) =>
    read((await makeReport('xlsx', from)).bytes, { cellNF: true, bookFiles: true });
  let workbook: Awaited<ReturnType<typeof workbookOf>>;
  beforeAll(async () => {
    workbook = await workbookOf(input);
  });

  test('tree lines are numbers that add up to the entries’ margins', () => {
    const rows = utils.sheet_to_json<Record<string, unknown>>(workbook.Sheets.Tree!);
    let lines = 0;
    for (const entry of input.result.entries) {
      const own = rows.filter(
        (row) => row.Account === entry.account && row['Netting set'] === entry.nettingSet,
      );
      const amounts = new Map(own.map((row) => [row.Line, row.Amount]));
      const visit = (node: MarginNode): void => {
        lines += 1;
        expect(amounts.get(node.id), node.id).toBe(Number(node.amount));
        node.children.forEach(visit);
        if (node.operator !== 'sum') return;
        const children = node.children.map(({ id }) => amounts.get(id) as number);
        expect(recombine('sum', children, {}), node.id).toBe(amounts.get(node.id));
      };
      visit(entry.tree);
      const summary = utils
        .sheet_to_json<Record<string, unknown>>(workbook.Sheets.Entries!)
        .find((row) => row.Account === entry.account && row['Netting set'] === entry.nettingSet);
      expect(summary?.['Initial margin']).toBe(Number(entry.initialMargin));
      // Where initial and maintenance margin are one requirement, the root is both.
      const initial = amounts.get(`${entry.tree.id}/initialMargin`) ?? amounts.get(entry.tree.id);
      expect(initial).toBe(Number(entry.initialMargin));
    }
    expect(lines).toBe(rows.length);
  });

  test('contributions add up to the initial margin', () => {
    const rows = utils.sheet_to_json<Record<string, unknown>>(workbook.Sheets.Contributions!);
    for (const { account, nettingSet, initialMargin } of input.result.entries) {
      const sum = rows
        .filter((row) => row.Account === account && row['Netting set'] === nettingSet)
        .reduce((total, row) => total + (row['Contribution to initial margin'] as number), 0);
      expect(sum).toBe(Number(initialMargin));
    }
  });

  test('text that starts like a formula stays text, numbers stay numbers', async () => {
    const cells = Object.values((await workbookOf(withFormulas())).Sheets).flatMap((sheet) =>
      Object.entries(sheet).filter(([address]) => !address.startsWith('!')),
    );
    expect(cells.filter(([, cell]) => cell.f !== undefined)).toEqual([]);
    const risky = cells.filter(([, cell]) => cell.t === 's' && /^[\s]*[=+@＝-]/.test(cell.v));
    expect(risky.length).toBeGreaterThanOrEqual(6);
    expect(risky.filter(([, cell]) => cell.z !== '@')).toEqual([]);
    const short = cells.filter(([, cell]) => cell.t === 'n' && cell.v < 0);
    expect(short.length).toBeGreaterThan(100);
  });

  test('headers are frozen and amounts carry the decimals of their currency', () => {
    const files = (workbook as unknown as { files: Record<string, { content: Uint8Array }> }).files;
    const sheets = Object.keys(files).filter((path) => /worksheets\/sheet\d+\.xml$/.test(path));
    expect(sheets).toHaveLength(workbook.SheetNames.length);
    for (const path of sheets) expect(textOf(files[path]!.content)).toContain('state="frozen"');
    const entries = utils.sheet_to_json<Record<string, unknown>>(workbook.Sheets.Entries!);
    const coin = entries.findIndex((row) => row.Currency === 'BTC');
    const money = entries.findIndex((row) => row.Currency === 'USD');
    expect(workbook.Sheets.Entries![`E${coin + 2}`].z).toBe('#,##0.00000000');
    expect(workbook.Sheets.Entries![`E${money + 2}`].z).toBe('#,##0.00');
  });
});

describe('CSV', () => {
  const rowsOf = async (from: ReportInput): Promise<Record<string, string>[]> =>
    parse(textOf((await makeReport('csv', from)).bytes), { columns: true });

  test('every amount of the tree is there whole, under its line', async () => {
    const rows = await rowsOf(input);
    const amounts = new Map(
      rows
        .filter(({ section, quantity }) => section === 'tree' && quantity === 'amount')
        .map((row) => [`${row.account} ${row.netting_set} ${row.item}`, row]),
    );
    let lines = 0;
    for (const { account, nettingSet, tree } of input.result.entries) {
      const visit = (node: MarginNode): void => {
        lines += 1;
        const row = amounts.get(`${account} ${nettingSet} ${node.id}`);
        expect(row?.value).toBe(node.amount);
        expect(row?.unit).toBe(node.currency);
        node.children.forEach(visit);
      };
      visit(tree);
    }
    expect(amounts.size).toBe(lines);
  });

  test('no cell begins like a formula unless it is a number', async () => {
    const hostile = withFormulas();
    const rows = await rowsOf(hostile);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^[\s]*[=+@＝-]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([]);
    expect(cells).toContain(`'${hostile.run.label}`);
    expect(cells.filter((cell) => /^-\d/.test(cell)).length).toBeGreaterThan(100);
  });
});

describe('a template', () => {
  test('takes in its sections alone, and always the summary', async () => {
    const { bytes } = await makeReport('csv', input, chosenSections(['entries']));
    const found = new Set(
      textOf(bytes)
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    );
    expect([...found].sort()).toEqual(['entries', 'equity-and-levels', 'summary', 'totals']);
  });

  test('leaves JSON whole, and names an unknown section', async () => {
    const short = shortened(input);
    const whole = await makeReport('json', short);
    expect((await makeReport('json', short, chosenSections([]))).bytes).toEqual(whole.bytes);
    expect(() => chosenSections(['poetry'])).toThrow(/no section “poetry”\. It has: summary, entries/);
  });

  test('states a ratio model’s ratio and levels, and every row that is carried as another instrument', async () => {
    const ratioModel = withRatio(shortened(input));
    const sheets = read((await makeReport('xlsx', ratioModel)).bytes).Sheets;
    const [entry] = utils.sheet_to_json<Record<string, unknown>>(sheets.Entries!);
    expect([entry!.Ratio, entry!['Its value']]).toEqual(['toy ratio', 1.25]);
    const levels = utils.sheet_to_json<Record<string, unknown>>(sheets['Equity and levels']!);
    expect(levels.map((row) => row['Ratio there'])).toContain(1.05);
    const [mapped] = utils.sheet_to_json<Record<string, unknown>>(sheets.Mapped!);
    expect(mapped).toEqual({
      Account: 'prime-a',
      Instrument: 'deribit:BTC-PERPETUAL',
      Quantity: 250000,
      'Carried as': 'linear perpetual of 1 BTC, settled in USDC',
      'Quantity there': 4.1,
      'Delta left open': -0.05,
    });
  });

  test('is previewed with the first rows of each table, as the spreadsheet shows them', () => {
    const preview = previewReport(input, chosenSections(['holdings']), 3);
    expect(preview.sections.map(({ id }) => id)).toEqual(['summary', 'holdings']);
    const positions = preview.sections[1]!.tables[0]!;
    expect(positions.rows).toHaveLength(3);
    expect(positions.total).toBe(input.portfolio.positions.length);
    expect(positions.columns.some(({ numeric }) => numeric)).toBe(true);
  });
});
