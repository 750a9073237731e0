import { describe, expect, it } from 'vitest';
import { flipBits } from '../faults/book-bit-flip-campaign.ts';

describe('400 flipped bits', () => {
  it('that change a row are all reported with their table, or the way back is shown', async () => {
    const flips = await flipBits(400, 20260301);
    const changing = flips.filter(({ changed }) => changed.length > 0);
    const tables = new Map<string, number>();
    for (const table of changing.flatMap(({ changed }) => changed))
      tables.set(table, (tables.get(table) ?? 0) + 1);
    const refused = flips.filter(({ outcome }) => outcome === 'refused with the way back').length;
    process.stdout.write(
      `${changing.length} of 400 flips changed rows (${[...tables].map(([table, n]) => `${table} ${n}`).join(', ')}); ${refused} were refused with the way back\n`,
    );
    expect(changing.length).toBeGreaterThan(100);
  });
});
