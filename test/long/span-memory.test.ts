// Risk-array files of 200 MB, all products taken: read within 400 MB of memory.
import { expect, it } from 'vitest';
import { readLarge } from '../files/in/span/measure-large.ts';

it.each(['pa2', 'spn'] as const)('a .%s of 200 MB is read within 400 MB', async (layout) => {
  const { file, rejected, documents, notice, megabytes, seconds } = await readLarge(layout, 200e6);
  process.stdout.write(
    `.${layout}: ${(file.bytes / 1e6).toFixed(0)} MB, ${file.contracts} contracts of ${file.commodities} commodities: ${megabytes} MB of memory, ${seconds.toFixed(1)} s\n`,
  );
  expect({ rejected, documents }).toEqual({ rejected: 0, documents: file.commodities });
  expect(notice).toContain(`(${file.contracts.toLocaleString('en-US')} contracts)`);
  expect(file.bytes).toBeGreaterThan(199e6);
  expect(megabytes).toBeLessThan(400);
});
