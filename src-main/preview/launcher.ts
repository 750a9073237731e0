// Starts the window of a checkout: builds if needed, then Electron where its runtime can be had, else the preview.
// May import node, and the built preview.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildWhenStale } from './build-when-stale.ts';
import { electronRuntime, hasDisplay, runElectron } from './electron-runtime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Answers the exit code once the window is closed or the program was asked to end. */
export async function launch(): Promise<number> {
  const built = buildWhenStale(ROOT);
  if (built !== 0) {
    process.stderr.write('Margrave could not be built: the lines above say why.\n');
    return built;
  }
  const reason = await openInElectron();
  if (reason === null) return 0;
  process.stdout.write(`${reason}\n`);
  const preview: typeof import('./start.ts') = await import(
    pathToFileURL(`${ROOT}/out/main/preview.js`).href
  );
  return preview.startPreview();
}

/** Null once Electron's window was opened and closed again, else one sentence why it can't be. */
async function openInElectron(): Promise<string | null> {
  if (!hasDisplay()) return 'There is no display for Electron’s window, so Margrave opens for a browser.';
  const runtime = await electronRuntime(ROOT);
  if (runtime === null) {
    return 'Electron’s runtime is not here and could not be fetched within five seconds, so Margrave opens in a browser.';
  }
  const ended = await runElectron(runtime, ROOT);
  return ended ? null : 'Electron’s runtime does not start on this machine, so Margrave opens in a browser.';
}
