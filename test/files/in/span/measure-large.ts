// Large risk-array files read in a process of their own, whose memory is theirs alone.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LargeFile, writeLargePositional, writeLargeXml } from './large-files.ts';

const writers = { pa2: writeLargePositional, spn: writeLargeXml };
const reader = fileURLToPath(new URL('read-large.ts', import.meta.url));

export interface LargeReading {
  file: LargeFile;
  sets: number;
  rejected: number;
  documents: number;
  notice: string;
  megabytes: number;
  seconds: number;
}

/** Writes a file of about as many bytes, reads it in another process, and takes it away. */
export async function readLarge(layout: keyof typeof writers, bytes: number): Promise<LargeReading> {
  const folder = await mkdtemp(join(tmpdir(), 'margrave-large-'));
  try {
    const path = join(folder, `large.${layout}`);
    const file = await writers[layout](path, bytes);
    const { stdout } = await promisify(execFile)(process.execPath, [reader, path]);
    return { file, ...(JSON.parse(stdout) as Omit<LargeReading, 'file'>) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
