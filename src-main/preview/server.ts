// The contract and the window's files over loopback, for one browser that holds this run's session cookie.
// A transport only: every call goes to the desk's handlers. May import desk, contract and node.

import { createReadStream, readFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EventName } from '../contract/calls.ts';
import { type Answer, answerCall, refusal } from '../contract/transport.ts';
import { windowFile, windowHeaders } from '../contract/window-host.ts';
import type { Desk } from '../desk/desk.ts';
import { contentDisposition } from './content-disposition.ts';
import { bodyText, TooLarge } from './request-body.ts';
import { Session } from './session.ts';
import { takeUpload } from './uploads.ts';

export interface PreviewOptions {
  desk: Pick<Desk, 'handlers' | 'on' | 'offerFile' | 'madeFile' | 'emit'>;
  /** Folder of the built window. */
  window: string;
  /** Folder for what the browser hands over. Made when it isn't there. */
  uploads: string;
  /** Folder for books that were dropped or are made here: a browser can't say where a file lies. */
  books: string;
}

export interface Preview {
  port: number;
  /** The address with the one-time token. */
  address: string;
  close(): Promise<void>;
}

/** A call's input: 100,000 row ids fit. */
const CALL_BYTES = 32 * 1024 * 1024;
const EVENT_STREAMS = 16;

const told: { [Name in EventName]: true } = {
  'book.changed': true,
  'task.progress': true,
  notice: true,
  'window.command': true,
};

/** Starts the preview on 127.0.0.1, on a port that the system chooses. */
export async function startServer(options: PreviewOptions): Promise<Preview> {
  await mkdir(options.uploads, { recursive: true, mode: 0o700 });
  await mkdir(options.books, { recursive: true, mode: 0o700 });
  const streams = new Set<ServerResponse>();
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 });
  server.maxConnections = 64;
  const port = await listen(server);
  const session = new Session(port);
  const served: Served = { options, session, streams };
  server.on('request', (request, response) => {
    serve(served, request, response).catch((failure: unknown) => {
      if (response.headersSent) response.destroy();
      else sendRefusal(response, statusOf(failure), said(failure));
    });
  });
  const stops = (Object.keys(told) as EventName[]).map((name) =>
    options.desk.on(name, (event) => {
      const text = `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
      for (const stream of streams) stream.write(text);
    }),
  );
  return {
    port,
    address: `http://127.0.0.1:${port}/?token=${session.token}`,
    async close() {
      for (const stop of stops) stop();
      for (const stream of streams) stream.end();
      await new Promise<void>((ended) => {
        server.close(() => ended());
        server.closeAllConnections();
      });
    },
  };
}

interface Served {
  options: PreviewOptions;
  session: Session;
  streams: Set<ServerResponse>;
}

/** A request that is turned away, by its HTTP status. */
class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function statusOf(failure: unknown): number {
  if (failure instanceof Refused) return failure.status;
  return failure instanceof TooLarge ? 413 : 500;
}

const said = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

function listen(server: Server): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') failed(new Error('The system gave no port.'));
      else listening(address.port);
    });
  });
}

