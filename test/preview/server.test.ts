import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calls } from '../../src-main/contract/calls.ts';
import { type Preview, startServer } from '../../src-main/preview/server.ts';
import { type FakeDesk, fakeDesk } from './fake-desk.ts';
import { openSession, type RawAnswer, rawRequest } from './raw-request.ts';

let folder = '';
let desk: FakeDesk;
let preview: Preview;
let own = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'margrave-preview-'));
  mkdirSync(join(folder, 'window/assets'), { recursive: true });
  writeFileSync(join(folder, 'window/index.html'), '<!doctype html><title>Margrave</title>');
  writeFileSync(join(folder, 'window/assets/index-a1B2.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), 'not of the window');
  desk = fakeDesk();
  preview = await startServer({
    desk,
    window: join(folder, 'window'),
    uploads: join(folder, 'uploads'),
    books: join(folder, 'books'),
  });
  own = `http://127.0.0.1:${preview.port}`;
});

afterEach(async () => {
  await preview.close();
  rmSync(folder, { recursive: true, force: true });
});

const opened = (): Promise<string> => openSession(preview.port, preview.address);

function post(
  cookie: string,
  name: string,
  input: unknown,
  more: Record<string, string> = {},
): Promise<RawAnswer> {
  const headers = { cookie, origin: own, 'content-type': 'application/json', ...more };
  return rawRequest(preview.port, 'POST', `/call/${name}`, headers, JSON.stringify(input));
}

describe('the session', () => {
  it('is opened by the token once; the cookie is out of reach of scripts and of other sites', async () => {
    const address = new URL(preview.address);
    const path = address.pathname + address.search;
    const first = await rawRequest(preview.port, 'GET', path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^margrave-\d+=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    const again = await rawRequest(preview.port, 'GET', path);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.text).toContain('start Margrave again');
  });

  it('lets the browser that holds it open the printed address again', async () => {
    const cookie = await opened();
    const address = new URL(preview.address);
    const again = await rawRequest(preview.port, 'GET', address.pathname + address.search, { cookie });
    expect([again.status, again.headers.location]).toEqual([303, '/']);
  });

  it('is not opened by a wrong token, nor by HEAD, nor by the token in another place', async () => {
    const { token } = Object.fromEntries(new URL(preview.address).searchParams);
    for (const [method, path] of [
      ['GET', '/?token=wrong'],
      ['GET', `/?token=${token}x`],
      ['GET', '/?token='],
      ['HEAD', `/?token=${token}`],
      ['GET', `/index.html?token=${token}`],
      ['POST', `/?token=${token}`],
    ] as const) {
      const answer = await rawRequest(preview.port, method, path, method === 'POST' ? { origin: own } : {});
      expect([answer.status, answer.headers['set-cookie']], `${method} ${path}`).toEqual([403, undefined]);
    }
    expect(await opened()).toContain('margrave-');
  });

  it('is asked for by every room', async () => {
    const cookie = (await opened()).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const headers = { origin: own, cookie, 'content-type': 'application/json' };
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/assets/index-a1B2.js'],
      ['POST', '/call/program.state'],
      ['GET', '/events'],
      ['PUT', '/files?name=a.csv'],
      ['GET', '/made/x'],
    ] as const) {
      for (const given of [headers, { ...headers, cookie: '' }]) {
        const answer = await rawRequest(
          preview.port,
          method,
          path,
          given,
          method === 'GET' ? undefined : '{}',
        );
        expect(answer.status, `${method} ${path}`).toBe(403);
      }
    }
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });
});

