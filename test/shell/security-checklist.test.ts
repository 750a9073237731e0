// Electron's security checklist, point by point, on the built main and preload under the fake Electron.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels } from '../../src-main/shell/ipc.ts';
import { parsePolicy } from '../preview/parse-policy.ts';
import { type BuiltProgram, startBuiltProgram } from './built-program.ts';
import type { Asks } from './built-program-child.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHELL = join(ROOT, 'src-main/shell');
const sources = readdirSync(SHELL).map((name) => readFileSync(join(SHELL, name), 'utf8'));
const PAGE = 'app://margrave/index.html';
const ELSEWHERE = [
  'https://margrave.example/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'app://other/index.html',
];

let program: BuiltProgram;
const userFolder = mkdtempSync(join(tmpdir(), 'margrave-shell-'));

let known: ReturnType<Asks['facts']>;

beforeAll(async () => {
  program = await startBuiltProgram({ userFolder, packaged: true });
  known = await program.ask('facts');
});
afterAll(async () => {
  await program.end();
  rmSync(userFolder, { recursive: true, force: true });
});

describe('Electron’s security checklist', () => {
  it('1 only secure content: the window loads its own origin, and every other address is cancelled', async () => {
    expect(known.addresses).toEqual([PAGE]);
    expect(known.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    for (const address of [
      ...ELSEWHERE,
      'ws://margrave.example/',
      'wss://127.0.0.1/',
      'ftp://a/',
      'data:text/html,x',
    ]) {
      expect(await program.ask('request', address), address).toBe(true);
    }
    expect(await program.ask('request', PAGE)).toBe(false);
    expect(known.resolver).toBe('MAP * ~NOTFOUND');
    expect(known.switches).toContain('disable-background-networking');
    expect(known.spellChecker).toBe(false);
  });

  it('2 no Node.js in the page', () => {
    expect(known.preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
  });

  it('3 context isolation', () => {
    expect(known.preferences).toMatchObject({ contextIsolation: true });
  });

  it('4 sandboxed, every process', () => {
    expect(known.preferences).toMatchObject({ sandbox: true });
    expect(known.sandboxed).toBe(true);
    const preload = readFileSync(join(ROOT, 'out/preload/preload.cjs'), 'utf8');
    expect([...preload.matchAll(/require\((.*?)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
  });

  it('5 every permission is denied, asked or checked', async () => {
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'unknown',
    ]) {
      expect(await program.ask('permission', permission), permission).toEqual([false, false, false]);
    }
  });

  it('6 web security stays on', () => {
    expect(known.preferences).toMatchObject({ webSecurity: true });
  });

  it('7 a content policy on every answer of app://', async () => {
    for (const address of [PAGE, 'app://margrave/missing.html', 'app://margrave/../package.json']) {
      const policy = parsePolicy(
        (await program.ask('file', address, 'GET')).headers['content-security-policy'],
      );
      expect(policy.get('default-src')).toEqual(["'none'"]);
      expect(policy.get('connect-src')).toEqual(["'none'"]);
      for (const [directive, places] of policy) {
        for (const place of places) expect(["'none'", "'self'"], directive).toContain(place);
      }
    }
  });

  it('8 no insecure content', () => {
    expect(known.preferences).toMatchObject({ allowRunningInsecureContent: false });
  });

  it('9 no experimental features', () => {
    expect(known.preferences).toMatchObject({ experimentalFeatures: false });
  });

  it('10 no Blink features switched on', () => {
    expect(known.preferences).not.toHaveProperty('enableBlinkFeatures');
    expect(known.switches).not.toContain('enable-blink-features');
    expect(known.switches).not.toContain('enable-features');
  });

  it('11 no webview, so no popups of one', () => {
    expect(known.preferences).toMatchObject({ webviewTag: false });
    const page = readFileSync(join(ROOT, 'out/renderer/index.html'), 'utf8');
    expect(page).not.toMatch(/webview|allowpopups/i);
  });

  it('12 a webview that is attached all the same is prevented', async () => {
    expect(await program.ask('pageEvent', 'will-attach-webview', {}, {})).toEqual({
      prevented: true,
      heard: 1,
    });
  });

  it('13 no navigation, of the page, of a frame, or by redirect; a dropped file opens nothing', async () => {
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const address of [...ELSEWHERE, PAGE]) {
        expect(await program.ask('pageEvent', name, address), name).toEqual({ prevented: true, heard: 1 });
      }
    }
    expect(known.preferences).toMatchObject({ navigateOnDragDrop: false });
    expect(await program.ask('sessionEvent', 'will-download')).toEqual({ prevented: true, heard: 1 });
  });

  it('14 no new windows', async () => {
    for (const address of [...ELSEWHERE, PAGE, 'about:blank']) {
      expect(await program.ask('openWindow', address), address).toEqual({ action: 'deny' });
    }
  });

  it('15 nothing is handed to the system to open', () => {
    for (const source of [...sources, readFileSync(join(ROOT, 'out/main/main.js'), 'utf8')]) {
      expect(source).not.toMatch(/openExternal|openPath|\bshell\b[^/-]*from ["']electron/);
    }
  });

  it('16 Electron is pinned to one version, in the lockfile too', () => {
    const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies.electron;
    const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages[
      'node_modules/electron'
    ];
    expect(wanted).toMatch(/^\d+\.\d+\.\d+$/);
    expect(locked.version).toBe(wanted);
  });

  it('17 every channel asks who sends, and then what', async () => {
    expect(known.channels).toEqual([channels.call, channels.offer].sort());
    const strangers = [...ELSEWHERE.map((url) => ({ url })), { url: PAGE }, 'none' as const];
    for (const sender of strangers) {
      await program.ask('sendAs', sender);
      const messages: [string, ...unknown[]][] = [
        [channels.call, 'program.state', {}],
        [channels.offer, '/etc/hostname'],
      ];
      for (const message of messages) {
        const answer = await program.ask('message', ...message);
        expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      }
    }
    await program.ask('sendAs', null);
    expect(await program.ask('message', channels.call, 'task.cancel', { task: 'none' })).toMatchObject({
      ok: true,
    });
    expect(await program.ask('message', channels.call, 'task.cancel', { task: 7 })).toMatchObject({
      ok: false,
    });
    for (const path of ['relative.csv', '', 7, null, { path: '/etc/hostname' }]) {
      expect(await program.ask('message', channels.offer, path)).toMatchObject({ ok: false });
    }
  });

  it('18 no file://: app:// serves the window’s folder and nothing beside it', async () => {
    expect((await program.ask('file', PAGE, 'GET')).status).toBe(200);
    for (const address of [
      'app://margrave/../main/main.js',
      'app://margrave/..%2fmain%2fmain.js',
      'app://margrave/%2e%2e/main/main.js',
      'app://margrave/..\\main\\main.js',
      'app://margrave//etc/passwd',
      'app://margrave/assets/',
      'app://margrave/.env',
      'app://other/index.html',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      const answer = await program.ask('file', address, 'GET');
      expect([answer.status, answer.text], address).toEqual([404, '']);
    }
    expect((await program.ask('file', PAGE, 'POST')).status).toBe(405);
    for (const source of sources) expect(source).not.toContain('loadFile');
  });

  it('19 fuses: no Node by environment, no inspector, the archive alone and checked', () => {
    const configuration = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
    for (const fuse of [
      'runAsNode: false',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableCookieEncryption: true',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
      'grantFileProtocolExtraPrivileges: false',
    ]) {
      expect(configuration).toContain(`  ${fuse}\n`);
    }
  });

  it('20 the page is given four functions’ worth of bridge, and nothing of Electron’s', () => {
    expect(known.exposed).toEqual([['margrave', ['call', 'host', 'offerFile', 'on']]]);
  });
});
