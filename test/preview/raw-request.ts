// Requests with headers that a browser or `fetch` would not let one set.
import { type IncomingHttpHeaders, request } from 'node:http';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends exactly this request to 127.0.0.1. */
export function rawRequest(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<RawAnswer> {
  return new Promise((answered, failed) => {
    const sending = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers,
      setHost: !('host' in headers),
    });
    sending.on('error', failed);
    sending.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () =>
        answered({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sending.end(body);
  });
}

/** Opens the printed address as a browser does: answers the session's cookie. */
export async function openSession(port: number, address: string): Promise<string> {
  const url = new URL(address);
  const opened = await rawRequest(port, 'GET', url.pathname + url.search);
  const cookie = opened.headers['set-cookie']?.[0];
  if (opened.status !== 303 || cookie === undefined) {
    throw new Error(`The address was answered ${opened.status}: ${opened.text}`);
  }
  return cookie.split(';')[0] ?? '';
}
