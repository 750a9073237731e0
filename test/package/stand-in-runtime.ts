// A stand-in for Electron's runtime, enough for electron-builder to make a real package: an executable that carries the
// fuse wire (all fuses at Electron's own defaults) and one language.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What marks the fuse wire in an Electron binary; after it: version, number of fuses, one character for each. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const DEFAULT_FUSES = '101100111';

/** Writes the stand-in into an empty folder, which is then electron-builder's `electronDist`. */
export function writeStandInRuntime(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  writeFileSync(join(folder, 'locales/en-US.pak'), '');
  const wire = Buffer.from([1, DEFAULT_FUSES.length]);
  const executable = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 0\n${FUSE_SENTINEL}`),
    wire,
    Buffer.from(`${DEFAULT_FUSES}\n`),
  ]);
  writeFileSync(join(folder, 'electron'), executable, { mode: 0o755 });
}
