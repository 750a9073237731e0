// Electron's runtime of a checkout: is it here, can it be fetched within a few seconds, does it start. May import node.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FETCH_MILLISECONDS = 5_000;
/** An Electron that ends with an error sooner than this did not start. */
const START_MILLISECONDS = 5_000;

/** True where a window can be shown. */
export function hasDisplay(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** The runtime's executable, when it is complete: its installer writes `path.txt` last. */
export function installedRuntime(root: string): string | null {
  const folder = join(root, 'node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const executable = join(folder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(executable) ? executable : null;
}

/** The runtime's executable: what is installed, or what arrives within five seconds. Null otherwise, with nothing left behind. */
export async function electronRuntime(
  root: string,
  milliseconds = FETCH_MILLISECONDS,
): Promise<string | null> {
  const installed = installedRuntime(root);
  if (installed !== null) return installed;
  const installer = join(root, 'node_modules/electron/install.js');
  if (!existsSync(installer)) return null;
  const scratch = mkdtempSync(join(tmpdir(), 'margrave-electron-'));
  const installing = spawn(process.execPath, [installer], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
  });
  const timer = setTimeout(() => installing.kill('SIGKILL'), milliseconds);
  await exitOf(installing);
  clearTimeout(timer);
  rmSync(scratch, { recursive: true, force: true });
  const arrived = installedRuntime(root);
  if (arrived === null) rmSync(join(root, 'node_modules/electron/dist'), { recursive: true, force: true });
  return arrived;
}

/** Runs the program in Electron until its window closes. False when it ended with an error before it could have shown one. */
export async function runElectron(executable: string, root: string): Promise<boolean> {
  const started = Date.now();
  const running = spawn(executable, [root], { cwd: root, stdio: 'inherit' });
  const end = (): void => void running.kill('SIGTERM');
  process.once('SIGINT', end).once('SIGTERM', end);
  const code = await exitOf(running);
  process.off('SIGINT', end).off('SIGTERM', end);
  return code === 0 || Date.now() - started > START_MILLISECONDS;
}

/** The exit code; 1 for an executable that can't be started or that a signal ended. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((ended) => {
    child.once('error', () => ended(1));
    child.once('close', (code) => ended(code ?? 1));
  });
}
