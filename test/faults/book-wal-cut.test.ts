import { describe, expect, it } from 'vitest';
import { cutLog } from './book-wal-cut-campaign.ts';

describe('a write-ahead log that was cut', () => {
  it('opens to a committed step wherever it is cut, later cuts never to an earlier one', {
    timeout: 60_000,
  }, async () => {
    const { cuts, frames } = await cutLog(9, [2000]);
    expect(frames).toBeGreaterThan(30);
    const stands = cuts.map((cut) => cut.stands);
    expect(stands[0]).toBe(-1);
    expect(stands.at(-1)).toBe(6);
    expect([...stands].sort((a, b) => a - b)).toEqual(stands);
    expect(new Set(stands).size).toBeGreaterThan(4);
  });
});
