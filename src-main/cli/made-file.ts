// Files that the desk made, put where they are wanted. May import desk and node.
import { copyFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MargraveError } from '../desk/desk.ts';
import type { CommandRun } from './command-run.ts';

/** Copies a made file to where it is wanted; answers the whole path. Throws `input-output`. */
export function keepMadeFile(run: CommandRun, token: string, wanted: string): Promise<string> {
  return put(wanted, (path) => copyFile(run.desk.madeFile(token).path, path));
}

/** Writes text to where it is wanted; answers the whole path. Throws `input-output`. */
export function keepText(text: string, wanted: string): Promise<string> {
  return put(wanted, (path) => writeFile(path, text));
}

async function put(wanted: string, write: (path: string) => Promise<void>): Promise<string> {
  const path = resolve(wanted);
  try {
    await write(path);
  } catch (thrown) {
    throw new MargraveError(
      'input-output',
      `${path} could not be written: ${reasonOf(thrown)}. Choose another place.`,
      { path },
    );
  }
  return path;
}

/** Why the system refused, in words. */
export function reasonOf(thrown: unknown): string {
  const known: Record<string, string> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'a part of its path is a file, not a folder',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'the disk is read-only',
    EISDIR: 'there is a folder of that name',
    ENOSPC: 'the disk is full',
    EEXIST: 'there is a file of that name',
  };
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  return known[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
