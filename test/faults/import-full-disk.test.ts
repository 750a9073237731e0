// An import from the command line that the disk has no room for: exit 1, a sentence, and the book as it was.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandFolder } from '../cli/margrave.ts';
import { smallPortfolio } from '../contract/small-portfolio.ts';
import { removeDisk, smallDisk } from './small-disk.ts';

const disk = smallDisk();
const { margrave, written, close } = commandFolder();
afterAll(async () => {
  await close();
  removeDisk(disk);
});

describe('an import onto a full disk', () => {
  if (!('path' in disk)) {
    // biome-ignore lint/suspicious/noSkippedTests: the skip is the message, and the closing line counts it.
    it.skip(`skipped: no small file system (${disk.reason})`, () => undefined);
    return;
  }
  const book = join(disk.path, 'desk.margrave');

  it('is refused whole, and the next one that fits is taken', { timeout: 30_000 }, async () => {
    await margrave(['init', '--book', book]);
    const small = written('small.json', smallPortfolio());
    expect((await margrave(['import', small, '--book', book])).code).toBe(0);
    const before = JSON.parse(
      (await margrave(['margin', '--book', book, '--no-store', '--json'])).out,
    ).entries;
    const rows = Array.from({ length: 40_000 }, (_, row) => `prime-a,BTC-PERPETUAL,10,strategy ${row}`);
    const large = written('large.csv', ['account,symbol,quantity,strategy', ...rows].join('\n'));
    const refused = await margrave(['import', large, '--book', book, '--merge']);
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(/^margrave: .*no space left.* The book is as it was\. .*\n$/);
    expect((await margrave(['verify-book', '--book', book])).out).toContain('as it was written');
    const after = JSON.parse(
      (await margrave(['margin', '--book', book, '--no-store', '--json'])).out,
    ).entries;
    expect(after).toEqual(before);
    const fits = written('fits.csv', 'account,symbol,quantity,strategy\nprime-a,BTC-PERPETUAL,10,new\n');
    expect((await margrave(['import', fits, '--book', book, '--merge'])).out).toContain('revision 2');
  });
});
