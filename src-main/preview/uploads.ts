// Files that the browser hands over, as files: kept for this run, or, when it is a book, for good. May import node.
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { upTo } from './request-body.ts';

const UPLOAD_BYTES = 4 * 1024 * 1024 * 1024;

export interface Taken {
  path: string;
  name: string;
  /** A book, which was put among the books: it will be worked on. */
  book: boolean;
}

/** A file's name without anything that leads elsewhere or that a file system would not take. */
export function safeFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
  const plain = last.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').replace(/^[. ]+|[. ]+$/g, '');
  const short = plain.length > 120 ? `${plain.slice(0, 80)}…${plain.slice(-39)}` : plain;
  return short === '' ? 'file' : short;
}

/** A path in `folder` that is not taken yet: `Desk.margrave`, `Desk 2.margrave`, … */
export function freePath(folder: string, name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${stem} ${number}${ending}`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Streams a request's body to a file under its own name.
 * Throws TooLarge, and what the file system throws; no file is left then.
 */
export async function takeUpload(
  request: IncomingMessage,
  givenName: string,
  folders: { uploads: string; books: string },
): Promise<Taken> {
  const name = safeFileName(givenName);
  const folder = join(folders.uploads, randomBytes(9).toString('base64url'));
  await mkdir(folder, { mode: 0o700 });
  const path = join(folder, name);
  try {
    await pipeline(request, upTo(UPLOAD_BYTES), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (failure) {
    await rm(folder, { recursive: true, force: true });
    throw failure;
  }
  if (!name.toLowerCase().endsWith('.margrave')) return { path, name, book: false };
  const kept = freePath(folders.books, name);
  await rename(path, kept);
  await rm(folder, { recursive: true, force: true });
  return { path: kept, name, book: true };
}
