import { expect, it } from 'vitest';
import { engineGaps, gapReport, randomContracts } from '../pricing/american-oracle.ts';

it('prints the quick formula against the tree on 5,000 random contracts, those over 1 % one by one', () => {
  const gaps = engineGaps(randomContracts(5000), 201);
  const report = gapReport(gaps);
  process.stdout.write(`${report.join('\n')}\n`);
  expect(gaps.length, report[0]).toBeGreaterThan(4000);
  expect(Math.abs(gaps[Math.floor(gaps.length / 2)]!.relative), report[0]).toBeLessThan(1e-3);
  expect(Math.abs(gaps[0]!.relative), report[0]).toBeLessThan(0.05);
});
