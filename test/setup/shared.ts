// Published vectors and captures live beside a checkout, in ../shared, and are not part of it.
// Tests that read them say so and skip visibly where they are not there; nothing else of them is needed to pass.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const SHARED_ROOT = fileURLToPath(new URL('../../../shared', import.meta.url));

/**
 * The absolute path of a file or folder in ../shared, or undefined where it is not there.
 * @param relative a path below ../shared, such as `vectors/deribit/x.json`
 */
export function sharedPath(relative: string): string | undefined {
  const path = resolve(SHARED_ROOT, relative);
  return existsSync(path) ? path : undefined;
}

/** What a skipped suite says: the room of ../shared that is missing, `skipped: no ../shared/vectors`. */
export function skippedText(relative: string): string {
  return `skipped: no ../shared/${relative.split('/')[0]}`;
}

/**
 * A suite on a file or folder of ../shared. Where it is not there the suite is one skipped test that says so.
 * @param relative a path below ../shared; `body` is given its absolute path
 */
export function describeWithShared(name: string, relative: string, body: (path: string) => void): void {
  const path = sharedPath(relative);
  if (path !== undefined) {
    describe(name, () => body(path));
    return;
  }
  describe(`${name} (${skippedText(relative)})`, () => {
    // biome-ignore lint/suspicious/noSkippedTests: the skip is the message, and the closing line counts it.
    it.skip(skippedText(relative), () => undefined);
  });
}
