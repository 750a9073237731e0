// An installed Chrome, Chromium or Edge that shows the preview as a window of its own. May import node.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const onLinux = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const onMac = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const onWindows = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/** The first browser that is installed, or null. */
export function findBrowser(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  return browserPlaces(environment, platform).find((path) => existsSync(path)) ?? null;
}

/** Where a browser may be, in the order of preference. */
export function browserPlaces(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return onMac;
  if (platform === 'win32') {
    const folders = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA];
    return onWindows.flatMap((name) => folders.flatMap((folder) => (folder ? [join(folder, name)] : [])));
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return onLinux.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** The words that make a browser a window of one page: its own profile, no first-run pages, nothing of its own over a network. */
export function browserWords(address: string, profile: string): string[] {
  return [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--window-size=1440,900',
  ];
}

/** How long a browser that can't start takes to say so. */
const START_MILLISECONDS = 3_000;

/**
 * Opens the address in the browser. Answers the running browser, or null when it ended at once:
 * as root, without a display that works.
 */
export async function openBrowser(
  executable: string,
  address: string,
  profile: string,
): Promise<ChildProcess | null> {
  const browser = spawn(executable, browserWords(address, profile), { stdio: 'ignore' });
  const lives = await new Promise<boolean>((known) => {
    const timer = setTimeout(() => known(true), START_MILLISECONDS);
    const ended = (): void => {
      clearTimeout(timer);
      known(false);
    };
    browser.once('error', ended);
    browser.once('exit', ended);
  });
  return lives ? browser : null;
}