async function serve(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(windowHeaders("'self'"))) response.setHeader(name, value);
  const { session } = served;
  const stranger = session.stranger(request);
  if (stranger !== null) throw new Refused(403, stranger);
  const url = URL.parse(`http://127.0.0.1:${session.port}${request.url}`);
  if (url === null || !request.url?.startsWith('/'))
    throw new Refused(400, 'This is no address of Margrave’s.');
  const token = url.pathname === '/' && request.method === 'GET' ? url.searchParams.get('token') : null;
  if (token !== null && session.open(token)) {
    response.writeHead(303, { location: '/', 'set-cookie': session.cookie() }).end();
    return;
  }
  if (!session.knows(request)) {
    throw new Refused(
      403,
      'This browser is not known to Margrave. Its address can be opened once, in one browser: start Margrave again for a new one.',
    );
  }
  if (token !== null) {
    // The printed address, opened again in the browser that holds the session.
    response.writeHead(303, { location: '/' }).end();
    return;
  }
  const [, room = '', rest = ''] = /^\/(call|events|files|made)(?:\/(.*))?$/.exec(url.pathname) ?? [];
  const expected = { call: 'POST', events: 'GET', files: 'PUT', made: 'GET' }[room] ?? 'GET';
  if (request.method !== expected) {
    response.setHeader('allow', expected);
    throw new Refused(405, `Here Margrave answers ${expected} only.`);
  }
  if (room === 'call') return serveContract(served, rest, request, response);
  if (room === 'events') return serveEvents(served, request, response);
  if (room === 'files') return serveUpload(served, url.searchParams.get('name') ?? '', request, response);
  if (room === 'made') return serveMade(served, rest, response);
  return serveWindow(served, url.pathname, response);
}

async function serveContract(
  { options }: Served,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') {
    throw new Refused(415, 'A call’s input is application/json.');
  }
  let input: unknown;
  try {
    input = JSON.parse(await bodyText(request, CALL_BYTES));
  } catch (failure) {
    if (failure instanceof TooLarge) throw failure;
    throw new Refused(400, `The input of the call ${name.slice(0, 60)} is not JSON.`);
  }
  sendAnswer(response, 200, await answerCall(options.desk.handlers, name, input));
}

function serveEvents({ streams }: Served, request: IncomingMessage, response: ServerResponse): void {
  if (streams.size >= EVENT_STREAMS) {
    throw new Refused(429, 'Margrave is open in too many tabs. Close some.');
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': open\n\n');
  streams.add(response);
  request.on('close', () => streams.delete(response));
}

async function serveUpload(
  { options }: Served,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const taken = await takeUpload(request, name, options).catch((failure: unknown) => {
    if (failure instanceof TooLarge) throw failure;
    throw new Refused(
      500,
      `${name} could not be copied to Margrave’s own folder: ${said(failure)}. Nothing was read of it.`,
    );
  });
  if (taken.book) {
    options.desk.emit('notice', {
      level: 'warning',
      message: `A browser can’t say where ${taken.name} lies, so Margrave works on a copy of it at ${taken.path}. The file you chose stays as it is.`,
    });
  }
  sendAnswer(response, 200, {
    ok: true,
    value: { token: options.desk.offerFile(taken.path), name: taken.name },
  });
}

async function serveMade({ options }: Served, token: string, response: ServerResponse): Promise<void> {
  let made: ReturnType<Desk['madeFile']>;
  try {
    made = options.desk.madeFile(token);
  } catch (failure) {
    throw new Refused(404, said(failure));
  }
  response.writeHead(200, {
    'content-type': made.mediaType,
    'content-length': (await stat(made.path)).size,
    'content-disposition': contentDisposition(made.name),
  });
  await pipeline(createReadStream(made.path), response);
}

function serveWindow({ options }: Served, pathname: string, response: ServerResponse): void {
  const file = windowFile(pathname);
  const folder = resolve(options.window);
  const path = file === null ? null : join(folder, file.path);
  if (file === null || path === null || !path.startsWith(folder + sep)) {
    throw new Refused(404, 'The window has no such file.');
  }
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch {
    throw new Refused(404, 'The window has no such file.');
  }
  response.writeHead(200, { 'content-type': file.mediaType, 'content-length': content.length }).end(content);
}

function sendAnswer(response: ServerResponse, status: number, answer: Answer): void {
  const text = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
}

/** Turns a request away with a sentence: bare for a person's address bar. What is left of its body is not waited for. */
function sendRefusal(response: ServerResponse, status: number, message: string): void {
  response.setHeader('connection', 'close');
  if (response.req.headers.accept?.includes('text/html')) {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
  } else {
    sendAnswer(response, status, refusal(message));
  }
}
