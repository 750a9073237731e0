// A file system that is soon full, where one may be mounted.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SmallDisk = { path: string } | { reason: string };

/** A real file system of 2 MB, or why there is none. */
export function smallDisk(): SmallDisk {
  if (process.platform !== 'linux') return { reason: 'not Linux' };
  if (process.getuid?.() !== 0) return { reason: 'mounting needs root' };
  const path = mkdtempSync(join(tmpdir(), 'margrave-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'ignore' });
    return { path };
  } catch {
    rmSync(path, { recursive: true });
    return { reason: 'mount refused' };
  }
}

export function removeDisk(disk: SmallDisk): void {
  if (!('path' in disk)) return;
  execFileSync('umount', ['-l', disk.path]);
  rmSync(disk.path, { recursive: true });
}
