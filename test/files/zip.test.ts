import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { tablesOfArchive } from '../../src-main/files/in/portfolio-archive.ts';
import { zipOf } from '../../src-main/files/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');
const groups = `id,name,parent\n${'desk,Desk,\n'.repeat(50)}`;

function opened(content: Uint8Array, name = 'x.zip'): ReturnType<typeof tablesOfArchive> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return tablesOfArchive({ name, path });
}

describe('an archive of tables', () => {
  it('is the same bytes for the same parts, and opens into them', async () => {
    const archive = zipOf([{ path: 'groups.csv', content: text(groups) }]);
    expect(zipOf([{ path: 'groups.csv', content: text(groups) }])).toEqual(archive);
    expect(await opened(archive)).toEqual([{ name: 'x.zip/groups.csv', text: groups }]);
  });

  it('leaves what is no ZIP to others', async () => {
    expect(await opened(text(groups), 'groups.csv')).toBeNull();
    expect(await tablesOfArchive({ name: 'absent', path: join(folder, 'absent') })).toBeNull();
  });

  it.each([
    ['a path out of the folder', { '../groups.csv': text(groups) }, /holds “\.\.\/groups\.csv”/],
    ['a workbook', { '[Content_Types].xml': text('<x/>') }, /Excel workbook/],
    ['bytes that are not UTF-8', { 'groups.csv': Buffer.from([0xff, 0xfe, 0x41]) }, /not UTF-8/],
  ])('refuses %s', async (_, files, reason) => {
    await expect(opened(zipSync(files as Record<string, Uint8Array>))).rejects.toThrow(reason);
  });

  it('refuses one that unpacks to more than is read, before unpacking it', async () => {
    const archive = Buffer.from(zipOf([{ path: 'groups.csv', content: text(groups) }]));
    const directory = archive.indexOf('PK\u0001\u0002', 0, 'latin1');
    archive.writeUInt32LE(0xf0000000, directory + 24);
    await expect(opened(archive)).rejects.toThrow(/unpacks to more than/);
  });

  it('refuses a changed byte wherever it stands in the content', async () => {
    const archive = Buffer.from(zipOf([{ path: 'groups.csv', content: text(groups) }]));
    const start = 30 + 'groups.csv'.length;
    const end = archive.indexOf('PK\u0001\u0002', 0, 'latin1');
    for (let at = start; at < end; at++) {
      const changed = Buffer.from(archive);
      changed[at] = changed[at]! ^ 0x10;
      const seen = await opened(changed).catch((thrown: Error) => thrown.message);
      // Bits that pad the last byte carry nothing.
      if (typeof seen === 'string') expect(seen).toMatch(/damaged|not UTF-8/);
      else expect(seen).toEqual([{ name: 'x.zip/groups.csv', text: groups }]);
    }
  });
});
