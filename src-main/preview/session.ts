// Who may speak to the preview: the browser that opened the one-time address, on this machine, from the preview's own page.
// May import node.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const secret = (): string => randomBytes(32).toString('base64url');

/** Compares without telling by its time how much was right. */
function same(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}

export class Session {
  readonly port: number;
  /** Opens the session once. */
  readonly token = secret();
  readonly #key = secret();
  #used = false;

  constructor(port: number) {
    this.port = port;
  }

  /** True for the right token, the first time. */
  open(token: string): boolean {
    if (this.#used || !same(token, this.token)) return false;
    this.#used = true;
    return true;
  }

  /** The cookie that the session goes by: cookies don't know ports, so its name does. */
  cookie(): string {
    return `${this.#name()}=${this.#key}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** True for a request that brings the session's cookie. */
  knows(request: IncomingMessage): boolean {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const own = `${this.#name()}=`;
    const given = pairs.find((pair) => pair.startsWith(own));
    return given !== undefined && same(given.slice(own.length), this.#key);
  }

  /**
   * Why a request is none of ours, or null. A page elsewhere can make a browser send one, also under a name that it lets
   * point to this machine: Host, Origin and Sec-Fetch-Site, which no page can set, tell.
   */
  stranger(request: IncomingMessage): string | null {
    const own = `127.0.0.1:${this.port}`;
    const { host, origin } = request.headers;
    if (host !== own) return 'Margrave answers at the address it printed only.';
    const reading = request.method === 'GET';
    if (origin === undefined ? !reading : origin !== `http://${own}`) {
      return 'Margrave answers its own window only, not another page.';
    }
    const site = request.headers['sec-fetch-site'];
    const opening = reading && request.headers['sec-fetch-mode'] === 'navigate';
    if (site === undefined || site === 'same-origin' || opening) return null;
    return 'Margrave answers its own window only, not another page.';
  }

  #name(): string {
    return `margrave-${this.port}`;
  }
}
