// The built preview as a process: its line, its end, and what it leaves behind; and what `npm start` does before it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userFolder } from '../../src-main/desk/user-folder.ts';
import { browserPlaces, browserWords, findBrowser } from '../../src-main/preview/browser-window.ts';
import {
  electronRuntime,
  hasDisplay,
  installedRuntime,
  runElectron,
} from '../../src-main/preview/electron-runtime.ts';
import { type RunningPreview, startPreviewProcess } from '../e2e/open-window.ts';
import { openSession, rawRequest } from './raw-request.ts';

let folder = '';
let running: RunningPreview | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-start-'));
});
afterEach(async () => {
  await running?.end();
  running = null;
  rmSync(folder, { recursive: true, force: true });
});

/** An executable shell script. */
function script(path: string, text: string): string {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('the preview where there is no display', () => {
  it('prints exactly one line, stays, answers, and ends in good order when asked', async () => {
    running = await startPreviewProcess(folder);
    expect(running.printed()).toMatch(
      /^Margrave is open at http:\/\/127\.0\.0\.1:\d+\/\?token=[A-Za-z0-9_-]{43}\n$/,
    );
    const port = Number(new URL(running.address).port);
    const cookie = await openSession(port, running.address);
    const headers = { cookie, origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' };
    const state = await rawRequest(port, 'POST', '/call/program.state', headers, '{}');
    expect(JSON.parse(state.text)).toMatchObject({
      ok: true,
      value: { host: 'preview', user: 'tester', book: null },
    });
    const made = await rawRequest(port, 'POST', '/call/host.chooseNewBook', headers, '{}');
    expect(JSON.parse(made.text).value.name).toBe('Desk.margrave');
    expect(await running.end()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['books', 'margrave.log']);
    await expect(rawRequest(port, 'GET', '/')).rejects.toThrow('ECONNREFUSED');
  });
});

describe.skipIf(process.platform !== 'linux')('the preview where there is a browser and a display', () => {
  it('is a window of its own there, with a profile of its own, and ends when that closes', async () => {
    const words = join(folder, 'words');
    script(join(folder, 'chromium'), `printf '%s\\n' "$@" > '${words}'; sleep 4`);
    const environment = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':99' };
    running = await startPreviewProcess(join(folder, 'user'), environment);
    expect(running.printed()).not.toContain('token');
    const given = readFileSync(words, 'utf8').split('\n');
    expect(given[0]).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    expect(given).toContain(`--user-data-dir=${join(folder, 'user', 'browser')}`);
    const code = await new Promise((known) => running?.child.once('exit', known));
    expect(code).toBe(0);
  });

  it('takes its window with it when it is asked to end', async () => {
    const note = join(folder, 'process');
    script(join(folder, 'chromium'), `echo $$ > '${note}'; exec sleep 60`);
    const environment = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':99' };
    running = await startPreviewProcess(join(folder, 'user'), environment);
    const browser = Number(readFileSync(note, 'utf8'));
    expect(() => process.kill(browser, 0)).not.toThrow();
    expect(await running.end()).toBe(0);
    await expect
      .poll(() => {
        try {
          return process.kill(browser, 0);
        } catch {
          return false;
        }
      })
      .toBe(false);
  });

  it('prints its line all the same when the browser can’t start', async () => {
    script(join(folder, 'chromium'), 'exit 1');
    const environment = { PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':99' };
    running = await startPreviewProcess(join(folder, 'user'), environment);
    expect(running.address).toContain('token=');
  });

  it('looks for Chrome, then Chromium, then Edge, and switches nothing of their security off', () => {
    mkdirSync(join(folder, 'bin'));
    const environment = { PATH: `${folder}:${join(folder, 'bin')}` };
    expect(findBrowser(environment, 'linux')).toBeNull();
    const edge = script(join(folder, 'microsoft-edge'), '');
    expect(findBrowser(environment, 'linux')).toBe(edge);
    const chrome = script(join(folder, 'bin', 'google-chrome'), '');
    expect(findBrowser(environment, 'linux')).toBe(chrome);
    expect(browserPlaces({ PROGRAMFILES: '/p' }, 'win32')[0]).toContain('chrome.exe');
    expect(browserPlaces({}, 'darwin')[0]).toContain('Google Chrome');
    expect(browserWords('http://a', '/b').join(' ')).not.toMatch(
      /no-sandbox|disable-web-security|remote-debugging/,
    );
  });
});

describe('Electron’s runtime of a checkout', () => {
  const electron = () => join(folder, 'node_modules/electron');
  const installer = (text: string) => {
    mkdirSync(electron(), { recursive: true });
    writeFileSync(join(electron(), 'install.js'), text);
  };
  const arrive = `const fs = require('node:fs'); const path = require('node:path');
    fs.mkdirSync(path.join(__dirname, 'dist')); fs.writeFileSync(path.join(__dirname, 'dist/electron'), '');`;

  it('is taken when it is here or arrives in time', async () => {
    installer(`${arrive} fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`);
    expect(installedRuntime(folder)).toBeNull();
    expect(await electronRuntime(folder)).toBe(join(electron(), 'dist/electron'));
    expect(installedRuntime(folder)).toBe(join(electron(), 'dist/electron'));
  });

  it('is given up when it takes longer, and the half that came is taken away', async () => {
    installer(`${arrive} setInterval(() => {}, 1000);`);
    const before = Date.now();
    expect(await electronRuntime(folder, 700)).toBeNull();
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(existsSync(join(electron(), 'dist'))).toBe(false);
  });

  it('is given up when it can’t be fetched, or there is no installer', async () => {
    expect(await electronRuntime(folder)).toBeNull();
    installer('process.exit(1);');
    expect(await electronRuntime(folder)).toBeNull();
  });

  it.skipIf(process.platform === 'win32')(
    'counts as started unless it ends at once with an error',
    async () => {
      expect(await runElectron(script(join(folder, 'works'), 'exit 0'), folder)).toBe(true);
      expect(await runElectron(script(join(folder, 'fails'), 'exit 1'), folder)).toBe(false);
      expect(await runElectron(join(folder, 'missing'), folder)).toBe(false);
    },
  );

  it('needs a display on Linux', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
  });
});

describe('npm start on an old Node', () => {
  it('says in a sentence which Node it needs, and does nothing else', () => {
    const launch = fileURLToPath(new URL('../../src-main/preview/launch.js', import.meta.url));
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, launch],
      { encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Margrave starts .* Node 22\.18 or newer, and this is Node 20\.20\.2\. .*\n$/);
  });
});

describe('the user’s folder', () => {
  it('is where it is told, or where the system keeps a program’s files', () => {
    expect(userFolder({ MARGRAVE_USER_FOLDER: '/a' }, 'linux')).toBe('/a');
    expect(userFolder({ XDG_DATA_HOME: '/share' }, 'linux')).toBe('/share/margrave');
    expect(userFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Margrave'));
    expect(userFolder({}, 'darwin')).toContain('Application Support');
  });
});
