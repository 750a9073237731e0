// The built window in a real browser, over the built preview: what a person gets from `npm start`. The caller closes it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../setup/browser.ts';

const BUILT = fileURLToPath(new URL('../../out/main/preview.js', import.meta.url));

export interface RunningPreview {
  child: ChildProcess;
  address: string;
  /** All that it printed. */
  printed(): string;
  /** Asks it to end as Ctrl-C does; answers its exit code. */
  end(): Promise<number | null>;
}

/** Starts the built preview and waits for its line. */
export async function startPreviewProcess(
  userFolder: string,
  environment: Record<string, string> = {},
): Promise<RunningPreview> {
  if (!existsSync(BUILT)) throw new Error('The program is not built: run “npm run build”.');
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const run = `import(${JSON.stringify(pathToFileURL(BUILT).href)}).then(async (preview) => { process.exitCode = await preview.startPreview(); })`;
  const child = spawn(process.execPath, ['-e', run], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...rest, ...environment, MARGRAVE_USER_FOLDER: userFolder, MARGRAVE_USER: 'tester' },
  });
  let printed = '';
  const ended = new Promise<number | null>((known) => {
    child.once('exit', (code) => known(code));
  });
  const address = await new Promise<string>((known, failed) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      const line = /^Margrave is open (?:at (\S+)|in a window)/m.exec(printed);
      if (line !== null) known(line[1] ?? '');
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ended.then(() => failed(new Error(`The preview ended: ${printed}`)));
  });
  return {
    child,
    address,
    printed: () => printed,
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export interface OpenWindow {
  page: Page;
  preview: RunningPreview;
  /** What the browser complained of: console errors and warnings, exceptions, requests that left this machine or failed. */
  complaints: string[];
  close(): Promise<void>;
}

/** The window of a fresh user. */
export async function openWindow(userFolder: string): Promise<OpenWindow> {
  const preview = await startPreviewProcess(userFolder);
  let browser: Browser;
  try {
    browser = await launchBrowser();
  } catch (failure) {
    await preview.end();
    throw failure;
  }
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium reports a violation of the content policy as a console error.
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (failure) => complaints.push(`exception: ${failure.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== new URL(preview.address).origin) complaints.push(`request to ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(preview.address);
  return {
    page,
    preview,
    complaints,
    async close() {
      await browser.close();
      await preview.end();
    },
  };
}

/** Drops files on the window, as a person does with a file manager. */
export async function dropFiles(page: Page, files: { name: string; text: string }[]): Promise<void> {
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, text } of dropped) dataTransfer.items.add(new File([text], name));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, files);
}
