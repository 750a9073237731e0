// Packages the built program with a stand-in runtime and looks at what a user would install.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeStandInRuntime } from './stand-in-runtime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const DISABLED = '0'.charCodeAt(0);
const ENABLED = '1'.charCodeAt(0);

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the package for Linux', () => {
  const folder = mkdtempSync(join(tmpdir(), 'margrave-package-'));
  const installed = join(folder, 'dist/linux-unpacked');
  const archive = join(installed, 'resources/app.asar');
  const extracted = join(folder, 'extracted');
  let files: string[] = [];

  beforeAll(async () => {
    const runtime = join(folder, 'runtime');
    writeStandInRuntime(runtime);
    const tool = join(ROOT, 'node_modules/electron-builder/cli.js');
    const options = [`-c.electronDist=${runtime}`, `-c.directories.output=${join(folder, 'dist')}`];
    await run(process.execPath, [tool, '--linux', '--x64', '--dir', '--publish', 'never', ...options], {
      cwd: ROOT,
    });
    files = listPackage(archive, { isPack: false });
    extractAll(archive, extracted);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the program, the command line, the workers, the preload, the window and the parameters', () => {
    for (const file of [
      '/out/main/main.js',
      '/out/main/cli.js',
      '/out/main/engine-worker.js',
      '/out/main/book-worker.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/resources/parameters',
      '/package.json',
      '/LICENSE',
    ]) {
      expect(files).toContain(file);
    }
  });

  it('holds no preview, by name or by content', () => {
    expect(files.filter((file) => /preview/i.test(file.split('/node_modules/')[0] ?? ''))).toEqual([]);
    expect(existsSync(join(ROOT, 'out/main/preview.js'))).toBe(true);
    const scripts = files.filter((file) => file.startsWith('/out/main/') && file.endsWith('.js'));
    const naming = scripts.filter((file) =>
      /^\/\/ src-main\/preview\//m.test(readFileSync(join(extracted, file), 'utf8')),
    );
    expect(naming).toEqual([]);
    // The build marks where each source begins, so the line above would see the preview were it bundled elsewhere.
    expect(readFileSync(join(ROOT, 'out/main/preview.js'), 'utf8')).toMatch(/^\/\/ src-main\/preview\//m);
  });

  it('holds of the dependencies only better-sqlite3, with the binary of this platform and none of its sources', () => {
    const modules = new Set(
      files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]),
    );
    expect([...modules]).toEqual(['better-sqlite3']);
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([
      '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
    ]);
    expect(files.filter((file) => /\.(cpp|hpp|c|h|gyp|gypi)$/.test(file))).toEqual([]);
    expect(
      existsSync(join(`${archive}.unpacked`, 'node_modules/better-sqlite3/prebuilds/linux-x64.node')),
    ).toBe(true);
  });

  it('has the fuses set', async () => {
    const wire = await getCurrentFuseWire(join(installed, 'margrave'));
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: DISABLED,
      [FuseV1Options.EnableCookieEncryption]: ENABLED,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLED,
      [FuseV1Options.EnableNodeCliInspectArguments]: DISABLED,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLED,
      [FuseV1Options.OnlyLoadAppFromAsar]: ENABLED,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLED,
    });
  });

  it('runs its command line out of the extracted archive', async () => {
    const { stdout } = await run(process.execPath, [join(extracted, 'out/main/cli.js'), '--help']);
    expect(stdout).toContain('margrave');
    expect(stdout).toContain('reconcile');
  });
});
