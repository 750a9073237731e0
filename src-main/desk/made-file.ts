// Files made for the user lie in the desk's own folder, under names of their own, until the desk closes. May import node.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MargraveError } from '../domain/errors.ts';
import type { MadeAt } from './worker-calls.ts';

/** Writes a made file; `name` is what the person will see, made safe for any file system. Throws `input-output`. */
export function madeFile(
  folder: string,
  name: string,
  mediaType: string,
  content: string | Uint8Array,
): MadeAt {
  const path = join(folder, randomBytes(12).toString('hex'));
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (thrown) {
    throw new MargraveError(
      'input-output',
      `The file “${name}” could not be made: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      { name },
    );
  }
  return { path, name: safeName(name), mediaType, bytes: bytes.length };
}

/** A file name without what some system forbids or misreads. */
export function safeName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what is forbidden.
  const plain = name.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-').replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? 'margrave' : plain.slice(0, 150);
}
