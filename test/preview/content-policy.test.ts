import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { windowFile } from '../../src-main/contract/window-host.ts';
import { startServer } from '../../src-main/preview/server.ts';
import { answerWindowFile } from '../../src-main/shell/protocol.ts';
import { fakeDesk } from './fake-desk.ts';
import { parsePolicy } from './parse-policy.ts';
import { openSession, rawRequest } from './raw-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'margrave-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the content policies of Electron’s window and of the preview', () => {
  it('as each is served, differ in connect-src and in nothing else', async () => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    const electron = await answerWindowFile(folder, new Request('app://margrave/index.html'));
    const preview = await startServer({
      desk: fakeDesk(),
      window: folder,
      uploads: join(folder, 'uploads'),
      books: join(folder, 'books'),
    });
    try {
      const cookie = await openSession(preview.port, preview.address);
      const page = await rawRequest(preview.port, 'GET', '/', { cookie });
      const one = parsePolicy(electron.headers.get('content-security-policy') ?? undefined);
      const other = parsePolicy(page.headers['content-security-policy'] as string);
      expect(one.get('connect-src')).toEqual(["'none'"]);
      expect(other.get('connect-src')).toEqual(["'self'"]);
      one.delete('connect-src');
      other.delete('connect-src');
      expect(other).toEqual(one);
      expect(one.get('script-src')).toEqual(["'self'"]);
      expect(one.get('style-src')).toEqual(["'self'"]);
      // Every other header of the window's files is the same too.
      for (const [name, value] of electron.headers) {
        if (name !== 'content-security-policy') expect(page.headers[name], name).toBe(value);
      }
    } finally {
      await preview.close();
    }
  });
});

describe('which paths are files of the window', () => {
  it('names of plain characters with a known kind', () => {
    expect(windowFile('/')).toEqual({ path: 'index.html', mediaType: 'text/html; charset=utf-8' });
    expect(windowFile('/assets/index-Bx_9.css')).toEqual({
      path: 'assets/index-Bx_9.css',
      mediaType: 'text/css; charset=utf-8',
    });
  });

  it('and no others', () => {
    for (const path of [
      '',
      '/..',
      '/../a.js',
      '/a/../b.js',
      '/./a.js',
      '//a.js',
      '/a//b.js',
      '/a.js/',
      '/.a.js',
    ]) {
      expect(windowFile(path), path).toBeNull();
    }
    for (const path of [
      '/a%2eb.js',
      '/a\\b.js',
      '/C:/a.js',
      '/a.exe',
      '/a',
      '/a.constructor',
      `/${'a'.repeat(400)}.js`,
    ]) {
      expect(windowFile(path), path).toBeNull();
    }
  });
});
