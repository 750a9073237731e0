// What every host of the window serves alike: which files, as what, under which content policy. The policies of Electron
// and preview are one text but for `connect-src`. May import nothing.

/**
 * The window's content policy.
 * @param connect what the window may connect to: nothing in Electron, its own origin (loopback) in the preview
 */
export function contentPolicy(connect: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${connect}`,
    "worker-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The headers of every file of the window. */
export function windowHeaders(connect: "'none'" | "'self'"): Record<string, string> {
  return {
    'content-security-policy': contentPolicy(connect),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=(), usb=()',
    'cache-control': 'no-store',
  };
}

const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['woff2', 'font/woff2'],
]);

/** Names made of plain characters only, none of which starts with a dot: no way up, no drive, no encoding left over. */
const plainPath = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/**
 * The file of the built window that a URL's path asks for, relative to the window's folder and with `/` between names.
 * Null when it is not one that a window has: a way out of the folder, an unknown kind of file, anything encoded.
 */
export function windowFile(pathname: string): { path: string; mediaType: string } | null {
  const asked = pathname === '/' ? '/index.html' : pathname;
  if (asked.length > 300 || !plainPath.test(asked)) return null;
  const mediaType = mediaTypes.get(asked.slice(asked.lastIndexOf('.') + 1));
  return mediaType === undefined ? null : { path: asked.slice(1), mediaType };
}
