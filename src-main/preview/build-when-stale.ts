// Builds the program when a source is newer than the built files, and says so; else does nothing.
// Run before `npm test` and by `npm start`. May import node.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['src-main', 'src-renderer', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
/** One file of each of the three builds: all must be there, and the oldest of them counts. */
const BUILT = ['out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Milliseconds since 1970 of the newest file at or below the path; 0 where there is none. */
export function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  let newest = own.mtimeMs;
  for (const entry of readdirSync(path)) newest = Math.max(newest, newestChange(join(path, entry)));
  return newest;
}

/** Why the program must be built, or undefined when the built files are newer than every source. */
export function reasonToBuild(root: string): string | undefined {
  const missing = BUILT.find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) return `${missing} is not there`;
  const built = Math.min(...BUILT.map((path) => statSync(join(root, path)).mtimeMs));
  const newer = SOURCES.find((path) => newestChange(join(root, path)) > built);
  return newer === undefined ? undefined : `${newer} changed since the last build`;
}

/** Builds when there is a reason to, and says which. Answers the build's exit code, 0 when there was nothing to do. */
export function buildWhenStale(root: string): number {
  const reason = reasonToBuild(root);
  if (reason === undefined) return 0;
  process.stdout.write(`building: ${reason}\n`);
  const tool = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const result = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = buildWhenStale(ROOT);
