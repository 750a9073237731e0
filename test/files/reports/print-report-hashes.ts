// Prints the SHA-256 of the reports of the input on standard input, a line per format named: run as a process of its own, in a time zone of its own.
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { ReportFormat } from '../../../src-main/contract/views.ts';
import { makeReport, type ReportInput } from '../../../src-main/files/reports/report.ts';

const input = JSON.parse(await text(process.stdin)) as ReportInput;
for (const format of process.argv.slice(2)) {
  const { bytes } = await makeReport(format as ReportFormat, input);
  process.stdout.write(`${createHash('sha256').update(bytes).digest('hex')}\n`);
}
