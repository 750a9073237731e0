import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsFile } from '../../src-main/desk/settings.ts';

const first = { timeZone: 'utc', columnSets: [], reportTemplates: [] } as const;
const sets = [{ name: 'Risk by hand', columns: ['symbol', 'delta'] }];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was put is there for the next desk; before, all is as at the first start', async () => {
  const file = new SettingsFile(join(folder, 'not there yet'));
  expect(await file.get()).toEqual(first);
  const put = { timeZone: 'local' as const, columnSets: sets, reportTemplates: [] };
  expect(await file.put(put)).toEqual(put);
  expect(await new SettingsFile(join(folder, 'not there yet')).get()).toEqual(put);
});

test.each(['', '{"timeZone":', '[1,2]', 'null', '"utc"'])(
  'a file that holds %j is passed over, and set aside before it is written over',
  async (content) => {
    writeFileSync(join(folder, 'settings.json'), content);
    const file = new SettingsFile(folder);
    expect(await file.get()).toEqual(first);
    await file.put({ ...first, columnSets: sets, reportTemplates: [] });
    expect((await file.get()).columnSets).toEqual(sets);
    expect(readFileSync(join(folder, 'settings.json.unreadable'), 'utf8')).toBe(content);
  },
);

test('one part that can’t be read costs the others nothing', async () => {
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({ timeZone: 'mars', columnSets: sets, reportTemplates: 7, later: true }),
  );
  expect(await new SettingsFile(folder).get()).toEqual({ ...first, columnSets: sets });
});

test('writes follow each other', async () => {
  const file = new SettingsFile(folder);
  await Promise.all(
    ['local', 'utc', 'local'].map((timeZone) =>
      file.put({ timeZone: timeZone as 'utc' | 'local', columnSets: [], reportTemplates: [] }),
    ),
  );
  expect((await file.get()).timeZone).toBe('local');
  expect(readdirSync(folder)).toEqual(['settings.json']);
});
