import { describe, expect, it } from 'vitest';
import { killRounds } from './book-kill-campaign.ts';

describe('kill −9 during imports of positions and of risk arrays, run and migration', () => {
  it('leaves a book that opens, verifies and stands at a committed step', { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    const strikes = await killRounds(7, 3000, (line) => lines.push(line));
    expect(new Set(strikes.map(({ mode }) => mode)).size).toBe(5);
    expect(
      strikes.some(({ insideTransaction }) => insideTransaction),
      lines.join('\n'),
    ).toBe(true);
  });
});
