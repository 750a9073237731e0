// app://margrave: the window's own files, and no others, under the window's content policy. May import contract and electron.
import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { windowFile, windowHeaders } from '../contract/window-host.ts';

const SCHEME = 'app';
const HOST = 'margrave';
export const WINDOW_URL = `${SCHEME}://${HOST}/index.html`;

/** Tells Chromium, before it starts, that app:// is an origin like https. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** True for an address of the window's own origin. */
export function isWindowAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST;
}

/** Answers a request for a file of the window: 405 for any method but GET, 404 for everything that isn't one. */
export async function answerWindowFile(folder: string, request: Request): Promise<Response> {
  const headers = windowHeaders("'none'");
  if (request.method !== 'GET') return new Response(null, { status: 405, headers });
  const file = isWindowAddress(request.url) ? windowFile(new URL(request.url).pathname) : null;
  const path = file === null ? null : resolve(folder, file.path);
  if (file === null || path === null || !path.startsWith(resolve(folder) + sep)) {
    return new Response(null, { status: 404, headers });
  }
  try {
    const content = new Uint8Array(await readFile(path));
    return new Response(content, { headers: { ...headers, 'content-type': file.mediaType } });
  } catch {
    return new Response(null, { status: 404, headers });
  }
}

/** Serves the window's folder as app://margrave in a session. */
export function serveWindowFiles(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => answerWindowFile(folder, request));
}
