// The browser of the tests: the headless Chromium inside @sparticuz/chromium, which needs no download and no desktop
// library; MARGRAVE_BROWSER names another executable, and is what systems other than Linux x64 use.
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

export interface BrowserExecutable {
  path: string;
  /** The environment that the browser must be started with: its own libraries and fonts are found through it. */
  environment: Record<string, string>;
}

/** Flags for a browser that runs as root, without a display, and asks nothing of the network. */
export const BROWSER_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a suite that needs a browser says where there is none. */
export const NO_BROWSER = 'skipped: no browser (Linux x64, or MARGRAVE_BROWSER=path of a Chrome or Chromium)';

function currentEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/**
 * The executable and the environment to start it with, or undefined where this system has none.
 * @throws when MARGRAVE_BROWSER names a file that does not exist
 */
export async function browserExecutable(): Promise<BrowserExecutable | undefined> {
  const named = process.env.MARGRAVE_BROWSER;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`MARGRAVE_BROWSER names ${named}, which does not exist.`);
    return { path: named, environment: currentEnvironment() };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  // The module reads this when it is first imported: it then unpacks its libraries and fonts and sets
  // LD_LIBRARY_PATH and FONTCONFIG_PATH in this process. Its `args` are not used: they switch web security off.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  return { path: await chromium.executablePath(), environment: currentEnvironment() };
}

/**
 * A browser driven by playwright-core. The caller closes it.
 * @throws when this system has no browser: ask `browserExecutable()` first where that is not a failure
 */
export async function launchBrowser(): Promise<Browser> {
  const executable = await browserExecutable();
  if (executable === undefined) throw new Error(NO_BROWSER);
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: executable.path,
    env: executable.environment,
    args: [...BROWSER_FLAGS],
    chromiumSandbox: false,
  });
}
