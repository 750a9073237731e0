import { describe, expect, it } from 'vitest';
import { killRounds } from '../faults/book-kill-campaign.ts';

describe('kill −9 in 50 rounds', () => {
  it('leaves a committed step each time; at least ten strikes fall inside an open transaction', async () => {
    const strikes = await killRounds(50, 20_000, (line) => process.stdout.write(`${line}\n`));
    expect(strikes).toHaveLength(50);
    const inside = strikes.filter(({ insideTransaction }) => insideTransaction);
    process.stdout.write(`${inside.length} of 50 strikes fell inside an open transaction\n`);
    expect(inside.length).toBeGreaterThanOrEqual(10);
  });
});
