// A ZIP of Margrave's own tables, as an export makes it: opened in memory into its tables. Any other archive is left to be refused.
import { open, readFile } from 'node:fs/promises';
import { MargraveError } from '../../domain/errors.ts';
import { portfolioColumns } from '../portfolio-columns.ts';
import type { FileSource } from '../read-outcome.ts';
import { unzipped } from '../zip.ts';

const largestArchive = 128 * 1024 * 1024;
const largestContent = 512 * 1024 * 1024;
const tables = new Set(Object.keys(portfolioColumns).map((section) => `${section}.csv`));

/**
 * The tables in the archive as sources of their own, named `archive.zip/positions.csv`; null when the file is no ZIP.
 * @throws `invalid-file` when it is a ZIP of something else, too large, or damaged
 */
export async function tablesOfArchive(source: FileSource): Promise<FileSource[] | null> {
  if (!('path' in source) || !(await beginsAsZip(source.path))) return null;
  const bytes = await readFile(source.path);
  if (bytes.length > largestArchive) throw refused(source.name, `it has more than ${largestArchive} bytes`);
  let parts: ReturnType<typeof unzipped>;
  try {
    parts = unzipped(bytes, {
      mostParts: tables.size,
      mostBytes: largestContent,
      known: (name) => tables.has(name),
    });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw refused(source.name, thrown.message);
    throw thrown;
  }
  if (parts.length === 0) throw refused(source.name, 'it is empty');
  return parts.map(({ name, content }) => {
    try {
      return {
        name: `${source.name}/${name}`,
        text: new TextDecoder('utf-8', { fatal: true }).decode(content),
      };
    } catch {
      throw refused(source.name, `“${name}” in it is not UTF-8`);
    }
  });
}

/** A file that can't be opened is no archive: whoever reads it next says why. */
async function beginsAsZip(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PK\u0003\u0004';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

function refused(file: string, why: string): MargraveError {
  return new MargraveError(
    'invalid-file',
    `${file} is an Excel workbook or another ZIP archive, and not an export of Margrave’s tables: ${why}. ` +
      'Nothing was read. Save a sheet as “CSV UTF-8”, or unpack the archive, and try again.',
    { file },
  );
}
