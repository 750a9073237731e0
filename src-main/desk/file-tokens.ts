// File tokens: what a window holds instead of a path. A token for a file to read is good once; a token of a made file stays good
// until the desk closes. May import domain errors and node.
import { randomBytes } from 'node:crypto';
import { MargraveError } from '../domain/errors.ts';

/** A file made for the user. */
export interface MadeFileAt {
  path: string;
  name: string;
  mediaType: string;
}

const OFFERED_KEPT = 2_000;

export class FileTokens {
  readonly #offered = new Map<string, string>();
  /** Files of a preview that may be read again, with another mapping, under the preview's id. */
  readonly #kept = new Map<string, readonly string[]>();
  readonly #made = new Map<string, MadeFileAt>();

  /** A token for one reading of a file that the person chose or dropped. The oldest of more than 2,000 unused ones lapse. */
  offer(path: string): string {
    const token = newToken();
    this.#offered.set(token, path);
    const oldest = this.#offered.keys().next().value;
    if (this.#offered.size > OFFERED_KEPT && oldest !== undefined) this.#offered.delete(oldest);
    return token;
  }

  /**
   * The paths behind tokens, which are used up by this: all of them, or none when one isn't good (`not-found`).
   * The id of an open import preview counts as a token of its files and isn't used up.
   */
  take(tokens: readonly string[]): string[] {
    const paths = tokens.flatMap((token) => {
      const kept = this.#kept.get(token);
      if (kept) return kept;
      const path = this.#offered.get(token);
      if (path === undefined) {
        throw new MargraveError(
          'not-found',
          'This file was not chosen here, or was read already. Choose it again.',
          { token },
        );
      }
      return path;
    });
    for (const token of tokens) this.#offered.delete(token);
    return paths;
  }

  /** Lets the files of a preview be read again under its id, until `release`. */
  keepFor(preview: string, paths: readonly string[]): void {
    this.#kept.set(preview, paths);
  }

  release(preview: string): void {
    this.#kept.delete(preview);
  }

  /** A token for a made file. */
  made(file: MadeFileAt): string {
    const token = newToken();
    this.#made.set(token, file);
    return token;
  }

  /** A made file by its token. Throws `not-found`. */
  madeFile(token: string): MadeFileAt {
    const file = this.#made.get(token);
    if (!file)
      throw new MargraveError('not-found', 'There is no such file any more. Make it again.', { token });
    return file;
  }
}

const newToken = (): string => randomBytes(24).toString('base64url');
