// The preview: a desk, its server on loopback, and a browser's window on it. A source checkout's way to a window where
// Electron's runtime can't be had; never packaged. May import desk, contract and node.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDesk } from '../desk/desk.ts';
import { userFolder, userName } from '../desk/user-folder.ts';
import { findBrowser, openBrowser } from './browser-window.ts';
import { hasDisplay } from './electron-runtime.ts';
import { type Preview, startServer } from './server.ts';
import { freePath } from './uploads.ts';

const inProgram = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Opens the preview and stays until Ctrl-C, SIGTERM, or the browser's window closing. Answers the exit code.
 * Where there is no browser or no display it prints the address to open, on one line.
 */
export async function startPreview(): Promise<number> {
  const asked = untilAskedToEnd();
  const folder = userFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const books = join(folder, 'books');
  const uploads = mkdtempSync(join(folder, 'uploads-'));
  const { version } = JSON.parse(readFileSync(inProgram('../../package.json'), 'utf8')) as {
    version: string;
  };
  const desk = createDesk({
    host: { kind: 'preview', chooseNewBook: async () => freePath(books, 'Desk.margrave') },
    userFolder: folder,
    user: userName(),
    resourcesFolder: inProgram('../../resources'),
    version,
  });
  let preview: Preview | null = null;
  let browser: ChildProcess | null = null;
  try {
    preview = await startServer({ desk, window: inProgram('../renderer'), uploads, books });
    browser = await openWindow(preview.address, join(folder, 'browser'));
    await Promise.race(browser === null ? [asked.promise] : [asked.promise, exitOf(browser)]);
  } finally {
    browser?.kill();
    await preview?.close();
    await desk.close();
    await rm(uploads, { recursive: true, force: true });
    asked.stop();
  }
  return 0;
}

/** The browser that shows the window, or null where the person opens the address by hand. Says which of the two. */
async function openWindow(address: string, profile: string): Promise<ChildProcess | null> {
  const executable = hasDisplay() ? findBrowser() : null;
  const browser = executable === null ? null : await openBrowser(executable, address, profile);
  process.stdout.write(
    browser === null
      ? `Margrave is open at ${address}\n`
      : 'Margrave is open in a window of its own. Close it, or press Ctrl-C here, to end.\n',
  );
  return browser;
}

function exitOf(browser: ChildProcess): Promise<void> {
  return new Promise((ended) => {
    if (browser.exitCode !== null || browser.signalCode !== null) ended();
    else browser.once('exit', () => ended());
  });
}

/** A promise that settles at the first Ctrl-C or SIGTERM. The second one ends the program at once. */
function untilAskedToEnd(): { promise: Promise<void>; stop(): void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let times = 0;
  let settle = (): void => undefined;
  const promise = new Promise<void>((settled) => {
    settle = settled;
  });
  const asked = (): void => {
    times += 1;
    if (times > 1) process.exit(130);
    settle();
  };
  for (const signal of signals) process.on(signal, asked);
  return {
    promise,
    stop() {
      for (const signal of signals) process.off(signal, asked);
    },
  };
}
