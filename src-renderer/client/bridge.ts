// What the window needs of its host, and nothing more: Electron's preload exposes it as `window.margrave`, the preview
// is reached by loopback.ts. May import nothing.

/** An error as it crosses: `code` to act on, `message` a sentence to show, `detail` plain facts. */
export interface PlainError {
  code: string;
  message: string;
  detail: Record<string, unknown>;
}

export type Answer = { ok: true; value: unknown } | { ok: false; error: PlainError };

export interface Bridge {
  host: 'electron' | 'preview';
  /** Never rejects for an error of the program: that is an answer. Rejects when the program can't be reached. */
  call(name: string, input: unknown): Promise<Answer>;
  /** Returns the function that ends the listening. */
  on(event: string, listener: (event: unknown) => void): () => void;
  /** Hands a dropped file over; what comes back is a one-use token, never a path. */
  offerFile(file: File): Promise<{ token: string; name: string }>;
  /** Only where files can't be saved by the host itself: lets the browser download a made file. */
  download?(token: string, name: string): Promise<void>;
}

declare global {
  interface Window {
    margrave?: Bridge;
  }
}
