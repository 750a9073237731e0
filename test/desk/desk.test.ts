// The desk on real books and real threads: importing, margins, runs, a second desk, and what the window is told meanwhile.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallInput } from '../../src-main/contract/calls.ts';
import type { Client } from '../../src-main/contract/transport.ts';
import type { ImportPreview, MarginView } from '../../src-main/contract/views.ts';
import { BookThreads } from '../../src-main/desk/book-threads.ts';
import { createDesk, type Desk, directClient } from '../../src-main/desk/desk.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';

let folder: string;
let desk: Desk;
let client: Client;
const others: Desk[] = [];

function startDesk(user: string): Desk {
  return createDesk({
    host: { kind: 'direct' },
    userFolder: join(folder, user),
    user,
    resourcesFolder: fileURLToPath(new URL('../../resources', import.meta.url)),
    version: '0.0.0-test',
  });
}

// One desk for all: its threads take longer to start than any test to run. Each test makes a book of its own.
let books = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-desk-'));
  desk = startDesk('ada');
  client = directClient(desk);
});
beforeEach(() => {
  books += 1;
});
afterEach(() => Promise.all(others.splice(0).map((one) => one.close())));
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const bookPath = (): string => join(folder, `desk-${books}.margrave`);
function written(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const preview = (path: string, how: Partial<CallInput<'import.preview'>> = {}): Promise<ImportPreview> =>
  client.call('import.preview', {
    files: [desk.offerFile(path)],
    account: null,
    mapping: null,
    mappingName: null,
    mode: 'replace',
    ...how,
  });
const commit = (id: string, keepGoodRows = false) =>
  client.call('import.commit', { preview: id, keepGoodRows });
const margin = (how: Partial<CallInput<'margin.compute'>> = {}): Promise<MarginView> =>
  client.call('margin.compute', {
    account: null,
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    store: false,
    label: '',
    ...how,
  });
async function bookWithPortfolio(): Promise<void> {
  await desk.commandLine.createBook(bookPath(), 'Desk');
  const { id } = await preview(written('portfolio.json', smallPortfolio()));
  await commit(id);
}

test('a portfolio is previewed, committed once, and changes nothing the second time', async () => {
  await desk.commandLine.createBook(bookPath(), 'Desk');
  const heard: unknown[] = [];
  const stop = desk.on('book.changed', (event) => heard.push(event));
  const path = written('portfolio.json', smallPortfolio());
  const first = await preview(path);
  expect(first.sections.find(({ section }) => section === 'positions')).toMatchObject({
    added: 4,
    rejected: 0,
  });
  const page = await client.call('import.rows', {
    preview: first.id,
    state: 'added',
    section: 'positions',
    offset: 1,
    limit: 2,
  });
  expect([page.total, page.rows.length]).toEqual([4, 2]);
  expect(await commit(first.id)).toMatchObject({ changed: true, revision: 1, rejectedFile: null });
  const second = await preview(path);
  expect(second.identical).toBe(true);
  expect(await commit(second.id)).toMatchObject({ changed: false, revision: 1 });
  stop();
  expect(heard).toEqual([{ revision: 1, open: true }]);
  const { rows } = await client.call('book.history', { offset: 0, limit: 10 });
  expect(rows[0]).toMatchObject({ user: 'ada', action: 'import' });
  expect(rows[0]?.summary).toContain('positions +4');
});

test('a preview of a book that changed since is refused, and so is one that is not kept', async () => {
  await bookWithPortfolio();
  const older = await preview(written('older.json', smallPortfolio('-11')));
  const newer = await preview(written('newer.json', smallPortfolio('-12')));
  await commit(newer.id);
  await expect(commit(older.id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(commit('x'.repeat(32))).rejects.toMatchObject({ code: 'not-found' });
  const { rows } = await client.call('positions.rows', {
    view: null,
    account: null,
    filter: 'calls',
    sort: [],
    groupBy: [],
    closedGroups: [],
    offset: 0,
    limit: 10,
  });
  expect(rows.map((row) => row.type === 'position' && row.row.quantity)).toEqual(['-12']);
});

test('rejected rows stop an import; good rows alone can be kept, and the corrected rest comes in after', async () => {
  await bookWithPortfolio();
  const table = 'account,symbol,quantity\nprime-a,BTC-PERPETUAL,1000\nprime-a,BTC-26JUN26-60000-C,12x\n';
  const first = await preview(written('broker.csv', table));
  expect(first.rejectedTotal).toBe(1);
  expect(first.rejected[0]).toMatchObject({ file: 'broker.csv', line: 3, column: 'quantity', value: '12x' });
  await expect(commit(first.id)).rejects.toMatchObject({ code: 'invalid-file' });
  expect((await client.call('program.state', {})).book?.revision).toBe(1);
  const kept = await commit(first.id, true);
  expect(kept.rejectedFile).toMatchObject({ rows: 1 });
  const rejected = (await desk.readFile(kept.rejectedFile?.token ?? '')).content.toString('utf8');
  expect(rejected).toContain('12x');
  const corrected = await preview(written('corrected.csv', rejected.replace('12x', '-3')));
  expect(corrected.rejectedTotal).toBe(0);
  await commit(corrected.id);
  const copy = await client.call('positions.copy', {
    view: null,
    account: null,
    filter: '',
    sort: [],
    ids: null,
    columns: ['symbol', 'quantity'],
  });
  expect(copy.text.split('\n')).toEqual([
    'symbol\tquantity',
    'BTC-26JUN26-60000-C\t-3',
    'BTC-PERPETUAL\t1000',
  ]);
});

test('a mapping is chosen again under the preview’s id, and saved by name', async () => {
  await bookWithPortfolio();
  const path = written('coins.csv', 'Instrument;Size\nBTC-26JUN26-60000-C;2\n');
  const guessed = await preview(path, { account: 'prime-a' });
  expect(guessed.headers).toEqual(['Instrument', 'Size']);
  const mapping = guessed.mapping;
  if (!mapping) throw new Error('no mapping was guessed');
  const again = await preview(path, { files: [guessed.id], mapping: { ...mapping, unit: 'contracts' } });
  expect(again.mapping?.unit).toBe('contracts');
  await client.call('import.saveMapping', { name: 'broker', mapping });
  expect(await client.call('import.mappings', {})).toEqual([{ name: 'broker', mapping }]);
  await expect(preview(path, { mappingName: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
});

test('a file that can’t be read leaves the book as it was', async () => {
  await bookWithPortfolio();
  for (const [name, content] of [
    ['cut.json', '{"format": "margrave-portfolio", '],
    ['zero.csv', 'account,symbol\u0000,quantity\n'],
    ['twice.csv', 'symbol,quantity,quantity\nBTC-PERPETUAL,1,2\n'],
  ] as const) {
    await expect(preview(written(name, content)), name).rejects.toMatchObject({ code: 'invalid-file' });
  }
  expect((await client.call('book.verify', {})).ok).toBe(true);
  expect((await client.call('program.state', {})).book?.revision).toBe(1);
});

test('a file that is no book leaves the book that was open where it was', async () => {
  await bookWithPortfolio();
  const open = (path: string) => client.call('book.open', { file: desk.offerFile(path) });
  await expect(open(written('notes.margrave', 'not a book'))).rejects.toMatchObject({ code: 'invalid-file' });
  await expect(open(join(folder, 'nowhere.margrave'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(desk.commandLine.createBook(join(folder, 'no-folder', 'x.margrave'), '')).rejects.toThrow();
  const state = await client.call('program.state', {});
  expect(state.book).toMatchObject({ path: bookPath(), readOnly: false, revision: 1 });
});

test('a cancelled import writes nothing', async () => {
  await bookWithPortfolio();
  const lines = Array.from({ length: 60_000 }, (_, row) => `prime-a,BTC-PERPETUAL,${row + 1},s${row}`);
  const path = written('long.csv', `account,symbol,quantity,strategy\n${lines.join('\n')}\n`);
  const labels = new Set<string>();
  const progress = new Promise<void>((resolve) => {
    const stop = desk.on('task.progress', ({ task, label }) => {
      labels.add(`${task}: ${label}`);
      stop();
      resolve();
    });
  });
  const reading = preview(path, { task: 'long' });
  await progress;
  expect(await client.call('task.cancel', { task: 'long' })).toEqual({ cancelled: true });
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  expect([...labels][0]).toMatch(/^long: Reading/);
  expect(await client.call('task.cancel', { task: 'long' })).toEqual({ cancelled: false });
  expect((await client.call('program.state', {})).book?.revision).toBe(1);
});

test('a margin is explained line by line; stored, it is a run that says the same', async () => {
  await bookWithPortfolio();
  const view = await margin({ store: true, label: 'close of day' });
  const [entry] = view.entries;
  if (!entry) throw new Error('no entry');
  expect(entry).toMatchObject({ account: 'prime-a', rulebook: 'deribit-pm', currency: 'BTC' });
  const place = { view: view.view, account: 'prime-a', nettingSet: entry.nettingSet, currency: 'BTC' };
  const whole = await client.call('margin.wholeTree', place);
  const top = await client.call('margin.tree', { ...place, node: null, offset: 0, limit: 1 });
  expect(top.children[0]?.id).toBe(whole.children[0]?.id);
  expect(top.total).toBe(whole.children.length);
  const shares = await client.call('margin.contributions', { ...place, offset: 0, limit: 500 });
  expect(Number(shares.total)).toBeCloseTo(Number(entry.initialMargin), 10);
  expect(shares.rows).toHaveLength(shares.count);
  // The same contributions by underlying and by expiry.
  const sumOf = (rows: readonly { contribution: string }[]): number =>
    rows.reduce((sum, { contribution }) => sum + Number(contribution), 0);
  expect(sumOf(view.byUnderlying)).toBeCloseTo(Number(entry.initialMargin), 10);
  expect(sumOf(view.byExpiry)).toBeCloseTo(Number(entry.initialMargin), 10);
  expect(view.byExpiry.map(({ expiry }) => expiry)).toEqual(
    view.byExpiry.map(({ expiry }) => expiry).toSorted(),
  );
  expect(view.byExpiry.some(({ expiry }) => /^\d{4}-\d\d-\d\dT/.test(expiry))).toBe(true);
  const stored = await client.call('runs.get', { run: view.run ?? '' });
  expect(stored).toMatchObject({ label: 'close of day', user: 'ada' });
  expect(stored.entries[0]?.initialMargin).toBe(entry.initialMargin);
  expect((await client.call('runs.list', { offset: 0, limit: 5 })).total).toBe(1);
  await expect(
    client.call('margin.tree', { ...place, node: 'no/such', offset: 0, limit: 1 }),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('eight views are kept; contributions are shown for the revision they were computed from alone', async () => {
  await bookWithPortfolio();
  const first = await margin();
  const rows = (view: string) =>
    client.call('positions.rows', {
      view,
      account: 'group:desk',
      filter: 'calls',
      sort: [],
      groupBy: [],
      closedGroups: [],
      offset: 0,
      limit: 10,
    });
  const [before] = (await rows(first.view)).rows;
  if (before?.type !== 'position') throw new Error('no position');
  expect(Number(before.row.contribution)).not.toBeNaN();
  const { id } = await preview(written('portfolio.json', smallPortfolio('-20')));
  await commit(id);
  const [after] = (await rows(first.view)).rows;
  if (after?.type !== 'position') throw new Error('no position');
  expect([after.row.contribution, after.row.quantity]).toEqual([null, '-20']);
  expect(Number(after.row.delta)).toBeCloseTo(2 * Number(before.row.delta), 9);
  for (let count = 0; count < 8; count++) await margin();
  await expect(client.call('margin.tables', { view: first.view })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('rows that can’t be valued stop a margin with their names, or are left out and listed', async () => {
  await desk.commandLine.createBook(bookPath(), 'Desk');
  const portfolio = smallPortfolio() as { positions: object[] };
  const odd = { account: 'prime-a', instrument: 'deribit:ETH-PERPETUAL', quantity: '100' };
  const { id } = await preview(
    written('odd.json', { ...portfolio, positions: [...portfolio.positions, odd] }),
  );
  await commit(id);
  await expect(margin()).rejects.toMatchObject({
    code: 'incomplete',
    detail: { rows: [expect.objectContaining({ instrument: 'deribit:ETH-PERPETUAL', account: 'prime-a' })] },
  });
  const view = await margin({ allowExcluded: true });
  expect(view.excluded.map(({ instrument }) => instrument)).toEqual(['deribit:ETH-PERPETUAL']);
  await expect(margin({ account: 'nobody' })).rejects.toThrow(/no account “nobody”.*prime-a/);
  await expect(margin({ parameters: ['deribit-pm@1999-01-01'] })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('the same question asked again replaces the older one; another question goes on beside it', async () => {
  await bookWithPortfolio();
  const code = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'answered',
      (error) => error.code,
    );
  const older = code(margin());
  const newer = code(margin());
  const other = code(margin({ rulebook: 'deribit-sm' }));
  expect(await Promise.all([older, newer, other])).toEqual(['superseded', 'answered', 'answered']);
});

test('a thread that takes over from one that crashed has the book open before it answers', async () => {
  await bookWithPortfolio();
  await client.call('book.close', {});
  const resources = fileURLToPath(new URL('../../resources', import.meta.url));
  const threads = new BookThreads({ resources, made: folder, version: 'test' });
  threads.reopen = { path: bookPath(), user: 'ada', readOnly: false };
  try {
    expect(await threads.writer.call('status', null)).toMatchObject({ readOnly: false, revision: 1 });
    expect(await threads.reader.call('book', null)).toMatchObject({ path: bookPath(), revision: 1 });
  } finally {
    await threads.close();
  }
});

test('a second desk reads the same book, says who writes it, and can’t', async () => {
  await bookWithPortfolio();
  const other = startDesk('grace');
  others.push(other);
  const second = directClient(other);
  const state = await other.commandLine.openBook(bookPath(), false);
  expect(state.readOnly).toBe(true);
  expect(state.readOnlyReason).toContain('ada');
  // That another writes is no damage: its check at opening found it whole, and so does one that is asked for.
  expect(state).toMatchObject({ verifiedOk: true, verifiedAt: expect.any(String), warnings: [] });
  expect((await second.call('book.verify', { task: 'verify' })).ok).toBe(true);
  expect((await second.call('program.state', {})).book).toMatchObject({ readOnly: true, verifiedOk: true });
  const asked = {
    account: null,
    rulebook: null,
    parameters: null,
    market: null,
    allowExcluded: false,
    label: '',
  };
  const seen = await second.call('margin.compute', { ...asked, store: false });
  expect(seen.entries).toEqual((await margin()).entries);
  const storing = second.call('margin.compute', { ...asked, store: true });
  await expect(storing).rejects.toMatchObject({ code: 'read-only' });
  await expect(storing).rejects.toThrow(/without storing \(command line: --no-store\)/);
});

test('undo takes back the newest change, a backup can be restored, and the sample is made once', async () => {
  await bookWithPortfolio();
  const { path } = await client.call('book.backup', {});
  const { id } = await preview(written('changed.json', smallPortfolio('-99')));
  await commit(id);
  expect((await client.call('program.state', {})).book?.undo).toContain('changed.json');
  expect((await client.call('book.undo', {})).undone).toContain('Undone');
  const restored = await desk.commandLine.restore(path, bookPath());
  expect(restored.state).toMatchObject({ path: bookPath(), readOnly: false });
  expect(restored.report.previous).not.toBeNull();
  const sample = await client.call('book.openSample', { task: 'sample' });
  expect(sample).toMatchObject({ sample: true, empty: false });
  expect(sample.counts.accounts).toBe(5);
  expect((await client.call('book.openSample', {})).revision).toBe(sample.revision);
  expect((await client.call('program.state', {})).recent.slice(0, 2).map(({ name }) => name)).toEqual([
    'Sample book',
    'Desk',
  ]);
});

test('a report of a run verifies; made twice, it is the same bytes', async () => {
  await bookWithPortfolio();
  const { run } = await margin({ store: true });
  const make = () => client.call('report.make', { run: run ?? '', format: 'json', sections: null });
  const [once, twice] = [await make(), await make()];
  const bytes = readFileSync(desk.madeFile(once.token).path);
  expect(readFileSync(desk.madeFile(twice.token).path).equals(bytes)).toBe(true);
  const verify = (path: string) => client.call('report.verify', { file: desk.offerFile(path) });
  expect(await verify(desk.madeFile(once.token).path)).toMatchObject({ matches: true, differences: [] });
  const altered = bytes.toString('utf8').replace('"12.5"', '"13.5"');
  expect(await verify(written('altered.json', altered))).toMatchObject({ matches: false });
});
