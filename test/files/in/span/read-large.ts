// Run as a process of its own: reads a risk-array file with all its products, as an import does up to its outcome, and prints what that took.
import { basename } from 'node:path';
import { readFiles } from '../../../../src-main/files/in/read-files.ts';

const path = process.argv[2]!;
const started = performance.now();
const outcome = await readFiles([{ name: basename(path), path }], {
  instruments: new Map(),
  accounts: new Map(),
  account: null,
  mapping: null,
  indexPrices: new Map(),
  now: '2026-03-21T00:00:00Z',
  products: ['all'],
});
const figures = {
  sets: outcome.parameterSets.length,
  rejected: outcome.rejected.length,
  documents: outcome.documents.length,
  arrayBytes: outcome.documents.reduce((sum, { bytes }) => sum + bytes, 0),
  notice: outcome.notices[0],
  megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  seconds: (performance.now() - started) / 1000,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