describe('who may ask', () => {
  it('no request under another name for this machine, whatever else it brings', async () => {
    const cookie = await opened();
    for (const host of [
      'localhost',
      `localhost:${preview.port}`,
      'margrave.example',
      '127.0.0.1',
      '127.0.0.1:1',
      '',
    ]) {
      const answer = await rawRequest(preview.port, 'GET', '/', { host, cookie });
      expect([400, 403], host).toContain(answer.status);
      expect(answer.text).not.toContain('<title>');
    }
    const token = await rawRequest(preview.port, 'GET', new URL(preview.address).search, {
      host: 'margrave.example',
    });
    expect(token.headers['set-cookie']).toBeUndefined();
  });

  it('no page of another origin, and nothing that writes without saying its origin', async () => {
    const cookie = await opened();
    for (const origin of [
      'https://margrave.example',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${preview.port}`,
    ]) {
      expect((await post(cookie, 'program.state', {}, { origin })).status, origin).toBe(403);
      const read = await rawRequest(preview.port, 'GET', '/', { cookie, origin });
      expect(read.status, origin).toBe(403);
    }
    const silent = await rawRequest(
      preview.port,
      'POST',
      '/call/program.state',
      { cookie, 'content-type': 'application/json' },
      '{}',
    );
    expect(silent.status).toBe(403);
    expect((await post(cookie, 'program.state', {})).status).toBe(200);
  });

  it('no picture, script or frame that another site embeds', async () => {
    const cookie = await opened();
    for (const site of ['cross-site', 'same-site']) {
      const headers = { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
      expect((await rawRequest(preview.port, 'GET', '/', headers)).status, site).toBe(403);
    }
  });

  it('nobody from outside this machine: it listens on loopback alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find((address) => !address.internal && address.family === 'IPv4');
    const reached = await new Promise<boolean>((known) => {
      const socket = connect({ host: outside?.address ?? '127.0.0.2', port: preview.port });
      socket.once('connect', () => known(true)).once('error', () => known(false));
      socket.setTimeout(2_000, () => known(false));
    });
    expect(reached).toBe(false);
  });
});

describe('the window’s files', () => {
  it('are served with their kind, unsniffed, under the content policy', async () => {
    const cookie = await opened();
    const page = await rawRequest(preview.port, 'GET', '/', { cookie });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    const script = await rawRequest(preview.port, 'GET', '/assets/index-a1B2.js', { cookie });
    expect([script.status, script.headers['content-type'], script.text]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'export {};',
    ]);
  });

  it('are all there is: no way leads out of their folder', async () => {
    const cookie = await opened();
    for (const path of [
      '/../secret.html',
      '/%2e%2e/secret.html',
      '/..%2fsecret.html',
      '/assets/..%5c..%5csecret.html',
      '/assets/%2e%2e/%2e%2e/secret.html',
      '//secret.html',
      `/${folder}/secret.html`,
      '/.hidden.html',
      '/index.html%00',
      '/index.html::$DATA',
      '/assets/',
      '/missing.html',
      '/package.json',
    ]) {
      const answer = await rawRequest(preview.port, 'GET', path, { cookie });
      expect([404, 405], path).toContain(answer.status);
      expect(answer.text, path).not.toContain('not of the window');
    }
  });
});

describe('the contract over loopback', () => {
  it('answers every call', async () => {
    const cookie = await opened();
    for (const name of Object.keys(calls)) {
      const answer = await post(cookie, name, {});
      expect(answer.status, name).toBe(200);
      const parsed = JSON.parse(answer.text);
      // What needs input says so by name; what needs none comes back.
      if (parsed.ok) expect(parsed.value.name).toBe(name);
      else expect(parsed.error.message).toMatch(new RegExp(`${name.replace('.', '\\.')}|positions|mistake`));
    }
  });

  it('keeps an error’s code, sentence and detail, and of an unknown one the message alone', async () => {
    const cookie = await opened();
    expect(JSON.parse((await post(cookie, 'book.verify', {})).text)).toEqual({
      ok: false,
      error: {
        code: 'integrity',
        message: 'The table positions was changed from outside.',
        detail: { table: 'positions' },
      },
    });
    expect(JSON.parse((await post(cookie, 'book.backup', {})).text)).toEqual({
      ok: false,
      error: { code: 'internal', message: 'a mistake in the program', detail: {} },
    });
  });

  it('refuses unknown calls, input that does not fit, what is not JSON, and other kinds of body', async () => {
    const cookie = await opened();
    for (const name of ['constructor', '__proto__', 'book.steal', '', '%E0%A4%A']) {
      expect((await post(cookie, name, {})).text, name).not.toContain('"ok":true');
    }
    expect(JSON.parse((await post(cookie, 'runs.get', { run: 7 })).text).error.detail).toEqual({
      call: 'runs.get',
      place: 'run',
    });
    const headers = { cookie, origin: own };
    const json = { ...headers, 'content-type': 'application/json' };
    const form = { ...headers, 'content-type': 'text/plain' };
    expect((await rawRequest(preview.port, 'POST', '/call/program.state', json, '{')).status).toBe(400);
    expect((await rawRequest(preview.port, 'POST', '/call/program.state', form, '{}')).status).toBe(415);
  });

  it('refuses methods that a room does not have', async () => {
    const cookie = await opened();
    for (const [method, path] of [
      ['GET', '/call/program.state'],
      ['DELETE', '/made/x'],
      ['POST', '/files?name=a'],
      ['POST', '/'],
      ['OPTIONS', '/call/program.state'],
    ] as const) {
      const answer = await rawRequest(preview.port, method, path, { cookie, origin: own });
      expect(answer.status, `${method} ${path}`).toBe(405);
    }
  });

  it('takes no call larger than 32 MiB, announced or not', async () => {
    const cookie = await opened();
    const headers = { cookie, origin: own, 'content-type': 'application/json' };
    const announced = { ...headers, 'content-length': String(64 * 1024 * 1024) };
    const status = await new Promise<number>((known, failed) => {
      const sending = request({
        host: '127.0.0.1',
        port: preview.port,
        method: 'POST',
        path: '/call/program.state',
        headers: announced,
      });
      sending.on('response', (response) => known(response.statusCode ?? 0));
      sending.on('error', failed);
      sending.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('sends events to every open stream, and none after the end', async () => {
    const cookie = await opened();
    const received: string[] = [];
    await new Promise<void>((done, failed) => {
      const sending = request({
        host: '127.0.0.1',
        port: preview.port,
        path: '/events',
        headers: { cookie },
      });
      sending.on('error', failed);
      sending.on('response', (response) => {
        expect(response.headers['content-type']).toBe('text/event-stream');
        response.on('data', (chunk: Buffer) => {
          received.push(chunk.toString('utf8'));
          if (received.length === 1) {
            desk.emit('task.progress', { task: 'a', label: 'one\ntwo', done: 1, total: 2 });
            desk.emit('book.changed', { revision: 7, open: true });
          }
          if (received.join('').includes('book.changed')) {
            sending.destroy();
            done();
          }
        });
      });
      sending.end();
    });
    expect(received.join('')).toBe(
      ': open\n\nevent: task.progress\ndata: {"task":"a","label":"one\\ntwo","done":1,"total":2}\n\n' +
        'event: book.changed\ndata: {"revision":7,"open":true}\n\n',
    );
    expect(desk.listening()).toBe(4);
    await preview.close();
    expect(desk.listening()).toBe(0);
  });
});

describe('files over loopback', () => {
  const put = async (name: string, body: string | Buffer): Promise<RawAnswer> => {
    const headers = { cookie: await opened(), origin: own, 'content-type': 'application/octet-stream' };
    return rawRequest(preview.port, 'PUT', `/files?name=${encodeURIComponent(name)}`, headers, body);
  };

  it('a dropped file is offered to the desk under its own name, byte for byte, and only a token comes back', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const answer = await put('pösitions ‒ 2026.csv', bytes);
    expect(JSON.parse(answer.text)).toEqual({
      ok: true,
      value: { token: expect.stringMatching(/^offered-0-/), name: 'pösitions ‒ 2026.csv' },
    });
    expect(answer.text).not.toContain(folder);
    const path = desk.offered[0] ?? '';
    expect(path.startsWith(join(folder, 'uploads'))).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('a name can lead nowhere else', async () => {
    const answer = await put('../../../etc/pass\u0000wd', 'x');
    expect(JSON.parse(answer.text).value.name).toBe('pass_wd');
    expect((desk.offered[0] ?? '').startsWith(join(folder, 'uploads'))).toBe(true);
  });

  it('a dropped book is kept among the books, beside one of the same name, and the window is told', async () => {
    mkdirSync(join(folder, 'books'), { recursive: true });
    writeFileSync(join(folder, 'books/Desk.margrave'), 'mine');
    const notices: string[] = [];
    desk.on('notice', ({ message }) => notices.push(message));
    await put('Desk.margrave', 'dropped');
    expect(readFileSync(join(folder, 'books/Desk.margrave'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'books/Desk 2.margrave'), 'utf8')).toBe('dropped');
    expect(desk.offered).toEqual([join(folder, 'books/Desk 2.margrave')]);
    expect(notices[0]).toContain('copy');
  });

  it('an upload that breaks off leaves nothing', async () => {
    const cookie = await opened();
    await new Promise<void>((done) => {
      const headers = { cookie, origin: own, 'content-length': '1000000' };
      const sending = request({
        host: '127.0.0.1',
        port: preview.port,
        method: 'PUT',
        path: '/files?name=a.csv',
        headers,
      });
      sending.on('error', () => done());
      sending.write('half', () => setTimeout(() => sending.destroy(), 50));
      sending.on('close', () => done());
    });
    await expect.poll(() => readdirSync(join(folder, 'uploads'))).toEqual([]);
    expect(desk.offered).toEqual([]);
  });

  it('a made file leaves under its name; one that isn’t there is a sentence', async () => {
    const path = join(folder, 'report.bin');
    writeFileSync(path, 'bytes of a report');
    desk.made.set('tokenOfTheReport1', { path, name: 'Märgin "Q1".pdf', mediaType: 'application/pdf' });
    const cookie = await opened();
    const answer = await rawRequest(preview.port, 'GET', '/made/tokenOfTheReport1', { cookie });
    expect(answer.text).toBe('bytes of a report');
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="M_rgin _Q1_.pdf"; filename*=UTF-8''M%C3%A4rgin%20%22Q1%22.pdf`,
    );
    const missing = await rawRequest(preview.port, 'GET', '/made/another', { cookie });
    expect([missing.status, JSON.parse(missing.text).ok]).toEqual([404, false]);
    expect(existsSync(path)).toBe(true);
  });
});
