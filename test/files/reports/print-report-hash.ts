// Prints the SHA-256 of a report of the input on standard input: run as a process of its own, in a time zone of its own.
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { makeReport, type ReportInput } from '../../../src-main/files/reports/report.ts';

const input = JSON.parse(await text(process.stdin)) as ReportInput;
const { bytes } = await makeReport(process.argv[2] as 'json', input);
process.stdout.write(createHash('sha256').update(bytes).digest('hex'));
