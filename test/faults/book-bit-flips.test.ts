import { describe, expect, it } from 'vitest';
import { flipBits } from './book-bit-flip-campaign.ts';

describe('a flipped bit', () => {
  it('that changes a row is reported with its table, or the way back is shown', {
    timeout: 60_000,
  }, async () => {
    const flips = await flipBits(60, 7);
    const changing = flips.filter(({ changed }) => changed.length > 0);
    expect(changing.length).toBeGreaterThan(20);
    expect(changing.every(({ outcome }) => outcome !== 'nothing to report')).toBe(true);
    expect(new Set(changing.flatMap(({ changed }) => changed)).size).toBeGreaterThan(3);
  });
});
