import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, test } from 'vitest';
import { serveCall } from '../../src-main/contract/transport.ts';
import { contractDesk } from '../contract/contract-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-made-'));
const desk = contractDesk(folder);
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});
const make = (name: string, mediaType: string, content: string) =>
  serveCall(desk.handlers, 'file.make', { name, mediaType, content }) as Promise<{
    token: string;
    name: string;
    bytes: number;
  }>;

describe('a file that the window makes', () => {
  test('is kept byte for byte until it is saved, under a name with its ending', async () => {
    const text = 'move,"profit, USD"\r\n-0.16,-14.90331287\r\n';
    const made = await make('profit/and:loss', 'text/csv', text);
    expect(made.name).toBe('profit-and-loss.csv');
    expect(made.bytes).toBe(text.length);
    const { path } = desk.madeFile(made.token);
    expect(readFileSync(path, 'utf8')).toBe(text);
    await expect(serveCall(desk.handlers, 'host.saveFile', { file: made.token })).resolves.toMatchObject({
      saved: true,
    });
    expect(readFileSync(join(folder, 'saved'), 'utf8')).toBe(text);
  });

  test('is a picture only when it is a PNG', async () => {
    const picture = PNG.sync.write(new PNG({ width: 2, height: 1 }));
    const made = await make('bars.PNG', 'image/png', picture.toString('base64'));
    expect(made.name).toBe('bars.PNG');
    expect(PNG.sync.read(readFileSync(desk.madeFile(made.token).path)).width).toBe(2);
    const refused = { code: 'invalid-input', message: expect.stringContaining('is not a PNG in base64') };
    await expect(make('bars', 'image/png', Buffer.from('<svg/>').toString('base64'))).rejects.toMatchObject(
      refused,
    );
    await expect(make('bars', 'image/png', `${picture.toString('base64')}!`)).rejects.toMatchObject(refused);
    await expect(make('bars', 'image/png', picture.subarray(0, 12).toString('base64'))).rejects.toMatchObject(
      refused,
    );
    await expect(make('page', 'text/html', '<p>')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('goes with the desk', async () => {
    const { token } = await make('a', 'text/tab-separated-values', 'x');
    const { path } = desk.madeFile(token);
    await desk.close();
    expect(existsSync(path)).toBe(false);
  });
});
