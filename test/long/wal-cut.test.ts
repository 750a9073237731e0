import { describe, expect, it } from 'vitest';
import { cutLog } from '../faults/book-wal-cut-campaign.ts';

describe('a write-ahead log cut at every page', () => {
  it('opens to a committed step at every boundary and in every page', async () => {
    const { cuts, frames } = await cutLog(1, [1, 23, 24, 25, 2000, 4119]);
    process.stdout.write(`${cuts.length} cuts over ${frames} pages\n`);
    const stands = cuts.map((cut) => cut.stands);
    expect([...stands].sort((a, b) => a - b)).toEqual(stands);
    expect([...new Set(stands)]).toEqual([-1, 0, 1, 2, 3, 4, 5, 6]);
  });
});
