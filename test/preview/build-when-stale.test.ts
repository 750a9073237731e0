import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reasonToBuild } from '../../src-main/preview/build-when-stale.ts';

describe('whether the program must be built before its tests', () => {
  let root = '';
  const write = (path: string, seconds: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), seconds, seconds);
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      utimesSync(join(root, folder), seconds, seconds);
    }
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'margrave-build-'));
    write('src-main/cli/main.ts', 1000);
    write('src-renderer/index.html', 1000);
    for (const path of ['out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'])
      write(path, 2000);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('need not when everything built is newer than every source', () => {
    expect(reasonToBuild(root)).toBeUndefined();
  });

  it('must when a source is newer, and says which', () => {
    write('src-renderer/views/Margin.svelte', 3000);
    expect(reasonToBuild(root)).toBe('src-renderer changed since the last build');
  });

  it('must when one of the three builds is missing', () => {
    rmSync(join(root, 'out/preload'), { recursive: true });
    expect(reasonToBuild(root)).toBe('out/preload/preload.cjs is not there');
  });
});
