import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { electronHost } from '../../src-main/shell/host.ts';
import { system } from './fake-electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-host-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const host = electronHost(() => null);
const made = { path: join(folder, 'made'), name: 'Margin.pdf', mediaType: 'application/pdf' };

describe('the dialogs', () => {
  it('choose several files to import, one book, one report; none when the person thinks better of it', async () => {
    system.openDialog = { canceled: false, filePaths: ['/a.csv', '/b.csv'] };
    expect(await host.chooseFiles?.('import')).toEqual(['/a.csv', '/b.csv']);
    await host.chooseFiles?.('book');
    await host.chooseFiles?.('report');
    expect(system.dialogs.map((asked) => (asked as { properties: string[] }).properties)).toEqual([
      ['openFile', 'multiSelections'],
      ['openFile'],
      ['openFile'],
    ]);
    system.openDialog = { canceled: true, filePaths: ['/left.csv'] };
    expect(await host.chooseFiles?.('import')).toEqual([]);
  });

  it('name a new book, or none', async () => {
    system.saveDialog = { canceled: false, filePath: '/desk.margrave' };
    expect(await host.chooseNewBook?.()).toBe('/desk.margrave');
    system.saveDialog = { canceled: true, filePath: '' };
    expect(await host.chooseNewBook?.()).toBeNull();
  });

  it('save a made file whole, over what was there', async () => {
    writeFileSync(made.path, 'new');
    const filePath = join(folder, 'kept.pdf');
    writeFileSync(filePath, 'old');
    system.saveDialog = { canceled: false, filePath };
    expect(await host.saveFile?.(made)).toBe(filePath);
    expect(readFileSync(filePath, 'utf8')).toBe('new');
    expect(existsSync(`${filePath}.partial`)).toBe(false);
  });

  it('leave what was there when saving fails, and nothing half-written', async () => {
    const filePath = join(folder, 'other.pdf');
    writeFileSync(filePath, 'old');
    system.saveDialog = { canceled: false, filePath };
    await expect(host.saveFile?.({ ...made, path: join(folder, 'gone') })).rejects.toMatchObject({
      code: 'input-output',
      message: expect.stringMatching(/^Margin\.pdf could not be saved at .*ENOENT.* stays as it was/),
    });
    expect(readFileSync(filePath, 'utf8')).toBe('old');
    expect(existsSync(`${filePath}.partial`)).toBe(false);
  });
});
