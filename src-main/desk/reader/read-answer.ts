// A venue's saved answer, or a document beside it, read from its file. May import domain and files.
import { createHash } from 'node:crypto';
import { parseJson } from '../../files/in/json-text.ts';
import { openText, wholeText } from '../../files/in/open-text.ts';

/** A file that was compared, so that it can be told again: the hash is of its text. */
export interface ComparedFile {
  name: string;
  sha256: string;
}

/**
 * The JSON document in a file, its numbers as float64: what a venue prints is compared at that precision. Throws `input-output`, and `invalid-file` naming
 * the line of what no venue writes: keys given twice, of which one would be lost, numbers beyond float64, nesting that a thread could not take.
 */
export async function readJson(path: string, name: string): Promise<ComparedFile & { document: unknown }> {
  const text = await wholeText(await openText({ name, path }));
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  return { name, sha256, document: parseJson(text, name, { longNumbers: 'float64' }).value };
}

/** True for a document one of whose own texts says “for tests, not for use”: constants of a test suite, not of a market. */
export function forTestsOnly(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return false;
  return Object.values(document).some(
    (value) => typeof value === 'string' && value.toLowerCase().includes('for tests, not for use'),
  );
}
