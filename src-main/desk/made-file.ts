// Files made for the user lie in the desk's own folder, under names of their own, until the desk closes. May import contract and node.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallInput } from '../contract/calls.ts';
import type { Handlers } from '../contract/transport.ts';
import { MargraveError } from '../domain/errors.ts';
import type { DeskContext } from './context.ts';
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

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const IHDR = Buffer.from('IHDR', 'latin1');
const endings = { 'text/csv': '.csv', 'text/tab-separated-values': '.tsv', 'image/png': '.png' } as const;

/** What the window made, as bytes. Throws `invalid-input` for a picture that is none. */
function bytesOf({ name, mediaType, content }: CallInput<'file.make'>): string | Uint8Array {
  if (mediaType !== 'image/png') return content;
  const bytes = Buffer.from(content, 'base64');
  const whole = bytes.toString('base64') === content;
  if (!whole || !bytes.subarray(0, 8).equals(PNG_SIGNATURE) || !bytes.subarray(12, 16).equals(IHDR)) {
    throw new MargraveError(
      'invalid-input',
      `The picture “${name}” is not a PNG in base64, so no file was made of it. Save it again; if that happens twice, copy its figures instead.`,
      { name },
    );
  }
  return bytes;
}

/** Files that the window makes itself: a table or a picture, kept until the person says where it goes. */
export function fileHandlers(desk: DeskContext): Pick<Handlers, 'file.make'> {
  return {
    'file.make': async (input) => {
      const ending = endings[input.mediaType];
      const named = input.name.toLowerCase().endsWith(ending) ? input.name : `${input.name}${ending}`;
      const made = madeFile(desk.made, named, input.mediaType, bytesOf(input));
      const { name, mediaType, bytes } = made;
      return { token: desk.tokens.made(made), name, mediaType, bytes };
    },
  };
}
