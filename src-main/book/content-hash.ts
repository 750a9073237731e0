// SHA-256 by content, and long texts sealed by it: kept once, squeezed when long, checked whenever they are read.
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { MargraveError } from '../domain/errors.ts';

/** SHA-256 of the UTF-8 text, 64 lower-case hexadecimal digits. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A long text as the book keeps it. */
export interface SealedText {
  /** SHA-256 of the text itself, not of its squeezed form. */
  hash: string;
  /** Length of the UTF-8 text in bytes. */
  bytes: number;
  encoding: 'plain' | 'deflate';
  content: Buffer;
}

const squeezedFrom = 8192;

/** The text ready to be stored; longer than 8 KiB it is deflated. */
export function sealText(text: string): SealedText {
  const plain = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(plain).digest('hex');
  if (plain.length < squeezedFrom) return { hash, bytes: plain.length, encoding: 'plain', content: plain };
  return { hash, bytes: plain.length, encoding: 'deflate', content: deflateRawSync(plain, { level: 1 }) };
}

/** The text again. Throws `integrity`, naming `what`, when it isn't the text that was sealed. */
export function openSealedText(
  sealed: { hash: string; bytes: number; encoding: string; content: Buffer },
  what: string,
): string {
  let plain: Buffer | null = null;
  try {
    plain =
      sealed.encoding === 'deflate'
        ? inflateRawSync(sealed.content, { maxOutputLength: Math.max(1, Number(sealed.bytes)) })
        : sealed.content;
  } catch {
    plain = null;
  }
  if (plain === null || createHash('sha256').update(plain).digest('hex') !== sealed.hash) {
    throw new MargraveError(
      'integrity',
      `${what} is damaged: its content does not have the hash ${sealed.hash}.`,
      {
        hash: sealed.hash,
      },
    );
  }
  return plain.toString('utf8');
}
